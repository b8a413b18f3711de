"""Which tests run which lines of `scraper/`: recorded in runs under coverage, and kept.

The first run is of all tests. After that, only test files that have changed run again, as long as
nothing else did.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from coverage import CoverageData

from tests.mutation.recorder import OUTCOMES
from tests.mutation.tree import ROOT, Tree

_SETTINGS = """\
[run]
source = scraper
parallel = true
relative_files = true
core = ctrace
patch =
    subprocess
    _exit
data_file = {data}
disable_warnings = no-data-collected, module-not-imported, module-not-measured
"""
_DATA, _OUTCOMES, _FILES = "coverage", "outcomes.json", "files.json"


@dataclass(frozen=True)
class Trace:
    """How many seconds each test that passes takes, and which tests run each line of a module.

    ``outside`` has the lines that run outside tests: at import, or while tests are collected.
    """

    seconds: dict[str, float]
    lines: dict[str, dict[int, set[str]]]
    outside: dict[str, set[int]]

    def tests(self, module: str, lines: Iterable[int]) -> set[str]:
        """The tests that run any of these lines and pass."""
        known = self.lines.get(module, {})
        return {test for line in lines for test in known.get(line, ())}


def fingerprint(root: Path = ROOT) -> str:
    """Changes whenever a file other than of tests does that tests may depend on."""
    digest = hashlib.sha256()
    for folder in ("scraper", "jobs", "tests"):
        for file in sorted((root / folder).rglob("*.py")):
            if not file.name.startswith("test_") and "mutation" not in file.relative_to(root).parts:
                digest.update(file.relative_to(root).as_posix().encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def trace(tree: Tree, kept: Path, jobs: int) -> Trace:
    """The trace of a copy of the tree, after tests have run whose runs aren't kept yet."""
    current = _test_files(tree.root)
    known = {pair for run in _runs(kept) for pair in _read(run / _FILES).items()}
    missing = dict(pair for pair in current.items() if pair not in known)
    if missing:
        directory = kept / f"{len(_runs(kept)):04}"
        _record(tree, directory, list(missing) if known else [], jobs)
        (directory / _FILES).write_text(json.dumps(missing), "utf-8")
    return _load(kept, current)


def _test_files(root: Path) -> dict[str, str]:
    """The test files, each with what changes when it does."""
    return {
        file.relative_to(root).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted((root / "tests").rglob("test_*.py"))
        if "mutation" not in file.relative_to(root).parts
    }


def _runs(kept: Path) -> list[Path]:
    return sorted(files.parent for files in kept.glob(f"*/{_FILES}"))


def _read(file: Path) -> dict[str, str]:
    read: dict[str, str] = json.loads(file.read_text("utf-8"))
    return read


def _record(tree: Tree, directory: Path, files: list[str], jobs: int) -> None:
    """Run test files (all of them, if none is named) and keep what they ran."""
    directory.mkdir(parents=True, exist_ok=True)
    settings = directory / "coveragerc"
    settings.write_text(_SETTINGS.format(data=directory / _DATA), "utf-8")
    rc = f"--rcfile={settings}"
    _, printed = tree.run(
        ["-m", "coverage", "run", rc, "-m", "pytest", "-q", "-p", "no:cacheprovider",
         "-p", "tests.mutation.recorder", "-n", str(jobs), *files],
        {OUTCOMES: str(directory / _OUTCOMES)},
    )  # fmt: skip
    (directory / "printed.txt").write_text(printed, "utf-8")
    tree.run(["-m", "coverage", "combine", "--quiet", rc], {})


def _load(kept: Path, current: dict[str, str]) -> Trace:
    """What all runs recorded, each test as its file is now."""
    seconds: dict[str, float] = {}
    lines: defaultdict[str, defaultdict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    outside: defaultdict[str, set[int]] = defaultdict(set)
    for run in _runs(kept):
        files = dict(_read(run / _FILES).items() & current.items())
        outcomes = json.loads((run / _OUTCOMES).read_text("utf-8"))
        passed = {
            test: spent for test, (is_passed, spent) in outcomes.items()
            if is_passed and test.partition("::")[0] in files
        }  # fmt: skip
        seconds |= passed
        data = CoverageData(str(run / _DATA))
        data.read()
        for module in data.measured_files():
            for line, tests in data.contexts_by_lineno(module).items():
                lines[module][line] |= passed.keys() & tests
                if "" in tests:
                    outside[module].add(line)
    return Trace(seconds, {module: dict(known) for module, known in lines.items()}, outside)
