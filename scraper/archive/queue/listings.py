"""Queueing listings, and the days for which they name every story: the days for which a listing has
to be read, and those for which it was read. An empty program means all programs of the source.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from scraper.archive.database.connection import Database
from scraper.archive.times import stamp
from scraper.model import Covered, ListingRef

#: A listing that was read, and has to be read for days that it was not read for.
_READ_FOR_MORE = """UPDATE pages SET next_attempt_at = :now, attempts = 0, etag = NULL,
    last_modified = NULL
  WHERE url = :url AND state NOT IN ('queued', 'failed')
    AND (:new OR state = 'landed' AND coalesce(fetched_at, '') < :read_before
      AND EXISTS (SELECT 1 FROM listed_days WHERE page_id = pages.id AND read_at IS NULL
        AND day BETWEEN :first AND :last))"""


def add_listing(db: Database, ref: ListingRef, when: Mapping[str, Any]) -> int:
    """Queue a listing; 1 when it is due now.

    :param when: values for ``now``, ``again`` (whether it is read again anyway) and
        ``read_before`` (if it was read later, it is not).
    """
    covers = ref.covers
    values = {
        "url": ref.url,
        "source": ref.source,
        "host": urlsplit(ref.url).netloc,
        "program": ref.program,
        "day": ref.day.isoformat() if ref.day else None,
        "month": _month_of(covers),
        "grows": not ref.settled,
        **when,
    }
    due = db.execute(
        "INSERT INTO pages (url, source, kind, state, next_attempt_at, discovered_at, host,"
        " program, listed_on, listed_month) VALUES (:url, :source, 'listing', 'queued', :now,"
        " :now, :host, :program, :day, :month)"
        " ON CONFLICT (url) DO UPDATE SET next_attempt_at = excluded.next_attempt_at,"
        " attempts = 0 WHERE :again OR state IN ('queued', 'failed')"
        " OR (:grows AND coalesce(fetched_at, '') < :read_before)",
        values,
    ).rowcount
    if covers is None:
        return due
    values["new"] = _ask_for_days(db, ref.url, covers)
    values |= {"first": covers.first.isoformat(), "last": covers.last.isoformat()}
    return max(due, db.execute(_READ_FOR_MORE, values).rowcount)


def _ask_for_days(db: Database, url: str, covers: Covered) -> bool:
    """Write what a listing is to be read for; True if that is new."""
    added = db.execute_many(
        "INSERT INTO listed_days (page_id, program, day) SELECT id, :program, :day FROM pages"
        " WHERE url = :url ON CONFLICT DO NOTHING",
        [{"url": url, **row} for row in _rows(covers)],
    )
    return added.rowcount > 0


#: The first and last day of a range; None for one that is open.
Range = tuple[date | None, date | None]


def record_days_read(db: Database, page_id: int, read_at: datetime, within: Range) -> None:
    """Write that a listing was read, for the days ``within`` a range."""
    since, until = within
    db.execute(
        "UPDATE listed_days SET read_at = :read_at WHERE page_id = :page"
        " AND day BETWEEN :since AND :until",
        {
            "read_at": stamp(read_at),
            "page": page_id,
            "since": since.isoformat() if since else "",
            "until": until.isoformat() if until else "9999",
        },
    )


def add_days(db: Database, page_id: int, covers: Covered, within: Range) -> None:
    """Write which days ``within`` a range a listing turned out to cover."""
    since, until = within
    first, last = max(covers.first, since or covers.first), min(covers.last, until or covers.last)
    covers = Covered(first, last, covers.programs)
    db.execute_many(
        "INSERT INTO listed_days (page_id, program, day) VALUES (:page, :program, :day)"
        " ON CONFLICT DO NOTHING",
        [{"page": page_id, **row} for row in _rows(covers)],
    )


def _rows(covers: Covered) -> list[dict[str, str]]:
    days = (covers.first + timedelta(days=n) for n in range((covers.last - covers.first).days + 1))
    programs = covers.programs or ("",)
    return [{"program": one, "day": day.isoformat()} for day in days for one in programs]


def _month_of(covers: Covered | None) -> str | None:
    """The month of a listing, where it is of one."""
    if covers is None or (covers.first.year, covers.first.month) != (
        covers.last.year,
        covers.last.month,
    ):
        return None
    return f"{covers.first:%Y-%m}"
