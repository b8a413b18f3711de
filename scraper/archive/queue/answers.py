"""Recording a page's answer, and when to fetch it again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from scraper.archive.database.connection import Database
from scraper.archive.queue.due import DuePage
from scraper.archive.queue.listings import add_days, record_days_read
from scraper.archive.queue.refetch import RefetchPolicy
from scraper.archive.states import PageKind, PageState
from scraper.archive.times import day, stamp
from scraper.model import Covered, NoTranscript, Outcome, Page, Transcript

#: robots.txt may change, but not often.
_ASK_ROBOTS_AGAIN = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a page could not be fetched. ``retry_after`` is in seconds; ``disallowed`` says that
    robots.txt forbids it.
    """

    reason: str
    status: int | None = None
    retry_after: float | None = None
    disallowed: bool = False


class Answers:
    """Writes the outcome of attempts."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def record_answer(
        self,
        page_id: int,
        page: Page,
        outcome: Outcome,
        next_look: datetime | None,
    ) -> None:
        """Write what a story's page answered and when to look again (None: never)."""
        state, reason = state_of(outcome)
        self._db.execute(
            "UPDATE pages SET state = :state, reason = :reason, attempts = 0,"
            " next_attempt_at = :next, etag = :etag, last_modified = :last_modified,"
            " status = :status, fetched_at = :fetched_at, fetched_url = :url,"
            " noarchive = :noarchive WHERE id = :id",
            {
                "state": state,
                "reason": reason,
                "next": _stamped(next_look),
                "etag": page.headers.get("etag"),
                "last_modified": page.headers.get("last-modified"),
                "status": page.status or None,
                "fetched_at": stamp(page.fetched_at),
                "url": page.url,
                "noarchive": outcome.noarchive,
                "id": page_id,
            },
        )

    def record_seen(self, page_id: int, next_look: datetime | None) -> None:
        """Write that a page was looked at and nothing of it is newer than what is on record."""
        self._db.execute(
            "UPDATE pages SET attempts = 0, next_attempt_at = :next WHERE id = :id",
            {"next": _stamped(next_look), "id": page_id},
        )

    def record_outcome(self, page_id: int, snapshot_id: int, outcome: Outcome) -> None:
        """Write what a page that was read again yields; when it is due stays as it was.

        Where the page has a transcript that today's rules don't find, its state stays and its
        reason says why they don't. A page that is gone stays gone, and one of which a later copy
        was quarantined stays quarantined: what an earlier copy yields changes neither.
        """
        row = self._db.first(
            lambda *found: found,
            "SELECT state, reason, noarchive,"
            " EXISTS (SELECT 1 FROM transcripts WHERE page_id = pages.id),"
            " EXISTS (SELECT 1 FROM snapshots WHERE page_id = pages.id AND (fetched_at, id) >"
            "  (SELECT fetched_at, id FROM snapshots WHERE id = :snapshot))"
            " FROM pages WHERE id = :page",
            {"snapshot": snapshot_id, "page": page_id},
        )
        assert row is not None
        old_state, old_reason, old_noarchive, landed, outdated = row
        state, reason = state_of(outcome)
        noarchive = outcome.noarchive
        if old_state == PageState.GONE or (old_state == PageState.QUARANTINED and outdated):
            state, reason = old_state, old_reason
            noarchive = noarchive or bool(old_noarchive)
        elif landed and not isinstance(outcome, Transcript):
            state = old_state
            noarchive = noarchive or bool(old_noarchive)
        if (state, reason, noarchive) == (old_state, old_reason, bool(old_noarchive)):
            return
        self._db.execute(
            "UPDATE pages SET state = :state, reason = :reason, noarchive = :noarchive"
            " WHERE id = :page",
            {"state": state, "reason": reason, "noarchive": noarchive, "page": page_id},
        )

    def record_listing(self, page_id: int, page: Page, stories: int, *, leads_on: bool) -> None:
        """Write that a listing was read; it is due again when somebody queues it.

        :param leads_on: it names listings that may grow: it must be read even where it is
            unchanged.
        """
        with self._db.transaction():
            self._db.execute(
                "UPDATE pages SET state = 'landed', reason = :reason, attempts = 0,"
                " next_attempt_at = NULL, etag = :etag, last_modified = :last_modified,"
                " status = :status, fetched_at = :fetched_at, fetched_url = :url WHERE id = :id",
                {
                    "reason": f"lists {stories} stories",
                    "etag": None if leads_on else page.headers.get("etag"),
                    "last_modified": None if leads_on else page.headers.get("last-modified"),
                    "status": page.status,
                    "fetched_at": stamp(page.fetched_at),
                    "url": page.url,
                    "id": page_id,
                },
            )

    def record_days_read(
        self,
        page_id: int,
        read_at: datetime,
        within: tuple[date | None, date | None],
        covers: Covered | None = None,
    ) -> None:
        """Write of which days a listing that was read names every story.

        :param within: the range of days whose stories were queued.
        :param covers: what the listing itself turned out to cover.
        """
        with self._db.transaction():
            if covers is not None:
                add_days(self._db, page_id, covers, within)
            record_days_read(self._db, page_id, read_at, within)

    def record_not_modified(self, page: DuePage, now: datetime, policy: RefetchPolicy) -> None:
        """Write that a page is still what it was (304)."""
        values = {
            "now": stamp(now),
            "next": _stamped(self._next_look(page, now, policy)),
            "id": page.id,
        }
        with self._db.transaction():
            self._db.execute(
                "UPDATE pages SET status = 304, attempts = 0, fetched_at = :now,"
                " next_attempt_at = :next WHERE id = :id",
                values,
            )
            self._db.execute(
                "UPDATE transcripts SET last_seen_at = :now WHERE page_id = :id", values
            )
            self._db.execute(
                "UPDATE listed_days SET read_at = :now WHERE page_id = :id AND read_at IS NOT NULL",
                values,
            )

    def record_gone(self, page: DuePage, status: int, now: datetime, policy: RefetchPolicy) -> None:
        """Write that a page is not there (404, 410). A story's may still come. What was landed
        from it before stays landed.
        """
        with self._db.transaction():
            self._db.execute(
                "UPDATE pages SET state = 'gone', reason = :reason, attempts = 0,"
                " status = :status, fetched_at = :now, next_attempt_at = :next WHERE id = :id",
                {
                    "reason": f"the server answered {status}",
                    "status": status,
                    "now": stamp(now),
                    "next": _stamped(self._next_look(page, now, policy)),
                    "id": page.id,
                },
            )

    def record_failure(
        self, page: DuePage, failure: Failure, now: datetime, policy: RefetchPolicy
    ) -> None:
        """Write that a page could not be fetched, and when to try again. A page that was landed
        before keeps that state: what was kept is not lost by a bad day of the server.
        """
        attempts = page.attempts + 1
        again: datetime | None = now + _ASK_ROBOTS_AGAIN
        if not failure.disallowed:
            again = policy.next_retry(attempts, now, failure.retry_after)
        with self._db.transaction():
            self._db.execute(
                "UPDATE pages SET state = CASE WHEN state IN ('landed', 'no_transcript') THEN state"
                " ELSE 'failed' END, reason = :reason, attempts = :attempts, status = :status,"
                " next_attempt_at = :next WHERE id = :id",
                {
                    "reason": failure.reason,
                    "attempts": attempts,
                    "status": failure.status,
                    "next": _stamped(again),
                    "id": page.id,
                },
            )

    def _next_look(self, page: DuePage, now: datetime, policy: RefetchPolicy) -> datetime | None:
        if page.kind == PageKind.LISTING:
            return None
        aired = "SELECT min(aired_on) FROM transcripts WHERE page_id = :page"
        aired_on = self._db.value(aired, {"page": page.id})
        return policy.next_look(self._db.time(page.discovered_at), now, day(aired_on))


def state_of(outcome: Outcome) -> tuple[PageState, str | None]:
    """The state of a page that yielded ``outcome``, and the reason for it."""
    if isinstance(outcome, Transcript):
        return PageState.LANDED, None
    if isinstance(outcome, NoTranscript):
        return PageState.NO_TRANSCRIPT, outcome.reason
    return PageState.QUARANTINED, outcome.reason


def _stamped(moment: datetime | None) -> str | None:
    return stamp(moment) if moment is not None else None
