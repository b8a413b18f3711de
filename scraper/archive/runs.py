"""What was done when: a row for every run and every request, and what the schedule had due."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from scraper.archive.database import Archive
from scraper.archive.times import parse, stamp
from scraper.model import FetchRecord

#: The command whose runs look at everything that a scheduled run would.
RUN = "run"
#: A clock is put right by less.
_CLOCK_SET_BACK = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DueRun:
    """The times at which a source was due to be run that one run stands for, ``count`` of them.
    ``reason`` says why it is late, or one for several; None when it is neither.
    """

    source: str
    first_due_at: datetime
    due_at: datetime
    count: int = 1
    reason: str | None = None


def start_run(
    archive: Archive,
    command: str,
    now: datetime,
    *,
    sources: Collection[str] = (),
    due: Iterable[DueRun] = (),
) -> int:
    """Write that a run of ``sources`` began, and what it was due for; its id."""
    with archive.transaction() as connection:
        cursor = connection.execute(
            "INSERT INTO runs (command, started_at, sources) VALUES (?, ?, ?)",
            (command, stamp(now), json.dumps(sorted(sources))),
        )
        run_id = int(cursor.lastrowid or 0)
        _record_due(connection, run_id, due)
        return run_id


def finish_run(
    archive: Archive, run_id: int, outcome: str, counts: Mapping[str, int], now: datetime
) -> None:
    """Write how a run ended."""
    with archive.transaction() as connection:
        connection.execute(
            "UPDATE runs SET finished_at = ?, outcome = ?, counts = ? WHERE id = ?",
            (stamp(now), outcome, json.dumps(counts), run_id),
        )


def last_due(connection: sqlite3.Connection, source: str, now: datetime) -> datetime | None:
    """The last time at which ``source`` was due and run to the end; None: never. What a clock that
    was far ahead once wrote doesn't count.
    """
    row = connection.execute(
        "SELECT max(due_at) FROM due_runs JOIN runs ON runs.id = run_id"
        " WHERE source = ? AND outcome IN ('done', 'troubled') AND due_at < ?",
        (source, stamp(now + _CLOCK_SET_BACK)),
    ).fetchone()
    return parse(row[0]) if row[0] else None


def cut_off(connection: sqlite3.Connection, source: str, since: datetime) -> bool:
    """True when a run that was due after ``since`` began and did not come to its end."""
    return bool(
        connection.execute(
            "SELECT 1 FROM due_runs JOIN runs ON runs.id = run_id WHERE source = ? AND due_at > ?"
            " AND (outcome IS NULL OR outcome NOT IN ('done', 'troubled')) LIMIT 1",
            (source, stamp(since)),
        ).fetchone()
    )


def run_since(
    connection: sqlite3.Connection, source: str, since: datetime
) -> tuple[int, datetime] | None:
    """The last run of ``source`` that somebody else (cron, a person) began after ``since`` and
    that came to its end: its id and when it began.
    """
    row = connection.execute(
        "SELECT id, started_at FROM runs WHERE command = ? AND started_at > ?"
        " AND outcome IN ('done', 'troubled')"
        " AND EXISTS (SELECT 1 FROM json_each(runs.sources) WHERE value = ?)"
        " AND NOT EXISTS (SELECT 1 FROM due_runs WHERE run_id = runs.id AND source = ?)"
        " ORDER BY started_at DESC LIMIT 1",
        (RUN, stamp(since), source, source),
    ).fetchone()
    return (int(row[0]), parse(row[1])) if row else None


def record_covered(connection: sqlite3.Connection, run_id: int, due: DueRun) -> None:
    """Write that a run that was made already stands for what was due."""
    _record_due(connection, run_id, [due])


def _record_due(connection: sqlite3.Connection, run_id: int, due: Iterable[DueRun]) -> None:
    connection.executemany(
        "INSERT INTO due_runs (run_id, source, first_due_at, due_at, due_count, reason)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        [
            (run_id, d.source, stamp(d.first_due_at), stamp(d.due_at), d.count, d.reason)
            for d in due
        ],
    )


def log_fetches(
    connection: sqlite3.Connection, run_id: int, records: Iterable[FetchRecord]
) -> None:
    """Write requests, inside the transaction of what they brought."""
    connection.executemany(
        "INSERT INTO fetches (run_id, url, fetched_at, status, bytes, milliseconds, error)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (run_id, r.url, stamp(r.fetched_at), r.status, r.bytes, r.milliseconds, r.error)
            for r in records
        ],
    )


def sum_up_fetches(archive: Archive, keep: timedelta, now: datetime) -> int:
    """Sum up requests of whole days that are older than ``keep``, by day, host and status, and
    let go of their rows; how many those were.
    """
    before = stamp(now - keep)[:10]
    with archive.transaction() as connection:
        connection.execute(
            "INSERT INTO fetch_totals (day, host, status, requests, bytes, milliseconds)"
            " SELECT substr(fetched_at, 1, 10), substr(rest, 1, instr(rest || '/', '/') - 1),"
            " coalesce(status, 0), count(*), total(bytes), total(milliseconds)"
            " FROM (SELECT *, substr(url, instr(url, '//') + 2) AS rest FROM fetches"
            "       WHERE fetched_at < ?) GROUP BY 1, 2, 3"
            " ON CONFLICT (day, host, status) DO UPDATE SET"
            " requests = requests + excluded.requests, bytes = bytes + excluded.bytes,"
            " milliseconds = milliseconds + excluded.milliseconds",
            (before,),
        )
        return connection.execute("DELETE FROM fetches WHERE fetched_at < ?", (before,)).rowcount
