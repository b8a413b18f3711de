"""Which row of ``speakers`` somebody in a transcript is.

One row is one person, as far as the evidence goes. The evidence is the name, the newsroom whose
people these are (member stations republish NPR's), and the years: the same name at the same
newsroom is the same person unless more than :data:`YEARS_APART` lie between. Where a transcript of
the years between turns up, two rows become one. What a person knows better is kept as rules, which
every later landing obeys.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from scraper.archive.database.connection import Database
from scraper.archive.integrity.checksums import resealed
from scraper.archive.people.spelling import best_spelling
from scraper.archive.rows import SpeakerRow
from scraper.archive.times import day
from scraper.model import Speaker
from scraper.names import name_key

#: Two people of one name at one newsroom are told apart by nothing else.
YEARS_APART = 20

#: What is known of each name: a rule for this transcript, a rule for the newsroom, people.
_KNOWN = """
SELECT key, 0, speaker_id, NULL, NULL, NULL FROM speaker_splits
  WHERE transcript_id = :transcript AND key IN (SELECT value FROM json_each(:keys))
UNION ALL
SELECT key, 1, speaker_id, NULL, NULL, NULL FROM speaker_merges
  WHERE newsroom = :newsroom AND key IN (SELECT value FROM json_each(:keys))
UNION ALL
SELECT key, 2, id, first_date, last_date, name FROM speakers
  WHERE newsroom = :newsroom AND transcript_id IS NULL AND NOT by_hand
  AND key IN (SELECT value FROM json_each(:keys))
ORDER BY 1, 2, 3
"""
_SPLIT, _MERGE, _PERSON = range(3)


@dataclass(frozen=True, slots=True)
class Setting:
    """Where somebody speaks: in which transcript, at which newsroom, on which day."""

    transcript_id: int
    newsroom: str
    aired_on: str | None


@dataclass(frozen=True, slots=True)
class _Known:
    kind: int
    speaker_id: int
    first_date: str | None
    last_date: str | None
    name: str | None

    def covers(self, aired_on: str | None) -> bool:
        """True where they were heard before and after that day, or on it."""
        if aired_on is None:
            return True
        return (
            self.first_date is not None
            and self.last_date is not None
            and self.first_date <= aired_on <= self.last_date
        )

    def is_near(self, aired_on: str) -> bool:
        """True where the years allow them to be the same person."""
        first, last, aired = day(self.first_date), day(self.last_date), day(aired_on)
        if first is None or last is None or aired is None:
            return True
        return first.year - YEARS_APART <= aired.year <= last.year + YEARS_APART


def speaker_ids(db: Database, speakers: Sequence[Speaker], setting: Setting) -> list[int]:
    """The rows of those who speak in a transcript, new or known, in their order."""
    if not speakers:
        return []
    keys = keys_of(speakers)
    known: defaultdict[str, list[_Known]] = defaultdict(list)
    rows = db.all(
        lambda key, *rest: (key, _Known(*rest)),
        _KNOWN,
        {
            "transcript": setting.transcript_id,
            "newsroom": setting.newsroom,
            "keys": json.dumps(keys),
        },
    )
    for key, one in rows:
        known[key].append(one)
    found = []
    for speaker, key in zip(speakers, keys, strict=True):
        row = SpeakerRow(None, speaker.name, None, None, None, None, 0, key)
        if speaker.identified:
            found.append(_person(db, row, setting, known[key]))
        else:
            found.append(_somebody(db, row, setting, known[key]))
    return found


def keys_of(speakers: Sequence[Speaker]) -> list[str]:
    """The key of each name; with its accents where another speaker of the transcript is called the
    same without them.
    """
    plain = [name_key(speaker.name) for speaker in speakers]
    counts = Counter(plain)
    return [
        key if counts[key] == 1 else name_key(speaker.name, accents=True)
        for speaker, key in zip(speakers, plain, strict=True)
    ]


def _somebody(db: Database, row: SpeakerRow, setting: Setting, known: Sequence[_Known]) -> int:
    """A name that means nobody outside this transcript, unless a rule says who it is."""
    ruled = next((one.speaker_id for one in known if one.kind == _SPLIT), None)
    if ruled is not None:
        widen(db, ruled, setting.aired_on)
        return ruled
    return add_speaker(db, replace(row, transcript_id=setting.transcript_id))


def _person(db: Database, row: SpeakerRow, setting: Setting, known: list[_Known]) -> int:
    if known and known[0].kind != _PERSON:
        widen(db, known[0].speaker_id, setting.aired_on)
        return known[0].speaker_id
    aired_on = setting.aired_on
    near = known[:1] if aired_on is None else [one for one in known if one.is_near(aired_on)]
    if not near:
        made = add_speaker(
            db, replace(row, newsroom=setting.newsroom, first_date=aired_on, last_date=aired_on)
        )
        known.append(_Known(_PERSON, made, aired_on, aired_on, row.name))
        return made
    first, *rest = near
    for other in rest:  # the years between them are filled now
        move(db, other.speaker_id, first.speaker_id)
    if rest or not first.covers(aired_on):
        widen(db, first.speaker_id, aired_on)
    spellings = [one.name for one in near if one.name is not None]
    best = best_spelling([*spellings, row.name])
    if best != first.name:
        spell(db, first.speaker_id, best)
    return first.speaker_id


def spell(db: Database, speaker: int, name: str) -> None:
    """Show a speaker under another spelling of their name."""
    db.execute(
        "UPDATE speakers SET name = :name WHERE id = :speaker", {"name": name, "speaker": speaker}
    )


def add_speaker(db: Database, row: SpeakerRow) -> int:
    """Add a row; its id."""
    return db.insert(row)


def widen(db: Database, speaker: int, aired_on: str | None) -> None:
    """Have the years of a speaker cover a day."""
    if aired_on is not None:
        db.execute(
            "UPDATE speakers SET first_date = min(coalesce(first_date, :day), :day),"
            " last_date = max(coalesce(last_date, :day), :day) WHERE id = :speaker"
            " AND NOT coalesce(:day BETWEEN first_date AND last_date, 0)",
            {"day": aired_on, "speaker": speaker},
        )


def measure(db: Database, speaker: int) -> None:
    """Put the span of years right after appearances came or went."""
    db.flush()
    db.execute(
        "UPDATE speakers SET (first_date, last_date) = ("
        " SELECT min(aired_on), max(aired_on) FROM appearances"
        " JOIN transcripts ON transcripts.id = appearances.transcript_id"
        " WHERE speaker_id = :speaker)"
        " WHERE id = :speaker AND transcript_id IS NULL",
        {"speaker": speaker},
    )


def forget_silent(db: Database, speakers: Iterable[int]) -> None:
    """Remove those of ``speakers`` who speak nowhere any more and of whom no rule speaks; put the
    years of the others right.
    """
    db.flush()
    for speaker in speakers:
        db.execute(
            "DELETE FROM speakers WHERE id = :speaker"
            " AND NOT EXISTS (SELECT 1 FROM appearances WHERE speaker_id = :speaker)"
            " AND NOT EXISTS (SELECT 1 FROM speaker_merges WHERE speaker_id = :speaker)"
            " AND NOT EXISTS (SELECT 1 FROM speaker_splits WHERE speaker_id = :speaker)",
            {"speaker": speaker},
        )
        measure(db, speaker)
        _respell(db, speaker)


def _respell(db: Database, speaker: int) -> None:
    """Give a person the best spelling that is left, where nobody uses the one they have."""
    row = db.row(SpeakerRow, "WHERE id = :speaker", {"speaker": speaker})
    if row is None or row.by_hand or row.transcript_id is not None:
        return
    called = db.all(
        str,
        "SELECT DISTINCT called FROM appearances WHERE speaker_id = :speaker",
        {"speaker": speaker},
    )
    spellings = [name for name in called if name_key(name) == name_key(row.name)]
    if spellings and row.name not in spellings:
        spell(db, speaker, best_spelling(spellings))


def move(db: Database, other: int, into: int) -> None:
    """Give everything of ``other`` to ``into`` and remove ``other``."""
    db.flush()
    speaks_in = "SELECT transcript_id FROM appearances WHERE speaker_id = :speaker"
    with resealed(db, db.all(int, speaks_in, {"speaker": other})):
        _move_all(db, other, into)


def _move_all(db: Database, other: int, into: int) -> None:
    span = "SELECT first_date, last_date FROM speakers WHERE id = :speaker"
    for first_date, last_date in db.tuples(span, {"speaker": other}):
        widen(db, into, first_date)
        widen(db, into, last_date)
    both = {"other": other, "into": into}
    db.execute(
        # Both speak in one transcript: one appearance is left, in doubt where either was.
        "UPDATE appearances SET turn_count = appearances.turn_count + o.turn_count,"
        " word_count = appearances.word_count + o.word_count,"
        " doubt = coalesce(appearances.doubt, o.doubt) FROM appearances AS o"
        " WHERE appearances.speaker_id = :into AND o.speaker_id = :other"
        " AND o.transcript_id = appearances.transcript_id",
        both,
    )
    db.execute(
        "DELETE FROM appearances WHERE speaker_id = :other AND transcript_id IN"
        " (SELECT transcript_id FROM appearances WHERE speaker_id = :into)",
        both,
    )
    for table in ("appearances", "turns", "speaker_merges", "speaker_splits"):
        db.execute(f"UPDATE {table} SET speaker_id = :into WHERE speaker_id = :other", both)
    db.execute("DELETE FROM speakers WHERE id = :other", both)
