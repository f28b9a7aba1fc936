"""Unit boundaries by splitter: NLTK Punkt alone, with the news rules, and sentencex, on the table and on other gold."""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from perspectives import sentences
from perspectives.records import Document
from perspectives.segment import segment

TABLE = Path(__file__).parent.parent / "tests" / "data" / "boundaries.txt"
Span = tuple[int, int]
Case = tuple[str, list[Span]]
MARKS = " \t\r\n\u00a0#*_>-•"


def trim(text: str, start: int, end: int) -> Span:
    """The span without spaces and list marks at its ends."""
    while start < end and text[start] in MARKS:
        start += 1
    while end > start and text[end - 1] in MARKS:
        end -= 1
    return start, end


def table(path: Path) -> Iterable[Case]:
    """The hand-written cases: text and unit spans."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith(("# ", "@ ")):
            continue
        parts = line.replace("⏎", "\n").split("‖")
        text, spans = "".join(parts), []
        position = 0
        for part in parts:
            spans.append(trim(text, position, position + len(part)))
            position += len(part)
        yield text, spans


def jsonl(path: Path) -> Iterable[Case]:
    """``text`` and ``sentences`` ([start, end] each) of a JSONL file, as PolNeAR is distributed here."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as file:
        for row in map(json.loads, file):
            yield row["text"], [trim(row["text"], start, end) for start, end in row["sentences"]]


def repaired(cases: Iterable[Case]) -> Iterable[Case]:
    """Machine-made gold by the project's guideline: a tag or bracket cut off its sentence is joined to it again.

    A unit that begins in lower case or with punctuation joins the one before it if no line ends between them; a
    unit that holds a blank line after a sentence end or a clock time is cut there.
    """
    for text, spans in cases:
        units: list[Span] = []
        for start, end in spans:
            position = start
            for gap in re.finditer(r"(?<=[.!?:”\"])\s*\n\s*\n\s*", text[start:end]):
                units.append(trim(text, position, start + gap.start()))
                position = start + gap.end()
            units.append(trim(text, position, end))
        joined: list[Span] = []
        for start, end in units:
            first = text[start : start + 2].lstrip("'\"“‘”’")[:1] or text[start : start + 1]
            if joined and (first.islower() or first in ",;:)") and "\n" not in text[joined[-1][1] : start]:
                joined[-1] = (joined[-1][0], end)
            else:
                joined.append((start, end))
        yield text, [span for span in joined if span[0] < span[1]]


def sentencex_splitter() -> Callable[[str], Sequence[int]] | None:
    """sentencex (PyPI, MIT) as a splitter, None where it is not installed."""
    try:
        import sentencex
    except ImportError:
        return None

    def split(text: str) -> list[int]:
        starts, position = [], 0
        for piece in sentencex.segment("en", text):
            found = text.find(piece, position)
            if found < 0:
                continue
            if found:
                starts.append(found)
            position = found + len(piece)
        return [start for start in starts if text[start:].strip()]

    return split


def splitters() -> dict[str, Callable[[str], Sequence[int]]]:
    """The splitters by name; ``rules over`` a base keeps its proposals where no rule knows better."""
    found: dict[str, Callable[[str], Sequence[int]]] = {
        "Punkt": sentences.punkt,
        "rules over Punkt": sentences.split,
    }
    peer = sentencex_splitter()
    if peer is not None:
        found["sentencex"] = peer
        found["rules over sentencex"] = lambda text: sentences.split(text, base=peer)
    return found


def measure(
    cases: Sequence[Case], splitter: Callable[[str], Sequence[int]]
) -> tuple[float, float, float, float, float]:
    """F1 of unit spans, precision, recall, share of cases without an error, articles (cases) a second."""
    right = found = gold = clean = 0
    begun = time.perf_counter()
    answers = [segment(Document("", text, "unknown"), splitter) for text, _ in cases]
    elapsed = time.perf_counter() - begun
    for (text, spans), units in zip(cases, answers, strict=True):
        expected, got = set(spans), {trim(text, unit.start, unit.end) for unit in units}
        right += len(expected & got)
        found += len(got)
        gold += len(expected)
        clean += expected == got
    precision, recall = right / max(1, found), right / max(1, gold)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    return f1, precision, recall, clean / len(cases), len(cases) / elapsed


def main() -> int:
    """Print one table: splitter by data set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", nargs="*", type=Path, help="JSONL with text and sentences, e.g. PolNeAR dev")
    arguments = parser.parse_args()
    sets = {"table": list(table(TABLE))}
    for path in arguments.gold:
        sets[path.name] = list(jsonl(path))
        sets[f"{path.name.split('.')[0]}, repaired"] = list(repaired(sets[path.name]))
    sys.stdout.write(f"{'data':28}{'splitter':24}{'F1':>8}{'P':>8}{'R':>8}{'clean':>8}{'docs/s':>9}\n")
    for name, cases in sets.items():
        for label, splitter in splitters().items():
            splitter("Warm up. Then run.")
            f1, precision, recall, clean, speed = measure(cases, splitter)
            sys.stdout.write(
                f"{name[:27]:28}{label:24}{f1:8.4f}{precision:8.4f}{recall:8.4f}{clean:8.3f}{speed:9.0f}\n"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
