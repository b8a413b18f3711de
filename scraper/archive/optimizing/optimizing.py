"""The steps that make an archive smaller and faster. Each consists of transactions, and the next
start continues whatever was cut off.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from scraper.archive.database.connection import Database
from scraper.archive.integrity.structure import search_indexes
from scraper.archive.optimizing.dropping import drop, droppable
from scraper.archive.optimizing.file import (
    LOG,
    file_bytes,
    index_bytes,
    live_bytes,
    merge,
    merge_steps,
    vacuum,
)
from scraper.archive.optimizing.repacking import Repacking
from scraper.archive.snapshots.store import Snapshots
from scraper.archive.states import KeepSnapshots
from scraper.errors import ArchiveUnusable


@dataclass(frozen=True, slots=True)
class Sizes:
    """The size of the archive file, including its log, and of parts of it, in bytes."""

    file: int
    kept_pages: int
    dictionaries: int
    indexes: int


@dataclass(frozen=True, slots=True)
class Room:
    """The disk space that is needed at most, and the free disk space, in bytes."""

    needed: int
    free: int


class Optimizing:
    """Optimizes an archive that is open for writing."""

    def __init__(self, db: Database, snapshots: Snapshots) -> None:
        self._db, self._snapshots = db, snapshots

    def sizes(self) -> Sizes:
        """How large it is."""
        bodies = "SELECT coalesce(sum(length(body)), 0) FROM {}"
        return Sizes(
            file_bytes(self._db),
            int(self._db.value(bodies.format("snapshots"))),
            int(self._db.value(bodies.format("dictionaries"))),
            sum(index_bytes(self._db, one) for one in search_indexes(self._db)),
        )

    def room(self) -> Room:
        """The disk that the steps need.

        A merged index is written before the one in pieces goes. The vacuum writes the file aside,
        and from there into the log, both as large as what is in it.
        """
        largest = max(index_bytes(self._db, one) for one in search_indexes(self._db))
        needed = 2 * live_bytes(self._db) + largest + LOG
        return Room(needed, shutil.disk_usage(self._db.path.resolve().parent).free)

    def require_room(self) -> None:
        """Make sure that there is room.

        :raises ArchiveUnusable: there is too little.
        """
        room = self.room()
        if room.free < room.needed:
            raise ArchiveUnusable(
                f"optimizing {self._db.path} needs {room.needed:,} bytes of free space on its disk;"
                f" {room.free:,} are free"
            )

    def snapshots(self) -> int:
        """How many pages are kept, one that was fetched twice counted twice."""
        return int(self._db.value("SELECT count(*) FROM snapshots"))

    def droppable(self, keep: KeepSnapshots) -> int:
        """How many kept pages :meth:`drop` drops."""
        return len(droppable(self._db, keep))

    def drop(self, keep: KeepSnapshots) -> Iterator[int]:
        """Drop the kept pages that ``keep`` has no use for; how many at a time. Never one by which
        a transcript can be read again, or that alone has the words of a revision.

        :raises ArchiveError: the archive can't be written.
        """
        return drop(self._db, keep)

    def repack(self, now: datetime) -> Iterator[int]:
        """Compress kept pages anew; how many were looked at, some at a time.

        :raises ArchiveError: the archive can't be written.
        """
        try:
            yield from Repacking(self._db, now).repack()
        finally:
            self._snapshots.forget()

    def merge_steps(self) -> int:
        """About how many steps :meth:`merge_indexes` takes at the most."""
        return sum(merge_steps(self._db, one) for one in search_indexes(self._db))

    def merge_indexes(self) -> Iterator[None]:
        """Merge the segments of the full-text indexes, a little at a time.

        :raises ArchiveError: the archive can't be written.
        """
        for index in search_indexes(self._db):
            yield from merge(self._db, index)

    def vacuum(self) -> None:
        """Write the file anew without gaps.

        :raises ArchiveError: the archive can't be written.
        """
        vacuum(self._db)
