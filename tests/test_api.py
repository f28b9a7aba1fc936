"""The Python interface: read, analyze, compare, render, tables."""

from __future__ import annotations

from pathlib import Path

import pytest
from pandas import DataFrame

import factories
import perspectives
from perspectives import PerspectivesError, Settings, analyze, compare, read, render, run, tables
from perspectives.records import AUTHOR, Analysis, Comparison, Document

TEXT = "Baku accuses Yerevan\n\nAzerbaijan's Foreign Ministry accused Armenia of lying. Talks go on in Brussels."


def test_everything_offered_is_there() -> None:
    for name in perspectives.__all__:
        assert getattr(perspectives, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        perspectives.nothing  # noqa: B018
    assert all(getattr(perspectives, name).__doc__ for name in perspectives.__all__)


@pytest.mark.parametrize("shape", [str, Path, lambda path: [path], lambda path: (str(path),)])
def test_read_takes_one_input_or_many(tmp_path: Path, shape: type) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    documents = list(read(shape(tmp_path)))
    assert [document.text for document in documents] == [TEXT]


def test_a_missing_input_fails_at_the_call() -> None:
    with pytest.raises(PerspectivesError, match="nowhere: no such file"):
        read("nowhere")
    with pytest.raises(PerspectivesError, match="no input"):
        read([])


def test_the_whole_path_in_python(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "b.txt").write_bytes(b"")
    analyses = list(analyze(read(tmp_path)))
    assert [analysis.skipped is None for analysis in analyses] == [True, False]
    comparison = compare(analyses)
    assert isinstance(comparison, Comparison)
    assert (comparison.documents, comparison.skipped_total) == (1, 1)
    assert render(comparison) == render(compare(reversed(analyses)))
    found = tables(comparison)
    assert {"outlets", "stances"} <= set(found)
    assert all(isinstance(table, DataFrame) for table in found.values())


def test_analyze_is_lazy_and_keeps_the_order() -> None:
    taken = []

    def documents() -> object:
        for number in range(3):
            taken.append(number)
            yield Document(str(number), TEXT, "Post")

    analyses = analyze(documents())  # type: ignore[arg-type]
    assert taken == []
    assert next(analyses).document.id == "0"
    assert taken == [0]
    assert [analysis.document.id for analysis in analyses] == ["1", "2"]


def test_a_model_that_is_none_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "mine.skops"
    path.write_bytes(b"no model")
    with pytest.raises(PerspectivesError, match=r"mine.skops is not a model file or is damaged"):
        analyze([], Settings(stance_model=path))


def test_nothing_gives_an_empty_comparison() -> None:
    assert compare([]).documents == 0
    skipped: list[Analysis] = [factories.skipped("a")]
    assert compare(skipped).skipped_total == 1
    assert "<!doctype html>" in render(compare(skipped))


def test_tables_hold_counts_and_intervals() -> None:
    articles = [
        factories.article(
            f"{outlet}{i}",
            [
                factories.Line("Talks held.", AUTHOR, ((AUTHOR, "baku", "critical"),), ("baku",)),
                factories.Line("Rain."),
            ],
            outlet=outlet,
        )
        for outlet in ("A", "B")
        for i in range(3)
    ]
    found = tables(compare(articles))
    assert set(found["outlets"]["name"]) == {"A", "B"}
    assert run.comparison_json(compare(articles)).startswith("{")
