"""A second opinion on whose a source is: what the encoder and the context tell, beside what the rules say."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import takewhile
from typing import Any, Protocol

import numpy as np

from perspectives.attribution.blame import accused
from perspectives.attribution.cuts import Cuts
from perspectives.attribution.discourse import BODY, GROUP, PERSON_KIND, RETIRED, Discourse, Entity, Referent
from perspectives.attribution.together import SEVERAL
from perspectives.attribution.words import CROWD, DOCUMENTS, FORMER, PRIVATE, RELATIONAL, STATELY
from perspectives.encoder import Encoding, FloatArray
from perspectives.lexicon import OFFICE, PERSON, Token, tokenize
from perspectives.records import OTHER, Actor, Span

RULES = (
    "name", "home", "topic", "surname", "private", "title", "introduced", "document", "office", "pair", "joint",
    "stranger", "unknown", "town", "parent",
)  # fmt: skip
"""Ways in which the rules came to an answer; any other counts as none of them."""
_SURE = 0.1
"""By how much another side must be likelier than the rules' to overrule them. From 0 to 0.2 the figures are best,
both on the corpus's dev split and on train articles that an encoder had not read."""
_REACH = 8
"""Sentences back in which a side may have been named."""
_BEFORE = 25
"""Characters before an official's name or office in which the country may stand."""
_NEAR = 4
"""Sentences back whose mentions the encoder may compare with the source."""
_PRONOUNS = ("he", "she", "they", "it", "we", "i")
_WORDS = (PRIVATE, RELATIONAL, STATELY, CROWD, DOCUMENTS, FORMER)


class SideModel(Protocol):
    """A scikit-learn classifier of (source, side) pairs."""

    def predict_proba(self, features: FloatArray) -> Any:
        """Probabilities (sides, 2) that the source does not, and does, speak for the side."""


@dataclass(frozen=True)
class Asked:
    """A source to be resolved: where it stands, what it says, who speaks around it, and what the rules say."""

    span: Span
    content: tuple[Span, ...]
    parent: Referent | None
    last_direct: Referent | None
    told: tuple[Referent, ...]


@dataclass(frozen=True)
class Speaker:
    """Who speaks in some turns: the last word of the name in lower case, the labels, and all that is said."""

    name: str
    labels: tuple[Span, ...]
    content: tuple[Span, ...]


class Opinion:
    """Weighs the sides of a conflict as the speaker of each source of one document."""

    def __init__(
        self,
        discourse: Discourse,
        encoding: Encoding,
        model: SideModel | None,
        speakers: SideModel | None = None,
    ) -> None:
        self.discourse = discourse
        self.encoding = encoding
        self.model = model
        self.speakers = speakers
        self.lexicon = discourse.lexicon
        self.cuts = Cuts(discourse)
        actors = self.lexicon.conflict.actors
        self.actor_of = {self.lexicon.side(actor.id): actor.id for actor in reversed(actors)}
        self.sides = (*(side for side in self.actor_of if side != OTHER), OTHER)
        names = [self.lexicon.side(item.actor) for item in discourse.names]
        self._share = {side: count / len(names) for side, count in Counter(names).items()}
        self._countries = {actor.id: _country(actor) for actor in actors}
        self._bare, self._marked = self._unmarked()
        top = Counter(names[: sum(item.start < self._opening for item in discourse.names)])
        self._top = {side: count / top.total() for side, count in top.items()}
        spans = [(item.start, item.end) for item in discourse.names]
        means = np.array([encoding.span(*span) for span in spans], dtype=np.float32)
        self._keys = encoding.heads.meant(means) if spans else None
        self._places = [
            (discourse.sentence_at(item.start), item.start, side)
            for item, side in zip(discourse.names, names, strict=True)
        ]

    @property
    def _opening(self) -> int:
        """Where the fourth unit ends."""
        units = self.discourse.sentences[:4]
        return units[-1].end if units else 0

    def _unmarked(self) -> tuple[dict[str, float], dict[str, float]]:
        """Shares of the persons and offices that the text names without their country, and with it, by side.

        A text names the country of foreign officials; those of its own it takes for granted.
        """
        bare: Counter[str] = Counter()
        marked: Counter[str] = Counter()
        for item in self.discourse.names:
            if item.head in (PERSON, OFFICE):
                told = self.discourse.text[max(0, item.start - _BEFORE) : item.end].lower()
                country = self._countries[item.actor.partition("/")[0]]
                counts = marked if country.search(told) else bare
                counts[self.lexicon.side(item.actor)] += 1
        total = max(1, bare.total() + marked.total())
        return {s: n / total for s, n in bare.items()}, {s: n / total for s, n in marked.items()}

    def revised(self, asked: Asked, blamed: frozenset[str] = frozenset()) -> tuple[Referent, ...]:
        """The rules' answer, or another side where that is surely likelier and not ``blamed`` by what is said."""
        if self.model is None or self.sure(asked) or asked.told[0].side not in self.sides:
            return asked.told
        (told,) = asked.told
        chances = self._allowed(self.model.predict_proba(self.features(asked)), blamed - {told.side})
        side = self.sides[likelier(chances, self.sides.index(told.side))]
        if side == told.side:
            return asked.told
        return (replace(told, side=side, actor=self.actor_of.get(side), rule="weighed"),)

    def spoken_for(self, speaker: Speaker, told: Referent, rows: FloatArray) -> Referent:
        """Whom the speaker of turns speaks for, by the features (sides, n) of :mod:`.speakers`."""
        if self.speakers is None or told.rule == RETIRED:
            return told
        enemies = accused(self.discourse, speaker.content) - {told.side}
        side = self.sides[int(self._allowed(self.speakers.predict_proba(rows), enemies).argmax())]
        if side == told.side:
            return told
        return Referent(side, self.actor_of.get(side), PERSON_KIND, told.gender, speaker.name or told.name, "speaker")

    def _allowed(self, probabilities: FloatArray, ruled_out: frozenset[str]) -> FloatArray:
        """How likely each side is, from a classifier's probabilities; those ruled out are not."""
        return np.where([side in ruled_out for side in self.sides], 0.0, probabilities[:, 1])

    def sure(self, asked: Asked) -> bool:
        """Whether nothing overrules the rules."""
        return len(asked.told) > 1 or asked.told[0].rule in (SEVERAL, RETIRED) or self.plain(asked)

    def plain(self, asked: Asked) -> bool:
        """Whether the source ends in the name of the side that the rules gave it."""
        inside = self.discourse.inside(*asked.span)
        return (
            bool(inside)
            and inside[-1].end >= asked.span[1]
            and self.lexicon.side(inside[-1].actor) == asked.told[0].side
        )

    def features(self, asked: Asked) -> FloatArray:
        """One row a side, in the order of ``sides``; none names a side, so that any conflict is read alike."""
        discourse, at = self.discourse, asked.span[0]
        here = discourse.sentence_at(at)
        phrase = self._phrase(asked, tokenize(discourse.text, *asked.span))
        entities = self._before(at, here)
        sources = [entity for entity in entities if entity.source]
        subjects = {
            back: next((e.referent.side for e in entities if e.subject and e.sentence == here - back), None)
            for back in (0, 1)
        }
        inside = [self.lexicon.side(item.actor) for item in discourse.inside(*asked.span)]
        said = {self.lexicon.side(item.actor) for span in asked.content for item in discourse.inside(*span)}
        homes = [self.lexicon.side(home) if home else None for home in (discourse.home, discourse.own_home)]
        meant, none, elsewhere = self.meant(asked.span, here)
        best = max(meant.values(), default=0.0)
        last = min(here - sources[0].sentence, _REACH) / _REACH if sources else 1
        of_side: dict[str, list[Entity]] = {}
        for entity in entities:
            of_side.setdefault(entity.referent.side, []).append(entity)
        rows = []
        for side in self.sides:
            mine = of_side.get(side, [])
            nearest = here - mine[0].sentence if mine else _REACH
            back = {entity.referent.kind: here - entity.sentence for entity in reversed(mine)}
            chance = none if side == OTHER else meant.get(side, 0.0)
            rows.append(
                [
                    any(referent.side == side for referent in asked.told),
                    side == OTHER,
                    *(home == side for home in homes),
                    side in inside,
                    inside[-1:] == [side],
                    1 - nearest / _REACH,
                    nearest == 0,
                    nearest == 1,
                    bool(entities) and entities[0].referent.side == side,
                    *(len(sources) > n and sources[n].referent.side == side for n in (0, 1)),
                    last,
                    *(subject == side for subject in subjects.values()),
                    sum(entity.sentence >= here - 3 for entity in mine) / 10,
                    self._share.get(side, 0.0),
                    self._bare.get(side, 0.0),
                    self._marked.get(side, 0.0),
                    self._top.get(side, 0.0),
                    asked.parent is not None and asked.parent.side == side,
                    asked.last_direct is not None and asked.last_direct.side == side,
                    side in said,
                    bool(said) and side not in said,
                    *(1 - back.get(kind, _REACH) / _REACH for kind in (PERSON_KIND, BODY, GROUP)),
                    chance,
                    chance >= max(best, none),
                    none,
                    elsewhere,
                ]
            )
        alike = np.tile(np.array(phrase, dtype=np.float32), (len(rows), 1))
        return np.concatenate([alike, np.array(rows, dtype=np.float32)], axis=1)

    def _phrase(self, asked: Asked, tokens: Sequence[Token]) -> list[float]:
        """What kind of phrase the source is, and how the rules read it."""
        low = [token.lower for token in tokens] or [""]
        rule = asked.told[0].rule
        return [
            *(rule == name for name in RULES),
            *(low == [word] for word in _PRONOUNS),
            *(bool(kind.intersection(low)) for kind in _WORDS),
            self.cuts.official_end(list(tokens)) is not None,
            low[0] == "the",
            low[0] in ("a", "an", "one"),
            low[0] in ("its", "his", "their", "her"),
            low[0] == "our",
            min(len(low), 12) / 12,
            sum(token.text[:1].isupper() for token in tokens[1:]) / len(low),
            low[-1].endswith("s"),
            bool({"opposition", "party", "faction"}.intersection(low)),
            tokens[-1].text[:1].isupper() if tokens else 0,
            asked.parent is not None,
        ]

    def _before(self, at: int, here: int) -> list[Entity]:
        """Entities of the last sentences before a position, the nearest first."""
        near = takewhile(lambda entity: here - entity.sentence <= _REACH, self.discourse.back(at))
        return list(near)

    def meant(self, span: Span, here: int) -> tuple[dict[str, float], float, float]:
        """How likely the source means each side mentioned nearby, nobody's side, and one that is not mentioned."""
        query = self.encoding.heads.asking(self.encoding.span(*span)[None])[0]
        first = bisect_left(self._places, here - _NEAR, key=lambda place: place[0])
        last = bisect_left(self._places, span[1], key=lambda place: place[1])
        near = [(number, self._places[number][2]) for number in range(first, last) if self._places[number][0] <= here]
        scores = self.encoding.heads.nobody @ query
        if near and self._keys is not None:
            scores = np.concatenate([self._keys[[number for number, _ in near]] @ query, scores])
        weights = np.exp(scores - scores.max())
        weights /= weights.sum()
        found: dict[str, float] = {}
        for (_, side), weight in zip(near, weights, strict=False):
            found[side] = found.get(side, 0.0) + float(weight)
        return found, float(weights[-2]), float(weights[-1])


@cache
def _country(actor: Actor) -> re.Pattern[str]:
    """A state's names, people and towns in lower case, as whole words."""
    names = (*actor.names, *actor.demonyms, *actor.capitals, *actor.cities)
    return re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(name.lower()) for name in names)})(?!\w)")


def likelier(chances: FloatArray, told: int) -> int:
    """Place of a side that is surely likelier than the one the rules tell, by the chances of all, else of theirs."""
    best = int(chances.argmax())
    return best if chances[best] >= chances[told] + _SURE else told
