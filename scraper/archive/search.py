"""Finding the words again: full-text search over turns (https://www.sqlite.org/fts5.html)."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass

from scraper.archive.database import Archive
from scraper.errors import ArchiveError, QueryError

#: What brackets a hit in a snippet: control characters that no transcript holds.
HIT_START, HIT_END = "\x02", "\x03"
_SNIPPET_WORDS = 24


@dataclass(frozen=True, slots=True)
class Hit:
    """A turn that matches, with the words around the match. ``doubt`` says why its speaker is not
    certain, ``role_doubt`` why their role is not, ``transcript_doubt`` why the transcript is not;
    each is None when nothing speaks against it.
    """

    transcript_id: int
    position: int
    speaker: str | None
    role: str | None
    program: str | None
    date: str | None
    title: str | None
    url: str
    snippet: str
    text: str
    doubt: str | None = None
    role_doubt: str | None = None
    transcript_doubt: str | None = None


_FILTERED = """
  FROM turns_fts
  JOIN turns ON turns.id = turns_fts.rowid
  JOIN transcripts ON transcripts.id = turns.transcript_id
  LEFT JOIN speakers ON speakers.id = turns.speaker_id
  LEFT JOIN appearances ON appearances.transcript_id = turns.transcript_id
       AND appearances.speaker_id = turns.speaker_id
  WHERE turns_fts MATCH :query AND turns.kind = 'speech'
    AND (:speaker IS NULL OR speakers.name LIKE :speaker ESCAPE '\\')
    AND (:program IS NULL OR transcripts.program LIKE :program ESCAPE '\\')
    AND (:since IS NULL OR transcripts.aired_on >= :since)
    AND (:until IS NULL OR transcripts.aired_on <= :until)
    AND (:duplicates OR transcripts.duplicate_of IS NULL)
"""


def is_empty(archive: Archive) -> bool:
    """True when the archive holds no transcript."""
    return archive.connection.execute("SELECT 1 FROM transcripts LIMIT 1").fetchone() is None


def search(
    archive: Archive,
    query: str,
    *,
    speaker: str | None = None,
    program: str | None = None,
    since: str | None = None,
    until: str | None = None,
    duplicates: bool = False,
    limit: int = 20,
) -> tuple[int, list[Hit]]:
    """How many turns match, and the ``limit`` best of them.

    :param query: FTS5 query syntax: words, ``"a phrase"``, ``AND``, ``OR``, ``NOT``, ``word*``,
        ``NEAR(a b)``.
    :param speaker: part of the speaker's name, letter case aside; ``program`` likewise.
    :param since: first day as ISO date; ``until`` the last.
    :param duplicates: look in duplicates too, which say the same as the transcript they copy.
    :raises QueryError: FTS5 can't parse the query.
    """
    if not query.strip():
        raise QueryError('the search is empty; give a word or a "phrase in quotes"')
    values = {
        "query": query,
        "speaker": _part(speaker),
        "program": _part(program),
        "since": since,
        "until": until,
        "duplicates": duplicates,
        "limit": limit,
    }
    try:
        total = archive.connection.execute(f"SELECT count(*) {_FILTERED}", values).fetchone()[0]
        rows = archive.connection.execute(
            "SELECT transcripts.id, turns.position, speakers.name, appearances.role,"
            " transcripts.program, transcripts.aired_on, transcripts.title, transcripts.url,"
            f" snippet(turns_fts, 0, char(2), char(3), '…', {_SNIPPET_WORDS}), turns.text,"
            " turns.doubt, appearances.doubt, transcripts.doubt"
            f" {_FILTERED} ORDER BY bm25(turns_fts), turns.id LIMIT :limit",
            values,
        ).fetchall()
    except sqlite3.OperationalError as error:
        raise _explained(query, error) from error
    return int(total), [Hit(*row) for row in rows]


def _part(text: str | None) -> str | None:
    """A LIKE pattern for ``text`` anywhere in a name."""
    if text is None:
        return None
    escaped = re.sub(r"([%_\\])", r"\\\1", text)
    return f"%{escaped}%"


def _explained(query: str, error: sqlite3.OperationalError) -> QueryError | ArchiveError:
    """FTS5's complaint as a sentence that says what to do."""
    said = str(error)
    if not any(
        sign in said for sign in ("fts5", "no such column", "unterminated", "unknown special")
    ):
        return ArchiveError(f"the search failed: {said}")
    if query.count('"') % 2:
        return QueryError(f"the search {query} has a quote that is not closed")
    plain = query.replace('"', "")
    return QueryError(
        f"the search {query} can't be parsed; words with punctuation, and AND, OR, NOT meant as"
        f' words, go in double quotes: "{plain}"'
    )
