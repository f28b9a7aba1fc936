"""Small readings of a clause: who reports it, whether it demands, and whose version it calls true."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from perspectives.claims import words as w
from perspectives.claims.roles import Item
from perspectives.lexicon import Token, words

_VERSION = words("version account versions story claim claims")
_TRUE = words("truth true correct convincing credible plausible confirmed confirms accurate")
_ADDED = words("demand amend cease halt free change withdraw ensure release restore stop step pull")
_BEFORE_BE = words("will would shall should can could may might must to cannot not n't won't did does do")
_SAYING = words("says said say insists insisted stated argues argued maintains maintained")


def without_names(found: Sequence[Item], tokens: Sequence[Token]) -> Iterator[Item]:
    """The words without those that only look modal: the month May, and a will that somebody has."""
    months = {token.start for token in tokens if token.text == "May"}
    for i, item in enumerate(found):
        owned = item.word == "will" and i > 0 and found[i - 1].word in ("own", "free", "good", "political")
        if not owned and not (item.word == "may" and item.start in months):
            yield item


def bare(found: Sequence[Item]) -> bool:
    """Whether a demand stands in the subjunctive ("that Baku halt the operation") or begins with "to"."""
    if found and found[0].word == "to":
        return True
    for i in range(2, min(len(found) - 1, 10)):
        # "that the ruling be respected": no auxiliary stands before "be"
        if (
            found[0].word == "that"
            and found[i].word == "be"
            and not {x.word for x in found[max(0, i - 3) : i]} & _BEFORE_BE
        ):
            return True
    for i in range(1, min(len(found), 6)):
        if found[i].word in _ADDED and found[i - 1].side is not None and found[0].word == "that":
            return not found[i - 1].word.endswith("s")
    return False


def endorsed(found: Sequence[Item]) -> str | None:
    """The side whose version an own-voice sentence calls true or closer to the truth."""
    for i, item in enumerate(found):
        if item.side and any(x.word in _VERSION for x in found[i + 1 : i + 4]):
            after = [x.word for x in found[i + 1 : i + 12]]
            if set(after) & _TRUE and not set(after) & w.NEGATIONS:
                return item.side
    return None


def unquoted(found: list[Item]) -> list[Item]:
    """The words of an own-voice clause without who is said to say it, where no attribution was found.

    "Kosovo says three of its policemen were abducted" and "…, officials said" tell what was said, not who spoke.
    """
    said = [i for i, item in enumerate(found[:9]) if item.word in _SAYING]
    if said and any(item.side for item in found[: said[0]]) and any(w.is_verb(x.word) for x in found[said[0] + 1 :]):
        return found[said[0] + 1 :]
    for i in range(max(len(found) - 6, 3), len(found)):
        last = found[i].word in _SAYING and i >= len(found) - 2 and any(x.breaks for x in found[i - 4 : i])
        if last or (found[i].word == "according" and i + 1 < len(found) and found[i + 1].word == "to"):
            start = next((j for j in range(i, max(i - 5, 0), -1) if found[j].breaks), i) if last else i
            return found[:start]
    return found
