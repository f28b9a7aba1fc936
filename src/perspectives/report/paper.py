"""Print a page to PDF with what the machine has for it: a Chromium, playwright's own, or WeasyPrint."""

from __future__ import annotations

import importlib
import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from perspectives.errors import PerspectivesError

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge")
"""Programs of the Chromium family, in the order in which they are tried."""
SECONDS = 300
"""After this a browser is given up."""
INSTALL = (
    "nothing here can print a PDF: install Chromium (Debian: apt install chromium) or WeasyPrint "
    "(pip install weasyprint), or open the report in a browser and print it there"
)
_DATE = re.compile(rb"/(CreationDate|ModDate) \(D:(\d{14})")


def printer() -> Callable[[str], bytes] | None:
    """What turns a page's HTML into the bytes of a PDF here, or None where nothing can."""
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is not None:
        found = program
        return lambda html: _timeless(_browser(found, html))
    if importlib.util.find_spec("playwright") and _playwright_has_one():
        return lambda html: _timeless(_playwright(html))
    if importlib.util.find_spec("weasyprint"):
        return lambda html: _timeless(_weasyprint(html))
    return None


def pdf(html: str) -> bytes:
    """A page as PDF, laid out by its own rules for print; nothing is fetched.

    Raises:
        PerspectivesError: where no program can print, saying what to install, or where it fails.
    """
    found = printer()
    if found is None:
        raise PerspectivesError(INSTALL)
    return found(html)


def _browser(program: str, html: str) -> bytes:
    with tempfile.TemporaryDirectory(prefix="perspectives-") as name:
        # A browser that is confined (snap, flatpak) reads and writes no other temporary folder than its own.
        folder = Path(name)
        page, target = folder / "report.html", folder / "report.pdf"
        page.write_text(html, encoding="utf-8")
        command = [program, "--headless", "--disable-gpu", "--disable-extensions", "--no-first-run"]
        command += ["--no-pdf-header-footer", f"--user-data-dir={folder / 'profile'}", f"--print-to-pdf={target}"]
        if getattr(os, "geteuid", lambda: 1)() == 0:
            command.append("--no-sandbox")  # Chromium does not start for root with it
        try:
            done = subprocess.run(
                [*command, page.as_uri()], capture_output=True, timeout=SECONDS, check=False, stdin=subprocess.DEVNULL
            )
        except subprocess.TimeoutExpired as error:
            raise PerspectivesError(
                f"{program} did not print the PDF in {SECONDS} s; print the report yourself"
            ) from error
        except OSError as error:
            raise PerspectivesError(f"cannot run {program}: {error.strerror}") from error
        if not target.is_file():
            said = done.stderr.decode("utf-8", "replace").strip().splitlines()
            raise PerspectivesError(
                f"{program} printed no PDF (exit code {done.returncode}): {(said or ['no reason'])[-1]}"
            )
        return target.read_bytes()


def _playwright_has_one() -> bool:
    """Whether playwright has downloaded its browser; the package comes without."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path).exists()


def _playwright(html: str) -> bytes:
    from playwright.sync_api import Error, sync_playwright

    try:
        with sync_playwright() as playwright, playwright.chromium.launch() as browser:
            page = browser.new_page()
            page.set_content(html)
            return bytes(page.pdf(prefer_css_page_size=True, print_background=True))
    except Error as error:
        raise PerspectivesError(f"{INSTALL} (playwright: {str(error).splitlines()[0]})") from error


def _weasyprint(html: str) -> bytes:
    weasyprint = importlib.import_module("weasyprint")
    return bytes(weasyprint.HTML(string=html, url_fetcher=_nothing).write_pdf())


def _nothing(url: str, **_: object) -> dict[str, object]:
    raise ValueError(f"{url} is not fetched")


def _timeless(data: bytes) -> bytes:
    """The PDF without the time at which it was made, so that the same report gives the same file."""
    return _DATE.sub(lambda found: b"/" + found[1] + b" (D:" + b"19700101000000", data)
