"""Landing: everything a page yields, in one transaction. Nothing else writes transcripts."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from scraper.archive import refetch
from scraper.archive.checksums import resealed, seal_transcripts
from scraper.archive.database import Archive
from scraper.archive.decision import Decision, Stored, decide
from scraper.archive.duplicates import mark_duplicates
from scraper.archive.pages import add_stories, find_or_add, record_answer, record_outcome
from scraper.archive.people import forget, measure
from scraper.archive.refetch import RefetchPolicy
from scraper.archive.revisions import add_revision, keep_wording, read_from
from scraper.archive.snapshots import KeptPage, SnapshotStore
from scraper.archive.times import stamp
from scraper.archive.turns import day, remove_turns, same_turns, speakers_of, write_turns
from scraper.extract import EXTRACTOR
from scraper.model import NoTranscript, Outcome, Page, StoryRef, Transcript

LandedKind = Literal["new", "revision", "same", "no_transcript", "quarantined"]


@dataclass(frozen=True, slots=True)
class Landed:
    """What landing a page did."""

    kind: LandedKind
    ref: StoryRef
    transcript_id: int | None = None
    duplicate_of: int | None = None
    words: int = 0
    reason: str | None = None
    changed: tuple[str, ...] = ()
    #: How many more transcripts are duplicates than before; negative when a wording parted.
    duplicates: int = 0
    #: Today's rules no longer understand the kept page; its transcript stays and is in doubt.
    doubted: bool = False


class Lander:
    """Lands pages in one archive."""

    def __init__(self, archive: Archive, refetch: RefetchPolicy = refetch.DEFAULT) -> None:
        self._archive = archive
        self._refetch = refetch
        self._snapshots = SnapshotStore(archive.connection)

    def land(
        self, page: Page, outcome: Outcome, ref: StoryRef, now: datetime, *, follow: bool = True
    ) -> Landed:
        """Land ``page`` and what was extracted from it; all of it or nothing.

        :param ref: the story whose page it is.
        :param follow: queue the story under which the page says its transcript is.
        :raises ArchiveError: the archive can't be written.
        """
        with self._archive.transaction() as connection:
            return self.land_in(connection, page, outcome, ref, now, follow=follow)

    def land_again(self, kept: KeptPage, outcome: Outcome, *, mend: bool = False) -> Landed:
        """Land what a kept page yields now, as of the day it was fetched. When it was seen and
        when it is due stay as they are. A page that yielded a transcript before and yields none
        now keeps it, and the transcript is in doubt until its page is understood again.

        :param mend: what is stored is damaged: put it right and make no revision of it.

        :raises ArchiveError: the archive can't be written.
        """
        now = kept.page.fetched_at
        with self._archive.transaction() as connection:
            record_outcome(connection, kept, outcome)
            if isinstance(outcome, Transcript):
                return _land_transcript(
                    connection, outcome, kept.page_id, kept.snapshot_id, stamp(now), mend=mend
                )
            doubted = _doubt(connection, kept.page_id, outcome.reason)
        kind: LandedKind = "no_transcript" if isinstance(outcome, NoTranscript) else "quarantined"
        return Landed(kind, kept.ref, doubted, reason=outcome.reason, doubted=doubted is not None)

    def land_in(
        self,
        connection: sqlite3.Connection,
        page: Page,
        outcome: Outcome,
        ref: StoryRef,
        now: datetime,
        *,
        follow: bool = True,
    ) -> Landed:
        """The same inside a transaction of the caller's."""
        page_id, discovered_at = find_or_add(connection, ref, now)
        on_record = _newer_on_record(connection, page_id, page) if page.via else None
        snapshot_id = self._snapshots.keep(page_id, ref.source, page, stamp(page.fetched_at))
        if on_record is not None:
            return Landed("same", ref, on_record, reason="what is on record is newer")
        record_answer(connection, page_id, page, outcome, discovered_at, now, self._refetch)
        if isinstance(outcome, Transcript):
            return _land_transcript(connection, outcome, page_id, snapshot_id, stamp(now))
        if isinstance(outcome, NoTranscript):
            if follow and outcome.elsewhere is not None:
                add_stories(connection, [outcome.elsewhere], now)
            return Landed("no_transcript", ref, reason=outcome.reason)
        return Landed("quarantined", ref, reason=outcome.reason)


def _newer_on_record(connection: sqlite3.Connection, page_id: int, page: Page) -> int | None:
    """The transcript of a page whose newest snapshot is not older than ``page``: what another
    archive kept must not replace later words.
    """
    row = connection.execute(
        "SELECT transcripts.id FROM transcripts WHERE page_id = ?"
        " AND (SELECT max(fetched_at) FROM snapshots WHERE page_id = transcripts.page_id) >= ?",
        (page_id, stamp(page.fetched_at)),
    ).fetchone()
    return int(row[0]) if row else None


def _doubt(connection: sqlite3.Connection, page_id: int, reason: str) -> int | None:
    """Put the transcript of a page in doubt; its id, None where the page has none."""
    row = connection.execute("SELECT id FROM transcripts WHERE page_id = ?", (page_id,)).fetchone()
    if row is None:
        return None
    with resealed(connection, [int(row["id"])]):
        connection.execute("UPDATE transcripts SET doubt = ? WHERE id = ?", (reason, row["id"]))
    return int(row["id"])


def _land_transcript(
    connection: sqlite3.Connection,
    transcript: Transcript,
    page_id: int,
    snapshot_id: int,
    now: str,
    *,
    mend: bool = False,
) -> Landed:
    ref = transcript.ref
    row = connection.execute(
        "SELECT id, title, content_hash, revision, aired_on, doubt FROM transcripts"
        " WHERE source = ? AND story_id = ?",
        (ref.source, ref.story_id),
    ).fetchone()
    decision = Decision("same") if mend and row else decide(_stored(connection, row), transcript)
    if row is None:
        transcript_id, revision = _insert(connection, transcript, page_id, now), 1
        old_hash = None
    else:
        transcript_id, old_hash = int(row["id"]), str(row["content_hash"])
        revision = int(row["revision"]) + (decision.kind == "revision")
        if decision.kind == "revision":
            keep_wording(connection, transcript_id, int(row["revision"]))
        _update(connection, transcript_id, transcript, page_id, revision, now)
    _put_turns(connection, row, transcript_id, transcript)
    if decision.kind != "same":
        add_revision(connection, transcript_id, decision, snapshot_id, now)
    elif row["doubt"] is not None:
        read_from(connection, transcript_id, snapshot_id)
    seal_transcripts(connection, [transcript_id])
    hashes = {transcript.content_hash, old_hash or transcript.content_hash}
    duplicates = sum(mark_duplicates(connection, content_hash) for content_hash in hashes)
    duplicate_of = connection.execute(
        "SELECT duplicate_of FROM transcripts WHERE id = ?", (transcript_id,)
    ).fetchone()[0]
    return Landed(
        decision.kind,
        ref,
        transcript_id,
        duplicate_of,
        transcript.word_count,
        changed=decision.changed,
        duplicates=duplicates,
    )


def _put_turns(
    connection: sqlite3.Connection,
    row: sqlite3.Row | None,
    transcript_id: int,
    transcript: Transcript,
) -> None:
    """Write the turns where they are not as they are stored. ``row`` is the transcript's before."""
    if row is None:
        write_turns(connection, transcript_id, transcript)
    elif not same_turns(connection, transcript_id, transcript):
        silenced = remove_turns(connection, transcript_id)
        write_turns(connection, transcript_id, transcript)
        forget(connection, silenced)
    elif row["aired_on"] != day(transcript):
        for speaker in speakers_of(connection, transcript_id):
            measure(connection, speaker)


def _stored(connection: sqlite3.Connection, row: sqlite3.Row | None) -> Stored | None:
    if row is None:
        return None
    labels = connection.execute(
        "SELECT label FROM turns WHERE transcript_id = ? AND label IS NOT NULL ORDER BY position",
        (row["id"],),
    )
    return Stored(row["content_hash"], row["title"], tuple(label for (label,) in labels))


_FACTS = (
    "url title program aired_on published_at modified_at teaser duration_s audio_url language"
    " rights word_count turn_count content_hash last_seen_at page_id extractor layout doubt"
).split()


def _facts(transcript: Transcript, page_id: int, now: str) -> tuple[object, ...]:
    """The values of :data:`_FACTS`."""
    return (
        transcript.url,
        transcript.title,
        transcript.program,
        day(transcript),
        transcript.published_at,
        transcript.modified_at,
        transcript.teaser,
        transcript.duration_s,
        transcript.audio_url,
        transcript.language,
        transcript.rights,
        transcript.word_count,
        len(transcript.turns),
        transcript.content_hash,
        now,
        page_id,
        EXTRACTOR,
        transcript.layout,
        None,  # the page was understood
    )


def _insert(connection: sqlite3.Connection, transcript: Transcript, page_id: int, now: str) -> int:
    columns = ["source", "story_id", "first_seen_at", *_FACTS]
    cursor = connection.execute(
        f"INSERT INTO transcripts ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})",
        (
            transcript.ref.source,
            transcript.ref.story_id,
            now,
            *_facts(transcript, page_id, now),
        ),
    )
    transcript_id = int(cursor.lastrowid or 0)
    connection.execute(
        "INSERT INTO transcripts_fts (rowid, title, teaser) VALUES (?, ?, ?)",
        (transcript_id, transcript.title, transcript.teaser),
    )
    return transcript_id


def _update(
    connection: sqlite3.Connection,
    transcript_id: int,
    transcript: Transcript,
    page_id: int,
    revision: int,
    now: str,
) -> None:
    # An external-content index forgets a row only by being told what the row said.
    connection.execute(
        "INSERT INTO transcripts_fts (transcripts_fts, rowid, title, teaser)"
        " SELECT 'delete', id, title, teaser FROM transcripts WHERE id = ?",
        (transcript_id,),
    )
    assignments = ", ".join(
        "last_seen_at = max(last_seen_at, ?)" if column == "last_seen_at" else f"{column} = ?"
        for column in _FACTS
    )
    connection.execute(
        f"UPDATE transcripts SET {assignments}, revision = ? WHERE id = ?",
        (*_facts(transcript, page_id, now), revision, transcript_id),
    )
    connection.execute(
        "INSERT INTO transcripts_fts (rowid, title, teaser) VALUES (?, ?, ?)",
        (transcript_id, transcript.title, transcript.teaser),
    )
