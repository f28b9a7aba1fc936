"""An audit: which labels it covers, whose sentences they are, and each of them counted once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

import factories
from factories import Line, article
from perspectives import store
from perspectives.audit import audited
from perspectives.comparison import CompareOptions, compare
from perspectives.errors import PerspectivesError
from perspectives.labels.sample import cut
from perspectives.model_error import ErrorRates, ErrorTable
from perspectives.records import AUTHOR, Analysis, Layer

CONFLICT = factories.conflict()
CRITICAL = ((AUTHOR, "south", "critical"),)
SAID = [
    article("a", [Line(side="south"), Line(about=("south",)), Line(side="north", about=("south",))], outlet="Alpha")
]
GOLD = [
    article(
        "a",
        [Line(), Line(frames=("security",), stances=CRITICAL), Line(side="north", about=("south",))],
        outlet="Alpha",
    )
]


def audit(folder: Path, said: Sequence[Analysis], *files: Sequence[Analysis], layers: Sequence[str] = ()) -> ErrorTable:
    """The error table of an audit whose labels lie in some files."""
    paths = [folder / f"labels{number}.jsonl" for number in range(len(files))]
    for path, analyses in zip(paths, files, strict=True):
        store.write_analyses(analyses, path)
    return audited(ErrorTable(), said, paths, CONFLICT, layers)


def test_an_audit_covers_the_labels_that_its_sample_lacks(tmp_path: Path) -> None:
    errors = audit(tmp_path, SAID, GOLD)
    rates = {label: counts for (_, label), counts in errors.audits.items() if not label.endswith((":own", ":quoted"))}
    expected = {
        "side:author": (1, 2, 1, 1),
        "side:north": (1, 1, 2, 2),
        "side:other": (0, 0, 3, 3),
        "side:south": (0, 0, 2, 3),
        "side:union": (0, 0, 3, 3),
        "frame:security:all": (0, 1, 2, 2),
        "frame:diplomacy:all": (0, 0, 3, 3),
        "frame:economy:all": (0, 0, 3, 3),
        "frame:responsibility:all": (0, 0, 3, 3),
        "frame:war:all": (0, 1, 2, 2),
        "frame:peace:all": (0, 0, 3, 3),
        "stance:critical:all": (0, 1, 1, 1),
        "stance:favorable:all": (0, 0, 2, 2),
    }
    assert rates == {label: ErrorRates(*counts) for label, counts in expected.items()}
    found = compare(SAID, CONFLICT, CompareOptions(permutations=19, errors=errors))
    assert all(cell.share.audited for cell in (*found.frames, *found.speakers))
    assert all(cell.net.audited for cell in found.stances)
    assert found.method.audited_layers == ("sides", "stances", "frames")


SIDES, STANCES, FRAMES = {"side:north", "voice:own", "named:own"}, {"stance:critical:all"}, {"frame:economy:all"}
KINDS = SIDES | STANCES | FRAMES | {"stance:critical:own", "frame:economy:own"}


@pytest.mark.parametrize(
    ("line", "layers", "covered", "kinds"),
    [
        (Line(stances=CRITICAL), (), ("stances",), STANCES),
        (Line(frames=("security",)), (), ("frames",), FRAMES),
        (Line(side="north"), (), ("sides",), SIDES),
        (Line(stances=CRITICAL), ("stances", "frames"), ("stances", "frames"), STANCES | FRAMES),
        (Line(stances=CRITICAL), ("sides",), ("sides",), SIDES),
        # What is said in a voice takes the stances and whose sentences they are.
        (Line(stances=CRITICAL), ("stances", "sides"), ("sides", "stances"), SIDES | STANCES | {"stance:critical:own"}),
    ],
)
def test_an_audit_covers_what_was_labeled(
    line: Line, layers: tuple[str, ...], covered: tuple[str, ...], kinds: set[str], tmp_path: Path
) -> None:
    said = [article("a", [Line(frames=("economy",), stances=CRITICAL)])]
    errors = audit(tmp_path, said, [article("a", [line])], layers=layers)
    assert errors.layers == covered
    found = {label for _, label in errors.audits}
    assert {label for label in KINDS if label in found} == kinds


def test_an_audit_without_a_mark_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(PerspectivesError, match="mark nothing; say which of sides, stances, frames"):
        audit(tmp_path, SAID, [article("a", [Line()] * 3)])


def test_a_sentence_counts_once(tmp_path: Path) -> None:
    once = audit(tmp_path, SAID, GOLD)
    assert audit(tmp_path, SAID, GOLD, GOLD) == audit(tmp_path, SAID, [*GOLD, *GOLD]) == once
    halves = [[cut(GOLD[0], sentences)] for sentences in ({0, 1}, {1, 2})]
    assert audit(tmp_path, SAID, *halves) == once
    with pytest.raises(PerspectivesError, match=r"labels1.jsonl: sentence 0 of 'a' comes twice, with other labels"):
        audit(tmp_path, SAID, GOLD, SAID)


def test_an_introduction_is_an_audit_of_its_republisher(tmp_path: Path) -> None:
    layers = (Layer("republisher", "Mirror"), Layer("outlet", "Alpha"))
    lines = [Line(frames=("security",)), Line(layer=1), Line(layer=1)]
    said = [article("a", lines, outlet="Alpha", provenance=layers)]
    audits = audit(tmp_path, said, said).audits
    assert audits["Mirror", "frame:security:all"] == ErrorRates(1, 1, 0, 0)
    assert audits["Alpha", "frame:security:all"] == ErrorRates(0, 0, 2, 2)
