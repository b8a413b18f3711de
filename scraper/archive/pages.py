"""The queue: which pages there are, which are due, and what became of each attempt.

There is no second state file. A page is queued, fetched, and its new state written in the same
transaction as what it yielded; a killed run leaves it as it was and the next one takes it up.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple

from scraper.archive.refetch import RefetchPolicy
from scraper.archive.snapshots import KeptPage
from scraper.archive.times import parse, stamp
from scraper.model import ListingRef, NoTranscript, Outcome, Page, StoryRef, Transcript

#: Never fetched yet, or failed so far: what a backfill takes. A run takes every due page.
UNFETCHED = ("queued", "failed")
ANY_STATE = ("queued", "landed", "no_transcript", "gone", "failed", "quarantined")

#: robots.txt may change, but not often.
_ASK_ROBOTS_AGAIN = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class DuePage:
    """A page to fetch, with the validators of its last answer."""

    id: int
    source: str
    kind: Literal["story", "listing"]
    url: str
    story_id: str | None
    found_url: str | None
    fetched_url: str | None
    etag: str | None
    last_modified: str | None
    attempts: int
    discovered_at: str

    @property
    def ref(self) -> StoryRef:
        """The story the page is about. Only for pages of kind ``story``."""
        return StoryRef(self.source, self.story_id or "", self.url, self.found_url)


#: A capture is taken for what its own site doesn't have, and for a capture that was no good where
#: it is an older one. (Its time comes first in the URL in which they differ.)
_TAKE_CAPTURE = """DO UPDATE SET found_url = excluded.found_url, state = 'queued', attempts = 0,
    next_attempt_at = excluded.next_attempt_at
  WHERE (state IN ('queued', 'failed', 'gone') AND found_url IS NOT excluded.found_url
      OR state IN ('no_transcript', 'quarantined') AND found_url > excluded.found_url
        AND EXISTS (SELECT 1 FROM snapshots WHERE page_id = pages.id AND via = pages.found_url))
    AND NOT EXISTS (SELECT 1 FROM transcripts WHERE page_id = pages.id)"""


def add_stories(
    connection: sqlite3.Connection,
    refs: Iterable[StoryRef],
    now: datetime,
    *,
    captures: bool = False,
) -> int:
    """Queue the stories that the archive doesn't know yet; how many those were.

    :param captures: they were found in another archive: stories that were not to be had from their
        own site are queued too, unless that capture was asked for before.
    """
    when = stamp(now)
    return sum(
        connection.execute(
            "INSERT INTO pages (url, source, story_id, kind, state, next_attempt_at,"
            " discovered_at, found_url) VALUES (?, ?, ?, 'story', 'queued', ?, ?, ?)"
            f" ON CONFLICT (url) {_TAKE_CAPTURE if captures else 'DO NOTHING'}",
            (ref.url, ref.source, ref.story_id, when, when, ref.found_url),
        ).rowcount
        for ref in refs
    )


def add_listings(
    connection: sqlite3.Connection,
    refs: Iterable[ListingRef],
    now: datetime,
    *,
    again: bool,
    unread_since: datetime | None = None,
) -> int:
    """Queue listings; how many are due now. Known ones are read again when ``again``, or while
    their stories may still grow.

    :param unread_since: those that were read later are not read again for growing (listings may
        name each other).
    """
    when = stamp(now)
    read_before = stamp(unread_since) if unread_since else "9999"
    return sum(
        connection.execute(
            "INSERT INTO pages (url, source, kind, state, next_attempt_at, discovered_at)"
            " VALUES (?, ?, 'listing', 'queued', ?, ?)"
            " ON CONFLICT (url) DO UPDATE SET next_attempt_at = excluded.next_attempt_at,"
            " attempts = 0 WHERE ? OR state IN ('queued', 'failed')"
            " OR (? AND coalesce(fetched_at, '') < ?)",
            (ref.url, ref.source, when, when, again, not ref.settled, read_before),
        ).rowcount
        for ref in refs
    )


def make_due(connection: sqlite3.Connection, sources: Collection[str], now: datetime) -> None:
    """Make every story of ``sources`` due now, settled ones too."""
    connection.executemany(
        "UPDATE pages SET next_attempt_at = ? WHERE kind = 'story' AND source = ?",
        [(stamp(now), source) for source in sources],
    )


def due_pages(
    connection: sqlite3.Connection,
    source: str,
    now: datetime,
    *,
    states: Collection[str] = ANY_STATE,
    excluding: Collection[int] = (),
    hosts_left_alone: Collection[str] = (),
    limit: int = 200,
) -> list[DuePage]:
    """Pages of a source that are due: listings first, then stories never fetched, then those to
    be looked at again, each as they were found.
    Listings are due whatever ``states`` says of stories.
    """
    rows = connection.execute(
        "SELECT id, source, kind, url, story_id, found_url, fetched_url, etag, last_modified,"
        " attempts, discovered_at FROM pages"
        f" WHERE source = ? AND {_is_due(states)}"
        f" AND {_HOST} NOT IN ({_marks(hosts_left_alone)})"
        " ORDER BY kind, state <> 'queued', id LIMIT ?",
        (source, stamp(now), *states, *hosts_left_alone, limit + len(excluding)),
    )
    return [page for row in rows if (page := DuePage(*row)).id not in excluding][:limit]


def rest_host(connection: sqlite3.Connection, host: str, until: datetime) -> None:
    """Write that a host asked to be left alone until then."""
    connection.execute(
        "INSERT INTO resting_hosts (host, until) VALUES (?, ?)"
        " ON CONFLICT (host) DO UPDATE SET until = excluded.until",
        (host, stamp(until)),
    )


def resting_hosts(connection: sqlite3.Connection, source: str, now: datetime) -> dict[str, str]:
    """The hosts with due pages of ``source`` that are to be left alone now, and until when."""
    rows = connection.execute(
        "SELECT host, until FROM resting_hosts WHERE until > :now AND EXISTS (SELECT 1 FROM pages"
        f" WHERE source = :source AND next_attempt_at <= :now AND {_HOST} = resting_hosts.host)",
        {"source": source, "now": stamp(now)},
    )
    return {str(host): str(until) for host, until in rows}


class Due(NamedTuple):
    """How many pages are due."""

    stories: int
    listings: int


def count_due(
    connection: sqlite3.Connection,
    sources: Collection[str],
    now: datetime,
    *,
    states: Collection[str] = ANY_STATE,
) -> dict[str, Due]:
    """How many pages of each of ``sources`` :func:`due_pages` would give in all."""
    rows = connection.execute(
        "SELECT source, sum(kind = 'story'), sum(kind = 'listing') FROM pages"
        f" WHERE source IN ({_marks(sources)}) AND {_is_due(states)} GROUP BY source",
        (*sources, stamp(now), *states),
    )
    return {str(source): Due(int(stories), int(listings)) for source, stories, listings in rows}


#: The host in a page's URL. Canonical URLs have a path.
_HOST = (
    "substr(url, instr(url, '//') + 2, instr(substr(url, instr(url, '//') + 2) || '/', '/') - 1)"
)


def _is_due(states: Collection[str]) -> str:
    """SQL that is true of a due page; takes the time and the states as parameters."""
    return f"next_attempt_at <= ? AND (kind = 'listing' OR state IN ({_marks(states)}))"


def _marks(values: Collection[str]) -> str:
    return ", ".join("?" * len(values))


def captures_tried(connection: sqlite3.Connection, page_id: int) -> int:
    """How many captures of a page are kept."""
    row = connection.execute(
        "SELECT count(*) FROM snapshots WHERE page_id = ? AND via IS NOT NULL", (page_id,)
    ).fetchone()
    return int(row[0])


def find_or_add(
    connection: sqlite3.Connection, ref: StoryRef, now: datetime
) -> tuple[int, datetime]:
    """The page of a story, made if need be: its id and when it was discovered."""
    known = "SELECT id, discovered_at FROM pages WHERE url = ?"
    row = connection.execute(known, (ref.url,)).fetchone()
    if row is None:
        add_stories(connection, [ref], now)
        row = connection.execute(known, (ref.url,)).fetchone()
    return int(row["id"]), parse(row["discovered_at"])


def record_answer(
    connection: sqlite3.Connection,
    page_id: int,
    page: Page,
    outcome: Outcome,
    discovered_at: datetime,
    now: datetime,
    policy: RefetchPolicy,
) -> None:
    """Write what a story's page answered and when to look again."""
    state, reason = _state(outcome)
    aired_on = outcome.aired_on if isinstance(outcome, Transcript) else None
    again = policy.next_look(discovered_at, now, aired_on)
    connection.execute(
        "UPDATE pages SET state = ?, reason = ?, attempts = 0, next_attempt_at = ?, etag = ?,"
        " last_modified = ?, status = ?, fetched_at = ?, fetched_url = ?, noarchive = ?"
        " WHERE id = ?",
        (
            state,
            reason,
            stamp(again) if again else None,
            page.headers.get("etag"),
            page.headers.get("last-modified"),
            page.status or None,
            stamp(page.fetched_at),
            page.url,
            outcome.noarchive,
            page_id,
        ),
    )


def record_outcome(connection: sqlite3.Connection, kept: KeptPage, outcome: Outcome) -> None:
    """Write what a page that was read again yields; when it is due stays as it was.

    Where the page has a transcript that today's rules don't find, its state stays and its reason
    says why they don't. A page that is gone stays gone, and one of which a later copy was
    quarantined stays quarantined: what an earlier copy yields changes neither.
    """
    row = connection.execute(
        "SELECT state, reason, noarchive,"
        " EXISTS (SELECT 1 FROM transcripts WHERE page_id = pages.id) AS landed,"
        " EXISTS (SELECT 1 FROM snapshots WHERE page_id = pages.id AND id > ?) AS outdated"
        " FROM pages WHERE id = ?",
        (kept.snapshot_id, kept.page_id),
    ).fetchone()
    state, reason = _state(outcome)
    noarchive = outcome.noarchive
    if row["state"] == "gone" or (row["state"] == "quarantined" and row["outdated"]):
        state, reason = row["state"], row["reason"]
        noarchive = noarchive or bool(row["noarchive"])
    elif row["landed"] and not isinstance(outcome, Transcript):
        state = row["state"]
        noarchive = noarchive or bool(row["noarchive"])
    connection.execute(
        "UPDATE pages SET state = ?, reason = ?, noarchive = ? WHERE id = ?",
        (state, reason, noarchive, kept.page_id),
    )


def _state(outcome: Outcome) -> tuple[str, str | None]:
    if isinstance(outcome, Transcript):
        return "landed", None
    return "no_transcript" if isinstance(outcome, NoTranscript) else "quarantined", outcome.reason


def record_listing(
    connection: sqlite3.Connection, page_id: int, page: Page, stories: int, *, leads_on: bool
) -> None:
    """Write that a listing was read; it is due again when somebody queues it.

    :param leads_on: it names listings that may grow: it must be read even where it is unchanged.
    """
    connection.execute(
        "UPDATE pages SET state = 'landed', reason = ?, attempts = 0, next_attempt_at = NULL,"
        " etag = ?, last_modified = ?, status = ?, fetched_at = ?, fetched_url = ? WHERE id = ?",
        (
            f"lists {stories} stories",
            None if leads_on else page.headers.get("etag"),
            None if leads_on else page.headers.get("last-modified"),
            page.status,
            stamp(page.fetched_at),
            page.url,
            page_id,
        ),
    )


def record_not_modified(
    connection: sqlite3.Connection, page: DuePage, now: datetime, policy: RefetchPolicy
) -> None:
    """Write that a page is still what it was (304)."""
    again = _next_look(connection, page, now, policy)
    connection.execute(
        "UPDATE pages SET status = 304, attempts = 0, fetched_at = ?, next_attempt_at = ?"
        " WHERE id = ?",
        (stamp(now), stamp(again) if again else None, page.id),
    )
    connection.execute(
        "UPDATE transcripts SET last_seen_at = ? WHERE page_id = ?", (stamp(now), page.id)
    )


def record_gone(
    connection: sqlite3.Connection,
    page: DuePage,
    status: int,
    now: datetime,
    policy: RefetchPolicy,
) -> None:
    """Write that a page is not there (404, 410). A story's may still come. What was landed from
    it before stays landed.
    """
    again = _next_look(connection, page, now, policy)
    connection.execute(
        "UPDATE pages SET state = 'gone', reason = ?, attempts = 0, status = ?, fetched_at = ?,"
        " next_attempt_at = ? WHERE id = ?",
        (
            f"the server answered {status}",
            status,
            stamp(now),
            stamp(again) if again else None,
            page.id,
        ),
    )


def _next_look(
    connection: sqlite3.Connection, page: DuePage, now: datetime, policy: RefetchPolicy
) -> datetime | None:
    if page.kind == "listing":
        return None
    aired_on = connection.execute(
        "SELECT min(aired_on) FROM transcripts WHERE page_id = ?", (page.id,)
    ).fetchone()[0]
    return policy.next_look(
        parse(page.discovered_at), now, date.fromisoformat(aired_on) if aired_on else None
    )


def record_failure(
    connection: sqlite3.Connection,
    page: DuePage,
    reason: str,
    now: datetime,
    policy: RefetchPolicy,
    *,
    status: int | None = None,
    retry_after: float | None = None,
    disallowed: bool = False,
) -> None:
    """Write that a page could not be fetched, and when to try again. A page that was landed
    before keeps that state: what was kept is not lost by a bad day of the server.
    """
    attempts = page.attempts + 1
    again = now + _ASK_ROBOTS_AGAIN if disallowed else policy.next_retry(attempts, now, retry_after)
    connection.execute(
        "UPDATE pages SET state = CASE WHEN state IN ('landed', 'no_transcript') THEN state"
        " ELSE 'failed' END, reason = ?, attempts = ?, status = ?, next_attempt_at = ?"
        " WHERE id = ?",
        (reason, attempts, status, stamp(again) if again else None, page.id),
    )
