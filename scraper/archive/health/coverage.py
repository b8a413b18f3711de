"""How complete an archive is: the stories that listings named for a program and month, and those
that landed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, fields, replace
from itertools import groupby

from scraper.archive.database.connection import Database
from scraper.archive.row_statements import marks
from scraper.archive.states import Known


@dataclass(frozen=True, slots=True)
class MonthCoverage:
    """The stories of a program in a month ("2009-03"); either is None if unknown. Of the
    ``stories``, ``listed`` are in a listing; the others came by URL or from a file. ``missing`` is
    the sum of ``gone``, ``failed``, ``quarantined`` and ``queued``.
    """

    source: str
    program: str | None
    month: str | None
    known: Known
    stories: int = 0
    listed: int = 0
    landed: int = 0
    no_transcript: int = 0
    missing: int = 0
    gone: int = 0
    failed: int = 0
    quarantined: int = 0
    queued: int = 0

    @property
    def share(self) -> int | None:
        """How many in a hundred of the stories that may have a transcript are landed, rounded down;
        None if it is unknown which stories there are, or there are none.
        """
        expected = self.stories - self.no_transcript
        if self.known != Known.YES or not expected:
            return None
        return 100 * self.landed // expected


@dataclass(frozen=True, slots=True)
class CoverageFilter:
    """Which months to include: of these ``sources`` (all if empty), of programs whose name contains
    ``program`` or is one of the ``names``, from ``since`` to ``until`` ("2009-03"), both included.
    """

    sources: Collection[str] = ()
    program: str | None = None
    since: str | None = None
    until: str | None = None
    names: Collection[str] = ()

    def takes(self, program: str | None) -> bool:
        """Whether a program is meant; None is that of stories whose program is not known."""
        if self.program is None:
            return True
        known = (program or "").casefold()
        return self.program.casefold() in known or known in {one.casefold() for one in self.names}


_COLUMNS = ", ".join(field.name for field in fields(MonthCoverage))


def coverage(db: Database, which: CoverageFilter) -> list[MonthCoverage]:
    """The months of each program, oldest first; every month between the first and the last, those
    asked for included. Stories without a month come last, those without a program after those with
    one.
    """
    rows = db.all(
        _month,
        f"SELECT {_COLUMNS} FROM coverage"
        + f" WHERE source IN ({marks(which.sources)})" * bool(which.sources)
        + " ORDER BY source, program IS NULL, program, month IS NULL, month",
        tuple(which.sources),
    )
    found: list[MonthCoverage] = []
    for _, months in groupby(rows, lambda row: (row.source, row.program)):
        found += _in_range(list(months), which)
    return [one for one in found if which.takes(one.program)]


def count_left_out(db: Database, which: CoverageFilter) -> int:
    """How many stories a range of months leaves out because nobody knows their month."""
    if not (which.since or which.until):
        return 0
    found = coverage(db, replace(which, since=None, until=None))
    return sum(one.stories for one in found if one.month is None)


def programs_on_record(db: Database) -> list[str]:
    """The programs that stories or listings name."""
    sql = "SELECT DISTINCT program FROM coverage WHERE program IS NOT NULL ORDER BY program"
    return db.all(str, sql)


def _month(
    source: str, program: str | None, month: str | None, known: str, *counts: int
) -> MonthCoverage:
    return MonthCoverage(source, program, month, Known(known), *counts)


def _in_range(rows: list[MonthCoverage], which: CoverageFilter) -> Iterator[MonthCoverage]:
    """The months of one program that tell something, without a gap."""
    by_month = {row.month: row for row in rows if row.month is not None}
    telling = [month for month, row in by_month.items() if row.stories] or [
        month for month, row in by_month.items() if row.known != Known.NO
    ]
    bounds = [*telling, *(month for month in (which.since, which.until) if month)]
    first = which.since or min(bounds, default=None)
    last = which.until or max(bounds, default=None)
    if first and last and rows[0].program is not None:
        for month in _months(first, last):
            yield by_month.get(month) or MonthCoverage(
                rows[0].source, rows[0].program, month, Known.NO
            )
    elif first and last:
        yield from (row for month, row in by_month.items() if first <= month <= last)
    if not (which.since or which.until):
        yield from (row for row in rows if row.month is None)


def _months(first: str, last: str) -> Iterator[str]:
    year, month = int(first[:4]), int(first[5:7])
    while (at := f"{year:04}-{month:02}") <= last:
        yield at
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
