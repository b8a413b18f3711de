"""Every example of docs/citing.md is run, in the demo's archive, and prints what it shows."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from tests.conftest import Command
from tests.test_docs import DOCS

CITING = (DOCS / "citing.md").read_text("utf-8")
BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)
#: The day on which the demo ran, and where the docs stand for it.
DAY = re.compile(
    r"(?<=Retrieved )\S+(?=\.)|(?<=seen )\S+|(?<=access-date=)\S+|(?<=urldate = \{)[\d-]+"
)


def undated(text: str) -> list[str]:
    return [line.rstrip() for line in DAY.sub("DAY", text).splitlines()]


def section(name: str) -> str:
    (found,) = re.findall(rf"^## {name}\n(.*?)(?=^## |\Z)", CITING, re.MULTILINE | re.DOTALL)
    return str(found)


def run(onrecord: Command, line: str, directory: Path) -> str:
    """Run a command as a shell does, with what it writes to a file."""
    command, _, file = line.partition(" > ")
    ran = onrecord(*shlex.split(command)[1:])
    assert ran.code == (1 if "~ffc1cb83" in line else 0), line
    assert ran.err == ""
    assert not ran.out.startswith("0 hits")
    if file:
        (directory / file).write_text(ran.out, "utf-8")
    return ran.out


def check_examples(onrecord: Command, text: str, directory: Path) -> tuple[int, int]:
    """How many commands were run, and how many outputs are what is shown behind them."""
    commands = shown = 0
    printed = ""
    for language, block in BLOCK.findall(text):
        if language == "sh":
            for line in block.splitlines():
                printed = run(onrecord, line, directory)
                commands += 1
        else:
            assert undated(printed) == undated(block)
            shown += 1
    return commands, shown


def test_the_examples_of_citing(landed: Command, tmp_path: Path) -> None:
    assert check_examples(landed, section("Cite"), tmp_path) == (6, 3)


def test_the_examples_of_checking_citations(landed: Command, tmp_path: Path) -> None:
    assert check_examples(landed, section("Check citations"), tmp_path) == (3, 2)
