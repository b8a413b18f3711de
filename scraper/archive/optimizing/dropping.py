"""Dropping kept pages that nobody needs any more.

If a wording is neither in ``turns`` nor in the ``turns`` of its revision, it exists only in the
page it was read from. Such a page is never dropped. Neither is the page of the newest wording,
because today's rules can read it again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scraper.archive.database.connection import Database
from scraper.archive.integrity.checksums import revision_checksum, seal_revision
from scraper.archive.row_statements import marks
from scraper.archive.rows import RevisionRow
from scraper.archive.states import KeepSnapshots

#: Kept pages that go in one transaction.
_TOGETHER = 500
#: Captures from other archives that held no transcript are counted while earlier ones are looked
#: for, so they stay. A damaged page counts as kept only where no other is.
_DROPPABLE = """SELECT id FROM (
    SELECT snapshots.id, via, transcripts.id AS transcript_id,
      row_number() OVER (PARTITION BY snapshots.page_id ORDER BY
        body_sha256 LIKE 'damaged %', fetched_at DESC, snapshots.id DESC) AS from_last,
      row_number() OVER (PARTITION BY snapshots.page_id ORDER BY
        body_sha256 LIKE 'damaged %', fetched_at, snapshots.id) AS from_first
    FROM snapshots LEFT JOIN transcripts ON transcripts.page_id = snapshots.page_id)
  WHERE from_last > 1 AND (from_first > 1 OR NOT :keep_first)
    AND (via IS NULL OR transcript_id IS NOT NULL)
    AND id NOT IN (SELECT snapshot_id FROM revisions
      WHERE turns IS NULL AND snapshot_id IS NOT NULL)
  ORDER BY id"""


def droppable(db: Database, keep: KeepSnapshots) -> list[int]:
    """The snapshots that ``keep`` has no use for."""
    if keep == KeepSnapshots.ALL:
        return []
    keep_first = keep == KeepSnapshots.FIRST_AND_LAST
    return db.all(int, _DROPPABLE, {"keep_first": keep_first})


def drop(db: Database, keep: KeepSnapshots) -> Iterator[int]:
    """Drop them, some in each transaction; how many went in each. The revisions that were read
    from them keep their words, and no longer name a snapshot.
    """
    wanted = droppable(db, keep)
    for first in range(0, len(wanted), _TOGETHER):
        some = wanted[first : first + _TOGETHER]
        # For each row that goes, SQLite would look through all revisions for one that names it.
        db.execute("PRAGMA foreign_keys = OFF")
        try:
            with db.transaction():
                _drop(db, some)
        finally:
            db.execute("PRAGMA foreign_keys = ON")
        yield len(some)


def _drop(db: Database, snapshots: Sequence[int]) -> None:
    these = f"({marks(snapshots)})"
    for row in db.rows(RevisionRow, f"WHERE snapshot_id IN {these}", snapshots):
        assert row.id is not None
        db.execute("UPDATE revisions SET snapshot_id = NULL WHERE id = ?", (row.id,))
        if row.checksum == revision_checksum(row):  # damage is not covered up
            seal_revision(db, row.id)
    db.execute(f"DELETE FROM snapshots WHERE id IN {these}", snapshots)
