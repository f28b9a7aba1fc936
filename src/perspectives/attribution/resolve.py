"""From linked spans to attributions: type, actor and side, one attribution for each side that speaks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from perspectives.attribution.discourse import Discourse, Referent
from perspectives.attribution.link import LinkedAttribution
from perspectives.attribution.phrases import Sources
from perspectives.attribution.spans import quotations
from perspectives.attribution.words import BELIEF, EVIDENTIAL
from perspectives.lexicon import Lexicon
from perspectives.records import OTHER, Attribution, Document, Sentence, Span

_WORD = re.compile(r"[A-Za-z]+")
_OWN = re.compile(r"\b(?:his|her|its|their)\b", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?…]")


def resolve(
    linked: Sequence[LinkedAttribution], document: Document, sentences: Sequence[Sentence], lexicon: Lexicon
) -> tuple[Attribution, ...]:
    """Attributions in reading order, with type, actor and side.

    ``linked[i].parent`` is an index into ``linked``, ``linked[i].sentences`` hold indices into
    ``sentences``. A source that speaks for several sides gives one attribution for each; what is nested in
    such a one points to the first of them.
    """
    resolver = _Resolver(document, sentences, lexicon)
    resolved: dict[int, tuple[Referent, ...]] = {}

    def settle(index: int) -> None:
        parent = linked[index].parent
        if parent is not None and parent not in resolved and parent != index:
            settle(parent)  # whoever says "we" inside it is its source
        if index not in resolved:
            resolved[index] = resolver.speakers(index, linked, resolved)

    for index in sorted(range(len(linked)), key=lambda i: _begin(linked[i])):
        settle(index)
    ids: dict[int, int] = {}
    count = 0
    for index, referents in ((i, resolved[i]) for i in range(len(linked))):
        ids[index] = count
        count += len(referents)
    out: list[Attribution] = []
    for index, item in enumerate(linked):
        for referent in resolved[index]:
            out.append(
                Attribution(
                    id=len(out),
                    sentences=tuple(item.sentences),
                    parent=None if item.parent is None else ids[item.parent],
                    type=resolver.type(item),
                    source=item.source,
                    cue=item.cue,
                    content=item.content,
                    actor=referent.actor,
                    side=referent.side,
                    probability=item.probability,
                    decided_by=referent.rule,
                )
            )
    return tuple(out)


def _begin(item: LinkedAttribution) -> tuple[int, int]:
    """Where an attribution begins to be read: its source, else its cue, else its content."""
    spans = item.source or item.cue or item.content or ((0, 0),)
    return min(spans)


class _Resolver:
    """Resolves the sources of one document in reading order."""

    def __init__(self, document: Document, sentences: Sequence[Sentence], lexicon: Lexicon) -> None:
        self.text = document.text
        self.sentences = sentences
        self.discourse = Discourse(document, sentences, lexicon)
        self.sources = Sources(self.discourse)
        self.sources.introduce()
        self.quotations = quotations(document.text)
        self.last: tuple[int, Referent] | None = None
        self.speaker: Referent | None = None

    def speakers(
        self, index: int, linked: Sequence[LinkedAttribution], resolved: dict[int, tuple[Referent, ...]]
    ) -> tuple[Referent, ...]:
        """Whom the source of one attribution means; it joins the discourse."""
        item = linked[index]
        parent = None
        if item.parent is not None:
            parent = resolved[item.parent][0] if item.parent in resolved else None
        if item.source:
            span = (min(s for s, _ in item.source), max(e for _, e in item.source))
            if span[1] - span[0] > 3 * sum(e - s for s, e in item.source) + 20:
                span = item.source[0]
            referents = self.sources.read(self._widened(span, item), parent)
            for referent in referents:
                self.discourse.add(*span, replace(referent, gender=referent.gender))
        else:
            referents = (self._implicit(item, parent),)
        if item.parent is None:
            at = max((e for _, e in item.content or item.cue or item.source or ((0, 0),)), default=0)
            self.last = (self.discourse.sentence_at(at), referents[0])
            if self._document_wide(item) or self._quoted(item) or self._first_person(item):
                self.speaker = self.sources.last_direct = referents[0]
        return referents

    def _widened(self, span: Span, item: LinkedAttribution) -> Span:
        """A source with the names joined to it by "and" that the tags left out ("Armenia" of "Armenia and Iran")."""
        if self.discourse.inside(*span):
            after = re.match(r"\s+and\s+(?:the\s+)?", self.text[span[1] : span[1] + 12])
            if after:
                begin = span[1] + after.end()
                name = next((n for n in self.discourse.names if n.start == begin), None)
                taken = [s for s in (*(item.content or ()), *(item.cue or ()))]
                if name and not any(s < name.end and name.start < e for s, e in taken):
                    rest = self.text[name.end : name.end + 12].lower()
                    if _begin_of(item.cue) is None or abs((_begin_of(item.cue) or 0) - name.end) < 25 or rest[:1] == " ":
                        return (span[0], name.end)
        return span

    def _implicit(self, item: LinkedAttribution, parent: Referent | None) -> Referent:
        """Who speaks where no source stands: the running speaker, the one a possessive points to, or nobody."""
        if item.cue:
            cue = " ".join(self.text[s:e] for s, e in item.cue)
            own = _OWN.search(cue)
            if own:
                found = self.discourse.person(item.cue[0][0], "she" if own[0].lower() == "her" else None)
                return replace(found or Referent(OTHER), rule="possessive")
        if parent is not None and not item.cue:
            return replace(parent, rule="parent")
        content = item.content or item.cue or ((0, 0),)
        start = content[0][0]
        here = self.discourse.sentence_at(start)
        if item.cue and not self._first_person(item):
            words = {word.lower() for s, e in item.cue for word in _WORD.findall(self.text[s:e])}
            if self.last is None or here - self.last[0] > 1 or words & EVIDENTIAL or item.source:
                return Referent(OTHER, rule="nobody")
            return replace(self.last[1], rule="running")
        if self._first_person(item) or self._document_wide(item):
            told = self.last[1] if self.last and here - self.last[0] <= 2 and not self.speaker else None
            return replace(self.speaker or told or self._announced(start), rule="document")
        if self.last is not None and here - self.last[0] <= 3:
            return replace(self.last[1], rule="running")
        return Referent(OTHER, rule="nobody")

    def _announced(self, position: int) -> Referent:
        """The official whose speech or statement the text announces before it."""
        found = self.discourse.before(position, lambda e: e.referent.actor is not None and "/" in e.referent.actor, 8)
        return found.referent if found else self.sources.title_holder(position) or Referent(OTHER, rule="nobody")

    def _first_person(self, item: LinkedAttribution) -> bool:
        """Whether the content is a quotation or a speaker's own turn: whole sentences without a cue."""
        if item.cue or not item.content:
            return False
        start, end = item.content[0][0], item.content[-1][1]
        if self._quoted(item):
            return True
        first = self.sentences[self.discourse.sentence_at(start)]
        return start - first.start <= 3 and (len(item.sentences) > 1 or bool(_SENTENCE_END.search(self.text[end - 1 : end + 2])))

    def _document_wide(self, item: LinkedAttribution) -> bool:
        return len(item.sentences) >= 4

    def _quoted(self, item: LinkedAttribution) -> bool:
        content = item.content or ()
        return bool(content) and all(self._inside_quotation(s, e) for s, e in content)

    def _inside_quotation(self, start: int, end: int) -> bool:
        return any(a - 1 <= start and end <= b + 1 for a, b in self.quotations)

    def type(self, item: LinkedAttribution) -> str:
        """direct, mixed, indirect or belief."""
        cue = {word.lower() for s, e in item.cue or () for word in _WORD.findall(self.text[s:e])}
        content = item.content or ()
        if content and self._quoted(item):
            return "direct"
        if cue & BELIEF:
            return "belief"
        if any(_overlaps(s, e, a, b) for s, e in content for a, b in self.quotations):
            return "mixed"
        if not item.cue and not item.source and self._first_person(item) and self._document_wide(item):
            return "direct"
        return "indirect"


def _begin_of(spans: Sequence[Span] | None) -> int | None:
    return min(s for s, _ in spans) if spans else None


def _overlaps(start: int, end: int, a: int, b: int) -> bool:
    return min(end, b) - max(start, a) > 1

