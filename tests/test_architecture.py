"""Data flows one way: who may import whom."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FORBIDDEN = {
    "scraper": ("jobs", "tests"),
    "scraper/extract": ("scraper.fetch", "scraper.archive", "scraper.crawl"),
    "scraper/fetch": ("scraper.extract", "scraper.archive", "scraper.sources", "scraper.crawl"),
    "scraper/sources": (
        "scraper.fetch",
        "scraper.archive",
        "scraper.extract",
        "scraper.crawl",
        "scraper.origins",
    ),
    "scraper/origins": ("scraper.fetch", "scraper.archive", "scraper.extract", "scraper.crawl"),
    "scraper/archive": ("scraper.fetch", "scraper.sources", "scraper.crawl"),
    "jobs": ("tests",),
}


def imported(file: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


@pytest.mark.parametrize("folder", FORBIDDEN)
def test_nobody_imports_against_the_flow(folder: str) -> None:
    files = sorted((ROOT / folder).rglob("*.py"))
    assert files
    for file in files:
        for name in imported(file):
            assert not any(
                name == module or name.startswith(module + ".") for module in FORBIDDEN[folder]
            ), f"{file.relative_to(ROOT)} imports {name}"


def test_the_library_never_prints_nor_reads_configuration() -> None:
    for file in (ROOT / "scraper").rglob("*.py"):
        assert not imported(file) & {"click", "rich", "argparse", "tomllib"}, file
        calls = [n.func for n in ast.walk(ast.parse(file.read_text())) if isinstance(n, ast.Call)]
        assert not [f for f in calls if isinstance(f, ast.Name) and f.id == "print"], file


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys, jobs.cli\n"
        "try: jobs.cli.cli(['--help'])\n"
        "except SystemExit: pass\n"
        "print(sorted({'httpx', 'sqlite_utils', 'apscheduler', 'selectolax', 'rich', 'msgspec',"
        " 'structlog', 'zstandard', 'asyncio', 'importlib.metadata'}"
        " & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"
