"""The report on paper: printed by what is there, the same every time, and a word on what to install where none is."""

from __future__ import annotations

import importlib.util
import io
import shutil
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pypdf import PdfReader

import report_factory
from perspectives.errors import PerspectivesError
from perspectives.report import pdf, render
from perspectives.report.paper import BROWSERS, printer

CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), None)


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without any program that prints."""
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: install the package chromium")
def test_chromium_prints_numbered_pages_with_every_section() -> None:
    outlets = report_factory.OUTLETS[:2]
    html = render(report_factory.comparison(outlets=outlets, documents=20, per_outlet=8))
    data = pdf(html)
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(data)).pages]
    whole = " ".join(" ".join(pages).split())
    assert len(data) < 5_000_000
    for number, page in enumerate(pages, 1):
        assert f"{number} / {len(pages)}" in page
    for title in ("Key findings", "Stance toward each side", "Frames", "Sentences", "Method and limits", "How to cite"):
        assert title in whole
    for control in ("Show all", "Flag this", "Skip to the content"):
        assert control not in whole
    assert "On paper are" in whole
    # Every panel of a switch is on paper, since nobody can switch there.
    for voice in ("own voice", "quoted voices", "all voices"):
        assert f"Net stance toward each side, {voice}" in whole
    assert b"19700101000000" in data


def test_without_a_printer_the_error_says_what_to_install(bare: None) -> None:
    assert printer() is None
    with pytest.raises(PerspectivesError, match=r"apt install chromium.*pip install weasyprint"):
        pdf("<!doctype html><title>t</title>")


def test_weasyprint_prints_where_there_is_no_browser(bare: None, monkeypatch: pytest.MonkeyPatch) -> None:
    made: dict[str, Any] = {}

    class Page:
        """What WeasyPrint makes of HTML."""

        def __init__(self, **options: Any) -> None:
            made.update(options)

        def write_pdf(self) -> bytes:
            return b"%PDF /CreationDate (D:20240102030405Z) /ModDate (D:20240102030405+00'00')"

    monkeypatch.setattr(importlib.util, "find_spec", lambda name: object() if name == "weasyprint" else None)
    monkeypatch.setitem(sys.modules, "weasyprint", SimpleNamespace(HTML=Page))
    assert pdf("<p>x") == b"%PDF /CreationDate (D:19700101000000Z) /ModDate (D:19700101000000+00'00')"
    assert made["string"] == "<p>x"
    with pytest.raises(ValueError, match="is not fetched"):
        made["url_fetcher"]("https://example.org/x.png")


@pytest.mark.parametrize(
    ("script", "message"),
    [("echo 'no display' >&2\nexit 3", "exit code 3.*no display"), ("exit 0", "printed no PDF")],
)
def test_a_browser_that_fails_is_named_with_its_reason(
    script: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = tmp_path / "chromium"
    browser.write_text(f"#!/bin/sh\n{script}\n")
    browser.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    with pytest.raises(PerspectivesError, match=message):
        pdf("<p>x")
