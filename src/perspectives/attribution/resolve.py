"""From linked spans to attributions: type, actor and side, one attribution for each side that speaks."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import islice, takewhile

from perspectives.attribution.announced import Announced
from perspectives.attribution.blame import accused
from perspectives.attribution.discourse import Discourse, Referent
from perspectives.attribution.former import widened
from perspectives.attribution.link import LinkedAttribution
from perspectives.attribution.phrases import Sources
from perspectives.attribution.sides import Asked, Opinion, Speaker
from perspectives.attribution.spans import quotations
from perspectives.attribution.speakers import Speakers, begin
from perspectives.attribution.turns import PRESS_SPEAKER
from perspectives.attribution.words import BELIEF, CUT_SHORT, EVIDENTIAL
from perspectives.lexicon import POSSESSIVE, Lexicon, tokenize
from perspectives.mentions import Found
from perspectives.records import OTHER, Attribution, Document, Sentence, Span

_WORD = re.compile(r"[A-Za-z]+")
_OWN = re.compile(r"\b(?:his|her|its|their)\b", re.IGNORECASE)
_AND = re.compile(r"\band\b")
_JOINT = re.compile(r"(?:,?\s+and|,)\s+(?:the\s+)?")
_OPENING = ("", "the", "both", "both the")
_NEARBY = 100
"""Code points around a source within which names may be joined to it."""
_PHRASE = re.compile(r"[\w\s’'-]{1,60}")
_FIRST = re.compile(r"\b(?:I|we|We|our|Our|my|My)\b")
_VOICED = re.compile(r"\b(?:express|voic|in the (?:view|opinion)|his opinion|her opinion|of the opinion)")
_SENTENCE_END = re.compile(r"[.!?…]")


def resolve(
    linked: Sequence[LinkedAttribution],
    document: Document,
    sentences: Sequence[Sentence],
    lexicon: Lexicon,
    speakers: Mapping[int, str] | None = None,
    opinion: Callable[[Discourse], Opinion] | None = None,
    names: Sequence[Found] | None = None,
) -> tuple[Attribution, ...]:
    """Attributions in reading order, with type, actor and side.

    ``linked[i].parent`` is an index into ``linked``, ``linked[i].sentences`` hold indices into
    ``sentences``. A source that speaks for several sides gives one attribution for each; what is nested in
    such a one points to the first of them. ``speakers`` are those of turns, by index (:mod:`.turns`); each has
    one side throughout. ``opinion`` may overrule the rules' side of a source. ``names`` are those of
    the conflict in the document, where they were found before.
    """
    speakers = speakers or {}
    linked = [replace(item, source=item.source and widened(document.text, item.source)) for item in linked]
    resolver = _Resolver(Discourse(document, sentences, lexicon, names), opinion, voices(linked, speakers))
    for item in linked:
        resolver.says.setdefault(item.source, []).append(item)
    resolved: dict[int, tuple[Referent, ...]] = {}

    def settle(index: int) -> None:
        parent = linked[index].parent
        if parent is not None and parent not in resolved and parent != index:
            settle(parent)  # whoever says "we" inside it is its source
        if index not in resolved:
            if index in speakers:
                resolved[index] = (resolver.turn(linked[index], speakers[index]),)
            else:
                resolved[index] = resolver.referents(index, linked, resolved)

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
                    type="direct" if index in speakers else resolver.type(item),
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


def voices(linked: Sequence[LinkedAttribution], speakers: Mapping[int, str]) -> list[Speaker]:
    """The speakers of the turns among the linked attributions, in order, each with all that is said."""
    said: dict[str, list[LinkedAttribution]] = {}
    for index, name in speakers.items():
        if name != PRESS_SPEAKER:
            said.setdefault(name, []).append(linked[index])
    return [
        Speaker(
            name,
            tuple(item.source[0] for item in items if item.source),
            tuple(span for item in items for span in item.content or ()),
        )
        for name, items in said.items()
    ]


def _begin(item: LinkedAttribution) -> tuple[int, int]:
    """Where an attribution begins to be read: its source, else its cue, else its content."""
    spans = item.source or item.cue or item.content or ((0, 0),)
    return min(spans)


class _Resolver:
    """Resolves the sources of one document in reading order."""

    def __init__(
        self, discourse: Discourse, opinion: Callable[[Discourse], Opinion] | None, turns: Sequence[Speaker] = ()
    ) -> None:
        self.text = discourse.text
        self.sentences = discourse.sentences
        self.discourse = discourse
        self.sources = Sources(self.discourse)
        self.sources.introduce()
        self.opinion = opinion(discourse) if opinion else None
        self.quotations = quotations(self.text)
        self.last: tuple[int, Referent] | None = None
        self.speaker: Referent | None = None
        self.announced = Announced(self.sources, begin(turns))
        self.speakers = Speakers(turns, self.sources, self.announced, self.opinion)
        self.ruled: dict[str, Referent] = {}
        self.told: dict[str, Referent] = {}
        self.says: dict[tuple[Span, ...] | None, list[LinkedAttribution]] = {}

    def referents(
        self, index: int, linked: Sequence[LinkedAttribution], resolved: dict[int, tuple[Referent, ...]]
    ) -> tuple[Referent, ...]:
        """Whom the source of one attribution means; it joins the discourse."""
        item = linked[index]
        parent = None
        self.sources.context.accused = self._accused(item)
        if item.parent is not None:
            parent = resolved[item.parent][0] if item.parent in resolved else None
        if item.source:
            span = (min(s for s, _ in item.source), max(e for _, e in item.source))
            if span[1] - span[0] > 3 * sum(e - s for s, e in item.source) + 20:
                span = item.source[0]
            span = self._whole(span, item)
            said = min((s for s, _ in item.content or ()), default=span[0])
            referents = self.sources.read(self._widened(span, item), parent, min(said, span[0]))
            if self.opinion:
                asked = Asked(span, item.content or (), parent, self.sources.context.last_direct, referents)
                referents = self.opinion.revised(asked, self.sources.context.accused)
            for referent in referents:
                self.discourse.add(*span, referent)
        else:
            referents = (self._implicit(item, parent),)
        if item.parent is None:
            at = max((e for _, e in item.content or item.cue or item.source or ((0, 0),)), default=0)
            self.last = (self.discourse.sentence_at(at), referents[0])
            if self._document_wide(item) or self._quoted(item) or self._first_person(item):
                self.speaker = self.sources.context.last_direct = referents[0]
        return referents

    def _accused(self, item: LinkedAttribution) -> frozenset[str]:
        """Sides that are blamed by whoever says this, in all that one source says."""
        alike = self.says[item.source] if item.source else [item]
        said = ((other.content or (), self._words(other.cue)) for other in alike)
        return frozenset().union(*(accused(self.discourse, content, cue) for content, cue in said))

    def _words(self, spans: Sequence[Span] | None) -> str:
        return " ".join(self.text[start:end] for start, end in spans or ())

    def turn(self, item: LinkedAttribution, name: str) -> Referent:
        """Who speaks in a turn; the same in all turns of one speaker."""
        if name == PRESS_SPEAKER:
            return Referent(OTHER, rule="press")
        if name not in self.told:
            speaker = self.speakers.speakers[name]
            told = self._ruled(speaker)
            others = self._labeled - Counter([told.side] if speaker.labels else [])
            self.told[name] = self.speakers.settled(speaker, told, others)
        told = self.told[name]
        if item.source:
            self.discourse.add(*item.source[0], told)
        self.speaker = self.sources.context.last_direct = told
        return told

    @cached_property
    def _labeled(self) -> Counter[str]:
        """For whom the speakers with a label speak by the rules."""
        return Counter(self._ruled(speaker).side for speaker in self.speakers.speakers.values() if speaker.labels)

    def _ruled(self, speaker: Speaker) -> Referent:
        """Who a speaker is by the rules."""
        if speaker.name not in self.ruled:
            self.sources.context.accused = accused(self.discourse, speaker.content)
            self.ruled[speaker.name] = self.announced.speaker(speaker)
        return self.ruled[speaker.name]

    def _whole(self, span: Span, item: LinkedAttribution) -> Span:
        """A source that ends in the middle of its phrase ("The" of "The Foreign Ministry said"), made whole."""
        tokens = tokenize(self.text, *span)
        if not tokens or not (tokens[-1].lower in CUT_SHORT or tokens[-1].text == POSSESSIVE):
            return span
        after = min((s for s, _ in (*(item.cue or ()), *(item.content or ())) if s >= span[1]), default=span[1])
        gap = self.text[span[1] : after]
        return (span[0], span[1] + len(gap.rstrip())) if gap.strip() and _PHRASE.fullmatch(gap) else span

    def _widened(self, span: Span, item: LinkedAttribution) -> Span:
        """A source with the names joined to it that the tags left out ("Armenia" of "Armenia and Iran")."""
        if not self.discourse.inside(*span):
            return span
        here = self.sentences[self.discourse.sentence_at(span[0])]
        names = self.discourse.inside(max(here.start, span[0] - _NEARBY), min(here.end, span[1] + _NEARBY))
        joined = _AND.search(self.text, *span) is not None
        end = reach = span[1]
        for name in (name for name in names if name.start >= span[1]):
            link = _JOINT.fullmatch(self.text, reach, name.start)
            if link is None:
                break
            reach = name.end
            if "and" in link[0]:
                end, joined = reach, True
                break
        start = span[0]
        for name in (name for name in reversed(names) if name.end <= span[0]):
            link = _JOINT.fullmatch(self.text, name.end, start)
            dateline = self.text[name.start : name.end].isupper() and "and" not in (link[0] if link else "")
            if link is None or dateline or not (joined or "and" in link[0]):
                break
            start, joined = name.start, True
        # the name before may belong to something else: "he met Aliyev and Putin said", "in Washington, Putin said"
        if self.text[here.start : min(start, here.start + _NEARBY)].strip().lower() not in _OPENING:
            start = span[0]
        if not item.cue or not 0 <= item.cue[0][0] - end < 25:
            return span
        taken = (*(item.content or ()), *item.cue)
        return span if any(s < end and start < e for s, e in taken) else (start, end)

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
            if self.last is None or here > self.last[0] or words & EVIDENTIAL:
                return Referent(OTHER, rule="nobody")
            return replace(self.last[1], rule="running")
        if self._first_person(item) or self._document_wide(item):
            told = self.last[1] if self.last and here - self.last[0] <= 2 and not self.speaker else None
            return replace(self.speaker or told or self.announced.before(start), rule="document")
        if self.last is not None and here - self.last[0] <= 3:
            return replace(self.last[1], rule="running")
        return Referent(OTHER, rule="nobody")

    def _first_person(self, item: LinkedAttribution) -> bool:
        """Whether the content is a quotation or a speaker's own turn: whole sentences without a cue."""
        if item.cue or not item.content:
            return False
        start, end = item.content[0][0], item.content[-1][1]
        if self._quoted(item):
            return True
        first = self.sentences[self.discourse.sentence_at(start)]
        ends = len(item.sentences) > 1 or _SENTENCE_END.search(self.text, end - 1, end + 2) is not None
        return start - first.start <= 3 and ends

    def _document_wide(self, item: LinkedAttribution) -> bool:
        return len(item.sentences) >= 4

    def _quoted(self, item: LinkedAttribution) -> bool:
        """Whether quotation marks hold all of the content, and not its tag as well (a quotation around both)."""
        content = item.content or ()
        own = self._marks(item)
        return bool(content) and all(any(a - 1 <= s and e <= b + 1 for a, b in own) for s, e in content)

    def _marks(self, item: LinkedAttribution) -> list[Span]:
        """Quotations at the content that do not hold its tag as well."""
        spans = item.content or ()
        first = max(0, bisect_left(self.quotations, (min((s for s, _ in spans), default=0),)) - 1)
        stop = max((e for _, e in spans), default=0)
        near = takewhile(lambda quotation: quotation[0] <= stop, islice(self.quotations, first, None))
        return [span for span in near if not self._holds_tag(span, item)]

    @staticmethod
    def _holds_tag(quotation: Span, item: LinkedAttribution) -> bool:
        return any(quotation[0] <= s and e <= quotation[1] for s, e in (*(item.source or ()), *(item.cue or ())))

    def type(self, item: LinkedAttribution) -> str:
        """direct, mixed, indirect or belief."""
        cue = " ".join(self.text[s:e] for s, e in item.cue or ()).lower()
        content = item.content or ()
        if content and self._quoted(item):
            return "direct"
        if content and ((cue == ":" and self._turn(item)) or (not cue and not item.source and self._own_words(item))):
            return "direct"
        if set(_WORD.findall(cue)) & BELIEF and not _VOICED.search(cue):
            return "belief"
        own = self._marks(item)
        if any(_overlaps(s, e, a, b) for s, e in content for a, b in own):
            return "mixed"
        return "indirect"

    def _turn(self, item: LinkedAttribution) -> bool:
        """Whether a speaker's name and a colon open a turn of a transcript."""
        spans = item.source or item.cue or ()
        first = self.sentences[self.discourse.sentence_at(spans[0][0])]
        return first.kind == "body" and spans[0][0] - first.start <= 2

    def _own_words(self, item: LinkedAttribution) -> bool:
        """Whether a content without source and cue is a stretch of a speech rather than the author's retelling."""
        if self._document_wide(item) or self.speaker is not None:
            return self._first_person(item)
        return any(_FIRST.search(self.text, s, e) for s, e in item.content or ())


def _overlaps(start: int, end: int, a: int, b: int) -> bool:
    return min(end, b) - max(start, a) > 1
