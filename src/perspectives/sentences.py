"""Sentence boundaries of running text: NLTK Punkt proposes, rules for news decide."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from perspectives.boilerplate import furniture

Boundaries = Callable[[str], Sequence[int]]
"""Text to the offsets at which sentences start (0 excluded): Punkt here, a peer in the benchmark."""

# Every mark that a base splitter may not know becomes its plain cousin of the same length, so that offsets hold.
_PLAIN = str.maketrans(
    {
        **dict.fromkeys("“”„«»‟", '"'),
        **dict.fromkeys("‘’‚‹›‛", "'"),
        **dict.fromkeys("\n\r\t\u00a0\u2002\u2003\u2009\u200a\u202f\u2028\u2029\u200b\ufeff\v\f", " "),
        **dict.fromkeys("։。", "."),
        "！": "!",
        "？": "?",
        "՞": "'",
    }
)
_FOOTNOTE = re.compile(
    r"(?<=[.!?\"')\],])(?:\s?\[\^?(?:\d{1,3}|[a-z*]|note \d+)\]){1,9}(?=\s|\Z)"
    r"|(?<=[\w.!?\"')\],])(?:\s?[¹²³⁴-⁹⁰]){1,9}(?=\W|\Z)|(?<=[a-z][.!?])\*{1,2}(?=\s)|(?<=[a-z][.])\d{1,3}(?=\s+\"?[A-Z])|(?<=[a-z]\.\")\d{1,3}(?=\s+\"?[A-Z])"
)
_ELLIPSIS = re.compile(r"[\[(\"]?(?:\.\.+|\.(?: \.)+(?!\.)|…)")
_CANDIDATE = re.compile(r"(?<![.!?…])[.!?…]+[\"')\]}*_]*(?:\s+|(?=\"?[^\W\d_]))")
_WORD_BEFORE = re.compile(r"[^\s\"'(\[–—/*]*\Z")
_NEXT_WORD = re.compile(r"[\"'(\[*_]*([^\W\d_][\w'’-]*(?:\.[^\W\d_])*\.?)")
_LOWER_NAME = re.compile(r"[a-z]{1,2}-?[A-Z]|(?:al|el|ul|as|ad)-[A-Z]|(?:van|von|de|bin|ibn) [A-Z]")
_DOMAIN = re.compile(
    r"\.(?:com|org|net|info|int|gov|edu|eu|az|am|ru|tr|ir|ge|uk|us|de|fr|io|tv|me|co|news|media|example"
    r"|html?|php|pdf|su|ua|by|kz)\b",
    re.IGNORECASE,
)
_ALSO_ACRONYMS = frozenset(("rt", "ft", "fr", "v", "ca", "cf", "esp", "st"))
_MONTHS = frozenset(("jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec"))
_CLOCK = frozenset(("a.m", "p.m"))
_AFTER_CLOCK = re.compile(
    r"(?:Moscow|Baku|Yerevan|Brussels|Paris|Local|Eastern|Central|Pacific|Greenwich|GMT|UTC"
    r"|[ECMP]\.[SD]?\.?T\.|E[SD]T|C[ES]?[SD]?T|P[SD]T|MSK|AMT|AZT|"
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov"
    r"|Dec)[a-z]*)\b|\w+ time\b"
)
_INITIALS = re.compile(r"[A-ZÀ-ÖØ-ÞĀ-ſА-Я]|(?:[A-Z]\.-?)+[A-Z]")
_NUMBER = re.compile(r"[\d#]|[VX][IVX]*\b|I[IVX]+\b")
_AGENCY_LINE = re.compile(
    r"[A-Z][\w-]+, (?:[A-Z][a-z]{2,8}\.? \d{1,2}"
    r"|\d{1,2} [A-Z][a-z]{2,8})(?:, \d{4})?, [A-Z]{3,}(?: [A-Z]{2,}){0,3}\s+(?=[A-Z][a-z]*\s)"
)
_REACH = 200
"""Characters looked at on either side of a candidate: bounds the work, so that it stays linear."""
_EXCLAIMED_NAMES = frozenset(("Yahoo", "Jeopardy", "Jeb", "Wham", "Oklahoma"))
_SPEECH = (
    r"(?:said|says|say|told|tells|asked|asks|replied|replies|answered|added|adds|shouted|yelled|cried"
    r"|exclaimed|wrote|writes|tweeted|posted|declared|"
    r"insisted|warned|demanded|wondered|wonders|chanted|screamed|recalled|announced|responded|retorted"
    r"|complained|continued|concluded|argued|joked|"
    r"pleaded|urged|whispered|explained|quipped|thundered|snapped|inquired|repeated|read|reads|remarked"
    r"|stated|called out|"
    r"wanted to know|was asked|were asked|went on)"
)
# A tag has a short subject and a verb of speech without an object clause: "'No!' President Orlov told reporters."
_TAG = re.compile(
    rf"(?!(?:Nobody|None|No one|Neither)\b)(?:[\w.'’-]+,?\s+"
    rf"|\([^()]{{1,40}}\)\s+){{1,9}}?{_SPEECH}(?:\s*(?:[.,;:!?)]|--|[–—]|\Z)|\s+(?:on|in|at|after|during"
    rf"|before|to|of|from|with|as|"
    r"when|while|by|via|for|aloud|again|back|yesterday|today|later|over|about|into|outside|inside|without"
    r"|through|near|last|this|his|her|their|him|me|"
    r"us|them|reporters?|journalists?|parliament|lawmakers|deputies|viewers|listeners|supporters"
    r"|followers|[A-Z]\w*|\w+ly)\b)"
)
_TAG_CLAUSE = re.compile(r"[^.!?]{0,40}\b(?:that|if|whether|nothing|no)\b")
_ADVERBIAL_START = re.compile(r"\W{0,20}(?:\w+\W{1,20}){0,2}[\d:.]{1,20}\s?\Z")
_ENUMERATION = re.compile(r"[\s\"'(\[*_>-]*(?:\d{1,3}|[A-Za-z]|[IVX]{1,4})\Z")
_ORDINAL = re.compile(r"\W*(?:(?:[Tt]he|[Oo]n|[Aa]m|[Ii]n|[Bb]y|[Uu]ntil|[Ss]ince)\s+)?\d{1,2}\Z")


@cache
def _parameters() -> dict[str, Any]:
    text = files("perspectives").joinpath("data/punkt/english.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


@cache
def _words(kind: str) -> frozenset[str]:
    """One of the shipped lists: abbreviations, starters, titles, before_number."""
    return frozenset(_parameters()[kind])


@cache
def _tokenizer() -> Any:
    """An NLTK Punkt tokenizer (Kiss and Strunk 2006) with the shipped parameters; nltk costs time, so imported here."""
    from nltk.tokenize.punkt import PunktSentenceTokenizer

    tokenizer = PunktSentenceTokenizer()
    parameters = _parameters()
    tokenizer._params.abbrev_types = set(parameters["abbreviations"])
    tokenizer._params.sent_starters = set(parameters["starters"])
    tokenizer._params.ortho_context.update(parameters["orthography"])
    return tokenizer


def punkt(text: str) -> list[int]:
    """Where Punkt starts a sentence, as offsets into ``text`` (0 excluded)."""
    return [start for start, _ in _tokenizer().span_tokenize(text)][1:]


def plain(text: str) -> str:
    """``text`` at the same length with plain quotation marks and spaces and without footnote marks."""
    masked = text.translate(_PLAIN)
    masked = _ELLIPSIS.sub(_blank_ellipsis, masked)
    return _FOOTNOTE.sub(lambda match: " " * len(match.group()), masked)


def _blank_ellipsis(match: re.Match[str]) -> str:
    """Hide "[...]" and a leading "...and", which end nothing, and make ". . . ." one run, taken for one end."""
    text = match.group()
    if text[0] not in ".…" or match.start() == 0:
        return text.replace(".", "_").replace("…", "_")
    return text.replace(" ", ".")


def split(text: str, base: Boundaries = punkt) -> list[int]:
    """The offsets at which the sentences of a running text start, ascending, 0 excluded.

    ``base`` proposes; a boundary that the rules know (abbreviations, initials, numbers, tags after a quotation,
    parentheses, footnote marks) is theirs to decide. Linear in the length of ``text``; never raises.
    """
    masked = plain(text)
    proposed: set[int] | None = None
    inside = _inside_parentheses(masked)
    starts: list[int] = []
    start = 0
    dateline = _AGENCY_LINE.match(masked)
    if dateline is not None:
        # "Baku, May 24, AZINFO The ministry": an agency's line that ran into the text.
        start = dateline.end()
        starts.append(start)
    for match in _CANDIDATE.finditer(masked):
        position = match.end()
        if position >= len(masked):
            break
        # A bracket that opened within the sentence holds it together; a sentence of its own in brackets is one.
        if inside.get(match.start(), -1) > start + 1:
            continue
        if not match.group()[-1].isspace():
            position = _joined(masked, start, match)
            decision: bool | None = position > 0
        else:
            decision = _decide(masked, start, match)
        if decision is None:
            # few texts have a boundary that no rule knows, and the base may take a second to import
            proposed = set(base(masked)) if proposed is None else proposed
            decision = position in proposed
        if decision:
            starts.append(position)
            start = position
    return starts


def _inside_parentheses(masked: str) -> dict[int, int]:
    """For each sentence end within round brackets the offset of the opening bracket."""
    return {
        bracket.start(1) + end.start(): bracket.start()
        for bracket in re.finditer(r"\(([^()]{0,400})\)", masked)
        for end in re.finditer(r"[.!?]+", bracket.group(1))
    }


def _joined(masked: str, start: int, match: re.Match[str]) -> int:
    """The boundary at a sentence end without a space after it ("open.The"), 0 where it is a name with a dot."""
    end, position = match.start(), match.end()
    before = masked[max(0, end - 2) : end]
    if not (len(before) == 2 and before.isalpha() and before.islower()) or masked[end] != ".":
        return 0
    if match.group() == '."':
        opening = masked.count('"', max(start, end - _REACH), end) % 2 == 0
        return (position - 1 if opening else position) if masked[position].isupper() else 0
    if match.group() != "." or not re.compile(r"\"?(?:[A-Z][a-z]+\b(?!\.\w)|[AI]\s)").match(masked, position):
        return 0
    return 0 if _DOMAIN.match(masked, end) else position


def _decide(masked: str, start: int, match: re.Match[str]) -> bool | None:
    """True or False where a rule knows the candidate, None where the base decides."""
    end = match.start()
    ending = match.group().rstrip()
    marks = ending.rstrip("\"')]}*_")
    closers = ending[len(marks) :]
    following = masked[match.end() : match.end() + _REACH]
    head = following.lstrip("\"'([*_")[:1]
    before = masked[max(start, end - _REACH) : end]
    quoted = '"' in closers or "'" in closers
    if not head or following[:1] == "/" or (marks[0] in ".…" and not before.strip()):
        return False
    ellipsis = len(marks) > 1 or marks == "…"
    if following.startswith(("..", "…")) and not ellipsis:
        # "It is late. ... Nobody came": the ellipsis opens what follows.
        return True
    if following[:1] in "–—-":
        # "STEPANAKERT. – The lights", "GORIS, Arm. - Trucks": a dateline; "Va. - a": an aside.
        if (before[:3].isupper() and len(before) < 60) or following.lstrip("–—- ")[:1].islower():
            return False
        return False if "?" in marks or "!" in marks or quoted else None
    if head.islower() and not _LOWER_NAME.match(following):
        return not quoted and _all_lowercase(masked, start, before)
    if "!" in marks or "?" in marks:
        return _after_shout(before, following, closers)
    if ellipsis:
        return True
    if closers:
        return True if quoted or not _is_abbreviation(before) else None
    return _after_period(before, following)


def abbreviated(line: str) -> bool:
    """Whether a line ends with an abbreviation that leaves its sentence open ("by Gen.")."""
    if not line.endswith("."):
        return False
    before = line[:-1][-_REACH:]
    return _is_abbreviation(before) and _last_word(before).lower() not in _CLOCK | {"etc"}


def _last_word(before: str) -> str:
    match = _WORD_BEFORE.search(before, max(0, len(before) - 40))
    return match.group() if match else ""


def _is_abbreviation(before: str) -> bool:
    return _last_word(before).lower() in _words("abbreviations")


def _all_lowercase(masked: str, start: int, before: str) -> bool:
    """Lower case begins a sentence only in a text that begins its sentences so."""
    first = masked[start : start + 8].lstrip("\"'([*_ ")[:1]
    return first.islower() and len(_last_word(before)) >= 3 and not _is_abbreviation(before)


def _after_shout(before: str, following: str, closers: str) -> bool:
    """After "!" or "?": a tag stays with its quotation ("'We will answer!' the minister said")."""
    if '"' not in closers and "'" not in closers:
        return _last_word(before) not in _EXCLAIMED_NAMES
    # A quotation that began within the sentence has had its tag before it.
    if following[:1] in "\"'([" or ('"' in closers and '"' in before[3:]):
        return True
    tag = _TAG.match(following)
    return tag is None or _TAG_CLAUSE.match(following, tag.end()) is not None


def _after_period(before: str, following: str) -> bool | None:
    word = _last_word(before)
    lower = word.lower()
    next_match = _NEXT_WORD.match(following)
    next_word = next_match.group(1) if next_match else ""
    known = next_word.lower() in _words("starters")
    # A quotation begins a sentence, but not after an initial: 'Robert C. "Bobby" Hale'.
    starter = next_word[:1].isupper() and (known or (following[:1] in "\"'" and len(word) > 1))
    if lower in _words("before_number") and _NUMBER.match(following):
        return False
    if lower in _words("titles") and not (word.isupper() and lower in _ALSO_ACRONYMS):
        return False
    if lower in _MONTHS:
        return False if following[:1].isdigit() else starter or None
    if lower in _CLOCK:
        if _AFTER_CLOCK.match(following) or _ADVERBIAL_START.match(before[: -len(word)]):
            return False
        return next_word[:1].isupper() or None
    if _INITIALS.fullmatch(word):
        return _after_initial(before, word, starter)
    if word.isdigit():
        listed = len(word) <= 3 and _ENUMERATION.fullmatch(before)
        return not (listed or (len(word) <= 2 and next_word and _ORDINAL.fullmatch(before)))
    if len(before) <= 60 and before[:3].isupper() and furniture(before + ".") == "dateline":
        return True
    if lower in _words("abbreviations"):
        return True if starter or lower == "etc" else (False if following[:1].isdigit() else None)
    return not (len(word) == 1 and word.isalpha() and _ENUMERATION.fullmatch(before))


def _after_initial(before: str, word: str, starter: bool) -> bool:
    """After "J." or "U.S.": a sentence ends only where a usual first word follows."""
    return starter and not (len(word) == 1 and _ENUMERATION.fullmatch(before))
