"""Linking of spans into attributions."""

from pathlib import Path

import numpy as np
import pytest

from perspectives.attribution.link import LinkedAttribution, Linker
from perspectives.attribution.pairs import pairs, sentences_of
from perspectives.attribution.spans import decode
from perspectives.encoder import Encoder, FloatArray
from perspectives.errors import PerspectivesError
from tagged import tagged


class Nearest:
    """Believes in pairs by how few tokens stand between them."""

    def predict_proba(self, features: FloatArray) -> FloatArray:
        p = np.exp(-np.abs(features[:, 5]) / 2)
        return np.stack([1 - p, p], 1)


def _linked(marked: str) -> tuple[str, list[LinkedAttribution]]:
    text, sentences, encoding = tagged(marked)
    return text, Linker(Nearest()).link(decode(encoding, text), encoding, text, sentences)


def _words(text: str, attribution: LinkedAttribution) -> tuple[str, str, str]:
    return tuple(
        " … ".join(text[s:e] for s, e in spans or ())
        for spans in (attribution.source, attribution.cue, attribution.content)
    )  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("Nobody spoke.", []),
        ("[S He] [C left].", []),  # no content, no attribution
        ("[S He] [C said] [N so].", [("He", "said", "so")]),
        ("[N Talks], [S he] [C said], [N failed].", [("he", "said", "Talks … failed")]),
        ("[N So it was].", [("", "", "So it was")]),
        ("[S He] [C said] [N yes].\n[S She] [C said] [N no].", [("He", "said", "yes"), ("She", "said", "no")]),
        # a long way off is none at all
        ("[S He] [C left].\n" + "Much else came to pass that day.\n" * 4 + "[N So be it].", [("", "", "So be it")]),
    ],
)
def test_roles_are_linked(marked: str, expected: list[tuple[str, str, str]]) -> None:
    text, attributions = _linked(marked)
    assert [_words(text, a) for a in attributions] == expected


def test_implicit_roles_are_none_and_sentences_are_listed() -> None:
    _, (attribution,) = _linked("It began.\n[N “One.\nTwo.”]\nIt ended.")
    assert attribution.source is None
    assert attribution.cue is None
    assert attribution.sentences == (1, 2)
    assert 0 < attribution.probability <= 1


def test_inner_attributions_point_to_the_outer_one() -> None:
    text, attributions = _linked(
        "[S Interfax] [C quoted] [N [S the spokesman] [C as saying] [N that [S the president] [C urged] [N calm]]]."
    )
    assert [_words(text, a)[0] for a in attributions] == ["Interfax", "the spokesman", "the president"]
    assert [a.parent for a in attributions] == [None, 0, 1]


def test_an_outer_attribution_comes_first_even_where_its_content_starts_later() -> None:
    _, attributions = _linked(
        "[N [N Talks failed], it was said]. [S He] [C added] [N that [S she] [C feared] [N war again]]."
    )
    assert all(a.parent is None or a.parent < i for i, a in enumerate(attributions))
    assert any(a.parent is not None for a in attributions)


def test_pairs_stay_within_a_depth_and_each_content_pair_comes_once() -> None:
    text, _, encoding = tagged("[S A] [C said] [N that [S B] [C said] [N x]] and [N y].")
    spans = decode(encoding, text)
    found = pairs(spans, encoding, text)
    assert all(spans[q].depth == spans[c].depth for q, c in zip(found.query, found.candidate, strict=True))
    contents = [(q, c) for k, q, c in zip(found.kind, found.query, found.candidate, strict=True) if k == 3]
    assert len(contents) == 1
    assert np.isfinite(found.features).all()


@pytest.mark.parametrize(
    ("spans", "expected"),
    [([(0, 5)], (0,)), ([(4, 12)], (0, 1)), ([(0, 1), (25, 26)], (0, 2)), ([(10, 11)], ()), ([], ())],
)
def test_sentences_of_spans(spans: list[tuple[int, int]], expected: tuple[int, ...]) -> None:
    assert sentences_of(spans, [(0, 10), (11, 20), (21, 30)]) == expected


def test_a_file_that_is_no_linker_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "linker.npz"
    with pytest.raises(PerspectivesError, match=r"linker\.npz is missing"):
        Linker.load(tmp_path)
    broken.write_bytes(b"nothing")
    with pytest.raises(PerspectivesError, match=r"linker\.npz cannot be read"):
        Linker.load(tmp_path)


@pytest.fixture(scope="module")
def shipped() -> tuple[Encoder, Linker]:
    return Encoder.load(), Linker.load()


@pytest.mark.parametrize(
    ("text", "source", "cue"),
    [
        ("“We will not yield,” the defense minister said on Monday.", "the defense minister", "said"),
        ("According to the embassy, the road was closed for two days.", "the embassy", "According to"),
        ("Officials told reporters that the bridge had been repaired.", "Officials", "told"),
        ("The mayor denied that the hospital had been hit.", "The mayor", "denied"),
    ],
)
def test_the_shipped_models_read_plain_attributions(
    shipped: tuple[Encoder, Linker], text: str, source: str, cue: str
) -> None:
    encoder, linker = shipped
    encoding = encoder.encode(text, [(0, len(text))])
    found = linker.link(decode(encoding, text), encoding, text, [(0, len(text))])
    outermost = [_words(text, a) for a in found if a.parent is None]
    assert [(s, c) for s, c, _ in outermost] == [(source, cue)]


def test_the_shipped_models_leave_a_bare_fact_to_the_author(shipped: tuple[Encoder, Linker]) -> None:
    encoder, linker = shipped
    text = "The convoy crossed the bridge at noon and reached the town before dark."
    encoding = encoder.encode(text, [(0, len(text))])
    assert linker.link(decode(encoding, text), encoding, text, [(0, len(text))]) == []
