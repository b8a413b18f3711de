"""Past runs and requests, one row each, and the runs that the schedule had due."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from scraper.archive.database.connection import Database
from scraper.archive.row_statements import marks
from scraper.archive.rows import RunRow, RunSourceRow
from scraper.archive.states import ENDED, LandedKind, RunOutcome
from scraper.archive.times import stamp
from scraper.model import FetchRecord

#: The command whose runs look at everything that a scheduled run would.
RUN = "run"
#: Commands that look for what is new; what others bring says nothing about freshness.
LOOKS_FOR_NEW = (RUN, "schedule")
#: A clock is put right by less.
CLOCK_SET_BACK = timedelta(days=1)
#: A run that lies further in the future was written by a clock that was far ahead.
CLOCK_SLACK = timedelta(hours=1)
#: Counts of a run that say that a story's page was fetched.
_BROUGHT = ("landed", *LandedKind, "not_modified")
_ENDED = ", ".join(f"'{outcome}'" for outcome in ENDED)


@dataclass(frozen=True, slots=True)
class DueRun:
    """The due times of a source that one run stands for, ``count`` of them. ``reason`` says why the
    run is late, or stands for several times; None if it does neither.
    """

    source: str
    first_due_at: datetime
    due_at: datetime
    count: int = 1
    reason: str | None = None


@dataclass(slots=True)
class SourceTally:
    """The numbers of a run at one source: the listings it had to read and their outcomes
    (``listings_unchanged`` were not modified), the stories in those that were read, and the story
    pages that answered and that failed.
    """

    listings: int = 0
    listings_read: int = 0
    listings_unchanged: int = 0
    listings_gone: int = 0
    listings_failed: int = 0
    listed: int = 0
    answered: int = 0
    failed: int = 0

    @property
    def read_none(self) -> bool:
        """True if there were listings to read and none of them could be read."""
        return self.listings > 0 and not (self.listings_read or self.listings_unchanged)


class Runs:
    """The runs of an archive and the requests they made."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def start(
        self,
        command: str,
        now: datetime,
        *,
        sources: Collection[str] = (),
        due: Iterable[DueRun] = (),
    ) -> int:
        """Write that a run of ``sources`` began, and what it was due for; its id."""
        with self._db.transaction():
            run_id = self._db.insert(
                RunRow(None, command, stamp(now), None, None, None, json.dumps(sorted(sources)))
            )
            self._record_due(run_id, due)
            return run_id

    def finish(
        self,
        run_id: int,
        outcome: RunOutcome,
        counts: Mapping[str, int],
        now: datetime,
        tallies: Mapping[str, SourceTally] | None = None,
    ) -> None:
        """Write how a run ended, and what it did at each source."""
        with self._db.transaction():
            self._db.execute(
                "UPDATE runs SET finished_at = :now, outcome = :outcome, counts = :counts"
                " WHERE id = :run",
                {
                    "now": stamp(now),
                    "outcome": outcome,
                    "counts": json.dumps(counts),
                    "run": run_id,
                },
            )
            for source, tally in (tallies or {}).items():
                self._db.insert(RunSourceRow(run_id, source, **asdict(tally)))

    def last(self, count: int) -> list[RunRow]:
        """The last runs, the newest first."""
        return self._db.rows(RunRow, "ORDER BY id DESC LIMIT :count", {"count": count})

    def sources(self) -> list[str]:
        """The names of the sources that pages, transcripts or runs are of."""
        return self._db.all(
            str,
            "SELECT source FROM pages UNION SELECT source FROM transcripts"
            " UNION SELECT value FROM runs, json_each(runs.sources) ORDER BY 1",
        )

    def commands(self, *, that_brought_pages: bool = False) -> list[str]:
        """The commands that were run here, each once, the first first.

        :param that_brought_pages: less those of which it is known that no page was fetched.
        """
        brought = (
            " WHERE counts IS NULL OR EXISTS (SELECT 1 FROM json_each(counts)"
            f" WHERE key IN ({marks(_BROUGHT)}) AND value > 0)"
        )
        return self._db.all(
            str,
            f"SELECT command FROM runs{brought if that_brought_pages else ''}"
            " GROUP BY command ORDER BY min(id)",
            _BROUGHT if that_brought_pages else (),
        )

    # -- the schedule -------------------------------------------------------------------------

    def last_due(self, source: str, now: datetime) -> datetime | None:
        """The last time at which ``source`` was due and run to the end; None: never. What a clock
        that was far ahead once wrote doesn't count.
        """
        found = self._db.value(
            "SELECT max(due_at) FROM due_runs JOIN runs ON runs.id = run_id"
            f" WHERE source = :source AND outcome IN ({_ENDED}) AND due_at < :before",
            {"source": source, "before": stamp(now + CLOCK_SET_BACK)},
        )
        return self._db.time(found) if found else None

    def cut_off(self, source: str, since: datetime) -> bool:
        """True if a run that was due after ``since`` began and did not come to its end."""
        found = self._db.value(
            "SELECT 1 FROM due_runs JOIN runs ON runs.id = run_id WHERE source = :source"
            f" AND due_at > :since AND (outcome IS NULL OR outcome NOT IN ({_ENDED})) LIMIT 1",
            {"source": source, "since": stamp(since)},
        )
        return found is not None

    def run_since(self, source: str, since: datetime, now: datetime) -> tuple[int, datetime] | None:
        """The last run of ``source`` that somebody else (cron, a person) began after ``since`` and
        that came to its end: its id and when it began. One in the future doesn't count.
        """
        return self._db.first(
            lambda run, started_at: (int(run), self._db.time(started_at)),
            "SELECT id, started_at FROM runs WHERE command = :command AND started_at > :since"
            " AND started_at <= :until"
            f" AND outcome IN ({_ENDED})"
            " AND EXISTS (SELECT 1 FROM json_each(runs.sources) WHERE value = :source)"
            " AND NOT EXISTS"
            " (SELECT 1 FROM due_runs WHERE run_id = runs.id AND source = :source)"
            " ORDER BY started_at DESC LIMIT 1",
            {
                "command": RUN,
                "since": stamp(since),
                "until": stamp(now + CLOCK_SLACK),
                "source": source,
            },
        )

    def record_covered(self, run_id: int, due: DueRun) -> None:
        """Write that a run that was made already stands for what was due."""
        with self._db.transaction():
            self._record_due(run_id, [due])

    def _record_due(self, run_id: int, due: Iterable[DueRun]) -> None:
        self._db.execute_many(
            "INSERT INTO due_runs (run_id, source, first_due_at, due_at, due_count, reason)"
            " VALUES (:run, :source, :first, :due, :count, :reason)",
            [
                {
                    "run": run_id,
                    "source": one.source,
                    "first": stamp(one.first_due_at),
                    "due": stamp(one.due_at),
                    "count": one.count,
                    "reason": one.reason,
                }
                for one in due
            ],
        )

    # -- requests -----------------------------------------------------------------------------

    def log_requests(self, run_id: int, records: Iterable[FetchRecord]) -> None:
        """Write requests, inside the transaction of what they brought."""
        with self._db.transaction():
            self._db.execute_many(
                "INSERT INTO fetches (run_id, url, fetched_at, status, bytes, milliseconds, error)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                [
                    (run_id, r.url, stamp(r.fetched_at), r.status, r.bytes, r.milliseconds, r.error)
                    for r in records
                ],
            )

    def sum_up_requests(self, keep: timedelta, now: datetime) -> int:
        """Sum up requests of whole days that are older than ``keep``, by day, host and status, and
        let go of their rows; how many those were.
        """
        before = {"before": stamp(now - keep)[:10]}
        with self._db.transaction():
            self._db.execute(
                "INSERT INTO fetch_totals (day, host, status, requests, bytes, milliseconds)"
                " SELECT substr(fetched_at, 1, 10), substr(rest, 1, instr(rest || '/', '/') - 1),"
                " coalesce(status, 0), count(*), total(bytes), total(milliseconds)"
                " FROM (SELECT *, substr(url, instr(url, '//') + 2) AS rest FROM fetches"
                "       WHERE fetched_at < :before) GROUP BY 1, 2, 3"
                " ON CONFLICT (day, host, status) DO UPDATE SET"
                " requests = requests + excluded.requests, bytes = bytes + excluded.bytes,"
                " milliseconds = milliseconds + excluded.milliseconds",
                before,
            )
            return self._db.execute(
                "DELETE FROM fetches WHERE fetched_at < :before", before
            ).rowcount
