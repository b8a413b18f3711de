"""Duplicates: the same words at another story, which member stations and re-airings bring."""

from __future__ import annotations

import sqlite3

#: The earliest is the one that aired first; where no day is known, the one that came first.
_EARLIEST = "ORDER BY aired_on IS NULL, aired_on, published_at IS NULL, published_at, id"


def mark_duplicates(connection: sqlite3.Connection, content_hash: str) -> int:
    """Point every transcript with these words at the earliest of them, and that at none; how many
    more are duplicates now than before.
    """
    rows = connection.execute(
        "SELECT id, duplicate_of FROM transcripts"
        f" WHERE content_hash = ? AND word_count > 0 {_EARLIEST}",
        (content_hash,),
    ).fetchall()
    before = {int(row["id"]): row["duplicate_of"] for row in rows}
    first = next(iter(before), None)
    after = {one: None if one == first else first for one in before}
    connection.executemany(
        "UPDATE transcripts SET duplicate_of = ? WHERE id = ?",
        [(after[one], one) for one in before if after[one] != before[one]],
    )
    return sum((after[one] is not None) - (before[one] is not None) for one in before)
