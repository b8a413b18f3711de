"""The archive: everything that OnRecord stores, behind typed methods.

::

    Archive
    ├── queue       which pages there are, which are due, what became of each attempt
    ├── snapshots   every page as it was fetched
    ├── histories   all snapshots of a page, and when it was unchanged
    ├── joining     what another archive holds of a story
    ├── records     transcripts and their revisions
    ├── people      who speaks, across transcripts
    ├── corrections who is who, as a person said it
    ├── runs        what was done when, and what the schedule had due
    ├── health      how each source does, and whether its pages changed
    ├── search      the full-text index
    ├── room        what the reading room shows
    ├── corpus      transcripts in bulk, for other programs
    ├── alerts      what searches found in what is new, and who was told
    ├── quotations  where the words of a quotation may stand
    ├── forgetting  stories that are removed for good
    ├── landed_parts  which parts, read elsewhere, were landed
    ├── integrity   checks, repairs, backups
    └── optimizing  a smaller file and faster searches

Code outside this package sees no SQL and no connection.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from filelock import FileLock

from scraper.archive.alerts import Alerts
from scraper.archive.corpus import Corpus
from scraper.archive.database.connection import Database
from scraper.archive.database.guard import (
    MACHINERY,
    hide_kept_pages,
    is_archive,
    is_archive_file,
    kept_pages_shown,
)
from scraper.archive.database.opening import (
    close_writer,
    is_locked,
    open_for_reading,
    open_for_writing,
    over_foreign,
)
from scraper.archive.database.unchanged import opened_unchanged
from scraper.archive.database.upgrade import Upgrade
from scraper.archive.forgetting import Forgetting
from scraper.archive.health import Health
from scraper.archive.integrity.integrity import Integrity
from scraper.archive.joining import Joining
from scraper.archive.landed_parts import LandedParts
from scraper.archive.optimizing import Optimizing
from scraper.archive.people import Corrections, People
from scraper.archive.queue import Queue
from scraper.archive.quotations import Quotations
from scraper.archive.reading_room import ReadingRoom
from scraper.archive.records.landing import Lander, LandingPolicy
from scraper.archive.records.reading import Records
from scraper.archive.runs import Runs
from scraper.archive.search import Search
from scraper.archive.snapshots import Histories, Snapshots


class Archive:
    """An open archive. Use as a context manager."""

    #: Tables and indexes that readers of the tables have no use for.
    MACHINERY = MACHINERY

    def __init__(
        self, database: Database, lock: FileLock | None = None, *, foreign: bool = False
    ) -> None:
        self._db = database
        self._lock = lock
        self._foreign = foreign
        self.path = database.path
        self.queue = Queue(database)
        self.snapshots = Snapshots(database)
        self.histories = Histories(database, self.snapshots)
        self.joining = Joining(database, self.queue, self.snapshots, self.histories)
        self.records = Records(database)
        self.people = People(database)
        self.corrections = Corrections(database)
        self.runs = Runs(database)
        self.health = Health(database)
        self.search = Search(database)
        self.room = ReadingRoom(database)
        self.corpus = Corpus(database, self.search)
        self.alerts = Alerts(database, self.search)
        self.quotations = Quotations(database)
        self.forgetting = Forgetting(database, self.snapshots)
        self.landed_parts = LandedParts(database)
        self.integrity = Integrity(database, self.snapshots)
        self.optimizing = Optimizing(database, self.snapshots)

    @classmethod
    def write(cls, path: Path, how: Upgrade = Upgrade()) -> Archive:  # noqa: B008  it is frozen
        """Open ``path`` for writing, making or upgrading it as needed.

        :raises ArchiveBusy: another run holds it.
        :raises NotAnArchive: the file is something else.
        :raises NewerArchive: a later version wrote it.
        :raises ArchiveUnusable: it can't be made, upgraded or written.
        """
        return cls(*open_for_writing(path, how))

    @classmethod
    def read(cls, path: Path, how: Upgrade = Upgrade()) -> Archive:  # noqa: B008
        """Open ``path`` read-only; one that an older version made is upgraded first.

        :raises ArchiveUnusable: it is not there, or one of the errors of :meth:`write`.
        """
        return cls(open_for_reading(path, how))

    @classmethod
    @contextmanager
    def unchanged(cls, path: Path, aside: Path, how: Upgrade = Upgrade()) -> Iterator[Archive]:  # noqa: B008
        """Open an archive that nothing of may change; one that an older version made is copied into
        the directory ``aside``, which is removed afterwards, and the copy upgraded.

        :raises ArchiveError: it is damaged, a later version wrote it, or it can't be read.
        """
        with opened_unchanged(path, aside, how) as database:
            yield cls(database, foreign=True)

    @classmethod
    def over(cls, connection: sqlite3.Connection, path: Path) -> Archive:
        """The archive over a read-only connection that somebody else opened and will close.

        :param path: the archive's file, for messages.
        :raises ArchiveUnusable: another version made it.
        """
        return cls(over_foreign(path, connection), foreign=True)

    @staticmethod
    def is_behind(connection: sqlite3.Connection) -> bool:
        """Whether a connection that somebody else opened is one to an archive."""
        return is_archive(connection)

    @staticmethod
    def is_at(path: Path) -> bool:
        """Whether a file is an archive."""
        return is_archive_file(path)

    @staticmethod
    def hide_kept_pages(connection: sqlite3.Connection) -> None:
        """Have whoever reads a stored page through somebody else's connection get null."""
        hide_kept_pages(connection)

    def kept_pages_shown(self) -> AbstractContextManager[None]:
        """Read stored pages through a connection of somebody else's that hides them."""
        return kept_pages_shown(self._db.connection)

    def lander(self, policy: LandingPolicy = LandingPolicy()) -> Lander:  # noqa: B008  it is frozen
        """What lands pages."""
        return Lander(self._db, self.queue, self.snapshots, policy)

    def transaction(self) -> AbstractContextManager[None]:
        """Several writes, all or nothing.

        :raises ArchiveError: the archive can't be written.
        """
        return self._db.transaction()

    def savepoint(self) -> AbstractContextManager[None]:
        """A part of a transaction that fails alone."""
        return self._db.savepoint()

    def is_held(self) -> bool:
        """True while a run holds the archive for writing."""
        if self._lock is not None:
            return True
        return is_locked(self.path)

    def close(self) -> None:
        """Close the file, then let the lock go. A foreign connection stays open.

        :raises ArchiveBusy: somebody wrote a file that was read as one that nobody writes: what was
            read may be wrong.
        """
        if self._lock is not None:
            close_writer(self._db, self._lock)
        elif not self._foreign:
            self._db.connection.close()
            self._db.verify_still()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
