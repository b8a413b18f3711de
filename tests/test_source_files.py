"""A source file that can't be used disables its own source, and nothing else."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import scraper.sources
from jobs.config_file import load
from jobs.newsroom.markup import story_page
from jobs.newsroom.server import Newsroom
from jobs.newsroom.sheets import all_sheets
from scraper.archive.queue import Queue
from scraper.errors import BrokenSource
from scraper.sources import all_sources, broken_sources, source_named
from scraper.sources.base import Source
from scraper.sources.base.registry import read_source_files
from tests.conftest import Command, configured
from tests.test_unattended import healthcheck

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


def with_line(line: str) -> str:
    """A source file whose class overrides one line of PBS's."""
    base = of_one_more("example").replace("class Pbs(", "class _Pbs(")
    return f"{base}\n\nclass Example(_Pbs):\n    {line}\n\n\ndel _Pbs\n"


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
        ("import sys\nsys.exit('enough')\n", "SystemExit: enough"),
        ("raise GeneratorExit\n", "GeneratorExit"),
        (with_line("def __init__(self, **given): 1 / 0"), "__init__ raises ZeroDivisionError"),
        (with_line("hosts = None"), "hosts: None is not a tuple of the names of hosts"),
        (with_line("hosts = 'www.example.org'"), "hosts: 'www.example.org' is not a tuple"),
        (with_line("first_day = '1999-01-01'"), "first_day: '1999-01-01' is not a date"),
        (with_line("layouts = None"), "layouts: None is not a tuple of layouts"),
        (with_line("story_marks = 'div[['"), "selectors: 'div[[' (story_marks) is not a CSS"),
        (with_line("beside = 'p >'"), "selectors: 'p >' (beside) is not a CSS selector"),
        (
            with_line("def latest_listings(self, today): return {}[today]"),
            "latest_listings raises KeyError",
        ),
        (
            with_line("def listings_between(self, since, until, today): raise SystemExit"),
            "raises SystemExit",
        ),
        (with_line("def latest_listings(self, today): return None"), "None is not a tuple"),
        (with_line("def story_id(self, url): return url.nothing"), "story_id raises Attribute"),
    ],
    ids=[
        "syntax", "import", "raises", "none", "another's name", "two", "incomplete", "exits",
        "generator exit", "init", "no hosts", "a host", "first day", "layouts", "selector",
        "beside", "latest listings", "listings between", "no listings", "story id",
    ],
)  # fmt: skip
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
    rows = {row["name"]: row for row in onrecord("sources", "--json").rows}
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


# a run goes on with the others --------------------------------------------------------------------

FAILS_LATER = with_line(
    "def latest_listings(self, today):\n"
    "        if today.year > 2025: raise SystemExit('no listing')\n"
    "        return ()\n"
    "    def listings_between(self, since, until, today):\n"
    "        if today.year > 2025: return [][0]\n"
    "        return ()\n"
)


def enable(directory: Path, newsroom: Newsroom, *names: str, more: str = "") -> None:
    configured(directory, newsroom.url)
    with (directory / "onrecord.toml").open("a") as file:
        for name in names:
            file.write(f"\n[sources.{name}]\nenabled = true\n")
        file.write(more)


@pytest.mark.parametrize("text", [FAILS_LATER, "1 / 0\n"], ids=["its listings", "its file"])
def test_a_run_goes_on_with_the_other_sources(
    onrecord: Command, add_source: AddSource, newsroom: Newsroom, tmp_path: Path, text: str
) -> None:
    add_source("example", text)
    with healthcheck() as heard:
        monitor = f'\n[monitor]\nping_url = "{heard.url}"\n'
        enable(tmp_path, newsroom, "example", more=monitor)
        ran = onrecord("run", "--limit", "3")
    assert ran.code == 1
    assert ran.out.startswith("3 new transcripts")
    assert ran.err.count("the source 'example' can't be used") == 1
    assert "repair or remove the file" in ran.err
    assert [path for path, _ in heard.calls] == ["/start", "/fail"]
    assert "the source 'example' can't be used" in heard.calls[1][1]
    named = onrecord("run", "--source", "npr", "--limit", "1")
    assert named.code == 0, "it was not asked for"


@pytest.mark.parametrize("text", [FAILS_LATER, "1 / 0\n"], ids=["its listings", "its file"])
def test_a_backfill_goes_on_with_the_other_sources(
    onrecord: Command, add_source: AddSource, newsroom: Newsroom, tmp_path: Path, text: str
) -> None:
    add_source("example", text)
    enable(tmp_path, newsroom, "example")
    days = ("--from", "2014-08-01", "--to", "2014-08-31")
    tried = onrecord("backfill", *days, "--dry-run")
    assert tried.code == 1
    assert "npr: " in tried.out
    assert tried.err.count("the source 'example' can't be used") == 1
    ran = onrecord("backfill", *days, "--json")
    assert ran.code == 1
    found = ran.header
    assert found["counts"]["listings"] > 0
    assert "the source 'example' can't be used" in found["unusable"]["example"]


def test_stations_without_feeds_stop_nobody_else(
    onrecord: Command, newsroom: Newsroom, tmp_path: Path
) -> None:
    enable(tmp_path, newsroom, "stations")
    ran = onrecord("run", "--limit", "3")
    assert (ran.code, ran.out[:17]) == (1, "3 new transcripts")
    assert "stations has no listings to read" in ran.err


def test_what_fails_unforeseen_is_told_to_the_monitor(
    onrecord: Command, newsroom: Newsroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(Queue, "add_listings", broken)
    with healthcheck() as heard:
        enable(tmp_path, newsroom, more=f'\n[monitor]\nping_url = "{heard.url}"\n')
        with pytest.raises(ZeroDivisionError):
            onrecord("run")
    assert heard.calls[1:] == [("/fail", "unforeseen error: ZeroDivisionError: division by zero")]


# a broken source that is enabled ------------------------------------------------------------------


def test_an_enabled_source_that_is_broken_needs_attention(
    onrecord: Command, add_source: AddSource, newsroom: Newsroom, tmp_path: Path
) -> None:
    enable(tmp_path, newsroom)
    assert onrecord("run", "--limit", "1").code == 0
    assert onrecord("status").code == 0
    path = add_source("example", "1 / 0\n")
    assert onrecord("status").code == 0, "it is not enabled"
    assert "warning: the source 'example'" in onrecord("status").err
    enable(tmp_path, newsroom, "example")
    ran = onrecord("status")
    assert (ran.code, ran.err) == (1, "")
    assert f"! the source 'example' can't be used: {path}: ZeroDivisionError" in ran.out
    assert "repair or remove the file" in ran.out
    rows = {row["name"]: row for row in onrecord("sources", "--json").rows}
    assert rows["example"]["enabled"] is True
    printed = onrecord("schedule", "--print", "cron")
    assert "enabled but not scheduled: the source 'example' can't be used" in printed.err
    assert "--source npr" in printed.out


@pytest.mark.parametrize("command", ["run", "schedule"])
def test_the_only_enabled_source_is_broken(
    onrecord: Command, add_source: AddSource, tmp_path: Path, command: str
) -> None:
    path = add_source("example", "1 / 0\n")
    text = "[sources.example]\n[sources.npr]\nenabled = false\n"
    (tmp_path / "onrecord.toml").write_text(text)
    ran = onrecord(command)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.count(f"the source 'example' can't be used: {path}") == 1
    assert not (tmp_path / "archive.db").exists()


def test_what_is_configured_of_a_source_can_break_it(
    onrecord: Command, add_source: AddSource, newsroom: Newsroom, tmp_path: Path
) -> None:
    add_source(
        "example",
        with_line(
            "def __init__(self, *, feeds=None, **given):\n"
            "        assert feeds is None\n"
            "        super().__init__()"
        ),
    )
    assert onrecord("sources").code == 0
    enable(tmp_path, newsroom, more='\n[sources.example]\nfeeds = ["https://example.org/"]\n')
    listed = onrecord("sources")
    assert listed.code == 1
    assert "example: broken: " in listed.out
    assert "__init__ raises AssertionError" in listed.out
    ran = onrecord("run", "--limit", "1")
    assert ran.code == 1
    assert "1 new transcript" in ran.out


# the check of a source ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "def __init__(self, **given): 1 / 0",
        "hosts = None",
        "layouts = None",
        "story_marks = 'div[['",
        "def latest_listings(self, today): return {}[today]",
        "def story_id(self, url): return url.nothing",
        "metadata = None",
        "def story_date(self, url): 1 / 0",
    ],
)
def test_the_check_of_a_source_never_ends_in_a_traceback(
    onrecord: Command, add_source: AddSource, tmp_path: Path, line: str
) -> None:
    add_source("example", with_line(line))
    (tmp_path / "page.html").write_bytes(story_page(next(iter(all_sheets().values()))))
    checked = onrecord("sources", "check", "example", "page.html")
    assert checked.code == 1
    assert "missing  " in checked.out


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
    before = set(all_sources())
    add_source("example", of_one_more("example"))
    assert set(all_sources()) == {*before, "example"}
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
