"""Light stand-ins for the models, and articles in files, for tests of reviews."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from random import Random

from perspectives.records import (
    AUTHOR,
    Analysis,
    Attribution,
    Document,
    FrameLabel,
    Mention,
    NamingUse,
    Sentence,
    Stance,
)
from perspectives.review import ReviewOptions, Silent, Summary, review
from perspectives.review.batch import BatchOptions
from perspectives.review.work import Limits

OUTLETS = ("Araks Daily", "Caspian Post", "Rhine Tribune")
_STEMS = """corridor village shelling talks Lachin Stepanakert troops convoy ministry border mission observers summit
road gas winter school hospital bridge market statement treaty prisoners delegation regime"""
WORDS = tuple(_STEMS.split())


@dataclass(frozen=True)
class WordAnalyzer:
    """Labels sentences by a hash of their words; some words harm the process that reads them.

    ``pause`` are seconds for each document, ``loading`` those before the first; ``version`` tells one analyzer from
    another.
    """

    pause: float = 0.0
    version: str = "1"
    loading: float = 0.0

    @property
    def versions(self) -> tuple[tuple[str, str], ...]:
        return (("words", self.version),)

    def load(self) -> None:
        time.sleep(self.loading)

    def __call__(self, document: Document) -> Analysis:
        time.sleep(self.pause)
        text = document.text
        if "KILLME" in text:
            os.kill(os.getpid(), signal.SIGKILL)
        if "STALLME" in text:
            time.sleep(1000)
        if "RAISEME" in text:
            raise ValueError("a bug")
        if "FILLME" in text:
            raise MemoryError
        return analysis(document)


def analysis(document: Document) -> Analysis:
    """Every sentence (ended by a period) with side, stance, frame and naming by its hash."""
    sentences, attributions, stances, mentions, namings = [], [], [], [], []
    start = 0
    for number, chunk in enumerate(part for part in document.text.split(".") if part.strip()):
        start = document.text.index(chunk, start)
        end = start + len(chunk)
        mark = blake2b(chunk.encode("utf-8", "replace"), digest_size=4).digest()
        side = (AUTHOR, "baku", "yerevan", AUTHOR)[mark[0] % 4]
        target = ("baku", "yerevan")[mark[1] % 2]
        frames = (FrameLabel("security", 0.5 + mark[2] / 600),) if mark[2] % 3 == 0 else ()
        sentences.append(Sentence(number, start, end, "body", 0, side, frames))
        held = None
        if side != AUTHOR:
            held = len(attributions)
            attributions.append(
                Attribution(held, (number,), None, "indirect", None, None, ((start, end),), side, side, 0.9)
            )
        mentions.append(Mention(number, start, end, "azerbaijan" if target == "baku" else "armenia", target))
        if mark[1] % 3 == 0:
            label = ("critical", "favorable")[mark[3] % 2]
            stances.append(Stance(number, held, side, target, label, round(0.5 + mark[3] / 600, 4)))
        place = text_place(document.text, "regime", start, end)
        if place is not None:
            namings.append(NamingUse(number, place, place + len("regime"), "regime", "regime", held))
        start = end
    return Analysis(
        document, tuple(sentences), tuple(attributions), tuple(stances), (), tuple(mentions), tuple(namings)
    )


def text_place(text: str, word: str, start: int, end: int) -> int | None:
    """Where a word stands in a part of a text."""
    place = text.find(word, start, end)
    return None if place < 0 else place


def rows(number: int, seed: int = 0, outlets: Sequence[str] = OUTLETS) -> list[dict[str, str]]:
    """Articles as JSONL rows; about every tenth is a copy of one before in another outlet."""
    random = Random(seed)
    found: list[dict[str, str]] = []
    for i in range(number):
        outlet = outlets[i % len(outlets)]
        if found and random.random() < 0.1:
            text = random.choice(found)["text"] + " It was reported."
        else:
            text = " ".join(
                " ".join(random.choice(WORDS) for _ in range(random.randint(5, 14))).capitalize() + f" {i} {k}."
                for k in range(random.randint(3, 9))
            )
            text = f"The ministry said that the talks of Monday were long. {text}"
        day = f"2023-{random.randint(1, 12):02d}-{random.randint(1, 28):02d}"
        found.append({"id": f"{seed}-{i:05d}", "text": text, "outlet": outlet, "published": day, "title": f"No. {i}"})
    return found


def write_rows(path: Path, articles: Iterable[dict[str, str]]) -> Path:
    """A JSONL file of some articles."""
    path.write_text("".join(json.dumps(row) + "\n" for row in articles), encoding="utf-8")
    return path


def options(
    engine: str = "serial", size: int = 16, mode: str = "on", pause: float = 0.0, seconds: float = 20.0
) -> ReviewOptions:
    """Options with the stand-in analyzer and few permutations."""
    from perspectives.comparison import CompareOptions
    from perspectives.engines import EngineOptions

    return ReviewOptions(
        engine=engine,
        engine_options=EngineOptions(workers=2),
        mode=mode,
        limits=Limits(seconds=seconds),
        batches=BatchOptions(documents=size, first=size),
        compare=CompareOptions(permutations=19),
        analyzer=WordAnalyzer(pause),
    )


def run(inputs: Sequence[Path], output: Path, how: ReviewOptions | None = None, log: Silent | None = None) -> Summary:
    """A review with the stand-in analyzer."""
    return review(inputs, output, options=how or options(), log=log)


def outputs(folder: Path) -> dict[str, bytes]:
    """Every output of a review that must not depend on how it was made: tables, flags, pages."""
    files = [*folder.glob("tables/*"), *folder.glob("flagged.*"), *folder.glob("site/**/*.*"), folder / "index.html"]
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


class Notes(Silent):
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.notes: list[str] = []
        self.articles = 0
        self.skipped = 0

    def note(self, text: str) -> None:
        self.notes.append(text)

    def part(self, articles: int, skipped: dict[str, int], fraction: float | None) -> None:
        self.articles += articles
        self.skipped += sum(skipped.values())
