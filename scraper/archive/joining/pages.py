"""What two archives together know about a page: its state, last answer and listings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from scraper.archive.database.connection import Database
from scraper.archive.joining.stories import KeptStory, Seen
from scraper.archive.queue.answers import state_of
from scraper.archive.queue.refetch import DEFAULT
from scraper.archive.states import PageState
from scraper.archive.times import parse, stamp
from scraper.model import Outcome, Page, Transcript


@dataclass(frozen=True, slots=True)
class Sighting:
    """A page at some time, and the result of reading it with today's rules."""

    seen: Seen
    page: Page
    outcome: Outcome


def note_page(db: Database, page_id: int, ours: KeptStory | None, theirs: KeptStory) -> None:
    """Write what the other archive's queue knows of a page, and its answer where that is later."""
    page = theirs.page
    db.execute(
        "UPDATE pages SET program = coalesce(program, :program),"
        " listed_on = coalesce(listed_on, :listed_on),"
        " listed_month = coalesce(listed_month, :listed_month),"
        " listed_at = coalesce(min(listed_at, :listed_at), listed_at, :listed_at),"
        " discovered_at = min(discovered_at, :discovered_at) WHERE id = :id",
        {
            "program": page.program,
            "listed_on": page.listed_on,
            "listed_month": page.listed_month,
            "listed_at": page.listed_at,
            "discovered_at": page.discovered_at,
            "id": page_id,
        },
    )
    before = (ours.page.fetched_at if ours else None) or ""
    if page.fetched_at is not None and before < page.fetched_at:
        db.execute(
            "UPDATE pages SET fetched_at = :fetched_at, status = :status, etag = :etag,"
            " last_modified = :last_modified, fetched_url = :fetched_url WHERE id = :id",
            {
                "fetched_at": page.fetched_at,
                "status": page.status,
                "etag": page.etag,
                "last_modified": page.last_modified,
                "fetched_url": page.fetched_url,
                "id": page_id,
            },
        )
    if ours is not None and ours.transcript and theirs.transcript:
        db.execute(
            "UPDATE transcripts SET last_seen_at = max(last_seen_at, :at) WHERE id = :id",
            {"at": theirs.transcript.last_seen_at, "id": ours.transcript.id},
        )


def note_state(
    db: Database, page_id: int, sides: tuple[KeptStory | None, KeptStory], last: Sighting
) -> None:
    """Write the state of a page: that of the last page that was seen, unless it was gone after
    that.
    """
    state, reason = state_of(last.outcome)
    for side in sides:
        if side is None or side.page.state != PageState.GONE:
            continue
        if (side.page.fetched_at or "") >= last.seen.at:
            state, reason = PageState.GONE, side.page.reason
    db.execute(
        "UPDATE pages SET state = :state, reason = :reason, noarchive = :noarchive, attempts = 0"
        " WHERE id = :id",
        {"state": state, "reason": reason, "noarchive": last.outcome.noarchive, "id": page_id},
    )


def note_next_look(db: Database, page_id: int, outcome: Outcome, now: datetime) -> None:
    """Write when a page that is new here is looked at again."""
    discovered_at = db.value("SELECT discovered_at FROM pages WHERE id = :id", {"id": page_id})
    aired_on = outcome.aired_on if isinstance(outcome, Transcript) else None
    again = DEFAULT.next_look(parse(discovered_at), now, aired_on)
    db.execute(
        "UPDATE pages SET next_attempt_at = :again WHERE id = :id",
        {"again": stamp(again) if again else None, "id": page_id},
    )
