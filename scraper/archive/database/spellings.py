"""Merging people with two spellings, in archives that compared names letter by letter. This is part
of a migration, so it no longer changes.
"""

from __future__ import annotations

from itertools import groupby
from typing import Any

from sqlite_utils import Database

from scraper.archive.people.spelling import best_spelling
from scraper.names import name_key

#: As people were told apart then.
_YEARS_APART = 20


def fill_name_keys(db: Database) -> None:
    """Write the key of every name."""
    db.conn.create_function("name_key", 1, name_key, deterministic=True)
    for table in ("speakers", "speaker_merges", "speaker_splits"):
        db.execute(f"UPDATE {table} SET key = name_key(name)")


def merge_spellings(db: Database, migration: str) -> None:
    """Make one row of people whose names differ in spelling alone, at one newsroom and in years
    that allow it, unless they speak in one transcript; report each.
    """
    people = db.execute(
        "SELECT key, newsroom, id, name, first_date, last_date FROM speakers"
        " WHERE transcript_id IS NULL AND NOT by_hand ORDER BY key, newsroom, id"
    ).fetchall()
    for _, group in groupby(map(tuple, people), key=lambda person: person[:2]):
        kept: list[list[Any]] = []
        for _, _, *person in group:
            into = next((one for one in kept if _is_same(db, one, person)), None)
            if into is None:
                kept.append(person)
            else:
                _merge(db, into, person, migration)


def _is_same(db: Database, one: list[Any], other: list[Any]) -> bool:
    if not _is_near(one[2:], other[2:]):
        return False
    together = db.execute(
        "SELECT 1 FROM appearances AS a JOIN appearances AS b USING (transcript_id)"
        " WHERE a.speaker_id = ? AND b.speaker_id = ? LIMIT 1",
        (one[0], other[0]),
    )
    return together.fetchone() is None


def _is_near(one: list[Any], other: list[Any]) -> bool:
    if None in (*one, *other):
        return True
    first, last, other_first, other_last = (int(str(day)[:4]) for day in (*one, *other))
    return first - _YEARS_APART <= other_last and other_first <= last + _YEARS_APART


def _merge(db: Database, into: list[Any], person: list[Any], migration: str) -> None:
    for table in ("appearances", "turns", "speaker_merges", "speaker_splits"):
        db.execute(f"UPDATE {table} SET speaker_id = ? WHERE speaker_id = ?", (into[0], person[0]))
    db.execute("DELETE FROM speakers WHERE id = ?", (person[0],))
    what = f"speaker {person[0]} ({person[1]}) is speaker {into[0]} ({into[1]}) in another spelling"
    db.execute("INSERT INTO upgrade_reports (migration, text) VALUES (?, ?)", (migration, what))
    into[1] = best_spelling((into[1], person[1]))
    into[2] = min(filter(None, (into[2], person[2])), default=None)
    into[3] = max(filter(None, (into[3], person[3])), default=None)
    db.execute(
        "UPDATE speakers SET name = ?, first_date = ?, last_date = ? WHERE id = ?",
        (*into[1:], into[0]),
    )
