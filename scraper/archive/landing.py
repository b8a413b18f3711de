"""Landing: everything a page yields, in one transaction. Nothing else writes transcripts."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from scraper.archive import refetch
from scraper.archive.checksums import seal_revisions, seal_transcripts
from scraper.archive.database import Archive
from scraper.archive.decision import Decision, Stored, decide
from scraper.archive.duplicates import mark_duplicates
from scraper.archive.pages import add_stories, find_or_add, record_answer, record_outcome
from scraper.archive.people import Setting, forget, measure, speaker_id
from scraper.archive.refetch import RefetchPolicy
from scraper.archive.snapshots import KeptPage, SnapshotStore
from scraper.archive.times import stamp
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
        when it is due stay as they are; a page that yielded a transcript before and yields none
        now keeps it.

        :param mend: what is stored is damaged: put it right and make no revision of it.

        :raises ArchiveError: the archive can't be written.
        """
        now = kept.page.fetched_at
        with self._archive.transaction() as connection:
            record_outcome(connection, kept.page_id, outcome)
            if isinstance(outcome, Transcript):
                return _land_transcript(
                    connection, outcome, kept.page_id, kept.snapshot_id, stamp(now), mend=mend
                )
        kind: LandedKind = "no_transcript" if isinstance(outcome, NoTranscript) else "quarantined"
        return Landed(kind, kept.ref, reason=outcome.reason)

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
        "SELECT id, title, content_hash, revision, aired_on FROM transcripts"
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
            _keep_wording(connection, transcript_id, int(row["revision"]))
        _update(connection, transcript_id, transcript, page_id, revision, now)
    if row is None:
        _write_turns(connection, transcript_id, transcript)
    elif not _same_turns(connection, transcript_id, transcript):
        silenced = _remove_turns(connection, transcript_id)
        _write_turns(connection, transcript_id, transcript)
        forget(connection, silenced)
    elif row["aired_on"] != _day(transcript):
        for (speaker,) in _speakers_of(connection, transcript_id):
            measure(connection, speaker)
    if decision.kind != "same":
        _add_revision(connection, transcript_id, revision, transcript, decision, snapshot_id, now)
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
    " rights word_count turn_count content_hash last_seen_at page_id extractor layout"
).split()


def _facts(transcript: Transcript, page_id: int, now: str) -> tuple[object, ...]:
    """The values of :data:`_FACTS`."""
    return (
        transcript.url,
        transcript.title,
        transcript.program,
        _day(transcript),
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


def _same_turns(connection: sqlite3.Connection, transcript_id: int, transcript: Transcript) -> bool:
    stored = connection.execute(
        "SELECT turns.label, turns.kind, turns.text, called, role, role_rule,"
        " description, honorific FROM turns"
        " LEFT JOIN appearances ON appearances.transcript_id = turns.transcript_id"
        " AND appearances.speaker_id = turns.speaker_id"
        " WHERE turns.transcript_id = ? ORDER BY position",
        (transcript_id,),
    ).fetchall()
    fetched = []
    for turn in transcript.turns:
        who = transcript.speakers[turn.speaker] if turn.speaker is not None else None
        said_by = (
            (who.name, who.role, who.role_rule, who.description, who.honorific)
            if who
            else (None,) * 5
        )
        fetched.append((turn.label, turn.kind, turn.text, *said_by))
    return [tuple(row) for row in stored] == fetched


def _speakers_of(connection: sqlite3.Connection, transcript_id: int) -> list[sqlite3.Row]:
    return connection.execute(
        "SELECT speaker_id FROM appearances WHERE transcript_id = ?", (transcript_id,)
    ).fetchall()


def _day(transcript: Transcript) -> str | None:
    return transcript.aired_on.isoformat() if transcript.aired_on else None


def _remove_turns(connection: sqlite3.Connection, transcript_id: int) -> list[int]:
    """Remove turns and appearances; whose those were."""
    speakers = [int(row[0]) for row in _speakers_of(connection, transcript_id)]
    connection.execute(
        "INSERT INTO turns_fts (turns_fts, rowid, text)"
        " SELECT 'delete', id, text FROM turns WHERE transcript_id = ?",
        (transcript_id,),
    )
    connection.execute("DELETE FROM turns WHERE transcript_id = ?", (transcript_id,))
    connection.execute("DELETE FROM appearances WHERE transcript_id = ?", (transcript_id,))
    connection.execute("DELETE FROM speakers WHERE transcript_id = ?", (transcript_id,))
    return speakers


def _write_turns(
    connection: sqlite3.Connection, transcript_id: int, transcript: Transcript
) -> None:
    """Write turns, speakers and appearances, and index the turns in one statement: row by row
    through a trigger costs four times as much.
    """
    newsroom = transcript.newsroom or transcript.ref.source
    setting = Setting(transcript_id, newsroom, _day(transcript))
    ids = [speaker_id(connection, speaker, setting) for speaker in transcript.speakers]
    counted = {one: [0, 0] for one in ids}
    rows = []
    for position, turn in enumerate(transcript.turns, start=1):
        said_by = None
        if turn.speaker is not None:
            said_by = ids[turn.speaker]
            counted[said_by][0] += 1
            counted[said_by][1] += len(turn.text.split())
        rows.append((transcript_id, position, said_by, turn.label, turn.kind, turn.text))
    connection.executemany(
        "INSERT INTO turns (transcript_id, position, speaker_id, label, kind, text)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        rows,
    )
    # Two names may be one person's by a rule: the first stands for both.
    first = dict(reversed(list(zip(ids, transcript.speakers, strict=True))))
    connection.executemany(
        "INSERT INTO appearances (transcript_id, speaker_id, called, role, role_rule, description,"
        " honorific, turn_count, word_count) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                transcript_id,
                one,
                first[one].name,
                first[one].role,
                first[one].role_rule,
                first[one].description,
                first[one].honorific,
                *counts,
            )
            for one, counts in counted.items()
        ],
    )
    connection.execute(
        "INSERT INTO turns_fts (rowid, text) SELECT id, text FROM turns WHERE transcript_id = ?",
        (transcript_id,),
    )


def _keep_wording(connection: sqlite3.Connection, transcript_id: int, revision: int) -> None:
    """Keep the turns of a revision about to be replaced, as JSON in its row."""
    turns = [
        {"label": row["label"], "speaker": row["name"], "kind": row["kind"], "text": row["text"]}
        for row in connection.execute(
            "SELECT label, name, kind, text FROM turns"
            " LEFT JOIN speakers ON speakers.id = speaker_id"
            " WHERE turns.transcript_id = ? ORDER BY position",
            (transcript_id,),
        )
    ]
    connection.execute(
        "UPDATE revisions SET turns = ? WHERE transcript_id = ? AND revision = ?",
        (json.dumps(turns, ensure_ascii=False), transcript_id, revision),
    )
    kept = connection.execute(
        "SELECT id FROM revisions WHERE transcript_id = ? AND revision = ?",
        (transcript_id, revision),
    ).fetchone()
    seal_revisions(connection, [int(kept["id"])])


def _add_revision(
    connection: sqlite3.Connection,
    transcript_id: int,
    revision: int,
    transcript: Transcript,
    decision: Decision,
    snapshot_id: int,
    now: str,
) -> None:
    cursor = connection.execute(
        "INSERT INTO revisions (transcript_id, revision, content_hash, seen_at, snapshot_id,"
        " extractor, changed, title) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            transcript_id,
            revision,
            transcript.content_hash,
            now,
            snapshot_id,
            EXTRACTOR,
            ", ".join(decision.changed) or None,
            transcript.title,
        ),
    )
    seal_revisions(connection, [int(cursor.lastrowid or 0)])
