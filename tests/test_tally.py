"""Counts by hand, and that no partition or order of the documents changes a tally."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import factories
from factories import Line, article
from perspectives.intervals import Sums
from perspectives.records import AUTHOR, Attribution, Layer
from perspectives.tally import EVENT, EVERYWHERE, HALVES, SKIPPED_LISTED, Placement, Tally, alone, fold, merge, tally

CONFLICT = factories.conflict()


def ratio(found: Tally, outlet: str, *key: str, scope: str = EVERYWHERE) -> Sums:
    return found.ratio((scope, outlet, *key[:-1]), key[-1])


EXAMPLE = article(
    "a",
    [
        Line("The clash began.", kind="headline", about=("north",), frames=("security",)),
        Line("South fired first.", stances=((AUTHOR, "south", "critical"),), frames=("security", "responsibility")),
        Line("Nothing was heard of South.", about=("south",)),
        Line("said South had fired.", "north", (("north", "south", "critical"),), frames=("responsibility",)),
        Line("“We praise the Union,” one said.", "south", (("south", "union", "favorable"),), type="direct", cue=None),
        Line("Follow us.", kind="boilerplate"),
    ],
)


def test_sentences_by_main_side() -> None:
    found = tally(EXAMPLE, CONFLICT)
    assert ratio(found, "Gazette", "speaker", AUTHOR) == Sums(1, 3, 5, 9, 15, 25)
    assert ratio(found, "Gazette", "speaker", "north") == Sums(1, 1, 5, 1, 5, 25)
    assert ratio(found, "Gazette", "speaker", "union") == Sums(1, 0, 5, 0, 0, 25)


def test_stance_by_voice_over_the_sentences_that_mention_the_side() -> None:
    found = tally(EXAMPLE, CONFLICT)
    assert ratio(found, "Gazette", "stance", "south", "own", "critical") == Sums(1, 1, 2, 1, 2, 4)
    assert ratio(found, "Gazette", "stance", "south", "own", "net") == Sums(1, -1, 2, 1, -2, 4)
    assert ratio(found, "Gazette", "stance", "south", "quoted", "critical") == Sums(1, 1, 1, 1, 1, 1)
    assert ratio(found, "Gazette", "stance", "south", "all", "net") == Sums(1, -2, 3, 4, -6, 9)
    assert ratio(found, "Gazette", "stance", "union", "quoted", "favorable") == Sums(1, 1, 1, 1, 1, 1)
    assert found.crossed("Gazette", "south") == (1, 1, -1, -2, 2)


@pytest.mark.parametrize(
    ("label", "withheld", "aside"),
    [("critical", False, 1), ("favorable", False, 1), ("neutral", False, 0), ("critical", True, 0)],
)
@pytest.mark.parametrize("holder", [AUTHOR, "north"])
def test_a_sentence_that_does_not_name_the_side_is_outside_its_shares(
    label: str, withheld: bool, aside: int, holder: str
) -> None:
    """Whether or not a stance was found there: else only what was found would enter the denominator."""
    lines = [Line("South fired.", about=("south",)), Line("They are to blame.", holder, ((holder, "south", label),))]
    base = article("u", lines)
    said = replace(base, mentions=tuple(mention for mention in base.mentions if mention.sentence == 0))
    found = tally(replace(said, stances=(), withheld=said.stances) if withheld else said, CONFLICT)
    assert ratio(found, "Gazette", "stance", "south", "own", "net") == Sums(1, 0, 1, 0, 0, 1)
    assert ratio(found, "Gazette", "stance", "south", "quoted", "net").y == 0
    assert ratio(found, "Gazette", "stance", "south", "all", "net") == Sums(1, 0, 1, 0, 0, 1)
    assert found.count("aside", "Gazette") == aside
    assert not found.keys("n", "withheld")


def test_stances_of_sentences_that_name_the_side_are_withheld_by_voice() -> None:
    base = article("w", [Line("South is to blame.", stances=((AUTHOR, "south", "critical"),))])
    found = tally(replace(base, stances=(), withheld=base.stances), CONFLICT)
    assert found.keys("n", "withheld") == [("Gazette", "south", "all"), ("Gazette", "south", "own")]
    assert ratio(found, "Gazette", "stance", "south", "own", "critical") == Sums(1, 0, 1, 0, 0, 1)


def test_what_the_author_says_before_a_quotation_is_outside_the_shares_of_both_voices() -> None:
    """Quotations without such a remark would else never count among the author's sentences."""
    line = Line("said the so-called North.", "south", ((AUTHOR, "north", "critical"), ("south", "north", "favorable")))
    found = tally(article("b", [line]), CONFLICT)
    assert ratio(found, "Gazette", "stance", "north", "own", "net").y == 0
    assert ratio(found, "Gazette", "stance", "north", "quoted", "net") == Sums(1, 1, 1, 1, 1, 1)
    assert ratio(found, "Gazette", "stance", "north", "all", "net") == Sums(1, 0, 1, 0, 0, 1)
    assert found.count("aside", "Gazette") == 1


def test_frames_by_voice_and_kind_of_journalism() -> None:
    found = tally(EXAMPLE, CONFLICT)
    assert ratio(found, "Gazette", "frame", "own", "security") == Sums(1, 2, 3, 4, 6, 9)
    assert ratio(found, "Gazette", "frame", "all", "responsibility") == Sums(1, 2, 5, 4, 10, 25)
    # Two war frames in one sentence are one sentence of war journalism.
    assert ratio(found, "Gazette", "frame", "own", "war").x == 2
    assert ratio(found, "Gazette", "frame", "all", "war").x == 3
    assert ratio(found, "Gazette", "frame", "all", "peace").x == 0


def test_sources_cues_and_words() -> None:
    found = tally(EXAMPLE, CONFLICT)
    assert ratio(found, "Gazette", "source", "south", "direct") == Sums(1, 1, 1, 1, 1, 1)
    assert ratio(found, "Gazette", "source", "north", "direct").x == 0
    assert ratio(found, "Gazette", "cue", "north", "said") == Sums(1, 1, 1, 1, 1, 1)
    assert ratio(found, "Gazette", "words", "north") == Sums(1, 3, 9, 9, 27, 81)


def test_plain_counts() -> None:
    found = tally(EXAMPLE, CONFLICT, alone(EXAMPLE, "clash"))
    assert found.count("documents", "Gazette") == found.count("clusters", "Gazette") == 1
    assert found.count("sentences", "Gazette") == 5
    assert found.count("headlines", "Gazette") == 1
    assert found.count("event", "Gazette", "clash") == 1
    assert found.count("month", "Gazette", "2023-03") == 1
    assert found.dates == {"Gazette": ("2023-03-03", "2023-03-03")}


def test_an_introduction_counts_for_the_republisher() -> None:
    chain = (Layer("republisher", "Digest"), Layer("outlet", "Gazette"), Layer("author", "A. Writer"))
    lines = [
        Line("South is at fault.", stances=((AUTHOR, "south", "critical"),)),
        Line("South met North.", about=("south",), layer=1),
        Line("Note on North.", about=("north",), layer=2),
    ]
    found = tally(article("c", lines, provenance=chain), CONFLICT)
    assert ratio(found, "Digest", "stance", "south", "own", "critical") == Sums(1, 1, 1, 1, 1, 1)
    assert ratio(found, "Gazette", "stance", "south", "own", "critical") == Sums(1, 0, 1, 0, 0, 1)
    assert ratio(found, "Gazette", "stance", "north", "own", "net").y == 1


def test_a_copy_counts_only_as_a_document() -> None:
    found = tally(EXAMPLE, CONFLICT, Placement("a", ()))
    assert found.count("documents", "Gazette") == 1
    assert (found.count("duplicate"), found.count("republished")) == (1, 0)
    assert found.count("clusters", "Gazette") == 0
    assert not found.keys("y")


def test_a_skipped_document_is_named_and_counted() -> None:
    found = tally(factories.skipped("x", reason="it is empty"), CONFLICT)
    assert found.count("skipped") == 1
    assert [(s.document, s.reason) for s in found.skipped] == [("x", "it is empty")]
    assert not found.keys("y")


def test_the_list_of_skipped_documents_is_bounded() -> None:
    found = fold(tally(factories.skipped(f"{i:05d}"), CONFLICT) for i in range(3 * SKIPPED_LISTED))
    assert found.count("skipped") == 3 * SKIPPED_LISTED
    assert [s.document for s in found.skipped] == [f"{i:05d}" for i in range(SKIPPED_LISTED)]


def test_shared_events_and_halves_are_scopes_of_their_own() -> None:
    found = tally(EXAMPLE, CONFLICT, Placement("a", ("Gazette",), "clash", shared=True))
    everywhere = ratio(found, "Gazette", "frame", "own", "security")
    assert ratio(found, "Gazette", "frame", "own", "security", scope=f"{EVENT}clash") == everywhere
    assert found.shared_events() == [f"{EVENT}clash"]
    assert sorted(ratio(found, "Gazette", "frame", "own", "security", scope=half).n for half in HALVES) == [0, 1]


def test_nested_words_count_once_for_the_source_that_the_conflict_names() -> None:
    text = "A wire said the North said South had fired."
    base = article("n", [Line(text, "north")])
    messenger = Attribution(0, (0,), None, "indirect", ((0, 6),), ((7, 11),), ((12, 42),), None, "other", 0.9)
    principal = Attribution(1, (0,), 0, "indirect", ((12, 21),), ((22, 26),), ((27, 42),), "north", "north", 0.9)
    found = tally(type(base)(base.document, base.sentences, (messenger, principal)), CONFLICT)
    assert ratio(found, "Gazette", "words", "north") == Sums(1, 3, 6, 9, 18, 36)
    assert ratio(found, "Gazette", "words", "other") == Sums(1, 3, 6, 9, 18, 36)


documents = [
    *factories.corpus("Alpha", 6, critical=0.5),
    *factories.corpus("Beta", 5, critical=0.1),
    factories.skipped("s"),
    EXAMPLE,
]
tallies = [tally(document, CONFLICT) for document in documents]
WHOLE = fold(tallies)


@settings(max_examples=50, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(1, 5))
def test_any_partition_in_any_order_gives_the_same_tally(random: Random, parts: int) -> None:
    shuffled = random.sample(tallies, len(tallies))
    piles = [fold(shuffled[i::parts]) for i in range(parts)]
    assert fold(piles) == WHOLE


@settings(max_examples=30, deadline=None)
@given(st.tuples(*[st.sets(st.integers(0, len(tallies) - 1))] * 3))
def test_merge_is_associative_and_commutative(chosen: tuple[set[int], set[int], set[int]]) -> None:
    a, b, c = (fold(tallies[i] for i in sorted(numbers)) for numbers in chosen)
    assert merge(a, b) == merge(b, a)
    assert merge(merge(a, b), c) == merge(a, merge(b, c))
    assert merge(a, Tally()) == a


def test_every_sum_is_an_integer() -> None:
    assert all(type(value) is int for values in WHOLE.sums.values() for value in values)


@pytest.mark.parametrize("family", ["stance", "frame", "speaker", "naming"])
def test_no_share_exceeds_its_denominator(family: str) -> None:
    for key in WHOLE.keys("x", EVERYWHERE):
        if key[1] == family and key[-1] != "net":
            sums = WHOLE.ratio((EVERYWHERE, *key[:-1]), key[-1])
            assert 0 <= sums.x <= sums.y
