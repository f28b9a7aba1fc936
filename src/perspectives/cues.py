"""Cue words by the credibility they lend a source: said, claimed, admitted, denied, insisted and so on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import dropwhile, pairwise
from types import MappingProxyType

# Classes after the reporting verbs of Geis (1987) and Bell (1991): neutral verbs, verbs that distance the outlet
# from the content, verbs that presuppose its truth, and speech acts.
CUES: MappingProxyType[str, tuple[str, ...]] = MappingProxyType(
    {
        name: tuple(lemmas.replace("\n", " ").split(", "))
        for name, lemmas in {
            "said": """say, tell, state, report, add, announce, write, quote, cite, speak, talk, comment,
describe, explain, inform, declare, express, remark, observe, mention, present, according to, words of,
statement, announcement, post, tweet, as per, voice, outline, discuss, respond, answer, reply, call, term,
dub, label, refer, continue, conclude, suggest, propose, publish, put, recall, retort, specify, read, sum up,
shout, yell, cry, exclaim, whisper, sigh, quip, joke, interject, interview, speech, letter, relay, recount,
narrate, signal""",
            "claimed": """claim, allege, purport, assert, contend, profess, boast, imply, insinuate, hint,
allegation, assertion, contention, supposedly, allegedly, reportedly""",
            "admitted": "admit, concede, acknowledge, confess, recognize, recognise, admission, concession, own up",
            "denied": """deny, reject, dismiss, refute, rebut, dispute, disavow, disown, decline, rebuff,
denial, rejection, contradict, rule out, brush off, play down, refuse, refusal""",
            "insisted": """insist, maintain, stress, reiterate, emphasize, emphasise, underline, underscore,
repeat, reaffirm, affirm, vow, swear, argue, hold, highlight, insistence, make clear, justify, defend, warrant""",
            "accused": """accuse, blame, charge, denounce, condemn, criticize, criticise, slam, blast, lambast,
decry, deplore, rebuke, protest, complain, censure, accusation, condemnation, complaint, criticism, lament,
object, objection, mock, brand, grumble, moan, bemoan, scold, rage, fault, indignant, unhappy""",
            "warned": "warn, threaten, caution, alert, warning, threat",
            "demanded": """demand, urge, call on, call for, call upon, appeal, ask, request, order, press,
plead, beg, implore, exhort, insist on, require, instruct, encourage, advise, recommend""",
            "promised": "promise, pledge, offer, assure, guarantee, commit, undertake, agree, assurance",
            "showed": """note, point out, reveal, confirm, show, prove, disclose, demonstrate, clarify,
verify, confirmation, find, establish, remind, point to, draw attention""",
            "praised": "praise, welcome, hail, thank, congratulate, applaud, commend, laud",
            "believed": """believe, think, fear, hope, view, see, consider, expect, want, feel, know, doubt,
suspect, regard, worry, regret, wish, belief, concern, aware, understand, assume, plan, intend, predict,
imagine, convinced, confident, certain, uneasy, opinion, eyes of, estimate, anticipate, guess, wonder""",
        }.items()
    }
)
"""Class → lemmas; a cue of no class counts as ``other``."""

OTHER_CUE = "other"

_IRREGULAR = {
    "say": "said",
    "tell": "told",
    "write": "wrote written",
    "speak": "spoke spoken",
    "swear": "swore sworn",
    "hold": "held",
    "think": "thought",
    "see": "saw seen",
    "feel": "felt",
    "know": "knew known",
    "show": "showed shown",
    "understand": "understood",
    "undertake": "undertook undertaken",
    "make": "made",
    "draw": "drew drawn",
    "find": "found",
}
_DOUBLED = re.compile(r"(?:[^aeiou]|qu)[aeiou][^aeiouwxy]$")
"""Lemmas whose last consonant may be doubled: "admitted", "quipped", "signalled" beside "signaled"."""


def _inflections(lemma: str) -> set[str]:
    """The forms of a lemma, whose first word is inflected; some are never written ("orderred") and do no harm."""
    head, _, rest = lemma.partition(" ")
    tail = f" {rest}" if rest else ""
    forms = {head, *_IRREGULAR.get(head, "").split()}
    if head.endswith("e"):
        forms |= {head + "s", head + "d", (head if head.endswith("ee") else head[:-1]) + "ing"}
    elif head.endswith("y") and head[-2:-1] not in "aeiou":
        forms |= {head[:-1] + "ies", head[:-1] + "ied", head + "ing"}
    elif head.endswith(("s", "sh", "ch", "x")):
        forms |= {head + "es", head + "ed", head + "ing"}
    else:
        forms |= {head + "s", head + "ed", head + "ing"}
    if _DOUBLED.search(head):
        forms |= {head + head[-1] + "ed", head + head[-1] + "ing"}
    return {form + tail for form in forms}


def _table() -> dict[str, str]:
    # A form of two classes ("fear that" is a belief whether noun or verb) keeps the first.
    table: dict[str, str] = {}
    for name, lemmas in CUES.items():
        for lemma in lemmas:
            for form in sorted(_inflections(lemma)):
                table.setdefault(form, name)
    return table


_CLASSES = _table()
_WORD = re.compile(r"[a-z]+(?:-[a-z]+)?|[,;:]")
"""A word, or a mark over which no negation is carried: "said no, insisting"."""
_NOT = re.compile(
    r"n[’']t\b|\b(?:never|neither|nor|cannot|without|yet to|short of|no longer|no|fail(?:s|ed|ing)? to)\b"
)
"""What negates a cue besides "not"."""
_CANCELED = re.compile(r"\bnot\s+(?:not|(?:refus|declin)(?:e|es|ed|ing)\s+to)\b")
"""Two negations that come to none: "did not fail to mention", "did not refuse to answer"."""
_BETWEEN = frozenset({"to", "be", "been", "have", "even", "ever", "yet", "so", "far", "able", "want", "wish"})
"""Words that may stand between a negation and what it negates, as adverbs may."""
_MERE = frozenset({"only", "merely", "simply"})
"""Adverbs after which "not" negates nothing: "not only accused"."""
_UNGRANTED = frozenset({"admitted", "showed", "promised"})
"""Classes of what a source grants: not to grant it is to deny it."""
_ATTITUDES = frozenset({"said", "believed", "denied"})
"""Classes that a negation leaves: not to believe is a belief, not to say is neutral."""


def cue_class(text: str) -> str:
    """The class of a cue as written ("has repeatedly denied" → denied); ``other`` where no word is known.

    The last known word decides, since auxiliaries and raising verbs stand before it ("declined to confirm" is
    an exception: a denial outranks what follows). Two-word cues outrank single words; a bare colon or dash is
    neutral. Who does not grant something, or fails to, denies it; who does not claim or accuse does something else.

    >>> [cue_class(text) for text in ("has claimed", "called on", "according to", ":", "smiled", "didn’t admit")]
    ['claimed', 'demanded', 'said', 'said', 'other', 'denied']
    """
    words = _WORD.findall(_CANCELED.sub(" ", _NOT.sub(" not ", text.lower())))
    if not any(map(str.isalpha, words)):
        return "said"
    pairs = [" ".join(pair) for pair in pairwise(words)]
    single, double = (
        [(place, _CLASSES[form]) for place, form in enumerate(forms) if form in _CLASSES] for forms in (words, pairs)
    )
    known = double or single
    if any(name == "denied" for _, name in (*single, *double)):
        return "denied"
    if not known:
        return OTHER_CUE
    place, name = known[-1]
    if name in _ATTITUDES or not _negated(words[:place]):
        return name
    return "denied" if name in _UNGRANTED else OTHER_CUE


def _negated(before: Sequence[str]) -> bool:
    """Whether the words before a cue word end with a negation of it."""
    rest = dropwhile(lambda w: w in _BETWEEN or (w.endswith("ly") and w not in _MERE), reversed(before))
    return next(rest, None) == "not"
