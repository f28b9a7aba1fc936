"""Tasks as Prodigy's JSON lines, and back."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from perspectives.evaluate.gold import tokenize
from perspectives.labels.task import FIRST_NEW, Link, Record, Region, Skipped, Task
from perspectives.records import Span


def write(task: Task) -> Record:
    """A line for Prodigy; offsets are code points, and words are cut at the regions' edges: it wants whole tokens."""
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


def read(record: Record) -> Task | Skipped:
    """The task of a line that Prodigy exported."""
    meta = record["meta"]
    if record.get("answer", "accept") != "accept":
        return Skipped(meta["document"])
    spans: Sequence[Record] = record.get("spans", ())
    numbers: dict[tuple[int, int, str], int] = {}
    regions = []
    for position, span in enumerate(spans):
        number = int(span.get("id", FIRST_NEW + position))
        numbers.setdefault((span["start"], span["end"], span["label"]), number)
        regions.append(Region(number, int(span["start"]), int(span["end"]), span["label"]))

    def end(span: Record) -> int:
        return int(span["id"]) if "id" in span else numbers[span["start"], span["end"], span["label"]]

    links = (Link(end(one["head_span"]), end(one["child_span"]), one["label"]) for one in record.get("relations", ()))
    done = record.get("answer") == "accept"
    return Task(meta["document"], meta["sha256"], record["text"], tuple(regions), tuple(links), done)


def _tokens(task: Task) -> list[Span]:
    """The words of the text, cut where a region begins or ends inside one."""
    edges = sorted({edge for region in task.regions for edge in region.span})
    tokens: list[Span] = []
    for start, end in tokenize(task.text):
        inner = edges[bisect_right(edges, start) : bisect_right(edges, end - 1)]
        tokens += pairwise([start, *inner, end])
    return tokens
