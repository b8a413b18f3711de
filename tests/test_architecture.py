"""Data flows one way: who may import whom."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
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
    "scraper/archive": (
        "scraper.fetch",
        "scraper.sources",
        "scraper.crawl",
        "scraper.extract",
        "scraper.origins",
        "scraper.quotations.drafts",
        "rapidfuzz",
    ),
    "scraper/quotations": (
        "scraper.fetch",
        "scraper.sources",
        "scraper.crawl",
        "scraper.extract",
        "scraper.origins",
        "scraper.archive",
        "sqlite3",
    ),
    "scraper/export": ("scraper.fetch", "scraper.crawl", "scraper.archive.database", "sqlite3"),
    "scraper/parts": ("scraper.cluster", "dask", "distributed", "sqlite3"),
    "scraper/cluster": ("scraper.archive", "sqlite3"),
    "scraper/given_names.py": ("scraper",),
    "scraper/crawl": ("scraper.archive.database", "httpx", "selectolax", "sqlite3"),
    "scraper/errors.py": ("scraper",),
    "scraper/urls.py": ("scraper",),
    "scraper/saved_pages.py": ("scraper.fetch", "scraper.archive", "scraper.crawl"),
    "scraper/warc": ("scraper.fetch", "scraper.archive", "scraper.crawl", "scraper.extract"),
    "scraper/url_lists.py": (
        "scraper.fetch",
        "scraper.archive",
        "scraper.crawl",
        "scraper.extract",
    ),
    "jobs": ("tests", "scraper.fetch.client", "scraper.fetch.clients"),
}
#: By what the rules are applied to a page: that is for the library to join with the other stages.
READERS = {"scraper.extract.extract", "scraper.extract.account"}

#: ``--url``, `onrecord check`, ``onrecord.toml``, ``[sources.npr]``, ``ONRECORD_DB``.
COMMAND_WORDS = re.compile(
    r"(?<![\w-])--[a-z]|`onrecord\b|onrecord\.toml|\[sources\.|\bONRECORD_|\bpip install\b"
)


def imported(file: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(whole_name(node, file))
    return found


def whole_name(node: ast.ImportFrom, file: Path) -> str:
    """The module that is imported from: ``from . import b`` and ``from .a import b``, too."""
    if not node.level:
        return node.module or ""
    package = file.relative_to(ROOT).parts[: -node.level]
    return ".".join([*package, *([node.module] if node.module else [])])


def imported_modules(file: Path) -> set[str]:
    """The modules that may be meant: ``from a import b`` may name the module ``a.b``."""
    found = imported(file)
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            found |= {f"{whole_name(node, file)}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("place", FORBIDDEN)
def test_nobody_imports_against_the_flow(place: str) -> None:
    path = ROOT / place
    files = [path] if path.is_file() else sorted(path.rglob("*.py"))
    assert files
    for file in files:
        for name in imported_modules(file):
            assert not any(
                name == module or name.startswith(module + ".") for module in FORBIDDEN[place]
            ), f"{file.relative_to(ROOT)} imports {name}"


def modules_of(root: Path, *packages: str) -> dict[str, Path]:
    return {
        ".".join(file.relative_to(root).with_suffix("").parts).removesuffix(".__init__"): file
        for name in packages
        for file in (root / name).rglob("*.py")
    }


def in_order(modules: dict[str, Path]) -> list[str]:
    """The modules in an order in which each imports only those before it.

    :raises CycleError: there is none.
    """
    graph = {name: imported_modules(file) & set(modules) for name, file in modules.items()}
    return list(TopologicalSorter(graph).static_order())


def test_no_module_imports_itself_by_way_of_others() -> None:
    """Imports for type checkers and within functions count, too."""
    modules = modules_of(ROOT, "scraper", "jobs")
    assert len(in_order(modules)) == len(modules)


@pytest.mark.parametrize(
    "line", ["from . import b", "from .b import x", "from made import b", "import made.b"]
)
def test_a_cycle_is_seen_however_it_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    monkeypatch.setattr(f"{__name__}.ROOT", tmp_path)
    (tmp_path / "made").mkdir()
    for name, text in {"__init__": "", "a": line, "b": "from made.a import y"}.items():
        (tmp_path / "made" / f"{name}.py").write_text(text)
    with pytest.raises(CycleError):
        in_order(modules_of(tmp_path, "made"))


@pytest.mark.parametrize(
    "file",
    sorted((ROOT / "jobs").rglob("*.py")),
    ids=lambda file: str(file.relative_to(ROOT)),
)
def test_jobs_join_no_stages(file: Path) -> None:
    """They leave that to ``scraper.crawl``, and keep wording and options."""
    assert not imported_modules(file) & READERS


def test_the_library_never_prints_nor_reads_configuration() -> None:
    for file in (ROOT / "scraper").rglob("*.py"):
        assert not imported(file) & {"click", "rich", "argparse", "tomllib"}, file
        calls = [n.func for n in ast.walk(ast.parse(file.read_text())) if isinstance(n, ast.Call)]
        assert not [f for f in calls if isinstance(f, ast.Name) and f.id == "print"], file


@pytest.mark.parametrize(
    "file", sorted((ROOT / "scraper").rglob("*.py")), ids=lambda file: str(file.relative_to(ROOT))
)
def test_the_library_names_no_command_option_or_configuration_file(file: Path) -> None:
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
        " 'structlog', 'zstandard', 'asyncio', 'importlib.metadata', 'rapidfuzz'}"
        " & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


# limits ------------------------------------------------------------------------------------------

#: A module has fewer lines than this, a function too; a function has at most so many parameters.
MODULE_LINES, FUNCTION_LINES, PARAMETERS = 300, 50, 6
MODULES = sorted(
    str(file.relative_to(ROOT))
    for name in ("scraper", "jobs")
    for file in (ROOT / name).rglob("*.py")
)
Function = ast.FunctionDef | ast.AsyncFunctionDef


def over_the_limits(text: str) -> Iterator[str]:
    """What exceeds a limit in a module."""
    if (lines := len(text.splitlines())) >= MODULE_LINES:
        yield f"it has {lines} lines"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, Function) and not is_click_callback(node):
            lines = (node.end_lineno or 0) - node.lineno + 1
            if lines >= FUNCTION_LINES:
                yield f"{node.name} has {lines} lines"
            if (count := len(parameters(node))) > PARAMETERS:
                yield f"{node.name} has {count} parameters"


def is_click_callback(node: Function) -> bool:
    """Click gives a callback each option as a parameter of its own."""
    return any(re.search(r"\b(command|group)\(", ast.unparse(one)) for one in node.decorator_list)


def parameters(node: Function) -> list[str]:
    given = node.args
    named = [one.arg for one in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
    return [name for name in named if name not in ("self", "cls")]


@pytest.mark.parametrize("module", MODULES)
def test_modules_and_functions_are_small(module: str) -> None:
    found = list(over_the_limits((ROOT / module).read_text("utf-8")))
    assert found == []


def test_the_limits_see_what_exceeds_them() -> None:
    long = "def long():\n" + "    x = 1\n" * 300
    wide = "def wide(self, a, b, /, c, d, *, e, f, g): ...\n"
    click = "@cli.command()\ndef callback(a, b, c, d, e, f, g): ...\n"
    assert list(over_the_limits(long + wide + click)) == [
        "it has 304 lines", "long has 301 lines", "wide has 7 parameters",
    ]  # fmt: skip
