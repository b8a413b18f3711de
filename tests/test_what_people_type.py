"""What people type, and what they type it into: options before and behind, days of every form,
pipes, full disks, odd terminals.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from jobs.commands.options import FIRST_DAY, LAST_DAY
from jobs.newsroom.server import Newsroom
from tests.conftest import Command, configured

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(
    "words",
    [
        ["--json", "search", "snow"],
        ["search", "--json", "snow"],
        ["--db", "other.db", "--json", "search", "snow", "--db", "archive.db"],
        ["--json", "--db", "archive.db", "-q", "search", "snow"],
        ["speakers", "--json", "find", "wendt"],
        ["--json", "speakers", "find", "wendt"],
        ["--json", "sources"],
    ],
    ids=" ".join,
)
def test_common_options_stand_before_or_behind_the_command(
    landed: Command, words: list[str]
) -> None:
    ran = landed(*words)
    assert (ran.code, ran.err) == (0, "")
    assert ran.header["version"] == 1


def test_an_option_behind_the_command_beats_the_variable_and_the_one_before(
    landed: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONRECORD_DB", "nowhere.db")
    assert "nowhere.db" in landed("search", "snow").err
    assert "before.db" in landed("--db", "before.db", "search", "snow").err
    assert landed("--db", "before.db", "search", "snow", "--db", "archive.db").code == 0


def test_help_explains_a_command_as_its_option_does(onrecord: Command) -> None:
    assert onrecord("help", "speakers", "merge").out == onrecord("speakers", "merge", "-h").out
    assert onrecord("help").out == onrecord("--help").out
    assert onrecord("-V").out == onrecord("--version").out


@pytest.mark.parametrize(
    ("since", "until", "days"),
    [
        ("2024", "2024", ("2024-01-01", "2024-12-31")),
        ("2024-02", "2024-2", ("2024-02-01", "2024-02-29")),
    ],
)
def test_a_year_or_a_month_is_its_first_or_last_day(
    since: str, until: str, days: tuple[str, str]
) -> None:
    found = FIRST_DAY.convert(since, None, None), LAST_DAY.convert(until, None, None)
    assert tuple(map(str, found)) == days


def in_a_shell(directory: Path, line: str, **environ: str) -> tuple[int, str]:
    """The exit code and what bash prints of a line in which $O is the command."""
    done = subprocess.run(
        ["bash", "-c", f"O='{sys.executable} -m jobs.cli'; {line}"],
        cwd=directory, env=os.environ | {"PYTHONPATH": str(ROOT)} | environ,
        capture_output=True, check=False,
    )  # fmt: skip
    return done.returncode, (done.stdout + done.stderr).decode("utf-8", "replace")


_SNOW = "A listener asks for one more minute of snow"
_FULL = "error: the output can't be written: No space left on device\n"


@pytest.mark.usefixtures("landed")
@pytest.mark.parametrize(
    ("line", "environ", "code", "said"),
    [
        ("$O search snow > /dev/full", {}, 1, _FULL),
        ("$O --json status > /dev/full", {}, 1, _FULL),
        ("$O search snow >&-", {}, 1, "error: the output can't be written: it is closed\n"),
        ("$O search $'caf\\xe9'", {}, 2, "error: an argument is not text in UTF-8\n"),
        ("$O --db $'caf\\xe9.db' search snow", {}, 2, None),
        ("$O show nx-s1-5500718 2>&- | head -1", {}, 0, f"{_SNOW}\n"),
        ("$O show 5", {"PYTHONIOENCODING": "latin-1"}, 0, None),
        ("$O --json show 5", {"PYTHONIOENCODING": "ascii"}, 0, None),
        ("$O show 5", {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, 0, None),
        ("$O run --source $'\\e]0;x\\a'", {}, 2, None),
    ],
)  # fmt: skip
def test_no_stream_and_no_argument_gives_a_traceback(
    tmp_path: Path,
    line: str,
    environ: dict[str, str],
    code: int,
    said: str | None,
) -> None:
    ended, printed = in_a_shell(tmp_path, line, **environ)
    assert ended == code, printed
    assert "Traceback" not in printed
    assert "\x1b" not in printed
    assert said is None or printed == said


def test_piped_text_is_not_wrapped(landed: Command) -> None:
    printed = landed("show", "nx-s1-5561840").out.splitlines()
    (line,) = (line for line in printed if "children wait for Loretta McBride" in line)
    assert "They all talk" in line or "While they wait, they talk" in line
    assert all(not line.endswith(" ") for line in landed("search", "snow").out.splitlines())


def test_a_run_without_a_contact_is_told_so(
    onrecord: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Newsroom() as newsroom:
        configured(tmp_path, newsroom.url)
        told = onrecord("run", "--limit", "1").err
        assert "warning: the sites that are read can't reach you: set contact" in told
        monkeypatch.setenv("ONRECORD_FETCH__CONTACT", "mailto:you@example.org")
        assert "can't reach you" not in onrecord("run", "--limit", "1").err


def test_an_add_that_failed_leaves_the_archive_to_the_demo(
    onrecord: Command, tmp_path: Path
) -> None:
    (tmp_path / "a.html").write_text("<p>no story</p>")
    assert onrecord("demo", "-q").code == 0
    assert onrecord("add", "a.html").code == 2
    assert onrecord("demo", "-q").code == 0


def test_what_takes_long_says_how_far_it_is(landed: Command) -> None:
    told = landed("check").err.splitlines()
    assert told[0].startswith("checking, step 1 of ")
    assert landed("check", "-q").err == ""
