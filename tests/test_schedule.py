"""The schedule: when sources are due, that nothing is missed in silence, and the real process."""

from __future__ import annotations

import json
import os
import plistlib
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog
import yaml

from jobs.config import Config
from jobs.config_file import load
from jobs.config_tables import ScheduleConfig, SourceConfig
from jobs.crawling import Finished
from jobs.newsroom.server import Answer, LoopbackServer, Newsroom
from jobs.schedule.due_runs import CUT_OFF, FIRST, MADE, NOT_RUNNING
from jobs.schedule.scheduler import Configuration, Runner, Scheduler
from jobs.schedule.times import Cron, read_cron, read_interval, read_length
from jobs.schedule.timetable import timetables
from jobs.schedule.units import CommandLine, units
from scraper.archive.runs import RUN, DueRun
from scraper.archive.states import RunOutcome
from scraper.archive.store import Archive
from scraper.crawl import CrawlReport
from scraper.errors import UsageError
from tests.conftest import NOON, Command
from tests.torture.year import SteppedTimer, year

ROOT = Path(__file__).parents[1]


# expressions --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "minutes", "hours", "weekdays"),
    [
        ("17 * * * *", (17,), None, None),
        ("*/20 5-23/6 * * 1-5", (0, 20, 40), (5, 11, 17, 23), (1, 2, 3, 4, 5)),
        ("0,30 0 * * sun,7,SAT", (0, 30), (0,), (0, 6)),
        ("@daily", (0,), (0,), None),
        ("5/30 * * * *", (5, 35), None, None),
        ("0 0 * * 5-7", (0,), (0,), (0, 5, 6)),
    ],
)
def test_cron_expressions_mean_what_crontab_says(
    text: str,
    minutes: tuple[int, ...] | None,
    hours: tuple[int, ...] | None,
    weekdays: tuple[int, ...] | None,
) -> None:
    read = read_cron(text)
    assert (read.minutes, read.hours, read.weekdays) == (minutes, hours, weekdays)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("17 * * *", "4 fields"),
        ("60 * * * *", "the minute is '60'"),
        ("* 5-1 * * *", "'5-1' is not valid for an hour: it runs backwards"),
        ("* * * * mon-xyz", "day of week"),
        ("* * 0 * *", "day of month is '0'"),
        ("*/0 * * * *", "'[*]/0' is not valid for a minute: a step must be at least 1"),
        ("* * 31 2,4 *", "never happens"),
        ("; * * * *", "';' is not a minute"),
        ("* * 30,31 2 *", "never happens: no such month has a day 30"),
        ("@reboot", "'@reboot' is not supported; use one of @hourly, @daily, "),
        ("0 0 0 * * *", "6 fields, not five .*; seconds and years are not supported"),
        ("@daily *", "not supported"),
        ("", "0 fields"),
        ("0 x * * *", "'x' is not an hour$"),
        ("0 0 ? * *", r"'\?' is not a day of month; write '\*'"),
        ("0 0 15W * *", "'15W' is not a day of month: the nearest working day"),
        ("0 0 * * L5", "'L5' is not a day of week; write '5L'"),
        ("0 0 L-3 * *", "'L-3' is not a day of month: L is a day of month by itself"),
        ("0 0 * * 5#6", "in '5#6', 6 must be from 1 to 5"),
        ("0 0 * * 8#1", "the day of week is '8', but must be from 0 to 7, or sun to sat"),
        ("0 22-2 * * *", "'22-2' .* for an hour: it runs backwards; write '22-23,0-2'"),
        ("0 0 * * fri-mon", "it runs backwards; write 'fri-6,0-mon'"),
        ("*/20-40 * * * *", "not a minute"),
        ("*-5 * * * *", "not a minute"),
        ("H H * * *", "'H' is not a minute"),
        ("1,,2 * * * *", "'' is not a minute"),
        ("9" * 5000 + " * * * *", "not a minute"),
        ("\u0663 * * * *", "not a minute"),
    ],
)
def test_what_is_no_cron_expression(text: str, why: str) -> None:
    with pytest.raises(UsageError, match=why) as refused:
        read_cron(text)
    assert "\n" not in str(refused.value)


def test_what_is_written_instead_of_a_backward_range() -> None:
    assert read_cron("0 0 * * fri-6,0-mon").weekdays == (0, 1, 5, 6)


def test_lengths_of_time() -> None:
    assert read_length("1d12h") == timedelta(hours=36)
    assert read_interval("90m") == timedelta(minutes=90)
    for text in ("", "6", "6 x", "h6", "-6h", "1e9d", "999999999w"):
        with pytest.raises(UsageError):
            read_length(text)
    with pytest.raises(UsageError, match="less than a minute"):
        read_interval("30s")


# when sources are due -----------------------------------------------------------------------------


def due_times(cron: str, after: str, count: int, zone: str = "America/New_York") -> list[str]:
    config = Config(schedule=ScheduleConfig(cron=cron, timezone=zone))
    (timetable,) = timetables(config)
    found, moment = [], datetime.fromisoformat(after)
    for _ in range(count):
        moment = timetable.next_after(moment)
        found.append(f"{moment:%m-%d %H:%M}")
    return found


@pytest.mark.parametrize(
    ("cron", "after", "due"),
    [
        # Clocks go from 1:59 EST (UTC-5) to 3:00 EDT (UTC-4): what is due at 2:30 comes at 3:00.
        ("30 2 * * *", "2026-03-07T12:00Z", ["03-08 07:00", "03-09 06:30"]),
        ("30 * * * *", "2026-03-08T05:45Z", ["03-08 06:30", "03-08 07:30", "03-08 08:30"]),
        # From 1:59 EDT to 1:00 EST: 1:30 comes twice, and a daily run is made the first time.
        ("30 1 * * *", "2026-11-01T04:00Z", ["11-01 05:30", "11-02 06:30"]),
        ("30 * * * *", "2026-11-01T04:45Z", ["11-01 05:30", "11-01 06:30", "11-01 07:30"]),
        ("30 */1 * * *", "2026-11-01T04:45Z", ["11-01 05:30", "11-01 06:30"]),
        # Sunday is 0, and either of two days will do: Friday the 6th, Friday the 13th, Sunday 15th.
        ("0 9 15 11 5", "2026-11-04T00:00Z", ["11-06 14:00", "11-13 14:00", "11-15 14:00"]),
        ("0 9 * * 0", "2026-11-04T00:00Z", ["11-08 14:00", "11-15 14:00"]),
        ("0 0 29 2 *", "2026-11-04T00:00Z", ["02-29 05:00", "02-29 05:00"]),
    ],
)
def test_when_it_is_due(cron: str, after: str, due: list[str]) -> None:
    assert due_times(cron, after, len(due)) == due


def test_a_source_has_a_time_zone_of_its_own() -> None:
    config = Config(
        schedule=ScheduleConfig(cron="0 9 * * *", timezone="America/New_York"),
        sources={"npr": SourceConfig(), "cnn": SourceConfig(timezone="Asia/Tokyo")},
    )
    at = {t.source: t.next_after(NOON) for t in timetables(config)}
    # On 2026-03-20 New York keeps summer time, four hours behind; Tokyo is nine ahead.
    assert at["npr"] == datetime(2026, 3, 20, 13, tzinfo=UTC)
    assert at["cnn"] == datetime(2026, 3, 21, 0, tzinfo=UTC)
    lines = units("cron", config, COMMAND_LINE).splitlines()
    assert [line for line in lines if line.startswith("CRON_TZ")] == [
        "CRON_TZ=America/New_York", "CRON_TZ=Asia/Tokyo",
    ]  # fmt: skip
    assert "# cnn (in Asia/Tokyo)" in units("github-actions", config, COMMAND_LINE).replace(
        "npr (in America/New_York); ", ""
    )


def test_an_interval_is_counted_from_one_moment_for_all() -> None:
    config = Config(schedule=ScheduleConfig(every="7h", timezone="America/New_York"))
    (timetable,) = timetables(config)
    first = timetable.next_after(NOON)
    assert (first - datetime(2000, 1, 1, tzinfo=UTC)) % timedelta(hours=7) == timedelta(0)
    assert timetable.next_after(first) - first == timedelta(hours=7)


@pytest.mark.parametrize("month", [3, 10])
def test_nothing_that_was_due_is_missed_in_silence(tmp_path: Path, month: int) -> None:
    """Days around a change of clocks, with sleep, restarts, kills and another run in the way."""
    since = datetime(2026, month, 4 if month == 3 else 27, tzinfo=UTC)
    lived = year(tmp_path, since, since + timedelta(days=10), seed=month)
    assert lived.wrong == []
    assert lived.due > 240
    assert lived.happened.total() >= 3


# what the archive tells ---------------------------------------------------------------------------


class Machine:
    """A scheduler over an archive, with a clock that is set by hand."""

    def __init__(self, path: Path, **every: str) -> None:
        self.path = path
        self.now = NOON
        self.made: list[list[DueRun]] = []
        self.config = Config(
            schedule=ScheduleConfig(jitter_s=0),
            sources={"npr": SourceConfig(enabled=False)}
            | {name: SourceConfig(every=length) for name, length in every.items()},
        )
        self.outcome: str | None = "done"
        self.failures: list[str] = []

    def scheduler(self) -> Scheduler:
        log = structlog.wrap_logger(structlog.ReturnLogger(), processors=[lambda *_: ""])
        return Scheduler(
            self.path, Configuration(lambda: self.config),
            Runner(self.run, lambda _, error: self.failures.append(str(error))), log,
            timer=SteppedTimer(timezone=UTC), now=lambda: self.now,
        )  # fmt: skip

    def run(self, archive: Archive, config: Config, due: list[DueRun]) -> Finished:
        self.made.append(due)
        run_id = archive.runs.start("schedule", self.now, sources=[d.source for d in due], due=due)
        if self.outcome:
            archive.runs.finish(run_id, RunOutcome(self.outcome), {}, self.now)
        return Finished(CrawlReport(), [], None if self.outcome else signal.SIGTERM)


def test_the_first_start_runs_at_once_and_a_later_one_makes_up(tmp_path: Path) -> None:
    machine = Machine(tmp_path / "archive.db", cnn="1h")
    machine.scheduler().start()
    ((first,),) = machine.made
    assert (first.due_at, first.reason) == (NOON, FIRST)
    machine.now += timedelta(hours=5, minutes=30)
    machine.scheduler().start()
    (made_up,) = machine.made[1]
    assert (made_up.count, made_up.reason) == (5, NOT_RUNNING)
    assert (made_up.first_due_at, made_up.due_at) == (
        NOON + timedelta(hours=1),
        NOON + timedelta(hours=5),
    )
    machine.scheduler().start()
    assert len(machine.made) == 2, "there is nothing more to make up"


def test_a_run_that_was_cut_off_is_made_again(tmp_path: Path) -> None:
    machine = Machine(tmp_path / "archive.db", cnn="1h")
    machine.scheduler().start()
    machine.now += timedelta(hours=1)
    machine.outcome = None
    machine.scheduler().start()
    machine.outcome = "done"
    machine.now += timedelta(seconds=5)
    machine.scheduler().start()
    assert machine.made[2][0].reason == CUT_OFF
    assert machine.made[2][0].due_at == NOON + timedelta(hours=1)


def test_what_cron_or_a_person_ran_is_not_made_again(tmp_path: Path) -> None:
    machine = Machine(tmp_path / "archive.db", cnn="1h", pbs="1h")
    machine.scheduler().start()
    machine.now += timedelta(hours=2, minutes=10)
    with Archive.write(machine.path) as archive:
        archive.runs.finish(
            archive.runs.start(RUN, machine.now, sources=["cnn"]), RunOutcome.DONE, {}, NOON
        )
    machine.now += timedelta(minutes=10)
    machine.scheduler().start()
    assert [due.source for due in machine.made[1]] == ["pbs"]
    with closing(sqlite3.connect(machine.path)) as connection:
        row = connection.execute("SELECT due_count, reason FROM due_runs WHERE run_id = 2")
        assert row.fetchone() == (2, MADE)


def test_a_clock_that_was_years_ahead_stops_nothing(tmp_path: Path) -> None:
    machine = Machine(tmp_path / "archive.db", cnn="1h")
    machine.now += timedelta(days=3650)
    machine.scheduler().start()
    machine.now = NOON
    machine.scheduler().start()
    assert len(machine.made) == 2


def test_a_scheduler_whose_own_clock_was_years_ahead_goes_on(tmp_path: Path) -> None:
    machine = Machine(tmp_path / "archive.db", cnn="1h")
    scheduler = machine.scheduler()
    machine.now += timedelta(days=3650)
    scheduler.start()
    machine.now = NOON
    scheduler.look(["cnn"], timedelta(0))
    assert len(machine.made) == 2
    machine.now += timedelta(hours=1)
    scheduler.look(["cnn"], timedelta(0))
    assert len(machine.made) == 3


def test_a_run_by_hand_that_lies_in_the_future_stands_for_nothing(tmp_path: Path) -> None:
    machine = Machine(tmp_path / "archive.db", cnn="1h")
    machine.scheduler().start()
    ahead = NOON + timedelta(days=3650)
    with Archive.write(machine.path) as archive:
        run_id = archive.runs.start(RUN, ahead, sources=["cnn"])
        archive.runs.finish(run_id, RunOutcome.DONE, {}, ahead)
    machine.now += timedelta(hours=2)
    machine.scheduler().start()
    assert len(machine.made) == 2


def test_an_archive_that_can_not_be_used_is_told_once_until_it_can(tmp_path: Path) -> None:
    machine = Machine(tmp_path / "archive.db", cnn="1h")
    machine.path.write_bytes(b"no archive at all, but long enough to look at" * 9)
    scheduler = machine.scheduler()
    scheduler.start()
    for _ in range(5):
        machine.now += timedelta(minutes=2)
        scheduler.look(["cnn"], timedelta(0))
    (why,) = machine.failures
    assert "archive.db" in why
    machine.path.unlink()
    machine.now += timedelta(minutes=2)
    scheduler.look(["cnn"], timedelta(0))
    assert len(machine.made) == 1
    machine.path.write_bytes(b"no archive at all, but long enough to look at" * 9)
    machine.now += timedelta(hours=2)
    scheduler.look(["cnn"], timedelta(0))
    assert len(machine.failures) == 2


def test_sources_that_are_due_together_are_one_run(tmp_path: Path) -> None:
    machine = Machine(tmp_path / "archive.db", cnn="1h", pbs="2h")
    scheduler = machine.scheduler()
    scheduler.start()
    machine.now += timedelta(hours=2)
    scheduler.look(["cnn", "pbs"], timedelta(0))
    assert [due.source for due in machine.made[-1]] == ["cnn", "pbs"]


def test_a_changed_configuration_is_taken_up_and_a_broken_one_is_not(tmp_path: Path) -> None:
    file = tmp_path / "onrecord.toml"
    said: list[dict[str, Any]] = []

    def keep(_log: Any, _name: str, event: Any) -> str:
        said.append(dict(event))
        return ""

    def write(text: str) -> None:
        file.write_text(text)
        os.utime(file, ns=(len(said), len(said)))  # as any change of a file is seen

    machine = Machine(tmp_path / "archive.db")
    write('[sources.npr]\nevery = "1h"\n')
    scheduler = Scheduler(
        machine.path, Configuration(lambda: load(file, {}), file), Runner(machine.run),
        structlog.wrap_logger(structlog.ReturnLogger(), processors=[keep]),
        timer=SteppedTimer(timezone=UTC), now=lambda: machine.now,
    )  # fmt: skip
    scheduler.start()
    write('[sources.npr]\nevery = "1 hour"\n')
    scheduler.step(0)
    assert "line 2: every: '1 hour' is not a length of time" in said[-1]["error"]
    write('[sources.npr]\nevery = "1h"\n[sources.cnn]\nevery = "1h"\n')
    scheduler.step(0)
    assert [due.source for due in machine.made[-1]] == ["cnn"]


# the real process ---------------------------------------------------------------------------------


def a_schedule(directory: Path, *more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "jobs.cli", "schedule", "--log-format", "json", *more],
        cwd=directory,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        text=True,
    )


def until(process: subprocess.Popen[str], event: str) -> dict[str, Any]:
    """The first event of that name that a scheduler logs."""
    assert process.stderr is not None
    for line in process.stderr:
        said: dict[str, Any] = json.loads(line)
        if said["event"] == event:
            return said
    raise AssertionError(f"no {event}")


def configure(directory: Path, url: str) -> None:
    (directory / "onrecord.toml").write_text(
        "[fetch]\nrate = 0\nallow_private = true\nattempts = 1\n"
        f'[schedule]\nevery = "1h"\n[sources.npr]\nbase_url = "{url}"\n'
    )


def test_killed_in_a_run_it_catches_up_at_the_start(tmp_path: Path) -> None:
    with Newsroom() as newsroom:

        def slowly(path: str) -> Answer:
            if path.startswith("/transcripts/"):
                time.sleep(0.2)
            return newsroom.answer(path)

        with LoopbackServer(slowly) as slow:
            configure(tmp_path, slow.url)
            process = a_schedule(tmp_path)
            until(process, "run started")
            time.sleep(0.5)
            process.kill()
            process.communicate()
        configure(tmp_path, newsroom.url)
        process = a_schedule(tmp_path)
        assert until(process, "running")["because"] == FIRST
        assert until(process, "done")["outcome"] == "done"
        process.send_signal(signal.SIGHUP)
        until(process, "the configuration was read again")
        began = time.monotonic()
        process.terminate()
        _, rest = process.communicate()
    assert process.returncode == 0
    assert time.monotonic() - began < 5
    assert "stopped" in rest
    with closing(sqlite3.connect(tmp_path / "archive.db")) as connection:
        outcomes = connection.execute("SELECT outcome FROM runs ORDER BY id").fetchall()
        due = connection.execute("SELECT count(*) FROM due_runs").fetchone()[0]
    assert outcomes == [(None,), ("done",)]
    assert due == 2


def test_told_to_stop_in_a_run_it_finishes_the_page_and_leaves(tmp_path: Path) -> None:
    with Newsroom() as newsroom:

        def slowly(path: str) -> Answer:
            if path.startswith("/transcripts"):
                time.sleep(0.5)
            return newsroom.answer(path)

        with LoopbackServer(slowly) as slow:
            configure(tmp_path, slow.url)
            process = a_schedule(tmp_path)
            until(process, "run started")
            time.sleep(0.5)
            began = time.monotonic()
            process.terminate()
            process.communicate()
    assert time.monotonic() - began < 5
    assert process.returncode == 0
    with closing(sqlite3.connect(tmp_path / "archive.db")) as connection:
        assert connection.execute("SELECT outcome FROM runs").fetchall() == [("interrupted",)]


# units --------------------------------------------------------------------------------------------

TWO = Config(
    schedule=ScheduleConfig(cron="17 5-23/2 13 * 1-5", timezone="America/New_York"),
    sources={"npr": SourceConfig(), "cnn": SourceConfig(every="6h")},
)
COMMAND_LINE = CommandLine(
    "/opt/on record/bin/onrecord", Path("/srv/100% news"), Path("/srv/100% news/a.db")
)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    made = tmp_path / "onrecord"
    made.write_text("#!/bin/sh\n")
    made.chmod(0o755)
    command_line = CommandLine(str(made), tmp_path, tmp_path / "100% a.db")
    files: dict[str, list[str]] = {}
    for line in units("systemd", TWO, command_line).splitlines():
        if line.startswith("# ~/.config"):
            current = files.setdefault(line.rsplit("/", 1)[1], [])
        elif files:
            current.append(line)
    assert sorted(files) == [
        "onrecord-cnn.service", "onrecord-cnn.timer", "onrecord-npr.service", "onrecord-npr.timer",
    ]  # fmt: skip
    for name, lines in files.items():
        (tmp_path / name).write_text("\n".join(lines) + "\n")
    verified = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *(tmp_path / name for name in files)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    own = [line for line in verified.stderr.splitlines() if "onrecord" in line]
    assert own == []
    for line in files["onrecord-npr.timer"]:
        if line.startswith("OnCalendar="):
            calendar = ["systemd-analyze", "calendar", line.partition("=")[2]]
            assert subprocess.run(calendar, capture_output=True, check=False).returncode == 0, line


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here")
@pytest.mark.parametrize(
    ("cron", "events"),
    [
        ("30 4 15,L * *", [["01-15", "02-15", "03-15"], ["01-31", "02-28", "03-31"]]),
        ("30 4 * * fri#2,sunL", [["01-09", "02-13", "03-13"], ["01-25", "02-22", "03-29"]]),
        ("30 4 L * 6#5", [["01-31", "02-28", "03-31"], ["01-31", "05-30", "08-29"]]),
    ],
)
def test_systemd_counts_days_as_the_schedule_does(cron: str, events: list[list[str]]) -> None:
    config = Config(schedule=ScheduleConfig(cron=cron, timezone="UTC"))
    lines = units("systemd", config, COMMAND_LINE).splitlines()
    calendars = [line.partition("=")[2] for line in lines if line.startswith("OnCalendar=")]
    found = [
        subprocess.run(
            ["systemd-analyze", "calendar", "--iterations=3", "--base-time=2026-01-01", calendar],
            capture_output=True, text=True, check=True,
        ).stdout
        for calendar in calendars
    ]  # fmt: skip
    assert [
        re.findall(r"2026-(\d\d-\d\d) 04:30:00 UTC$", text, re.MULTILINE) for text in found
    ] == events


def test_cron_takes_either_day_where_one_begins_with_a_star() -> None:
    """crontab(5) takes no day that begins with a star for a restriction; written out, it is one."""
    config = Config(schedule=ScheduleConfig(cron="0 6 */10 * mon"))
    assert units("cron", config, COMMAND_LINE).splitlines()[-1].startswith("0 6 1,11,21,31 * mon  ")
    config = Config(schedule=ScheduleConfig(cron="0 6 13 * */3"))
    assert units("cron", config, COMMAND_LINE).splitlines()[-1].startswith("0 6 13 * 0,3,6  ")
    config = Config(schedule=ScheduleConfig(cron="0 6 */10 * *"))
    assert units("cron", config, COMMAND_LINE).splitlines()[-1].startswith("0 6 */10 * *  ")


def test_cron_and_launchd_count_no_days() -> None:
    config = Config(schedule=ScheduleConfig(cron="0 0 L * *"))
    for kind in ("cron", "github-actions", "launchd"):
        with pytest.raises(UsageError, match=r"'0 0 L \* \*': .* has no L and #"):
            units(kind, config, COMMAND_LINE)


def test_launchd_reads_its_lists() -> None:
    text = units("launchd", TWO, COMMAND_LINE)
    cnn, npr = (
        plistlib.loads(part.encode())
        for part in (f"<?xml{half}" for half in text.split("<?xml") if half)
    )
    assert npr["ProgramArguments"][0] == COMMAND_LINE.onrecord
    times = npr["StartCalendarInterval"]
    assert {"Day": 13, "Hour": 5, "Minute": 17} in times
    assert {"Weekday": 5, "Hour": 23, "Minute": 17} in times
    assert len(times) == 6 * 10
    assert cnn["StartInterval"] == 6 * 3600
    with pytest.raises(UsageError, match="needs an entry for each"):
        units("launchd", Config(schedule=ScheduleConfig(cron="*/5 0-12 * * *")), COMMAND_LINE)


def test_cron_runs_the_lines() -> None:
    lines = units("cron", TWO, COMMAND_LINE).splitlines()
    assert lines[-2] == "CRON_TZ=America/New_York"
    assert lines[-1].startswith("17 5-23/2 13 * 1-5  cd '/srv/100\\% news' && ")
    assert lines[-3].startswith("0 */6 * * *  cd "), "the zone holds for what is below it"
    assert "--db '/srv/100\\% news/a.db' --source cnn > /dev/null" in lines[-3]
    with pytest.raises(UsageError, match="can't be written for cron"):
        units("cron", Config(schedule=ScheduleConfig(every="7h")), COMMAND_LINE)


def test_github_actions_runs_the_steps(tmp_path: Path) -> None:
    """The workflow's own step, with the real command, in the order that the job has."""
    config = Config(schedule=ScheduleConfig(every="6h"))
    workflow = yaml.safe_load(units("github-actions", config, COMMAND_LINE))
    assert workflow[True]["schedule"] == [{"cron": "0 */6 * * *"}]  # YAML reads "on" as true
    steps = {step.get("name", step.get("uses")): step for step in workflow["jobs"]["run"]["steps"]}
    assert steps["actions/upload-artifact@v4"]["with"]["path"] == "a.db"
    with Newsroom() as newsroom:
        configure(tmp_path, newsroom.url)
        onrecord = f'onrecord() {{ "{sys.executable}" -m jobs.cli "$@"; }}\n'
        ran = subprocess.run(
            ["bash", "-e", "-c", onrecord + steps["Run"]["run"]], cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert "the archive is whole" in ran.stdout
    assert (tmp_path / "a.db").is_file()
    assert (tmp_path / "a.db-wal").stat().st_size == 0, "everything is in one file"


def test_schedule_print_runs_nothing(onrecord: Command, tmp_path: Path) -> None:
    printed = onrecord("schedule", "--print", "cron")
    assert printed.code == 0
    assert "onrecord run --quiet --db" in printed.out
    assert not (tmp_path / "archive.db").exists()


def test_a_weekday_of_all_is_no_restriction() -> None:
    assert read_cron("0 0 * * *") == Cron("0 0 * * *", (0,), (0,), None, None, None)
