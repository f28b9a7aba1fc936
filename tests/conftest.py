"""What several tests need and is slow to make: the shipped models, loaded once a process."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from perspectives import run
from perspectives.analysis import Models
from perspectives.records import Conflict

settings.register_profile("busy machine", deadline=None)
settings.load_profile("busy machine")
ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def karabakh() -> Conflict:
    return run.load_conflict("karabakh")


@pytest.fixture(scope="session")
def models() -> Models:
    """The models that commands use too: the same settings share one loaded object."""
    return run.load_models(run.settings("karabakh", None, None, None))


Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Run the command line in this process: arguments to exit code, standard output and standard error."""
    from perspectives.__main__ import main

    def call(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["perspectives", *map(str, arguments)])
        capsys.readouterr()
        code = 0
        try:
            main()
        except SystemExit as stop:
            code = int(stop.code or 0)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call
