"""Labeled sentences beyond the articles: one a line, with targets, holders, frames and a group."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from perspectives.errors import PerspectivesError
from perspectives.markup import Problem
from perspectives.records import STANCES, Span

NONE = "none"
LABELS = (*STANCES, NONE)
_MARK = re.compile(r"\{(?:(h[0-9]{1,3}):)?([^{}=]{1,200})(?:=([^{}@]{0,40})(?:@(h[0-9]{1,3}))?)?\}")


@dataclass(frozen=True, slots=True)
class Target:
    """A mention and the stance toward it; ``holder`` is the span of the source that holds it, None for the author."""

    span: Span
    stance: str
    holder: Span | None


@dataclass(frozen=True, slots=True)
class LabeledSentence:
    """A sentence with its targets and frames; sentences of one ``group`` are variants and stay in one split."""

    text: str
    group: str
    frames: tuple[str, ...]
    targets: tuple[Target, ...]


def read_further(
    source: str, name: str, frames: Sequence[str]
) -> tuple[tuple[LabeledSentence, ...], tuple[Problem, ...]]:
    """The sentences of a file of lines ``GROUP | FRAMES | TEXT`` and the problems in it.

    In the text ``{Baku=critical}`` is a target judged by the author, ``{Baku=critical@h1}`` one judged by the
    source marked ``{h1:Yerevan}``, ``{h1:Baku=none}`` both a source and a target. Empty lines and lines that
    begin with # are left out. ``frames`` are the valid frame ids.
    """
    found: list[LabeledSentence] = []
    problems: list[Problem] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(source.replace("\r\n", "\n").split("\n"), 1):
        if not line.strip() or line.startswith("#"):
            continue
        sentence, messages = _read_line(line, frames)
        problems += [Problem(name, number, message) for message in messages]
        if sentence and not messages:
            if sentence.text in seen:
                problems.append(Problem(name, number, f"the sentence of line {seen[sentence.text]} again"))
            seen.setdefault(sentence.text, number)
            found.append(sentence)
    return tuple(found), tuple(problems)


def read_further_files(paths: Sequence[Path], frames: Sequence[str]) -> tuple[LabeledSentence, ...]:
    """The sentences of several files.

    Raises PerspectivesError with the first problem and its line, also where a sentence stands in two files.
    """
    found: list[LabeledSentence] = []
    seen: dict[str, str] = {}
    for path in paths:
        sentences, problems = read_further(path.read_text(encoding="utf-8"), str(path), frames)
        if problems:
            raise PerspectivesError(str(problems[0]))
        for sentence in sentences:
            if sentence.text in seen:
                raise PerspectivesError(f"{path}: a sentence of {seen[sentence.text]} again: {sentence.text!r}")
            seen[sentence.text] = str(path)
        found += sentences
    return tuple(found)


def stance_rows(sentences: Sequence[LabeledSentence]) -> Iterator[dict[str, Any]]:
    """One row a target, as ``perspectives train stance`` reads it."""
    for sentence in sentences:
        for target in sentence.targets:
            row = {
                "text": sentence.text,
                "target_start": target.span[0],
                "target_end": target.span[1],
                "stance": target.stance,
                "group": sentence.group,
            }
            if target.holder:
                row |= {"holder_start": target.holder[0], "holder_end": target.holder[1]}
            yield row


def frame_rows(sentences: Sequence[LabeledSentence]) -> Iterator[dict[str, Any]]:
    """One row a sentence, as ``perspectives train frames`` reads it."""
    for sentence in sentences:
        yield {"text": sentence.text, "frames": list(sentence.frames), "group": sentence.group}


def _read_line(line: str, valid: Sequence[str]) -> tuple[LabeledSentence | None, list[str]]:
    fields = [field.strip() for field in line.split("|", 2)]
    if len(fields) != 3 or not fields[0] or not fields[2]:
        return None, ["expected 'GROUP | FRAMES | TEXT'"]
    group, frames, marked = fields[0], fields[1].split(), fields[2]
    messages = [f"unknown frame {frame!r}: choose from {', '.join(valid)}" for frame in frames if frame not in valid]
    if len(set(frames)) != len(frames) or len(frames) > 3:
        messages.append("frames: up to three, each once")
    text, position = "", 0
    sources: dict[str, Span] = {}
    judged: list[tuple[Span, str, str | None]] = []
    for mark in _MARK.finditer(marked):
        source, surface, label, holder = mark.groups()
        text += marked[position : mark.start()]
        span = (len(text), len(text) + len(surface))
        text, position = text + surface, mark.end()
        if surface != surface.strip():
            messages.append(f"{mark[0]!r} marks a space")
        if source in sources:
            messages.append(f"source {source} is marked twice")
        if source:
            sources[source] = span
        if label is not None:
            if label not in LABELS:
                messages.append(f"unknown stance {label!r}: choose from {', '.join(LABELS)}")
            judged.append((span, label, holder))
        elif not source:
            messages.append(f"{mark[0]!r} is neither a target (=label) nor a source (h1:)")
    text += marked[position:]
    if "{" in text or "}" in text:
        messages.append("a brace that belongs to no mark")
    for _, _, holder in judged:
        if holder and holder not in sources:
            messages.append(f"holder {holder} is not marked: write {{{holder}:…}} around the source")
    targets = tuple(Target(span, label, sources.get(holder) if holder else None) for span, label, holder in judged)
    return LabeledSentence(text, group, tuple(frames), targets), messages
