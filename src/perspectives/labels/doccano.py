"""Tasks as doccano's JSON lines, and back."""

from __future__ import annotations

from perspectives.labels.task import Link, Record, Region, Task
from perspectives.labels.utf16 import Utf16


def write(task: Task) -> Record:
    """A line for doccano; offsets are UTF-16 code units, as its editor counts by default (its issue 2290)."""
    offsets = Utf16(task.text)
    entities = []
    for region in task.regions:
        start, end = offsets.units(region.span)
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


def read(record: Record) -> Task:
    """The task of a line that doccano exported."""
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
