"""Articles per second and peak memory of `perspectives review`.

    python benchmarks/review.py full  N… [--texts ARTICLES.jsonl[.gz] …] [--workers 1 2] [--profile]
    python benchmarks/review.py read  N… [--texts ARTICLES.jsonl[.gz] …]

`full` writes N distinct articles, varied from corpus/karabakh and from the JSONL files given (field ``text``,
PolNeAR for instance), and reviews them with the shipped models. `read` measures what the main process does alone:
reading articles as JSON lines and as pages. Memory is the peak of the main process and of the largest worker
(VmHWM, Linux). What a review does with stored parts is in review_parts.py.
"""

from __future__ import annotations

import argparse
import gzip
import html
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from random import Random

from perspectives import run

CORPUS = Path(__file__).parents[1] / "corpus" / "karabakh"
OUTLETS = 40


# Memory


def peak_mb(pid: int) -> float:
    """Peak resident memory of a process so far, 0 where it is gone."""
    try:
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    return 0.0


def children(pid: int) -> list[int]:
    """The processes that a process has started."""
    try:
        return [int(name) for name in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


# The whole review


def texts(paths: Sequence[Path]) -> list[str]:
    """The texts that articles are varied from."""
    found = [document.text for document in run.read([CORPUS]) if not document.skipped]
    for path in paths:
        with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
            found += [json.loads(line)["text"] for line in lines]
    return found


def varied(sources: Sequence[str], number: int, random: Random) -> str:
    """An article of its own: the paragraphs of two articles mixed, with other figures."""
    first, second = (random.choice(sources).split("\n\n") for _ in range(2))
    length = max(len(first), 4)
    chosen = [random.choice(first if random.random() < 0.6 else second) for _ in range(min(length, 30))]
    text = "\n\n".join(dict.fromkeys(chosen))
    digits = "".join(str(random.randrange(1, 10)) if character.isdigit() else character for character in text)
    return f"{digits}\n\nThis is report {number} of the day."


def write_articles(path: Path, number: int, sources: Sequence[str]) -> int:
    """A JSONL file of distinct articles; returns its characters."""
    random, characters = Random(0), 0
    with path.open("w", encoding="utf-8") as file:
        for i in range(number):
            text = varied(sources, i, random)
            day = date(2020, 9, 27) + timedelta(days=random.randrange(1500))
            row = {"id": str(i), "text": text, "outlet": f"Outlet {i % OUTLETS:02d}", "published": day.isoformat()}
            file.write(json.dumps(row) + "\n")
            characters += len(text)
    return characters


def full(number: int, workers: int, sources: Sequence[str]) -> list[str]:
    """One review from articles to report: articles a second of the analysis, of all, and memory."""
    folder = Path(tempfile.mkdtemp(prefix="review-"))
    try:
        write_articles(folder / "articles.jsonl", number, sources)
        command = [sys.executable, "-m", "perspectives", "review", str(folder / "articles.jsonl"), "--json"]
        command += ["-o", str(folder / "review"), "--workers", str(workers)]
        started = time.perf_counter()
        log = (folder / "log").open("w")
        process = subprocess.Popen(command, stderr=log, stdout=log)
        main = worker = 0.0
        while process.poll() is None:
            main = max(main, peak_mb(process.pid))
            worker = max([worker, *map(peak_mb, children(process.pid))])
            time.sleep(0.1)
        seconds = time.perf_counter() - started
        log.close()
        events = [json.loads(line) for line in (folder / "log").read_text().splitlines() if line.startswith("{")]
        if process.returncode not in (0, 3):
            raise SystemExit((folder / "log").read_text()[-2000:])
        analyzed = max(event["seconds"] for event in events if event["event"] == "part")
        steps = {event["name"]: event["seconds"] for event in events if event["event"] == "step"}
        claims = steps["comparing"] - steps.get("aligning claims", steps["comparing"])
        return [
            f"{number:,}",
            str(workers),
            f"{number / analyzed:.1f}",
            f"{number / seconds:.1f}",
            f"{claims:.0f}",
            f"{main:.0f}",
            f"{worker:.0f}",
        ]
    finally:
        shutil.rmtree(folder)


def profile(number: int, sources: Sequence[str]) -> None:
    """Where the time of a review goes, in one process and without claims."""
    import cProfile
    import pstats

    from perspectives.review import ReviewOptions, review

    folder = Path(tempfile.mkdtemp(prefix="review-"))
    write_articles(folder / "articles.jsonl", number, sources)
    profiler = cProfile.Profile(time.process_time)
    options = ReviewOptions(engine="serial", claim_articles=0)
    profiler.runcall(review, [folder / "articles.jsonl"], folder / "review", run.Settings(), options)
    pstats.Stats(profiler).sort_stats("cumtime").print_stats("perspectives", 40)
    shutil.rmtree(folder)


# Reading alone


def reading(number: int, sources: Sequence[str]) -> list[str]:
    """Articles a second that one process reads, as JSON lines and as pages."""
    folder = Path(tempfile.mkdtemp(prefix="review-"))
    try:
        write_articles(folder / "articles.jsonl", number, sources)
        pages = folder / "pages"
        pages.mkdir()
        for line in (folder / "articles.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            body = "".join(f"<p>{html.escape(part)}</p>" for part in row["text"].split("\n\n"))
            text = f"<html><head><title>{row['id']}</title></head><body><article>{body}</article></body></html>"
            (pages / f"{row['id']}.html").write_text(text, encoding="utf-8")
        rates = []
        for source in (folder / "articles.jsonl", pages):
            list(islice(run.read([source]), 5))  # load what is loaded once
            started = time.process_time()  # one process, and it waits for nobody
            count = sum(1 for _ in run.read([source]))
            rates.append(f"{count / (time.process_time() - started):.0f}")
        return [f"{number:,}", *rates]
    finally:
        shutil.rmtree(folder)


def table(rows: Sequence[Sequence[str]]) -> str:
    """Columns padded to equal width."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return "\n".join("  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)


def main() -> None:
    """Read the arguments, measure, print one table."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("what", choices=("full", "read"))
    cli.add_argument("numbers", type=int, nargs="+", metavar="N")
    cli.add_argument("--texts", type=Path, nargs="*", default=[])
    cli.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    cli.add_argument("--profile", action="store_true", help="print where the time goes instead")
    arguments = cli.parse_args()
    sources = texts(arguments.texts)
    if arguments.what == "full" and arguments.profile:
        profile(arguments.numbers[0], sources)
    elif arguments.what == "full":
        rows = [["articles", "workers", "analyzed/s", "whole/s", "claims s", "main MB", "worker MB"]]
        rows += [full(number, workers, sources) for number in arguments.numbers for workers in arguments.workers]
        print(table(rows))
    else:
        rows = [["articles", "JSON lines/s", "pages/s"]]
        print(table([*rows, *(reading(number, sources) for number in arguments.numbers)]))


if __name__ == "__main__":
    main()
