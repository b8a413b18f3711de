"""Chromium, driven by Playwright, and axe-core, where they are installed."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

#: ``make .venv/.installed-browser`` puts it here.
AXE = Path(sys.prefix) / "npm/node_modules/axe-core/axe.min.js"
#: WCAG 2.2 at levels A and AA, with what came before, and what axe holds good practice.
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SIZES = {"wide": 1280, "phone": 390}


def chromium() -> str:
    """The browser's file; without one, the test is skipped."""
    pytest.importorskip("playwright", reason="Playwright for Python is not installed")
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.skip("Chromium is not installed")
    return found


def violations(page: Any) -> list[str]:
    """What axe finds wrong with a page, a line each."""
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: make .venv/.installed-browser")
    # A script element would be refused by the page's content security policy.
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate(
        f"axe.run(document, {{runOnly: {json.dumps(_RULES)}}}).then(found => found.violations"
        ".map(one => [one.id, one.help, one.nodes.map(node => node.html).slice(0, 3)]))"
    )
    return [f"{rule}: {said} {nodes}" for rule, said, nodes in found]
