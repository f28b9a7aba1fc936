"""Who counts as named, and where words go."""

from __future__ import annotations

import pytest

import factories
from factories import Line, article
from perspectives.records import Attribution
from perspectives.voices import outlets_of, person_words, unnamed, words


def persons() -> frozenset[str]:
    return frozenset({"orlov"})


@pytest.mark.parametrize(
    ("source", "actor", "expected"),
    [
        ("Officials", "north/government", True),
        ("Northern officials", "north/government", True),
        ("a senior diplomat", None, True),
        ("the diplomat", "north", False),
        ("Orlov, an official", "north", False),
        ("The North's official", "north", True),
        ("Helen Ruiz, an analyst", None, False),
        ("Analysts", None, True),
        ("North", "north", False),
        ("the ministry", "north/ministry", False),
        ("a farmer", None, True),
        ("Maria Lopez", None, False),
        ("he", None, False),
    ],
)
def test_unnamed(source: str, actor: str | None, expected: bool) -> None:
    text = f"{source} said so."
    attribution = Attribution(0, (0,), None, "indirect", ((0, len(source)),), None, None, actor, "north", 0.9)
    assert unnamed(attribution, text, persons, ["North", "Northern"]) is expected


@pytest.mark.parametrize(("cue", "expected"), [(((0, 10),), True), (None, False)])
def test_a_source_left_out_is_unnamed_unless_the_quotation_runs_on(
    cue: tuple[tuple[int, int], ...] | None, expected: bool
) -> None:
    attribution = Attribution(0, (0,), None, "indirect", None, cue, ((11, 20),), None, "other", 0.9)
    assert unnamed(attribution, "Reportedly the road is open.", persons, []) is expected


def test_words_are_letters_and_numbers() -> None:
    assert words("The 5,000 men — “they’re state-led” …") == 6


def test_person_words_come_from_the_conflict() -> None:
    assert person_words(factories.conflict()) == frozenset()


def test_outlets_of_a_document_without_chain() -> None:
    assert outlets_of(article("a", [Line()], outlet="Herald")) == ("Herald",)
