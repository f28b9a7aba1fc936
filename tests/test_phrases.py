"""The wording of findings: true to the figures, in whole percent, with the others named."""

from __future__ import annotations

import pytest

import factories
from perspectives import phrases
from perspectives.cells import Cell
from perspectives.records import Difference, Figure
from perspectives.report.figures import percent

CONFLICT = factories.conflict()


def cell(value: float, reference: float, others: tuple[str, ...] = ("B", "C")) -> Cell:
    figure = Figure(value, value - 0.08, value + 0.09, 46, 112, 24, False)
    return Cell(figure, reference, others, Difference(value - reference, 0.1, 0.3, 0.001, 0.01))


@pytest.mark.parametrize(
    ("item", "value", "reference", "expected"),
    [
        (("south", "own", "critical"), 0.41, 0.18, "A speaks of South critically in 41 % [33–50] of its own"),
        (
            ("south", "quoted", "favorable"),
            0.41,
            0.18,
            "The voices that A quotes speak of South favorably in 41 % [33–50] of its quoted",
        ),
        (
            ("south", "own", "net"),
            -0.38,
            -0.12,
            "A’s own voice is more critical of South than B: net stance −0.38 [−0.46 to −0.29] over the own",
        ),
        (
            ("south", "quoted", "net"),
            0.2,
            -0.1,
            "The voices that A quotes are more favorable to South than B: net stance +0.20 [+0.12 to +0.29] "
            "over the quoted",
        ),
        (
            ("south", "own", "net"),
            -0.1,
            -0.4,
            "A’s own voice is less critical of South than B: net stance −0.10 [−0.18 to −0.01] over the own",
        ),
        (
            ("south", "own", "net"),
            0.2,
            0.5,
            "A’s own voice is less favorable to South than B: net stance +0.20 [+0.12 to +0.29] over the own",
        ),
    ],
)
def test_stance(item: tuple[str, str, str], value: float, reference: float, expected: str) -> None:
    shown = cell(value, reference, ("B",))
    assert phrases.stance(CONFLICT, "A", item, shown) == f"{expected}-voice sentences that mention it"


def test_a_net_figure_is_compared_with_all_others() -> None:
    text = phrases.stance(CONFLICT, "A", ("south", "own", "net"), cell(-0.38, -0.12))
    assert text.startswith("A’s own voice is more critical of South than the others on average: ")


def test_who_speaks_frames_and_names() -> None:
    shown = cell(0.41, 0.18)
    assert (
        phrases.voice(CONFLICT, "A", "north", shown) == "A reports the view of North in 41 % [33–50] of its sentences"
    )
    assert phrases.voice(CONFLICT, "A", "author", shown) == "A speaks in its own voice in 41 % [33–50] of its sentences"
    assert phrases.voice(CONFLICT, "A", "other", shown).startswith("A reports the view of sources outside the compared")
    assert phrases.frame(CONFLICT, "A", "security", shown) == (
        "A uses the frame “Security” in 41 % [33–50] of its own-voice sentences"
    )
    assert phrases.frame(CONFLICT, "A", "war", shown) == (
        "A uses frames of war journalism in 41 % [33–50] of its own-voice sentences"
    )
    assert phrases.naming(CONFLICT, "A", ("region", "own", "Upland"), shown) == (
        "For “The region” A writes “Upland” in 41 % [33–50] of its own-voice uses"
    )


def test_what_it_rests_on_and_is_compared_with() -> None:
    assert phrases.rests_on(cell(0.41, 0.18).figure, "sentences") == " (n = 112 sentences in 24 articles)"


@pytest.mark.parametrize(
    ("compared", "outlets", "expected"),
    [
        (("B", "C"), 2, "the mean of the 2 other outlets is 18 %"),
        (("B",), 1, "in B it is 18 %"),
        (("B",), 3, "in B, the only other outlet with enough articles, it is 18 %"),
        (("B", "C"), 5, "the mean of the 2 of 5 other outlets with enough articles (B, C) is 18 %"),
        (tuple("BCDEFGH"), 9, "the mean of the 7 of 9 other outlets with enough articles is 18 %"),
    ],
)
def test_a_mean_tells_whom_it_leaves_out(compared: tuple[str, ...], outlets: int, expected: str) -> None:
    assert phrases.compared(cell(0.41, 0.18, compared), "share", outlets) == expected
    assert phrases.compared(cell(-0.41, -0.18, compared), "net", outlets) == expected.replace("18 %", "−0.18")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.0, "0 %"),
        (0.0003, "<0.1 %"),
        (0.004, "0.4 %"),
        (0.0149, "1 %"),
        (0.5, "50 %"),
        (0.996, "99.6 %"),
        (0.9998, ">99.9 %"),
        (1.0, "100 %"),
        (None, "unknown"),
    ],
)
def test_shares_never_round_a_rare_label_away(value: float | None, expected: str) -> None:
    assert phrases.share(value) == expected
    assert value is None or percent(value).replace("\N{NO-BREAK SPACE}", " ") == expected


@pytest.mark.parametrize(("value", "expected"), [(-0.384, "−0.38"), (0.0, "+0.00"), (None, "unknown")])
def test_net_figures_have_a_true_minus(value: float | None, expected: str) -> None:
    assert phrases.signed(value) == expected


def test_a_share_with_all_or_nothing() -> None:
    assert phrases.percent(Figure(0.0, 0.0, 0.03, 0, 100, 20, False)) == "0 % [0–3]"
    assert phrases.percent(Figure(0.004, 0.001, 0.03, 1, 250, 20, False)) == "0.4 % [0.1–3]"
