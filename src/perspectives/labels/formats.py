"""The files of labeling tools: analyses written as tasks, and the labels read back from them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from perspectives.errors import PerspectivesError
from perspectives.labels import doccano, label_studio, prodigy
from perspectives.labels.exchange import changed, from_task, to_task
from perspectives.labels.task import Record, Skipped, Task
from perspectives.markup import Vocabulary
from perspectives.records import Analysis


@dataclass(frozen=True, slots=True)
class Format:
    """A tool's file: how a task is written and read, and whether the file is one JSON array or JSON lines."""

    write: Callable[[Task], Record]
    read: Callable[[Record], Task | Skipped]
    array: bool


FORMATS: dict[str, Format] = {
    "doccano": Format(doccano.write, doccano.read, array=False),
    "label-studio": Format(label_studio.write, label_studio.read, array=True),
    "prodigy": Format(prodigy.write, prodigy.read, array=False),
}
"""Name to format; a new tool is a module with a pair of functions, and a line here."""


def export_text(analyses: Iterable[Analysis], tool: str) -> str:
    """The file of a tool (a key of FORMATS) for the analyses.

    Raises PerspectivesError for an unknown tool.
    """
    form = _format(tool)
    records = [form.write(to_task(analysis)) for analysis in analyses]
    if form.array:
        return json.dumps(records, ensure_ascii=False, indent=1) + "\n"
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


@dataclass(frozen=True, slots=True)
class Imported:
    """The labels of the tasks that were done, and the documents of those where nobody seems to have labeled."""

    done: tuple[Analysis, ...]
    untouched: tuple[str, ...] = ()


def import_text(
    text: str, tool: str, originals: Iterable[Analysis], valid: Vocabulary, unchanged: bool = False
) -> Imported:
    """The labels of a tool's file on the analyses that were exported.

    A task counts as done where its labels changed or the tool says so (an answer, the time it took, a comment), for
    one that nobody opened looks like sentences without any stance or frame. ``unchanged`` takes all as done but
    those that were skipped in the tool.

    Raises PerspectivesError naming the task where the file is not of the tool's shape, its document is not among
    the originals, its text changed, or a label makes no sense.
    """
    form = _format(tool)
    known = {analysis.document.id: analysis for analysis in originals}
    found, untouched, seen = [], [], set[str]()
    for number, record in _records(text, form):
        try:
            task = form.read(record)
        except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
            raise PerspectivesError(
                f"task {number} is not of the shape of {tool} ({type(error).__name__}: {error}); export it again"
            ) from error
        if task.document not in known:
            raise PerspectivesError(f"task {number}: document {task.document!r} is not among those exported")
        if task.document in seen:
            raise PerspectivesError(f"task {number}: document {task.document!r} comes twice; give one annotator's file")
        seen.add(task.document)
        if isinstance(task, Skipped):
            untouched.append(task.document)
            continue
        labeled = from_task(task, known[task.document], valid)
        if unchanged or task.done or changed(task, known[task.document]):
            found.append(labeled)
        else:
            untouched.append(task.document)
    return Imported(tuple(found), tuple(untouched))


def _format(tool: str) -> Format:
    if tool not in FORMATS:
        raise PerspectivesError(f"unknown tool {tool!r}: choose from {', '.join(FORMATS)}")
    return FORMATS[tool]


def _records(text: str, form: Format) -> Iterator[tuple[int, Record]]:
    try:
        if form.array:
            records = json.loads(text)
            if not isinstance(records, list):
                raise PerspectivesError("expected a JSON array of tasks")
            yield from enumerate(records, 1)
            return
        for number, line in enumerate(text.split("\n"), 1):
            if line.strip():
                yield number, json.loads(line)
    except ValueError as error:
        raise PerspectivesError(f"not JSON: {error}") from error
