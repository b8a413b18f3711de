"""Reading another archive without changing anything in it, not even its version."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from scraper.archive.database.connection import Database, failure_of
from scraper.archive.database.opening import (
    close_writer,
    connect_reader,
    is_locked,
    open_for_writing,
    reads_as_it_is,
    refuse_foreign,
)
from scraper.archive.database.upgrade import Upgrade, needs_upgrade
from scraper.errors import ArchiveDamaged, ArchiveUnusable

#: How many times the size of an older archive its copy may need, with what its upgrade takes.
_ROOM = 3
#: Of a name, so many characters are in that of the copy's directory: names have at most 255 bytes.
_NAME = 40


@contextmanager
def opened_unchanged(path: Path, room: Path, how: Upgrade) -> Iterator[Database]:
    """An archive for reading. One that an older version made is copied, and the copy upgraded.

    :param room: the directory in which the copy is made; it is removed afterwards.
    :raises NewerArchive: a later version wrote it.
    :raises ArchiveDamaged: its structure is damaged.
    :raises ArchiveUnusable: it can't be read, or there is no room for a copy.
    :raises ArchiveBusy: somebody wrote it while it was read as a file that nobody writes.
    """
    with ExitStack() as stack:
        with _opened(path) as database:
            _refuse_damaged(database)
            if not needs_upgrade(database.connection):
                yield database
                database.verify_still()
                return
            _refuse_without_room(database, room)
            made = TemporaryDirectory(prefix=f".{path.name[:_NAME]}.adding-", dir=room)
            copy = Path(stack.enter_context(made)) / path.name
            with closing(sqlite3.connect(copy)) as copied:
                database.connection.backup(copied)
        written, lock = open_for_writing(copy, how)
        close_writer(written, lock)
        with _opened(copy) as database:
            yield database


@contextmanager
def _opened(path: Path) -> Iterator[Database]:
    # Without a log nobody writes, and no files are made beside it to read one.
    log = path.with_name(path.name + "-wal")
    has_log = log.exists() and log.stat().st_size > 0
    still = reads_as_it_is(path) or not (has_log or is_locked(path))
    with closing(connect_reader(path, still=still)) as connection:
        refuse_foreign(path, connection)
        connection.execute("BEGIN")  # all of it as it is at one moment, also while a run writes
        yield Database(path, connection, still=still)


def _refuse_damaged(database: Database) -> None:
    """Refuse a file whose structure SQLite finds damaged.

    :raises ArchiveDamaged: it is.
    """
    try:
        (said,) = database.connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        raise failure_of(database.path, error) from error
    if said != "ok":
        raise ArchiveDamaged(f"{database.path} is damaged: {' '.join(said.split())}")


def _refuse_without_room(database: Database, room: Path) -> None:
    """Refuse to copy an archive where there is too little space for that.

    :raises ArchiveUnusable: then.
    """
    needed = database.path.stat().st_size * _ROOM
    free = shutil.disk_usage(room).free
    if free < needed:
        raise ArchiveUnusable(
            f"{database.path} was made by an older version; upgrading a copy of it needs"
            f" {needed:,} bytes of free space in {room}; {free:,} are free"
        )
