"""Transcripts, interviews and documents given in full are told from ordinary articles."""

from __future__ import annotations

import re

import pytest

from perspectives.analysis import Models, analyze
from perspectives.attribution import in_units, within_turns
from perspectives.attribution.dialogue import Cover, labels
from perspectives.attribution.link import LinkedAttribution
from perspectives.attribution.resolve import resolve
from perspectives.attribution.turns import is_turn, turns
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
        label = re.fullmatch(r"(?:QUESTION|MR\. CORBIN|MR\.|Note|Q|A|Host|Safarli):?", before)
        if label:
            merged[-1] = Sentence(merged[-1].id, merged[-1].start, sentence.end, "body")
        else:
            merged.append(Sentence(len(merged), sentence.start, sentence.end, sentence.kind))
    return Document("d", text, "Example Wire", published="2023-04-25"), merged


def spoken_by(text: str, sentences: list[Sentence], pieces: str) -> set[int]:
    """Indices of the units that hold one of the pieces, which "|" parts."""
    places = [text.index(piece) for piece in pieces.split("|")]
    return {n for n, s in enumerate(sentences) if any(s.start <= at < s.end for at in places)}


# (name, text, what somebody else speaks, speakers of the turns, their sides by the rules)
TABLE = [
    ("transcript", TRANSCRIPT, "Is the road|Baku says|We want|That has|And Russia|I have", "? corbin ? corbin",
     "other us other us"),
    ("interview", INTERVIEW, "Not one|I know|I was|We will", "announced announced", "yerevan yerevan"),
    ("questions", QUESTIONS, "By the hour|I do not|We had|We wait", "announced announced", "yerevan yerevan"),
    ("statement", STATEMENT, "The checkpoint was|No one|We call", "announced", "baku"),
    ("speech", SPEECH, "Dear|We lost|I ask|We expect|I thank", "announced", "yerevan"),
    ("article", ARTICLE, "", "", ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "spoken", "speakers", "sides"), [row[1:] for row in TABLE], ids=[r[0] for r in TABLE])
def test_turns(text: str, spoken: str, speakers: str, sides: str) -> None:
    article, sentences = document(text)
    named = labels(article, sentences, NAMES)
    units = spoken_by(text, sentences, spoken) if spoken else set()
    found = turns(article, sentences, named, units)
    assert [turn.speaker or "announced" for turn in found] == speakers.split()
    assert {number for turn in found for number in turn.sentences} == units
    speaking = {number: turn.speaker for number, turn in enumerate(found)}
    resolved = resolve(within_turns([], found, sentences, named, Cover([])), article, sentences, NAMES, speaking)
    assert [attribution.side for attribution in resolved] == sides.split()
    assert all(attribution.type == "direct" for attribution in resolved)
    for turn in found:
        for start, end in turn.content:
            assert text[start:end].strip('“”" \n') == text[start:end]


# (outlet, label, role)
LABELS = [
    ("Example Wire", "QUESTION: Why?", "press"), ("Example Wire", "J2: Why?", "press"),
    ("Example Wire", "Question (Radio Open Caucasus): Why?", "press"), ("Example Wire", "Host: Why?", "host"),
    ("Levant Straits Forum", "LSF: Why?", "host"), ("Example Wire", "Answer: So it is.", "answer"),
    ("Example Wire", "Q.: Why?", "press"), ("Example Wire", "A.: So it is.", "answer"),
    ("Denmark Radio", "Mark: So it is.", "guest"), ("Caspian Compass", "Compass: Why?", "host"),
    ("Example Wire", "MR. CORBIN: So it is.", "guest"), ("Example Wire", "N.G.: So it is.", "guest"),
    ("Example Wire", "Safarli (Renew): So it is.", "guest"), ("Example Wire", "the minister: So it is.", None),
    *(("Example Wire", f"{heading}: So it is.", None) for heading in (
        "Background", "Editor’s note", "Update", "Photo", "Source", "In Goris", "To the Council of Europe",
        "BAKU", "Yerevan", "ISTANBUL", "NEW YORK (AFP)", "Tbilisi, Georgia",
    )),
    ("Example Wire", "ALIYEV: So it is.", "guest"), ("Example Wire", "Lindsey Graham: So it is.", "guest"),
    ("Example Wire", "12:30 So it is.", None), ("Example Wire", "So it is, he said.", None),
]  # fmt: skip


@pytest.mark.parametrize(("outlet", "line", "role"), LABELS)
def test_labels(outlet: str, line: str, role: str | None) -> None:
    found = labels(Document("d", line, outlet), [Sentence(0, 0, len(line), "body")], NAMES)
    assert [label.role for label in found.values()] == ([role] if role else [])
    assert all(line[slice(*label.colon)] == ":" for label in found.values())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SMITH: It is so.\n\nJONES: It is not.", ["smith", "jones"]),  # no dateline where somebody else has a label
        ("SHUSHAKEND: Shells fell.\n\nNobody was hurt.", []),
        ("BAKU: Shells fell.\n\nJones: It is not.", ["jones"]),
    ],
)
def test_a_dateline_opens_a_text_in_which_nobody_else_has_a_label(text: str, expected: list[str]) -> None:
    units = [Sentence(i, *m.span(), "body") for i, m in enumerate(re.finditer(r"[^\n]+", text))]
    assert [label.name for label in labels(Document("d", text, "Example Wire"), units, NAMES).values()] == expected


def test_an_answer_is_its_guests() -> None:
    text = "Q: Who?\n\nSafarli: I.\n\nQ: And then?\n\nA: We all.\n\nAnd nobody else."
    article, sentences = document(text)
    found = turns(
        article, sentences, labels(article, sentences, NAMES), spoken_by(text, sentences, "I.|We all|And nobody")
    )
    assert [turn.speaker for turn in found] == ["safarli", "safarli"]
    assert [turn.label is None for turn in found] == [False, True]


def test_inside_a_turn_only_named_sources_stay() -> None:
    article, sentences = document(TRANSCRIPT)
    named = labels(article, sentences, NAMES)
    spoken = spoken_by(TRANSCRIPT, sentences, "Is the road|Baku says|We want|That has|And Russia|I have")
    found = turns(article, sentences, named, spoken)
    at = article.text.index("Baku says so")
    unit = next(s.id for s in sentences if s.start <= at < s.end)
    said = LinkedAttribution(((at, at + 4),), ((at + 5, at + 9),), ((at + 10, at + 12),), None, 0.9, (unit,))
    loose = LinkedAttribution(None, None, ((at, at + 12),), None, 0.9, (unit,))
    framed = within_turns([loose, said], found, sentences, named, Cover([]))
    assert len(framed) == 5
    assert framed[4].parent == 0
    assert framed[4].source == ((at, at + 4),)


# (what is linked: source, cue and content, whether the content is quoted, what stays of the content)
BORDERS = [
    ("", "", "what is Armenia giving away?\n\n— Not one meter.", False, None),
    ("", "", "what is Armenia giving away?", False, None),
    ("", "", "what is Armenia giving away?", True, "what is Armenia giving away?"),
    ("People", "are afraid", "Do you see it?\n\n— I was there", False, "Do you see it?"),
]


@pytest.mark.parametrize(("source", "cue", "content", "quoted", "stays"), BORDERS)
def test_what_is_said_beside_a_turn_ends_with_it(
    source: str, cue: str, content: str, quoted: bool, stays: str | None
) -> None:
    article, sentences = document(INTERVIEW)
    named = labels(article, sentences, NAMES)
    found = turns(article, sentences, named, spoken_by(INTERVIEW, sentences, "Not one|I know|I was|We will"))
    at = {piece: (INTERVIEW.index(piece), INTERVIEW.index(piece) + len(piece)) for piece in (source, cue, content)}
    span = at[content]
    units = tuple(s.id for s in sentences if s.start < span[1] and span[0] < s.end)
    item = LinkedAttribution((at[source],) if source else None, (at[cue],) if cue else None, (span,), None, 0.9, units)
    framed = within_turns([item], found, sentences, named, Cover([span] if quoted else []))
    assert [INTERVIEW[a:b] for kept in framed[2:] for a, b in kept.content or ()] == ([stays] if stays else [])


def test_an_answers_label_is_no_source() -> None:
    text = "Q: Who?\n\nA: We all."
    article, sentences = document(text)
    named = labels(article, sentences, NAMES)
    found = turns(article, sentences, named, spoken_by(text, sentences, "Who?|We all"))
    answered = LinkedAttribution(((9, 10),), ((10, 11),), ((12, 19),), None, 0.9, (1,))
    assert len(within_turns([answered], found, sentences, named, Cover([]))) == 2


def test_the_outlets_label_is_no_source() -> None:
    text = "Host: Who?\n\nSafarli: I."
    article, sentences = document(text)
    named = labels(article, sentences, NAMES)
    asked = LinkedAttribution(((0, 4),), ((4, 5),), ((6, 10),), None, 0.9, (0,))
    found = turns(article, sentences, named, spoken_by(text, sentences, "I."))
    assert [item.source for item in within_turns([asked], found, sentences, named, Cover([]))] == [((12, 19),)]


PLAIN = """Baku says the road is open

The Foreign Ministry in Baku said on Monday that the road was open. “Nobody is hindered,” its spokesman told reporters.

Armenia denied this. Its prime minister said trucks had been turned back at the bridge."""

# (name, text, sides of the speakers)
READ = [
    ("transcript", TRANSCRIPT, {"other", "us"}),
    ("interview", INTERVIEW, {"yerevan"}),
    ("questions", QUESTIONS, {"yerevan"}),
    ("speech", SPEECH, {"yerevan"}),
    ("plain", PLAIN, set()),
]


@pytest.mark.parametrize(("text", "sides"), [row[1:] for row in READ], ids=[row[0] for row in READ])
def test_the_shipped_models_find_turns_and_whose_they_are(text: str, sides: set[str], models: Models) -> None:
    analysis = analyze(Document("d", text, "Example Wire", published="2023-04-25"), models)
    spoken = [item for item in analysis.attributions if is_turn(item, text)]
    assert {item.side for item in spoken if analysis.sentences[item.sentences[0]].kind == "body"} == sides


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

    found = turns(article, units, labels(article, units, NAMES), {0, 1, 2, 3})

    assert [turn.sentences for turn in found if turn.speaker == "corbin"] == [[1], [3]]
