"""Opening an archive file: one writer, any number of readers.

A lock file, which is released when its process ends, allows only one writing connection. Readers
open the file read-only and see whole transactions (write-ahead log,
https://www.sqlite.org/wal.html).
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from filelock import FileLock, Timeout
from sqlite_utils import Database as SqliteUtils

from scraper.archive.database.connection import BUSY_TIMEOUT_S, Database, failure_of
from scraper.archive.database.migrations import migrations
from scraper.archive.database.upgrade import Upgrade, needs_upgrade, upgrade
from scraper.errors import (
    ArchiveBusy,
    ArchiveDamaged,
    ArchiveError,
    ArchiveUnusable,
    ErrorCode,
    NewerArchive,
    NotAnArchive,
)
from scraper.names import name_key

#: "OnRe" as SQLite's application_id: tells an archive from any other database.
APPLICATION_ID = 0x4F6E5265
#: In pages of 4 KiB: the log is copied into the file when it has grown by so many. A page that many
#: transactions change is then copied once.
_CHECKPOINT_PAGES = 4000


def open_for_writing(path: Path, how: Upgrade) -> tuple[Database, FileLock]:
    """Open ``path`` for writing, making or upgrading it as needed.

    :raises ArchiveError: one of its kinds.
    """
    _check_place(path)
    lock = _locked(path)
    try:
        connection = _connect(path, "rwc")
        try:
            refuse_foreign(path, connection)
            _prepare(path, connection, how)
            made = path.stat()
        except BaseException:
            connection.close()
            raise
    except BaseException:
        lock.release()
        raise
    database = Database(path, connection, (made.st_dev, made.st_ino))
    if database.tuples("SELECT active FROM own_write") == [(1,)]:
        # Somebody set it by hand; left so, edits by hand would not be noticed.
        database.execute("UPDATE own_write SET active = 0")
    return database, lock


def open_for_reading(path: Path, how: Upgrade) -> Database:
    """Open ``path`` read-only; one that an older version made is upgraded first.

    :raises ArchiveError: one of its kinds.
    """
    if not _is_there(path):
        raise ArchiveUnusable(f"there is no archive at {path}", code=ErrorCode.ARCHIVE_MISSING)
    _refuse_directory(path)
    still = reads_as_it_is(path)
    connection = connect_reader(path, still=still)
    try:
        refuse_foreign(path, connection)
        if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            raise NotAnArchive(f"{path} is an empty file, not an OnRecord archive")
        if needs_upgrade(connection):
            if not os.access(path, os.W_OK):
                raise ArchiveUnusable(
                    f"{path} was made by an older version of OnRecord, and only its owner can"
                    " upgrade it",
                    code=ErrorCode.ARCHIVE_OUTDATED,
                )
            connection.close()
            database, lock = open_for_writing(path, how)
            close_writer(database, lock)
            still = reads_as_it_is(path)
            connection = connect_reader(path, still=still)
    except BaseException:
        connection.close()
        raise
    return Database(path, connection, still=still)


def over_foreign(path: Path, connection: sqlite3.Connection) -> Database:
    """An archive over a connection that somebody else opened and closes (Datasette's).

    :raises ArchiveUnusable: the archive was made by another version.
    """
    refuse_foreign(path, connection)
    if needs_upgrade(connection):
        raise ArchiveUnusable(
            f"{path} was made by an older version of OnRecord", code=ErrorCode.ARCHIVE_OUTDATED
        )
    return Database(path, connection)


def close_writer(database: Database, lock: FileLock) -> None:
    """Close the connection, then let the lock go.

    The last connection to close is a read-only one, which leaves the empty log and its index in
    place: they are the owner's then, and readers under another user need not make them.
    """
    connection = database.connection
    try:
        if not connection.in_transaction:
            with suppress(sqlite3.Error):  # a full disk has been told of where it mattered
                connection.execute("PRAGMA optimize")
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        with suppress(sqlite3.Error, ArchiveError), closing(_connect(database.path, "ro")) as last:
            last.execute("SELECT 1 FROM sqlite_master").fetchone()
            connection.close()
        connection.close()
    finally:
        lock.release()


def _prepare(path: Path, connection: sqlite3.Connection, how: Upgrade) -> None:
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT_PAGES}")
        # First, so that an archive whose making was cut off is known for one.
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        upgrade(path, connection, how)
    except (sqlite3.Error, UnicodeError, OSError) as error:
        failure = failure_of(path, error)
        if isinstance(failure, ArchiveBusy | ArchiveDamaged):
            raise failure from error
        for log in _logs(path):
            if log.exists() and not os.access(log, os.W_OK):
                raise ArchiveUnusable(
                    f"{path} can't be written: {log} belongs to another user",
                    code=ErrorCode.ARCHIVE_LOG_FOREIGN,
                    log=log,
                ) from error
        raise ArchiveUnusable(f"{path} can't be written: {error}") from error


def _is_there(path: Path) -> bool:
    """Whether there is a file.

    :raises ArchiveUnusable: nobody can tell: its directory can't be entered, its name is too long.
    """
    try:
        path.stat()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise ArchiveUnusable(f"{path} can't be read: {error.strerror or error}") from error
    return True


def _refuse_directory(path: Path) -> None:
    if path.is_dir():
        raise ArchiveUnusable(
            f"{path} is a directory, not an archive file", code=ErrorCode.ARCHIVE_IS_DIRECTORY
        )


def _check_place(path: Path) -> None:
    _is_there(path)
    _refuse_directory(path)
    if not path.parent.is_dir():
        raise ArchiveUnusable(f"{path} can't be created: there is no directory {path.parent}")
    target = path if path.exists() else path.parent
    if not os.access(target, os.W_OK):
        why = "its file system is read-only" if _is_read_only(target) else "permission denied"
        raise ArchiveUnusable(f"{path} can't be written: {why}")


def _is_read_only(path: Path) -> bool:
    return hasattr(os, "statvfs") and bool(os.statvfs(path).f_flag & os.ST_RDONLY)


def _locked(path: Path) -> FileLock:
    lock = FileLock(path.with_name(path.name + ".lock"))
    try:
        lock.acquire(timeout=0)
    except Timeout:
        if not Path(lock.lock_file).exists():  # filelock waits in vain where it can't make its file
            raise ArchiveUnusable(
                f"{path} can't be created: no files can be created in {path.parent}"
            ) from None
        raise ArchiveBusy(f"another run is using {path}") from None
    except OSError as error:
        raise ArchiveUnusable(f"{path} can't be locked: {error.strerror or error}") from error
    return lock


def _logs(path: Path) -> tuple[Path, Path]:
    """The write-ahead log and its index."""
    return path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")


def reads_as_it_is(path: Path) -> bool:
    """True if the file must be read on the assumption that nobody writes it.

    Reading a write-ahead log needs two files next to the archive. A reader creates them if they are
    missing; a reader that runs as another user would then own them and lock the owner out. If there
    is no log, nobody is writing, so the file can be read as it is.

    :raises ArchiveUnusable: there is a log that only the owner can read.
    """
    log, index = _logs(path)
    # SQLite gives files that root makes to the archive's owner.
    ours = not hasattr(os, "geteuid") or os.geteuid() in (0, path.stat().st_uid)
    if (ours and os.access(path.parent, os.W_OK)) or (log.exists() and index.exists()):
        return False
    if log.exists() and log.stat().st_size:
        raise ArchiveUnusable(
            f"{path} can't be read: a run was cut off, and only the archive's owner can read what"
            f" it left in {log}",
            code=ErrorCode.ARCHIVE_LOG_UNREAD,
        )
    return True


def connect_reader(path: Path, *, still: bool) -> sqlite3.Connection:
    """A read-only connection that leaves no files behind."""
    return _connect(path, "ro&immutable=1" if still else "ro")


def is_locked(path: Path) -> bool:
    """True while somebody holds the archive for writing."""
    lock = path.with_name(path.name + ".lock")
    if not lock.exists():
        return False
    try:
        with lock.open("rb") as file:
            # As filelock does it; another user may read the file and not write it.
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    try:
        connection = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode={mode}",
            uri=True,
            timeout=BUSY_TIMEOUT_S,
            isolation_level=None,
        )
    except sqlite3.OperationalError as error:
        raise ArchiveUnusable(f"{path} can't be opened: {error}") from error
    connection.row_factory = sqlite3.Row
    connection.create_function("name_key", 1, name_key, deterministic=True)
    return connection


def refuse_foreign(path: Path, connection: sqlite3.Connection) -> None:
    """Refuse what isn't SQLite, isn't an archive, or is a later version's."""
    try:
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
        ours = connection.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
        applied = migrations.applied(SqliteUtils(connection, execute_plugins=False))
    except (sqlite3.DatabaseError, UnicodeError) as error:
        if isinstance(error, UnicodeError) or "malformed" in str(error):
            raise ArchiveUnusable(
                f"{path} is damaged: {error}", code=ErrorCode.ARCHIVE_DAMAGED
            ) from error
        failure = failure_of(path, error)
        if isinstance(failure, ArchiveBusy):
            raise failure from error
        if isinstance(error, sqlite3.OperationalError):
            raise ArchiveUnusable(f"{path} can't be read: {error}") from error
        raise NotAnArchive(f"{path} is not an archive: it is not an SQLite database") from error
    known = {migration.name for migration in migrations._migrations}
    later = [migration.name for migration in applied if migration.name not in known]
    if later:
        raise NewerArchive(f"{path} was written by a newer version of OnRecord (it has {later[0]})")
    if tables and not ours and not applied:
        raise NotAnArchive(f"{path} is an SQLite database, but not an OnRecord archive")
