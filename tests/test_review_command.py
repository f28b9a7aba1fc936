"""The command `review` with the shipped models: engines, interrupted runs, further articles, comparing."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import review_factory as factory
from conftest import ROOT, Command
from perspectives.parts import analyses

pytestmark = pytest.mark.slow
CORPUS = ROOT / "corpus" / "karabakh"


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four articles of each of three outlets."""
    folder = tmp_path_factory.mktemp("command") / "articles"
    for outlet in sorted(path for path in CORPUS.iterdir() if path.is_dir())[:3]:
        for path in sorted(outlet.glob("*.txt"))[:4]:
            (folder / outlet.name).mkdir(parents=True, exist_ok=True)
            shutil.copy(path, folder / outlet.name)
    return folder


def start(*arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "perspectives", "review", *map(str, arguments)]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True)


def wait_for_a_part(process: subprocess.Popen[str], review: Path) -> None:
    deadline = time.monotonic() + 600
    while not list((review / "parts").rglob("*.json")):
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_every_engine_gives_the_report_of_compare(articles: Path, tmp_path: Path, command: Command) -> None:
    code, out, err = command("review", articles, "-o", tmp_path / "serial", "--engine", "serial", "--json")
    assert code == 0, err
    events = [json.loads(line) for line in err.splitlines()]
    assert [event["articles"] for event in events if event["event"] == "part"] == [8, 12]
    assert json.loads(out) == {
        "event": "done",
        "folder": str(tmp_path / "serial"),
        **{"documents": 12, "skipped": 0, "flagged": json.loads(out)["flagged"], "new": 12, "known": 0},
    }
    for engine in ("processes", "dask"):
        process = start(articles, "-o", tmp_path / engine, "--engine", engine, "--workers", 2, "--quiet")
        assert (process.communicate()[1], process.returncode) == ("", 0)
        assert factory.outputs(tmp_path / engine) == factory.outputs(tmp_path / "serial")
    for name, source in (("again", tmp_path / "dask"), ("direct", articles)):
        assert command("compare", source, "-o", tmp_path / f"{name}.html", "--quiet")[0] == 0
    assert (tmp_path / "again.html").read_bytes() == (tmp_path / "direct.html").read_bytes()


def test_ctrl_c_and_further_articles(articles: Path, tmp_path: Path, command: Command) -> None:
    first, second, third = sorted(articles.iterdir())
    some = tmp_path / "some"
    process = start(first, second, "-o", some, "--workers", 1)
    wait_for_a_part(process, some)
    os.killpg(process.pid, signal.SIGINT)
    error = process.communicate()[1]
    assert process.returncode == 130
    assert f"interrupted; run the same command again to go on from the parts in {some}" in error
    assert command("review", third, "-o", some)[2].startswith(f"perspectives: {some} holds a review of {first}")
    assert command("review", first, second, "-o", some, "--quiet") == (0, "", "")
    assert command("review", third, "-o", some, "--since", "--quiet") == (0, "", "")
    assert command("review", first, second, third, "-o", tmp_path / "all", "--quiet") == (0, "", "")
    assert factory.outputs(some) == factory.outputs(tmp_path / "all")


def test_kill_9(tmp_path: Path, command: Command) -> None:
    # more parts than workers: when the first is written, one at least has not begun
    _, out, _ = command("review", CORPUS, "-o", tmp_path / "all", "--json")
    total = json.loads(out)["documents"]
    some = tmp_path / "some"
    process = start(CORPUS, "-o", some, "--workers", 2)
    wait_for_a_part(process, some)
    process.kill()
    process.communicate(timeout=60)  # reads to the end, so that no worker is left
    assert process.returncode == -signal.SIGKILL
    done = len(list(analyses(some)))
    assert 0 < done < total
    code, out, err = command("review", CORPUS, "-o", some, "--json")
    assert code == 0, err
    summary = json.loads(out)
    assert [summary[name] for name in ("documents", "known", "new")] == [total, done, total - done]
    assert factory.outputs(some) == factory.outputs(tmp_path / "all")
