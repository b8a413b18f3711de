"""Every way a command can end has its exit code, told in the help and the README."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from jobs import cli
from jobs.crawling import Finished
from jobs.exit_codes import ExitCode
from scraper.archive.store import Archive
from scraper.crawl import CrawlReport
from tests.conftest import Command

ROOT = Path(__file__).parents[1]


def test_the_codes() -> None:
    assert {code.name: int(code) for code in ExitCode} == {
        "DONE": 0,
        "ATTENTION": 1,
        "USAGE": 2,
        "BUSY": 75,
        "INTERRUPTED": 130,
    }


def test_the_help_lists_them() -> None:
    told = CliRunner().invoke(cli.cli, ["--help"]).output.partition("Exit codes:")[2]
    assert [int(code) for code in re.findall(r"^ +(\d+) ", told, flags=re.MULTILINE)] == [*ExitCode]


@pytest.mark.parametrize(
    ("finished", "code"),
    [
        (Finished(CrawlReport(), []), ExitCode.DONE),
        (Finished(CrawlReport({"failed": 1}), []), ExitCode.ATTENTION),
        (Finished(CrawlReport({"failed": 1}), [], interrupted_by=2), ExitCode.INTERRUPTED),
        (Finished(CrawlReport(), [], time_up=True), ExitCode.DONE),
    ],
)
def test_how_a_crawl_ended(finished: Finished, code: ExitCode) -> None:
    assert finished.exit_code is code


def test_a_busy_archive(onrecord: Command, tmp_path: Path) -> None:
    with Archive.write(tmp_path / "archive.db"):
        ran = onrecord("check")
    assert ran.code == ExitCode.BUSY
    assert ran.err.startswith("error: another run is using ")


def test_an_interrupt(onrecord: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Archive, "read", interrupted)
    ran = onrecord("status")
    assert ran.code == ExitCode.INTERRUPTED
    assert ran.err.strip() == "interrupted; the archive is safe"
    told = onrecord("status", "--json")
    assert told.code == ExitCode.INTERRUPTED
    assert json.loads(told.err) == {
        "version": 1,
        "error": {
            "code": "interrupted", "sentence": "interrupted; the archive is safe", "remedy": None,
        },
    }  # fmt: skip


def test_no_command_exits_with_a_number_of_its_own() -> None:
    for file in (ROOT / "jobs").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "sys.exit":
                for argument in ast.walk(node):
                    assert not (
                        isinstance(argument, ast.Constant)
                        and isinstance(argument.value, int)
                        and argument.value != 0
                    ), f"{file.relative_to(ROOT)}, line {node.lineno}"
