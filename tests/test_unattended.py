"""How a run that nobody watches is known: monitors, metrics, logs, the status page and its alarms,
what is kept of requests; and what the command does in other surroundings than a wide terminal.
"""

from __future__ import annotations

import json
import os
import pty
import re
import shutil
import socketserver
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from sqlite_utils import Database

from jobs.config import Config
from jobs.config_tables import MonitorConfig, SourceConfig
from jobs.metrics import metrics
from jobs.newsroom.server import Answer, LoopbackServer, Newsroom
from jobs.status import status
from scraper.archive.database.migrations import migrations
from scraper.archive.runs import DueRun, SourceTally
from scraper.archive.states import RunOutcome
from scraper.archive.store import Archive
from scraper.model import FetchRecord
from tests.conftest import NOON, Command, configured, raw

ROOT = Path(__file__).parents[1]

# monitors -----------------------------------------------------------------------------------------


@dataclass
class Heard:
    """What a monitor was told."""

    url: str
    calls: list[tuple[str, str]] = field(default_factory=list)


@contextmanager
def healthcheck(status: int = 200) -> Iterator[Heard]:
    """A server that keeps what is posted to it."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            heard.calls.append((self.path, body))
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        heard = Heard(f"http://127.0.0.1:{server.server_address[1]}")
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield heard
        server.shutdown()


@contextmanager
def mail_server() -> Iterator[Heard]:
    """Takes mail as RFC 5321 has it: the envelope and the message of each."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            def say(line: str) -> None:
                self.wfile.write(f"{line}\r\n".encode())

            envelope: list[str] = []
            say("220 here")
            while line := self.rfile.readline().decode().strip():
                verb = line[:4].upper()
                if verb in ("MAIL", "RCPT"):
                    envelope.append(line.partition(":")[2].partition(" ")[0])
                if verb == "DATA":
                    say("354 go on")
                    message = ""
                    while (part := self.rfile.readline().decode()) != ".\r\n":
                        message += part
                    heard.calls.append((" ".join(envelope), message))
                say("221 bye" if verb == "QUIT" else "250 fine")
                if verb == "QUIT":
                    return

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        heard = Heard(f"smtp://127.0.0.1:{server.server_address[1]}")
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield heard
        server.shutdown()


def broken(path: str) -> Answer:
    """A newsroom that is down."""
    return Answer(status=404 if path == "/robots.txt" else 500)


def monitored(directory: Path, url: str, *lines: str) -> None:
    configured(directory, url)
    with (directory / "onrecord.toml").open("a") as file:
        file.write("\n".join(["", "[monitor]", *lines, ""]))


def test_a_good_run_pings_start_and_success(onrecord: Command, tmp_path: Path) -> None:
    with Newsroom() as newsroom, healthcheck() as heard:
        monitored(
            tmp_path,
            newsroom.url,
            f'ping_url = "{heard.url}/abc"',
            'on_failure = ["touch", "told"]',
        )
        assert onrecord("run", "--limit", "3").code == 0
    (start, _), (end, said) = heard.calls
    assert (start, end) == ("/abc/start", "/abc")
    assert "3 new transcripts" in said
    assert not (tmp_path / "told").exists()


def test_a_run_that_needs_somebody_tells_everybody(onrecord: Command, tmp_path: Path) -> None:
    with LoopbackServer(broken) as site, healthcheck() as heard, mail_server() as mail:
        monitored(
            tmp_path, site.url, f'ping_url = "{heard.url}/abc"', f'smtp_url = "{mail.url}"',
            'mail_to = "me@example.org"', 'mail_from = "nas@example.org"',
            f'on_failure = ["{sys.executable}", "-c",'
            ' "import sys; open(\'told\', \'w\').write(sys.stdin.read())"]',
        )  # fmt: skip
        assert onrecord("run").code == 1
    assert [path for path, _ in heard.calls] == ["/abc/start", "/abc/fail"]
    assert "500" in heard.calls[1][1]
    assert (tmp_path / "told").read_text() == heard.calls[1][1]
    ((envelope, message),) = mail.calls
    assert envelope == "<nas@example.org> <me@example.org>"
    assert "Subject: OnRecord: a run failed" in message
    assert "500" in message


def test_a_run_that_can_not_begin_tells_them_too(onrecord: Command, tmp_path: Path) -> None:
    (tmp_path / "archive.db").write_bytes(b"no archive at all, but long enough to look at" * 9)
    with healthcheck() as heard:
        monitored(tmp_path, "http://127.0.0.1:9", f'ping_url = "{heard.url}"')
        ran = onrecord("run")
    assert ran.code == 2
    assert "/fail" in [path for path, _ in heard.calls]


def test_an_error_that_names_a_file_in_bytes_is_told_whole(tmp_path: Path) -> None:
    with healthcheck() as heard:
        monitored(
            tmp_path, "http://127.0.0.1:9", f'ping_url = "{heard.url}"',
            f'on_failure = ["{sys.executable}", "-c",'
            ' "import sys; open(\'told\', \'w\').write(sys.stdin.read())"]',
        )  # fmt: skip
        ran = subprocess.run(
            [sys.executable, "-m", "jobs.cli", "run", "--db", b"not-utf-8-\xff/archive.db"],
            cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])},
            capture_output=True, check=False,
        )  # fmt: skip
    assert ran.returncode == 2
    assert rb"not-utf-8-\udcff" in ran.stderr
    ((_, said),) = heard.calls
    assert "not-utf-8-\\udcff" in said
    assert (tmp_path / "told").read_text() == said


def test_monitors_that_fail_fail_no_run(onrecord: Command, tmp_path: Path) -> None:
    with Newsroom() as newsroom, healthcheck(500) as heard:
        monitored(
            tmp_path, newsroom.url, f'ping_url = "{heard.url}/secret"',
            'metrics_file = "nowhere/onrecord.prom"',
        )  # fmt: skip
        ran = onrecord("run", "--limit", "1")
    assert ran.code == 0
    assert "the healthcheck could not be reached" in ran.err
    assert "secret" not in ran.err, "who knows the URL may ping"
    assert "the metrics could not be written" in ran.err


@pytest.mark.parametrize("unreachable", ["http://127.0.0.1:9/x", "http://[::1", "http://\u2026/"])
def test_a_healthcheck_that_is_not_there(
    onrecord: Command, tmp_path: Path, unreachable: str
) -> None:
    with Newsroom() as newsroom:
        monitored(tmp_path, newsroom.url, f'ping_url = "{unreachable}"')
        ran = onrecord("run", "--limit", "1")
    assert ran.code == 0
    assert ran.err.count("the healthcheck could not be reached") == 2


# metrics and logs ---------------------------------------------------------------------------------

#: A line of https://prometheus.io/docs/instrumenting/exposition_formats/#text-format-details
_SAMPLE = re.compile(r'([a-z_]+)(\{[a-z]+="[^"\\\n]*"(,[a-z]+="[^"\\\n]*")*\})? [0-9.]+')


def test_the_metrics_file(onrecord: Command, tmp_path: Path) -> None:
    with Newsroom() as newsroom:
        configured(tmp_path, newsroom.url)
        assert onrecord("run", "--metrics-file", "onrecord.prom").code == 0
    lines = (tmp_path / "onrecord.prom").read_text().splitlines()
    typed = [line.split()[2] for line in lines if line.startswith("# TYPE")]
    assert len(typed) == len(set(typed)) == 8
    named = [found.group(1) for line in lines if (found := _SAMPLE.fullmatch(line))]
    assert len(named) == sum(not line.startswith("#") for line in lines)
    assert set(named) == set(typed)
    assert 'onrecord_transcripts{source="npr"} 33' in lines
    assert 'onrecord_runs_total{outcome="done"} 1' in lines
    assert [path.name for path in tmp_path.glob("*prom*")] == ["onrecord.prom"]
    assert (tmp_path / "onrecord.prom").stat().st_mode & 0o777 == 0o644


def test_metrics_of_an_archive_with_nothing_in_it(archive: Archive) -> None:
    assert any(
        line.startswith("onrecord_archive_bytes ") for line in metrics(archive, Config(), NOON)
    )


def test_logs_as_json_are_an_object_a_line(onrecord: Command, tmp_path: Path) -> None:
    with Newsroom() as newsroom:
        configured(tmp_path, newsroom.url)
        ran = onrecord("run", "-v", "--log-format", "json")
    events = [json.loads(line) for line in ran.err.splitlines()]
    assert ran.code == 0
    assert {"timestamp", "level", "event"} <= set(events[0])
    assert all(datetime.fromisoformat(event["timestamp"]).tzinfo for event in events)
    assert sum(event.get("kind") == "new" for event in events) == 33
    assert events[-1]["new"] == 33
    assert "33 new transcripts" in ran.out


# what is kept of requests -------------------------------------------------------------------------


def request(day: int, url: str = "https://www.npr.org/x", status: int | None = 200) -> FetchRecord:
    when = NOON - timedelta(days=day)
    return FetchRecord(url, when, status, 100, 10, None if status else "no answer")


def test_old_requests_are_summed_up_by_day_host_and_status(archive: Archive) -> None:
    run = archive.runs.start("run", NOON - timedelta(days=200))
    archive.runs.log_requests(
        run,
        [request(120), request(120), request(120, status=None), request(119),
         request(120, "https://transcripts.cnn.com/y"), request(90), request(89), request(0)],
    )  # fmt: skip
    keep = timedelta(days=90)
    assert archive.runs.sum_up_requests(keep, NOON) == 5
    assert archive.runs.sum_up_requests(keep, NOON) == 0, "once"
    count = raw(archive).execute
    assert count("SELECT count(*) FROM fetches").fetchone()[0] == 3
    totals = [tuple(row) for row in count("SELECT * FROM fetch_totals ORDER BY 1, 2, 3")]
    assert totals == [
        ("2025-11-20", "transcripts.cnn.com", 200, 1, 100, 10),
        ("2025-11-20", "www.npr.org", 0, 1, 100, 10),
        ("2025-11-20", "www.npr.org", 200, 2, 200, 20),
        ("2025-11-21", "www.npr.org", 200, 1, 100, 10),
    ]
    archive.runs.log_requests(run, [request(120)])
    archive.runs.sum_up_requests(keep, NOON)
    later = count("SELECT requests FROM fetch_totals WHERE host LIKE 'www%' AND status = 200")
    assert [row[0] for row in later] == [3, 1], "what comes late is added"


def test_a_run_sums_up_by_itself(onrecord: Command, tmp_path: Path) -> None:
    with Newsroom() as newsroom:
        configured(tmp_path, newsroom.url)
        onrecord("run", "--limit", "1")
        with closing(sqlite3.connect(tmp_path / "archive.db")) as connection, connection:
            connection.execute("UPDATE fetches SET fetched_at = '2020-01-01T00:00:00+00:00'")
        onrecord("run", "--limit", "1")
    with closing(sqlite3.connect(tmp_path / "archive.db")) as connection:
        oldest = connection.execute("SELECT min(fetched_at) > '2021' FROM fetches").fetchone()
        assert oldest == (1,)
        summed = "SELECT DISTINCT day, host FROM fetch_totals"
        assert connection.execute(summed).fetchall() == [
            ("2020-01-01", newsroom.url.removeprefix("http://"))
        ]


# status -------------------------------------------------------------------------------------------


@pytest.fixture
def db(tmp_path: Path) -> Path:
    """An archive that no run holds."""
    Archive.write(tmp_path / "archive.db").close()
    return tmp_path / "archive.db"


def aired(db: Path, *days_ago: int) -> None:
    """Stories that aired so many days before noon."""
    with Archive.write(db) as archive, archive.transaction():
        connection = raw(archive)
        for days in days_ago:
            day = (NOON - timedelta(days=days)).date().isoformat()
            page = connection.execute(
                "INSERT INTO pages (url, source, story_id, kind, state, discovered_at)"
                " VALUES (?, 'npr', ?, 'story', 'landed', ?)",
                (f"https://www.npr.org/transcripts/{days}", str(days), day),
            ).lastrowid
            connection.execute(
                "INSERT INTO transcripts (source, story_id, url, title, aired_on, word_count,"
                " turn_count, content_hash, revision, first_seen_at, last_seen_at, page_id,"
                " extractor) VALUES ('npr', ?, '', 'A story', ?, 1, 1, ?, 1, ?, ?, ?, '1')",
                (str(days), day, str(days), f"{day}T12:00:00+00:00", day, page),
            )


def ran(db: Path, days_ago: float, outcome: str | None = "done", command: str = "run") -> None:
    """A run of npr so many days before noon; None: it was cut off."""
    when = NOON - timedelta(days=days_ago)
    due = [DueRun("npr", when, when)] if command == "run" else []
    with Archive.write(db) as archive:
        run = archive.runs.start(command, when, sources=["npr"], due=due)
        if outcome:
            archive.runs.finish(run, RunOutcome(outcome), {}, when)


def alarms(db: Path) -> list[str]:
    with Archive.read(db) as archive:
        return [str(alarm) for alarm in status(archive, Config(), NOON)["alarms"]]


def test_a_source_that_is_out_of_its_habit(db: Path) -> None:
    aired(db, *range(12, 60))
    ran(db, 0.01)
    assert alarms(db) == [
        "npr: its newest story is of 2026-03-08, but it usually has one every 1 day"
    ]


@pytest.mark.parametrize(
    "days", [list(range(1, 40)), list(range(5, 120, 7)), [12, 13, 14], []], ids=str
)
def test_a_source_within_its_habit_or_without_one(db: Path, days: list[int]) -> None:
    aired(db, *days)
    ran(db, 0.01)
    assert alarms(db) == []


def test_a_source_that_nobody_runs_is_not_late(db: Path) -> None:
    aired(db, *range(112, 160))
    ran(db, 100, command="backfill --from 2025-01-01 --to 2025-12-01")
    assert alarms(db) == []


def looked(db: Path, days_ago: float, tally: SourceTally, command: str = "run") -> None:
    """A run of npr so many days before noon that ended, and what it did there."""
    when = NOON - timedelta(days=days_ago)
    with Archive.write(db) as archive:
        run = archive.runs.start(command, when, sources=["npr"])
        archive.runs.finish(run, RunOutcome.DONE, {}, when, {"npr": tally})


FINE = SourceTally(listings=2, listings_read=2, listed=9, answered=3)
REFUSED = SourceTally(listings=2, listings_failed=2)


@pytest.mark.parametrize("days_ago", [3, 15, 400])
def test_a_scheduler_that_is_dead_raises_the_alarm_for_good(db: Path, days_ago: int) -> None:
    looked(db, days_ago, FINE)
    looked(db, 0.1, FINE, "backfill --from 2020-01-01")
    looked(db, 0.1, FINE, "run --dry-run")
    said = f"its last good run was {days_ago} days ago; the limit is 26 hours (max_age)"
    assert alarms(db) == [f"npr: {said}"]


def test_a_run_a_day_is_enough(db: Path) -> None:
    looked(db, 26 / 24, FINE)
    assert alarms(db) == []
    looked(db, 0.5, REFUSED)
    assert alarms(db) == [], "one that fails is no reason yet"


def test_max_age_goes_by_the_source_and_by_what_is_configured(db: Path) -> None:
    aired(db, *range(1, 120, 7))
    looked(db, 20.5, FINE)
    assert alarms(db) == [], "three weeks for a weekly program"
    own = {"npr": SourceConfig(max_age="2d")}
    for config in (Config(monitor=MonitorConfig(max_age="48h")), Config(sources=own)):
        with Archive.read(db) as archive:
            (alarm,) = status(archive, config, NOON)["alarms"]
        assert alarm == "npr: its last good run was 20 days ago; the limit is 2 days (max_age)"


def test_a_source_that_is_switched_off_is_not_overdue(db: Path) -> None:
    looked(db, 50, FINE)
    with Archive.read(db) as archive:
        off = Config(sources={"npr": SourceConfig(enabled=False)})
        assert status(archive, off, NOON)["alarms"] == []


@pytest.mark.parametrize(
    "bad", [REFUSED, SourceTally(listings=2, listings_unchanged=2, failed=7)], ids=["host", "pages"]
)
def test_three_runs_in_a_row_that_fail(db: Path, bad: SourceTally) -> None:
    """A host that is out of reach, or answers 403 to everything."""
    looked(db, 0.9, FINE)
    for days_ago in (0.3, 0.2):
        looked(db, days_ago, bad)
        assert alarms(db) == []
    looked(db, 0.1, bad)
    (alarm,) = alarms(db)
    assert alarm.startswith("npr: its last 3 runs brought nothing: no listing answered, ")
    looked(db, 0.05, FINE)
    assert alarms(db) == []


def test_three_runs_in_a_row_that_find_nothing_where_they_used_to(db: Path) -> None:
    nothing = SourceTally(listings=2, listings_read=2)
    for days_ago in (0.9, 0.8, 0.7):
        looked(db, days_ago, nothing)
    assert alarms(db) == [], "there never was anything"
    looked(db, 0.6, FINE)
    for days_ago in (0.3, 0.2, 0.1):
        looked(db, days_ago, nothing)
    assert alarms(db) == ["npr: its last 3 runs found no story in its listings; earlier runs did"]


def test_failing_and_finding_nothing_in_turn_is_both(db: Path) -> None:
    looked(db, 0.9, FINE)
    for hours, bad in ((9, REFUSED), (6, SourceTally(listings=2, listings_read=2)), (3, REFUSED)):
        looked(db, hours / 24, bad)
    (alarm,) = alarms(db)
    assert alarm.startswith("npr: its last 3 runs brought nothing")


def test_an_alarm_rings_until_something_is_found(db: Path) -> None:
    looked(db, 20, FINE)
    with Archive.write(db) as archive, archive.transaction():
        for number in range(450, 0, -1):
            when = NOON - timedelta(hours=number)
            run = archive.runs.start("run", when, sources=["npr"])
            nothing = SourceTally(listings=2, listings_read=2)
            archive.runs.finish(run, RunOutcome.DONE, {}, when, {"npr": nothing})
    assert alarms(db) == [
        "npr: its last good run was 20 days ago; the limit is 26 hours (max_age)",
        "npr: its last 450 runs found no story in its listings; earlier runs did",
    ]
    with Archive.read(db) as archive:
        off = Config(sources={"npr": SourceConfig(enabled=False)})
        assert status(archive, off, NOON)["alarms"] == []


def test_a_page_that_fails_and_a_time_that_is_up_are_no_bad_runs(db: Path) -> None:
    one_failed = SourceTally(listings=2, listings_unchanged=2, failed=1)
    for days_ago in (2.5, 1.5, 0.5):
        looked(db, days_ago, one_failed)
    assert alarms(db) == []
    with Archive.write(db) as archive:
        run = archive.runs.start("run", NOON, sources=["npr"])
        archive.runs.finish(run, RunOutcome.TIME_UP, {}, NOON, {"npr": FINE})
        assert archive.health.of_source("npr", NOON).runs.last_good_run == NOON


def test_listings_that_are_all_gone(onrecord: Command, tmp_path: Path) -> None:
    with LoopbackServer(lambda path: Answer(status=404)) as site, healthcheck() as heard:
        monitored(tmp_path, site.url, f'ping_url = "{heard.url}/abc"', 'metrics_file = "m.prom"')
        ran = onrecord("run")
    assert ran.code == 1
    assert re.search(r"npr: none of its \d+ listings could be read: \d+ gone \(404\)", ran.err)
    assert [path for path, _ in heard.calls] == ["/abc/start", "/abc/fail"]
    assert "npr: all of its listings are gone" in heard.calls[1][1]
    lines = (tmp_path / "m.prom").read_text().splitlines()
    assert 'onrecord_alarm{source="npr",alarm="listings_gone"} 1' in lines
    assert 'onrecord_alarm{source="npr",alarm="failing"} 0' in lines
    told = onrecord("status", "--json")
    assert told.code == 1
    (source,) = json.loads(told.out)["sources"]
    assert list(source["run_alarms"]) == ["listings_gone"]
    assert source["runs"]["last_good_run"] is None


def test_a_run_in_the_future_is_not_the_last_good_one(db: Path) -> None:
    looked(db, 3, FINE)
    looked(db, -3650, FINE)
    ahead = "a run dated 2036-03-17 is in the future and does not count: the clock was ahead then,"
    ahead += " or is behind now"
    said = f"its last good run was 3 days ago; the limit is 26 hours (max_age); {ahead}"
    assert alarms(db) == [f"npr: {said}"]
    with Archive.read(db) as archive:
        runs = archive.health.of_source("npr", NOON).runs
        assert runs.last_good_run == NOON - timedelta(days=3)
        assert runs.in_future == NOON + timedelta(days=3650)
        lines = list(metrics(archive, Config(), NOON))
        assert 'onrecord_alarm{source="npr",alarm="overdue"} 1' in lines
        stamp = (NOON - timedelta(days=3)).timestamp()
        assert f'onrecord_last_good_run_timestamp_seconds{{source="npr"}} {stamp:.0f}' in lines
    looked(db, 0.5, FINE)
    assert alarms(db) == []


def test_where_every_run_lies_in_the_future_the_alarm_rings(db: Path) -> None:
    looked(db, -400, FINE)
    (alarm,) = alarms(db)
    assert alarm.startswith(
        "npr: the time of its last good run is unknown: a run dated 2027-04-24 is"
    )


def test_a_run_in_the_future_that_failed_says_nothing_of_age(db: Path) -> None:
    looked(db, 0.5, FINE)
    looked(db, -400, REFUSED)
    assert alarms(db) == []
    looked(db, -400, REFUSED)
    looked(db, -400, REFUSED)
    (alarm,) = alarms(db)
    assert alarm.startswith("npr: its last 3 runs brought nothing")


@pytest.mark.parametrize("minutes", [1, 50])
def test_a_clock_that_is_put_right_by_less_than_an_hour_raises_nothing(
    db: Path, minutes: int
) -> None:
    looked(db, -minutes / 1440, FINE)
    assert alarms(db) == []


def test_status_tells_of_a_run_in_the_future(onrecord: Command, tmp_path: Path) -> None:
    with Archive.write(tmp_path / "archive.db") as archive:
        for when in (datetime.now(UTC), datetime.now(UTC) + timedelta(days=900)):
            run = archive.runs.start("run", when, sources=["npr"])
            archive.runs.finish(run, RunOutcome.DONE, {}, when, {"npr": FINE})
    shown = onrecord("status")
    assert shown.code == 0, shown.out
    assert "is in the future and does not count: the clock was ahead then" in shown.out
    (source,) = json.loads(onrecord("status", "--json").out)["sources"]
    assert source["runs"]["in_future"] is not None


def test_an_undated_transcript_is_counted(db: Path) -> None:
    aired(db, 1, 2)
    with Archive.write(db) as archive, archive.transaction():
        raw(archive).execute("UPDATE transcripts SET aired_on = NULL WHERE id = 1")
    with Archive.read(db) as archive:
        (source,) = status(archive, Config(), NOON)["sources"]
    assert (source["transcripts"], source["undated"]) == (2, 1)


def test_a_schedule_that_stands_still(db: Path) -> None:
    ran(db, 0.5)
    (alarm,) = alarms(db)
    assert alarm.startswith("npr: a run has been due since 2026-03-20 00:17 UTC")
    assert "is `onrecord schedule` running?" in alarm


def test_a_run_that_was_cut_off(db: Path) -> None:
    ran(db, 0.02)
    ran(db, 0.01, None)
    assert alarms(db) == ["npr: its last run was cut off; start it again to continue"]
    ran(db, 0.005)
    assert alarms(db) == []


def test_an_alarm_is_an_exit_code(onrecord: Command, tmp_path: Path) -> None:
    archive = Archive.write(tmp_path / "archive.db")
    archive.runs.start("run", datetime.now(UTC), sources=["npr"])
    with archive.transaction():
        connection = raw(archive)
        connection.execute(
            "INSERT INTO pages (url, source, story_id, kind, state, reason, discovered_at)"
            " VALUES ('https://www.npr.org/transcripts/1', 'npr', '1', 'story', 'failed',"
            " 'the server answered \x1b]0;500', '2026-03-20')"
        )
    archive.close()
    told = onrecord("status")
    assert told.code == 1
    assert "! npr: its last run was cut off" in told.out
    assert "npr: 1 page failed: the server answered" in told.out
    assert "https://www.npr.org/transcripts/1" in told.out
    assert "\x1b" not in told.out
    said = json.loads(onrecord("status", "--json").out)
    assert len(said["alarms"]) == 1
    assert said["sources"][0]["last_outcome"] == "cut off"


def test_an_archive_with_nothing_in_it_says_what_to_do(onrecord: Command, tmp_path: Path) -> None:
    assert "create one with" in onrecord("search", "words").err
    Archive.write(tmp_path / "archive.db").close()
    ran = onrecord("status")
    assert ran.code == 0
    assert "nothing yet: `onrecord run` fetches new stories" in ran.out
    ran = onrecord("search", "words")
    assert (ran.code, ran.out) == (0, "0 hits\n")
    assert "archive.db has no transcripts yet: `onrecord run` fetches some" in ran.err


def test_an_archive_of_the_version_before_gets_what_is_new(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    old = sqlite3.connect(path)
    migrations.apply(Database(old, execute_plugins=False), stop_before="m005_unattended")
    old.execute(
        "INSERT INTO runs (command, started_at) VALUES ('run', '2026-01-01T00:00:00+00:00')"
    )
    old.commit()
    old.close()
    with closing(Archive.write(path)) as archive:
        assert status(archive, Config(), NOON)["runs"][0]["command"] == "run"
        assert list(archive.integrity.check()) == []


# the shell ----------------------------------------------------------------------------------------


def test_the_versions_that_matter(onrecord: Command) -> None:
    said = onrecord("--version")
    assert said.code == 0
    assert f"SQLite {sqlite3.sqlite_version}" in said.out
    assert f"CPython {sys.version.split()[0]}" in said.out
    for name in ("onrecord", "httpx", "selectolax", "sqlite-utils", "apscheduler"):
        assert re.search(rf"\b{name} \d", said.out)
    assert "missing" not in said.out


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(onrecord: Command, shell: str) -> None:
    script = onrecord("completion", shell)
    assert script.code == 0
    assert "_ONRECORD_COMPLETE" in script.out
    if (program := shutil.which(shell)) is not None:
        checked = subprocess.run(
            [program, "-n"], input=script.out, text=True, capture_output=True, check=False
        )
        assert checked.returncode == 0, checked.stderr


def test_bash_completes_commands_and_options(onrecord: Command) -> None:
    script = onrecord("completion", "bash").out
    if shutil.which("bash") is None:
        pytest.skip("no bash here")
    ask = (
        f"PATH={Path(sys.executable).parent}:$PATH\n{script}\n"
        "COMP_WORDS=(onrecord back); COMP_CWORD=1; _onrecord_completion onrecord\n"
        'echo "${COMPREPLY[@]}"\n'
        "COMPREPLY=(); COMP_WORDS=(onrecord backfill --way); COMP_CWORD=2\n"
        "_onrecord_completion onrecord\n"
        'echo "${COMPREPLY[@]}"\n'
    )
    done = subprocess.run(["bash", "-c", ask], text=True, capture_output=True, check=True)
    assert done.stdout.splitlines() == ["backfill backup", "--wayback"]


@pytest.mark.usefixtures("landed")
@pytest.mark.parametrize(("width", "no_colour"), [(20, True), (40, False), (200, True)])
def test_a_narrow_terminal_and_no_colour(tmp_path: Path, width: int, no_colour: bool) -> None:
    for args in (["status"], ["search", "pie"], ["sources"], ["show", "nx-s1-5340027"]):
        out = on_a_terminal(tmp_path, args, width, {"NO_COLOR": "1"} if no_colour else {})
        assert "Traceback" not in out
        assert out.strip()
        if no_colour:
            assert not re.search(r"\x1b\[([0-9]+;)*(3|4|9|10)[0-9](;[0-9]+)*m", out)


def on_a_terminal(directory: Path, args: list[str], width: int, environ: dict[str, str]) -> str:
    """What ``onrecord ARGS…`` writes to a terminal of that width."""
    parent, child = pty.openpty()
    done = subprocess.Popen(
        [sys.executable, "-m", "jobs.cli", *args],
        cwd=directory, stdin=child, stdout=child, stderr=child,
        env=os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": str(width)} | environ,
    )  # fmt: skip
    os.close(child)
    written = b""
    try:
        while part := os.read(parent, 65536):
            written += part
    except OSError:  # the terminal is gone when the command is
        pass
    finally:
        os.close(parent)
    assert done.wait() == 0, written
    return written.decode()


@pytest.mark.usefixtures("landed")
def test_a_pipe_that_closes(tmp_path: Path) -> None:
    code = f"{sys.executable} -m jobs.cli sources check npr 2>err | head -1; cat err"
    done = subprocess.run(
        ["bash", "-c", code], cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "Traceback" not in done.stdout
    assert len(done.stdout.splitlines()) == 1
