"""Tasks as the files of labeling tools, and back: doccano JSONL, Label Studio JSON, Prodigy JSONL."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any

from perspectives.errors import PerspectivesError
from perspectives.evaluate.gold import tokenize
from perspectives.labels.exchange import (
    RELATIONS,
    Link,
    Region,
    Task,
    changed,
    from_task,
    labels,
    originals_by_id,
    to_task,
)
from perspectives.markup import Vocabulary
from perspectives.records import Analysis, Span

Record = dict[str, Any]
_NEW = 10_000_000
"""Where the numbers of regions made in a tool begin."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A task that a person passed over in the tool: its labels, if any, are nobody's judgment."""

    document: str


@dataclass(frozen=True, slots=True)
class Format:
    """A tool's file: how a task is written and read, and whether the file is one JSON array or JSON lines."""

    write: Callable[[Task], Record]
    read: Callable[[Record], Task | Skipped]
    array: bool


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
    known = originals_by_id(originals)
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


def label_studio_config(valid: Vocabulary) -> str:
    """The labeling interface to paste into a new Label Studio project."""
    lines = ["<View>", " <Relations>", *(f'  <Relation value="{one}"/>' for one in RELATIONS), " </Relations>"]
    lines.append(' <Labels name="label" toName="text" choice="multiple">')
    lines += [f'  <Label value="{label}"/>' for label in labels(valid)]
    return "\n".join([*lines, " </Labels>", ' <Text name="text" value="$text"/>', "</View>"]) + "\n"


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


class Utf16:
    """Offsets of a text in UTF-16 code units, as JavaScript counts: a character beyond U+FFFF counts two."""

    def __init__(self, text: str) -> None:
        self._before = [0, *accumulate(1 + (ord(char) > 0xFFFF) for char in text)]

    def units(self, span: Span) -> Span:
        """Code points to code units."""
        return self._before[span[0]], self._before[span[1]]

    def points(self, span: Span) -> Span:
        """Code units to code points; a half of a character counts as its beginning.

        Raises ValueError outside the text.
        """
        if not 0 <= span[0] <= span[1] <= self._before[-1]:
            raise ValueError(f"{span[0]}–{span[1]} lies outside the text")
        return bisect_right(self._before, span[0]) - 1, bisect_right(self._before, span[1]) - 1


def _to_doccano(task: Task) -> Record:
    """Offsets are UTF-16 code units (doccano issue 2290), as its editor counts unless told to count graphemes."""
    offsets = Utf16(task.text)
    entities = []
    for region in task.regions:
        start, end = offsets.units((region.start, region.end))
        entities.append({"id": region.id, "label": region.label, "start_offset": start, "end_offset": end})
    return {
        "text": task.text,
        "document": task.document,
        "sha256": task.sha256,
        "entities": entities,
        "relations": [
            {"id": number, "from_id": link.start, "to_id": link.end, "type": link.label}
            for number, link in enumerate(task.links, 1)
        ],
    }


def _from_doccano(record: Record) -> Task:
    meta = {**record, **record.get("meta", {})}
    offsets = Utf16(record["text"])
    regions = []
    for entity in record["entities"]:
        start, end = offsets.points((entity["start_offset"], entity["end_offset"]))
        regions.append(Region(int(entity["id"]), start, end, entity["label"]))
    links = (Link(int(one["from_id"]), int(one["to_id"]), one["type"]) for one in record.get("relations", ()))
    # Its files hold no answer; a comment tells that somebody was there.
    done = bool(record.get("Comments"))
    return Task(meta["document"], meta["sha256"], record["text"], tuple(regions), tuple(links), done)


def _to_label_studio(task: Task) -> Record:
    """Offsets are code points, as its editor stores them since version 1.4 (its test "offsets by code points")."""
    result: list[Record] = [
        {
            "id": f"r{region.id}",
            "from_name": "label",
            "to_name": "text",
            "type": "labels",
            "value": {
                "start": region.start,
                "end": region.end,
                "text": task.text[region.start : region.end],
                "labels": [region.label],
            },
        }
        for region in task.regions
    ]
    result += [
        {
            "type": "relation",
            "from_id": f"r{link.start}",
            "to_id": f"r{link.end}",
            "direction": "right",
            "labels": [link.label],
        }
        for link in task.links
    ]
    data = {"text": task.text, "document": task.document, "sha256": task.sha256}
    return {"data": data, "annotations": [{"result": result}]}


def _from_label_studio(record: Record) -> Task | Skipped:
    data = record["data"]
    text: str = data["text"]
    done = [a for a in record["annotations"] if not a.get("was_cancelled")]
    if not done:
        return Skipped(data["document"])
    if len(done) > 1:
        raise ValueError(f"{len(done)} annotations of one task; export those of one annotator")
    names: dict[str, int] = {}
    regions: list[Region] = []
    utf16 = Utf16(text)
    for one in done[0]["result"]:
        if one["type"] == "labels":
            value = one["value"]
            span = _checked(text, utf16, value)
            for label in value["labels"]:
                # A region with several labels is one region each; relations mean the first.
                number = _number(one["id"], regions)
                names.setdefault(one["id"], number)
                regions.append(Region(number, *span, label))
    links = tuple(
        Link(names[one["from_id"]], names[one["to_id"]], one["labels"][0])
        for one in done[0]["result"]
        if one["type"] == "relation"
    )
    # How long a person took: none where the annotation is still the one that was imported.
    return Task(data["document"], data["sha256"], text, tuple(regions), links, bool(done[0].get("lead_time")))


def _number(name: str, regions: Sequence[Region]) -> int:
    """The number of an exported region (``r12``), or one beyond all exported for a region made in the tool."""
    if name[:1] == "r" and name[1:].isdigit() and name.isascii():
        number = int(name[1:])
        if all(region.id != number for region in regions):
            return number
    return _NEW + len(regions)


def _checked(text: str, utf16: Utf16, value: Record) -> Span:
    """Code points of a region; where its own text shows that it counts in UTF-16 (older versions), converted."""
    span = (int(value["start"]), int(value["end"]))
    written = value.get("text")
    if written is None or text[span[0] : span[1]] == written:
        return span
    converted = utf16.points(span)
    if text[converted[0] : converted[1]] == written:
        return converted
    raise ValueError(f"the region at {span[0]}–{span[1]} does not hold its text {written!r}")


def _to_prodigy(task: Task) -> Record:
    """Offsets are code points (the server is Python); tokens stand at the regions' edges too, ends inclusive."""
    tokens = _tokens(task)
    starts = [start for start, _ in tokens]
    spans: list[Record] = [
        {
            "id": region.id,
            "start": region.start,
            "end": region.end,
            "token_start": bisect_right(starts, region.start) - 1,
            "token_end": bisect_right(starts, region.end - 1) - 1,
            "label": region.label,
        }
        for region in task.regions
    ]
    by_id = {span["id"]: span for span in spans}
    return {
        "text": task.text,
        "tokens": [
            {"id": number, "text": task.text[s:e], "start": s, "end": e, "ws": task.text[e : e + 1] == " "}
            for number, (s, e) in enumerate(tokens)
        ],
        "spans": spans,
        "relations": [
            {
                "head": by_id[link.start]["token_end"],
                "child": by_id[link.end]["token_end"],
                "head_span": by_id[link.start],
                "child_span": by_id[link.end],
                "label": link.label,
            }
            for link in task.links
        ],
        "meta": {"document": task.document, "sha256": task.sha256},
    }


def _tokens(task: Task) -> list[Span]:
    edges = sorted({edge for region in task.regions for edge in (region.start, region.end)})
    tokens: list[Span] = []
    for start, end in tokenize(task.text):
        inner = edges[bisect_right(edges, start) : bisect_right(edges, end - 1)]
        points = [start, *inner, end]
        tokens += list(pairwise(points))
    return tokens


def _from_prodigy(record: Record) -> Task | Skipped:
    meta = record["meta"]
    if record.get("answer", "accept") != "accept":
        return Skipped(meta["document"])
    spans: Sequence[Record] = record.get("spans", ())
    numbers: dict[tuple[int, int, str], int] = {}
    regions = []
    for position, span in enumerate(spans):
        number = int(span.get("id", _NEW + position))
        numbers.setdefault((span["start"], span["end"], span["label"]), number)
        regions.append(Region(number, int(span["start"]), int(span["end"]), span["label"]))

    def end(span: Record) -> int:
        return int(span["id"]) if "id" in span else numbers[span["start"], span["end"], span["label"]]

    links = (Link(end(one["head_span"]), end(one["child_span"]), one["label"]) for one in record.get("relations", ()))
    done = record.get("answer") == "accept"
    return Task(meta["document"], meta["sha256"], record["text"], tuple(regions), tuple(links), done)


FORMATS: dict[str, Format] = {
    "doccano": Format(_to_doccano, _from_doccano, array=False),
    "label-studio": Format(_to_label_studio, _from_label_studio, array=True),
    "prodigy": Format(_to_prodigy, _from_prodigy, array=False),
}
"""Name to format; a new tool is a pair of functions and a line here."""
