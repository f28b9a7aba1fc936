"""Where a command may write: never over what it reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import Command
from perspectives.errors import PerspectivesError
from perspectives.targets import check_targets


@pytest.mark.parametrize(
    ("inputs", "output", "message"),
    [
        (["in/a.txt"], "in/a.txt", "it is one of the inputs"),
        (["in"], "in/a.txt", "it would lie among the inputs in in"),
        (["in"], "in/deep/new.html", "it would lie among the inputs in in"),
        (["."], "report.html", "it would lie among the inputs"),
        (["in/*.txt"], "in/a.txt", "it is one of the inputs"),
        (["in/**/*.txt"], "in/deep/b.txt", "it is one of the inputs"),
        (["in/a.txt"], "link.txt", "it is one of the inputs"),
        (["in"], "in", "it is a folder"),
    ],
)
def test_an_output_never_replaces_or_joins_the_inputs(
    inputs: list[str], output: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in" / "deep").mkdir(parents=True)
    (tmp_path / "in" / "a.txt").write_text("one")
    (tmp_path / "in" / "deep" / "b.txt").write_text("two")
    (tmp_path / "link.txt").symlink_to("in/a.txt")
    with pytest.raises(PerspectivesError, match=message):
        check_targets(inputs, [Path(output)])
    check_targets(inputs, [tmp_path.parent / "out.html"], [tmp_path.parent / "tables"])


@pytest.mark.parametrize("inputs", [["in/a.txt"], ["in/*.txt"], ["-"], ["https://example.org/a.html"], ["missing"]])
def test_beside_single_files_everything_else_may_be_written(
    inputs: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("one")
    check_targets(inputs, [Path("in/report.html"), None], [Path("in/site"), None])


def test_a_folder_of_outputs_does_not_lie_among_the_inputs(tmp_path: Path) -> None:
    with pytest.raises(PerspectivesError, match="among the inputs"):
        check_targets([tmp_path], [], [tmp_path / "tables"])


@pytest.mark.parametrize(
    "arguments",
    [
        ("sample", "a.jsonl", "-o", "a.jsonl"),
        ("export", "a.jsonl", "--to", "doccano", "-o", "a.jsonl"),
        ("import", "b.jsonl", "--from", "doccano", "--originals", "a.jsonl", "-o", "a.jsonl"),
        ("import", "b.jsonl", "--from", "doccano", "--originals", "a.jsonl", "-o", "b.jsonl"),
        ("analyze", "a.jsonl", "-o", "a.jsonl"),
        ("compare", "a.jsonl", "-o", "a.jsonl"),
        ("train", "stance", "a.jsonl", "-o", "a.jsonl"),
    ],
)
def test_commands_refuse_to_write_over_an_input(
    arguments: tuple[str, ...], command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a.jsonl", "b.jsonl"):
        (tmp_path / name).write_text("kept\n")
    code, _, err = command(*arguments)
    assert code == 1
    assert "it is one of the inputs" in err
    assert [(tmp_path / name).read_text() for name in ("a.jsonl", "b.jsonl")] == ["kept\n", "kept\n"]


def test_an_empty_folder_replaces_no_analysis(command: Command, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "a.jsonl").write_text("kept\n")
    code, _, err = command("analyze", tmp_path / "empty", "-o", tmp_path / "a.jsonl")
    assert code == 1
    assert "a.jsonl was not written" in err
    assert (tmp_path / "a.jsonl").read_text() == "kept\n"


def test_a_page_is_not_named_like_a_pdf(command: Command, tmp_path: Path) -> None:
    code, _, err = command("compare", tmp_path, "-o", tmp_path / "r.pdf")
    assert code == 1
    assert "--pdf" in err
