"""The figures of a claim with what they count: casualties, prisoners, people, distances, money, years."""

from __future__ import annotations

import re
from collections.abc import Sequence

from perspectives.claims.model import Number
from perspectives.lexicon import words as word_set
from perspectives.records import Span

_UNITS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
_UNITS += " seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_WORDS = {word: value for value, word in enumerate(_UNITS.split())}
_WORDS |= {word: 10 * value for value, word in enumerate(_TENS.split(), 2)}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000, "dozen": 12}
_TOKEN = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|[^\W\d_]+(?:-[^\W\d_]+)*|[.:;()–—]")
_FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)?")
_CATEGORIES = {
    "killed": "killed dead died die death deaths lost loss losses fatalities perished killing slain shot-dead claimed",
    "wounded": "wounded injured injuries hurt hospitalized wounding injuring wounds",
    "captured": "captured captives prisoners captive prisoner pows detained prison prisons imprisoned custody",
    "released": "released release freed free frees handed returned released returning handed-over repatriated",
    "missing": "missing disappeared",
    "survived": "survived survive survivors survivor",
    "displaced": "displaced refugees fled arrived crossed homeless evacuated refugee",
    "protested": "protesters demonstrators rally rallied gathered attended protest",
}
_CUES = {word: name for name, words in _CATEGORIES.items() for word in words.split()}
_MEASURES = {
    "distance": "km kilometers kilometres kilometer kilometre meters metres miles mile",
    "money": "dollars euros drams manats rubles usd eur",
    "duration": "years months weeks days hours minutes year month day hour year-long months-long",
    "weight": "kilograms kilogram kilos kilo kg tons tonnes ton tonne",
    "share": "percent per-cent",
}
MEASURES = frozenset((*_MEASURES, "area"))
"""Categories of what is measured in a unit and not counted."""
_MEASURE = {word: name for name, words in _MEASURES.items() for word in words.split()}
_HEADS = {
    "soldiers": """soldiers soldier servicemen serviceman troops troop fighters fighter conscripts officers-and-men
military personnel combatants generals general colonel members gunmen attackers militants""",
    "police": "policemen policeman police officers officer policewoman sergeant",
    "civilians": "civilians civilian women children residents villagers locals",
    "people": "people persons person armenians azerbaijanis azeris serbs albanians human beings protesters refugees",
    "peacekeepers": "peacekeepers peacekeeper",
    "prisoners": "captives captive prisoners prisoner pows detainees detainee hostages hostage",
    "villages": "villages village settlements settlement",
    "families": "families family households household homes houses",
    "vehicles": "trucks truck lorries lorry vehicles vehicle cars car buses ambulances",
}
_HEAD = {word: name for name, words in _HEADS.items() for word in words.split()}
_LEAST = re.compile(r"\b(?:at least|more than|over|no fewer than|not less than|upwards of|no less than)\s+$", re.I)
_MOST = re.compile(r"\b(?:at most|no more than|not more than|fewer than|less than|up to|under|as many as)\s+$", re.I)
_ABOUT = re.compile(
    r"\b(?:about|around|some|nearly|almost|roughly|approximately|estimated|close to|circa)(?: an?)?\s+$", re.I
)
_BOUNDS = {"most": _MOST, "least": _LEAST, "about": _ABOUT}
_DATE_BEFORE = re.compile(
    r"\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.? $|\b(?:section|article|cop|unscr)[ -]?$",
    re.I,
)
_MONTHS = word_set(
    "january february march april may june july august september october november december am pm a.m p.m"
)
_REACH = 12


def numbers_of(text: str, named: Sequence[tuple[Span, str]] = ()) -> tuple[Number, ...]:
    """The figures of a text; ``named`` are the mentions of sides, as (span, side).

    Dates, clock times, years and names such as "Section 907" are no figures, nor is a bare "one" unless it
    counts casualties. What is counted comes from the nearest following word that tells ("killed", "prisoners"),
    else the nearest before; a range of several figures before one such word shares it.

    >>> [(n.value, n.what, n.head) for n in numbers_of("five people, three of them policemen, were killed")]
    [(5, 'killed', 'people'), (3, 'killed', 'police')]
    """
    tokens = [(match.group().lower(), match.start(), match.end()) for match in _TOKEN.finditer(text)]
    values = _values(text, tokens)
    found: list[Number] = []
    for position, (first, last, value) in enumerate(values):
        limit = values[position + 1][0] if position + 1 < len(values) else len(tokens)
        start, end = tokens[first][1], tokens[last][2]
        what = _category(tokens, (last + 1, limit), first)
        head, stop = _head(tokens, last + 1, min(limit, last + 7))
        if not what and head is None:
            continue
        if what in ("", "released", "captured") and head is None:
            continue
        if tokens[first][0] == "one" and what not in ("killed", "wounded", "captured", "missing"):
            continue
        before = text[max(0, start - 24) : start]
        bound = next((name for name, words in _BOUNDS.items() if words.search(before)), "")
        measured = last + 1 < len(tokens) and tokens[last + 1][0] in _MEASURE
        phrase = text[start : tokens[stop][2]] if head else text[start : tokens[last + 1][2] if measured else end]
        inside = [side for span, side in named if span[0] >= start - 1 and span[0] < tokens[stop][2] + 2]
        subject = [side for span, side in named if span[1] <= start]
        side = inside[0] if inside else subject[-1] if subject and _lost(tokens[:first]) else None
        found.append(Number(value, what or head or "", head or "", " ".join(phrase.split()), side, bound))
    return tuple(found)


def _lost(before: Sequence[tuple[str, int, int]]) -> bool:
    """Whether the verb before the figure is one of losing: whose loss it is stands before it."""
    return any(word in ("lost", "lose", "loses", "losing", "suffered") for word, _, _ in before[-3:])


def _values(text: str, tokens: Sequence[tuple[str, int, int]]) -> list[tuple[int, int, float]]:
    """First token, last token and value of every figure."""
    found: list[tuple[int, int, float]] = []
    at = 0
    while at < len(tokens):
        end, value = _value(tokens, at)
        if value is None:
            at += 1
            continue
        if not _no_figure(text, tokens, at, end):
            found.append((at, end - 1, value))
        at = end
    return found


def _value(tokens: Sequence[tuple[str, int, int]], at: int) -> tuple[int, float | None]:
    total: float | None = None
    end = at
    while end < len(tokens):
        word = tokens[end][0]
        if _FIGURE.fullmatch(word) and total is None:
            total = float(word.replace(",", ""))
        elif word in _SCALES and (total is not None or tokens[max(0, end - 1)][0] == "a"):
            total = (total or 1) * _SCALES[word]
        elif all(part in _WORDS for part in word.split("-")) and (total is None or total % 100 == 0):
            total = (total or 0) + sum(_WORDS[part] for part in word.split("-"))
        else:
            break
        end += 1
    return max(end, at + 1), total


def _no_figure(text: str, tokens: Sequence[tuple[str, int, int]], at: int, end: int) -> bool:
    word, start, stop = tokens[at]
    if _DATE_BEFORE.search(text[max(0, start - 12) : start]) or text[stop : stop + 1] in (":", "-"):
        return True
    if text[max(0, start - 1) : start] in ("[", ":", "№", "-", "."):
        return True
    after = tokens[end][0] if end < len(tokens) else ""
    if after in _MONTHS:
        return True
    return word.isdigit() and len(word) == 4 and 1800 <= int(word) <= 2100 and after not in _HEAD


def _category(tokens: Sequence[tuple[str, int, int]], ahead: tuple[int, int], first: int) -> str:
    start, limit = ahead
    near = [tokens[i][0] for i in range(start, min(limit, start + _REACH))]
    if near and near[0] in _MEASURE:
        return _MEASURE[near[0]]
    if len(near) > 1 and near[0] in ("square", "full") and near[1] in _MEASURE:
        return "area" if near[0] == "square" else _MEASURE[near[1]]
    for words in (near, [t[0] for t in reversed(tokens[max(0, first - _REACH) : first])]):
        for word in words:
            if word in (".", ";"):
                break
            if word in _CUES and not (words is not near and _CUES[word] in ("displaced",)):
                return _CUES[word]
    far = [tokens[i][0] for i in range(start, min(len(tokens), start + 3 * _REACH))]
    for word in far:
        if word in (".", ";"):
            break
        if word in _CUES:
            return _CUES[word]
    return ""


def _head(tokens: Sequence[tuple[str, int, int]], start: int, stop: int) -> tuple[str | None, int]:
    """The family of the thing counted and the index of the word that names it."""
    best: tuple[str | None, int] = (None, start - 1)
    for i in range(start, min(stop, len(tokens))):
        word = tokens[i][0]
        if word in (".", ";", ":", "(", ")", "–", "—") or (word in _CUES and best[0]):
            break
        if word in _HEAD:
            # "police officers": the last of adjacent nouns names the thing; "police" stays police.
            best = (best[0] if best[0] == "police" else _HEAD[word], i)
        elif best[0]:
            break
    return best
