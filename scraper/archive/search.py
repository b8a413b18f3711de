"""Finding the words again: full-text search over turns (https://www.sqlite.org/fts5.html)."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from scraper.archive.database.connection import Database
from scraper.errors import QueryError

#: What brackets a hit in a snippet: control characters that no transcript holds.
HIT_START, HIT_END = "\x02", "\x03"
_SNIPPET_WORDS = 24
#: What FTS5 says of a query that it can't parse. A column is one that the query names.
_QUERY_ERRORS = ("fts5", "no such column", "unterminated", "unknown special")


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


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Turns that match and are left out: those that a filter by date leaves out because nobody
    knows when they aired, and those whose speech is counted in another transcript.
    """

    undated: int = 0
    repeated: int = 0


_FILTERED = """
  FROM turns_fts
  JOIN turns ON turns.id = turns_fts.rowid
  JOIN transcripts ON transcripts.id = turns.transcript_id
  LEFT JOIN speakers ON speakers.id = turns.speaker_id
  LEFT JOIN appearances ON appearances.transcript_id = turns.transcript_id
       AND appearances.speaker_id = turns.speaker_id
  WHERE turns_fts MATCH :query AND turns.kind = 'speech'
    AND (:speakers IS NULL OR turns.speaker_id IN (SELECT value FROM json_each(:speakers)))
    AND (:program IS NULL OR transcripts.program LIKE :program ESCAPE '\\')
    AND (:since IS NULL OR transcripts.aired_on >= :since)
    AND (:until IS NULL OR transcripts.aired_on <= :until)
    AND (:duplicates OR transcripts.counted)
"""


@dataclass(frozen=True, slots=True)
class Filters:
    """Which turns count.

    :ivar speakers: the numbers of those whose turns count; None: everybody's.
    :ivar program: part of the program's name, letter case aside.
    :ivar since: first day as ISO date; ``until`` the last.
    :ivar duplicates: look also in transcripts whose speech is counted in another one.
    """

    speakers: Collection[int] | None = None
    program: str | None = None
    since: str | None = None
    until: str | None = None
    duplicates: bool = False


class Search:
    """The full-text index of an archive."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def find(
        self, query: str, filters: Filters = Filters(), *, limit: int = 20
    ) -> tuple[int, list[Hit]]:
        """How many turns match, and the ``limit`` best of them.

        :param query: FTS5 query syntax: words, ``"a phrase"``, ``AND``, ``OR``, ``NOT``, ``word*``,
            ``NEAR(a b)``.
        :raises QueryError: FTS5 can't parse the query.
        """
        values = _values(query, filters) | {"limit": limit}
        try:
            total = self._count(values)
            rows = self._db.connection.execute(
                "SELECT transcripts.id, turns.position, speakers.name, appearances.role,"
                " transcripts.program, transcripts.aired_on, transcripts.title, transcripts.url,"
                f" snippet(turns_fts, 0, char(2), char(3), '…', {_SNIPPET_WORDS}), turns.text,"
                " turns.doubt, appearances.doubt, transcripts.doubt"
                f" {_FILTERED} ORDER BY bm25(turns_fts), turns.id LIMIT :limit",
                values,
            ).fetchall()
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            raise self._explained(query, error) from error
        return total, [Hit(*row) for row in rows]

    def count_left_out(self, query: str, filters: Filters) -> LeftOut:
        """How many turns that match the filters leave out although they may be wanted.

        :raises QueryError: FTS5 can't parse the query.
        """
        values = _values(query, filters)
        try:
            dated = filters.since is not None or filters.until is not None
            undated = (
                self._count(
                    values | {"since": None, "until": None}, "AND transcripts.aired_on IS NULL"
                )
                if dated
                else 0
            )
            repeated = self._count(values | {"duplicates": True}, "AND NOT transcripts.counted")
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            raise self._explained(query, error) from error
        return LeftOut(undated, 0 if filters.duplicates else repeated)

    def _count(self, values: dict[str, Any], condition: str = "") -> int:
        counted = f"SELECT count(*) {_FILTERED} {condition}"
        return int(self._db.connection.execute(counted, values).fetchone()[0])

    def _explained(self, query: str, error: Exception) -> Exception:
        """FTS5's complaint as a sentence that says what to do, or what is wrong with the file."""
        if not any(sign in str(error) for sign in _QUERY_ERRORS):
            return self._db.failure(error)
        if query.count('"') % 2:
            return QueryError(f"the search {query} has a quote that is not closed")
        plain = query.replace('"', "")
        return QueryError(
            f"the search {query} can't be parsed; words with punctuation, and AND, OR, NOT meant as"
            f' words, go in double quotes: "{plain}"'
        )


def _values(query: str, filters: Filters) -> dict[str, Any]:
    """The parameters of a search.

    :raises QueryError: there is nothing to look for.
    """
    if not query.strip():
        raise QueryError('the search is empty; give a word or a "phrase in quotes"')
    return {
        "query": query,
        "speakers": None if filters.speakers is None else json.dumps(sorted(filters.speakers)),
        "program": _part(filters.program),
        "since": filters.since,
        "until": filters.until,
        "duplicates": filters.duplicates,
    }


def _part(text: str | None) -> str | None:
    """A LIKE pattern for ``text`` anywhere in a name."""
    if text is None:
        return None
    escaped = re.sub(r"([%_\\])", r"\\\1", text)
    return f"%{escaped}%"
