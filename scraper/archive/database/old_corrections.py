"""Turning the corrections by hand of old archives, which overwrote what the pages say, into rules.
This is part of a migration, so it no longer changes.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from sqlite_utils import Database

from scraper.archive.people.spelling import best_spelling
from scraper.names import name_key

#: From where on people are numbered whom a rule made.
_MADE = 900_000_000
#: As people of one name were told apart then.
_YEARS_APART = 20


def make_rules(db: Database) -> None:
    """Make rules of ``speaker_splits`` and ``speaker_merges``, and write beside the transcripts
    that they changed who speaks there as the page tells it.
    """
    db.conn.create_function("name_key", 1, name_key, deterministic=True)
    db.execute("PRAGMA defer_foreign_keys = ON")
    for (person,) in _all(db, "SELECT id FROM speakers WHERE by_hand ORDER BY id"):
        _split(db, person)
    for into, transcript, key in _all(
        db, "SELECT speaker_id, transcript_id, key FROM speaker_splits ORDER BY 1, 2, 3"
    ):
        _merge_in_story(db, into, transcript, key)
    merges = "SELECT speaker_id, key, newsroom, json_group_array(name) FROM speaker_merges"
    for into, key, newsroom, names in _all(db, f"{merges} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"):
        _merge(db, into, key, newsroom, json.loads(names))
    _put_right(db)
    if _all(db, "SELECT 1 FROM speaker_rules"):
        _report(
            db,
            "corrections by hand became rules, which can be taken back; where two people who were"
            " merged speak in one transcript, only its page, read again, tells who said what",
        )


def _report(db: Database, what: str) -> None:
    db.execute(
        "INSERT INTO upgrade_reports (migration, text) VALUES ('m011_speaker_rules', ?)", (what,)
    )


def _all(db: Database, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in db.execute(sql, values).fetchall()]


def _split(db: Database, person: int) -> None:
    """The rule that made a person, who gets its number, with the transcripts in which they were
    known by the same name as before.
    """
    told = _all(db, "SELECT transcript_id, key FROM speaker_splits WHERE speaker_id = ?", person)
    if not told:
        return
    ((name, newsroom, key),) = _all(
        db, "SELECT name, newsroom, key FROM speakers WHERE id = ?", person
    )
    called = Counter(key for _, key in told).most_common(1)[0][0]
    rule = _rule(db, "split")
    made = _MADE + rule
    db.execute(
        "INSERT INTO speakers (id, name, newsroom, by_hand, key, spelling)"
        " VALUES (?, ?, ?, 1, ?, ?)",
        (made, name, newsroom, key, name),
    )
    for table in ("appearances", "turns", "speaker_merges", "speaker_splits"):
        db.execute(f"UPDATE {table} SET speaker_id = ? WHERE speaker_id = ?", (made, person))
    db.execute("DELETE FROM speakers WHERE id = ?", (person,))
    stories = [transcript for transcript, one in told if one == called]
    other = _person(db, called, newsroom, made, [], stories)
    _names(db, rule, "of", other)
    _names(db, rule, "into", made)
    for transcript, one in told:
        if one == called:
            db.execute(
                "INSERT INTO speaker_rule_stories (rule_id, source, story_id)"
                " SELECT ?, source, story_id FROM transcripts WHERE id = ?",
                (rule, transcript),
            )
            db.execute(
                "DELETE FROM speaker_splits WHERE transcript_id = ? AND key = ?",
                (transcript, one),
            )
            _extract(db, transcript, made, other, called)


def _merge_in_story(db: Database, into: int, transcript: int, key: str) -> None:
    """Somebody known in one transcript alone was merged into a person."""
    called = _all(
        db,
        "SELECT called FROM appearances WHERE transcript_id = ? AND speaker_id = ?"
        " AND name_key(called) = ?",
        transcript, into, key,
    )  # fmt: skip
    if not called:
        return
    ((name,),) = called
    ((own, newsroom),) = _all(db, "SELECT key, newsroom FROM speakers WHERE id = ?", into)
    if key == own and into < _MADE:
        return  # a split that was taken back by a merge: as the page tells it
    known = _known(db, key, newsroom, [transcript])
    other = _add(db, name, key, transcript=transcript) if known is None else known
    rule = _rule(db, "merge")
    _names(db, rule, "of", other)
    if known is not None:  # in that story alone
        db.execute(
            "UPDATE speaker_rule_people SET newsroom = NULL, day = NULL, (source, story_id) ="
            " (SELECT source, story_id FROM transcripts WHERE id = ?)"
            " WHERE rule_id = ? AND part = 'of'",
            (transcript, rule),
        )
    _names(db, rule, "into", into)
    _extract(db, transcript, into, other, key)


def _merge(db: Database, into: int, key: str, newsroom: str, names: list[str]) -> None:
    """A person was merged into another."""
    ((own, own_newsroom, name),) = _all(
        db, "SELECT key, newsroom, name FROM speakers WHERE id = ?", into
    )
    if key == own and newsroom == own_newsroom:
        _report(
            db,
            f"speaker {into} ({name}) was merged with somebody of the same name, and nothing tells"
            " them apart any more: that merge can't be taken back",
        )
        return
    stories = [
        transcript
        for (transcript,) in _all(
            db,
            "SELECT transcript_id FROM appearances WHERE speaker_id = ? AND name_key(called) = ?",
            into, key,
        )
        if key != own or _newsroom_of(db, transcript, into) == newsroom
    ]  # fmt: skip
    other = _person(db, key, newsroom, into, names, stories)
    rule = _rule(db, "merge")
    _names(db, rule, "of", other)
    _names(db, rule, "into", into)
    for transcript in stories:
        _extract(db, transcript, into, other, key)


def _newsroom_of(db: Database, transcript: int, besides: int) -> str | None:
    """The newsroom of a transcript: that of others who speak there, else its source."""
    found = _all(
        db,
        "SELECT newsroom FROM appearances JOIN speakers ON speakers.id = speaker_id"
        " WHERE appearances.transcript_id = ? AND speaker_id <> ? AND newsroom IS NOT NULL"
        " UNION ALL SELECT source FROM transcripts WHERE id = ?",
        transcript, besides, transcript,
    )  # fmt: skip
    return str(found[0][0]) if found else None


def _person(
    db: Database,
    key: str,
    newsroom: str | None,
    now: int,
    names: list[str],
    stories: list[int],
) -> int:
    """The person of a name as the pages of ``stories`` tell them, who is shown as ``now``; a new
    row where there is none.
    """
    known = _known(db, key, newsroom, stories)
    if known is not None and known != now:
        return known
    called = "SELECT DISTINCT called FROM appearances WHERE speaker_id = ? AND name_key(called) = ?"
    spelled = [name for (name,) in _all(db, called, now, key)]
    made = _add(db, best_spelling(spelled or names or [key]), key, newsroom=newsroom)
    first, last = _span(db, stories)
    db.execute(
        "UPDATE speakers SET first_date = ?, last_date = ? WHERE id = ?", (first, last, made)
    )
    return made


def _known(db: Database, key: str, newsroom: str | None, stories: list[int]) -> int | None:
    """A person of that name who may be the one of ``stories``, by the years."""
    first, last = _span(db, stories)
    for number, begins, ends in _all(
        db,
        "SELECT id, first_date, last_date FROM speakers WHERE key = ? AND newsroom IS ?"
        " AND transcript_id IS NULL AND NOT by_hand ORDER BY id",
        key, newsroom,
    ):  # fmt: skip
        if None in (first, last, begins, ends):
            return int(number)
        years = [int(str(day)[:4]) for day in (first, last, begins, ends)]
        if years[0] - _YEARS_APART <= years[3] and years[2] <= years[1] + _YEARS_APART:
            return int(number)
    return None


def _span(db: Database, stories: list[int]) -> tuple[str | None, str | None]:
    """The days on which the first and the last of some transcripts aired."""
    of = json.dumps(stories)
    span = "SELECT min(aired_on), max(aired_on) FROM transcripts WHERE id IN"
    ((first, last),) = _all(db, f"{span} (SELECT value FROM json_each(?))", of)
    return first, last


def _add(
    db: Database, name: str, key: str, newsroom: str | None = None, transcript: int | None = None
) -> int:
    last = "SELECT coalesce(max(id), 0) FROM speakers WHERE id < ?"
    ((number,),) = _all(db, last, _MADE)
    db.execute(
        "INSERT INTO speakers (id, name, newsroom, transcript_id, key, spelling)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (number + 1, name, newsroom, transcript, key, name),
    )
    return int(number + 1)


def _rule(db: Database, kind: str) -> int:
    return int(db.execute("INSERT INTO speaker_rules (kind) VALUES (?)", (kind,)).lastrowid or 0)


def _names(db: Database, rule: int, part: str, person: int) -> None:
    db.execute(
        "INSERT INTO speaker_rule_people"
        " SELECT ?, ?, name, speakers.key, newsroom, first_date, source, story_id,"
        " CASE WHEN speakers.id > ? THEN speakers.id - ? END"
        " FROM speakers LEFT JOIN transcripts ON transcripts.id = speakers.transcript_id"
        " WHERE speakers.id = ?",
        (rule, part, _MADE, _MADE, person),
    )


def _extract(db: Database, transcript: int, now: int, told: int, key: str) -> None:
    """Write that the page tells ``told`` where ``now`` is shown."""
    if not _all(db, "SELECT 1 FROM extracted_turns WHERE transcript_id = ? LIMIT 1", transcript):
        db.execute(
            "INSERT INTO extracted_turns SELECT transcript_id, position, speaker_id, doubt"
            " FROM turns WHERE transcript_id = ?",
            (transcript,),
        )
        db.execute(
            "INSERT INTO extracted_appearances SELECT transcript_id, speaker_id, role, role_rule,"
            " description, honorific, turn_count, word_count, called, doubt FROM appearances"
            " WHERE transcript_id = ?",
            (transcript,),
        )
    changed = db.execute(
        "UPDATE extracted_appearances SET speaker_id = ? WHERE transcript_id = ?"
        " AND speaker_id = ? AND name_key(called) = ?",
        (told, transcript, now, key),
    ).rowcount
    if changed:
        db.execute(
            "UPDATE extracted_turns SET speaker_id = ? WHERE transcript_id = ? AND speaker_id = ?",
            (told, transcript, now),
        )


def _put_right(db: Database) -> None:
    """The years and spellings of people as the pages tell them."""
    db.execute(
        "UPDATE speakers SET (first_date, last_date) = (SELECT min(aired_on), max(aired_on)"
        " FROM voices JOIN transcripts ON transcripts.id = voices.transcript_id"
        " WHERE speaker_id = speakers.id) WHERE transcript_id IS NULL"
        " AND EXISTS (SELECT 1 FROM speaker_rules)"
    )
    db.execute("UPDATE speakers SET first_date = NULL, last_date = NULL WHERE by_hand")
