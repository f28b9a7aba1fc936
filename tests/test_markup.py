"""Inline markup: what is read, what is refused at which line, and the round trip."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from perspectives.errors import PerspectivesError
from perspectives.markup import Article, Vocabulary, parse, read_markup, to_markup
from perspectives.markup.__main__ import main
from perspectives.markup.marks import Mark, read_marks, write_marks
from perspectives.records import Attribution, FrameLabel, Layer, Stance, Zone

VALID = Vocabulary(
    sides=("baku", "yerevan", "moscow", "ankara"),
    actors={"azerbaijan": "baku", "azerbaijan/president": "baku", "armenia": "yerevan", "turkey": "ankara"},
    frames=("security", "diplomacy", "responsibility", "economy"),
    events=("clash-2022",),
)
HEAD = """id: a1
outlet: Potomac Wire
published: 2022-09-14
event: clash-2022
split: train
genre: wire
"""
SAMPLE = (
    HEAD
    + """provenance: republisher=Anatolia Policy Center; outlet=Potomac Wire; author=Jo Lane
---
= headline | yerevan | security | yerevan>baku:critical
@1 indirect yerevan armenia
[s1 Yerevan] [c1 says] [x1 troops fired]
¶
= boilerplate
By Jo Lane
/
% layer 1
= body | author | |
It rained [1] in Sotk.
= body | yerevan | responsibility security | yerevan>baku:critical baku>yerevan:critical author>moscow:neutral
@2 mixed yerevan
@3 indirect baku azerbaijan/president
@4 indirect moscow <3
“[x2 We will {p} answer],” [s2 the
minister] [c2 said]; [s3 Baku] [c3 denies] [x3 that [s4 Moscow] [c4 urged] [x4 a halt]].
= body | yerevan | diplomacy |
“[x2 And soon.]”
"""
)
TEXT = (
    "Yerevan says troops fired\n\nBy Jo Lane\nIt rained [1] in Sotk. "
    "“We will\n\nanswer,” the\nminister said; Baku denies that Moscow urged a halt. “And soon.”"
)


def article(source: str = SAMPLE) -> Article:
    """The article of a markup that has no errors."""
    found, problems = read_markup(source, "a.markup", VALID)
    assert found is not None, [str(p) for p in problems]
    return found


def test_reads_text_units_and_layers() -> None:
    analysis = article().analysis
    document = analysis.document
    assert document.text == TEXT
    assert document.title == "Yerevan says troops fired"
    assert document.provenance == (
        Layer("republisher", "Anatolia Policy Center"),
        Layer("outlet", "Potomac Wire"),
        Layer("author", "Jo Lane"),
    )
    assert document.zones == (Zone(0, 37, 0), Zone(38, len(TEXT), 1))
    assert [(s.kind, s.side, s.layer) for s in analysis.sentences] == [
        ("headline", "yerevan", 0),
        ("boilerplate", "author", 0),
        ("body", "author", 1),
        ("body", "yerevan", 1),
        ("body", "yerevan", 1),
    ]
    assert analysis.sentences[3].frames == (FrameLabel("responsibility", 1.0), FrameLabel("security", 1.0))
    assert [document.slice((s.start, s.end)) for s in analysis.sentences][2:4] == [
        "It rained [1] in Sotk.",
        "“We will\n\nanswer,” the\nminister said; Baku denies that Moscow urged a halt.",
    ]


def test_reads_attributions_and_stances() -> None:
    analysis = article().analysis
    slices = [
        [
            None if spans is None else [analysis.document.slice(s) for s in spans]
            for spans in (a.source, a.cue, a.content)
        ]
        for a in analysis.attributions
    ]
    assert slices == [
        [["Yerevan"], ["says"], ["troops fired"]],
        [["the\nminister"], ["said"], ["We will\n\nanswer", "And soon."]],
        [["Baku"], ["denies"], ["that Moscow urged a halt"]],
        [["Moscow"], ["urged"], ["a halt"]],
    ]
    assert [(a.id, a.sentences, a.parent, a.actor) for a in analysis.attributions] == [
        (0, (0,), None, "armenia"),
        (1, (3, 4), None, None),
        (2, (3,), None, "azerbaijan/president"),
        (3, (3,), 2, None),
    ]
    assert analysis.stances == (
        Stance(0, 0, "yerevan", "baku", "critical", 1.0),
        Stance(3, 1, "yerevan", "baku", "critical", 1.0),
        Stance(3, 2, "baku", "yerevan", "critical", 1.0),
        Stance(3, None, "author", "moscow", "neutral", 1.0),
    )


def test_author_key_makes_a_layer() -> None:
    source = HEAD + "author: Jo Lane\n---\n= body | author | |\nRain."
    assert article(source).analysis.document.provenance == (Layer("outlet", "Potomac Wire"), Layer("author", "Jo Lane"))


def unit(fields: str, *lines: str) -> str:
    """A file of one unit, which begins in line 8."""
    return "\n".join([HEAD.strip(), "---", f"= {fields}", *lines])


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            unit("note | author | |", "Rain."),
            "8: unknown kind 'note': choose from headline, body, caption, boilerplate",
        ),
        (
            unit("body | paris | |", "Rain."),
            "8: unknown side 'paris': choose from baku, yerevan, moscow, ankara, other",
        ),
        (unit("body | author | war |", "Rain."), "8: unknown frame 'war'"),
        (unit("body | author | economy economy |", "Rain."), "8: a frame is given twice"),
        (unit("body | author | security diplomacy responsibility economy |", "Rain."), "8: 4 frames"),
        (unit("body | author | security", "Rain."), "8: expected '= KIND | SIDE | FRAMES | STANCES', found 3 fields"),
        (unit("body | | |", "Rain."), "8: the main side is missing"),
        (unit("body | author | | author>baku:bad", "Rain."), "8: unknown stance 'bad'"),
        (unit("body | author | | author>us:critical", "Rain."), "8: unknown target 'us'"),
        (unit("body | author | | tehran>baku:critical", "Rain."), "8: unknown holder 'tehran'"),
        (unit("body | author | | baku", "Rain."), "8: expected a stance 'holder>target:label', found 'baku'"),
        (unit("body | author | | author>baku:critical author>baku:neutral", "Rain."), "8: two stances"),
        (unit("body | baku | |", "Rain."), "8: warning: the main side baku speaks in no attribution"),
        (unit("body | author | | baku>yerevan:critical", "Rain."), "8: warning: the stance holder baku speaks in no"),
        (
            unit("body | author | | author>baku:critical@3", "Rain."),
            "8: stance 'author>baku:critical@3': attribution 3",
        ),
        (unit("body | author | |"), "8: the unit has no text"),
        (unit("body | author | |", "Rain", "", "fell."), "10: a blank line inside a unit"),
        (
            unit("body | author | |", "Rain.", "/", "¶", "= body | author | |", "Sun."),
            "11: ¶ follows another separator",
        ),
        (unit("body | author | |", "Rain.", "¶", "Sun."), "11: text outside a unit"),
        (unit("body | author | |", "Rain.", "% page 2"), "10: unknown directive '% page 2'"),
        (unit("body | author | |", "Rain.", "% layer 1", "= body | author | |", "Sun."), "11: layer 1 is not in"),
        (unit("boilerplate | author | economy |", "Read more"), "8: boilerplate carries no labels"),
        (unit("boilerplate", "@1 direct baku", "[s1 Baku] more"), "8: boilerplate carries no labels"),
        (unit("body | baku | |", "@x direct baku", "[s1 Baku] rules"), "9: expected '@ID TYPE SIDE [ACTOR] [<PARENT]'"),
        (unit("body | baku | |", "@1 direct", "[s1 Baku] rules"), "9: expected '@ID TYPE SIDE [ACTOR] [<PARENT]'"),
        (unit("body | baku | |", "@1 spoken baku", "[s1 Baku] rules"), "9: unknown type 'spoken'"),
        (unit("body | baku | |", "@1 direct paris", "[s1 Baku] rules"), "9: unknown side 'paris'"),
        (unit("body | baku | |", "@1 direct baku georgia", "[s1 Baku] rules"), "9: unknown actor 'georgia'"),
        (
            unit("body | baku | |", "@1 direct baku azerbaijan/king", "[s1 Baku] rules"),
            "9: unknown actor 'azerbaijan/king': choose from azerbaijan, azerbaijan/president",
        ),
        (
            unit("body | baku | |", "@1 direct baku armenia", "[s1 Baku] rules"),
            "9: warning: armenia belongs to yerevan",
        ),
        (unit("body | baku | |", "@1 direct baku <1", "[s1 Baku] rules"), "9: parent '1' is no other attribution"),
        (unit("body | baku | |", "@1 direct baku <4", "[s1 Baku] rules"), "9: parent 4 is not declared"),
        (
            unit("body | baku | |", "@1 direct baku <2", "@2 direct baku <1", "[s1 Baku] [s2 rules]"),
            "9: attribution 1 is its own ancestor",
        ),
        (
            unit("body | baku | |", "@1 direct baku", "@1 direct baku", "[s1 Baku] rules"),
            "10: attribution 1 is declared",
        ),
        (unit("body | baku | |", "@2 direct baku", "[s2 Baku] rules"), "9: warning: attribution 1 is missing"),
        (unit("body | baku | |", "@1 direct baku", "Baku rules"), "9: attribution 1 has no mark in this unit"),
        (unit("body | author | |", "[s1 Baku] rules"), "8: attribution 1 has marks but no '@1' line"),
        (
            unit("body | author | |", "[s1 Baku] rules", "= body | author | |", "@1 direct baku", "[s1 Baku] rules"),
            "8: attribution 1 has marks before its '@1' line",
        ),
        (unit("body | baku | |", "@1 direct baku", "Here", "[s1 Baku rules"), "11: [s1 is never closed"),
        (unit("body | baku | |", "@1 direct baku", "[s1 Baku [s1 rules]]"), "10: [s1 stands inside a mark of its own"),
        (unit("body | baku | |", "@1 direct baku", "[s1 Baku] [c1 ]"), "10: [c1] is empty"),
        (
            unit("body | baku | |", "@1 direct baku", "[s1 Baku ]rules"),
            "10: warning: source 1 begins or ends with a sp",
        ),
        (
            unit("body | baku | |", "@1 direct baku", "[s1 Baku,] rules"),
            "10: warning: source 1 begins or ends with a comma",
        ),
        (
            unit("body | baku | |", "@1 direct baku", "[c1 is sure that] [x1 it rains]"),
            "10: warning: cue 1 ends with 'that'",
        ),
        (
            unit("body | baku | |", "@1 direct baku", "[x1 Rain,] [s1 Baku]"),
            "10: warning: content 1 begins or ends with a c",
        ),
        (
            unit("body | baku | |", "@1 direct baku", "[x1 “Rain],” [s1 Baku]"),
            "10: warning: content 1 begins with a quo",
        ),
        (
            unit("body | baku | |", "@1 direct baku", "[x1 “Rain.”] [s1 Baku]"),
            "10: warning: content 1 begins with a quo",
        ),
        (unit("body | baku | |", "@1 direct baku", '“[x1 Rain."] [s1 Baku]'), "10: warning: content 1 ends with a quo"),
        (
            unit("body | baku | |", "@1 direct baku", "@2 direct moscow", "[x1 that [x2 it [s2 rains]]] [s1 Baku]"),
            "10: warning: content 2 stands inside content 1: its '@' line should say <1",
        ),
        ("id: a1\noutlet x\n---\n", "2: expected 'key: value' or '---', found 'outlet x'"),
        ("id: a1\n---\n", "1: the head has no outlet"),
        ("id: a1\nid: a2\n---\n", "2: id is given twice"),
        ("mood: sad\n---\n", "1: unknown key 'mood'"),
        ("id: a1\n", "1: no line '---' after the head"),
        (HEAD + "---\n", "8: no units"),
        (HEAD.replace("train", "part") + "---\n", "5: unknown split 'part': choose from train, dev, test"),
        (HEAD.replace("clash", "war") + "---\n", "4: unknown event 'war-2022'"),
        (HEAD.replace("2022-09-14", "14 Sept") + "---\n", "3: published '14 Sept' is no ISO date"),
        (HEAD + "provenance: outlet\n---\n", "7: provenance wants 'role=name"),
        (HEAD + "provenance: editor=A; king=B\n---\n", "7: unknown provenance role 'king'"),
        (HEAD + "title: Sun\n---\n= body | author | |\nRain.", "7: warning: the title is not the text of a headline"),
    ],
)
def test_problem_and_its_line(source: str, expected: str) -> None:
    found, problems = read_markup(source, "f", VALID)
    assert any(str(p).startswith(f"f:{expected}") for p in problems), [str(p) for p in problems]
    assert (found is None) == any(not p.warning for p in problems)


def test_an_article_may_be_about_an_event_of_its_own_that_its_id_begins_with() -> None:
    text = HEAD.replace("id: a1", "id: gas-2023--wire").replace("clash-2022", "gas-2023")
    found, problems = read_markup(text + "---\n= body | author | |\nRain.\n", "f", VALID)
    assert found is not None
    assert (found.event, problems) == ("gas-2023", ())


@pytest.mark.parametrize(
    "content",
    [
        "“heavy fire” was opened",
        "there was “heavy fire” ",
        "the mayor’s",
        "‘a’ and b",
        "It’s raining.",
        "that “it rains”",
    ],
)
def test_no_warning_where_quotation_marks_belong_inside(content: str) -> None:
    source = unit("body | baku | |", "@1 mixed baku", f"[s1 Baku] [c1 says] [x1 {content.strip()}].")
    assert read_markup(source, "f", VALID)[1] == ()


def test_joint_sources_of_one_content_are_not_nested() -> None:
    source = unit("body | other | |", "@1 indirect baku", "@2 indirect yerevan", "[s1 [s2 Both]] blame [x1 [x2 it]].")
    assert read_markup(source, "f", VALID)[1] == ()


def test_parse_raises_with_the_first_line_and_the_number_of_errors() -> None:
    with pytest.raises(PerspectivesError, match=r"^f:8: unknown kind 'note'.* \(and 1 more\)$"):
        parse(unit("note | paris | |", "Rain."), "f", VALID)
    assert parse(SAMPLE, "f", VALID) == article().analysis


def test_writes_what_it_read() -> None:
    assert read_markup(to_markup(article()), "b", VALID)[0] == article()


LETTERS = st.sampled_from([*"ab “”\"'[]\\{}=%¶/@.", "\n", "{p}", "\n\n", "[1]", "[s1 ", "😀", "é"])


@st.composite
def units(draw: st.DrawFn) -> tuple[str, list[Mark]]:
    """A unit's text with marks of attributions 1 to 3 that nest."""
    text = "".join(draw(st.lists(LETTERS, min_size=1, max_size=30))).strip() or "a"
    while "\n\n\n" in text or " \n" in text or "\n " in text:
        text = text.replace("\n\n\n", "\n\n").replace(" \n", "\n").replace("\n ", "\n")
    marks: list[Mark] = []
    for _ in range(draw(st.integers(0, 5))):
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        role, number = draw(st.sampled_from(["source", "cue", "content"])), draw(st.integers(1, 3))
        crosses = any(m.start < start < m.end < end or start < m.start < end < m.end for m in marks)
        same = any((m.role, m.number) == (role, number) and m.start < end and start < m.end for m in marks)
        inside_break = any(text[edge - 1 : edge + 1] == "\n\n" for edge in (start, end))
        if not (crosses or same or inside_break):
            marks.append(Mark(role, number, start, end, 0, None))
    return text, sorted(marks, key=lambda m: (m.start, -m.end, m.number, ("content", "source", "cue").index(m.role)))


@given(units())
@example(("aa[s1 ]a", [Mark("source", 1, 0, 8, 0, None)]))  # text that looks like a mark, inside a mark
def test_marks_round_trip(drawn: tuple[str, list[Mark]]) -> None:
    text, marks = drawn
    read = read_marks(write_marks(text, marks))
    assert read.text == text
    assert [(m.role, m.number, m.start, m.end) for m in read.marks] == [
        (m.role, m.number, m.start, m.end) for m in marks
    ]
    assert [p for p in read.problems if not p[2]] == []


@st.composite
def articles(draw: st.DrawFn) -> Article:
    """An article of up to four units with attributions that may run on over units."""
    drawn = draw(st.lists(units(), min_size=1, max_size=4))
    lines, declared = [HEAD + "provenance: republisher=R; outlet=O\n---"], set()
    numbers: dict[int, int] = {}
    for index, (text, marks) in enumerate(drawn):
        if index:
            lines += draw(st.sampled_from([[], ["¶"], ["/"]]))
        lines += draw(st.sampled_from([[], ["% layer 1"], ["% layer 0"]]))
        for mark in marks:
            numbers.setdefault(mark.number, len(numbers) + 1)
        marks = [Mark(m.role, numbers[m.number], m.start, m.end, 0, None) for m in marks]
        side = draw(st.sampled_from(["author", "other", "baku"]))
        stance = draw(st.sampled_from(["", "baku>yerevan:critical", "author>baku:neutral yerevan>baku:favorable"]))
        if stance.startswith("baku") and marks and draw(st.booleans()):
            stance += f"@{draw(st.sampled_from([0, marks[0].number]))}"
        lines.append(f"= {draw(st.sampled_from(['body', 'headline', 'caption']))} | {side} | security | {stance}")
        for number in dict.fromkeys(sorted(m.number for m in marks)):
            if number not in declared:
                declared.add(number)
                parent = draw(st.sampled_from(["", *(f" <{n}" for n in declared if n != number)]))
                lines.append(f"@{number} {draw(st.sampled_from(['direct', 'belief']))} baku{parent}")
        lines.append(write_marks(text, marks))
    return article("\n".join(lines))


@settings(max_examples=60)
@given(articles())
def test_article_round_trips(drawn: Article) -> None:
    again, problems = read_markup(to_markup(drawn), "again", VALID)
    assert again == drawn, [str(p) for p in problems]


@pytest.mark.parametrize(
    ("text", "marks", "message"),
    [
        ("abcdef", [(0, 3), (2, 5)], "cross"),
        ("ab\n\ncd", [(0, 3)], "inside a blank line"),
        ("ab \n\ncd", [], "spaces around"),
        ("ab\n \ncd", [], "line of spaces"),
    ],
)
def test_what_marks_cannot_say(text: str, marks: list[tuple[int, int]], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        write_marks(text, [Mark("source", i, s, e, 0, None) for i, (s, e) in enumerate(marks, 1)])


def test_attribution_without_marks_in_text_is_not_lost() -> None:
    """Ids and parents survive even where an attribution has only a cue."""
    source = unit("body | author | |", "@1 belief other", "[c1 Reportedly] it rains.")
    assert article(source).analysis.attributions == (
        Attribution(0, (0,), None, "belief", None, ((0, 10),), None, None, "other", 1.0, "annotator"),
    )


def test_command_prints_problems_and_counts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good, bad = tmp_path / "good.markup", tmp_path / "bad.markup"
    head = HEAD.replace("clash-2022", "prague-2022")
    good.write_text(head + "---\n= body | author | security |\nRain fell.\n", encoding="utf-8")
    bad.write_text(head + "---\n= body | author | war |\nRain fell.\n", encoding="utf-8")
    assert main([str(good)]) == 0
    assert capsys.readouterr().out.startswith(f"{good}: ok: 2 words; 1 units (1 body);")
    assert main([str(good), str(bad), str(tmp_path / "none")]) == 1
    out = capsys.readouterr().out
    assert f"{bad}:8: unknown frame 'war'" in out
    assert f"{tmp_path / 'none'}: cannot be read" in out
    assert main([str(good), "--conflict", "atlantis"]) == 2
    capsys.readouterr()
    assert main([str(good), "--text"]) == 0
    assert capsys.readouterr().out == "Rain fell.\n"
