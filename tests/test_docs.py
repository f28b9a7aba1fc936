"""The documents tell the truth: commands, files and the README's Python."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer

from conftest import ROOT
from perspectives import cli

README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = [
    path
    for path in sorted(ROOT.glob("*.md")) + sorted((ROOT / "corpus").glob("*.md")) + sorted(ROOT.glob("src/**/*.md"))
    if path.is_file()
]
TABLE = " ".join(re.split(r"(?<!\\)\|", line)[1] for line in README.splitlines() if line.startswith("| `perspectives "))


def group_commands() -> dict[str, object]:
    return typer.main.get_command(cli.app).commands  # type: ignore[attr-defined, no-any-return]


def test_every_command_is_in_the_table_of_the_readme() -> None:
    for name, command in group_commands().items():
        assert re.search(rf"\b{re.escape(name)}\b", TABLE), f"README's table lacks {name}"
        for inner in getattr(command, "commands", ()):
            assert re.search(rf"\b{inner}\b", TABLE), f"README's table lacks {name} {inner}"


def test_every_command_and_option_of_the_readme_exists() -> None:
    known = group_commands()
    called = re.findall(r"(?:^\$ |\.venv/bin/|`)perspectives ([a-z]+)([^`\n]*)", README, re.MULTILINE)
    called += [(name, "") for name in re.findall(r"`([a-z]+)`", TABLE)]
    assert len(called) > 10
    for name, rest in called:
        assert name in known, f"README calls {name}"
        commands = [known[name], *getattr(known[name], "commands", {}).values()]
        options = {option for one in commands for parameter in one.params for option in parameter.opts}
        for option in re.findall(r"(?<!\S)(--?[a-z][a-z-]*)", rest):
            assert option in options, f"README calls {name} {option}"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_to_files(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if target.startswith("#"):
            headings = {
                re.sub(r"[^\w -]", "", h.lower()).replace(" ", "-") for h in re.findall(r"^#+ (.+)$", text, re.M)
            }
            assert target[1:] in headings, target
        elif "://" not in target:
            assert (path.parent / target.split("#")[0]).exists(), f"{path.name} links to {target}"


def test_make_targets_of_the_readme_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"^\$ make ([a-z]+)", README, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_the_python_of_the_readme_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    block = re.search(r"```python\n(.*?)```", README, re.DOTALL)
    assert block
    source = ROOT / "corpus" / "karabakh"
    some = tmp_path / "corpus" / "karabakh"
    for folder in sorted(path for path in source.iterdir() if path.is_dir())[:3]:
        article = sorted(folder.glob("*.txt"))[0]
        (some / folder.name).mkdir(parents=True)
        (some / folder.name / article.name).write_bytes(article.read_bytes())
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    exec(compile(block[1], "README.md", "exec"), names)
    assert (tmp_path / "report.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert len(names["analyses"]) == 3  # type: ignore[arg-type]
