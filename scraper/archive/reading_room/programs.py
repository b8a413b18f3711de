"""A program across transcripts: its transcripts by month, and its hosts."""

from __future__ import annotations

from dataclasses import dataclass

from scraper.archive.database.connection import Database
from scraper.archive.reading_room.transcripts import LISTED, ListedStory, with_voices

_HOSTS = 20
_STORIES = 20


@dataclass(frozen=True, slots=True)
class ProgramTotals:
    """How much of a program is on record; the same speech counts once."""

    name: str
    sources: str
    transcripts: int
    words: int
    first_date: str | None
    last_date: str | None


@dataclass(frozen=True, slots=True)
class ProgramMonth:
    """What is on record of a month of a program ("2009-03")."""

    month: str
    transcripts: int
    words: int


@dataclass(frozen=True, slots=True)
class ProgramHost:
    """Somebody who hosts a program."""

    speaker_id: int
    name: str
    transcripts: int
    first_date: str | None
    last_date: str | None


@dataclass(frozen=True, slots=True)
class VoiceShare:
    """How many words people in a role spoke in a year; ``role`` is None if the speaker is
    unknown.
    """

    year: str | None
    role: str | None
    words: int


_TOTALS = (
    "SELECT program, group_concat(DISTINCT source), count(*), sum(word_count), min(aired_on),"
    " max(aired_on) FROM transcripts WHERE counted AND program IS NOT NULL"
)


def programs(db: Database) -> list[ProgramTotals]:
    """Every program, by name."""
    return db.all(ProgramTotals, f"{_TOTALS} GROUP BY program ORDER BY program")


def totals(db: Database, program: str) -> ProgramTotals | None:
    """One program; None if no transcript names it."""
    return db.first(
        ProgramTotals, f"{_TOTALS} AND program = :program GROUP BY program", {"program": program}
    )


def months(db: Database, program: str) -> list[ProgramMonth]:
    """The months of a program that have a transcript, oldest first."""
    return db.all(
        ProgramMonth,
        "SELECT month, sum(transcripts), sum(words) FROM program_by_month"
        " WHERE program = :program AND month IS NOT NULL GROUP BY month ORDER BY month",
        {"program": program},
    )


def hosts(db: Database, program: str) -> list[ProgramHost]:
    """Who hosts a program, who does most often first."""
    return db.all(
        ProgramHost,
        "SELECT speaker_id, name, count(*), min(aired_on), max(aired_on) FROM transcripts"
        " JOIN appearances ON appearances.transcript_id = transcripts.id AND role = 'host'"
        " JOIN speakers ON speakers.id = speaker_id"
        " WHERE program = :program AND counted GROUP BY speaker_id"
        " ORDER BY count(*) DESC, name LIMIT :limit",
        {"program": program, "limit": _HOSTS},
    )


def newest_of(db: Database, program: str) -> list[ListedStory]:
    """The transcripts of a program that aired last."""
    found = db.all(
        ListedStory,
        f"SELECT {LISTED} FROM transcripts WHERE program = :program"
        " ORDER BY aired_on DESC, id DESC LIMIT :limit",
        {"program": program, "limit": _STORIES},
    )
    return with_voices(db, found)


def voice_shares(db: Database, program: str | None) -> list[VoiceShare]:
    """Words by year and role, of all programs where none is given."""
    where = "counted AND (:program IS NULL OR program = :program)"
    return db.all(
        VoiceShare,
        "SELECT substr(aired_on, 1, 4) AS year, role, sum(appearances.word_count)"
        " FROM transcripts JOIN appearances ON appearances.transcript_id = transcripts.id"
        f" WHERE {where} GROUP BY 1, 2 UNION ALL"
        " SELECT substr(aired_on, 1, 4), NULL, sum(word_count - coalesce((SELECT"
        " sum(appearances.word_count) FROM appearances"
        f" WHERE transcript_id = transcripts.id), 0)) FROM transcripts WHERE {where}"
        " GROUP BY 1 ORDER BY 1, 2",
        {"program": program},
    )
