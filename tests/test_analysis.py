"""One document to its Analysis: pure, whole, and the same for a document alone or among others."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from perspectives.analysis import Models, analyze
from perspectives.records import AUTHOR, BOILERPLATE, Analysis, Document, Layer

TEXT = (
    "Truce broken on the border\n\n"
    "Armenia's Foreign Ministry said that Azerbaijan had launched an unprovoked attack on Sotk. "
    "“Baku bears full responsibility,” spokeswoman Ani Example said. The shelling went on all night.\n\n"
    "Azerbaijan's Defense Ministry called the claim a fabrication. The US praised Armenia for its restraint.\n\n"
    "Read more: Other news\n"
)


def document(text: str, name: str = "a") -> Document:
    return Document(name, text, "Post", "T", "2022-09-13", None, "en", (Layer("outlet", "Post"),))


@pytest.fixture(scope="module")
def analysis(models: Models) -> Analysis:
    return analyze(document(TEXT), models)


def test_voices_and_stances(analysis: Analysis) -> None:
    by_text = {TEXT[s.start : s.end]: s for s in analysis.sentences}
    said = by_text["“Baku bears full responsibility,” spokeswoman Ani Example said."]
    assert said.side == "yerevan"
    assert by_text["The shelling went on all night."].side == AUTHOR
    praise = by_text["The US praised Armenia for its restraint."]
    held = {(s.holder, s.target, s.label) for s in analysis.stances if s.sentence == praise.id}
    assert ("us", "yerevan", "favorable") in held
    sides = {a.side for a in analysis.attributions}
    assert {"yerevan", "baku"} <= sides


def test_boilerplate_is_kept_and_never_labeled(analysis: Analysis) -> None:
    furniture = [s for s in analysis.sentences if s.kind == BOILERPLATE]
    assert [TEXT[s.start : s.end] for s in furniture] == ["Read more: Other news"]
    ids = {s.id for s in furniture}
    assert not furniture[0].frames
    assert not ids & {s.sentence for s in (*analysis.stances, *analysis.withheld)}
    assert not any(ids & set(a.sentences) for a in analysis.attributions)


def test_stances_belong_to_what_was_found(analysis: Analysis) -> None:
    for stance in (*analysis.stances, *analysis.withheld):
        assert 0 <= stance.probability <= 1
        if stance.attribution is None:
            assert stance.holder == AUTHOR
        else:
            found = analysis.attributions[stance.attribution]
            assert found.side == stance.holder
            assert stance.sentence in found.sentences
    keys = [(s.sentence, s.holder, s.target) for s in (*analysis.stances, *analysis.withheld)]
    assert len(keys) == len(set(keys))


def test_the_same_alone_among_others_and_again(analysis: Analysis, models: Models) -> None:
    analyze(document("Other news. Moscow said nothing.", "b"), models)
    assert analyze(document(TEXT), models) == analysis


def test_what_cannot_be_analyzed_keeps_its_line(models: Models) -> None:
    unread = Document("x", "", "unknown", skipped="x.txt: empty file; remove it")
    assert analyze(unread, models) == Analysis(unread, skipped="x.txt: empty file; remove it")
    bare = analyze(document("Read more: Other news\n"), models)
    assert bare.skipped == "no sentence to analyze: only boilerplate was found"
    assert [s.kind for s in bare.sentences] == [BOILERPLATE]


PIECES = st.sampled_from(
    ["Baku", "Yerevan", " said ", "“", "”", '"', "that ", ". ", "\n", "\n\n", "the president", "’s ", "—", "🕊",
     "\u2028", "\u202e", "he ", "A.", "No. 5", "[1]", "Read more", "(", ")", "\t",
     "According to ", "İ", "ﬁ", "\u0301", ":", "…"]
)  # fmt: skip


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PIECES, min_size=1, max_size=40).map("".join) | st.text(st.characters(exclude_categories=["Cs"])))
def test_no_text_breaks_it(models: Models, text: str) -> None:
    found = analyze(document(text), models)
    end = 0
    for number, sentence in enumerate(found.sentences):
        assert sentence.id == number
        assert end <= sentence.start < sentence.end <= len(text)
        end = sentence.end
    for attribution in found.attributions:
        for start, stop in (*(attribution.source or ()), *(attribution.cue or ()), *(attribution.content or ())):
            assert 0 <= start < stop <= len(text)


def test_naming_in_a_content_is_its_sources(models: Models) -> None:
    text = "Baku said that the separatists in Khankendi must leave. Stepanakert was calm."
    found = analyze(document(text), models)
    uses = {text[use.start : use.end]: use.attribution for use in found.namings}
    assert uses.get("Stepanakert", 0) is None
    assert uses["Khankendi"] is not None
    assert found.attributions[uses["Khankendi"]].side == "baku"
