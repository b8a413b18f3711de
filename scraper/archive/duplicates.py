"""Duplicates: the same words at another story, which member stations and re-airings bring."""

from __future__ import annotations

import sqlite3

#: The earliest is the one that aired first; where no day is known, the one that came first.
_EARLIEST = "ORDER BY aired_on IS NULL, aired_on, published_at IS NULL, published_at, id"


def mark_duplicates(connection: sqlite3.Connection, content_hash: str) -> None:
    """Point every transcript with these words at the earliest of them, and that at none."""
    ids = [
        row[0]
        for row in connection.execute(
            f"SELECT id FROM transcripts WHERE content_hash = ? AND word_count > 0 {_EARLIEST}",
            (content_hash,),
        )
    ]
    if not ids:
        return
    first, *rest = ids
    connection.execute(
        "UPDATE transcripts SET duplicate_of = NULL WHERE id = ? AND duplicate_of IS NOT NULL",
        (first,),
    )
    connection.executemany(
        "UPDATE transcripts SET duplicate_of = ? WHERE id = ? AND duplicate_of IS NOT ?",
        [(first, later, first) for later in rest],
    )
