"""A source file that can't be used disables its own source, and nothing else."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import scraper.sources
from jobs.config_file import load
from scraper.errors import BrokenSource
from scraper.sources import all_sources, broken_sources, source_named
from scraper.sources.base import Source
from scraper.sources.base.registry import read_source_files
from tests.conftest import Command

PBS = (Path(scraper.sources.__file__).with_name("pbs.py")).read_text("utf-8")
AddSource = Callable[[str, str], Path]


@pytest.fixture
def add_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AddSource]:
    """Puts a source file where those of the package are looked for."""
    folder = tmp_path / "more_sources"
    folder.mkdir()
    monkeypatch.setattr(scraper.sources, "__path__", [*scraper.sources.__path__, str(folder)])
    added: list[str] = []

    def add(name: str, text: str) -> Path:
        path = folder / f"{name}.py"
        path.write_text(text)
        added.append(f"scraper.sources.{name}")
        scraper.sources._files.cache_clear()
        return path

    yield add
    monkeypatch.undo()
    scraper.sources._files.cache_clear()
    for module in added:
        sys.modules.pop(module, None)


def of_one_more(name: str) -> str:
    return PBS.replace('name = "pbs"', f'name = "{name}"')


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("class Example:\n", "line 1: expected an indented block"),
        ("import a_module_that_is_not_there\n", "No module named 'a_module_that_is_not_there'"),
        ("1 / 0\n", "ZeroDivisionError"),
        ("X = 1\n", "it defines no source"),
        (PBS, "it names its source 'pbs', but its file name says 'example'"),
        (
            of_one_more("example") + "\n\nclass Second(Pbs):\n    name = 'second'\n",
            "it defines 2 sources (Pbs, Second)",
        ),
        (
            "from scraper.sources.base import Source\nclass E(Source):\n    name = 'example'\n",
            "it does not define title, first_day",
        ),
    ],
    ids=["syntax", "import", "raises", "none", "another's name", "two", "incomplete"],
)
def test_a_broken_file_disables_its_source_alone(
    onrecord: Command, add_source: AddSource, text: str, problem: str
) -> None:
    path = add_source("example", text)
    listed = onrecord("sources")
    assert listed.code == 1
    (line,) = [line for line in listed.out.splitlines() if line.startswith("example: ")]
    assert line.startswith(f"example: broken: {path}: ")
    assert problem in line
    assert "npr: NPR, https://www.npr.org" in listed.out
    assert listed.err == "", "it is in the list"

    ran = onrecord("add", "nothing.html")
    assert ran.err.count("warning:") == 1
    assert f"warning: the source 'example' can't be used: {path}: " in ran.err
    assert problem in ran.err

    named = onrecord("run", "--source", "example")
    assert (named.code, named.out) == (2, "")
    assert f"error: the source 'example' can't be used: {path}: " in named.err
    assert "Traceback" not in named.err


def test_a_broken_source_is_listed_for_machines(onrecord: Command, add_source: AddSource) -> None:
    path = add_source("example", "import nothing_there\n")
    rows = {row["name"]: row for row in json.loads(onrecord("sources", "--json").out)}
    assert rows["example"]["problem"].startswith(f"{path}: ModuleNotFoundError")
    assert rows["example"]["enabled"] is False
    assert rows["npr"]["problem"] is None


def test_a_broken_source_may_stay_in_the_configuration(
    add_source: AddSource, tmp_path: Path
) -> None:
    add_source("example", "1 / 0\n")
    config = tmp_path / "onrecord.toml"
    config.write_text("[sources.example]\nenabled = true\n[sources.npr]\n")
    assert [source.name for source in load(config, {}).enabled_sources()] == ["npr"]


def test_the_check_lists_what_an_incomplete_source_lacks(
    onrecord: Command, add_source: AddSource
) -> None:
    add_source("example", "from scraper.sources.base import Source\nclass E(Source): ...\n")
    checked = onrecord("sources", "check", "example")
    assert checked.code == 1
    assert "missing  story_id: define it" in checked.out
    add_source("other", "import nothing_there\n")
    assert "No module named" in onrecord("sources", "check", "other").err


def test_one_more_file_is_one_more_source(add_source: AddSource) -> None:
    add_source("example", of_one_more("example"))
    assert set(all_sources()) == {"cnn", "democracynow", "example", "npr", "pbs", "stations"}
    assert broken_sources() == ()
    assert source_named("example").name == "example"


def test_a_file_cannot_take_the_place_of_another(add_source: AddSource) -> None:
    add_source("example", PBS)
    assert source_named("pbs").__module__ == "scraper.sources.pbs"
    with pytest.raises(BrokenSource, match="it names its source 'pbs'"):
        source_named("example")


def test_every_module_of_the_package_is_a_source() -> None:
    """Nothing of the machinery may be taken for one, or be skipped in silence."""
    package = Path(scraper.sources.__file__).parent
    files = list(read_source_files("scraper.sources", [str(package)]))
    assert [file.name for file in files] == sorted(
        path.stem for path in package.glob("*.py") if path.stem != "__init__"
    )
    for file in files:
        assert file.problem is None
        assert file.source is not None
        assert issubclass(file.source, Source)
