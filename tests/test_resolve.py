"""Sources resolve to the side that speaks: phrases, pronouns, offices by date, joint sources, first-person texts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from perspectives.attribution.credible import sourced
from perspectives.attribution.discourse import Discourse
from perspectives.attribution.link import LinkedAttribution
from perspectives.attribution.resolve import resolve
from perspectives.conflict import load
from perspectives.lexicon import Lexicon, lexicon
from perspectives.records import Attribution, Document, Layer, Sentence, Span

TABLE = Path(__file__).parent / "data" / "sources.txt"
_HEAD = re.compile(r"\{(outlet )?([^}]*)\}\s*")


@pytest.fixture(scope="module")
def names() -> Lexicon:
    return lexicon(load("karabakh"))


def rows() -> list[tuple[str, str]]:
    lines = TABLE.read_text("utf-8").splitlines()
    return [tuple(line.split(" | ", 1)) for line in lines if line and not line.startswith("#")]  # type: ignore[misc]


def sentences_of(text: str) -> list[Sentence]:
    starts = [0, *(found.end() for found in re.finditer(r"(?<=[.!?”\"])\s+(?=[A-Z“\"\[])", text))]
    ends = [*starts[1:], len(text)]
    spans = [(start, start + len(text[start:end].rstrip())) for start, end in zip(starts, ends, strict=True)]
    return [Sentence(number, *span, "body") for number, span in enumerate(spans)]


def passage(marked: str) -> tuple[Document, list[Sentence], list[LinkedAttribution]]:
    """A passage with its sources in brackets as a document and the attributions that a linker would give."""
    published, outlet = "2023-05-07", "Example Wire"
    while head := _HEAD.match(marked):
        published, outlet = (published, head[2]) if head[1] else (head[2], outlet)
        marked = marked[head.end() :]
    spans: list[Span] = []
    text = ""
    for piece in re.split(r"(\[[^\]]*\])", marked):
        if piece.startswith("["):
            spans.append((len(text), len(text) + len(piece[1:-1].rstrip(","))))
        text += piece.strip("[]") if piece.startswith("[") else piece
    document = Document("d", text, outlet, published=published)
    sentences = sentences_of(text)
    linked = [
        LinkedAttribution((span,), None, None, None, 1.0, (next(s.id for s in sentences if span[0] < s.end),))
        for span in spans
    ]
    return document, sentences, linked


def sides(found: tuple[Attribution, ...], linked: list[LinkedAttribution]) -> str:
    return " ".join("+".join(a.side for a in found if a.source == item.source) for item in linked)


@pytest.mark.parametrize(("expected", "marked"), rows())
def test_side_of_a_source(expected: str, marked: str, names: Lexicon) -> None:
    document, sentences, linked = passage(marked)
    got = sides(resolve(linked, document, sentences, names), linked)
    assert [set(side.split("+")) for side in got.split()] == [set(side.split("+")) for side in expected.split()], got


# (passage, actor of the last source)
OFFICES = [
    ("[Azerbaijan's president] spoke. [The foreign minister] said no.", "azerbaijan/foreign-ministry"),
    ("[Pashinyan] spoke. [The Defense Ministry] said no.", "armenia/defense-ministry"),
    ("[Lavrov] spoke. [The president] agreed.", "russia/president"),
    ("[President Ilham Aliyev] spoke. [Officials in the region] said no.", "azerbaijan/government"),
    ("[Armenia's Foreign Ministry] spoke. [The ministry] said no.", "armenia/foreign-ministry"),
    ("[Armenia's Foreign Ministry] spoke. [Its spokeswoman] said no.", "armenia/foreign-ministry"),
]


@pytest.mark.parametrize(("marked", "actor"), OFFICES)
def test_an_office_of_the_country_spoken_of(marked: str, actor: str, names: Lexicon) -> None:
    document, sentences, linked = passage(marked)
    assert resolve(linked, document, sentences, names)[-1].actor == actor


def test_another_conflict_needs_no_code() -> None:
    table = [
        ("belgrade", "[Serbian President Aleksandar Vucic] accused the police of terror."),
        ("pristina", "[Kosovo's Prime Minister Albin Kurti] said the attack was planned."),
        ("kosovo-serbs", "[Kosovo Serbs] fear more arrests."),
        ("belgrade+pristina", "[Belgrade and Pristina] accused each other of breaking the deal."),
        ("pristina pristina", "[Albin Kurti] refused. [The prime minister] said the mayors would stay."),
        ("other", "[The German Foreign Ministry] was concerned."),
        ("moscow", "[The Russian Foreign Ministry] backed Serbia."),
    ]
    names = lexicon(load("kosovo"))
    for expected, marked in table:
        document, sentences, linked = passage(marked)
        assert sides(resolve(linked, document, sentences, names), linked) == expected


def test_a_speech_is_its_speakers(names: Lexicon) -> None:
    text = (
        "Deputy Foreign Minister Arsen Tumanyan of Armenia met diplomats. Below are his remarks.\n\n"
        "Dear colleagues, thank you. We lost many men. I ask you to look at the map. We expect our allies to act."
    )
    start = text.index("Dear")
    document = Document("d", text, "Example Wire", published="2022-09-14")
    sentences = sentences_of(text)
    covered = tuple(s.id for s in sentences if s.start >= start)
    linked = [LinkedAttribution(None, None, ((start, len(text)),), None, 1.0, covered)]
    (found,) = resolve(linked, document, sentences, names)
    assert (found.side, found.type, found.sentences) == ("yerevan", "direct", covered)


def test_children_of_joint_sources_point_to_the_first(names: Lexicon) -> None:
    text = "Armenia and Azerbaijan said that Putin had promised talks."
    document = Document("d", text, "Example Wire", published="2022-09-14")

    def at(piece: str) -> tuple[Span, ...]:
        return ((text.index(piece), text.index(piece) + len(piece)),)

    content = at("that Putin had promised talks")
    linked = [
        LinkedAttribution(at("Armenia and Azerbaijan"), at("said"), content, None, 0.9, (0,)),
        LinkedAttribution(at("Putin"), at("promised"), at("talks"), 0, 0.8, (0,)),
    ]
    found = resolve(linked, document, sentences_of(text), names)
    assert [(a.id, a.side, a.parent) for a in found] == [(0, "yerevan", None), (1, "baku", None), (2, "moscow", 0)]


TYPES = [
    ("direct", "“[x We will answer],” [s Baku] [c said]."),
    ("mixed", "[s Baku] [c said] [x that the road was “completely open” to all]."),
    ("indirect", "[s Baku] [c said] [x that the road was open]."),
    ("belief", "[s Baku] [c believes] [x that the road was open]."),
    ("indirect", "[s Baku] [c expressed hope] [x for a treaty]."),
    ("direct", "[s Baku][c :] [x The road is open and we keep it so]."),
]


def marked(text: str) -> tuple[str, LinkedAttribution]:
    """A sentence and the attribution marked in it: `[s source]`, `[c cue]`, `[x content]`."""
    plain, at = "", 0
    roles: dict[str, tuple[Span, ...]] = {}
    for mark in re.finditer(r"\[([scx]) ?([^\]]*)\]", text):
        plain += text[at : mark.start()]
        roles[mark[1]] = (*roles.get(mark[1], ()), (len(plain), len(plain) + len(mark[2])))
        plain, at = plain + mark[2], mark.end()
    return plain + text[at:], LinkedAttribution(roles["s"], roles["c"], roles["x"], None, 1.0, (0,))


@pytest.mark.parametrize(("kind", "text"), TYPES)
def test_types(kind: str, text: str, names: Lexicon) -> None:
    plain, linked = marked(text)
    document = Document("d", plain, "Example Wire", published="2022-09-14")
    assert resolve([linked], document, [Sentence(0, 0, len(plain), "body")], names)[0].type == kind


WIDENED = [
    ("yerevan+baku", "[s Armenia] and Azerbaijan [c said] [x that talks go on]."),
    ("baku+yerevan", "Baku and [s Yerevan] [c have indicated] [x that talks go on]."),
    ("yerevan+baku+moscow", "[s Yerevan], Baku and Moscow [c said] [x that talks go on]."),
    ("yerevan+baku+moscow", "Yerevan, [s Baku] and Moscow [c said] [x that talks go on]."),
    ("yerevan+baku+moscow", "Yerevan, Baku and [s Moscow] [c said] [x that talks go on]."),
    ("yerevan+baku+moscow", "Yerevan, [s Baku and Moscow] [c said] [x that talks go on]."),
    ("moscow", "The envoy met Ilham Aliyev and [s Moscow] [c said] [x that talks go on]."),
    ("moscow", "In Baku, [s Moscow] [c said] [x that talks go on]."),
    ("yerevan+baku", "Both Yerevan and [s Baku] [c said] [x that talks go on]."),
    ("baku+yerevan", "In Washington, [s Aliyev and Pashinyan] [c said] [x that talks go on]."),
    ("yerevan+baku", "Unlike Russia, [s Armenia and Azerbaijan] [c said] [x that talks go on]."),
    ("baku+yerevan", "WASHINGTON, [s Aliyev and Pashinyan] [c said] [x that talks go on]."),
]


@pytest.mark.parametrize(("expected", "text"), WIDENED)
def test_a_source_is_widened_to_the_names_joined_to_it(expected: str, text: str, names: Lexicon) -> None:
    plain, linked = marked(text)
    document = Document("d", plain, "Example Wire", published="2022-09-14")
    found = resolve([linked], document, [Sentence(0, 0, len(plain), "body")], names)
    assert "+".join(a.side for a in found) == expected


PARENTHETICAL = [
    ("moscow", "[The Russian Foreign Ministry] was blunt.", "[x Yerevan], [s it] [c said], [x was a tool of others]."),
    ("moscow", "[Sergei Lavrov] was blunt.", "“[x Nikol Pashinyan has made his choice],” [s he] [c said]."),
    ("moscow", "[Sergei Lavrov] was blunt.", "[s He] [c said] [x that Nikol Pashinyan had made his choice]."),
]


@pytest.mark.parametrize(("expected", "before", "text"), PARENTHETICAL)
def test_nobody_means_himself_by_what_he_says(expected: str, before: str, text: str, names: Lexicon) -> None:
    plain, linked = marked(text)
    opening = before.replace("[", "").replace("]", "") + " "
    shift = len(opening)
    spans = [
        tuple((s + shift, e + shift) for s, e in spans or ()) for spans in (linked.source, linked.cue, linked.content)
    ]
    first = LinkedAttribution(((0, before.index("]") - 1),), None, None, None, 1.0, (0,))
    second = LinkedAttribution(spans[0], spans[1], spans[2], None, 1.0, (1,))
    document = Document("d", opening + plain, "Example Wire", published="2022-09-14")
    sentences = [Sentence(0, 0, shift - 1, "body"), Sentence(1, shift, shift + len(plain), "body")]
    assert resolve([first, second], document, sentences, names)[1].side == expected


def test_a_source_cut_short_is_read_whole(names: Lexicon) -> None:
    text = "The Azerbaijani Foreign Ministry hailed the handover."
    document = Document("d", text, "Example Wire", published="2024-05-24")
    linked = [LinkedAttribution(((0, 3),), ((33, 39),), ((40, 52),), None, 0.9, (0,))]
    assert resolve(linked, document, sentences_of(text), names)[0].side == "baku"


@pytest.mark.parametrize(
    "line", ["YEREVAN, Sept. 13 — Shells fell.", "YEREVAN (EW) – Shells fell.", "YEREVAN: Shells fell."]
)
def test_a_dateline_tells_the_home_of_a_text(line: str, names: Lexicon) -> None:
    document = Document("d", line, "Example Wire", published="2022-09-14")
    assert Discourse(document, [Sentence(0, 0, len(line), "body")], names).home == "armenia"


def test_what_nobody_is_found_to_say_is_left_out(names: Lexicon) -> None:
    text = "Reportedly, the road was shut. They refused to hand over the maps."
    document = Document("d", text, "Example Wire", published="2024-05-24")
    linked = [
        LinkedAttribution(None, ((0, 10),), ((12, 29),), None, 0.9, (0,)),
        LinkedAttribution(None, None, ((44, 65),), None, 0.9, (1,)),
    ]
    found = resolve(linked, document, sentences_of(text), names)
    assert [a.cue for a in sourced(found, text)] == [((0, 10),)]


HOMES = [
    ("TASS", None, "russia"), ("TASS", "https://tass.am/x", "russia"), ("Sputnik Armenia", None, "russia"),
    ("Gyumri Evening", None, "armenia"), ("Strasbourg Evening", None, None),
    ("Sabah Xeber", "https://sabah.example.az/1", "azerbaijan"), ("qalib.az", None, "azerbaijan"),
    ("Example Wire", "https://example.org/az", None), ("Example Wire", "http://[x", None),
]  # fmt: skip


@pytest.mark.parametrize(("outlet", "url", "home"), HOMES)
def test_an_outlet_is_at_home_by_its_name_then_by_its_domain(
    outlet: str, url: str | None, home: str | None, names: Lexicon
) -> None:
    document = Document("d", "Nothing.", outlet, url=url)
    assert Discourse(document, [Sentence(0, 0, 8, "body")], names).own_home == home


def test_a_reposted_article_is_not_at_home_where_it_stands(names: Lexicon) -> None:
    layers = (Layer("republisher", "Example.am"), Layer("outlet", "Example Wire"))
    document = Document("d", "Nothing.", "Example.am", url="https://example.am/1", provenance=layers)
    assert Discourse(document, [Sentence(0, 0, 8, "body")], names).own_home is None
