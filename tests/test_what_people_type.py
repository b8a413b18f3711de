"""What people type, and what they type it into: options before and behind, days of every form,
pipes, full disks, odd terminals.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from jobs.cli import cli
from jobs.commands.options import FIRST_DAY, LAST_DAY
from jobs.newsroom.server import NOT_FOUND, Answer, LoopbackServer, Newsroom
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
_NO_TEXT = "error: the argument 'caf\\udce9' is not valid UTF-8; type it again\n"
_FULL = "error: the output can't be written: No space left on device\n"


@pytest.mark.usefixtures("landed")
@pytest.mark.parametrize(
    ("line", "environ", "code", "said"),
    [
        ("$O search snow > /dev/full", {}, 1, _FULL),
        ("$O --json status > /dev/full", {}, 1, _FULL),
        ("$O search snow >&-", {}, 1, "error: the output can't be written: it is closed\n"),
        ("$O search $'caf\\xe9'", {}, 2, _NO_TEXT),
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
        assert "warning: the sites you read have no way to reach you: set contact" in told
        monkeypatch.setenv("ONRECORD_FETCH__CONTACT", "mailto:you@example.org")
        assert "no way to reach you" not in onrecord("run", "--limit", "1").err


def test_an_add_that_failed_leaves_the_archive_to_the_demo(
    onrecord: Command, tmp_path: Path
) -> None:
    (tmp_path / "a.html").write_text("<p>no story</p>")
    assert onrecord("demo", "-q").code == 0
    assert onrecord("add", "a.html").code == 2
    assert onrecord("demo", "-q").code == 0


@pytest.mark.parametrize("first", [["demo", "-q"], ["status"]], ids=["demo", "nothing"])
@pytest.mark.parametrize(
    "command", [["run"], ["backfill", "--from", "2013-02-01", "--to", "2013-02-28"]], ids=" ".join
)
@pytest.mark.parametrize("body", [None, b'<div id="transcript-list"></div>'], ids=["gone", "empty"])
def test_a_run_that_brought_nothing_leaves_the_archive_to_the_demo(
    onrecord: Command, tmp_path: Path, first: list[str], command: list[str], body: bytes | None
) -> None:
    answer = NOT_FOUND if body is None else Answer(body)
    with LoopbackServer(lambda path: NOT_FOUND if path == "/robots.txt" else answer) as site:
        onrecord(*first)
        configured(tmp_path, site.url)
        onrecord(*command, "--limit", "1")
    (tmp_path / "onrecord.toml").unlink()
    ran = onrecord("demo", "-q")
    assert ran.code == 0, ran.err


@pytest.mark.parametrize("first", [["demo", "-q"], ["status"]], ids=["demo", "nothing"])
def test_a_run_that_queued_a_story_keeps_the_demo_out(
    onrecord: Command, tmp_path: Path, first: list[str]
) -> None:
    link = b'<article><h3><a href="/transcripts/999000111">x</a></h3></article>'
    listing = Answer(b'<div id="transcript-list">' + link + b"</div>")
    with LoopbackServer(lambda path: listing if "?range=" in path else NOT_FOUND) as site:
        onrecord(*first)
        configured(tmp_path, site.url)
        onrecord("backfill", "--from", "2013-02-01", "--to", "2013-02-28")
    ran = onrecord("demo", "-q")
    assert ran.code == 2
    assert (
        "has real transcripts (from `onrecord backfill --from 2013-02-01 --to 2013-02-28`)"
        in ran.err
    )


def test_given_urls_that_could_not_be_fetched_keep_the_demo_out(
    onrecord: Command, tmp_path: Path
) -> None:
    with LoopbackServer(lambda path: Answer(status=500)) as site:
        configured(tmp_path, site.url)
        (tmp_path / "urls.txt").write_text("https://www.npr.org/transcripts/999000112\n")
        onrecord("backfill", "--urls", "urls.txt")
    assert onrecord("demo", "-q").code == 2


def test_what_takes_long_says_how_far_it_is(landed: Command) -> None:
    told = landed("check").err.splitlines()
    assert told[0].startswith("checking, step 1 of ")
    assert landed("check", "-q").err == ""


# JSON that is UTF-8 -------------------------------------------------------------------------------


def in_bytes(directory: Path, *words: bytes | str, **environ: str) -> tuple[int, bytes, bytes]:
    """What the command prints, byte by byte."""
    ended = subprocess.run(
        [sys.executable, "-m", "jobs.cli", *words],
        cwd=directory, env=os.environ | {"PYTHONPATH": str(ROOT)} | environ, check=False,
        capture_output=True,
    )  # fmt: skip
    return ended.returncode, ended.stdout, ended.stderr


@pytest.mark.usefixtures("landed")
@pytest.mark.parametrize(
    "line",
    ["search X", "show X", "speakers find X", "forget X", "run --source X", "coverage --program X",
     "speakers merge 1 X", "speakers rename 1 X", "speakers split 1 --transcript 2 --name X",
     "help X", "speakers merge 1 2 --why X", "add https://www.npr.org/X", "init --contact X", "X"],
)  # fmt: skip
def test_an_argument_that_is_no_text_is_an_error_object(tmp_path: Path, line: str) -> None:
    words = [os.fsdecode(word.encode().replace(b"X", b"caf\xe9")) for word in line.split()]
    code, _, err = in_bytes(tmp_path, *words, "--json")
    assert code == 2, err
    error = json.loads(err.decode("utf-8"))["error"]
    assert error["code"] == "usage"
    assert "caf\\udce9" in error["sentence"]
    error["sentence"].encode("utf-8")


@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "latin-1"])
def test_the_name_of_a_file_that_is_no_text_is_valid_in_json(tmp_path: Path, encoding: str) -> None:
    name = os.fsdecode(b"caf\xe9-\xf0\x9f\x90\x9d.html")
    (tmp_path / name).write_text("<p>nothing</p>")
    code, out, _ = in_bytes(tmp_path, "add", name, "--json", PYTHONIOENCODING=encoding)
    assert code == 2
    found = json.loads(out.decode("utf-8" if encoding == "utf-8" else "ascii"))
    (failed,) = found["failed"] or found["landed"]
    assert failed["given"] == "caf\\udce9-\U0001f41d.html"
    failed["given"].encode("utf-8")
    _, out, _ = in_bytes(tmp_path, "check", "--db", os.fsdecode(b"caf\xe9.db"), "--json")
    out.decode("utf-8")


def test_a_variable_that_is_no_text_is_an_error_object(tmp_path: Path) -> None:
    contact = os.fsdecode(b"caf\xe9")
    code, _, err = in_bytes(tmp_path, "run", "--json", ONRECORD_FETCH__CONTACT=contact)
    assert code == 2
    sentence = json.loads(err)["error"]["sentence"]
    assert sentence == "the variable ONRECORD_FETCH__CONTACT is not text in UTF-8: caf\\udce9"


# common options -----------------------------------------------------------------------------------


def _commands(group: click.Group, before: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            found += _commands(command, (*before, name))
        else:
            found.append((*before, name))
    return found


@pytest.mark.parametrize("words", _commands(cli), ids=" ".join)
def test_every_command_takes_the_common_options_behind_it(
    words: tuple[str, ...],
) -> None:
    context = click.Context(cli)
    command: click.Command = cli
    for word in words:
        assert isinstance(command, click.Group)
        found = command.get_command(context, word)
        assert found is not None
        command = found
    options = {option for parameter in command.params for option in parameter.opts}
    assert options >= {"--db", "--config", "--json", "-q", "-v", "--no-copy"}


@pytest.mark.parametrize(
    "line",
    ["help run --json", "--json help run", "help --json run", "help speakers merge --json -q",
     "help run --db x.db --config y.toml --json -v", "--db x.db --json help"],
)  # fmt: skip
def test_help_takes_the_common_options(onrecord: Command, line: str) -> None:
    ran = onrecord(*line.split())
    assert ran.code == 0, ran.err
    found = json.loads(ran.out)
    assert found["command"] == "help"
    assert found["about"] == " ".join(w for w in line.split() if w in ("run", "speakers", "merge"))
    assert found["help"].startswith("Usage: onrecord")
    assert onrecord("help", "run", "-q").out.startswith("Usage: onrecord run")


def test_init_and_completion_take_them_too(onrecord: Command, tmp_path: Path) -> None:
    made = onrecord("--config", "mine.toml", "init", "--contact", "mailto:a@example.org", "--json")
    assert made.code == 0, made.err
    assert json.loads(made.out)["wrote"] == "mine.toml"
    assert (tmp_path / "mine.toml").is_file()
    script = onrecord("completion", "bash", "--json")
    assert "_ONRECORD_COMPLETE" in json.loads(script.out)["script"]
