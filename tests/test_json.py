"""What --json prints is what docs/json.md says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from jobs.newsroom.server import Newsroom
from tests.conftest import Command, Ran, configured

DOC = (Path(__file__).parents[1] / "docs" / "json.md").read_text("utf-8")
OBJECTS = {
    "show": ["show", "nx-s1-5561840"],
    "cite": ["cite", "nx-s1-5561840#2", "--format", "csl-json"],
    "cite --check": ["cite", "--check", "cited.txt"],
    "status": ["status"],
    "quote": ["quote", "snow"],
    "check": ["check"],
    "reextract": ["reextract"],
    "backup": ["backup", "copy.db"],
    "optimize": ["optimize"],
    "speakers undo": ["speakers", "undo", "1"],
    "forget": ["forget", "nx-s1-5561840", "--why", "asked"],
    "demo": ["demo"],
}
ROWS = {
    "search": ["search", "snow"],
    "speakers find": ["speakers", "find", "wendt"],
    "speakers unknown": ["speakers", "unknown"],
    "speakers rename": ["speakers", "rename", "1", "X"],
    "speakers rules": ["speakers", "rules"],
    "coverage": ["coverage"],
    "sources": ["sources"],
    "sources check": ["sources", "check", "npr"],
}


def told(command: str) -> str:
    """The line of the docs on a command."""
    name = "speakers rules" if command == "speakers rename" else command
    (line,) = re.findall(rf"^\| `{name}`.*$", DOC, re.MULTILINE)
    return str(line)


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from strings(one)


def holds_json(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict | list)
    except ValueError:
        return False


@pytest.fixture
def filled(landed: Command) -> Command:
    """The command, with the demo's archive and a correction."""
    landed("speakers", "rename", "2", "Y")
    Path("cited.txt").write_text(landed("cite", "nx-s1-5561840#2").out, "utf-8")
    return landed


@pytest.mark.parametrize("command", OBJECTS)
def test_one_object(filled: Command, command: str) -> None:
    ran = filled(*OBJECTS[command], "--json")
    found = json.loads(ran.out)
    assert list(found)[:2] == ["command", "version"]
    assert (found["command"], found["version"]) == (command.partition(" --")[0], 1)
    assert not any(map(holds_json, strings(found)))
    line = told(command)
    if command not in ("show", "speakers undo"):
        assert all(f"`{key}`" in line for key in [*found][2:]), [*found]


@pytest.mark.parametrize("command", ROWS)
def test_rows_behind_a_header(filled: Command, command: str) -> None:
    ran = filled(*ROWS[command], "--json")
    assert (ran.header["command"], ran.header["version"]) == (command, 1)
    assert command == "speakers unknown" or ran.rows
    assert not any(map(holds_json, strings(ran.rows)))
    line = told(command)
    for key in {*[*ran.header][2:], *(key for row in ran.rows for key in row)}:
        assert f"`{key}`" in line, key


def test_a_run_lists_what_landed(onrecord: Command, tmp_path: Path) -> None:
    with Newsroom() as newsroom:
        configured(tmp_path, newsroom.url)
        ran: Ran = onrecord("run", "--limit", "3", "--json")
    assert ran.header["landed"] == len(ran.rows) == 3
    assert {row["kind"] for row in ran.rows} == {"new"}
    line = told("run")
    assert all(f"`{key}`" in line for key in [*[*ran.header][2:], *ran.rows[0]])
    shown = json.loads(onrecord("show", str(ran.rows[0]["transcript_id"]), "--json").out)
    assert shown["story_id"] == ran.rows[0]["story_id"]


@pytest.mark.parametrize(
    ("words", "code", "error"),
    [
        (["speakers", "undo", "7"], "unknown_rule", "there is no correction 7"),
        (["run", "--source", "nrp"], "unknown_source", "there is no source 'nrp'"),
        (["search"], "usage", "give words to search for"),
        (["search", "x", "--since", "2024-02-30"], "usage", "no such day"),
    ],
)
def test_errors_are_objects(filled: Command, words: list[str], code: str, error: str) -> None:
    for ran in (filled(*words, "--json"), filled("--json", *words)):
        assert (ran.code, ran.out) == (2, "")
        found = json.loads(ran.err.splitlines()[-1])
        assert list(found) == ["version", "error"]
        assert list(found["error"]) == ["code", "sentence", "remedy"]
        assert found["error"]["code"] == code
        assert error in found["error"]["sentence"]
