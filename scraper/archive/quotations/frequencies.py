"""Estimating the number of turns that contain a word, from the full-text index itself.

A table of document frequencies (fts5vocab) would have to be created, which a read-only connection
can't do, and it reads the whole list of a word's turns. Here, the first turns of a word are
counted. If there are more, the range of their ids gives an estimate of the total.
"""

from __future__ import annotations

from scraper.archive.database.connection import Database
from scraper.archive.search.spellings import quoted

#: Turns that are counted one by one.
_COUNTED_TO = 500
#: Words whose number is remembered: a draft has so many.
_REMEMBERED = 20_000


class Frequencies:
    """The frequencies of words, cached while the archive is open."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._turns: dict[str, int] = {}
        self._last: int | None = None

    def turns_with(self, word: str) -> int:
        """In how many turns a word stands: 0 where it is in none; about so many where it is in more
        than some hundreds.
        """
        if word not in self._turns:
            if len(self._turns) >= _REMEMBERED:
                self._turns.clear()
            self._turns[word] = self._asked(word)
        return self._turns[word]

    def all_turns(self) -> int:
        """The number of the last turn."""
        if self._last is None:
            self._last = int(self._db.value("SELECT max(id) FROM turns") or 0)
        return self._last

    def _asked(self, word: str) -> int:
        ((count, reached),) = self._db.tuples(
            "SELECT count(*), max(turn) FROM (SELECT rowid AS turn FROM turns_fts"
            " WHERE turns_fts MATCH :word LIMIT :limit)",
            {"word": quoted(word), "limit": _COUNTED_TO},
        )
        if count < _COUNTED_TO:
            return int(count)
        return int(max(_COUNTED_TO, count * self.all_turns() // max(1, reached)))
