"""How the runs went that looked for what is new at a source: when the last good one was, and
whether the last ones failed or found nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from itertools import takewhile

from scraper.archive.database.connection import Database
from scraper.archive.runs import LOOKS_FOR_NEW, SourceTally
from scraper.archive.states import ENDED, RunOutcome

#: Of runs that ended, how many are looked back on.
_LOOKED_AT = 200
_LOOKS = ", ".join(f"'{command}'" for command in LOOKS_FOR_NEW)
_ENDED = ", ".join(f"'{outcome}'" for outcome in ENDED)
_TALLY = ", ".join(field.name for field in fields(SourceTally))


@dataclass(frozen=True, slots=True)
class RunHistory:
    """The runs of a source that looked for what is new.

    :ivar first_run: when the first one began; None: there was none.
    :ivar last_good_run: when the last good one ended: it read a listing, and not every story page
        that it asked for failed.
    :ivar failed_in_a_row: how many of the last ones were not good.
    :ivar empty_in_a_row: how many of the last ones read listings without a story in them, at a
        source whose listings had stories before; else 0.
    :ivar gone_listings: how many listings the last one was to read, where all of them are gone;
        else 0.
    """

    first_run: datetime | None = None
    last_good_run: datetime | None = None
    failed_in_a_row: int = 0
    empty_in_a_row: int = 0
    gone_listings: int = 0

    def is_overdue(self, now: datetime, max_age: timedelta) -> bool:
        """True when the last good run is longer ago than ``max_age``, or none of the runs since
        then was good. Where nobody runs the source, nothing is overdue.
        """
        since = self.last_good_run or self.first_run
        return since is not None and now - since > max_age


def is_good(tally: SourceTally) -> bool:
    """True for a run that did what it was to do at a source."""
    if tally.read_none:
        return False
    return not tally.failed or bool(tally.answered)


def run_history(db: Database, source: str) -> RunHistory:
    """How the runs of ``source`` went."""
    of = {"source": source, "count": _LOOKED_AT}
    ran = (
        f"command IN ({_LOOKS})"
        " AND EXISTS (SELECT 1 FROM json_each(runs.sources) WHERE value = :source)"
    )
    first = db.value(f"SELECT min(started_at) FROM runs WHERE {ran}", of)
    runs = db.all(
        _run,
        f"SELECT finished_at, outcome, {_TALLY} FROM runs LEFT JOIN run_sources"
        f" ON run_id = runs.id AND source = :source WHERE {ran} AND outcome IN ({_ENDED})"
        " ORDER BY runs.id DESC LIMIT :count",
        of,
    )
    good = next((run.finished_at for run in runs if run.is_good), None)
    tallies = [run.tally for run in runs if run.tally is not None]
    last = tallies[0] if tallies else SourceTally()
    gone = last.listings if last.read_none and last.listings_gone >= last.listings else 0
    return RunHistory(
        db.time(first) if first else None,
        db.time(good) if good else None,
        len(list(takewhile(lambda tally: not is_good(tally), tallies))),
        _empty_in_a_row(tallies),
        gone,
    )


@dataclass(frozen=True, slots=True)
class _Run:
    finished_at: str
    outcome: RunOutcome
    tally: SourceTally | None

    @property
    def is_good(self) -> bool:
        """Of a run that an older version made, only the outcome is known."""
        return self.outcome == RunOutcome.DONE if self.tally is None else is_good(self.tally)


def _run(finished_at: str, outcome: str, *tally: int | None) -> _Run:
    known = [count for count in tally if count is not None]
    return _Run(finished_at, RunOutcome(outcome), SourceTally(*known) if known else None)


def _empty_in_a_row(tallies: Sequence[SourceTally]) -> int:
    empty = list(takewhile(_is_empty, tallies))
    had_stories = any(tally.listed or tally.listings_unchanged for tally in tallies[len(empty) :])
    return len(empty) if had_stories else 0


def _is_empty(tally: SourceTally) -> bool:
    return bool(tally.listings_read) and not (tally.listings_unchanged or tally.listed)
