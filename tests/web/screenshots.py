"""``python -m tests.web.screenshots``: pictures of every kind of page over the demo's archive, wide
and on a phone, light and dark, in build/screenshots, some with what is folded opened; a transcript
with doubts and a note, and one in print; and the picture that README shows.
"""

from __future__ import annotations

import importlib
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.web.browser import SIZES, chromium
from tests.web.invented import odd_archive
from tests.web.site import ROOT, served
from tests.web.test_browser import PAGES

_SHOWN = ROOT / "docs/images/transcript.png"
_WHOLE = ROOT / "build/screenshots"
#: What is folded, by the page on which it is opened first of its kind.
_FOLDED = {
    "front": ("How to search", "Speaker and dates"),
    "search": ("Context", "Narrow down"),
    "mentions by program": ("As a table",),
    "voices": ("As a table",),
    "cite": ("Show",),
}
#: A sheet of paper, in the pixels of a style sheet.
_PAPER = 670


def main() -> None:
    """Take them all."""
    sync_playwright = importlib.import_module("playwright.sync_api").sync_playwright
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        demo = [sys.executable, "-m", "jobs.cli", "demo", "-q"]
        subprocess.run(demo, cwd=name, check=True, stdout=subprocess.DEVNULL,
                       env={"PYTHONPATH": str(ROOT)})  # fmt: skip
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        _WHOLE.mkdir(parents=True, exist_ok=True)
        with served(Path(name) / "archive.db") as address:
            for context, kind in _contexts(browser, address):
                _take(context.new_page(), kind)
            _take_printed(browser, address)
            _take_shown(browser, address)
        (Path(name) / "odd").mkdir()
        with served(odd_archive(Path(name) / "odd", "An invented sentence.")) as address:
            for context, kind in _contexts(browser, address):
                _take_doubts(context.new_page(), kind)
        browser.close()


def _contexts(browser: Any, address: str) -> Iterator[tuple[Any, str]]:
    """Each size in each colour scheme, with its name."""
    for scheme in ("light", "dark"):
        for size, width in SIZES.items():
            shape = {"width": width, "height": 900}
            context = browser.new_context(base_url=address, viewport=shape, color_scheme=scheme)
            yield context, f"{size}-{scheme}"
            context.close()


def _take(page: Any, kind: str) -> None:
    for name, address in PAGES.items():
        page.goto(address)
        _save(page, f"{name}-{kind}")
        for folded in _FOLDED.get(name, ()):
            page.goto(address)
            summary = page.locator("summary", has_text=folded).first
            if summary.is_visible():
                summary.click()
                _save(page, f"{name}, {folded}-{kind}")


def _take_doubts(page: Any, kind: str) -> None:
    """A transcript with a note, and the reason why a name is in doubt."""
    page.goto("/-/onrecord/story/npr/1")
    page.locator(".who a.doubted").focus()
    _save(page, f"doubts-{kind}")


def _take_printed(browser: Any, address: str) -> None:
    """A transcript as it is printed."""
    context = browser.new_context(base_url=address, viewport={"width": _PAPER, "height": 950})
    page = context.new_page()
    page.emulate_media(media="print")
    for name in ("transcript", "search", "mentions by program"):
        page.goto(PAGES[name])
        _save(page, f"{name}-print")
    context.close()


def _save(page: Any, name: str) -> None:
    words = name.lower().replace(",", "").replace(" ", "-")
    page.screenshot(path=_WHOLE / f"{words}.png", full_page=True)


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
