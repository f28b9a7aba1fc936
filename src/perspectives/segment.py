"""Cut a document into its units: sentences, headlines, captions and boilerplate, with exact offsets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from perspectives.boilerplate import caption, furniture, is_biography
from perspectives.clutter import judge
from perspectives.furniture import CAPTION_LABEL
from perspectives.headings import description_kind, is_description, is_heading, is_question_heading, strong
from perspectives.paragraphs import Line, lines, runs_on, surely_wrapped, trimmed, wrap_width
from perspectives.records import BOILERPLATE, Document, Sentence, Zone
from perspectives.sentences import Boundaries, split

_NAMES_ONLY = re.compile(
    r"[^\W\d_a-zß-ÿ][\w.'’-]*(?:,?\s+(?:and\s+|&\s+)?[^\W\d_a-zß-ÿ][\w.'’-]*|\s+(?:de|von|van|al|el|bin"
    r"|of|the)(?=\s)){0,5}\Z"
)
_PLACED = re.compile(r"(?:in|from|at)\s[A-ZÀ-Þ]\S+(?:\s[A-ZÀ-Þ]\S+)?\Z")
_NOT_WORD = re.compile(r"\W+")
_STARTS_ANEW = re.compile(r"\s*\Z|\s+[^\W_a-zß-ÿ]")
_TOP = 3000
_BESIDE = 120
"""Characters beside the title on its line that may be a byline; more are a paragraph."""
_LABELS = frozenset(("read_more", "teaser"))
_NOTICES = frozenset(
    ("about", "cite", "copyright", "disclaimer", "follows_below", "footnote", "read_more", "republished", "subscribe")
)
_CLOSING = (_NOTICES - {"follows_below"}) | frozenset(
    ("address", "comments", "end", "link", "navigation", "number", "rule", "share", "tags", "teaser")
)


def segment(document: Document, splitter: Boundaries = split) -> tuple[Sentence, ...]:
    """The units of a document in order, covering every character that is not a space or a Markdown mark.

    Kinds follow ANNOTATION.md: headline (also section headings), body, caption, boilerplate. Zones of the
    document give the layer and, where they know it, the kind; ``splitter`` finds the sentences of running text.
    Never raises; linear in the text's length.
    """
    page = ruled(document)
    judge(page, document)
    return assembled(document, page, splitter)


def assembled(document: Document, page: Sequence[Line], splitter: Boundaries = split) -> tuple[Sentence, ...]:
    """The units that the lines of a document make by their kinds: text is split into sentences, other lines stand."""
    units: list[tuple[int, int, str, int]] = []
    for flow in _flows(page):
        units.extend(_cut(document.text, flow, splitter))
    return tuple(Sentence(number, *unit) for number, unit in enumerate(units))


def ruled(document: Document) -> list[Line]:
    """The lines of a document with the kinds that zones and rules give them, None where none applies: text."""
    cuts = {cut for zone in document.zones for cut in (zone.start, zone.end)} | _title_ends(document)
    page = lines(document.text, sorted(cuts))
    _place(page, document.zones)
    _name(page, document)
    _head(page)
    _tail(page)
    return page


def _title_ends(document: Document) -> set[int]:
    """Where a line near the top goes on after the document's title, or before it: title and byline run together."""
    title = (document.title or "").strip()
    if not 20 <= len(title) <= 300:
        return set()
    at = document.text.find(title, 0, _TOP)
    if at < 0:
        return set()
    before = document.text[max(0, at - _BESIDE - 2) : at]
    after = document.text[at + len(title) : at + len(title) + _BESIDE + 2]
    before, after = re.split(r"[\r\n]", before)[-1], re.split(r"[\r\n]", after)[0]
    apart = _STARTS_ANEW.match(after) and (not before.strip() or before[-1].isspace())
    if not apart or max(len(before), len(after)) > _BESIDE:
        return set()
    return {at, at + len(title)}


def _place(page: Sequence[Line], zones: Sequence[Zone]) -> None:
    """Give each line the layer and kind of the smallest zone that holds it."""
    ordered = sorted(zones, key=lambda zone: (zone.start, -(zone.end - zone.start)))
    open_zones: list[Zone] = []
    position = 0
    for line in page:
        while position < len(ordered) and ordered[position].start <= line.start:
            open_zones.append(ordered[position])
            position += 1
        open_zones = [zone for zone in open_zones if zone.end > line.start]
        if not open_zones:
            continue
        zone = min(open_zones, key=lambda one: one.end - one.start)
        line.layer = zone.layer
        if zone.kind is not None:
            line.kind, line.forced = zone.kind, True


def _normal(text: str) -> str:
    return _NOT_WORD.sub(" ", text).strip().casefold()


def _name(page: Sequence[Line], document: Document) -> None:
    """Kinds that a line tells by itself, by its neighbors or by the document's metadata."""
    title = _normal(document.title or "")
    known = {_normal(layer.name) for layer in document.provenance} | {_normal(document.outlet)} - {"", "unknown"}
    for index, line in enumerate(page):
        if line.forced:
            continue
        normal = _normal(line.raw) if len(line.raw) <= 400 else ""
        if title and normal and (normal == title or (line.marked_heading and len(title) > 20 and title in normal)):
            line.kind = "headline"
            continue
        line.name = "outlet" if normal in known else furniture(line.raw)
        if line.name is not None:
            line.kind = BOILERPLATE
        elif line.marked_heading:
            line.kind = "headline"
        elif (caption(line.raw) and _apart(page, index)) or _labeled(page, index):
            line.kind = "caption"
    _continue(page)
    _teasers(page)
    wrapped = _wrapped_blocks(page)
    interview = sum(line.item and not line.item_mark for line in page) >= 4
    for index, line in enumerate(page):
        if line.kind is not None or wrapped[index]:
            continue
        after = page[index + 1] if index + 1 < len(page) else None
        if after is not None and after.name == "credit" and not after.blank and line.words <= 45:
            line.kind = "caption"
        elif is_heading(page, index) or (not interview and not line.item and is_question_heading(page, index)):
            line.kind = "headline" if index < 8 or not is_description(page, index) else description_kind(line)


def _continue(page: Sequence[Line]) -> None:
    """A notice that is hard-wrapped goes on in the lines below it."""
    for before, line in pairwise(page):
        wraps = before.name in _NOTICES and not before.ends and not line.blank and line.text[:1].islower()
        if wraps and line.kind is None:
            line.kind, line.name, line.joined = BOILERPLATE, before.name, True


def _teasers(page: Sequence[Line]) -> None:
    """Below "Read more:" or "Most read" stand other articles' titles, up to the blank line."""
    for index in range(1, len(page)):
        line, before = page[index], page[index - 1]
        teaser = before.name in _LABELS and not before.ends and not line.blank
        if (
            teaser
            and line.kind in {None, "headline", "caption"}
            and not line.forced
            and not line.ends
            and line.words <= 20
        ):
            line.kind, line.name = BOILERPLATE, "teaser"


def _apart(page: Sequence[Line], index: int) -> bool:
    """Whether a line is a paragraph of its own or stands between lines that are not text."""
    line = page[index]
    last = index + 1 == len(page) or page[index + 1].blank
    return (line.blank and last) or (line.ends or line.raw.endswith(")")) or line.blank or last


def _labeled(page: Sequence[Line], index: int) -> bool:
    """Whether the label of a caption stands right above a line."""
    return index > 0 and not page[index].blank and CAPTION_LABEL.match(page[index - 1].text) is not None


def _head(page: Sequence[Line]) -> None:
    """Before the first paragraph, names and lines beside furniture are furniture, too."""
    first = next((i for i, line in enumerate(page) if strong(line)), len(page))
    titled = False
    for index, line in enumerate(page[:first]):
        if line.forced or line.kind not in {None, "headline"}:
            continue
        if not titled:
            after = page[index + 1] if index + 1 < first else None
            if (
                line.words <= 2
                and line.heading_like
                and after is not None
                and after.heading_like
                and after.words >= 5
                and after.name is None
            ):
                line.kind, line.name = BOILERPLATE, "navigation"
            titled = line.kind == "headline"
            continue
        beside = (index > 0 and not line.blank and page[index - 1].name is not None) or (
            index + 1 < len(page) and not page[index + 1].blank and page[index + 1].name is not None
        )
        short = line.words <= 5 and not line.ends and not line.raw.startswith("#")
        if short and (
            beside
            or (first < len(page) and 2 <= line.words <= 4 and _NAMES_ONLY.match(line.text))
            or (beside and _PLACED.search(line.text))
        ):
            line.kind, line.name = BOILERPLATE, "byline"


def _tail(page: Sequence[Line]) -> None:
    """After the last paragraph, what stands beside furniture or has no end is furniture, too."""
    last = max((i for i, line in enumerate(page) if strong(line) and not _beside_closing(page, i)), default=-1)
    closing = False
    for index in range(last + 1, len(page)):
        line = page[index]
        closing = closing or line.name in _CLOSING
        if line.forced or line.kind not in {None, "headline"} or last < 0:
            continue
        note = closing and line.raw.startswith(("[", "*")) and not line.ends
        signature = line.kind is None and line.heading_like and line.words <= 8 and index + 1 >= len(page) - 2
        heads_nothing = line.kind == "headline" and not any(one.kind is None for one in page[index + 1 :][:3])
        apart = is_biography(line.text) or _beside_closing(page, index) or (closing and not line.ends)
        if apart or note or signature or heads_nothing:
            line.kind, line.name = BOILERPLATE, "teaser"


def _beside_closing(page: Sequence[Line], index: int) -> bool:
    """Whether a short line is of one block with a closing line such as a share bar, or is a biography near the end."""
    line = page[index]
    if line.words > 30 or line.quotes:
        return False
    if index and not line.blank and page[index - 1].name in _CLOSING:
        return True
    after = page[index + 1] if index + 1 < len(page) else None
    if is_biography(line.text) and (after is None or after.name is not None or index + 3 >= len(page)):
        return True
    return (
        after is not None
        and not after.blank
        and line.blank
        and after.name in _CLOSING - {"footnote", "rule"}
        and not line.ends
    )


def _flows(page: Sequence[Line]) -> list[list[Line]]:
    """Lines grouped into runs of text that are split together; other kinds stand alone."""
    width = wrap_width(page)
    wrapped = _wrapped_blocks(page)
    flows: list[list[Line]] = []
    for index, line in enumerate(page):
        if flows and _same_flow(page, index, width, wrapped[index]):
            flows[-1].append(line)
        else:
            flows.append([line])
    return flows


def _same_flow(page: Sequence[Line], index: int, width: int, wrapped: bool) -> bool:
    line, before = page[index], page[index - 1]
    if line.kind != before.kind or line.layer != before.layer:
        return False
    if line.joined:
        return True
    if line.kind == "headline":
        return line.forced and before.forced and not line.blank
    if line.kind in {None, "body", "caption"}:
        return runs_on(before, line, width, wrapped)
    return False


def _wrapped_blocks(page: Sequence[Line]) -> list[bool]:
    """For each line whether its block (lines without a blank line between) holds a sure wrap."""
    result = [False] * len(page)
    start = 0
    for index in range(1, len(page) + 1):
        if index == len(page) or page[index].blank:
            sure = any(surely_wrapped(page[i], page[i + 1]) for i in range(start, index - 1))
            result[start:index] = [sure] * (index - start)
            start = index
    return result


def _cut(text: str, flow: Sequence[Line], splitter: Boundaries) -> list[tuple[int, int, str, int]]:
    """The units of one flow: furniture, a headline or a caption is one, text is split into sentences."""
    kind = flow[0].kind or "body"
    start, end = flow[0].start, flow[-1].end
    if kind in {"headline", "caption", BOILERPLATE}:
        return [(*trimmed(text, start, end), kind, flow[0].layer)]
    starts = [0, *splitter(text[start:end])]
    units = []
    for left, right in zip(starts, [*starts[1:], end - start], strict=True):
        piece = trimmed(text, start + left, start + right)
        content = text[piece[0] : piece[1]]
        name = furniture(content) if len(starts) > 1 and len(content) <= 60 and not flow[0].forced else None
        if name in {"dateline", "rule", "credit", "read_more", "link"} and kind == "body":
            units.append((*piece, BOILERPLATE, flow[0].layer))
        else:
            units.append((*piece, kind, flow[0].layer))
    return units
