# ruff: noqa: A005 (no one imports a script)
"""What a report costs after the analysis: seconds, peak memory and size of the page and of `--site`; one table.

    python benchmarks/site.py FOLDER [N…] [--outlets 40] [--limit 1500]

FOLDER holds articles or is an ``analysis.jsonl``. Its analyses are varied into N stored ones (300 and 20,000
unless told) with other words, outlets and dates, every tenth a copy of the one before it; then `perspectives
compare STORED -o report.html --site site` runs in a process of its own. Memory is that process's peak resident
set; exit code 1 where it is above ``--limit`` megabytes, or the report or a page of sentences above a million bytes.
The index of a site holds the tables of all outlets and grows with these.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

from perspectives import run, store
from perspectives.records import Analysis

HEADS = (
    "articles",
    "outlets",
    "seconds",
    "CPU s",
    "peak MB",
    "report kB",
    "pages",
    "site MB",
    "index kB",
    "largest other kB",
)
PAGE = 1_000_000
_FIRST, _DAYS = date(2020, 9, 27), 1500


def other_words(text: str, random: Random) -> str:
    """A third of the words in small letters made other words of the same length, so that all spans stay."""

    def other(word: str) -> str:
        changed = word.isalpha() and word.islower() and len(word) > 3 and random.random() < 0.35
        return "".join(random.choices("aeioulnrst", k=len(word))) if changed else word

    return " ".join(map(other, text.split(" ")))


def varied(templates: Sequence[Analysis], number: int, outlets: int) -> Iterator[Analysis]:
    """Analyses made from templates; every tenth is the article before it, in another outlet."""
    for i in range(number):
        random = Random(i - 1 if i % 10 == 9 else i)
        template = random.choice(templates)
        document = replace(
            template.document,
            id=f"{i:08d}",
            text=other_words(template.document.text, random),
            outlet=f"Outlet {i % outlets:02d}",
            published=(_FIRST + timedelta(days=random.randrange(_DAYS))).isoformat(),
            provenance=(),
            zones=(),
            sha256=f"{i:064x}",
        )
        yield replace(template, document=document)


def measure(stored: Path, number: int, outlets: int) -> tuple[list[str], float, int]:
    """A row of the table, with the peak memory in megabytes and the bytes of the largest page."""
    report, site = stored.with_name("report.html"), stored.with_name("site")
    command = [sys.executable, "-m", "perspectives", "compare", str(stored), "-o", str(report), "--site", str(site)]
    started, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    # The process is a child of this one that is started alone, so that the peak of the children is its own.
    subprocess.run([*command, "--quiet"], check=True)
    seconds = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    peak, worked = after.ru_maxrss / 1024, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    sizes = {path: path.stat().st_size for path in site.rglob("*") if path.is_file()}
    index = sizes[site / "index.html"]
    pages = [size for path, size in sizes.items() if path.suffix == ".html" and path != site / "index.html"]
    row = [
        f"{number:,}",
        f"{outlets}",
        f"{seconds:.1f}",
        f"{worked:.1f}",
        f"{peak:,.0f}",
        f"{report.stat().st_size / 1000:,.0f}",
        f"{len(pages) + 1:,}",
        f"{sum(sizes.values()) / 1e6:.1f}",
        f"{index / 1000:,.0f}",
        f"{max(pages, default=0) / 1000:,.0f}",
    ]
    return row, peak, max(report.stat().st_size, *pages)


def main() -> int:
    """Read the arguments, make the analyses, measure, print one table."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("folder", type=Path, metavar="FOLDER")
    cli.add_argument("numbers", type=int, nargs="*", metavar="N", default=[300, 20_000])
    cli.add_argument("--outlets", type=int, default=40)
    cli.add_argument("--limit", type=float, default=1500, help="megabytes that the process may take")
    arguments = cli.parse_args()
    settings = run.Settings()
    templates = [found for found in run.analyses([arguments.folder], settings) if not found.skipped]
    print("  ".join(HEADS))
    kept = True
    # The smallest first: the peak of the children so far is then always that of the last.
    for number in sorted(arguments.numbers):
        with tempfile.TemporaryDirectory(prefix="site-") as folder:
            stored = Path(folder) / "analysis.jsonl"
            outlets = min(arguments.outlets, max(number // 50, 2))
            store.write_analyses(varied(templates, number, outlets), stored)
            row, peak, largest = measure(stored, number, outlets)
        print("  ".join(cell.rjust(len(head)) for head, cell in zip(HEADS, row, strict=True)), flush=True)
        kept &= peak <= arguments.limit and largest <= PAGE
    return 0 if kept else 1


if __name__ == "__main__":
    raise SystemExit(main())
