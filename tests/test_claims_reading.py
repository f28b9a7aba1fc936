"""Who did what to whom, figures, dates and modality, read from the words of a claim."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perspectives.claims.extract import extract
from perspectives.claims.model import Claim
from perspectives.claims.numbers import numbers_of
from perspectives.claims.places import Setting, setting
from perspectives.claims.times import day_of
from perspectives.conflict import load
from perspectives.lexicon import Lexicon, lexicon
from perspectives.mentions import find_mentions
from perspectives.records import AUTHOR, Analysis, Attribution, Document, Layer, Sentence


@pytest.fixture(scope="module")
def names() -> Lexicon:
    return lexicon(load("karabakh"))


@pytest.fixture(scope="module")
def where() -> Setting:
    return setting(load("karabakh"))


def read(text: str, holder: str, names: Lexicon, where: Setting, published: str = "2023-09-20") -> Claim:
    document = Document("d", text, "Outlet", published=published)
    sentences = (Sentence(0, 0, len(text), "body"),)
    said = Attribution(0, (0,), None, "indirect", None, None, ((0, len(text)),), None, holder, 1.0)
    found = extract(
        Analysis(
            document,
            sentences,
            () if holder == AUTHOR else (said,),
            mentions=find_mentions(document, sentences, names),
        ),
        where,
    )
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(
    ("text", "holder", "agent", "target"),
    [
        ("Azerbaijani forces attacked Armenian positions", "yerevan", "baku", "yerevan"),
        ("Armenian positions were attacked by Azerbaijani forces", "yerevan", "baku", "yerevan"),
        ("Armenian positions came under fire from Azerbaijani forces", "yerevan", "baku", "yerevan"),
        ("our positions came under Armenian fire", "baku", "yerevan", "baku"),
        ("units of the Armenian army opened fire on Azerbaijani posts", "baku", "yerevan", "baku"),
        ("it was Armenia that attacked Azerbaijan", "baku", "yerevan", "baku"),
        ("Azerbaijan's artillery struck Goris", AUTHOR, "baku", None),
        ("it was Armenians who broke the truce", "baku", "yerevan", None),
    ],
)
def test_roles_follow_the_order_of_the_words(
    text: str, holder: str, agent: str, target: str | None, names: Lexicon, where: Setting
) -> None:
    roles = [role for role in read(text, holder, names, where).roles if role.action in ("attack", "violate")]
    assert agent in {role.agent for role in roles}
    assert all(role.agent in (agent, None) for role in roles)
    if target:
        assert target in {role.target for role in roles}


@pytest.mark.parametrize(
    ("text", "holder", "blame"),
    [
        ("Azerbaijan opened fire on Armenian posts", "yerevan", {"baku": 1}),
        ("Azerbaijan did not open fire", "baku", {"baku": -1}),
        ("the allegation that Azerbaijan opened fire is false", "baku", {"baku": -1}),
        ("responsibility lies entirely with Azerbaijan", "yerevan", {"baku": 1}),
        ("Armenia bears full responsibility", "baku", {"yerevan": 1}),
        ("four Armenian soldiers were killed", "yerevan", {}),
        ("they thwarted the smuggling of arms from Armenia", "baku", {"yerevan": 1}),
        ("Moscow blamed Azerbaijan for breaking the truce", AUTHOR, {"baku": 1}),
    ],
)
def test_blame_is_of_who_did_it(text: str, holder: str, blame: dict[str, int], names: Lexicon, where: Setting) -> None:
    assert dict(read(text, holder, names, where).blame) == blame


@pytest.mark.parametrize(
    ("text", "kind", "polarity"),
    [
        ("that Azerbaijan closed the road", "asserted", "affirmed"),
        ("the road was never closed", "asserted", "denied"),
        ("Armenia must withdraw its troops", "demanded", "affirmed"),
        ("that Baku halt the operation", "demanded", "affirmed"),
        ("Russia will deploy peacekeepers", "predicted", "affirmed"),
        ("that talks of a blockade are a lie", "asserted", "denied"),
        ("that the ruling of the court be respected", "demanded", "affirmed"),
        ("the prisoners have to be released", "demanded", "affirmed"),
        ("the Armenians left of their own will", "asserted", "affirmed"),
        ("that Azerbaijani troops crossed the border on May 12", "asserted", "affirmed"),
        ("the charge weighed no more than five kilograms", "asserted", "affirmed"),
        ("no soldier was killed", "asserted", "denied"),
    ],
)
def test_modality_and_polarity(text: str, kind: str, polarity: str, names: Lexicon, where: Setting) -> None:
    claim = read(text, "yerevan", names, where)
    assert (claim.kind, claim.polarity) == (kind, polarity)


def test_calling_a_version_true_sides_with_it(names: Lexicon, where: Setting) -> None:
    claim = read("Judging by the footage, the Armenian version is closer to the truth.", AUTHOR, names, where)
    assert (claim.kind, claim.endorses, claim.holder) == ("endorsed", "yerevan", "Outlet")


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Armenian officials say Baku started the heaviest fighting since 1994.", "baku"),
        ("Armenian posts were shelled near Goris, Azerbaijani officials said.", "yerevan"),
        ("Azerbaijani troops took heights near Goris, according to Yerevan.", "baku"),
    ],
)
def test_who_reports_is_not_who_acts(text: str, subject: str, names: Lexicon, where: Setting) -> None:
    claim = read(text, AUTHOR, names, where)
    assert claim.subject == subject
    assert set(dict(claim.blame)) <= {subject}


def test_joint_accusation_blames_the_other_side(names: Lexicon, where: Setting) -> None:
    text = "Azerbaijan and Armenia accused the other of being responsible for the incident."
    document = Document("d", text, "Outlet")
    source, cue, content = ((0, 22),), ((23, 30),), ((31, len(text) - 1),)
    both = tuple(
        Attribution(i, (0,), None, "indirect", source, cue, content, None, side, 1.0)
        for i, side in enumerate(("baku", "yerevan"))
    )
    sentences = (Sentence(0, 0, len(text), "body", side="other"),)
    found = extract(Analysis(document, sentences, both, mentions=find_mentions(document, sentences, names)), where)
    assert {claim.holder: dict(claim.blame) for claim in found} == {"baku": {"yerevan": 1}, "yerevan": {"baku": 1}}


def test_own_voice_belongs_to_the_outlet_of_the_layer(names: Lexicon, where: Setting) -> None:
    text = "Five people were killed near Shusha. The road was closed by troops."
    document = Document("d", text, "Daily", provenance=(Layer("republisher", "Monitor"), Layer("outlet", "Daily")))
    sentences = (Sentence(0, 0, 36, "body", layer=0), Sentence(1, 37, len(text), "body", layer=1))
    found = extract(Analysis(document, sentences), where)
    assert [(claim.holder, claim.own) for claim in found] == [("Monitor", True), ("Daily", True)]
    assert found[0].places == ("shusha",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("49 Armenian servicemen have been killed", [(49, "killed", "soldiers")]),
        ("five people (three policemen and two soldiers) died",
         [(5, "killed", "people"), (3, "killed", "police"), (2, "killed", "soldiers")]),
        ("three of them were killed and one heavily wounded", [(3, "killed", ""), (1, "wounded", "")]),
        ("Azerbaijan freed 32 servicemen", [(32, "released", "soldiers")]),
        ("more than 100,000 people have crossed into Armenia", [(100000, "displaced", "people")]),
        ("the 32-kilometer road, Section 907, COP29, at 13:00 on September 20, 2023", []),
        ("twenty-three captured soldiers", [(23, "captured", "soldiers")]),
        ("one fact is beyond doubt", []),
        ("ten square kilometers", [(10, "area", "")]),
        ("38 people died and 29 survived", [(38, "killed", "people"), (29, "survived", "")]),
        ("19 trucks carried 360 tons of flour", [(19, "vehicles", "vehicles"), (360, "weight", "")]),
    ],
)  # fmt: skip
def test_figures_say_what_they_count(text: str, expected: list[tuple[float, str, str]]) -> None:
    found = [(number.value, number.what, number.head) for number in numbers_of(text)]
    assert found == expected


def test_a_bound_is_read_with_its_negation() -> None:
    assert [n.bound for n in numbers_of("not more than 300 policemen resigned, but over 20 soldiers died")] == [
        "most", "least"]  # fmt: skip
    assert numbers_of("the post lies 300 meters inside")[0].text == "300 meters"


@given(st.text(max_size=200))
def test_any_text_has_figures_or_none(text: str) -> None:
    for number in numbers_of(text):
        assert number.what
        assert number.text


@pytest.mark.parametrize(
    ("text", "published", "day"),
    [
        ("On March 5, 2023, five people were killed", None, "2023-03-05"),
        ("on 5 March", "2023-03-14", "2023-03-05"),
        ("on Dec. 30", "2023-01-02", "2022-12-30"),
        ("on Sunday", "2023-03-07", "2023-03-05"),
        ("yesterday", "2023-03-01", "2023-02-28"),
        ("a breach of the statement of November 9, 2020", "2023-04-23", None),
        ("the statement signed on November 9 was broken on April 23", "2023-04-24", "2023-04-23"),
        ("on February 30", "2023-03-01", None),
        ("nothing", "not a date", None),
    ],
)
def test_the_day_of_what_is_claimed(text: str, published: str | None, day: str | None) -> None:
    assert day_of(text, published) == day


def test_kin_are_one_camp(where: Setting) -> None:
    assert where.camp("stepanakert") == where.camp("yerevan") != where.camp("baku")
