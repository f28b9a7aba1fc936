"""Transcripts, interviews and documents given in full are told from ordinary articles."""

from __future__ import annotations

import re

import pytest

from perspectives.attribution import in_units, within_turns
from perspectives.attribution.link import LinkedAttribution
from perspectives.attribution.resolve import resolve
from perspectives.attribution.turns import turns
from perspectives.conflict import load
from perspectives.lexicon import lexicon
from perspectives.records import Document, Sentence

NAMES = lexicon(load("karabakh"))

TRANSCRIPT = """Briefing at the State Department, excerpts

Excerpts from an exchange with Deputy Spokesman Dale Corbin in Washington follow.

QUESTION: Is the road open? Baku says so.

MR. CORBIN: We want it open. That has not changed.

QUESTION: And Russia?

MR. CORBIN: I have nothing to add."""

INTERVIEW = """“Paper protects better than a trench”

Our correspondent talked to Arman Vardumyan, an adviser to Armenia's deputy prime minister.

— Mr. Vardumyan, what is Armenia giving away?

— Not one meter. I know those hills.

— People are afraid. Do you see it?

— I was there until two in the morning. We will build a road."""

QUESTIONS = """The colonel's maps

We talked to Armenian Deputy Defense Minister Gor Aramyan in his office.

**Were you surprised?**

By the hour, yes.

I do not sleep much. We had warned of it.

**What comes next?**

We wait, and we dig."""

STATEMENT = """Statement on the checkpoint

The Ministry of Foreign Affairs of the Republic of Azerbaijan has issued a statement. It reads as follows:

"The checkpoint was set up on our territory. No one is hindered.

"We call on Armenia to respect it."

Traffic went on in the afternoon."""

SPEECH = """Remarks by Armenian Deputy Foreign Minister Arsen Tumanyan

Dear colleagues, thank you for coming. We lost more than a hundred men. I ask you to look at the map.

We expect our allies to act. I thank you."""

ARTICLE = """Both sides say they won

Baku presents it as a victory. Yerevan, asked about it, says nothing.

Who is right? We asked three experts: none agreed.

Note: I was there myself. Our driver was not."""


def document(text: str) -> tuple[Document, list[Sentence]]:
    sentences = []
    for number, found in enumerate(re.finditer(r"\S(?:[^\n]*?[^\n])??(?:[.?!:][”\"*]*(?=\s|$)|(?=\n|$))", text)):
        # A label's colon ends no sentence.
        sentences.append(Sentence(number, found.start(), found.end(), "body" if number else "headline"))
    merged: list[Sentence] = []
    for sentence in sentences:
        before = text[merged[-1].start : merged[-1].end] if merged else ""
        label = re.fullmatch(r"(?:QUESTION|MR\. CORBIN|MR\.|Note):?", before)
        if label:
            merged[-1] = Sentence(merged[-1].id, merged[-1].start, sentence.end, "body")
        else:
            merged.append(Sentence(len(merged), sentence.start, sentence.end, sentence.kind))
    return Document("d", text, "Example Wire", published="2023-04-25"), merged


# (name, text, speakers of the turns, sides of those that are not the outlet's)
TABLE = [
    ("transcript", TRANSCRIPT, "label label label label", "other us other us"),
    ("interview", INTERVIEW, "outlet answer outlet answer", "yerevan yerevan"),
    ("questions", QUESTIONS, "outlet answer outlet answer", "yerevan yerevan"),
    ("statement", STATEMENT, "document", "baku"),
    ("speech", SPEECH, "document", "yerevan"),
    ("article", ARTICLE, "", ""),
]


@pytest.mark.parametrize(("text", "speakers", "sides"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_turns(text: str, speakers: str, sides: str) -> None:
    article, sentences = document(text)
    found = turns(article, sentences)
    assert [turn.speaker for turn in found] == speakers.split()
    spoken = [turn for turn in found if turn.speaker != "outlet"]
    announced = frozenset(i for i, turn in enumerate(spoken) if turn.speaker != "label")
    resolved = resolve(within_turns([], found, sentences), article, sentences, NAMES, announced)
    assert [attribution.side for attribution in resolved] == sides.split()
    assert all(attribution.type == "direct" for attribution in resolved)
    for turn in found:
        for start, end in turn.content:
            assert text[start:end].strip('“”" \n') == text[start:end]


def test_a_quoted_statement_ends_with_its_quotation() -> None:
    article, sentences = document(STATEMENT)
    (turn,) = turns(article, sentences)
    assert article.text[turn.content[-1][0] : turn.content[-1][1]] == "We call on Armenia to respect it."


def test_inside_a_turn_only_named_sources_stay() -> None:
    article, sentences = document(TRANSCRIPT)
    at = article.text.index("Baku says so")
    unit = next(s.id for s in sentences if s.start <= at < s.end)
    named = LinkedAttribution(((at, at + 4),), ((at + 5, at + 9),), ((at + 10, at + 12),), None, 0.9, (unit,))
    loose = LinkedAttribution(None, None, ((at, at + 12),), None, 0.9, (unit,))
    framed = within_turns([loose, named], turns(article, sentences), sentences)
    assert len(framed) == 5
    assert framed[4].parent == 0
    assert framed[4].source == ((at, at + 4),)


def test_a_content_leaves_neither_its_headline_nor_takes_in_boilerplate() -> None:
    units = [
        Sentence(0, 0, 10, "headline"), Sentence(1, 12, 20, "body"), Sentence(2, 22, 30, "boilerplate"),
        Sentence(3, 32, 40, "body"),
    ]  # fmt: skip

    def said(start: int, end: int, *sentences: int) -> LinkedAttribution:
        return LinkedAttribution(None, None, ((start, end),), None, 0.9, sentences)

    headline = in_units(said(4, 18, 0, 1), units)
    across = in_units(said(14, 38, 1, 3), units)
    plain = said(12, 20, 1)

    assert (headline.content, headline.sentences) == (((4, 10),), (0,))
    assert across.content == ((14, 20), (32, 38))
    assert in_units(plain, units) is plain


def test_a_label_with_nothing_after_it_does_no_harm() -> None:
    text = "MR. CORBIN:\n\nThat is all we have.\n\nQUESTION: Is it?\n\nMR. CORBIN: Yes."
    article = Document(id="a", text=text, outlet="Wire", url=None, published=None, language="en")
    starts = [m.start() for m in re.finditer(r"(?:^|(?<=\n\n))\S", text)]
    ends = [*(start - 2 for start in starts[1:]), len(text)]
    units = [Sentence(i, a, b, "body") for i, (a, b) in enumerate(zip(starts, ends, strict=True))]

    assert isinstance(turns(article, units), list)
