"""The pages are valid HTML: by the Nu checker where Java and its jar are there, by html5lib else."""

from __future__ import annotations

import os
import shutil
import subprocess
import warnings
from pathlib import Path

from html5lib import HTMLParser


def nu() -> list[str] | None:
    """The command of the Nu HTML checker, if it is installed (VNU_JAR, or the npm package vnu-jar)."""
    jar = Path(os.environ.get("VNU_JAR", "node_modules/vnu-jar/build/dist/vnu.jar"))
    return ["java", "-jar", str(jar), "--errors-only"] if shutil.which("java") and jar.is_file() else None


def errors(files: list[Path]) -> list[str]:
    """What the checker that is there finds wrong."""
    command = nu()
    if command is not None:
        done = subprocess.run([*command, *map(str, files)], capture_output=True, text=True, check=False)
        return done.stderr.splitlines()
    found = []
    for file in files:
        parser = HTMLParser(namespaceHTMLElements=False)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            parser.parse(file.read_text(encoding="utf-8"))
        found += [f"{file.name}:{line}: {code}" for (line, _), code, _ in parser.errors]
    return found


def test_every_page_is_valid_html(pages: dict[str, Path]) -> None:
    folders = sorted(path for path in pages["site"].parent.iterdir() if path.is_dir())
    # One page of each kind; test_report.py reads them all by html5lib.
    kinds = [page for folder in folders for page in sorted(folder.glob("*.html"))[:1]]
    assert errors([*pages.values(), *kinds]) == []


def test_the_checker_that_is_there_finds_what_is_wrong(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.html"
    wrong.write_text("<!doctype html><title>t</title><p>one</div>", encoding="utf-8")
    assert errors([wrong])
