"""Time and memory of what a review does with stored parts: the index, the fold and the report.

    python benchmarks/review_parts.py fold  N… [--workers 1 2] [--folder FOLDER]
    python benchmarks/review_parts.py index N… [--folder FOLDER]

Parts are made first from the analyses of corpus/karabakh with other words, outlets and dates, every tenth a copy of
another; beyond 10,000 the same articles come again under other ids and with other fingerprints, since making them
anew would take longer than all else. `index` makes and reads no analyses, only what the index needs. Memory is the
peak of the main process and of the largest worker (VmHWM, Linux); CPU µs are those of all processes together.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any
from unittest import mock

import numpy as np

from perspectives import run
from perspectives.comparison import CompareOptions
from perspectives.engines import EngineOptions, engine
from perspectives.events import EventFinder
from perspectives.index import build
from perspectives.parts import Catalog, Packed, Parts, pack
from perspectives.records import Analysis
from perspectives.review import SENTENCES, Silent
from perspectives.review.fold import FoldOptions, fold
from perspectives.review.outputs import write
from review import CORPUS, OUTLETS, children, peak_mb, table

PART = 64
BLOCK = 157
"""Parts that are made anew, about 10,000 articles; those beyond are made like them."""


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
    """Makes a part like one of the first 10,000 articles, as other articles; its lines too, or the index alone."""

    folder: Path
    lines: Callable[[bytes, list[list[Any]]], bytes]

    def __call__(self, number: int) -> Packed:
        here, block = number % BLOCK, number // BLOCK
        with np.load(io.BytesIO((self.folder / f"parts/000/{here:06d}.npz").read_bytes())) as arrays:
            heads, marks = json.loads(arrays["heads"].tobytes()), arrays["marks"]
        others = np.random.default_rng(block).integers(0, 1 << 16, marks.shape[1], dtype=np.uint16)
        for head in heads:
            head[0] = f"{int(head[0]) + block * BLOCK * PART:08d}"
        lines = self.lines(Parts(self.folder).lines(here), heads)
        index = io.BytesIO()
        np.savez(index, heads=np.frombuffer(json.dumps(heads).encode(), dtype=np.uint8), marks=marks ^ others)
        return Packed(lines, index.getvalue(), len(heads), {})


def renamed(packed: bytes, heads: list[list[Any]]) -> bytes:
    """The lines of a part with other ids."""
    start = len(b'{"document":{"id":"')
    lines = gzip.decompress(packed).splitlines(keepends=True)
    text = b"".join(
        line[:start] + head[0].encode() + line[start + 8 :] for line, head in zip(lines, heads, strict=True)
    )
    return gzip.compress(text, 1, mtime=0)


def no_lines(packed: bytes, heads: list[list[Any]]) -> bytes:
    """Nothing: the index does not read them."""
    return b""


def make(number: int, home: Path, workers: int, lines: Callable[[bytes, list[list[Any]]], bytes]) -> None:
    """Parts of so many articles in a folder, where they are not there yet."""
    parts = Parts(home)
    first = home.parent / str(BLOCK * PART)
    wanted = sorted({*range((number + PART - 1) // PART)}.difference(parts.numbers()))
    if not wanted:
        return
    maker: Maker | Again = Again(first, lines)
    if number <= BLOCK * PART:
        analyses = [found for found in run.analyze(run.read([CORPUS])) if not found.skipped]
        maker = Maker(tuple(replace(found, document=replace(found.document, zones=())) for found in analyses), number)
    else:
        make(BLOCK * PART, first, workers, lines)
    with engine("processes", EngineOptions(workers)) as makers, mock.patch("os.fsync"):  # no crash to survive
        for outcome in makers.map(maker, wanted):
            assert outcome.result is not None, outcome.failure
            parts.write(outcome.item, outcome.result)


def alone(*arguments: object) -> list[str]:
    """A row measured in a process of its own, so that its memory is that of the measured steps only."""
    command = [sys.executable, __file__, *map(str, arguments)]
    answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return json.loads(answer.splitlines()[-1])  # type: ignore[no-any-return]


def indexed(number: int, home: Path) -> list[str]:
    """Seconds and memory of the index."""
    parts, started = Parts(home), time.perf_counter()
    numbers = parts.numbers()
    catalog = Catalog.of(parts, numbers)
    read = time.perf_counter()
    index = build((record for part in numbers for record in parts.records(part)), run.load_conflict())
    end = time.perf_counter()
    assert len(catalog.keys) >= number
    copies = len(index.clusters)
    row = [f"{number:,}", f"{read - started:.1f}", f"{end - read:.1f}", f"{time.process_time() / number * 1e6:.0f}"]
    return [*row, f"{copies:,}", f"{peak_mb(os.getpid()):.0f}"]


def folded(number: int, home: Path, workers: int) -> list[str]:
    """Seconds and memory of index, fold and report."""
    conflict = run.load_conflict()
    steps, worker, over = Steps(), [0.0], threading.Event()

    def watch() -> None:
        while not over.wait(0.2):
            worker[0] = max([worker[0], *map(peak_mb, children(os.getpid()))])

    threading.Thread(target=watch, daemon=True).start()
    with engine("processes", EngineOptions(workers)) as workers_there:
        how = FoldOptions(CompareOptions(evidence_total=SENTENCES), 50_000)
        comparison, flags = fold(workers_there, home, conflict, how, steps)
        steps.step("writing")
        write(comparison, flags, home)
    end = time.perf_counter()
    over.set()
    workers_time = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = time.process_time() + workers_time.ru_utime + workers_time.ru_stime
    begin, adding, comparing, *_ = steps.times.values()
    return [
        f"{number:,}",
        str(workers),
        f"{adding - begin:.1f}",
        f"{comparing - adding:.1f}",
        f"{end - comparing:.1f}",
        f"{spent / number * 1e6:.0f}",
        f"{peak_mb(os.getpid()):.0f}",
        f"{worker[0]:.0f}",
    ]


def main() -> None:
    """Read the arguments, measure, print one table."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("what", choices=("fold", "index", "folded", "indexed"))
    cli.add_argument("numbers", type=int, nargs="+", metavar="N")
    cli.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    cli.add_argument("--folder", type=Path, help="where parts are kept between runs")
    arguments = cli.parse_args()
    folder = arguments.folder or Path(tempfile.mkdtemp(prefix="parts-"))
    most = max(arguments.workers)
    if arguments.what == "folded":
        print(json.dumps(folded(arguments.numbers[0], folder, most)))
    elif arguments.what == "indexed":
        print(json.dumps(indexed(arguments.numbers[0], folder)))
    elif arguments.what == "index":
        rows = [["articles", "ids s", "copies s", "CPU µs/article", "in clusters", "main MB"]]
        for number in arguments.numbers:
            make(number, folder / f"{number}-index", most, no_lines)
            rows.append(alone("indexed", number, "--folder", folder / f"{number}-index"))
        print(table(rows))
    else:
        rows = [["articles", "workers", "index s", "fold s", "report s", "CPU µs/article", "main MB", "worker MB"]]
        for number in arguments.numbers:
            home = folder / str(number)
            make(number, home, most, renamed)
            rows += [alone("folded", number, "--workers", n, "--folder", home) for n in arguments.workers]
        print(table(rows))
    if arguments.folder is None and arguments.what in ("index", "fold"):
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
