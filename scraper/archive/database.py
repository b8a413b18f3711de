"""Opening the archive: one writer, any number of readers.

The one writing connection in the whole archive is held under a lock file that dies with its
holder. Readers open the file read-only and see whole transactions (write-ahead log).
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from filelock import FileLock, Timeout
from sqlite_utils import Database

from scraper.archive.migrations import migrations
from scraper.errors import (
    ArchiveBusy,
    ArchiveError,
    ArchiveUnusable,
    NewerArchive,
    NotAnArchive,
)

#: "OnRe" as SQLite's application_id: tells an archive from any other database.
APPLICATION_ID = 0x4F6E5265
_BUSY_TIMEOUT_S = 10.0


class Archive:
    """An open archive. Use as a context manager.

    ``connection`` is in autocommit mode: whatever writes does so inside :meth:`transaction`.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection, lock: FileLock | None) -> None:
        self.path = path
        self.connection = connection
        self._lock = lock
        self._file: tuple[int, int] | None = None

    @classmethod
    def write(cls, path: Path) -> Archive:
        """Open ``path`` for writing, making or migrating it as needed.

        :raises ArchiveBusy: another run holds it.
        :raises NotAnArchive: the file is something else.
        :raises NewerArchive: a later version wrote it.
        :raises ArchiveUnusable: it can't be made or written.
        """
        _check_place(path)
        lock = _locked(path)
        try:
            connection = _connect(path, "rwc")
            _refuse_foreign(path, connection)
            archive = cls(path, connection, lock)
            archive._prepare()
            made = path.stat()
            archive._file = (made.st_dev, made.st_ino)
        except BaseException:
            lock.release()
            raise
        return archive

    @classmethod
    def read(cls, path: Path) -> Archive:
        """Open ``path`` read-only; one that an older version made is brought up to date first.

        :raises ArchiveUnusable: it is not there, or one of the errors of :meth:`write`.
        """
        if not path.exists():
            raise ArchiveUnusable(
                f"there is no archive at {path} yet; make one with `onrecord demo` or"
                " `onrecord run`"
            )
        # Reading a write-ahead log needs a file beside it; where none can be made and no log is,
        # nobody writes either.
        wal = path.with_name(path.name + "-wal")
        still = not os.access(path.parent, os.W_OK) and not wal.exists()
        connection = _connect(path, "ro&immutable=1" if still else "ro")
        _refuse_foreign(path, connection)
        if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            raise NotAnArchive(f"{path} is empty: it is no OnRecord archive")
        if migrations.pending(Database(connection, execute_plugins=False)):
            connection.close()
            cls.write(path).close()
            connection = _connect(path, "ro")
        return cls(path, connection, None)

    def _prepare(self) -> None:
        connection = self.connection
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            # First, so that an archive whose making was cut off is known for one.
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            migrations.apply(Database(connection, execute_plugins=False))
        except (sqlite3.Error, UnicodeError) as error:
            connection.close()
            raise _busy(self.path, error) or ArchiveUnusable(
                f"{self.path} can't be written: {error}"
            ) from error

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing, with the write lock taken at once (an upgrade in mid-transaction fails
        whatever the busy time-out).

        :raises ArchiveBusy: another program keeps the file locked.
        :raises ArchiveError: the disk or the file refuses, or the file is no longer there.
        """
        connection = self.connection
        self._still_there()
        try:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
        except sqlite3.DatabaseError as error:
            raise _busy(self.path, error) or ArchiveError(
                f"{self.path} can't be written: {error}"
            ) from error

    def _still_there(self) -> None:
        """Writing goes on into a file that was deleted or replaced, and is lost with it.

        :raises ArchiveError: that happened.
        """
        if self._file is None:
            return
        try:
            now = self.path.stat()
        except OSError as error:
            raise ArchiveError(
                f"{self.path} was deleted while it was worked on; what was landed before is lost"
                " with it"
            ) from error
        if (now.st_dev, now.st_ino) != self._file:
            raise ArchiveError(
                f"{self.path} was replaced by another file while it was worked on; the rest stays"
                " queued there"
            )

    def close(self) -> None:
        """Close the connection, then let the lock go."""
        try:
            if self._lock is not None and not self.connection.in_transaction:
                with suppress(sqlite3.Error):  # a full disk has been told of where it mattered
                    self.connection.execute("PRAGMA optimize")
            self.connection.close()
        finally:
            if self._lock is not None:
                self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _check_place(path: Path) -> None:
    if path.is_dir():
        raise ArchiveUnusable(f"{path} is a directory; --db names the archive's file")
    if not path.parent.is_dir():
        raise ArchiveUnusable(f"{path} can't be made: there is no directory {path.parent}")
    target = path if path.exists() else path.parent
    if not os.access(target, os.W_OK):
        why = "its file system is read-only" if _is_read_only(target) else "permission denied"
        raise ArchiveUnusable(f"{path} can't be written: {why}")


def _busy(path: Path, error: Exception) -> ArchiveBusy | None:
    if getattr(error, "sqlite_errorcode", None) != sqlite3.SQLITE_BUSY:
        return None
    return ArchiveBusy(
        f"another program has kept {path} locked for {_BUSY_TIMEOUT_S:.0f} seconds; nothing is"
        " lost: start again when it is done"
    )


def _is_read_only(path: Path) -> bool:
    return hasattr(os, "statvfs") and bool(os.statvfs(path).f_flag & os.ST_RDONLY)


def _locked(path: Path) -> FileLock:
    lock = FileLock(path.with_name(path.name + ".lock"))
    try:
        lock.acquire(timeout=0)
    except Timeout:
        if not Path(lock.lock_file).exists():  # filelock waits in vain where it can't make its file
            raise ArchiveUnusable(f"{path} can't be made: {path.parent} takes no files") from None
        raise ArchiveBusy(f"another run holds {path}; try again when it is done") from None
    except OSError as error:
        raise ArchiveUnusable(f"{path} can't be locked: {error.strerror or error}") from error
    return lock


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    try:
        connection = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode={mode}",
            uri=True,
            timeout=_BUSY_TIMEOUT_S,
            isolation_level=None,
        )
    except sqlite3.OperationalError as error:
        raise ArchiveUnusable(f"{path} can't be opened: {error}") from error
    connection.row_factory = sqlite3.Row
    return connection


def _refuse_foreign(path: Path, connection: sqlite3.Connection) -> None:
    """Refuse what isn't SQLite, isn't an archive, or is a later version's."""
    try:
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
        ours = connection.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
        applied = migrations.applied(Database(connection, execute_plugins=False))
    except (sqlite3.DatabaseError, UnicodeError) as error:
        connection.close()
        if isinstance(error, UnicodeError) or "malformed" in str(error):
            raise ArchiveUnusable(f"{path} is damaged ({error}); restore a backup") from error
        if isinstance(error, sqlite3.OperationalError):
            raise ArchiveUnusable(f"{path} can't be read: {error}") from error
        raise NotAnArchive(f"{path} is not an SQLite database, so it is no archive") from error
    known = {migration.name for migration in migrations._migrations}
    later = [migration.name for migration in applied if migration.name not in known]
    if later:
        connection.close()
        raise NewerArchive(
            f"{path} was written by a newer OnRecord (it has {later[0]}); upgrade with "
            "`pip install -U onrecord`"
        )
    if tables and not ours and not applied:
        connection.close()
        raise NotAnArchive(f"{path} is an SQLite database, but not an OnRecord archive")
