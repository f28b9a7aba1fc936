"""Officials whose country is not told are not of the side that they blame."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from perspectives.attribution.blame import accused, enemies
from perspectives.attribution.discourse import Discourse
from perspectives.attribution.link import LinkedAttribution
from perspectives.attribution.resolve import resolve
from perspectives.conflict import load
from perspectives.lexicon import lexicon
from perspectives.records import Document, Sentence

NAMES = lexicon(load("karabakh"))


def units(text: str) -> list[Sentence]:
    return [
        Sentence(number, found.start(), found.end(), "body")
        for number, found in enumerate(re.finditer(r"[^\n]+", text))
    ]


def discourse(text: str) -> Discourse:
    return Discourse(Document("d", text, "Example Wire"), units(text), NAMES)


# (cue, content, sides that it blames)
BLAMED = [
    ("", "Armenian armed forces units fired at our positions", "yerevan"),
    ("", "our posts near the village came under Armenian fire", "yerevan"),
    ("", "Azerbaijan's latest military provocation will be answered", "baku"),
    ("", "the Armenian military-political leadership had committed war crimes", "yerevan"),
    ("", "the Azerbaijani army has again violated the truce", "baku"),
    ("", "Azerbaijan was responsible", "baku"),
    ("", "a statement by Azerbaijan is a lie", "baku"),
    ("said", "Armenian soldiers were attacked and shelled", ""),
    ("denied", "Armenian units opened fire at Azerbaijani posts", ""),
    ("said", "reports that Armenian units opened fire do not correspond to reality", ""),
    ("said", "that Armenian units opened fire doesn't correspond to reality", ""),
    ("said", "Azerbaijani drones are attacking the town", "baku"),
    ("said", "Azerbaijan is committed to peace", ""),
    ("condemns", "Azerbaijani raids across the border", "baku"),
    ("accused", "Armenia of breaking its word to Azerbaijan", "yerevan"),
    ("said", "Armenian and Azerbaijani officials would meet", ""),
    ("said", "Armenian forces had returned fire", ""),
    ("said", "our talks with Armenia and Azerbaijan go on", ""),
    ("said", "relations with Azerbaijan were good", ""),
]


@pytest.mark.parametrize(("cue", "content", "sides"), BLAMED)
def test_whom_a_content_blames(cue: str, content: str, sides: str) -> None:
    assert accused(discourse(content), [(0, len(content))], cue) == frozenset(sides.split())


# (text, sides that it is at war with)
ENEMIES = [
    ("Armenian units shelled our villages.", "yerevan"),
    ("Armenian units shelled the villages.", ""),
    ("“Armenian units shelled our villages,” a man said.", ""),
]


@pytest.mark.parametrize(("text", "sides"), ENEMIES)
def test_the_enemies_of_who_writes(text: str, sides: str) -> None:
    assert enemies(discourse(text)) == frozenset(sides.split())


# (outlet, text with [source] | [cue] | [content], side of the last source)
OFFICIALS = [
    ("", "[Defense Ministry][:] [Armenian forces fired at our positions]", "other"),
    ("Azertac", "[Defense Ministry][:] [Armenian forces fired at our positions]", "baku"),
    ("", "[Foreign Ministry] [condemns] [Azerbaijani aggression]", "other"),
    ("", "Missiles hit Ganja.\n[The prosecutor's office] [said] [Armenian leaders committed crimes].", "baku"),
    ("", "Armenia's Defense Ministry was silent.\n[The ministry] [said] [the Armenian army shelled Ganja].", "baku"),
    ("", "The Foreign Ministry said Armenia had violated the truce.\n[The ministry] [said] [it was sad].", "other"),
    ("", "Armenia's parliament met.\n[The opposition] [accused] [Armenia's leaders of lies].", "yerevan"),
    ("", "Ministry blamed Armenian lies.\nArmenia's ministry spoke.\n[The ministry] [said] [no].", "yerevan"),
    ("", "Armenia voted.\n[The Foreign Ministry] [said] [the vote was fair].", "yerevan"),
    ("", "Armenia voted.\n[Armenia's ministry] [said] [Armenian leaders committed crimes].", "yerevan"),
]  # fmt: skip


@pytest.mark.parametrize(("outlet", "marked", "side"), OFFICIALS)
def test_an_official_is_not_of_the_side_that_it_blames(outlet: str, marked: str, side: str) -> None:
    text, spans = "", []
    for piece in re.split(r"(\[[^\]]*\])", marked):
        plain = piece.strip("[]")
        if piece != plain:
            spans.append(((len(text), len(text) + len(plain)),))
        text += plain
    sentences = units(text)
    item = LinkedAttribution(*spans, None, 1.0, (len(sentences) - 1,))
    document = Document("d", text, outlet or "Example Wire", published="2023-05-07")
    assert [found.side for found in resolve([item], document, sentences, NAMES)] == [side]
    # what else the same source says tells as well
    twice = [replace(item, cue=None, content=((len(text), len(text)),)), item]
    assert {found.side for found in resolve(twice, document, sentences, NAMES)} == {side}
