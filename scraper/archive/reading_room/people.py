"""A person across transcripts: when, where, in which roles, with whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from scraper.archive.database.connection import Database
from scraper.archive.reading_room.transcripts import LISTED, ListedStory
from scraper.archive.rows import SpeakerRow

#: With whom somebody speaks is counted in so many transcripts, the newest.
TOGETHER = 300
_OTHERS = 12
_AFFILIATIONS = 12
_STORIES = 20


@dataclass(frozen=True, slots=True)
class PersonYear:
    """What somebody said in a year; None for stories without an air date."""

    year: str | None
    transcripts: int
    words: int


@dataclass(frozen=True, slots=True)
class Spoken:
    """The number of transcripts in which somebody has a role, or speaks on a program."""

    name: str | None
    transcripts: int
    words: int


@dataclass(frozen=True, slots=True)
class CoSpeaker:
    """Somebody who speaks in the same transcripts."""

    speaker_id: int
    name: str
    transcripts: int


@dataclass(frozen=True, slots=True)
class Affiliation:
    """A description in somebody's labels, the number of transcripts, and the first and last day."""

    description: str
    transcripts: int
    first_date: str | None
    last_date: str | None


@dataclass(frozen=True, slots=True)
class PersonPage:
    """A person across transcripts. The same speech counts once.

    :ivar aliases: other names used for them in transcripts.
    :ivar together: the number of newest transcripts in which ``others`` were counted.
    """

    row: SpeakerRow
    transcripts: int
    words: int
    first_date: str | None
    last_date: str | None
    years: list[PersonYear]
    roles: list[Spoken]
    programs: list[Spoken]
    aliases: list[str]
    affiliations: list[Affiliation]
    others: list[CoSpeaker]
    together: int
    stories: list[ListedStory]


@dataclass(frozen=True, slots=True)
class _Group:
    """Appearances of a year, on a program, in a role."""

    year: str | None
    program: str | None
    role: str
    first_date: str | None
    last_date: str | None
    transcripts: int
    words: int


def person(db: Database, speaker_id: int) -> PersonPage | None:
    """A person; None if nobody with that number speaks."""
    row = db.row(SpeakerRow, "WHERE id = :id", {"id": speaker_id})
    if row is None:
        return None
    of = {"speaker": speaker_id}
    groups = db.all(
        _Group,
        "SELECT substr(aired_on, 1, 4), program, role, min(aired_on), max(aired_on), count(*),"
        " sum(appearances.word_count) FROM appearances"
        " JOIN transcripts ON transcripts.id = transcript_id"
        " WHERE speaker_id = :speaker AND counted GROUP BY 1, 2, 3",
        of,
    )
    stories = _newest(db, speaker_id)
    if not groups and not stories:
        return None
    days = [day for one in groups for day in (one.first_date, one.last_date) if day]
    others, together = _others(db, speaker_id)
    return PersonPage(
        row,
        sum(one.transcripts for one in groups),
        sum(one.words for one in groups),
        min(days, default=None),
        max(days, default=None),
        _years(groups),
        _spoken(groups, "role"),
        _spoken(groups, "program"),
        db.all(
            str,
            "SELECT DISTINCT called FROM appearances JOIN speakers ON speakers.id = speaker_id"
            " WHERE speaker_id = :speaker AND called <> name ORDER BY called",
            of,
        ),
        _affiliations(db, speaker_id),
        others,
        together,
        stories,
    )


def _years(groups: Sequence[_Group]) -> list[PersonYear]:
    """A year each, those without a transcript between the first and the last, too."""
    transcripts: Counter[str | None] = Counter()
    words: Counter[str | None] = Counter()
    for one in groups:
        transcripts[one.year] += one.transcripts
        words[one.year] += one.words
    known = [int(year) for year in transcripts if year]
    every: list[str | None] = [
        str(year) for year in range(min(known, default=0), max(known, default=-1) + 1)
    ]
    every += [None] if None in transcripts else []
    return [PersonYear(year, transcripts[year], words[year]) for year in every]


def _spoken(groups: Sequence[_Group], by: str) -> list[Spoken]:
    transcripts: Counter[Any] = Counter()
    words: Counter[Any] = Counter()
    for one in groups:
        transcripts[getattr(one, by)] += one.transcripts
        words[getattr(one, by)] += one.words
    return [Spoken(name, count, words[name]) for name, count in transcripts.most_common()]


def _affiliations(db: Database, speaker_id: int) -> list[Affiliation]:
    return db.all(
        Affiliation,
        "SELECT description, count(*), min(aired_on), max(aired_on) FROM appearances"
        " JOIN transcripts ON transcripts.id = transcript_id"
        " WHERE speaker_id = :speaker AND description IS NOT NULL"
        " GROUP BY description ORDER BY max(aired_on) DESC, count(*) DESC LIMIT :limit",
        {"speaker": speaker_id, "limit": _AFFILIATIONS},
    )


def _others(db: Database, speaker_id: int) -> tuple[list[CoSpeaker], int]:
    newest = (
        "SELECT transcript_id FROM appearances JOIN transcripts ON transcripts.id = transcript_id"
        " WHERE speaker_id = :speaker AND counted ORDER BY aired_on DESC LIMIT :newest"
    )
    values = {"speaker": speaker_id, "newest": TOGETHER, "limit": _OTHERS}
    found = db.all(
        CoSpeaker,
        "SELECT speaker_id, name, count(*) FROM appearances"
        " JOIN speakers ON speakers.id = speaker_id AND speakers.transcript_id IS NULL"
        f" WHERE appearances.transcript_id IN ({newest}) AND speaker_id <> :speaker"
        " GROUP BY speaker_id ORDER BY count(*) DESC, sum(word_count) DESC LIMIT :limit",
        values,
    )
    return found, int(db.value(f"SELECT count(*) FROM ({newest})", values))


def _newest(db: Database, speaker_id: int) -> list[ListedStory]:
    return db.all(
        ListedStory,
        f"SELECT {LISTED}, role FROM appearances JOIN transcripts ON transcripts.id = transcript_id"
        " WHERE speaker_id = :speaker ORDER BY aired_on DESC, transcripts.id DESC LIMIT :limit",
        {"speaker": speaker_id, "limit": _STORIES},
    )


@dataclass(frozen=True, slots=True)
class FrequentSpeaker:
    """A frequent speaker. ``transcript_id`` is set if the name means this person only in that
    transcript; None for people across transcripts.
    """

    id: int
    name: str
    newsroom: str | None
    transcript_id: int | None
    transcripts: int
    words: int
    first_date: str | None
    last_date: str | None


def speakers(db: Database) -> int:
    """The number of those who speak, where speech is counted."""
    return int(
        db.value(
            "SELECT count(DISTINCT speaker_id) FROM appearances"
            " JOIN transcripts ON transcripts.id = transcript_id WHERE counted"
        )
    )


def frequent(db: Database, limit: int, offset: int) -> list[FrequentSpeaker]:
    """Those who speak most, by words, without the first ``offset``."""
    return db.all(
        FrequentSpeaker,
        "SELECT speaker_id, speaker, newsroom, (SELECT transcript_id FROM speakers"
        "  WHERE speakers.id = speaker_id), transcripts, words, first_date, last_date"
        " FROM speaker_totals ORDER BY words DESC, speaker_id LIMIT :limit OFFSET :offset",
        {"limit": limit, "offset": offset},
    )
