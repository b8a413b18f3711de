"""``python -m tests.web.screenshots``: pictures of every kind of page over the demo's archive, wide
and on a phone, light and dark, in build/screenshots; and the one that README shows.
"""

from __future__ import annotations

import importlib
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.web.browser import SIZES, chromium
from tests.web.site import ROOT, served
from tests.web.test_browser import PAGES

_SHOWN = ROOT / "docs/images/transcript.png"
_WHOLE = ROOT / "build/screenshots"


def main() -> None:
    """Take them all."""
    sync_playwright = importlib.import_module("playwright.sync_api").sync_playwright
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        demo = [sys.executable, "-m", "jobs.cli", "demo", "-q"]
        subprocess.run(demo, cwd=name, check=True, stdout=subprocess.DEVNULL,
                       env={"PYTHONPATH": str(ROOT)})  # fmt: skip
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        with served(Path(name) / "archive.db") as address:
            for scheme in ("light", "dark"):
                for size, width in SIZES.items():
                    shape = {"width": width, "height": 900}
                    context = browser.new_context(
                        base_url=address, viewport=shape, color_scheme=scheme
                    )
                    _take(context.new_page(), f"{size}-{scheme}")
                    context.close()
            _take_shown(browser, address)
        browser.close()


def _take(page: Any, kind: str) -> None:
    _WHOLE.mkdir(parents=True, exist_ok=True)
    for name, address in PAGES.items():
        page.goto(address)
        page.screenshot(path=_WHOLE / f"{name.replace(' ', '-')}-{kind}.png", full_page=True)


def _take_shown(browser: Any, address: str) -> None:
    shape = {"width": 1100, "height": 780}
    context = browser.new_context(base_url=address, viewport=shape, color_scheme="light")
    page = context.new_page()
    page.goto(PAGES["transcript"].partition("?")[0])
    _SHOWN.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=_SHOWN)
    context.close()


if __name__ == "__main__":
    main()
