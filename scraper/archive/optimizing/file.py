"""The full-text indexes in one piece, and the file without gaps."""

from __future__ import annotations

from collections.abc import Iterator

from scraper.archive.database.connection import Database

#: Pages of an index that one transaction merges, and their size in bytes.
_MERGED, _INDEX_PAGE = 1000, 4050
#: Changes that a call makes at least while there is something to merge.
_MERGING = 2
#: In bytes: what the log may hold while smaller steps are written.
LOG = 32 * 1024 * 1024


def merge(db: Database, index: str) -> Iterator[None]:
    """Merge all segments of a full-text index into one, in steps that are a transaction each: what
    was merged stays so whenever it is cut off
    (https://www.sqlite.org/fts5.html#the_merge_command).
    """
    # The first call, with a negative number, has all segments merged, however many there are.
    wanted = -_MERGED
    while True:
        with db.transaction():
            before = db.connection.total_changes
            db.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('merge', :n)", {"n": wanted})
            changes = db.connection.total_changes - before
        yield
        if changes < _MERGING:
            return
        wanted = _MERGED


def merge_steps(db: Database, index: str) -> int:
    """About how many steps :func:`merge` takes at the most."""
    return index_bytes(db, index) // (_MERGED * _INDEX_PAGE) + 2


def vacuum(db: Database) -> None:
    """Write the file anew without gaps (https://www.sqlite.org/lang_vacuum.html). A kill leaves it
    as it was. What SQLite writes aside goes beside the archive: elsewhere there may be less room.
    """
    beside = str(db.path.resolve().parent).replace("'", "''")
    # https://www.sqlite.org/pragma.html#pragma_temp_store_directory
    db.execute(f"PRAGMA temp_store_directory = '{beside}'")
    try:
        db.execute("VACUUM")
    finally:
        db.execute("PRAGMA temp_store_directory = ''")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def file_bytes(db: Database) -> int:
    """Bytes of the file, once its log is written into it: readers may keep that from being done."""
    return _pragma(db, "page_count") * _pragma(db, "page_size")


def live_bytes(db: Database) -> int:
    """Bytes of the file without its free pages: what a vacuum leaves at the most."""
    return file_bytes(db) - _pragma(db, "freelist_count") * _pragma(db, "page_size")


def index_bytes(db: Database, index: str) -> int:
    """Bytes of a full-text index."""
    return int(db.value(f"SELECT coalesce(sum(length(block)), 0) FROM {index}_data"))


def _pragma(db: Database, name: str) -> int:
    return int(db.value(f"PRAGMA {name}"))
