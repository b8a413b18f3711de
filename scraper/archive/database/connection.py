"""The one connection to an archive: statements, transactions, and errors as sentences."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from scraper.archive.database.batch import Batch
from scraper.archive.row_statements import Row, columns, insertion, values
from scraper.archive.times import is_time, parse
from scraper.errors import ArchiveBusy, ArchiveDamaged, ArchiveError, RowRefused

#: How long a statement waits for another program's lock.
BUSY_TIMEOUT_S = 10.0
#: The SQLite that is linked.
SQLITE_VERSION = sqlite3.sqlite_version

T = TypeVar("T")
R = TypeVar("R", bound=Row)
_Values = Mapping[str, Any] | Sequence[Any]
#: Errors of a statement or a value, not of the file or the disk: a mistake in one page's rows.
_OF_THE_STATEMENT = (sqlite3.IntegrityError, sqlite3.ProgrammingError, sqlite3.DataError)
#: What SQLite says of a file that is not as OnRecord made it.
_DAMAGE = ("malformed", "Could not decode", "no such table", "no such column", "no such module")


class Database:
    """An open archive file. Outside transactions the connection is in autocommit mode.

    :param file: the device and inode of the file being written, so that writing stops if it is
        deleted or replaced; None for readers.
    :param still: the file is read on the assumption that nobody writes it.
    """

    def __init__(
        self,
        path: Path,
        connection: sqlite3.Connection,
        file: tuple[int, int] | None = None,
        *,
        still: bool = False,
    ) -> None:
        self.path = path
        self.connection = connection
        self._file = file
        self._batch = Batch(connection)
        self._forgetting: list[Callable[[], None]] = []
        self._still = _state_of(path) if still else None

    # -- statements ---------------------------------------------------------------------------

    def execute(self, sql: str, values: _Values = ()) -> sqlite3.Cursor:
        """Execute one statement.

        :raises ArchiveError: the file, the disk or another program refuses.
        """
        try:
            return self.connection.execute(sql, values)
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            raise self.failure(error) from error

    def execute_many(self, sql: str, values: Iterable[_Values]) -> sqlite3.Cursor:
        """Execute one statement for each of ``values``."""
        try:
            return self.connection.executemany(sql, values)
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            raise self.failure(error) from error

    def all(self, kind: Callable[..., T], sql: str, values: _Values = ()) -> list[T]:
        """Every row of a query, each as ``kind`` makes it of its columns."""
        try:
            return [kind(*row) for row in self.connection.execute(sql, values)]
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            raise self.failure(error) from error

    def first(self, kind: Callable[..., T], sql: str, values: _Values = ()) -> T | None:
        """The first row of a query as ``kind`` makes it, None if there is none."""
        try:
            row = self.connection.execute(sql, values).fetchone()
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            raise self.failure(error) from error
        return None if row is None else kind(*row)

    def tuples(self, sql: str, values: _Values = ()) -> list[tuple[Any, ...]]:
        """Every row of a query."""
        return self.all(lambda *row: row, sql, values)

    def value(self, sql: str, values: _Values = ()) -> Any:
        """The first column of the first row, None if there is no row."""
        return self.first(_first_of, sql, values)

    def rows(self, row: type[R], rest: str = "", values: _Values = ()) -> list[R]:
        """The rows of a table; ``rest`` is the query from ``WHERE`` or ``JOIN`` on."""
        return self.all(row, f"SELECT {columns(row)} FROM {row.TABLE} {rest}", values)

    def row(self, row: type[R], rest: str, values: _Values = ()) -> R | None:
        """The first of such rows, None if there is none."""
        return self.first(row, f"SELECT {columns(row)} FROM {row.TABLE} {rest}", values)

    def insert(self, row: Row) -> int:
        """Insert a row; its id."""
        kind = type(row)
        return int(self.execute(insertion(kind), values(kind)(row)).lastrowid or 0)

    def insert_later(self, rows: Iterable[Row]) -> None:
        """Insert rows before the transaction commits, together with those of its other pages.
        Call :meth:`flush` before reading such rows in the same transaction.
        """
        self._batch.add(rows)

    def flush(self) -> None:
        """Insert what :meth:`insert_later` was given.

        :raises RowRefused: a row of one of the pages is the fault.
        """
        try:
            self._batch.flush()
        except (*_OF_THE_STATEMENT, UnicodeEncodeError, OverflowError) as error:
            raise RowRefused(f"{self.path} takes no such row: {error}") from error
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            raise self.failure(error) from error

    # -- transactions -------------------------------------------------------------------------

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, with the write lock taken at once (an upgrade in mid-transaction fails
        whatever the busy timeout). Inside an open transaction it is part of that one.

        :raises ArchiveBusy: another program keeps the file locked.
        :raises ArchiveError: the disk or the file refuses, or the file is no longer there.
        """
        if self.connection.in_transaction:
            yield
        else:
            with self._own_transaction():
                yield

    @contextmanager
    def _own_transaction(self) -> Iterator[None]:
        self._still_there()
        self.execute("BEGIN IMMEDIATE")
        try:
            # Triggers take any other change of what a page said for an edit by hand.
            self.execute("UPDATE own_write SET active = 1")
            yield
            self.flush()
            self.execute("UPDATE own_write SET active = 0")
            self.execute("COMMIT")
        except BaseException as error:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            self._rolled_back()
            if isinstance(error, sqlite3.Error | UnicodeEncodeError | OverflowError):
                raise RowRefused(f"{self.path} takes no such row: {error}") from error
            raise
        finally:
            self._batch.clear()

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """A part of a transaction that fails alone."""
        mark = self._batch.mark()
        self.execute("SAVEPOINT part")
        try:
            yield
            self.execute("RELEASE part")
        except BaseException:
            # A full disk has rolled the whole transaction back already.
            if self.connection.in_transaction:
                self.execute("ROLLBACK TO part")
                self.execute("RELEASE part")
                self._batch.restore(mark)
            self._rolled_back()
            raise

    def on_rollback(self, forget: Callable[[], None]) -> None:
        """Have ``forget`` called whenever something that was written is no longer."""
        self._forgetting.append(forget)

    def _rolled_back(self) -> None:
        for forget in self._forgetting:
            forget()

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
                f"{self.path} was deleted while it was in use; everything stored in it is lost"
            ) from error
        if (now.st_dev, now.st_ino) != self._file:
            raise ArchiveError(f"{self.path} was replaced by another file while it was in use")

    # -- failures -----------------------------------------------------------------------------

    def failure(self, error: Exception) -> Exception:
        """What to raise for an error of SQLite's: an :class:`ArchiveError` that names the file, or
        the error itself where it is the statement's own fault.
        """
        return self._changed() or failure_of(self.path, error)

    def verify_still(self) -> None:
        """Raise where a file was written that was read as one that nobody writes: what was read of
        it may be wrong.

        :raises ArchiveBusy: then.
        """
        if (error := self._changed()) is not None:
            raise error

    def _changed(self) -> ArchiveBusy | None:
        if self._still is None or _state_of(self.path) == self._still:
            return None
        return ArchiveBusy(f"{self.path} was written while it was read")

    def time(self, text: str) -> datetime:
        """A time that the archive holds.

        :raises ArchiveDamaged: it is none.
        """
        if not is_time(text):
            raise ArchiveDamaged(f"{self.path} is damaged: {text!r} is not a time")
        return parse(text)


def failure_of(path: Path, error: Exception) -> Exception:
    """See :meth:`Database.failure`."""
    code = getattr(error, "sqlite_errorcode", None)
    primary = code & 0xFF if isinstance(code, int) else None
    if primary in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return ArchiveBusy(
            f"another program has kept {path} locked for {BUSY_TIMEOUT_S:.0f} seconds; nothing is"
            " lost"
        )
    if isinstance(error, _OF_THE_STATEMENT):
        return error
    said = str(error)
    if (
        primary in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
        or isinstance(error, UnicodeDecodeError)
        or any(sign in said for sign in _DAMAGE)
    ):
        return ArchiveDamaged(f"{path} is damaged: {said}")
    if primary in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_FULL):
        return ArchiveError(f"{path} can't be written: {said}")
    if primary == sqlite3.SQLITE_ERROR:
        return error
    return ArchiveError(f"{path} can't be used: {said}")


def _state_of(path: Path) -> tuple[int, int, bool]:
    """What changes when somebody writes: size, time, and whether there is a log with something."""
    found, log = path.stat(), path.with_name(path.name + "-wal")
    return found.st_size, found.st_mtime_ns, log.exists() and log.stat().st_size > 0


def _first_of(first: Any, *_rest: Any) -> Any:
    return first
