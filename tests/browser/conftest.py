"""Chromium, the pages it opens, and what it tells of them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

import report_factory
from perspectives.report import render, render_site

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@dataclass
class Opened:
    """A page with the requests it made and the errors it met."""

    page: Page
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium."""
    if CHROMIUM is None:
        pytest.skip("no Chromium: install the package chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The report's files by name."""
    folder = tmp_path_factory.mktemp("report")
    made = {
        "realistic": report_factory.comparison(),
        "small": report_factory.comparison(per_outlet=6),
        "hostile": report_factory.hostile(),
        "empty": report_factory.empty(),
    }
    for name, comparison in made.items():
        (folder / f"{name}.html").write_text(render(comparison), encoding="utf-8")
    for path, text in render_site(made["realistic"]):
        target = folder / "site" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return {name: folder / f"{name}.html" for name in made} | {"site": folder / "site" / "index.html"}


@pytest.fixture
def open_page(browser: Browser, pages: dict[str, Path]) -> Iterator[Callable[..., Opened]]:
    """Opens a report by name, at an optional hash, with options of a browser context."""
    contexts = []

    def opened(name: str, fragment: str = "", **options: Any) -> Opened:
        context = browser.new_context(**({"viewport": {"width": 1280, "height": 900}} | options))
        # A loaded machine is slow, not wrong.
        context.set_default_timeout(120_000)
        contexts.append(context)
        found = Opened(context.new_page())
        found.page.on("request", lambda request: found.requests.append(request.url))
        found.page.on("pageerror", lambda error: found.errors.append(str(error)))
        found.page.on("console", lambda message: found.errors.append(f"{message.type}: {message.text}"))
        found.page.goto(pages[name].as_uri() + fragment)
        return found

    yield opened
    for context in contexts:
        context.close()
