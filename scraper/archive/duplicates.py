"""Duplicates: the same words at another story, which member stations and re-airings bring."""

from __future__ import annotations

import sqlite3

#: The earliest is the one that aired first; where no day is known, the one that came first.
_EARLIEST = "ORDER BY aired_on IS NULL, aired_on, published_at IS NULL, published_at, id"


def mark_duplicates(connection: sqlite3.Connection, content_hash: str) -> int:
    """Point every transcript with these words at the earliest of them, and that at none; how many
    more are duplicates now than before.
    """
    ids = [
        row[0]
        for row in connection.execute(
            f"SELECT id FROM transcripts WHERE content_hash = ? AND word_count > 0 {_EARLIEST}",
            (content_hash,),
        )
    ]
    if not ids:
        return 0
    first, *rest = ids
    freed = connection.execute(
        "UPDATE transcripts SET duplicate_of = NULL WHERE id = ? AND duplicate_of IS NOT NULL",
        (first,),
    ).rowcount
    marked = sum(
        connection.execute(
            "UPDATE transcripts SET duplicate_of = ? WHERE id = ? AND duplicate_of IS NULL",
            (first, later),
        ).rowcount
        for later in rest
    )
    connection.executemany(
        "UPDATE transcripts SET duplicate_of = ? WHERE id = ?",
        [(first, later) for later in rest],
    )
    return marked - freed
