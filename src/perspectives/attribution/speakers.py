"""For which side the speakers of turns speak: one answer for each, from all that the document tells of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property

import numpy as np

from perspectives.attribution.announced import UNSURE, Announced
from perspectives.attribution.dialogue import Cover
from perspectives.attribution.discourse import NAME_PATTERN, Referent
from perspectives.attribution.phrases import Sources
from perspectives.attribution.sides import Opinion, Speaker
from perspectives.attribution.words import FORMER, PRIVATE, RELATIONAL, STATELY
from perspectives.encoder import FloatArray
from perspectives.lexicon import tokenize, words
from perspectives.mentions import Found
from perspectives.records import OTHER, Sentence, Span

_NAME = re.compile(r"[\w’'-]+(?:\.[\w-]+)*\.?")
_FIRST = re.compile(r"\b(?:[Ww]e|[Oo]ur)\b")
_OWN = re.compile(r"\b(?:[Oo]ur|[Mm]y)\s")
_ADDRESSED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Prof|Professor|Minister|Ambassador|General|Colonel|President)\b\.?\s+"
    r"(?P<name>[A-ZÀ-ÞĀ-Ž][\w’'-]+)\s?[,?!]"
)
_TITLES = words(
    "dr mr mrs ms prof professor deputy minister ambassador general colonel president spokesperson the our doctor mp "
    "senator"
)
_THINGS = words(
    "institute university ministry house assembly council court committee department bureau union statement press "
    "center centre affairs defense caucasus south national international state security agency news service foreign "
    "party bloc on monday tuesday wednesday thursday friday saturday sunday january february march april may june july "
    "august september october november december tribune post gazette republic movement forum strategic studies policy "
    "desk"
)
"""With one of them, capitalized words name no person."""
_MENTIONS = 4
"""First mentions of a speaker's name that are read."""
_WORDS = 12
"""First-person plurals whose meaning is asked for: of more than that, from this many to less than twice as many."""
_AROUND = 70
"""Characters before and after a name in which words tell what its bearer does."""
_BEFORE = 4
"""Units before the first turn in which the guest is introduced."""
_ADDRESS = 400
"""Characters before the first turn from which on a form of address names the guest."""
_KINDS = (PRIVATE, FORMER, RELATIONAL, STATELY)


class Speakers:
    """Reads what one document tells of the speakers of its turns."""

    def __init__(
        self, speakers: Sequence[Speaker], sources: Sources, announced: Announced, opinion: Opinion | None
    ) -> None:
        self.speakers = {speaker.name: speaker for speaker in speakers}
        self.sources = sources
        self.announced = announced
        self.opinion = opinion
        self.discourse = sources.discourse
        self.text = self.discourse.text
        labels = [span for speaker in speakers for span in speaker.labels]
        spoken = [*labels, *(span for speaker in speakers for span in speaker.content)]
        self._labels = Cover(labels)
        self._spoken = Cover(spoken)
        self._begin = begin(speakers)

    def settled(self, speaker: Speaker, told: Referent, others: Counter[str]) -> Referent:
        """Whom a speaker speaks for; ``told`` is what the rules say of the speaker, ``others`` counts others' sides."""
        if self.opinion is None:
            return told
        return self.opinion.spoken_for(speaker, told, self.features(speaker, told, others, self.opinion))

    def features(self, speaker: Speaker, told: Referent, others: Counter[str], opinion: Opinion) -> FloatArray:
        """One row a side, in the order of the opinion's sides; none names a side."""
        name = speaker.name or self._guest or ""
        found = self._mentions[name] if name else []
        spans = found or self._opening
        near = [self._around(span) for span in spans]
        closest = [
            min(items, key=lambda item: _gap(span, item)) for span, items in zip(spans, near, strict=True) if items
        ]
        first = [match.span() for span in speaker.content for match in _FIRST.finditer(self.text, *span)]
        meant = [
            self._meant(spans, opinion),
            self._meant(speaker.labels[:2], opinion),
            self._meant(first[:: max(1, len(first) // _WORDS)], opinion),
        ]
        known = self.discourse.known.get(name)
        close = self._sides(item for items in near for item in items)
        nearest = self._sides(closest)
        said = self._sides(item for span in speaker.content for item in self.discourse.inside(*span))
        shares = [
            said,
            self._elsewhere,
            self._top,
            self._sides(self.discourse.inside(*self.announced.line)),
            self._owned(speaker),
            others,
        ]
        most = [max(counts, key=lambda side: counts[side], default=None) for counts in (said, self._top)]
        homes = [
            self.discourse.lexicon.side(home) if home else None
            for home in (self.discourse.home, self.discourse.own_home)
        ]
        alike = [
            *self._kinds(found, _AROUND),
            *self._kinds(speaker.labels[:1], 0),
            any(self.text[start:end].isupper() for start, end in speaker.labels[:1]),
            bool(found),
            bool(speaker.labels),
            told.rule in UNSURE,
            known is not None,
            len(first) / max(1, sum(end - start for start, end in speaker.content)) * 100,
            min(len(self.speakers), 5) / 5,
            len(close) / 4,
            self.announced.headed,
        ]
        rows = [
            [
                *alike,
                side == OTHER,
                told.side == side,
                known is not None and known.side == side,
                self.announced.heading is not None and self.announced.heading.side == side,
                *(counts[side] / max(1, len(spans)) for counts in (close, nearest)),
                len(close) == 1 and side in close,
                *(home == side for home in homes),
                bool(said) and side not in said,
                *(counts[side] / max(1, counts.total()) for counts in shares),
                *(side == one for one in most),
                *(value for chances in meant for value in _chances(chances, side)),
            ]
            for side in opinion.sides
        ]
        return np.array(rows, dtype=np.float32)

    # ------------------------------------------------------------------ what the text tells

    def _sides(self, names: Iterable[Found]) -> Counter[str]:
        """How often each side is named."""
        return Counter(self.discourse.lexicon.side(item.actor) for item in names)

    def _meant(self, spans: Sequence[Span], opinion: Opinion) -> dict[str, float]:
        """How likely words mean each side, nobody's ("") and one that is not mentioned nearby ("?"), on average."""
        total: Counter[str] = Counter()
        for span in spans:
            found, none, away = opinion.meant(span, self.discourse.sentence_at(span[0]))
            total.update({**found, "": none, "?": away})
        return {side: value / len(spans) for side, value in total.items()}

    def _around(self, span: Span) -> list[Found]:
        """Names of the conflict in the sentence of a mention."""
        sentence = self._sentence(span[0])
        return self.discourse.inside(sentence.start, sentence.end)

    def _sentence(self, position: int) -> Sentence:
        return self.discourse.sentences[self.discourse.sentence_at(position)]

    @cached_property
    def _mentions(self) -> dict[str, list[Span]]:
        """Where the names of the speakers first stand outside the labels, bylines and notices included."""
        found: dict[str, list[Span]] = {name: [] for name in (*self.speakers, self._guest) if name}
        for word in _NAME.finditer(self.text):
            low = word[0].lower()
            bare = low.removesuffix("’s").removesuffix("'s")
            held = next((found[name] for name in (low, low.rstrip("."), bare) if name in found), None)
            if held is not None and len(held) < _MENTIONS and not self._labels.at(*word.span()):
                held.append(word.span())
        return found

    def _kinds(self, spans: Sequence[Span], around: int) -> list[float]:
        """Whether words beside the spans tell of private persons, former officials, officials, a state; a title."""
        low: set[str] = set()
        titled = False
        for start, end in spans:
            sentence = self._sentence(start)
            tokens = tokenize(self.text, max(sentence.start, start - around), min(sentence.end, end + around))
            low |= {token.lower for token in tokens}
            heads = (tokens[:stop] for stop in range(1, len(tokens) + 1))
            titled = titled or any(self.sources.cuts.official_end(head) is not None for head in heads)
        return [*(bool(kind & low) for kind in _KINDS), titled]

    def _owned(self, speaker: Speaker) -> Counter[str]:
        """The sides of the names that "our" and "my" stand before."""
        return self._sides(
            item
            for span in speaker.content
            for found in _OWN.finditer(self.text, *span)
            for item in self.discourse.inside(found.end(), found.end() + 25)[:1]
        )

    @cached_property
    def _top(self) -> Counter[str]:
        """The sides named before the first turn."""
        return self._sides(self.discourse.inside(0, self._begin))

    @cached_property
    def _elsewhere(self) -> Counter[str]:
        """The sides named outside the turns."""
        return self._sides(item for item in self.discourse.names if not self._spoken.at(item.start, item.end))

    @cached_property
    def _introduction(self) -> list[Sentence]:
        """What stands before the first turn."""
        return [sentence for sentence in self.discourse.sentences if sentence.end <= self._begin]

    @cached_property
    def _opening(self) -> list[Span]:
        """The first and the last two units before the first turn: where a text tells whom it lets speak."""
        units = (*self._introduction[:1], *self._introduction[-2:])
        return [(start, start + 1) for start in dict.fromkeys(unit.start for unit in units)]

    @cached_property
    def _guest(self) -> str | None:
        """The name of whom the text announces: as questions address them, else the last before the first turn."""
        inside: Callable[..., list[Found]] = self.discourse.inside
        for found in _ADDRESSED.finditer(self.text, max(0, self._begin - _ADDRESS)):
            if not self._spoken.at(*found.span()) and not inside(*found.span("name")):
                return found["name"].lower()
        for sentence in reversed(self._introduction[-_BEFORE:]):
            runs = NAME_PATTERN.finditer(self.text, sentence.start, sentence.end)
            names = [_person(found[0].split()) for found in runs if not inside(*found.span())]
            if any(names):
                return next(name for name in reversed(names) if name)
        return None


def begin(speakers: Sequence[Speaker]) -> int:
    """Where the first turn begins, its label included; 0 where there is none."""
    return min((start for speaker in speakers for start, _ in (*speaker.labels, *speaker.content)), default=0)


def _person(run: Sequence[str]) -> str | None:
    """The last word of a person's name in lower case; None where capitalized words name something else."""
    low = [word.lower() for word in run]
    while low and low[0] in _TITLES:
        low = low[1:]
    return low[-1] if low and len(low) <= 3 and not _THINGS.intersection(low) else None


def _gap(span: Span, name: Found) -> int:
    return max(span[0] - name.end, name.start - span[1], 0)


def _chances(chances: dict[str, float], side: str) -> list[float]:
    own = chances.get("", 0.0) if side == OTHER else chances.get(side, 0.0)
    return [own, chances.get("?", 0.0), float(bool(chances) and own >= max(chances.values()))]
