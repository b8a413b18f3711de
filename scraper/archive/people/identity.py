"""Finding the row of ``speakers`` for somebody in a transcript.

One row is one person, as far as the evidence shows. The evidence is the name, the newsroom (NPR's
if a member station republishes it) and the years: the same name at the same newsroom is the same
person, unless two transcripts are more than 20 years apart. If a transcript from the years between
turns up, the two rows become one. Corrections by hand are rules, which are applied on top of this
(:mod:`scraper.archive.people.correcting`).
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from scraper.archive.database.connection import Database
from scraper.archive.people.applying import renumbered
from scraper.archive.people.correcting import (
    apply_anew,
    as_told,
    corrected_transcripts,
    transcripts_reached,
    write_told,
)
from scraper.archive.people.rules import MADE_BY_HAND, has_rules, rules
from scraper.archive.people.spelling import best_spelling
from scraper.archive.people.years import is_near
from scraper.archive.rows import SpeakerRow
from scraper.model import Speaker
from scraper.names import name_key

#: The people of each name at a newsroom, as the pages tell them.
_KNOWN = """
SELECT key, id, first_date, last_date, spelling FROM speakers
  WHERE newsroom = :newsroom AND transcript_id IS NULL AND NOT by_hand
  AND key IN (SELECT value FROM json_each(:keys))
ORDER BY key, id
"""


@dataclass(frozen=True, slots=True)
class Setting:
    """Where somebody speaks: the transcript, the newsroom and the day.

    :ivar told: filled with the transcripts in which two people turn out to be one.
    """

    transcript_id: int
    newsroom: str
    aired_on: str | None
    told: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Known:
    speaker_id: int
    first_date: str | None
    last_date: str | None
    spelling: str

    def covers(self, aired_on: str | None) -> bool:
        """True where they were heard before and after that day, or on it."""
        if aired_on is None:
            return True
        return (
            self.first_date is not None
            and self.last_date is not None
            and self.first_date <= aired_on <= self.last_date
        )


def speaker_ids(db: Database, speakers: Sequence[Speaker], setting: Setting) -> list[int]:
    """The rows of those who speak in a transcript, new or known, in their order: as the page tells
    them, whatever was corrected by hand.
    """
    if not speakers:
        return []
    keys = keys_of(speakers)
    known: defaultdict[str, list[_Known]] = defaultdict(list)
    rows = db.all(
        lambda key, *rest: (key, _Known(*rest)),
        _KNOWN,
        {"newsroom": setting.newsroom, "keys": json.dumps(keys)},
    )
    for key, one in rows:
        known[key].append(one)
    found = []
    for speaker, key in zip(speakers, keys, strict=True):
        name = speaker.name
        row = SpeakerRow(None, name, None, None, None, None, 0, key, name, None)
        if speaker.identified:
            found.append(_person(db, row, setting, known[key]))
        else:
            found.append(_add(db, replace(row, transcript_id=setting.transcript_id)))
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


def _person(db: Database, row: SpeakerRow, setting: Setting, known: list[_Known]) -> int:
    aired_on = setting.aired_on
    near = [one for one in known if is_near(aired_on, one.first_date, one.last_date)]
    if aired_on is None:
        near = near[:1]
    if not near:
        made = _add(
            db, replace(row, newsroom=setting.newsroom, first_date=aired_on, last_date=aired_on)
        )
        known.append(_Known(made, aired_on, aired_on, row.spelling))
        return made
    first, *rest = near
    for other in rest:  # the years between them are filled now
        setting.told.update(_unite(db, other.speaker_id, first.speaker_id))
    if rest or not first.covers(aired_on):
        widen(db, first.speaker_id, aired_on)
    best = best_spelling([*(one.spelling for one in near), row.spelling])
    if best != first.spelling:
        spell(db, first.speaker_id, best)
    return first.speaker_id


def _add(db: Database, row: SpeakerRow) -> int:
    """Add somebody whom a page tells; the number that they get doesn't depend on those whom a
    person made.
    """
    last = db.value("SELECT max(id) FROM speakers WHERE id < :made", {"made": MADE_BY_HAND})
    return db.insert(replace(row, id=(last or 0) + 1))


def spell(db: Database, speaker: int, spelling: str) -> None:
    """Write another spelling of a speaker's name, and show it unless a person renamed them."""
    db.execute(
        "UPDATE speakers SET spelling = :spelling, name = coalesce(renamed, :spelling)"
        " WHERE id = :speaker",
        {"spelling": spelling, "speaker": speaker},
    )


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
    """Put the span of years right after voices came or went."""
    db.flush()
    db.execute(
        "UPDATE speakers SET (first_date, last_date) = ("
        " SELECT min(aired_on), max(aired_on) FROM voices"
        " JOIN transcripts ON transcripts.id = voices.transcript_id"
        " WHERE speaker_id = :speaker)"
        " WHERE id = :speaker AND transcript_id IS NULL AND NOT by_hand",
        {"speaker": speaker},
    )


def voices_of(db: Database, transcript_id: int) -> list[int]:
    """Those who speak in a transcript, as its page tells them."""
    db.flush()
    return db.all(
        int,
        "SELECT speaker_id FROM voices WHERE transcript_id = :transcript",
        {"transcript": transcript_id},
    )


def forget_silent(db: Database, speakers: Iterable[int]) -> None:
    """Remove those of ``speakers`` whom no page tells any more; put the years and the spelling of
    the others right.
    """
    db.flush()
    for speaker in speakers:
        db.execute(
            "DELETE FROM speakers WHERE id = :speaker AND NOT by_hand"
            " AND NOT EXISTS (SELECT 1 FROM voices WHERE speaker_id = :speaker)",
            {"speaker": speaker},
        )
        measure(db, speaker)
        respell(db, speaker)


def settle_people(db: Database) -> None:
    """Remove everybody whom no page tells any more, and apply all corrections anew: what an upgrade
    of the archive leaves to do.
    """
    with db.transaction():
        if not has_rules(db):
            return
        db.execute("PRAGMA defer_foreign_keys = ON")
        silent = "SELECT id FROM speakers WHERE id NOT IN (SELECT speaker_id FROM voices)"
        forget_silent(db, db.all(int, silent))
        made = rules(db)
        apply_anew(db, corrected_transcripts(db) | transcripts_reached(db, made, made))


def respell(db: Database, speaker: int) -> None:
    """Give a person the best spelling that is left, where no page has the one they have."""
    row = db.row(SpeakerRow, "WHERE id = :speaker", {"speaker": speaker})
    if row is None or row.by_hand or row.transcript_id is not None:
        return
    spellings = db.all(
        str,
        "SELECT DISTINCT called FROM voices WHERE speaker_id = :speaker AND called IS NOT NULL",
        {"speaker": speaker},
    )
    if spellings and row.spelling not in spellings:
        spell(db, speaker, best_spelling(spellings))


def _unite(db: Database, other: int, into: int) -> list[int]:
    """Give everything that pages tell of ``other`` to ``into`` and remove ``other``; the
    transcripts in which they spoke.
    """
    db.flush()
    span = "SELECT first_date, last_date FROM speakers WHERE id = :speaker"
    for first_date, last_date in db.tuples(span, {"speaker": other}):
        widen(db, into, first_date)
        widen(db, into, last_date)
    speaks_in = "SELECT transcript_id FROM voices WHERE speaker_id = :speaker"
    transcripts = db.all(int, speaks_in, {"speaker": other})
    for transcript in transcripts:
        write_told(db, transcript, renumbered(as_told(db, transcript), other, into))
    db.execute("DELETE FROM speakers WHERE id = :other", {"other": other})
    return transcripts
