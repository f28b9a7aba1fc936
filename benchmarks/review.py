"""Articles per second and peak memory of `perspectives review`, whole and for index, fold and report alone.

    python benchmarks/review.py full  N… [--texts ARTICLES.jsonl[.gz] …] [--workers 1 2] [--profile]
    python benchmarks/review.py read  N… [--texts ARTICLES.jsonl[.gz] …]
    python benchmarks/review.py parts N… [--workers 2] [--folder FOLDER]

`full` writes N distinct articles, varied from corpus/karabakh and from the JSONL files given (field ``text``,
PolNeAR for instance), and reviews them with the shipped models. `parts` makes parts of N articles from the
analyses of corpus/karabakh with other words, outlets and dates, every tenth a copy of another, and measures
what a review does with parts that are there; beyond 10,000 the same articles come again under other ids and with
other fingerprints, since making them would take longer than all else. `read` measures what the main process does
alone: reading articles as JSON lines and as pages. Memory is the peak of the main process and of the largest
worker (VmHWM, Linux).
"""

from __future__ import annotations

import argparse
import gzip
import html
import io
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from unittest import mock

import numpy as np

from perspectives import run
from perspectives.comparison import CompareOptions
from perspectives.engines import EngineOptions, engine
from perspectives.events import EventFinder
from perspectives.parts import Packed, Parts, pack
from perspectives.records import Analysis
from perspectives.review import Silent
from perspectives.review.fold import FoldOptions, fold
from perspectives.review.outputs import write

CORPUS = Path(__file__).parents[1] / "corpus" / "karabakh"
OUTLETS = 40
PART = 64
BLOCK = 157
"""Parts that are made anew, about 10,000 articles; those beyond are made like them."""


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
        return [
            f"{number:,}",
            str(workers),
            f"{number / analyzed:.1f}",
            f"{number / seconds:.1f}",
            f"{main:.0f}",
            f"{worker:.0f}",
        ]
    finally:
        shutil.rmtree(folder)


def profile(number: int, sources: Sequence[str]) -> None:
    """Where the time of a review goes, in one process."""
    import cProfile
    import pstats

    from perspectives.review import ReviewOptions, review

    folder = Path(tempfile.mkdtemp(prefix="review-"))
    write_articles(folder / "articles.jsonl", number, sources)
    profiler = cProfile.Profile()
    options = ReviewOptions(engine="serial")
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
            started = time.perf_counter()
            count = sum(1 for _ in run.read([source]))
            rates.append(f"{count / (time.perf_counter() - started):.0f}")
        return [f"{number:,}", *rates]
    finally:
        shutil.rmtree(folder)


# Index, fold and report on stored parts


@dataclass(frozen=True)
class Maker:
    """Makes a part of analyses from templates; the same for the same number."""

    templates: tuple[Analysis, ...]
    total: int

    def __call__(self, number: int) -> Packed:
        conflict = run.load_conflict()
        first, last = number * PART, min((number + 1) * PART, self.total)
        return pack([self._one(i) for i in range(first, last)], EventFinder.of(conflict))

    def _one(self, number: int) -> Analysis:
        # Every tenth is the article before it, in another outlet.
        seed = number - 1 if number % 10 == 9 else number
        random = Random(seed)
        template = random.choice(self.templates)
        text = "".join(_other_words(template.document.text, random))
        day = (date(2020, 9, 27) + timedelta(days=random.randrange(1500))).isoformat()
        outlet = f"Outlet {number % OUTLETS:02d}"
        changes = {"id": f"{number:08d}", "text": text, "outlet": outlet, "published": day, "provenance": ()}
        return replace(template, document=replace(template.document, **changes, sha256=str(number)))  # type: ignore[arg-type]


def _other_words(text: str, random: Random) -> Iterator[str]:
    """A third of the words in small letters made other words of the same length, so that all spans stay."""
    for word in text.split(" "):
        change = word.isalpha() and word.islower() and len(word) > 3 and random.random() < 0.35
        yield "".join(random.choices("aeioulnrst", k=len(word))) if change else word
        yield " "


class Steps(Silent):
    """When each step began."""

    def __init__(self) -> None:
        self.times: dict[str, float] = {}

    def step(self, name: str, done: int = 0, total: int = 0) -> None:
        self.times.setdefault(name, time.perf_counter())


@dataclass(frozen=True)
class Again:
    """Makes a part like one of the first 10,000 articles, as other articles."""

    folder: Path

    def __call__(self, number: int) -> Packed:
        first = Parts(self.folder)
        here, block = number % BLOCK, number // BLOCK
        text = gzip.decompress(first.lines(here))
        with np.load(io.BytesIO((self.folder / f"parts/000/{here:06d}.npz").read_bytes())) as arrays:
            heads, marks = json.loads(arrays["heads"].tobytes()), arrays["marks"]
        others = np.random.default_rng(block).integers(0, 1 << 16, marks.shape[1], dtype=np.uint16)
        for head in heads:
            head[0] = f"{int(head[0]) + block * BLOCK * PART:08d}"
        lines = text.splitlines(keepends=True)
        start = len(b'{"document":{"id":"')
        renamed = b"".join(
            line[:start] + head[0].encode() + line[start + 8 :] for line, head in zip(lines, heads, strict=True)
        )
        index = io.BytesIO()
        np.savez(index, heads=np.frombuffer(json.dumps(heads).encode(), dtype=np.uint8), marks=marks ^ others)
        return Packed(gzip.compress(renamed, 1, mtime=0), index.getvalue(), len(heads), {})


def make(number: int, workers: int, folder: Path) -> None:
    """Parts of so many articles in a folder, where they are not there yet."""
    parts = Parts(folder / str(number))
    wanted = sorted({*range((number + PART - 1) // PART)}.difference(parts.numbers()))
    if not wanted:
        return
    maker: Maker | Again = Again(folder / str(BLOCK * PART))
    if number <= BLOCK * PART:
        analyses = [found for found in run.analyze(run.read([CORPUS])) if not found.skipped]
        maker = Maker(tuple(replace(found, document=replace(found.document, zones=())) for found in analyses), number)
    else:
        make(BLOCK * PART, workers, folder)
    with engine("processes", EngineOptions(workers)) as makers, mock.patch("os.fsync"):  # no crash to survive
        for outcome in makers.map(maker, wanted):
            assert outcome.result is not None, outcome.failure
            parts.write(outcome.item, outcome.result)


def stored(number: int, workers: int, folder: Path) -> list[str]:
    """Index, fold and report on parts of so many articles, made first where they are not there."""
    make(number, workers, folder)
    return json.loads(
        subprocess.run(
            [sys.executable, __file__, "fold", str(number), "--workers", str(workers), "--folder", str(folder)],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        ).stdout.splitlines()[-1]
    )  # type: ignore[no-any-return]


def folded(number: int, workers: int, folder: Path) -> list[str]:
    """The same in a process of its own, so that its memory is that of the fold only."""
    import os
    import threading

    conflict = run.load_conflict()
    home = folder / str(number)
    steps, worker, over = Steps(), [0.0], threading.Event()

    def watch() -> None:
        while not over.wait(0.2):
            worker[0] = max([worker[0], *map(peak_mb, children(os.getpid()))])

    threading.Thread(target=watch, daemon=True).start()
    with engine("processes", EngineOptions(workers)) as workers_there:
        comparison, flags = fold(workers_there, home, conflict, FoldOptions(CompareOptions(), 50_000), steps)
        steps.step("writing")
        write(comparison, flags, home)
    end = time.perf_counter()
    over.set()
    begin, adding, comparing, *_ = steps.times.values()
    return [
        f"{number:,}",
        str(workers),
        f"{adding - begin:.1f}",
        f"{comparing - adding:.1f}",
        f"{end - comparing:.1f}",
        f"{(end - begin) / number * 1e6:.0f}",
        f"{peak_mb(os.getpid()):.0f}",
        f"{worker[0]:.0f}",
    ]


def table(rows: Sequence[Sequence[str]]) -> str:
    """Columns padded to equal width."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return "\n".join("  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)


def main() -> None:
    """Read the arguments, measure, print one table."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("what", choices=("full", "read", "parts", "fold"))
    cli.add_argument("numbers", type=int, nargs="+", metavar="N")
    cli.add_argument("--texts", type=Path, nargs="*", default=[])
    cli.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    cli.add_argument("--folder", type=Path, help="where parts are kept between runs")
    cli.add_argument("--profile", action="store_true", help="print where the time goes instead")
    arguments = cli.parse_args()
    if arguments.what == "fold":
        print(json.dumps(folded(arguments.numbers[0], arguments.workers[0], arguments.folder)))
    elif arguments.what == "full" and arguments.profile:
        profile(arguments.numbers[0], texts(arguments.texts))
    elif arguments.what == "full":
        sources = texts(arguments.texts)
        rows = [["articles", "workers", "analyzed/s", "whole/s", "main MB", "worker MB"]]
        rows += [full(number, workers, sources) for number in arguments.numbers for workers in arguments.workers]
        print(table(rows))
    elif arguments.what == "read":
        sources = texts(arguments.texts)
        rows = [["articles", "JSON lines/s", "pages/s"]]
        print(table([*rows, *(reading(number, sources) for number in arguments.numbers)]))
    else:
        kept = arguments.folder or Path(tempfile.mkdtemp(prefix="parts-"))
        rows = [["articles", "workers", "index s", "fold s", "report s", "µs/article", "main MB", "worker MB"]]
        rows += [stored(number, workers, kept) for number in arguments.numbers for workers in arguments.workers]
        print(table(rows))
        if arguments.folder is None:
            shutil.rmtree(kept)


if __name__ == "__main__":
    main()
