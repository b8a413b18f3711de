"""The archive: everything that OnRecord stores, behind typed methods.

::

    Archive
    ├── queue       the known pages, which of them are due, and the outcome of each attempt
    ├── snapshots   every page as it was fetched
    ├── histories   all snapshots of a page, and the times at which it was unchanged
    ├── joining     adding another archive's stories
    ├── records     transcripts and their revisions
    ├── people      the speakers across transcripts
    ├── corrections corrections by hand of who is who
    ├── runs        past runs, and the runs that the schedule had due
    ├── health      the state of each source, and whether its pages changed
    ├── search      the full-text index
    ├── room        the queries of the reading room
    ├── corpus      transcripts in bulk, for other programs
    ├── alerts      what alerts found in new transcripts, and what was sent
    ├── quotations  candidates for the source of a quotation
    ├── forgetting  stories that are removed for good
    ├── landed_parts  which parts, read elsewhere, were landed
    ├── integrity   checks, repairs, backups
    └── optimizing  a smaller file and faster searches

Code outside this package never sees SQL or a connection.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

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
from scraper.closing import Closing


class Archive(Closing):
    """An open archive. Use it as a context manager."""

    #: Internal tables and indexes, of no use to people who read the tables.
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
        """Open ``path`` for writing. Create or upgrade it if needed.

        :raises ArchiveBusy: another run is using it.
        :raises NotAnArchive: the file is something else.
        :raises NewerArchive: a later version wrote it.
        :raises ArchiveUnusable: it can't be created, upgraded or written.
        """
        return cls(*open_for_writing(path, how))

    @classmethod
    def read(cls, path: Path, how: Upgrade = Upgrade()) -> Archive:  # noqa: B008
        """Open ``path`` read-only. If an older version made it, upgrade it first.

        :raises ArchiveUnusable: it does not exist. The errors of :meth:`write` can also occur.
        """
        return cls(open_for_reading(path, how))

    @classmethod
    @contextmanager
    def unchanged(cls, path: Path, room: Path, how: Upgrade = Upgrade()) -> Iterator[Archive]:  # noqa: B008
        """Open an archive without changing it. If an older version made it, copy it into the
        directory ``room`` for as long as it is open, and upgrade the copy.

        :raises ArchiveError: it is damaged, a later version wrote it, or it can't be read.
        """
        with opened_unchanged(path, room, how) as database:
            yield cls(database, foreign=True)

    @classmethod
    def over(cls, connection: sqlite3.Connection, path: Path) -> Archive:
        """The archive behind a read-only connection that the caller opened and will close.

        :param path: the archive file, for messages.
        :raises ArchiveUnusable: another version made it.
        """
        return cls(over_foreign(path, connection), foreign=True)

    @staticmethod
    def is_behind(connection: sqlite3.Connection) -> bool:
        """Whether a connection that the caller opened leads to an archive."""
        return is_archive(connection)

    @staticmethod
    def is_at(path: Path) -> bool:
        """Whether a file is an archive."""
        return is_archive_file(path)

    @staticmethod
    def hide_kept_pages(
        connection: sqlite3.Connection, schemas: Collection[str] | None = None
    ) -> None:
        """Make stored pages read as null through a connection that the caller opened.

        :param schemas: the names under which archives are attached to it; None: it leads to one.
        """
        hide_kept_pages(connection, schemas)

    def kept_pages_shown(self) -> AbstractContextManager[None]:
        """Allow stored pages to be read through a connection that hides them."""
        return kept_pages_shown(self._db.connection)

    def lander(self, policy: LandingPolicy = LandingPolicy()) -> Lander:  # noqa: B008  it is frozen
        """An object that lands pages."""
        return Lander(self._db, self.queue, self.snapshots, policy)

    def transaction(self) -> AbstractContextManager[None]:
        """Several writes, all or nothing.

        :raises ArchiveError: the archive can't be written.
        """
        return self._db.transaction()

    def savepoint(self) -> AbstractContextManager[None]:
        """A part of a transaction that can fail without the rest."""
        return self._db.savepoint()

    def is_held(self) -> bool:
        """True while a run is using the archive for writing."""
        if self._lock is not None:
            return True
        return is_locked(self.path)

    def close(self) -> None:
        """Close the file, then release the lock. A connection that the caller opened stays open.

        :raises ArchiveBusy: the file was read on the assumption that nobody was writing it, but
            somebody wrote it. What was read may be wrong.
        """
        if self._lock is not None:
            close_writer(self._db, self._lock)
        elif not self._foreign:
            self._db.connection.close()
            self._db.verify_still()
