"""The parts of a story that another archive can take over: its page each time it was seen, its
wordings, and what the queue knows about it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from scraper.archive.database.connection import Database
from scraper.archive.people.correcting import as_told
from scraper.archive.records.revisions import told_turns
from scraper.archive.rows import PageRow, RevisionRow, TranscriptRow
from scraper.archive.snapshots import KeptSnapshot, PageHistory
from scraper.archive.states import Cause


class Seen(NamedTuple):
    """A page as it was at some time: the hash of its body."""

    at: str
    body_sha256: str


@dataclass(frozen=True, slots=True)
class KeptWording:
    """A revision with its words. ``body_sha256`` is the hash of the page it was read from, or None
    if that page was not kept. ``before`` is the hash of the previous wording, or None for the
    first.
    """

    row: RevisionRow
    body_sha256: str | None
    before: str | None


@dataclass(frozen=True, slots=True)
class KeptStory:
    """A story with a kept page, as another archive has it; ``transcript`` is None if there is
    none.
    """

    history: PageHistory
    page: PageRow
    transcript: TranscriptRow | None
    wordings: tuple[KeptWording, ...]


def kept_story(db: Database, history: PageHistory) -> KeptStory:
    """What the archive holds of the story whose page this is."""
    page = db.row(PageRow, "WHERE id = :id", {"id": history.page_id})
    assert page is not None
    transcript = db.row(TranscriptRow, "WHERE page_id = :page", {"page": history.page_id})
    return KeptStory(history, page, transcript, wordings_of(db, transcript, history.snapshots))


def wordings_of(
    db: Database, transcript: TranscriptRow | None, snapshots: Iterable[KeptSnapshot]
) -> tuple[KeptWording, ...]:
    """The wordings of a transcript, the oldest first.

    :param snapshots: those of its page.
    """
    if transcript is None:
        return ()
    bodies = {one.id: one.body_sha256 for one in snapshots}
    found: list[KeptWording] = []
    of = {"id": transcript.id}
    for row in db.rows(RevisionRow, "WHERE transcript_id = :id ORDER BY revision", of):
        before = found[-1].row.content_hash if found else None
        found.append(KeptWording(row, bodies.get(row.snapshot_id or 0), before))
    if found and found[-1].row.turns is None and transcript.id is not None:
        # Its words stand in the transcript itself.
        turns = json.dumps(told_turns(as_told(db, transcript.id)), ensure_ascii=False)
        found[-1] = replace(found[-1], row=replace(found[-1].row, turns=turns))
    return tuple(found)


def seen_of(story: KeptStory) -> list[Seen]:
    """Each time when the page is known to have been another than before, the oldest first."""
    bodies = {one.id: one.body_sha256 for one in story.history.snapshots}
    seen = [Seen(one.fetched_at, one.body_sha256) for one in story.history.snapshots]
    seen += [Seen(one.fetched_at, bodies[one.snapshot_id]) for one in story.history.refetches]
    known: set[str] = set()
    last: str | None = None
    for wording in story.wordings:
        body = wording.body_sha256
        if body in known and body != last and wording.row.cause != Cause.EXTRACTOR:
            seen.append(Seen(wording.row.seen_at, body))  # it changed back
        if body is not None:
            known.add(body)
            last = body
    return _changes(seen)


def together(ours: Sequence[Seen], theirs: Sequence[Seen]) -> list[Seen]:
    """The same of both archives."""
    return _changes([*ours, *theirs])


def _changes(seen: Iterable[Seen]) -> list[Seen]:
    changes: list[Seen] = []
    # What both archives saw at the same moment is one sighting.
    for one in sorted(dict.fromkeys(seen), key=lambda one: one.at):
        if one.body_sha256.startswith("damaged ") or (
            changes and changes[-1].body_sha256 == one.body_sha256
        ):
            continue
        changes.append(one)
    return changes
