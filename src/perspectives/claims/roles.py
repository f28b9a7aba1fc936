"""Who did what to whom, by the order of the words, the passive and prepositions; and what a clause denies.

No parser: a clause of a news report names its parties by proper names, so the place of the names around the verb
tells their roles.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from perspectives.claims import words as w
from perspectives.claims.model import Role
from perspectives.lexicon import POSSESSIVE, Token
from perspectives.records import Span

_BY_REACH = 9
_NEGATION_REACH = 6
_DEGREES = frozenset(("more", "less", "fewer", "later", "least", "only", "matter", "doubt"))


@dataclass(frozen=True, slots=True)
class Item:
    """A word or a whole mention: ``side`` is whose, ``word`` the (last) word in lower case."""

    word: str
    side: str | None
    start: int
    end: int
    breaks: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What a clause says: roles, (side, ±1) blame, concepts (``-`` negated) and whether the whole is a denial."""

    roles: tuple[Role, ...]
    blame: tuple[tuple[str, int], ...]
    concepts: frozenset[str]
    denied: bool
    subject: str | None = None
    """The side that the clause begins with as the one who acts, or by whom it is done."""


def items(tokens: Sequence[Token], named: Sequence[tuple[Span, str]], holder: str | None) -> list[Item]:
    """The words of a clause with each mention as one; ``holder`` (a side) stands for "we" and an early "they"."""
    found: list[Item] = []
    spans = sorted(named)
    at = 0
    seen_side = False
    for number, token in enumerate(tokens):
        while at < len(spans) and spans[at][0][1] <= token.start:
            at += 1
        inside = at < len(spans) and spans[at][0][0] <= token.start < spans[at][0][1]
        if inside and found and found[-1].start == spans[at][0][0]:
            found[-1] = Item(token.lower, spans[at][1], found[-1].start, token.end, found[-1].breaks)
            continue
        side = spans[at][1] if inside else None
        if side is None and holder and _stands_for_holder(tokens, number, seen_side, found):
            side = holder
        seen_side = seen_side or side is not None
        start = spans[at][0][0] if inside else token.start
        found.append(Item(token.lower, side, start, token.end, not token.gap))
    return found


def _stands_for_holder(tokens: Sequence[Token], at: int, named: bool, found: Sequence[Item]) -> bool:
    """Whether a pronoun means the one who speaks: "we" always, "they" where nobody was named before it."""
    word = tokens[at].lower
    if word in w.FIRST:
        return tokens[at].text != "US"
    if word in w.OWNED:
        return any(item.word in w.THIRD and item.side for item in found)
    expletive = word == "it" and at + 1 < len(tokens) and tokens[at + 1].lower in ("was", "is", "s", "'s")
    return word in w.THIRD and not named and not expletive


def read(found: Sequence[Item], holder: str | None) -> Reading:
    """Roles, blame and concepts of a clause."""
    roles: list[Role] = []
    concepts: set[str] = set()
    blame: dict[str, int] = {}
    denial = _denial(found)
    for i, item in enumerate(found):
        concept = _concept(found, i)
        if concept is None or (item.side is not None and item.word not in w.NOMINAL):
            continue
        negated = _negated(found, i) or denial
        concepts.add(f"-{concept}" if negated else concept)
        agent, target = _parties(found, i)
        if concept == "receive":
            concept, agent, target = "give", target, agent
        if (agent is None and target is None) or concept in w.NOUNS:
            continue
        role = Role(agent, concept, target if target != agent else None, negated)
        if role not in roles:
            roles.append(role)
        if agent is not None and (concept in w.HARM or (concept == "start" and _fighting(found, i))):
            # who denies a harm clears its agent; a defender stands before the harm that he thwarted
            defended = any(w.CONCEPTS.get(x.word) in ("thwart", "respond") for x in found[max(0, i - 8) : i])
            if item.word in w.ACCUSING:
                if target is not None:
                    blame[target] = blame.get(target, 0) + (-1 if negated else 1)
            elif not defended:
                blame[agent] = blame.get(agent, 0) + (-1 if negated else 1)
    for side, value in _responses(found):
        blame[side] = blame.get(side, 0) + value
    signed = tuple(sorted((side, 1 if value > 0 else -1) for side, value in blame.items() if value))
    early = [item.word for item in found[:12]]
    denied = denial or (_denies(early) and not {"only", "but"} & set(early))
    named = next((role.agent for role in roles if role.agent), None) or _subject(found, 0, len(found))
    return Reading(tuple(roles), signed, frozenset(concepts), denied, named)


def _concept(found: Sequence[Item], i: int) -> str | None:
    """The concept of a word where it stands: "free will" is one, the "fire" of an exchange is nobody's."""
    word, before = found[i].word, [item.word for item in found[max(0, i - 2) : i]]
    if word == "will":
        return "voluntary" if before[-1:] == ["free"] else None
    if word == "free" and i + 1 < len(found) and found[i + 1].word == "will":
        return None
    if before == ["exchange", "of"]:
        return None
    if word in ("break", "broke") and i + 1 < len(found) and found[i + 1].word in ("through", "into"):
        return "enter"
    return w.CONCEPTS.get(word)


def _parties(found: Sequence[Item], i: int) -> tuple[str | None, str | None]:
    """The agent and the target of the action word at ``i``."""
    word = found[i].word
    low, high = _clause(found, i)
    by = next((j for j in range(i + 1, min(high, i + _BY_REACH)) if _is_by(found, j)), None)
    by_side = _first(found, by + 1, min(high, by + 6)) if by is not None else None
    subject, after = _subject(found, low, i), _object(found, i + 1, by if by is not None else high)
    if word in w.NOMINAL:
        owner = found[i].side or (found[i - 1].side if i > low else None)
        if owner is None and i > low + 1 and found[i - 1].word in ("army", "side", "military", POSSESSIVE, "artillery"):
            owner = found[i - 2].side
        if owner is None and i > low + 1:
            owner = found[i - 2].side if not w.CONCEPTS.get(found[i - 1].word) and found[i - 2].side else None
        from_ = next((j for j in range(i + 1, min(high, i + 4)) if found[j].word == "from" or _is_by(found, j)), None)
        came = any(found[j].word in ("came", "come", "under", "comes") for j in range(max(low, i - 5), i))
        if came:
            behind = _first(found, from_ + 1, min(high, from_ + 6)) if from_ is not None else None
            return behind or owner, subject
        if from_ is not None and (origin := _first(found, from_ + 1, min(high, from_ + 6))):
            return origin, subject if subject != origin else after
        opened = i > low and any(
            found[j].word in ("opened", "open", "launched", "carried", "returned", "launch", "unleashed", "staged")
            for j in range(max(low, i - 4), i)
        )
        passive = any(found[j].word in w.AUXILIARY for j in range(i + 1, min(high, i + 4)))
        if opened or (owner is None and not passive):
            return subject, after
        return owner, after if after != owner else subject
    if word in w.UNDERGONE:
        return by_side, subject or after
    if _passive(found, low, i):
        origin = by_side
        if origin is None and w.CONCEPTS.get(word) in w.GIVING:
            away = next((j for j in range(i + 1, high) if found[j].word == "from"), None)
            origin = _first(found, away + 1, high) if away is not None else None
        return origin, subject if subject is not None else after
    return subject, after


def _is_by(found: Sequence[Item], j: int) -> bool:
    """Whether a word is the "by" of an agent, not of a means ("by shelling")."""
    means = j + 1 < len(found) and found[j + 1].word.endswith("ing") and found[j + 1].side is None
    return found[j].word == "by" and not means


def _fighting(found: Sequence[Item], i: int) -> bool:
    """Whether what was started near a word is fighting."""
    return any(item.word in w.FIGHTING for item in found[max(0, i - 5) : i + 6])


def _passive(found: Sequence[Item], low: int, i: int) -> bool:
    word = found[i].word
    participle = word.endswith("ed") or word in w.PARTICIPLES
    # "it was Armenia that attacked": a name between the two parts the auxiliary from the verb
    named = max((j for j in range(low, i) if found[j].side is not None), default=low - 1)
    aux = any(item.word in w.AUXILIARY for item in found[max(low, i - 4, named + 1) : i])
    direct = i + 1 < len(found) and found[i + 1].word == "by"
    return participle and (aux or direct)


def _clause(found: Sequence[Item], i: int) -> tuple[int, int]:
    """The clause around a word: up to a conjunction, or to "and" before a new subject."""
    low, high = 0, len(found)
    for j in range(i - 1, -1, -1):
        if found[j].word in w.BREAKS:
            # "Armenians who broke the truce": who stands for them
            relative = found[j].word in ("who", "which") and j > 0 and found[j - 1].side is not None
            low = j - 1 if relative else j + 1
            break
        if found[j].breaks and found[j].side and j < i - 1 and any(w.CONCEPTS.get(x.word) for x in found[:j]):
            low = j
            break
    for j in range(i + 1, len(found)):
        if found[j].word in w.BREAKS:
            high = j
            break
    return low, high


def _subject(found: Sequence[Item], low: int, i: int) -> str | None:
    """The first side before the verb that no preposition but "of" holds."""
    held = None
    if i < len(found) and i > low and found[i].word.endswith("ing") and found[i - 1].word == "for":
        return next((found[j].side for j in range(i - 1, low - 1, -1) if found[j].side), None)
    for j in range(low, i):
        side = found[j].side
        if side is None:
            continue
        before = [found[k].word for k in range(max(low, j - 3), j)]
        if any(word in w.PREPOSITIONS for word in before):
            held = held or side if any(word in ("by", "from") for word in before) else held
            continue
        return side
    return held


def _object(found: Sequence[Item], start: int, stop: int) -> str | None:
    return _first(found, start, stop)


def _first(found: Sequence[Item], start: int, stop: int) -> str | None:
    return next((item.side for item in found[start:stop] if item.side is not None), None)


def _negated(found: Sequence[Item], i: int) -> bool:
    near = [item.word for item in found[max(0, i - _NEGATION_REACH) : i]]
    return _denies(near) and not {"only", "but"} & set(near)


def _denies(said: Sequence[str]) -> bool:
    """Whether words hold a negation that is none of degree ("no more than three", "whether signed or not")."""
    return any(
        word in w.NEGATIONS and after not in _DEGREES and (before, word) not in (("or", "not"), ("if", "not"))
        for before, word, after in zip(["", *said], said, [*said[1:], ""], strict=False)
    )


def _denial(found: Sequence[Item]) -> bool:
    """Whether the clause calls a report false ("the claim that … is a lie", "has nothing to do with")."""
    said = [item.word for item in found]
    if any(word in w.DENIALS and word != "reality" for word in said):
        return True
    pairs = set(pairwise(said))
    return ("nothing", "to") in pairs or ("not", "correspond") in pairs or ("to", "reality") in pairs


def _responses(found: Sequence[Item]) -> list[tuple[str, int]]:
    """Blame in "responsibility lies with X", "X bears responsibility", "in response to X's …"."""
    out: list[tuple[str, int]] = []
    for i, item in enumerate(found):
        if w.CONCEPTS.get(item.word) == "respond" or item.word in ("thwarted", "repelled", "suppressed", "foiled"):
            side = _first(found, i + 1, len(found))
            if side:
                out.append((side, 1))
        elif item.word in ("responsibility", "responsible", "fault"):
            before = _subject(found, max(0, i - 6), i)
            after = _first(found, i + 1, min(len(found), i + 9))
            side = after if any(x.word in ("with", "on", "lies") for x in found[i : i + 7]) and after else before
            if side:
                out.append((side, 1))
    return out
