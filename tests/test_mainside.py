"""The main side of a sentence by the rules of the guideline."""

from __future__ import annotations

import re

import numpy as np
import pytest

from perspectives.attribution.mainside import main_sides
from perspectives.encoder import FloatArray
from perspectives.records import Attribution, Sentence, Span
from tagged import tagged

_MARK = re.compile(r"\[([scx])(\d) |\]")


def marked(source: str) -> tuple[str, dict[int, dict[str, list[Span]]]]:
    """Text and spans by attribution from [s1 source] [c1 cue] [x1 content]."""
    text, spans, stack, at = "", {}, [], 0
    found: dict[int, dict[str, list[Span]]] = spans
    for mark in _MARK.finditer(source):
        text += source[at : mark.start()]
        at = mark.end()
        if mark[0] == "]":
            role, number, start = stack.pop()
            found.setdefault(number, {}).setdefault(role, []).append((start, len(text)))
        else:
            stack.append((mark[1], int(mark[2]), len(text)))
    return text + source[at:], found


# (main side, attributions as side:type:parent, marked sentence)
TABLE = [
    ("author", "", "The road was closed on Monday."),
    ("baku", "baku:indirect:", "[s1 Baku] [c1 says] [x1 the road is open]."),
    ("author", "baku:indirect:",
     "Armenia's toll stood at 135 last night and rose by the hour, while [s1 Baku] [c1 admits] [x1 71]."),
    ("us", "other:indirect: us:indirect:1",
     "[s1 Interfax] [c1 quoted] [x1 [s2 the secretary] as [c2 saying] [x2 that the road must be reopened at once]]."),
    ("baku", "baku:indirect: yerevan:indirect:1",
     "[s1 Baku] [c1 said] [x1 that [s2 Yerevan] [c2 claims] [x2 to want peace and arms itself for war]]."),
    ("other", "baku:indirect: yerevan:indirect:",
     "[s1 Azerbaijan] and [s2 Armenia] [c1 [c2 accused]] [x1 [x2 each other of shooting first]]."),
    ("moscow", "moscow:indirect: eu:indirect:",
     "[s1 Moscow] [c1 called] [x1 the mission a cover for spies who had no business there], "
     "and [s2 Brussels] [c2 denied] [x2 it]."),
    ("eu", "moscow:indirect: eu:indirect:",
     "[s1 Moscow] [c1 called] [x1 it spying] "
     "and [s2 Brussels] [c2 replied] [x2 that unarmed monitors with binoculars frighten nobody honest]."),
    ("author", "baku:belief:", "[s1 Baku] [c1 is well aware] of [x1 this]."),
    ("baku", "baku:belief:", "[s1 Azerbaijanis] [c1 believe] [x1 that the command works too closely with them]."),
    ("author", "other:indirect:", "[c1 Reportedly], [x1 the convoy was stopped at the bridge]."),
    ("author", "baku:indirect:", "[s1 Baku] frequently [c1 threatens]."),
    ("yerevan", "yerevan:direct:",
     "“[x1 We will answer],” [s1 the minister] [c1 said], "
     "and walked back to his car past the cameras and the crowd."),
    ("yerevan", "yerevan:indirect:",
     "YEREVAN (EW) — [s1 The ministry] [c1 said] [x1 shelling stopped], "
     "ending two days that were the deadliest since the war of 2020."),
]  # fmt: skip


@pytest.mark.parametrize(("side", "given", "source"), TABLE)
def test_main_side(side: str, given: str, source: str) -> None:
    text, spans = marked(source)
    attributions = []
    for number, item in enumerate(given.split(), 1):
        whose, kind, parent = item.split(":")
        roles = {role: tuple(found) for role, found in spans[number].items()}
        attributions.append(
            Attribution(number, (0,), int(parent) if parent else None, kind, roles.get("s"), roles.get("c"),
                        roles.get("x"), None, whose, 1.0)
        )  # fmt: skip
    assert main_sides(text, [Sentence(0, 0, len(text), "body")], attributions) == (side,)


def test_boilerplate_is_the_authors() -> None:
    attribution = Attribution(0, (0,), None, "direct", None, None, ((0, 5),), None, "baku", 1.0)
    assert main_sides("Share", [Sentence(0, 0, 5, "boilerplate")], [attribution]) == ("author",)


class Fixed:
    """A model that gives every sentence the same chance to be the author's."""

    def __init__(self, chance: float) -> None:
        self.chance = chance

    def predict_proba(self, features: FloatArray) -> FloatArray:
        return np.full((len(features), 2), [1 - self.chance, self.chance], dtype=np.float32)


@pytest.mark.parametrize(("cue", "chance", "side"), [
    ("says", 0.9, "author"), ("says", 0.1, "baku"), ("is well aware that", 0.1, "baku"), (":", 0.9, "baku"),
])  # fmt: skip
def test_a_model_tells_the_authors_sentences_but_for_turns(cue: str, chance: float, side: str) -> None:
    text = f"Baku {cue} the road is open."
    content = (len(text) - 17, len(text) - 1)
    kind = "direct" if cue == ":" else "belief"
    item = Attribution(0, (0,), None, kind, ((0, 4),), ((5, 5 + len(cue)),), (content,), None, "baku", 0.9)
    encoding = tagged(text)[2]
    assert main_sides(text, [Sentence(0, 0, len(text), "body")], [item], encoding, Fixed(chance)) == (side,)


@pytest.mark.parametrize(
    ("cue", "side"), [("was widely viewed as", "author"), ("reportedly", "author"), ("asks", "other")]
)
def test_what_is_only_said_to_be_said_is_the_authors_whatever_a_model_tells(cue: str, side: str) -> None:
    text = f"Peace {cue} a word of four letters."
    item = Attribution(
        0, (0,), None, "indirect", None, ((6, 6 + len(cue)),), ((7 + len(cue), len(text)),), None, "other", 0.9
    )
    assert main_sides(text, [Sentence(0, 0, len(text), "body")], [item], tagged(text)[2], Fixed(0.1)) == (side,)
