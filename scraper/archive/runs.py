"""What was done when: a row for every run and every request."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from datetime import datetime

from scraper.archive.database import Archive
from scraper.archive.times import stamp
from scraper.model import FetchRecord


def start_run(archive: Archive, command: str, now: datetime) -> int:
    """Write that a run began; its id."""
    with archive.transaction() as connection:
        cursor = connection.execute(
            "INSERT INTO runs (command, started_at) VALUES (?, ?)", (command, stamp(now))
        )
        return int(cursor.lastrowid or 0)


def finish_run(
    archive: Archive, run_id: int, outcome: str, counts: Mapping[str, int], now: datetime
) -> None:
    """Write how a run ended."""
    with archive.transaction() as connection:
        connection.execute(
            "UPDATE runs SET finished_at = ?, outcome = ?, counts = ? WHERE id = ?",
            (stamp(now), outcome, json.dumps(counts), run_id),
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
