"""Tasks as Label Studio's JSON, and back."""

from __future__ import annotations

from collections.abc import Sequence

from perspectives.labels.task import FIRST_NEW, RELATIONS, Link, Record, Region, Skipped, Task, labels
from perspectives.labels.utf16 import Utf16
from perspectives.markup import Vocabulary
from perspectives.records import Span


def write(task: Task) -> Record:
    """An object for Label Studio; offsets are code points, as its editor stores them since version 1.4."""
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


def read(record: Record) -> Task | Skipped:
    """The task of an object that Label Studio exported."""
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


def interface(valid: Vocabulary) -> str:
    """The labeling interface to paste into a new Label Studio project."""
    lines = ["<View>", " <Relations>", *(f'  <Relation value="{one}"/>' for one in RELATIONS), " </Relations>"]
    lines.append(' <Labels name="label" toName="text" choice="multiple">')
    lines += [f'  <Label value="{label}"/>' for label in labels(valid)]
    return "\n".join([*lines, " </Labels>", ' <Text name="text" value="$text"/>', "</View>"]) + "\n"


def _number(name: str, regions: Sequence[Region]) -> int:
    """The number of an exported region (``r12``), or one beyond all exported for a region made in the tool."""
    if name[:1] == "r" and name[1:].isdigit() and name.isascii():
        number = int(name[1:])
        if all(region.id != number for region in regions):
            return number
    return FIRST_NEW + len(regions)


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
