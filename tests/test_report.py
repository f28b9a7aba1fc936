"""The page: true figures, valid and harmless HTML, links that lead somewhere, the same bytes every time."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import re
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import report_factory
from perspectives.records import Comparison, Difference, Evidence, EvidenceMark, Figure
from perspectives.report import SECTIONS, Section, render, render_site, tables
from perspectives.report.escape import neutralize, safe_url, slug, spreadsheet
from perspectives.report.evidence import TEXT_LIMIT, choose, marked
from perspectives.report.figures import counted
from perspectives.report.restrict import to_largest, to_outlets
from perspectives.report.view import View

MAKERS = {
    "realistic": report_factory.comparison,
    "empty": report_factory.empty,
    "hostile": report_factory.hostile,
    "one outlet": lambda: report_factory.comparison(outlets=report_factory.OUTLETS[:1]),
    "no outlet": lambda: report_factory.comparison(outlets=()),
}
BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@pytest.fixture(scope="module", params=MAKERS)
def made(request: pytest.FixtureRequest) -> tuple[Comparison, str]:
    """A comparison and its page."""
    comparison = MAKERS[request.param]()
    return comparison, render(comparison)


@pytest.fixture(scope="module")
def realistic() -> Comparison:
    """The realistic comparison."""
    return report_factory.comparison()


def parse(html: str) -> Any:
    """The document of a page that a strict parser accepts, without namespaces."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
        return parser.parse(html)


def text(element: Any) -> str:
    """All text of an element."""
    return "".join(element.itertext())


def ids(document: Any) -> Counter[str]:
    """How often each id stands in a document."""
    return Counter(element.get("id") for element in document.iter() if element.get("id") is not None)


def hrefs(document: Any) -> Iterator[str]:
    """The addresses of all links."""
    return (element.get("href") for element in document.iter("a") if element.get("href"))


def test_page_is_strict_html_with_unique_ids_and_links_that_lead_somewhere(made: tuple[Comparison, str]) -> None:
    document = parse(made[1])
    found = ids(document)
    assert not [name for name, count in found.items() if count > 1]
    assert not [href for href in hrefs(document) if href.startswith("#") and href[1:] not in found]
    for element in document.iter():
        for name in ("aria-labelledby", "for"):
            assert all(reference in found for reference in (element.get(name) or "").split())


def test_same_comparison_gives_the_same_bytes(made: tuple[Comparison, str]) -> None:
    assert render(made[0]).encode() == made[1].encode()


def test_nothing_of_an_article_acts(made: tuple[Comparison, str]) -> None:
    document = parse(made[1])
    allowed = {"script": 1, "style": 2, "link": 1, "template": 1, "form": 2}
    for name in ("script", "style", "link", "img", "iframe", "object", "embed", "base", "video", "audio", "template"):
        assert len(list(document.iter(name))) <= allowed.get(name, 0), name
    for element in document.iter():
        assert not [name for name in element.attrib if str(name).startswith("on") or name in ("style", "srcdoc", "src")]
    for href in hrefs(document):
        assert urlsplit(href).scheme in ("", "http", "https", "data"), href
        assert not href.startswith("data:") or href.startswith("data:text/csv;charset=utf-8,")
    for link in document.iter("a"):
        assert not link.get("href", "").startswith("http") or link.get("rel") == "noopener"
    assert not BIDI.search(made[1])
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]", made[1])


def test_policy_allows_only_the_styles_and_the_script_of_the_page(made: tuple[Comparison, str]) -> None:
    document = parse(made[1])
    policy = next(meta.get("content") for meta in document.iter("meta") if meta.get("http-equiv"))
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    for kind in ("style", "script"):
        hashes = {
            f"'sha256-{base64.b64encode(hashlib.sha256((element.text or '').encode()).digest()).decode()}'"
            for element in document.iter(kind)
        }
        directive = next(part for part in policy.split(";") if part.strip().startswith(f"{kind}-src"))
        assert hashes == set(directive.split()[1:])


def test_every_stance_figure_stands_in_its_cell_with_interval_and_count(realistic: Comparison) -> None:
    document = parse(render(realistic))
    cells = {}
    for voice in ("own", "quoted", "all"):
        region = next(e for e in document.iter("div") if e.get("aria-labelledby") == f"stance-{voice}-c")
        rows = list(region.iter("tr"))
        columns = [text(head) for head in rows[0]][1:]
        for row in rows[1:]:
            outlet, *values = list(row)
            cells |= {(text(outlet), column, voice): cell for column, cell in zip(columns, values, strict=True)}
    labels = {side.id: side.label for side in realistic.conflict.sides}
    assert len(cells) == len(realistic.stances)
    for stance in realistic.stances:
        cell = cells[stance.outlet, labels[stance.side], stance.voice]
        shown, net = text(cell).replace("−", "-"), stance.net
        assert f"{net.value:+.2f}" in shown or abs(net.value or 0) < 0.005
        assert f"{net.total} in {net.clusters} article" in shown
        assert f"{net.low:+.2f} to {net.high:+.2f}" in shown.replace("0.00", "+0.00").replace("++", "+")
        assert ("few" in shown) == net.small == ("few" in (cell.get("class") or ""))
        assert "†" in shown


def test_the_method_tells_how_many_stances_stand_outside_the_shares(realistic: Comparison) -> None:
    first, *rest = realistic.outlets
    told = replace(realistic, outlets=(replace(first, aside_stances=7), *rest))
    assert f"count the sentences of that voice with the side’s name: {first.name} 7 favorable or critical." in render(
        told
    )
    assert "count sentences with a name alone" not in render(realistic)


def test_what_is_of_unknown_outlet_is_told_but_in_no_table(realistic: Comparison) -> None:
    last = realistic.outlets[-1].name
    rest = to_outlets(realistic, {outlet.name for outlet in realistic.outlets} - {last})
    months = tuple(replace(c, outlet="unknown") if c.outlet == last else c for c in realistic.months)
    events = tuple(replace(c, outlet="unknown", documents=0) if c.outlet == last else c for c in realistic.events)
    outlets = (*rest.outlets, replace(realistic.outlets[-1], name="unknown"))
    found = replace(rest, outlets=outlets, months=months, events=events)
    document = parse(render(found))
    page = text(document)
    assert "how five outlets present it" in page
    assert "40 articles of unknown outlet: counted here" in page
    assert "unknown has no article" not in page
    rows = {text(row) for table in document.iter("table") if "grid" in table.get("class") for row in table.iter("th")}
    assert "Caspian Wire" in rows
    assert "unknown" not in rows
    assert [name for name, _ in render_site(found) if "unknown" in name and name.startswith("outlets")] == []


@pytest.mark.parametrize(("extra", "told"), [(0, False), (2, True)])
def test_the_head_tells_what_counts_in_several_outlets(realistic: Comparison, extra: int, told: bool) -> None:
    documents = sum(outlet.documents for outlet in realistic.outlets) - extra
    page = render(replace(realistic, documents=documents))
    assert "Counted once in each outlet: six copies of articles of other outlets." in page
    assert (f"the rows add up to more than {documents} articles" in page) == told


def test_audited_intervals_carry_no_dagger(realistic: Comparison) -> None:
    audited = render(with_audits(realistic, {outlet.name for outlet in realistic.outlets}))
    assert "†" not in audited
    method = next(element for element in parse(audited).iter("section") if element.get("id") == "method")
    assert "unaudited" not in text(method)
    assert "your own audit labels (sides, stances)" in text(method)
    assert "nobody has checked" not in audited


def test_one_audited_outlet_leaves_the_others_unaudited(realistic: Comparison) -> None:
    first = realistic.outlets[0].name
    html = render(with_audits(realistic, {first}))
    document = parse(html)
    region = next(e for e in document.iter("div") if e.get("aria-labelledby") == "stance-own-c")
    rows = {text(row[0]): text(row) for row in list(region.iter("tr"))[1:]}
    assert {outlet for outlet, row in rows.items() if "†" not in row} == {first}
    method = next(element for element in document.iter("section") if element.get("id") == "method")
    assert f"where you have given them ({first}); marked †, it is unaudited" in text(method)
    assert "† unaudited: nobody has checked these labels on that outlet." in html


def with_audits(comparison: Comparison, outlets: set[str]) -> Comparison:
    """The comparison as if some outlets had been audited."""

    def marked(record: Any) -> Any:
        figures = {f.name: getattr(record, f.name) for f in fields(record)}
        marks = {name: replace(v, audited=True) for name, v in figures.items() if isinstance(v, Figure | Difference)}
        return replace(record, **marks) if record.outlet in outlets else record

    kinds = ("speakers", "cues", "stances", "gaps", "frames", "namings", "omissions", "findings")
    cells = {kind: tuple(map(marked, getattr(comparison, kind))) for kind in kinds}
    method = replace(comparison.method, audited=tuple(sorted(outlets)), audited_layers=("sides", "stances"))
    return replace(comparison, **cells, method=method)


def test_every_cell_with_evidence_links_to_its_ranked_sentences(realistic: Comparison) -> None:
    document = parse(render(realistic))
    view = View.of(realistic)
    links = set(hrefs(document))
    by_id = {element.get("id"): element for element in document.iter() if element.get("id")}
    totals = dict(realistic.evidence_totals)
    for key, entry in view.entries.items():
        assert f"#{entry.anchor}" in links
        item = by_id[entry.anchor]
        shown = [by_id[link.get("href")[1:]] for link in item.iter("a")]
        assert f"{len(shown)} of {entry.total}" in text(item)
        assert entry.total == max(totals.get(key, entry.total), len(entry.ranked))
        texts = [realistic.evidence[position].text for position in entry.ranked]
        assert [text(next(sentence.iter("p"))) for sentence in shown] == texts


@pytest.mark.parametrize("per_outlet", [50, 400])
def test_page_keeps_its_byte_budget_and_counts_what_it_leaves_out(per_outlet: int) -> None:
    comparison = report_factory.comparison(documents=50, per_outlet=per_outlet)
    html = render(comparison)
    assert len(html.encode()) <= 1_000_000
    shown = html.count('<p class="t"')
    assert f"{shown} sentences shown of 7,500" in html
    assert shown > 0.9 * 6 * 50


@pytest.mark.parametrize(("count", "hidden"), [(12, False), (40, True)])
def test_many_outlets_keep_the_budget_and_the_page_says_what_it_leaves_out(count: int, hidden: bool) -> None:
    outlets = tuple(f"Outlet {n}" for n in range(count))
    html = render(report_factory.comparison(outlets=outlets, documents=300 // count))
    document = parse(html)
    assert len(html.encode()) <= 1_000_000
    assert html.count('<p class="t"') > 100
    found = ids(document)
    assert not [href for href in hrefs(document) if href.startswith("#") and href[1:] not in found]
    assert ("with which they are compared, would not fit" in html) == hidden
    assert f"how {counted(count, 'outlet')} present it" in html
    articles = count * (300 // count)
    assert f"{articles:,} articles from" in html
    assert f"{25 * articles:,} sentences, {520 * articles:,} words." in html


def test_an_event_that_only_an_outlet_left_out_covers_is_not_told_as_uncovered(realistic: Comparison) -> None:
    last = realistic.outlets[-1].name
    whole = replace(
        realistic,
        outlets=tuple(replace(o, documents=1) if o.name == last else o for o in realistic.outlets),
        events=tuple(replace(c, documents=5 if c.outlet == last else 0) for c in realistic.events),
    )
    part = replace(View.of(to_largest(whole, 5)), whole=whole)
    assert last not in {outlet.name for outlet in part.comparison.outlets}
    page = SECTIONS["coverage"].render(part)
    assert "without an article" not in page
    assert "Talks in the spring" in page


def test_smaller_limit_keeps_the_best_of_every_cell(realistic: Comparison) -> None:
    view = View.of(realistic)
    room = 130 * len(view.entries) + 220_000
    small = choose(realistic, view.entries, room, lambda evidence: 1000)
    assert 0 < len(small.positions) < len(realistic.evidence)
    for key, entry in view.entries.items():
        assert small.shown[key] == tuple(place for place in entry.ranked if place in small.positions)
        assert small.shown[key][0] == entry.ranked[0]


def test_no_figure_leads_to_an_empty_list(realistic: Comparison) -> None:
    html = render(replace(realistic, evidence=realistic.evidence * 1), 430_000)
    document = parse(html)
    by_id = {element.get("id"): element for element in document.iter() if element.get("id")}
    linked = {href[1:] for href in hrefs(document) if href.startswith("#e.")}
    assert 20 < len(linked) < len(View.of(realistic).entries)
    for anchor in linked:
        assert len(list(by_id[anchor].iter("a"))) > 0, anchor


def test_lists_are_ranked_by_what_they_are_about(realistic: Comparison) -> None:
    entries = View.of(realistic).entries
    for stance in realistic.stances:
        entry = entries.get(f"stance|{stance.outlet}|{stance.side}|{stance.voice}")
        if entry:
            found = [
                max(
                    (
                        one.probability
                        for one in realistic.evidence[place].stances
                        if one.target == stance.side and stance.voice in (one.voice, "all") and one.label != "neutral"
                    ),
                    default=0.0,
                )
                for place in entry.ranked
            ]
            assert found == sorted(found, reverse=True)


def test_frames_on_shared_events_lead_to_sentences_on_these_only(realistic: Comparison) -> None:
    shared = set(realistic.method.shared_events)
    entries = View.of(realistic).entries
    lists = [entry for key, entry in entries.items() if key.startswith("shared|frame|")]
    assert lists
    assert {realistic.evidence[place].event for entry in lists for place in entry.ranked} == shared
    war = {frame.id for frame in realistic.conflict.frames if frame.journalism == "war"}
    summed = entries[f"frame|{realistic.outlets[0].name}|war|quoted"]
    assert all(
        war & {frame for frame, _ in realistic.evidence[place].frames} and realistic.evidence[place].side != "author"
        for place in summed.ranked
    )


def test_terms_and_figures_in_dispute_lead_to_their_sentences(realistic: Comparison) -> None:
    document = parse(render(realistic))
    sections = {section.get("id"): section for section in document.iter("section")}
    terms = {text(link): link.get("href") for link in sections["naming"].iter("a")}
    by_id = {element.get("id"): element for element in document.iter() if element.get("id")}
    listed = by_id[terms["posts"][1:]]
    assert "“posts”" in text(listed)
    sentences = [text(next(by_id[link.get("href")[1:]].iter("p"))) for link in listed.iter("a")]
    assert sentences
    assert all("posts" in sentence for sentence in sentences)
    numbers = [link for link in sections["claims"].iter("a") if text(link) in ("49", "50")]
    assert len(numbers) == len(realistic.numbers)


@pytest.mark.parametrize("count", [600, 40])
def test_many_claims_are_cut_and_the_page_says_so(realistic: Comparison, count: int) -> None:
    claims = tuple(
        replace(realistic.claims[n % 3], id=f"n{n}", contested_with=(), text=f"{n} " + "that the road was shut " * 8)
        for n in range(count)
    )
    contested = replace(claims[-1], id="contested", contested_with=("n0",), text="the contested one")
    method = replace(realistic.method, claims_found=900)
    html = render(replace(realistic, claims=(*claims, contested), method=method))
    assert len(html.encode()) <= 1_000_000
    assert "the contested one" in html
    assert (f"of {count + 1} claims" in html) == (count > 500)
    assert f"Of the 900 claims found, {count + 1} are shared or contested" in html
    assert html.count('<p class="t"') > 100


def test_claims_left_out_are_not_told_as_absent(realistic: Comparison) -> None:
    method = replace(realistic.method, claims_left_out=True)
    html = render(replace(realistic, claims=(), omissions=(), numbers=(), method=method))
    assert "No aligned claims" not in html
    assert html.count("Claims were left out, as always where articles are very many") == 2


def finding_page(realistic: Comparison, **changes: Any) -> str:
    """The page with one finding, changed."""
    finding = replace(realistic.findings[0], **changes)
    return text(next(parse(render(replace(realistic, findings=(finding,)))).iter("main")))


def test_unsound_findings_are_not_told(realistic: Comparison) -> None:
    finding = realistic.findings[0]
    few = replace(finding.figure, small=True)
    covers_zero = Difference(0.1, -0.1, 0.3, 0.2, 0.01)
    corrected_away = Difference(0.2, 0.1, 0.3, 0.01, 0.2)
    assert finding.text in finding_page(realistic)
    for changes in ({"figure": few}, {"difference": covers_zero}, {"difference": corrected_away}):
        page = finding_page(realistic, **changes)
        assert finding.text not in page
        assert "Nothing to report" in page


@pytest.mark.parametrize(
    ("low", "told"),
    [
        (0.01, "and the difference, the figures of the others erring too, in +0.01 to +0.60."),
        (-0.02, "in −0.02 to +0.60, which holds zero: a lead, not yet a result."),
        (None, "With the models’ error the net stance could be anywhere in +0.20 to +0.70."),
    ],
)
def test_a_finding_that_the_models_error_could_make_up_says_so(
    realistic: Comparison, low: float | None, told: str
) -> None:
    finding = realistic.findings[0]
    figure = replace(finding.figure, model_low=0.2, model_high=0.7)
    difference = replace(finding.difference, model_low=low, model_high=None if low is None else 0.6)
    page = finding_page(realistic, figure=figure, difference=difference)
    assert told in page
    assert ("a lead, not yet a result" in page) == (low is not None and low < 0)


def test_at_most_seven_findings(realistic: Comparison) -> None:
    html = render(replace(realistic, findings=realistic.findings[:1] * 12))
    assert html.count(realistic.findings[0].text) == 7


def test_empty_comparison_says_so_everywhere() -> None:
    page = text(next(parse(render(report_factory.empty())).iter("main")))
    for said in ("Nothing to report", "No aligned claims", "No article carries a date", "No accuracy is recorded"):
        assert said in page


def test_a_new_section_is_one_line_and_its_plain_text_is_escaped(
    realistic: Comparison, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(SECTIONS, "mine", Section("My own <section>", "Mine", lambda view: "<b>1 < 2</b>"))
    document = parse(render(realistic))
    section = next(element for element in document.iter("section") if element.get("id") == "mine")
    assert "My own <section>" in text(section)
    assert "<b>1 < 2</b>" in text(section)
    assert any(href == "#mine" for href in hrefs(document))


def test_tables_are_the_figures_of_the_page(realistic: Comparison) -> None:
    document = parse(render(realistic))
    links = {a.get("download"): a.get("href") for a in document.iter("a") if a.get("download")}
    found = tables(realistic)
    assert set(links) == {f"{name}.csv" for name in found}
    for name, table in found.items():
        rows = list(csv.reader(io.StringIO(unquote(links[f"{name}.csv"].partition(",")[2]))))
        assert tuple(rows[0]) == table.columns
        assert len(rows) == len(table.rows) + 1
    first = realistic.stances[0]
    row = dict(zip(found["stances"].columns, found["stances"].rows[0], strict=True))
    assert row["outlet"] == first.outlet
    assert row["net_count"] == first.net.count
    assert row["net_low"] == pytest.approx(first.net.low, abs=1e-4)


@pytest.mark.parametrize("maker", ["realistic", "empty", "hostile"])
def test_site_pages_are_valid_and_every_link_leads_to_a_place(maker: str) -> None:
    comparison = MAKERS[maker]()
    files = dict(render_site(comparison))
    assert files == dict(render_site(comparison))
    places = {path: ids(parse(html)) for path, html in files.items() if path.endswith(".html")}
    for path, html in files.items():
        assert re.fullmatch(r"(?:[a-z]+/)?[a-z0-9.-]+\.(?:html|csv|json)", path)
        if not path.endswith(".html"):
            continue
        assert max(places[path].values(), default=0) <= 1
        assert not BIDI.search(html)
        for href in hrefs(parse(html)):
            parts = urlsplit(href)
            if parts.scheme:
                continue
            target = path if not parts.path else str(PurePosixPath(path).parent / parts.path)
            while "/../" in target:
                target = re.sub(r"[^/]+/\.\./", "", target, count=1)
            assert target in files, href
            assert not parts.fragment or parts.fragment in places[target], href
    if maker == "realistic":
        assert len([path for path in files if path.startswith("outlets/")]) == 6
        assert len([path for path in files if path.startswith("events/")]) == 3
        assert json.loads(files["tables/tables.json"])["stances"]["columns"][0] == "outlet"
        index = set(hrefs(parse(files["index.html"])))
        anchors = {entry.anchor for entry in View.of(comparison, claim_cells=True).entries.values()}
        assert anchors == {href.partition("#")[2] for href in index if href.startswith("evidence/") and "#" in href}


def test_an_outlets_page_does_not_deny_the_findings_on_others(realistic: Comparison) -> None:
    finding = realistic.findings[0]
    for findings, told in (((finding,), "None of the findings is about"), ((), "Nothing to report")):
        files = dict(render_site(replace(realistic, findings=findings)))
        pages = {name: page for name, page in files.items() if name.startswith("outlets/")}
        silent = [page for page in pages.values() if told in page]
        assert len(silent) == len(realistic.outlets) - len({found.outlet for found in findings})
        assert sum("Nothing to report" in page for page in files.values()) == (0 if findings else len(pages) + 1)


def test_site_shows_every_ranked_sentence_of_a_cell_together() -> None:
    comparison = report_factory.comparison(per_outlet=200)
    files = dict(render_site(comparison))
    view = View.of(comparison, claim_cells=True)
    total = sum(len(entry.ranked) for entry in view.entries.values())
    shown = 0
    for path, html in files.items():
        if path.startswith("evidence/"):
            assert len(html.encode()) < 1_000_000
            shown += len(re.findall(r' <a href="#s\d+"', html))
    assert shown == total


SENTENCE = report_factory.comparison(per_outlet=3).evidence[0]
MARKS = st.builds(
    EvidenceMark,
    st.integers(-3, 60),
    st.integers(-3, 60),
    st.sampled_from(("source", "cue", "content", "naming", "other")),
    st.none() | st.integers(0, 3),
)


@given(st.text(max_size=50), st.lists(MARKS, max_size=8))
@settings(deadline=None)
def test_marks_never_change_the_text_and_always_nest(found: str, marks: list[EvidenceMark]) -> None:
    html = marked(replace(SENTENCE, text=found, marks=tuple(marks)))
    body = parse(f"<!doctype html><title>t</title><p>{html}")
    # A parser reads CR as LF; the text is otherwise the same, character for character.
    assert text(next(body.iter("p"))) == neutralize(found).replace("\r\n", "\n").replace("\r", "\n")
    assert html.count("<mark") == html.count("</mark>")


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ((), "Baku said no"),
        ((EvidenceMark(0, 4, "source", 10),), '<mark class="s" data-h="baku">Baku</mark> said no'),
        ((EvidenceMark(5, 9, "cue", 10),), 'Baku <mark class="c">said</mark> no'),
        (
            (EvidenceMark(0, 9, "content", 10), EvidenceMark(5, 12, "naming", None)),
            '<mark class="x">Baku <mark class="n">said</mark></mark><mark class="n r"> no</mark>',
        ),
        ((EvidenceMark(10, 99, "content", 10),), 'Baku said <mark class="x">no</mark>'),
    ],
)
def test_marks_are_drawn_where_they_stand(marks: tuple[EvidenceMark, ...], expected: str) -> None:
    attribution = replace(report_factory.comparison().evidence[0].attributions[0], id=10, side="baku")
    evidence = replace(SENTENCE, text="Baku said no", marks=marks, attributions=(attribution,))
    assert str(marked(evidence)) == expected


def test_nested_attributions_are_numbered(realistic: Comparison) -> None:
    nested: Evidence = next(e for e in realistic.evidence if len(e.attributions) == 2)
    assert 'class="s" data-n=" 1"' in marked(nested)
    assert 'class="s" data-n=" 2"' in marked(nested)
    assert "<b>2</b> Others, indirect, inside 1" in render(realistic)


def test_endless_sentences_are_cut_and_the_rest_is_counted(realistic: Comparison) -> None:
    long = replace(realistic.evidence[0], text="W" * 10_000, marks=(EvidenceMark(0, 9_000, "content", 10),))
    html = render(replace(realistic, evidence=(long,)))
    assert "W" * (TEXT_LIMIT + 1) not in html
    assert "and 8,500 more characters" in html


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://example.org/a?b=c#d", "https://example.org/a?b=c#d"),
        ("HTTP://example.org", "HTTP://example.org"),
        ("https://example.org/ü\"<>'", "https://example.org/%C3%BC%22%3C%3E'"),
        ("javascript:alert(1)", None),
        ("JaVaScRiPt:alert(1)", None),
        ("java\nscript:alert(1)", None),
        ("data:text/html,x", None),
        ("//example.org", None),
        ("/relative", None),
        ("https://", None),
        ("http://[", None),
        ("https://exa\u202emple.org", None),
        (" https://example.org", None),
        ("file:///etc/passwd", None),
        ("", None),
        (None, None),
    ],
)
def test_only_web_addresses_become_links(url: str | None, expected: str | None) -> None:
    assert safe_url(url) == expected


@given(st.text())
def test_neutralized_text_keeps_its_length_and_can_be_written(found: str) -> None:
    clean = neutralize(found)
    assert len(clean) == len(found)
    assert not BIDI.search(clean)
    clean.encode()


@given(st.text())
def test_slugs_are_safe_file_names(found: str) -> None:
    assert re.fullmatch(r"[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?", slug(found))


@pytest.mark.parametrize("value", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_text_is_a_formula(value: str) -> None:
    assert spreadsheet(value).startswith("'")


def test_a_figure_without_sentences_is_a_dash(realistic: Comparison) -> None:
    none = Figure(None, None, None, 0, 0, 0, True)
    stance = replace(realistic.stances[0], net=none, favorable=none, critical=none)
    document = parse(render(replace(realistic, stances=(stance,))))
    region = next(e for e in document.iter("div") if e.get("aria-labelledby") == "stance-own-c")
    assert "—" in [text(cell) for cell in region.iter("td")]


@pytest.mark.parametrize("undated", [False, True])
def test_nothing_is_concluded_from_what_an_export_without_dates_lacks(realistic: Comparison, undated: bool) -> None:
    first = realistic.outlets[0]
    event = realistic.events[0].key
    events = [replace(cell, documents=int(cell.outlet != first.name)) for cell in realistic.events if cell.key == event]
    method = replace(realistic.method, undated=(first.name,) if undated else ())
    page = text(next(parse(render(replace(realistic, method=method, events=tuple(events)))).iter("main")))
    assert (f"{first.name} has no article on" in page) != undated
    assert (f"so that nothing is concluded from what is missing here: {first.name}." in page) == undated
