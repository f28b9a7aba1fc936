"""Counterfactual copies: names exchanged in case, number and possessive, and every span moved with the text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perspectives.classify.candidates import of_analysis
from perspectives.conflict import load
from perspectives.counterfactual import Exchanged, exchange, exchange_analysis, exchanges
from perspectives.lexicon import lexicon
from perspectives.mentions import find_mentions
from perspectives.records import Analysis, Attribution, Document, Layer, NamingUse, Sentence, Stance, Zone

NAMES = lexicon(load("karabakh"))
NEIGHBORS = {"baku": "yerevan", "yerevan": "baku"}
ABROAD = {"baku": "us", "us": "baku"}
POWERS = {"moscow": "eu", "eu": "moscow"}
UNIONS = {"eu": "us", "us": "eu"}

# (sides, text, text with exchanged names)
TABLE = [
    (NEIGHBORS, "Azerbaijan's army left Yerevan’s fields.", "Armenia's army left Baku’s fields."),
    (NEIGHBORS, "Armenians and an Azerbaijani met.", "Azerbaijanis and an Armenian met."),
    (NEIGHBORS, "AZERBAIJAN WARNS ARMENIANS", "ARMENIA WARNS AZERBAIJANIS"),
    (NEIGHBORS, "the Armenia-Azerbaijan border", "the Azerbaijan-Armenia border"),
    (NEIGHBORS, "ethnic Armenians in Karabakh and the Armenian Genocide", None),
    (NEIGHBORS, "The Baku Post and the Baku-based analyst", None),
    (NEIGHBORS, "the Foreign Ministry of the Republic of Armenia", "the Foreign Ministry of Azerbaijan"),
    (NEIGHBORS, "Azerbaijani President Ilham Aliyev spoke. Aliyev’s aide left.", None),
    (NEIGHBORS, "nothing is said of a country", None),
    (ABROAD, "Azerbaijan denied it.", "The United States denied it."),
    (ABROAD, "The U.S. denied what Azerbaijan said.", "Azerbaijan denied what the United States said."),
    (ABROAD, "“Azerbaijan's army", "“The United States' army"),
    (ABROAD, "the United States’ army", "Azerbaijan’s army"),
    (ABROAD, "US officials and a US-brokered truce", "Azerbaijani officials and an Azerbaijan-brokered truce"),
    (ABROAD, "talks in Washington, DC", "talks in Baku, DC"),
    (ABROAD, "THE UNITED STATES AGREES", "AZERBAIJAN AGREES"),
    (POWERS, "the Kremlin agreed with the EU mission", "the European government agreed with the Russian mission"),
    (POWERS, "a Russian peacekeeper, an EU official", "a European peacekeeper, a Russian official"),
    (UNIONS, "the American envoy and the bloc", "the European envoy and the United States"),
]


@pytest.mark.parametrize(("sides", "text", "copy"), TABLE)
def test_names_keep_case_number_and_possessive(sides: dict[str, str], text: str, copy: str | None) -> None:
    if "Aliyev" in text:
        copy = "Armenian President Vahagn Khachaturyan spoke. Khachaturyan’s aide left."
    assert exchange(text, NAMES, sides, "2023-05-07").text == (text if copy is None else copy)


def test_persons_hold_the_same_office_at_the_date() -> None:
    text = "Armenian Foreign Minister Ararat Mirzoyan, and later Mirzoyan again"
    copy = exchange(text, NAMES, NEIGHBORS, "2023-05-07").text
    assert copy == "Azerbaijani Foreign Minister Jeyhun Bayramov, and later Bayramov again"


def test_exchanges_are_all_pairs_and_the_rotation() -> None:
    found = exchanges(NAMES.conflict)
    assert len(found) == 11
    assert all(sorted(sides) == sorted(sides.values()) for sides in found)
    assert found[-1] == {"baku": "yerevan", "yerevan": "moscow", "moscow": "eu", "eu": "us", "us": "baku"}


CANONICAL = ["Azerbaijan", "Armenia", "Russia", "the European Union", "the United States"]
CANONICAL += ["Azerbaijani", "Armenian", "Russian", "European", "American", "Azerbaijanis", "Armenians", "Russians"]
CANONICAL += ["Baku", "Yerevan", "Moscow", "Brussels", "Washington"]
WORDS = st.sampled_from(
    [*CANONICAL, "said", "accused", "of", "shelling", "near Sotk,", "“we”", "\n\n", "and", "Stepanakert", "it."]
)
TEXTS = st.lists(WORDS, min_size=1, max_size=14).map(" ".join)
SIDES = st.sampled_from(exchanges(NAMES.conflict)[:-1])


@given(TEXTS, SIDES)
@settings(deadline=None, max_examples=60)
def test_a_swap_of_plain_names_undoes_itself(text: str, sides: dict[str, str]) -> None:
    text = f"it was said: {text}"
    assert exchange(exchange(text, NAMES, sides).text, NAMES, sides).text == text


@given(TEXTS, SIDES, st.data())
@settings(deadline=None, max_examples=60)
def test_spans_move_with_the_text(text: str, sides: dict[str, str], data: st.DataObject) -> None:
    done = exchange(text, NAMES, sides)
    assert done.move((0, len(text))) == (0, len(done.text))
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    moved = done.move((start, end))
    assert 0 <= moved[0] <= moved[1] <= len(done.text)
    if not any(s < end and start < e for s, e, _ in done.edits):
        assert done.text[slice(*moved)] == text[start:end]
    for s, e, new in done.edits:
        assert done.text[slice(*done.move((s, e)))] == new


def test_a_span_inside_a_replaced_name_moves_to_the_whole_name() -> None:
    done = Exchanged("so Azerbaijan did", ((3, 9, "Azerbaijan"),))  # "so the EU did"
    assert done.move((7, 9)) == (3, 13)
    assert done.move((0, 8)) == (0, 13)
    assert done.move((9, 13)) == (13, 17)
    assert done.move((0, 3)) == (0, 3)


TEXT = (
    "EU urges calm\n\nArmenia’s Defense Ministry said that Azerbaijani troops shelled Shushi. The U.S. praised Yerevan."
)


def analysis() -> Analysis:
    def span(words: str) -> tuple[int, int]:
        return TEXT.index(words), TEXT.index(words) + len(words)

    document = Document(
        "d", TEXT, "Wire", published="2023-05-07", provenance=(Layer("outlet", "Wire"),), zones=(Zone(0, len(TEXT), 0),)
    )
    second = span("Armenia’s Defense Ministry said that Azerbaijani troops shelled Shushi.")
    sentences = (
        Sentence(0, *span("EU urges calm"), "headline"),
        Sentence(1, *second, "body", side="yerevan"),
        Sentence(2, *span("The U.S. praised Yerevan."), "body"),
    )
    source, cue = span("Armenia’s Defense Ministry"), span("said")
    content, actor = span("that Azerbaijani troops shelled Shushi"), "armenia/defense-ministry"
    return Analysis(
        document,
        sentences,
        (Attribution(0, (1,), None, "indirect", (source,), (cue,), (content,), actor, "yerevan", 1.0),),
        (Stance(1, 0, "yerevan", "baku", "critical", 1), Stance(2, None, "us", "yerevan", "favorable", 1)),
        mentions=find_mentions(document, sentences, NAMES),
        namings=(NamingUse(1, *span("Shushi"), "shusha", "Shushi", 0),),
    )  # fmt: skip


def test_an_analysis_moves_as_a_whole() -> None:
    old = analysis()
    new = exchange_analysis(old, NAMES, {"baku": "us", "us": "yerevan", "yerevan": "baku"})
    text = new.document.text
    assert text == (
        "EU urges calm\n\nAzerbaijan’s Defense Ministry said that American troops shelled Shushi. Armenia praised Baku."
    )
    assert [new.document.slice((s.start, s.end)) for s in new.sentences][1:] == text.split("\n\n")[1].replace(
        ". ", ".|"
    ).split("|")
    said = new.attributions[0]
    assert (said.actor, said.side, new.sentences[1].side) == ("azerbaijan/defense-ministry", "baku", "baku")
    assert [text[slice(*spans[0])] for spans in (said.source, said.cue, said.content) if spans] == [
        "Azerbaijan’s Defense Ministry",
        "said",
        "that American troops shelled Shushi",
    ]
    assert [(s.holder, s.target) for s in new.stances] == [("baku", "us"), ("yerevan", "baku")]
    assert new.mentions == find_mentions(new.document, new.sentences, NAMES)
    assert [text[n.start : n.end] for n in new.namings] == ["Shushi"]
    assert (new.document.zones[0].start, new.document.zones[0].end) == (0, len(text))


@pytest.mark.parametrize("sides", exchanges(NAMES.conflict), ids=str)
def test_candidates_keep_their_order(sides: dict[str, str]) -> None:
    old = analysis()
    new = exchange_analysis(old, NAMES, sides)
    renamed = [
        (c.sentence, sides.get(c.holder, c.holder), sides.get(c.target, c.target), c.named) for c in of_analysis(old)
    ]
    assert [(c.sentence, c.holder, c.target, c.named) for c in of_analysis(new)] == renamed
