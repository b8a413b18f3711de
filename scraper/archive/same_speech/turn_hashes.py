"""The hashes of turns' words, which are used to find turns (``turns.words_hash``)."""

from __future__ import annotations

from typing import Any

from scraper.archive.database.connection import Database
from scraper.content_hash import words_hash


def write_words_hashes(db: Database, which: str, values: dict[str, Any]) -> int | None:
    """Write the hash of each of some turns; the last turn's id, None if there is none.

    :param which: what follows ``WHERE``, with the parameters ``values``.
    """
    turns = db.tuples(f"SELECT id, text FROM turns WHERE {which}", values)
    db.execute_many(
        "UPDATE turns SET words_hash = :hash WHERE id = :id",
        [{"hash": words_hash(str(text)), "id": turn} for turn, text in turns],
    )
    return turns[-1][0] if turns else None
