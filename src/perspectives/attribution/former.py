"""Who is introduced as a former official: they speak for nobody but themselves, as far as the text goes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from perspectives.attribution.cuts import Cuts
from perspectives.attribution.discourse import NAME_PATTERN
from perspectives.attribution.words import FORMER, RELATIONAL
from perspectives.lexicon import PERSON, Token, tokenize
from perspectives.mentions import MODIFIERS
from perspectives.records import Sentence, Span

_WORDS = "former|one-?time|retired|ousted|exiled"
_FORMER = re.compile(rf"\b(?:ex|{_WORDS})\b", re.IGNORECASE)
"""Not "late": the dead do not speak, and share their names with those who do."""
_PASSED = MODIFIERS | FORMER | RELATIONAL | {"of", "the", "one", "time"}
"""Words of a title that stand between "former" and the name."""
_NAME, _RUN = 3, 10
"""Words of a name at most, and of a title and a name in capitals."""
_REACH = 120
"""Characters around a name in which its title may stand."""
_BEFORE = re.compile(rf"\b(?:ex-|(?:{_WORDS})\s)$", re.IGNORECASE)


def introduced(cuts: Cuts, sentence: Sentence) -> Iterator[Token]:
    """The surnames that a sentence introduces with a former title: "ex-minister X", "X, a former envoy, said"."""
    for name in cuts.discourse.inside(sentence.start, sentence.end):
        if name.head == PERSON:
            own = _FORMER.search(cuts.text, name.start, name.end)
            if own or _titled(cuts, sentence.start, name.start) or _apposed(cuts, name.end, sentence.end):
                yield tokenize(cuts.text, name.start, name.end)[-1]
    for found in NAME_PATTERN.finditer(cuts.text, sentence.start, sentence.end):
        tokens = tokenize(cuts.text, *found.span())[-_RUN:]  # a heading in capitals may be endless
        cut = max((n for n in range(len(tokens) + 1) if _title_ends(cuts, tokens[:n])), default=0)
        bearer = tokens[cut:]
        titled = 0 < len(bearer) <= _NAME and _titled(cuts, sentence.start, bearer[0].start)
        if titled or (bearer and _apposed(cuts, found.end(), sentence.end)):
            yield bearer[-1]


def widened(text: str, spans: Sequence[Span]) -> tuple[Span, ...]:
    """A source with the word before it that makes its office a former one."""
    (start, end), *others = spans
    found = _BEFORE.search(text, max(0, start - 10), start)
    return ((found.start() if found else start, end), *others)


def _title_ends(cuts: Cuts, tokens: Sequence[Token]) -> bool:
    """Whether a title, or a country before one, ends with these words."""
    return bool(tokens) and (
        cuts.own(tokens[-1]) or tokens[-1].lower in _PASSED or cuts.official_end(tokens) is not None
    )


def _titled(cuts: Cuts, begin: int, start: int) -> bool:
    """Whether the title right before a name, no earlier than ``begin``, is a former one."""
    before = tokenize(cuts.text, max(begin, start - _REACH), start)
    if not before or cuts.text[before[-1].end : start].strip(" \n-"):
        return False
    title = cuts.title_start(before)
    first = len(before) if title is None else title
    while first > 0 and (before[first - 1].lower in _PASSED or cuts.own(before[first - 1])):
        first -= 1
    return _FORMER.search(cuts.text, (before[first:] or before[-1:])[0].start, start) is not None


def _apposed(cuts: Cuts, end: int, stop: int) -> bool:
    """Whether the apposition right after a name, no later than ``stop``, is a former office."""
    if cuts.text[end : end + 2] != ", ":
        return False
    after = tokenize(cuts.text, end + 2, min(stop, end + _REACH))
    head = cuts.parts(after).head if after else []
    if not head or any(name.head == PERSON for name in cuts.discourse.inside(head[0].start, head[-1].end)):
        return False
    return _title_ends(cuts, head) and _FORMER.search(cuts.text, head[0].start, head[-1].end) is not None
