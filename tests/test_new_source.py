"""``onrecord sources new``: a source that works at once, and says what to fill in."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import scraper
from tests.conftest import Command

ROOT = Path(__file__).parents[1]
PLACES = ("scraper/sources", "tests/newsrooms/sheets", "tests/newsrooms/sites")
WROTE = [
    "scraper/sources/kxyz.py",
    "tests/newsrooms/sheets/kxyz.txt",
    "tests/newsrooms/sites/kxyz.py",
]


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folders of a clone that the command writes to, with nothing in them."""
    root = tmp_path / "clone"
    for place in PLACES:
        (root / place).mkdir(parents=True)
    monkeypatch.setattr(scraper, "__file__", str(root / "scraper" / "__init__.py"))
    return root


def test_it_writes_three_files_and_says_what_to_do_next(onrecord: Command, clone: Path) -> None:
    ran = onrecord("sources", "new", "kxyz", "--title", "KXYZ", "--home", "https://kxyz.example")
    assert (ran.code, ran.err) == (0, "")
    assert [line for line in ran.out.splitlines() if line.startswith("wrote ")] == [
        f"wrote {path}" for path in WROTE
    ]
    assert "`pytest -k kxyz`" in ran.out
    source = (clone / WROTE[0]).read_text("utf-8")
    assert 'title = "KXYZ"' in source
    assert 'home = "https://kxyz.example"' in source
    assert 'hosts = ("kxyz.example",)' in source


def test_what_is_not_given_is_to_be_filled_in(onrecord: Command, clone: Path) -> None:
    found = json.loads(onrecord("sources", "new", "kxyz", "--json").out)
    assert (found["command"], found["name"], found["wrote"]) == ("sources new", "kxyz", WROTE)
    source = (clone / WROTE[0]).read_text("utf-8")
    assert "# FILL IN: its name as people write it" in source
    assert "# FILL IN: its site: scheme and host" in source
    assert "$" not in re.sub(r"\$\"", "", source)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["K-XYZ"], "'K-XYZ' can't be the name of a source: take 2 to 30 lower-case letters"),
        (["1st"], "'1st' can't be the name of a source"),
        (["x"], "'x' can't be the name of a source"),
        (["class"], "'class' can't be the name of a source"),
        (["base"], "'base' can't be the name of a source"),
        (["../kxyz"], "'../kxyz' can't be the name of a source"),
        (["npr"], "there is a source called 'npr' already; choose another name"),
        (["kxyz", "--home", "kxyz.example"], "--home: 'kxyz.example' is not the address of a site"),
        (["kxyz", "--home", "https://kxyz.example/a"], "give scheme and host alone"),
        (["kxyz", "--title", 'The "X"'], "--title: give a name without line breaks, quotes"),
        (["kxyz", "--title", " "], "--title: give a name"),
    ],
)
def test_what_no_source_can_be_called_is_refused(
    onrecord: Command, clone: Path, words: list[str], sentence: str
) -> None:
    ran = onrecord("sources", "new", *words)
    assert (ran.code, ran.out) == (2, "")
    assert sentence in ran.err
    assert not [path for place in PLACES for path in (clone / place).iterdir()]


@pytest.mark.parametrize("path", WROTE)
def test_nothing_is_overwritten(onrecord: Command, clone: Path, path: str) -> None:
    (clone / path).write_text("mine")
    ran = onrecord("sources", "new", "kxyz")
    assert ran.code == 2
    assert f"{clone / path} exists already; choose another name, or remove the file" in ran.err
    assert (clone / path).read_text() == "mine"
    assert sum((clone / one).exists() for one in WROTE) == 1


def test_all_files_are_written_or_none(onrecord: Command, clone: Path) -> None:
    (clone / PLACES[1]).rmdir()
    ran = onrecord("sources", "new", "kxyz")
    assert ran.code == 2
    assert "kxyz.txt can't be written: No such file or directory" in ran.err
    assert not any((clone / one).exists() for one in WROTE)


def test_an_installed_onrecord_says_that_it_needs_a_clone(
    onrecord: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scraper, "__file__", str(tmp_path / "scraper" / "__init__.py"))
    ran = onrecord("sources", "new", "kxyz")
    assert (ran.code, ran.out) == (2, "")
    assert "a new source is written in a clone of OnRecord's repository" in ran.err
    assert f"this OnRecord is installed in {tmp_path}" in ran.err


# in a whole clone --------------------------------------------------------------------------------


@pytest.fixture
def whole_clone(tmp_path: Path) -> Path:
    """A copy of this checkout."""
    root = tmp_path / "clone"
    unwanted = shutil.ignore_patterns("__pycache__", "node_modules")
    for folder in ("scraper", "jobs", "tests", "docs"):
        shutil.copytree(ROOT / folder, root / folder, ignore=unwanted)
    for file in ROOT.iterdir():
        if file.is_file():
            shutil.copy(file, root / file.name)
    return root


def run(clone: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a module with the clone's own packages."""
    environment = {**os.environ, "PYTHONPATH": str(clone), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", *words]
    return subprocess.run(
        command, cwd=clone, env=environment, capture_output=True, text=True, check=False
    )


def run_tests(clone: Path) -> subprocess.CompletedProcess[str]:
    """Run those tests of the new source that need no large sample of pages."""
    files = ("test_newsrooms", "test_newsrooms_crawl", "test_sources", "test_source_urls")
    return run(
        clone, "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-k", "kxyz",
        *(f"tests/{name}.py" for name in files),
    )  # fmt: skip


def test_a_new_source_works_at_once_and_its_tests_say_what_to_fill_in(whole_clone: Path) -> None:
    began = run(
        whole_clone, "jobs.cli", "sources", "new", "kxyz", "--title", "KXYZ Public Radio",
        "--home", "https://www.kxyz.example",
    )  # fmt: skip
    assert began.returncode == 0, began.stderr
    listed = run(whole_clone, "jobs.cli", "sources")
    assert (listed.returncode, listed.stderr) == (0, "")
    assert "kxyz: KXYZ Public Radio, https://www.kxyz.example (off)" in listed.stdout

    tested = run_tests(whole_clone)
    assert set(re.findall(r"^FAILED \S+::(\w+)", tested.stdout, re.MULTILINE)) == {
        "test_nothing_is_left_to_fill_in",
        "test_every_source_is_documented",
    }, tested.stdout
    # Where it runs for a machine, pytest prints each twice.
    told = re.findall(r"^(\S+):\d+: fill in (.+)$", tested.stdout, re.MULTILINE)
    left = list(dict.fromkeys(told))
    assert list(dict.fromkeys(path for path, _ in left)) == WROTE
    assert ("scraper/sources/kxyz.py", "the time zone of its days, as IANA names it") in left
    assert "add it to the table of sources in docs/configuration.md" in tested.stdout
    checked = run(whole_clone, "jobs.cli", "sources", "check", "kxyz").stdout
    assert re.findall(r"^missing  (\S+):\d+: fill in (.+)$", checked, re.MULTILINE) == left

    for path in WROTE:
        file = whole_clone / path
        lines = file.read_text("utf-8").splitlines(keepends=True)
        file.write_text("".join(line for line in lines if "FILL IN" not in line), "utf-8")
    docs = whole_clone / "docs" / "configuration.md"
    docs.write_text(
        docs.read_text("utf-8") + "\n| `kxyz` | KXYZ | the page of each day |\n", "utf-8"
    )
    tested = run_tests(whole_clone)
    assert tested.returncode == 0, tested.stdout
    assert re.search(r"\d\d passed", tested.stdout)


@pytest.mark.skipif(
    shutil.which("ruff", path=Path(sys.executable).parent) is None, reason="no ruff"
)
def test_the_skeletons_pass_the_linter(whole_clone: Path) -> None:
    run(whole_clone, "jobs.cli", "sources", "new", "kxyz", "--title", "KXYZ Public Radio")
    files = [path for path in WROTE if path.endswith(".py")]
    for words in (["check"], ["format", "--check"]):
        linted = run(whole_clone, "ruff", *words, *files)
        assert linted.returncode == 0, linted.stdout
