"""The second opinion on whose a source is: what it sees, when it is asked, and that it knows no side by name."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest

from perspectives.attribution.discourse import Discourse, Referent
from perspectives.attribution.link import LinkedAttribution
from perspectives.attribution.resolve import resolve
from perspectives.attribution.sides import RULES, Asked, Opinion, SideModel
from perspectives.conflict import load
from perspectives.encoder import TAGS, Encoding, FloatArray
from perspectives.lexicon import Lexicon, lexicon, tokenize
from perspectives.records import Document, Sentence, Span
from tagged import SIZE, heads


@pytest.fixture(scope="module")
def names() -> Lexicon:
    return lexicon(load("karabakh"))


class Likes:
    """A model that prefers the side with the highest of one feature, counted from the end."""

    def __init__(self, place: int) -> None:
        self.place = place

    def predict_proba(self, features: FloatArray) -> FloatArray:
        chosen = features[:, self.place]
        return np.stack([1 - chosen, chosen], axis=1)


MEANT = Likes(-4)
"""Goes by whom the encoder takes the words to mean."""


def read(text: str, same: dict[str, str]) -> Encoding:
    """One token a word; a word has the state of the word that it stands for, any other a state of its own."""
    tokens = tokenize(text)
    states = np.zeros((len(tokens), SIZE), dtype=np.float32)
    alike: dict[str, int] = {}
    for number, token in enumerate(tokens):
        word = same.get(token.text, token.text)
        if word in same.values():
            states[number, alike.setdefault(word, len(alike))] = 9
    count = len(tokens)
    offsets = np.array([(token.start, token.end) for token in tokens])
    nowhere = np.zeros(count, dtype=np.int64)
    return Encoding(offsets, states, np.zeros((count, 3, len(TAGS)), np.float32), nowhere, nowhere, heads())


def spans(text: str, *pieces: str) -> list[Span]:
    return [(text.index(piece), text.index(piece) + len(piece)) for piece in pieces]


def resolved(text: str, source: str, same: dict[str, str], names: Lexicon, model: SideModel | None) -> tuple[str, str]:
    """Side of the one source of a text of one sentence a line, and what decided it."""
    document = Document("d", text, "Example Wire", published="2022-09-14")
    lines = [0, *(i + 1 for i, character in enumerate(text) if character == "\n"), len(text) + 1]
    sentences = [Sentence(n, a, b - 1, "body") for n, (a, b) in enumerate(itertools.pairwise(lines))]
    (span,) = spans(text, source)
    number = next(s.id for s in sentences if span[0] < s.end)
    content = ((span[1] + 1, sentences[number].end),)
    linked = [LinkedAttribution((span,), None, content, None, 1.0, (number,))]
    encoding = read(text, same)
    (found,) = resolve(linked, document, sentences, names, None, lambda d: Opinion(d, encoding, model))
    return found.side, found.decided_by


TEXT = "Yerevan asked Baku to withdraw.\nTehran watched.\nIts envoy promised nothing."


def test_a_source_is_whom_the_encoder_takes_it_to_mean(names: Lexicon) -> None:
    assert resolved(TEXT, "Its envoy", {"envoy": "Baku"}, names, MEANT) == ("baku", "weighed")
    assert resolved(TEXT, "Its envoy", {"envoy": "Yerevan"}, names, MEANT) == ("yerevan", "weighed")


def test_without_a_model_the_rules_decide(names: Lexicon) -> None:
    side, rule = resolved(TEXT, "Its envoy", {"envoy": "Baku"}, names, None)
    assert (side, rule != "weighed") == ("tehran", True)


@pytest.mark.parametrize("source", ["The foreign minister of Armenia", "Yerevan", "Nikol Pashinyan"])
def test_a_source_that_names_its_side_is_not_asked_again(source: str, names: Lexicon) -> None:
    text = f"Baku was silent.\n{source} promised talks."
    assert resolved(text, source, {source.split()[0]: "Baku"}, names, MEANT)[0] == "yerevan"


def test_nobody_is_taken_to_be_whom_they_blame(names: Lexicon) -> None:
    text = "Yerevan asked Baku to withdraw.\nTehran watched.\nIts envoy said Azerbaijani troops shelled a town."
    assert resolved(text, "Its envoy", {"envoy": "Baku"}, names, MEANT)[0] != "baku"
    assert resolved(text, "Its envoy", {"envoy": "Yerevan"}, names, MEANT) == ("yerevan", "weighed")


def test_a_former_official_stays_one(names: Lexicon) -> None:
    text = "Yerevan asked Baku to withdraw.\nA former envoy promised nothing."
    assert resolved(text, "A former envoy", {"envoy": "Baku"}, names, MEANT) == ("other", "former")


def test_joint_sources_stay_joint(names: Lexicon) -> None:
    text = "Armenia and Azerbaijan said that Putin had promised talks."
    document = Document("d", text, "Example Wire", published="2022-09-14")
    source, content = spans(text, "Armenia and Azerbaijan", "that Putin had promised talks")
    linked = [LinkedAttribution((source,), None, (content,), None, 1.0, (0,))]
    sentences = [Sentence(0, 0, len(text), "body")]
    encoding = read(text, {"and": "Putin"})
    found = resolve(linked, document, sentences, names, None, lambda d: Opinion(d, encoding, MEANT))
    assert [a.side for a in found] == ["yerevan", "baku"]


def features(text: str, names: Lexicon, side: str) -> FloatArray:
    """The row of one side for the last word of a text as the source."""
    document = Document("d", text, "Example Wire", published="2022-09-14")
    sentences = [Sentence(0, 0, len(text), "body")]
    discourse = Discourse(document, sentences, names)
    opinion = Opinion(discourse, read(text, {}), None)
    last = tokenize(text)[-1]
    asked = Asked((last.start, last.end), ((0, 7),), None, None, (Referent("other", rule="private"),))
    return opinion.features(asked)[opinion.sides.index(side)]


def test_no_feature_knows_a_side_by_name(names: Lexicon) -> None:
    first = features("Yerevan accused Baku of lies, recalled analysts", names, "yerevan")
    exchanged = features("Baku accused Yerevan of lies, recalled analysts", names, "baku")
    np.testing.assert_allclose(first[len(RULES) :], exchanged[len(RULES) :], atol=1e-6)
    assert not np.array_equal(first, features("Yerevan accused Baku of lies, recalled analysts", names, "baku"))


def test_an_opinion_needs_no_names(names: Lexicon) -> None:
    document = Document("d", "She said no.", "Example Wire", published="2022-09-14")
    discourse = Discourse(document, [Sentence(0, 0, 12, "body")], names)
    opinion = Opinion(discourse, read(document.text, {}), MEANT)
    asked = Asked((0, 3), ((9, 12),), None, None, (Referent("other", rule="unknown"),))
    assert opinion.revised(asked) == asked.told
    assert opinion.revised(replace(asked, told=(Referent("baku"), Referent("yerevan")))) != ()
