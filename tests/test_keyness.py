"""Distinctive terms: found where planted, none where articles are only shuffled, the same under any partition."""

from __future__ import annotations

import math
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import factories
from factories import Line, article
from perspectives.keyness import PRIOR, terms
from perspectives.tally import Placement, alone
from perspectives.term_sample import ArticleTerms, article_terms, gather, merge


def drawn(outlet: str, number: int, seed: int, extra: dict[str, int] | None = None) -> list[ArticleTerms]:
    random = Random(f"{outlet}{seed}")
    found = []
    for i in range(number):
        counts = dict.fromkeys((f"w{random.randrange(60)}" for _ in range(80)), 1)
        counts |= extra or {}
        found.append(ArticleTerms.of(outlet, f"{outlet}{i}", counts))
    return found


def test_terms_are_own_voice_words_without_stop_words() -> None:
    lines = [
        Line("The Army’s advance, the army said.", kind="headline"),
        Line("said an attributed word.", "north"),
        Line("Boilerplate word.", kind="boilerplate"),
    ]
    analysis = article("a", lines)
    (found,) = article_terms(analysis, alone(analysis))
    assert dict(zip(found.terms, found.counts.tolist(), strict=True)) == {
        "army": 2,
        "advance": 1,
        "army advance": 1,
        "army said": 1,
        "said": 1,
    }
    assert found.outlet == "Gazette"


def test_a_copy_and_a_skipped_document_have_no_terms() -> None:
    analysis = article("a", [Line()])
    assert list(article_terms(analysis, Placement("b", ()))) == []
    assert list(article_terms(factories.skipped("s"), Placement("s", ("Gazette",)))) == []


def test_a_planted_term_is_found_with_its_counts() -> None:
    sample = gather([*drawn("a", 20, 1, {"occupied lands": 3}), *drawn("b", 30, 1)], 1000)
    found = [term for term in terms(sample, 99) if term.outlet == "a"]
    assert [term.term for term in found] == ["occupied lands"]
    (term,) = found
    assert (term.n_target, term.n_reference, term.documents) == (60, 0, 20)
    assert term.z > term.threshold > 0


def test_log_odds_follow_the_formula() -> None:
    first, second = drawn("a", 20, 1, {"occupied": 3}), drawn("b", 30, 1)
    words = [sum(int(article.counts.sum()) for article in articles) for articles in (first, second)]
    prior = PRIOR * 60 / sum(words)
    (term,) = (t for t in terms(gather([*first, *second], 1000), 99) if t.outlet == "a")
    odds = math.log((60 + prior) / (words[0] + PRIOR - 60 - prior)) - math.log(prior / (words[1] + PRIOR - prior))
    assert term.log_odds == pytest.approx(odds)
    assert term.z == pytest.approx(odds / math.sqrt(1 / (60 + prior) + 1 / prior))


def test_a_term_of_few_articles_is_none() -> None:
    few = drawn("a", 20, 1)
    few[:4] = drawn("a", 4, 2, {"burst": 50})
    assert terms(gather([*few, *drawn("b", 30, 1)], 1000), 99) == ()


@pytest.mark.parametrize(("outlets", "number"), [(("a",), 30), (("a", "b"), 9)])
def test_nothing_to_compare(outlets: tuple[str, ...], number: int) -> None:
    articles = [article for outlet in outlets for article in drawn(outlet, number, 1, {outlet: 5})]
    assert terms(gather(articles, 1000), 19) == ()
    assert terms(gather([], 10), 19) == ()


ARTICLES = [*drawn("a", 40, 1), *drawn("b", 25, 1), *drawn("c", 3, 1)]


@pytest.mark.parametrize(
    ("cap", "kept"),
    [(1000, {"a": 40, "b": 25, "c": 3}), (43, {"a": 20, "b": 20, "c": 3}), (6, {"a": 2, "b": 2, "c": 2})],
)
def test_a_cap_takes_equally_many_of_each_outlet(cap: int, kept: dict[str, int]) -> None:
    sample = gather(ARTICLES, cap)
    assert {outlet: sum(a.outlet == outlet for a in sample.articles) for outlet in "abc"} == kept


@settings(max_examples=40, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(1, 4), st.integers(1, 80))
def test_any_partition_gives_the_same_sample(random: Random, parts: int, cap: int) -> None:
    shuffled = random.sample(ARTICLES, len(ARTICLES))
    merged = gather([], cap)
    for i in range(parts):
        merged = merge(merged, gather(shuffled[i::parts], cap))
    assert [(a.outlet, a.cluster) for a in merged.articles] == [
        (a.outlet, a.cluster) for a in gather(ARTICLES, cap).articles
    ]


def test_the_order_of_articles_does_not_change_the_terms() -> None:
    articles = [*drawn("a", 20, 1, {"occupied": 3}), *drawn("b", 30, 1)]
    assert terms(gather(articles, 1000), 49, 3) == terms(gather(articles[::-1], 1000), 49, 3)
