"""Former officials speak for nobody else, wherever the text takes them up again."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from perspectives.attribution.cuts import Cuts
from perspectives.attribution.discourse import Discourse
from perspectives.attribution.former import introduced, widened
from perspectives.attribution.link import LinkedAttribution
from perspectives.attribution.resolve import resolve
from perspectives.conflict import load
from perspectives.lexicon import lexicon
from perspectives.records import Document, Sentence

NAMES = lexicon(load("karabakh"))

# (sentence, surnames introduced with a former title)
INTRODUCED = [
    ("Former Azerbaijani foreign minister Rustam Valiyev said no.", "Valiyev"),
    ("Azerbaijan's ex-foreign minister Rustam Valiyev said no.", "Valiyev"),
    ("Ex-Armenian foreign minister Zohrab Mnatsakanyan said no.", "Mnatsakanyan"),
    ("The one-time Armenian envoy Gor Aramyan said no.", "Aramyan"),
    ("A retired diplomat, Gor Aramyan, said no.", ""),
    ("Gor Aramyan, a former deputy defense minister of Armenia, said no.", "Aramyan"),
    ("Zohrab Mnatsakanyan, the former foreign minister, said no.", "Mnatsakanyan"),
    ("The former minister met Gor Aramyan in Yerevan.", ""),
    ("In the former Soviet Union Gor Aramyan was a poet.", ""),
    ("Gor Aramyan, former president Ilya Petrov and others said no.", "Petrov"),
    ("The late Azerbaijani president Rustam Valiyev said no.", ""),
    ("Foreign minister Rustam Valiyev said no.", ""),
]


@pytest.mark.parametrize(("text", "surnames"), INTRODUCED)
def test_who_is_introduced_as_a_former_official(text: str, surnames: str) -> None:
    sentence = Sentence(0, 0, len(text), "body")
    discourse = Discourse(Document("d", text, "Example Wire"), [sentence], NAMES)
    assert [text[token.start : token.end] for token in introduced(Cuts(discourse), sentence)] == surnames.split()


# (date, text with [sources], their sides)
SIDES = [
    ("2023-05-07", "[Former Azerbaijani diplomat Rustam Valiyev] said no. “No,” [Valiyev] said.", "other other"),
    ("2023-05-07", "Envoy Rustam Valiyev met them. [Valiyev] said no.", "other"),
    ("2023-05-07", "[Azerbaijan's ex-foreign minister Rustam Valiyev] said no. [Valiyev] smiled.", "other other"),
    ("2023-05-07", "[Ex-Armenian foreign minister Zohrab Mnatsakanyan] said no. [He] left.", "other other"),
    (None, "[Former foreign minister Zohrab Mnatsakanyan] said no. [Mnatsakanyan] left.", "other other"),
    (None, "Former foreign minister Zohrab Mnatsakanyan was there. [He] said no.", "other"),
    ("2023-05-07", "[Former president Robert Kocharyan] said no. [Kocharyan] left.", "yerevan yerevan"),
    ("2023-05-07", "[Armenian Foreign Minister Gor Aramyan] said no. [Aramyan] left.", "yerevan yerevan"),
]


@pytest.mark.parametrize(("day", "marked", "sides"), SIDES)
def test_a_former_official_stays_one(day: str | None, marked: str, sides: str) -> None:
    text, spans = "", []
    for piece in re.split(r"(\[[^\]]*\])", marked):
        plain = piece.strip("[]")
        if piece != plain:
            spans.append((len(text), len(text) + len(plain)))
        text += plain
    starts = [0, *(found.end() for found in re.finditer(r"\. (?=[A-Z“])", text)), len(text)]
    sentences = [Sentence(n, a, b, "body") for n, (a, b) in enumerate(pairwise(starts))]
    linked = [LinkedAttribution((span,), None, None, None, 1.0, ()) for span in spans]
    found = resolve(linked, Document("d", text, "Example Wire", published=day), sentences, NAMES)
    assert [item.side for item in found] == sides.split()


# (text, source, the source with what makes it former)
SPANS = [
    ("Ex-Armenian minister said", "Armenian minister", "Ex-Armenian minister"),
    ("a former minister said", "minister", "former minister"),
    ("the complex minister said", "minister", "minister"),
    ("the minister said", "the minister", "the minister"),
]


@pytest.mark.parametrize(("text", "source", "whole"), SPANS)
def test_a_source_keeps_the_word_that_makes_it_former(text: str, source: str, whole: str) -> None:
    start = text.index(source)
    ((begin, end),) = widened(text, [(start, start + len(source))])
    assert text[begin:end] == whole
