"""The compare command around the report: what cannot be written is found first, and a model is named by its file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import factories
import report_factory
from perspectives import PerspectivesError, run
from perspectives.report.paper import INSTALL

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def stored(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Stands for the analysis and the comparison; the list tells which of them ran."""
    ran: list[str] = []

    def analyses(inputs: object, settings: object) -> object:
        ran.append("analyses")
        yield from factories.corpus("Gazette", 2, critical=0.1)

    def compare(found: object, *_: object) -> object:
        list(found)  # type: ignore[call-overload]
        ran.append("compare")
        return report_factory.comparison(outlets=report_factory.OUTLETS[:2], per_outlet=4)

    monkeypatch.setattr(run, "analyses", analyses)
    monkeypatch.setattr(run, "compare", compare)
    return ran


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("-o", "folder"), "folder: it is a folder; name a file in it"),
        (("-o", "file/report.html"), "file is a file, not a folder"),
        (("-o", "r.html", "--site", "file"), "file is a file, not a folder"),
        (("-o", "r.html", "--tables", "file/x/y"), "file is a file, not a folder"),
        (("-o", "r.html", "--pdf", "folder"), "folder: it is a folder; name a file in it"),
    ],
)
def test_what_cannot_be_written_is_found_before_the_analysis(
    options: tuple[str, ...],
    message: str,
    stored: list[str],
    command: Command,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("")
    code, out, err = command("compare", "articles", *options)
    assert (code, out) == (1, "")
    assert message in err
    assert stored == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder"]


def test_a_missing_printer_is_found_before_the_analysis(
    stored: list[str], command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("perspectives.report.paper.printer", lambda: None)
    code, _, err = command("compare", "articles", "-o", tmp_path / "r.html", "--pdf", tmp_path / "r.pdf")
    assert code == 1
    assert INSTALL in " ".join(err.split())
    assert stored == []


def test_the_report_is_printed_beside_the_page(
    stored: list[str], command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("perspectives.report.paper.printer", lambda: lambda html: b"%PDF " + html[:15].encode())
    code, _, err = command("compare", "articles", "-o", tmp_path / "r.html", "--pdf", tmp_path / "new" / "r.pdf")
    assert (code, err) == (0, "")
    assert (tmp_path / "new" / "r.pdf").read_bytes() == b"%PDF <!doctype html>"


def test_a_model_of_ones_own_is_named_by_file_and_fingerprint(tmp_path: Path) -> None:
    model = tmp_path / "secret-folder" / "mine.skops"
    model.parent.mkdir()
    model.write_bytes(b"a model")
    options = run.compare_options(run.Settings(stance_model=model), run.load_conflict())
    versions = dict(options.versions)
    assert versions["stance model"] == "mine.skops (sha256 97ff8a35544d)"
    assert versions["frame model"] == "shipped"
    assert "secret-folder" not in repr(options.versions)
    with pytest.raises(PerspectivesError, match=r"cannot read the model .*gone"):
        run.compare_options(run.Settings(frame_model=tmp_path / "gone"), run.load_conflict())
