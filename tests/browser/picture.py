"""Take the README's picture of the sample report: `make report && .venv/bin/python tests/browser/picture.py`."""

from __future__ import annotations

import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

REPORTS = Path(__file__).parents[2] / "reports"
SIZE = {"width": 1280, "height": 1500}


def main() -> None:
    """Write reports/karabakh.png from reports/karabakh.html."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport=SIZE)  # type: ignore[arg-type]
        page.goto((REPORTS / "karabakh.html").as_uri())
        page.screenshot(path=REPORTS / "karabakh.png")
        browser.close()


if __name__ == "__main__":
    main()
