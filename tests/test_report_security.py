"""The report's promises on hostile input, one test each."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from importlib import resources

import pytest
from jinja2 import StrictUndefined, UndefinedError

import report_factory
from perspectives.records import Comparison, Evidence
from perspectives.report import render, render_site
from perspectives.report.view import environment

MARKUP = "<script>alert('owned')</script><img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def sample() -> Comparison:
    """A small comparison."""
    return report_factory.comparison(outlets=report_factory.OUTLETS[:2], per_outlet=6)


def evidenced(sample: Comparison, **changes: object) -> str:
    """The page of one sentence, changed."""
    sentence: Evidence = replace(sample.evidence[0], marks=(), attributions=(), **changes)  # type: ignore[arg-type]
    return render(replace(sample, evidence=(sentence,)))


def test_templates_escape_everything_by_themselves() -> None:
    assert environment().autoescape is True
    assert environment().from_string("{{ x }}").render(x=MARKUP).count("<") == 0


def test_an_undefined_name_in_a_template_is_an_error() -> None:
    assert environment().undefined is StrictUndefined
    with pytest.raises(UndefinedError):
        environment().from_string("{{ nothing.here }}").render()


def test_no_template_switches_escaping_off() -> None:
    folder = resources.files("perspectives.report") / "templates"
    for template in folder.iterdir():
        source = template.read_text(encoding="utf-8")
        assert not re.search(r"\|\s*safe\b|autoescape\s+false|Markup", source), template.name


@pytest.mark.parametrize("field", ["text", "title", "document", "published", "kind", "event"])
def test_markup_in_any_text_of_an_article_is_text(sample: Comparison, field: str) -> None:
    html = evidenced(sample, **{field: MARKUP})
    assert "<script>alert" not in html
    assert "<img" not in html
    assert html.count("<script>") == 1


def test_markup_in_names_of_outlets_sides_terms_and_reasons_is_text(sample: Comparison) -> None:
    outlet = sample.outlets[0].name
    changed = replace(
        sample,
        outlets=(replace(sample.outlets[0], name=MARKUP), *sample.outlets[1:]),
        stances=tuple(replace(cell, outlet=MARKUP) if cell.outlet == outlet else cell for cell in sample.stances),
        terms=tuple(replace(term, outlet=MARKUP, term=MARKUP) for term in sample.terms),
        skipped=tuple(replace(skipped, reason=MARKUP, document=MARKUP) for skipped in sample.skipped),
        conflict=replace(sample.conflict, label=MARKUP),
    )
    for html in (render(changed), *(text for path, text in render_site(changed) if path.endswith(".html"))):
        assert "<script>alert" not in html
        assert "<img" not in html


@pytest.mark.parametrize("url", report_factory.LINKS[:7])
def test_no_address_but_of_the_web_becomes_a_link(sample: Comparison, url: str) -> None:
    html = evidenced(sample, url=url)
    assert re.findall(r'href="(?!#|data:text/csv|data:,)[^"]*"', html) in (
        [],
        ['href="https://example.org/%22onmouseover=%22alert(1)"'],
    )


def test_links_out_tell_nothing_of_the_page(sample: Comparison) -> None:
    html = render(sample)
    links = re.findall(r'<a href="https?:[^>]*>', html)
    assert links
    assert all('rel="noopener"' in link for link in links)
    assert '<meta name="referrer" content="no-referrer">' in html


def test_the_policy_lets_nothing_in(sample: Comparison) -> None:
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', render(sample))
    assert policy
    directives = dict(part.strip().split(" ", 1) for part in unescape(policy[1]).split(";"))
    assert directives.pop("default-src") == "'none'"
    assert directives.pop("base-uri") == directives.pop("form-action") == "'none'"
    # The small picture of a data: address is the hatching of a printed page.
    assert directives.pop("img-src") == "data:"
    assert set(directives) == {"style-src", "script-src"}
    for value in directives.values():
        assert re.fullmatch(r"('sha256-[A-Za-z0-9+/]{43}=' ?)+", value)


def test_bidirectional_controls_are_replaced_in_place(sample: Comparison) -> None:
    html = evidenced(sample, text="left \u202egnihtemos\u202c \u2066isolated\u2069 right")
    assert "left \ufffdgnihtemos\ufffd \ufffdisolated\ufffd right" in html


def test_an_endless_word_is_cut_and_counted(sample: Comparison) -> None:
    html = evidenced(sample, text="W" * 10_000, title="T" * 10_000)
    assert "and 8,500 more characters" in html
    assert "T" * 81 not in html
