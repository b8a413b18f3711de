"""The causes of old revisions, as far as their rows tell. This is part of a migration, so it no
longer changes: it names the columns that revisions had then.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from sqlite_utils import Database

from scraper.archive.integrity.digest import digest

_SEALED = (
    "transcript_id, revision, content_hash, seen_at, snapshot_id, extractor, changed, title, turns"
)


def determine_causes(db: Database) -> None:
    """Write the cause of each revision that followed another: the same page read by other rules,
    or another page read by the same rules. Where both changed it stays null. A row that is damaged
    keeps the checksum that says so.
    """
    db.conn.text_factory = lambda value: value.decode("utf-8", "replace")
    try:
        rows = db.execute(
            f"SELECT id, checksum, {_SEALED} FROM revisions ORDER BY transcript_id, revision"
        ).fetchall()
    finally:
        db.conn.text_factory = str
    for before, (row, checksum, *sealed) in pairwise(map(tuple, rows)):
        cause = _cause(before[2:], sealed)
        if cause is None:
            continue
        db.execute("UPDATE revisions SET cause = ? WHERE id = ?", (cause, row))
        if checksum == digest([tuple(sealed)]):
            after = digest([(*sealed, cause)])
            db.execute("UPDATE revisions SET checksum = ? WHERE id = ?", (after, row))


def _cause(before: Any, after: Any) -> str | None:
    transcript, _, _, _, snapshot, extractor, *_ = before
    if transcript != after[0]:
        return None
    if snapshot is not None and snapshot == after[4]:
        return "extractor"
    return "publisher" if extractor == after[5] else None
