"""Data flows one way: who may import whom."""

from __future__ import annotations

import ast
import re
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
    "scraper/saved_pages.py": ("scraper.fetch", "scraper.archive", "scraper.crawl"),
    "scraper/warc.py": ("scraper.fetch", "scraper.archive", "scraper.crawl", "scraper.extract"),
    "scraper/url_lists.py": (
        "scraper.fetch",
        "scraper.archive",
        "scraper.crawl",
        "scraper.extract",
    ),
    "jobs": ("tests",),
}

#: ``--url``, `onrecord check`, ``onrecord.toml``, ``[sources.npr]``, ``ONRECORD_DB``.
COMMAND_WORDS = re.compile(
    r"(?<![\w-])--[a-z]|`onrecord\b|onrecord\.toml|\[sources\.|\bONRECORD_|\bpip install\b"
)
#: Files whose messages still name what only ``jobs`` should know.
NAME_COMMANDS_STILL = {
    "scraper/archive/backup.py",
    "scraper/archive/check.py",
    "scraper/archive/database.py",
    "scraper/archive/health.py",
    "scraper/archive/migrations.py",
    "scraper/archive/people.py",
    "scraper/archive/snapshots.py",
}


def imported(file: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


@pytest.mark.parametrize("place", FORBIDDEN)
def test_nobody_imports_against_the_flow(place: str) -> None:
    path = ROOT / place
    files = [path] if path.is_file() else sorted(path.rglob("*.py"))
    assert files
    for file in files:
        for name in imported(file):
            assert not any(
                name == module or name.startswith(module + ".") for module in FORBIDDEN[place]
            ), f"{file.relative_to(ROOT)} imports {name}"


def test_the_library_never_prints_nor_reads_configuration() -> None:
    for file in (ROOT / "scraper").rglob("*.py"):
        assert not imported(file) & {"click", "rich", "argparse", "tomllib"}, file
        calls = [n.func for n in ast.walk(ast.parse(file.read_text())) if isinstance(n, ast.Call)]
        assert not [f for f in calls if isinstance(f, ast.Name) and f.id == "print"], file


@pytest.mark.parametrize(
    "file", sorted((ROOT / "scraper").rglob("*.py")), ids=lambda file: str(file.relative_to(ROOT))
)
def test_the_library_names_no_command_option_or_configuration_file(file: Path) -> None:
    if str(file.relative_to(ROOT)) in NAME_COMMANDS_STILL:
        pytest.skip("not yet")
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found = COMMAND_WORDS.search(node.value)
            assert found is None, f"line {node.lineno}: {found[0]}"


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
