"""Whom a text blames: an official whose country is not told is none of theirs."""

from __future__ import annotations

import re
from collections.abc import Iterable

from perspectives.attribution.discourse import Discourse
from perspectives.lexicon import CAPITAL, DEMONYM, NAME, OFFICE
from perspectives.records import BOILERPLATE, Span

_STATES = (NAME, CAPITAL, DEMONYM, OFFICE)
_REACH = 90
"""Characters after a name in which the deed stands that it is blamed for."""
_DEED = re.compile(
    r"(?:['’]s)?\s+(?:[\w-]+\s+){0,2}?"
    r"(?:aggress(?:ion|ors?)|provocations?|shelling|bombardment|occupation|occupiers?|invasion|invaders?|terror(?:ism)?"
    r"|sabotage|saboteurs?|vandalism|atrocit(?:y|ies)|war crimes|crimes|violations?|lies)\b",
    re.IGNORECASE,
)
"""After the name of a state: "Armenian provocation", "Azerbaijan's military aggression"."""
_DID = re.compile(
    r"(?:['’]s)?\s+(?:(?:armed|defense|defence|special|military|political|side|army|forces?|units?|troops|soldiers"
    r"|snipers?|artillery|drones?|leaders?|leadership|regime|servicemen|military-political"
    r"|has|have|had|again|once|also|deliberately)\s+){0,5}"
    r"(?:fired|opened\s+fire|shelled|attacked|bombed|bombarded|invaded|violated|subjected|targeted|breached|broke"
    r"|provoked|committed\s+(?:[\w-]+\s+){0,2}?(?:crimes?|acts?|atrocities|genocide)|lied"
    r"|(?:is|are|was|were|been|be)\s+(?:shelling|attacking|violating|lying|a\s+lie|responsible|to\s+blame))\b",
    re.IGNORECASE,
)
"""After the name of a state or of its forces: "Armenian armed forces fired at"."""
_ACCUSES = re.compile(r"\b(?:condemn|accus|denounc|blam)\w*", re.IGNORECASE)
_DENIES = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|refut\w+|reject\w*|dismiss\w*|false|fake|untrue|baseless|groundless|disinformation"
    r"|(?:not|\w{2,8}n['’]t) correspond)\b",
    re.IGNORECASE,
)
"""What is blamed on a side here may be retold by that side."""
_OURS = re.compile(
    r"\bour\s+(?:[\w-]+\s+){0,2}?(?:positions?|units?|posts?|troops|soldiers|servicemen|army|forces|villages|territor(?:y|ies))\b",
    re.IGNORECASE,
)
"""Whose they are speaks, or writes; the one beside them is the enemy."""
_QUOTATION = re.compile(r"[\"“”«»]")


def accused(discourse: Discourse, contents: Iterable[Span], cue: str = "") -> frozenset[str]:
    """Sides that these stretches of text blame; ``cue`` are the words that introduce them ("condemns")."""
    blamed: set[str] = set()
    for start, end in contents:
        if _DENIES.search(cue) or _DENIES.search(discourse.text, start, end):
            continue
        names = [name for name in discourse.inside(start, end) if name.head in _STATES]
        sides = [discourse.lexicon.side(name.actor) for name in names]
        for name, side in zip(names, sides, strict=True):
            reach = min(end, name.end + _REACH)
            if _DID.match(discourse.text, name.end, reach) or _DEED.match(discourse.text, name.end, reach):
                blamed.add(side)
        if _ACCUSES.search(cue):
            blamed.update(sides[:1])
        if len(set(sides)) == 1 and _OURS.search(discourse.text, start, end):
            blamed.update(sides)
    return frozenset(blamed)


def enemies(discourse: Discourse) -> frozenset[str]:
    """Sides that a text blames in its own voice for what they do to "our positions"."""
    units = ((unit.start, unit.end) for unit in discourse.sentences if unit.kind != BOILERPLATE)
    ours = [unit for unit in units if _OURS.search(discourse.text, *unit)]
    return accused(discourse, (unit for unit in ours if not _QUOTATION.search(discourse.text, *unit)))
