"""Inserting rows together: one prepared statement for all rows of a table."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from scraper.archive.database.speech import add_speech
from scraper.archive.row_statements import Row, insertion, values
from scraper.archive.rows import AppearanceRow, NoteRow, RevisionRow, TurnRow

#: The tables whose rows may wait, in the order in which they are written.
_KINDS: tuple[type[Row], ...] = (TurnRow, AppearanceRow, NoteRow, RevisionRow)


@dataclass(slots=True)
class _Waiting:
    """Rows of one table; the first ``written`` of them are in it."""

    rows: list[tuple[Any, ...]] = field(default_factory=list)
    written: int = 0


Mark = tuple[tuple[int, int], ...]


class Batch:
    """Rows waiting for the end of a transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._waiting: dict[type[Row], _Waiting] = {kind: _Waiting() for kind in _KINDS}

    def add(self, rows: Iterable[Row]) -> None:
        """Have ``rows`` of one table wait."""
        rows = list(rows)
        if rows:
            kind = type(rows[0])
            self._waiting[kind].rows += map(values(kind), rows)

    def flush(self) -> None:
        """Write what waits."""
        turns = self._waiting[TurnRow]
        before = self._last_turn() if turns.written < len(turns.rows) else None
        for kind, waiting in self._waiting.items():
            if waiting.written < len(waiting.rows):
                self._connection.executemany(insertion(kind), waiting.rows[waiting.written :])
                waiting.written = len(waiting.rows)
        if before is not None:
            # Row by row through a trigger it would take four times as long.
            self._connection.execute(
                "INSERT INTO turns_fts (rowid, text) SELECT id, text FROM turns WHERE id > :before",
                {"before": before},
            )
            add_speech(self._connection, before)

    def _last_turn(self) -> int:
        return int(self._connection.execute("SELECT coalesce(max(id), 0) FROM turns").fetchone()[0])

    def mark(self) -> Mark:
        """How things stand, for :meth:`restore`."""
        return tuple((len(one.rows), one.written) for one in self._waiting.values())

    def restore(self, mark: Mark) -> None:
        """Forget what was added after ``mark``; what was written since is no longer."""
        for waiting, (count, written) in zip(self._waiting.values(), mark, strict=True):
            del waiting.rows[count:]
            waiting.written = written

    def clear(self) -> None:
        """Forget everything: the transaction is over."""
        for waiting in self._waiting.values():
            waiting.rows.clear()
            waiting.written = 0
