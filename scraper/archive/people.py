"""Who speaks, across transcripts: one row in ``speakers`` a person, as far as the evidence goes.

The evidence is the name, the newsroom whose people these are (member stations republish NPR's), and
the years: the same name at the same newsroom is the same person unless more than
:data:`YEARS_APART` lie between. Where a transcript of the years between turns up, two rows become
one. What a person knows better is kept as rules, which every later landing obeys.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from scraper.archive.checksums import resealed
from scraper.archive.database import Archive
from scraper.errors import UsageError
from scraper.model import Speaker

#: Two people of one name at one newsroom are told apart by nothing else.
YEARS_APART = 20


@dataclass(frozen=True, slots=True)
class Setting:
    """Where somebody speaks: in which transcript, at which newsroom, on which day."""

    transcript_id: int
    newsroom: str
    aired_on: str | None


def speaker_id(connection: sqlite3.Connection, speaker: Speaker, setting: Setting) -> int:
    """The row of somebody who speaks in a transcript, new or known."""
    (ruled,) = connection.execute(
        "SELECT coalesce("
        " (SELECT speaker_id FROM speaker_splits WHERE transcript_id = ?1 AND name = ?2),"
        " (SELECT speaker_id FROM speaker_merges WHERE name = ?2 AND newsroom = ?3))",
        (setting.transcript_id, speaker.name, setting.newsroom if speaker.identified else None),
    ).fetchone()
    if ruled is not None:
        _widen(connection, int(ruled), setting.aired_on)
        return int(ruled)
    if not speaker.identified:
        return _add(connection, speaker.name, None, setting.transcript_id, None)
    near = _near(connection, speaker.name, setting)
    if not near:
        return _add(connection, speaker.name, setting.newsroom, None, setting.aired_on)
    first, *rest = (int(row["id"]) for row in near)
    for other in rest:  # the years between them are filled now
        _move(connection, other, first)
    if rest or not _covers(near[0], setting.aired_on):
        _widen(connection, first, setting.aired_on)
    return first


def forget(connection: sqlite3.Connection, speakers: Iterable[int]) -> None:
    """Remove those of ``speakers`` who speak nowhere any more and of whom no rule speaks; put the
    years of the others right.
    """
    speakers = list(speakers)
    connection.executemany(
        "DELETE FROM speakers WHERE id = ?1"
        " AND NOT EXISTS (SELECT 1 FROM appearances WHERE speaker_id = ?1)"
        " AND NOT EXISTS (SELECT 1 FROM speaker_merges WHERE speaker_id = ?1)"
        " AND NOT EXISTS (SELECT 1 FROM speaker_splits WHERE speaker_id = ?1)",
        [(speaker,) for speaker in speakers],
    )
    for speaker in speakers:
        measure(connection, speaker)


def find(archive: Archive, name: str, limit: int) -> list[dict[str, Any]]:
    """The people whose name, or a name they were called by, has ``name`` in it: who speaks most
    comes first.
    """
    pattern = "%" + "".join(f"\\{c}" if c in "%_\\" else c for c in name) + "%"
    rows = archive.connection.execute(
        "SELECT speakers.id, speakers.name, speakers.newsroom, speakers.transcript_id,"
        " count(DISTINCT appearances.transcript_id) AS transcripts,"
        " sum(appearances.word_count) AS words, first_date, last_date,"
        " json_group_array(DISTINCT called) AS called"
        " FROM speakers JOIN appearances ON appearances.speaker_id = speakers.id"
        " WHERE speakers.id IN"
        " (SELECT speaker_id FROM appearances WHERE called LIKE ?1 ESCAPE '\\')"
        " OR speakers.name LIKE ?1 ESCAPE '\\'"
        " GROUP BY speakers.id ORDER BY words DESC, speakers.id LIMIT ?2",
        (pattern, limit),
    )
    return [{**dict(row), "called": sorted(json.loads(row["called"]))} for row in rows]


def merge(archive: Archive, into: int, others: Sequence[int]) -> None:
    """Make one person of several, for good: who is called as any of ``others`` at their newsroom
    is ``into`` from now on.

    :raises UsageError: there is no such speaker, or ``into`` is among the others.
    """
    with archive.transaction() as connection:
        if _known(connection, into)["transcript_id"] is not None:
            raise UsageError(
                f"speaker {into} is known in one transcript alone: merge them into a person"
            )
        for other in others:
            row = _known(connection, other)
            if other == into:
                raise UsageError(f"speaker {into} can't be merged with themself")
            if row["transcript_id"] is not None or row["by_hand"]:
                _rule_for_transcripts(connection, other, into)
            else:
                connection.execute(
                    "INSERT INTO speaker_merges (name, newsroom, speaker_id)"
                    " SELECT DISTINCT called, ?2, ?3 FROM appearances"
                    " WHERE speaker_id = ?1 UNION SELECT ?4, ?2, ?3"
                    " ON CONFLICT (name, newsroom) DO UPDATE SET speaker_id = excluded.speaker_id",
                    (other, row["newsroom"], into, row["name"]),
                )
            _move(connection, other, into)
        measure(connection, into)


def split(
    archive: Archive,
    speaker: int,
    *,
    transcripts: Sequence[int] = (),
    alias: str | None = None,
    name: str | None = None,
) -> int:
    """Part somebody from ``speaker``, for good; the id of the new person.

    :param transcripts: where the other person speaks.
    :param alias: the name by which the other person is called everywhere: a merge undone.
    :param name: what to call them; the same name where nothing is given.
    :raises UsageError: there is no such speaker, or they don't speak there or go by that name.
    """
    with archive.transaction() as connection:
        row = _known(connection, speaker)
        if alias is not None:
            found = connection.execute(
                "DELETE FROM speaker_merges WHERE speaker_id = ? AND name = ?", (speaker, alias)
            ).rowcount
            if not found:
                raise UsageError(f"no merge made {alias!r} a name of speaker {speaker}")
            new = _add(connection, alias, row["newsroom"], None, None)
            _part(connection, speaker, new, "called = ?", (alias,))
        else:
            new = _add(connection, name or row["name"], row["newsroom"], None, None, by_hand=True)
            for transcript in transcripts:
                if not _part(connection, speaker, new, "transcript_id = ?", (transcript,)):
                    raise UsageError(
                        f"speaker {speaker} ({row['name']}) doesn't speak in transcript"
                        f" {transcript}"
                    )
            _rule_for_transcripts(connection, new, new)
        for one in (speaker, new):
            measure(connection, one)
        forget(connection, [speaker])
        return new


def _add(
    connection: sqlite3.Connection,
    name: str,
    newsroom: str | None,
    only_in: int | None,
    aired_on: str | None,
    *,
    by_hand: bool = False,
) -> int:
    cursor = connection.execute(
        "INSERT INTO speakers (name, newsroom, transcript_id, first_date, last_date, by_hand)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (name, newsroom, only_in, aired_on, aired_on, by_hand),
    )
    return int(cursor.lastrowid or 0)


def _near(connection: sqlite3.Connection, name: str, setting: Setting) -> list[sqlite3.Row]:
    """The people so called whose years are near enough, oldest row first."""
    rows = connection.execute(
        "SELECT id, first_date, last_date FROM speakers"
        " WHERE name = ? AND newsroom = ? AND transcript_id IS NULL AND NOT by_hand ORDER BY id",
        (name, setting.newsroom),
    ).fetchall()
    if setting.aired_on is None:
        return rows[:1]
    year = int(setting.aired_on[:4])
    return [
        row
        for row in rows
        if row["first_date"] is None
        or int(row["first_date"][:4]) - YEARS_APART
        <= year
        <= int(row["last_date"][:4]) + YEARS_APART
    ]


def _covers(row: sqlite3.Row, aired_on: str | None) -> bool:
    first, last = row["first_date"], row["last_date"]
    return aired_on is None or (first is not None and first <= aired_on <= last)


def _widen(connection: sqlite3.Connection, speaker: int, aired_on: str | None) -> None:
    if aired_on is not None:
        connection.execute(
            "UPDATE speakers SET first_date = min(coalesce(first_date, ?1), ?1),"
            " last_date = max(coalesce(last_date, ?1), ?1) WHERE id = ?2"
            " AND NOT coalesce(?1 BETWEEN first_date AND last_date, 0)",
            (aired_on, speaker),
        )


def measure(connection: sqlite3.Connection, speaker: int) -> None:
    """Put the span of years right after appearances came or went."""
    connection.execute(
        "UPDATE speakers SET (first_date, last_date) = ("
        " SELECT min(aired_on), max(aired_on) FROM appearances"
        " JOIN transcripts ON transcripts.id = appearances.transcript_id WHERE speaker_id = ?1)"
        " WHERE id = ?1 AND transcript_id IS NULL",
        (speaker,),
    )


def _move(connection: sqlite3.Connection, other: int, into: int) -> None:
    """Give everything of ``other`` to ``into`` and remove ``other``."""
    with resealed(connection, _transcripts_of(connection, other)):
        _move_all(connection, other, into)


def _transcripts_of(connection: sqlite3.Connection, speaker: int) -> list[int]:
    rows = connection.execute(
        "SELECT transcript_id FROM appearances WHERE speaker_id = ?", (speaker,)
    )
    return [int(row[0]) for row in rows]


def _move_all(connection: sqlite3.Connection, other: int, into: int) -> None:
    spans = connection.execute("SELECT first_date, last_date FROM speakers WHERE id = ?", (other,))
    for aired_on in spans.fetchone():
        _widen(connection, into, aired_on)
    connection.execute(
        # Both speak in one transcript: one appearance is left, in doubt where either was.
        "UPDATE appearances SET turn_count = appearances.turn_count + o.turn_count,"
        " word_count = appearances.word_count + o.word_count,"
        " doubt = coalesce(appearances.doubt, o.doubt) FROM appearances AS o"
        " WHERE appearances.speaker_id = ?2 AND o.speaker_id = ?1"
        " AND o.transcript_id = appearances.transcript_id",
        (other, into),
    )
    connection.execute(
        "DELETE FROM appearances WHERE speaker_id = ?1 AND transcript_id IN"
        " (SELECT transcript_id FROM appearances WHERE speaker_id = ?2)",
        (other, into),
    )
    for table in ("appearances", "turns", "speaker_merges", "speaker_splits"):
        connection.execute(f"UPDATE {table} SET speaker_id = ? WHERE speaker_id = ?", (into, other))
    connection.execute("DELETE FROM speakers WHERE id = ?", (other,))


def _part(
    connection: sqlite3.Connection, speaker: int, new: int, where: str, values: tuple[object, ...]
) -> int:
    """Give those appearances and turns of ``speaker`` to ``new``; how many appearances."""
    connection.execute(
        "UPDATE turns SET speaker_id = ? WHERE speaker_id = ? AND transcript_id IN"
        f" (SELECT transcript_id FROM appearances WHERE speaker_id = ? AND {where})",
        (new, speaker, speaker, *values),
    )
    return connection.execute(
        f"UPDATE appearances SET speaker_id = ? WHERE speaker_id = ? AND {where}",
        (new, speaker, *values),
    ).rowcount


def _rule_for_transcripts(connection: sqlite3.Connection, speaker: int, into: int) -> None:
    """Make it a rule that whoever ``speaker`` is in their transcripts is ``into``."""
    connection.execute(
        "INSERT INTO speaker_splits (transcript_id, name, speaker_id)"
        " SELECT transcript_id, called, ? FROM appearances WHERE speaker_id = ?"
        " ON CONFLICT (transcript_id, name) DO UPDATE SET speaker_id = excluded.speaker_id",
        (into, speaker),
    )


def _known(connection: sqlite3.Connection, speaker: int) -> sqlite3.Row:
    row: sqlite3.Row | None = connection.execute(
        "SELECT name, newsroom, transcript_id, by_hand FROM speakers WHERE id = ?", (speaker,)
    ).fetchone()
    if row is None:
        raise UsageError(
            f"there is no speaker {speaker}; `onrecord speakers find NAME` tells the numbers"
        )
    return row
