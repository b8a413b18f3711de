"""Checking that the parts of the archive fit together: pages and transcripts, speakers and
appearances.
"""

from __future__ import annotations

from collections.abc import Iterator

from scraper.archive.database.connection import Database
from scraper.archive.integrity.problem import Problem
from scraper.archive.people.correcting import (
    corrected_transcripts,
    is_as_ruled,
    transcripts_reached,
)
from scraper.archive.people.rules import rules
from scraper.archive.rows import PageRow
from scraper.archive.states import PageKind, PageState, ProblemKind, Repair
from scraper.archive.times import is_time


def check_marker(db: Database) -> Iterator[Problem]:
    """The marker by which triggers tell edits by hand is there, and not set."""
    if db.tuples("SELECT active FROM own_write") != [(0,)]:
        what = "own_write was changed, so edits by hand go unnoticed"
        yield Problem(what, Repair.MARKER, ProblemKind.EDITED, "own_write", 0)


def check_pages(db: Database) -> Iterator[Problem]:
    """States, kinds and times are ones that there are, and what landed is there."""
    for page in db.rows(PageRow):
        name = f"page {page.id} ({page.url})"
        if page.state not in list(PageState) or page.kind not in list(PageKind):
            what = f"{name} is {page.kind!r} and {page.state!r}"
            yield Problem(what, Repair.RESTORE, table="pages", row=page.id)
        for column in ("next_attempt_at", "discovered_at", "fetched_at"):
            value = getattr(page, column)
            if value is not None and not is_time(value):
                what = f"{column} of {name} is {value!r}"
                yield Problem(what, Repair.RESTORE, table="pages", row=page.id)
    for page_id, url in db.tuples(
        "SELECT id, url FROM pages WHERE kind = 'story' AND state = 'landed'"
        " AND id NOT IN (SELECT page_id FROM transcripts)",
    ):
        what = f"page {page_id} ({url}) landed, but its transcript is missing"
        yield Problem(what, Repair.REFETCH, ProblemKind.INCONSISTENT, "pages", page_id)
    for transcript_id, url in db.tuples(
        "SELECT transcripts.id, pages.url FROM transcripts JOIN pages ON pages.id = page_id"
        " WHERE transcripts.id NOT IN (SELECT transcript_id FROM hand_edits)"
        " AND (pages.source <> transcripts.source OR pages.story_id IS NOT transcripts.story_id)",
    ):
        what = f"transcript {transcript_id} and its page {url} are different stories"
        yield Problem(what, Repair.RESTORE, table="transcripts", row=transcript_id)


def check_speakers(db: Database) -> Iterator[Problem]:
    """Everybody whom pages tell speaks somewhere, is called by their name, and was heard in their
    years.
    """
    for speaker_id, name in db.tuples(
        "SELECT id, name FROM speakers WHERE NOT by_hand"
        " AND id NOT IN (SELECT speaker_id FROM voices)"
    ):
        what = f"speaker {speaker_id} ({name}) speaks nowhere"
        yield Problem(what, Repair.FORGET, ProblemKind.INCONSISTENT, "speakers", speaker_id)
    for speaker_id, name in db.tuples(
        "SELECT id, name FROM speakers WHERE name <> coalesce(renamed, spelling) OR NOT by_hand"
        " AND spelling NOT IN (SELECT called FROM voices WHERE speaker_id = speakers.id"
        "                      AND called IS NOT NULL)"
        " AND EXISTS (SELECT 1 FROM voices WHERE speaker_id = speakers.id AND called IS NOT NULL)"
    ):
        what = f"no transcript calls speaker {speaker_id} by their name, {name!r}"
        yield Problem(what, Repair.RENAME, ProblemKind.EDITED, "speakers", speaker_id)
    for speaker_id, name in db.tuples(
        "SELECT speakers.id, name FROM speakers LEFT JOIN"
        " (SELECT speaker_id, min(aired_on) AS first, max(aired_on) AS last FROM voices"
        "  JOIN transcripts ON transcripts.id = voices.transcript_id GROUP BY speaker_id)"
        " ON speaker_id = speakers.id WHERE speakers.transcript_id IS NULL AND NOT by_hand"
        " AND (first_date IS NOT first OR last_date IS NOT last)",
    ):
        what = f"the first or last day of speaker {speaker_id} ({name}) is wrong"
        yield Problem(what, Repair.MEASURE, ProblemKind.INCONSISTENT, "speakers", speaker_id)


def check_rules(db: Database) -> Iterator[Problem]:
    """What is shown of every transcript is what the rules make of what its page tells; of one that
    was edited by hand, that is told already.
    """
    made = rules(db)
    edited = set(db.all(int, "SELECT transcript_id FROM hand_edits"))
    ruled = corrected_transcripts(db) | transcripts_reached(db, made, made)
    for transcript in sorted(ruled - edited):
        if not is_as_ruled(db, transcript, made):
            what = f"corrections by hand are not applied in transcript {transcript}"
            kind = ProblemKind.INCONSISTENT
            yield Problem(what, Repair.CORRECT, kind, "transcripts", transcript)
