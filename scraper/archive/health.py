"""How each source does: freshness against its own habit, its queue, what failed; and which
transcripts are in doubt.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from scraper.archive.times import stamp
from scraper.extract import EXTRACTOR

#: Days of stories that tell a source's habit, and how many it takes to have one.
_HABIT_DAYS, _FEWEST = 120, 6
#: A source that nobody runs can't be late.
_RUN_LATELY = timedelta(days=14)
_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """One source. ``newest`` is the air date of its newest story and ``usual_gap`` how many days
    nearly all of its stories come after the ones before (None while too few are known); ``late``
    says that it has been out of that habit although it is run. ``due`` pages are due now, ``soon``
    those within a day.
    """

    source: str
    transcripts: int
    newest: date | None
    usual_gap: int | None
    late: bool
    last_good_run: str | None
    last_outcome: str | None
    due: int
    soon: int
    states: dict[str, int]


def source_health(connection: sqlite3.Connection, source: str, now: datetime) -> SourceHealth:
    """How ``source`` does."""
    transcripts, newest = connection.execute(
        "SELECT count(*), max(aired_on) FROM transcripts WHERE source = ? AND aired_on <= ?",
        (source, f"{now + timedelta(days=1):%Y-%m-%d}"),
    ).fetchone()
    due, soon = connection.execute(
        "SELECT sum(next_attempt_at <= :now),"
        " sum(next_attempt_at > :now AND next_attempt_at <= :soon)"
        " FROM pages WHERE source = :source",
        {"now": stamp(now), "soon": stamp(now + timedelta(days=1)), "source": source},
    ).fetchone()
    states = dict(
        tuple(row)
        for row in connection.execute(
            "SELECT state, count(*) FROM pages WHERE source = ? AND kind = 'story' GROUP BY state",
            (source,),
        )
    )
    last = _last_run(connection, source)
    newest_day = date.fromisoformat(newest) if newest else None
    gap = _usual_gap(connection, source, newest_day) if newest_day else None
    run_lately = last is not None and last["started_at"] > stamp(now - _RUN_LATELY)
    late = bool(gap and newest_day and run_lately and (now.date() - newest_day).days > 2 * gap + 2)
    return SourceHealth(
        source,
        int(transcripts),
        newest_day,
        gap,
        late,
        _last_good_run(connection, source),
        (last["outcome"] or "cut off") if last else None,
        int(due or 0),
        int(soon or 0),
        states,
    )


def _last_run(connection: sqlite3.Connection, source: str) -> sqlite3.Row | None:
    row: sqlite3.Row | None = connection.execute(
        "SELECT started_at, outcome FROM runs WHERE command NOT LIKE '%--dry-run'"
        " AND EXISTS (SELECT 1 FROM json_each(sources) WHERE value = ?) ORDER BY id DESC LIMIT 1",
        (source,),
    ).fetchone()
    return row


def _last_good_run(connection: sqlite3.Connection, source: str) -> str | None:
    found: str | None = connection.execute(
        "SELECT max(finished_at) FROM runs WHERE outcome = 'done'"
        " AND EXISTS (SELECT 1 FROM json_each(sources) WHERE value = ?)",
        (source,),
    ).fetchone()[0]
    return found


def _usual_gap(connection: sqlite3.Connection, source: str, newest: date) -> int | None:
    """The days within which 19 of 20 days with stories followed on the one before."""
    since = newest - timedelta(days=_HABIT_DAYS)
    days = [
        date.fromisoformat(row[0])
        for row in connection.execute(
            "SELECT DISTINCT aired_on FROM transcripts WHERE source = ?"
            " AND aired_on BETWEEN ? AND ? ORDER BY aired_on",
            (source, since.isoformat(), newest.isoformat()),
        )
    ]
    if len(days) < _FEWEST:
        return None
    gaps = sorted((b - a).days for a, b in pairwise(days))
    return gaps[min(len(gaps) * 19 // 20, len(gaps) - 1)]


def problems(connection: sqlite3.Connection) -> list[dict[str, Any]]:
    """What failed or was quarantined, by source, state and reason, with examples."""
    rows = connection.execute(
        "SELECT source, state, reason, count(*) AS pages FROM pages"
        " WHERE state IN ('failed', 'quarantined') GROUP BY source, state, reason"
        " ORDER BY pages DESC, source"
    ).fetchall()
    return [dict(row) | {"examples": _examples(connection, row)} for row in rows]


def _examples(connection: sqlite3.Connection, row: sqlite3.Row) -> list[str]:
    found: Iterable[tuple[str]] = connection.execute(
        "SELECT url FROM pages WHERE source = ? AND state = ? AND reason IS ?"
        " ORDER BY id DESC LIMIT ?",
        (row["source"], row["state"], row["reason"], _EXAMPLES),
    )
    return [url for (url,) in found]


def doubted(connection: sqlite3.Connection) -> list[dict[str, Any]]:
    """The transcripts in doubt, by source and reason, with the URLs of some as examples."""
    rows = connection.execute(
        "SELECT source, doubt AS reason, count(*) AS transcripts FROM transcripts"
        " WHERE doubt IS NOT NULL GROUP BY source, doubt ORDER BY transcripts DESC, source, doubt"
    ).fetchall()
    return [dict(row) | {"examples": _doubted_examples(connection, row)} for row in rows]


def _doubted_examples(connection: sqlite3.Connection, row: sqlite3.Row) -> list[str]:
    found: Iterable[tuple[str]] = connection.execute(
        "SELECT url FROM transcripts WHERE source = ? AND doubt = ? ORDER BY id DESC LIMIT ?",
        (row["source"], row["reason"], _EXAMPLES),
    )
    return [url for (url,) in found]


def read_by_older_rules(connection: sqlite3.Connection) -> int:
    """How many transcripts are as other rules than today's read them. Those in doubt are not
    counted: today's rules were tried on them.
    """
    row = connection.execute(
        "SELECT count(*) FROM transcripts WHERE extractor <> ? AND doubt IS NULL", (EXTRACTOR,)
    ).fetchone()
    return int(row[0])


def growth(connection: sqlite3.Connection, since: datetime) -> dict[str, int]:
    """What was added since: transcripts, and bytes of kept pages as they are stored."""
    transcripts = connection.execute(
        "SELECT count(*) FROM transcripts WHERE first_seen_at >= ?", (stamp(since),)
    ).fetchone()[0]
    kept = connection.execute(
        "SELECT coalesce(sum(length(body)), 0) FROM snapshots WHERE id >= ("
        " SELECT coalesce(min(snapshot_id), 1 << 62) FROM revisions WHERE seen_at >= ?)",
        (stamp(since),),
    ).fetchone()[0]
    return {"transcripts": int(transcripts), "kept_bytes": int(kept)}
