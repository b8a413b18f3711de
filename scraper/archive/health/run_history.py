"""The past runs that looked for new stories at a source: when the last good one was, and whether
the last ones failed or found nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from itertools import takewhile

from scraper.archive.database.connection import Database
from scraper.archive.runs import CLOCK_SLACK, LOOKS_FOR_NEW, SourceTally
from scraper.archive.states import ENDED, RunOutcome
from scraper.archive.times import stamp

#: How many runs are looked at at once, the last first.
_AT_ONCE = 200
#: Story pages that fail while none answers: fewer are no reason to call a run bad.
_FEW_PAGES = 3
_LOOKS = ", ".join(f"'{command}'" for command in LOOKS_FOR_NEW)
_ENDED = ", ".join(f"'{outcome}'" for outcome in (*ENDED, RunOutcome.TIME_UP))
_TALLY = ", ".join(field.name for field in fields(SourceTally))
_RAN = (
    f"command IN ({_LOOKS})"
    " AND EXISTS (SELECT 1 FROM json_each(runs.sources) WHERE value = :source)"
)


@dataclass(frozen=True, slots=True)
class RunHistory:
    """The runs that looked for new stories at a source.

    If the clock was once far ahead, the times it wrote don't say how long ago a run was.

    :ivar first_run: when the first run began; None if there was none, or all are in the future.
    :ivar last_good_run: when the last good run ended. A good run read listings, these had stories
        if they used to, and not every requested story page failed.
    :ivar in_future: the end of a later good run whose clock was ahead of today's; None if there is
        none.
    :ivar bad_in_a_row: how many of the last runs were not good.
    :ivar empty_in_a_row: how many of the last runs read only listings without stories, at a source
        whose listings had stories before; otherwise 0.
    :ivar gone_listings: the number of listings that the last run had to read, if all of them are
        gone; otherwise 0.
    """

    first_run: datetime | None = None
    last_good_run: datetime | None = None
    in_future: datetime | None = None
    bad_in_a_row: int = 0
    empty_in_a_row: int = 0
    gone_listings: int = 0

    def is_overdue(self, now: datetime, max_age: timedelta) -> bool:
        """True if the last good run is longer ago than ``max_age``, or none of the runs since
        then was good. Where nobody runs the source, nothing is overdue; where all that is known
        lies in the future, it is.
        """
        since = self.last_good_run or self.first_run
        if since is None:
            return self.in_future is not None
        return now - since > max_age


def run_history(db: Database, source: str, now: datetime) -> RunHistory:
    """How the runs of ``source`` went."""
    latest = stamp(now + CLOCK_SLACK)
    of = {"source": source, "latest": latest}
    first = db.value(f"SELECT min(started_at) FROM runs WHERE {_RAN} AND started_at <= :latest", of)
    had_stories = db.value(
        "SELECT 1 FROM run_sources JOIN runs ON runs.id = run_id WHERE source = :source"
        f" AND command IN ({_LOOKS}) AND (listed > 0 OR listings_unchanged > 0) LIMIT 1",
        of,
    )
    good: str | None = None
    ahead: str | None = None
    bad: list[_Run] = []
    for run in _runs(db, source):
        if run.is_good(had_stories=had_stories is not None):
            if run.finished_at <= latest:
                good = run.finished_at
                break
            ahead = ahead or run.finished_at
        elif ahead is None:
            bad.append(run)
    known = [run.tally for run in bad if run.tally is not None]
    last = known[0] if known else SourceTally()
    gone = last.listings if last.read_none and last.listings_gone >= last.listings else 0
    return RunHistory(
        db.time(first) if first else None,
        db.time(good) if good else None,
        db.time(ahead) if ahead else None,
        len(known),
        len(list(takewhile(_is_empty, known))) if had_stories is not None else 0,
        gone,
    )


@dataclass(frozen=True, slots=True)
class _Run:
    id: int
    finished_at: str
    outcome: RunOutcome
    tally: SourceTally | None

    def is_good(self, *, had_stories: bool) -> bool:
        """Of a run that an older version made, only the outcome is known."""
        if self.tally is None:
            return self.outcome == RunOutcome.DONE
        if self.tally.read_none or (had_stories and _is_empty(self.tally)):
            return False
        return self.tally.failed < _FEW_PAGES or bool(self.tally.answered)


def _runs(db: Database, source: str) -> Iterator[_Run]:
    """The runs that ended, the last first."""
    before = 1 << 62
    while True:
        found = db.all(
            _run,
            f"SELECT runs.id, finished_at, outcome, {_TALLY} FROM runs LEFT JOIN run_sources"
            f" ON run_id = runs.id AND source = :source WHERE {_RAN} AND outcome IN ({_ENDED})"
            " AND runs.id < :before ORDER BY runs.id DESC LIMIT :count",
            {"source": source, "before": before, "count": _AT_ONCE},
        )
        yield from found
        if len(found) < _AT_ONCE:
            return
        before = found[-1].id


def _run(number: int, finished_at: str, outcome: str, *tally: int | None) -> _Run:
    known = [count for count in tally if count is not None]
    return _Run(number, finished_at, RunOutcome(outcome), SourceTally(*known) if known else None)


def _is_empty(tally: SourceTally) -> bool:
    return bool(tally.listings_read) and not (tally.listings_unchanged or tally.listed)
