"""The turns, appearances and notes of a transcript as rows: written, compared, removed. The caller
holds the transaction and seals the transcript afterwards.
"""

from __future__ import annotations

import sqlite3
from dataclasses import replace

from scraper.archive.people import Setting, speaker_id
from scraper.model import Speaker, Transcript


def same_turns(connection: sqlite3.Connection, transcript_id: int, transcript: Transcript) -> bool:
    """True when the stored turns, appearances and notes are those of ``transcript``."""
    stored = connection.execute(
        "SELECT turns.label, turns.kind, turns.text, turns.doubt, called, role, role_rule,"
        " description, honorific, appearances.doubt FROM turns"
        " LEFT JOIN appearances ON appearances.transcript_id = turns.transcript_id"
        " AND appearances.speaker_id = turns.speaker_id"
        " WHERE turns.transcript_id = ? ORDER BY position",
        (transcript_id,),
    ).fetchall()
    fetched = []
    for turn in transcript.turns:
        who = transcript.speakers[turn.speaker] if turn.speaker is not None else None
        said_by = _described(who) if who else (None,) * 6
        fetched.append((turn.label, turn.kind, turn.text, turn.doubt, *said_by))
    return [tuple(row) for row in stored] == fetched and (
        _stored_notes(connection, transcript_id) == _notes(transcript)
    )


def write_turns(connection: sqlite3.Connection, transcript_id: int, transcript: Transcript) -> None:
    """Write turns, speakers, appearances and notes, and index the turns in one statement: row by
    row through a trigger costs four times as much.
    """
    newsroom = transcript.newsroom or transcript.ref.source
    setting = Setting(transcript_id, newsroom, day(transcript))
    ids = [speaker_id(connection, speaker, setting) for speaker in transcript.speakers]
    counted = {one: [0, 0] for one in ids}
    rows = []
    for position, turn in enumerate(transcript.turns, start=1):
        said_by = None
        if turn.speaker is not None:
            said_by = ids[turn.speaker]
            counted[said_by][0] += 1
            counted[said_by][1] += len(turn.text.split())
        rows.append(
            (transcript_id, position, said_by, turn.label, turn.kind, turn.text, turn.doubt)
        )
    connection.executemany(
        "INSERT INTO turns (transcript_id, position, speaker_id, label, kind, text, doubt)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        rows,
    )
    appearing = _by_row(ids, transcript.speakers)
    connection.executemany(
        "INSERT INTO appearances (transcript_id, speaker_id, called, role, role_rule, description,"
        " honorific, doubt, turn_count, word_count) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(transcript_id, one, *appearing[one], *counts) for one, counts in counted.items()],
    )
    connection.executemany(
        "INSERT INTO notes (transcript_id, position, before_turn, kind, text)"
        " VALUES (?, ?, ?, ?, ?)",
        [(transcript_id, *note) for note in _notes(transcript)],
    )
    connection.execute(
        "INSERT INTO turns_fts (rowid, text) SELECT id, text FROM turns WHERE transcript_id = ?",
        (transcript_id,),
    )


def remove_turns(connection: sqlite3.Connection, transcript_id: int) -> list[int]:
    """Remove turns, appearances and notes; the ids of those who spoke."""
    speakers = speakers_of(connection, transcript_id)
    connection.execute(
        "INSERT INTO turns_fts (turns_fts, rowid, text)"
        " SELECT 'delete', id, text FROM turns WHERE transcript_id = ?",
        (transcript_id,),
    )
    for table in ("turns", "appearances", "notes", "speakers"):
        connection.execute(f"DELETE FROM {table} WHERE transcript_id = ?", (transcript_id,))
    return speakers


def speakers_of(connection: sqlite3.Connection, transcript_id: int) -> list[int]:
    """The ids of those who speak in a transcript."""
    rows = connection.execute(
        "SELECT speaker_id FROM appearances WHERE transcript_id = ?", (transcript_id,)
    )
    return [int(row[0]) for row in rows]


def day(transcript: Transcript) -> str | None:
    """The day a transcript aired, as the archive writes it."""
    return transcript.aired_on.isoformat() if transcript.aired_on else None


_Described = tuple[str, str, str, str | None, str | None, str | None]


def _described(speaker: Speaker) -> _Described:
    """What an appearance says of a speaker."""
    return (
        speaker.name,
        speaker.role,
        speaker.role_rule,
        speaker.description,
        speaker.honorific,
        speaker.doubt,
    )


def _by_row(ids: list[int], speakers: tuple[Speaker, ...]) -> dict[int, _Described]:
    """What the appearance of each row in ``speakers`` says. Two names may be one person's by a
    rule: the first stands for both, and the appearance is in doubt where either is.
    """
    found: dict[int, Speaker] = {}
    for one, speaker in zip(ids, speakers, strict=True):
        first = found.get(one, speaker)
        found[one] = replace(first, doubt=first.doubt or speaker.doubt)
    return {one: _described(speaker) for one, speaker in found.items()}


_Note = tuple[int, int | None, str, str]


def _notes(transcript: Transcript) -> list[_Note]:
    """The notes as rows: position, before which turn, kind, text."""
    return [
        (position, None if note.before_turn is None else note.before_turn + 1, note.kind, note.text)
        for position, note in enumerate(transcript.notes, start=1)
    ]


def _stored_notes(connection: sqlite3.Connection, transcript_id: int) -> list[_Note]:
    rows = connection.execute(
        "SELECT position, before_turn, kind, text FROM notes WHERE transcript_id = ?"
        " ORDER BY position",
        (transcript_id,),
    )
    return [tuple(row) for row in rows]
