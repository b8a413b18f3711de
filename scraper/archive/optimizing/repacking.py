"""Compressing kept pages again.

A run trains a dictionary on the first pages it keeps from a source. But sources change their markup
over the years, so here each layout gets its own dictionary, trained on pages from all its years.
The same pages always give the same dictionary, however they are compressed. So a start after a kill
finds the finished dictionaries and the pages compressed with them, and continues.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime

import zstandard

from scraper.archive.database.connection import Database
from scraper.archive.snapshots.compression import Compression
from scraper.archive.snapshots.store import ENOUGH_PAGES
from scraper.archive.times import stamp

#: Kept pages that are packed in one transaction.
_TOGETHER = 200
#: Pages by which it is judged whether a dictionary is worth its size.
_JUDGED = 32
_GROUPS = """SELECT snapshots.id, source, coalesce(layout, '') FROM snapshots
    JOIN pages ON pages.id = snapshots.page_id
    LEFT JOIN (SELECT page_id, max(layout) AS layout FROM transcripts GROUP BY page_id) AS read
      ON read.page_id = pages.id
    WHERE body_sha256 NOT LIKE 'damaged %' ORDER BY source, snapshots.fetched_at, snapshots.id"""


class Repacking:
    """Packs the kept pages of one archive."""

    def __init__(self, db: Database, now: datetime) -> None:
        self._db, self._now = db, stamp(now)
        self._compression = Compression(db)

    def repack(self) -> Iterator[int]:
        """Pack each kept page with the dictionary of its layout, where that makes it smaller, some
        in each transaction; how many were looked at in each.
        """
        groups = self._groups()
        newest = {source: snapshots[-1] for source, snapshots in groups}
        for source, snapshots in groups:
            is_newest = newest[source] == snapshots[-1]
            dictionary_id = self._dictionary(source, snapshots, is_newest=is_newest)
            self._compression.forget()  # ids of dictionaries are given again
            for first in range(0, len(snapshots), _TOGETHER):
                some = snapshots[first : first + _TOGETHER]
                if dictionary_id is not None:
                    with self._db.transaction():
                        for snapshot in some:
                            self._pack(snapshot, dictionary_id)
                yield len(some)
        self._remove_unused()

    def _groups(self) -> list[tuple[str, list[int]]]:
        """The kept pages of each layout of each source, oldest first; that of the newest last."""
        groups: dict[tuple[str, str], list[int]] = {}
        for snapshot, source, layout in self._db.tuples(_GROUPS):
            snapshots = groups.pop((source, layout), [])
            snapshots.append(snapshot)
            groups[source, layout] = snapshots
        return [(source, snapshots) for (source, _), snapshots in groups.items()]

    def _dictionary(self, source: str, snapshots: Sequence[int], *, is_newest: bool) -> int | None:
        """A dictionary for these pages; None if it would not save more than its own size.

        :param is_newest: whether the newest page is among them. New pages are packed with the
            dictionary of their source that has the highest id, so others get lower ones.
        """
        if len(snapshots) < ENOUGH_PAGES:
            return None
        bodies = [body for one in _spread(snapshots, ENOUGH_PAGES) if (body := self._body(one))]
        if len(bodies) < ENOUGH_PAGES // 2:
            return None
        with self._db.transaction():
            trained = self._compression.train(source, bodies, self._now)
            if trained is None:
                return None
            same = self._db.value(
                "SELECT min(id) FROM dictionaries WHERE source = :source AND body ="
                " (SELECT body FROM dictionaries WHERE id = :id)",
                {"source": source, "id": trained},
            )
            if same != trained:
                self._remove(trained)
                return int(same)
            if not self._is_worth_it(trained, snapshots):
                self._remove(trained)
                return None
            return trained if is_newest else self._lowered(trained)

    def _lowered(self, dictionary_id: int) -> int:
        """Give a dictionary that nothing is packed with the lowest id."""
        lowest = int(self._db.value("SELECT min(id) - 1 FROM dictionaries"))
        self._db.execute(
            "UPDATE dictionaries SET id = :lowest WHERE id = :id",
            {"lowest": lowest, "id": dictionary_id},
        )
        return lowest

    def _is_worth_it(self, dictionary_id: int, snapshots: Sequence[int]) -> bool:
        saved = judged = 0
        for snapshot in _spread(snapshots, _JUDGED):
            if (body := self._body(snapshot)) is None:
                continue
            judged += 1
            packed = self._compression.pack(body, dictionary_id)
            saved += max(self._size("snapshots", snapshot) - len(packed), 0)
        in_all = saved / judged * len(snapshots) if judged else 0
        return in_all > self._size("dictionaries", dictionary_id)

    def _pack(self, snapshot: int, dictionary_id: int) -> None:
        """Pack a page where that makes it smaller; one that is damaged stays as it is."""
        of = {"id": snapshot}
        if self._db.value("SELECT dictionary_id FROM snapshots WHERE id = :id", of) == (
            dictionary_id
        ):
            return
        if (body := self._body(snapshot)) is None:
            return
        packed = self._compression.pack(body, dictionary_id)
        if len(packed) >= self._size("snapshots", snapshot):
            return
        # A good copy is only replaced by one that was seen to be good.
        if self._compression.unpack(packed, dictionary_id, len(body)) != body:
            return
        self._db.execute(
            "UPDATE snapshots SET body = :body, dictionary_id = :dictionary WHERE id = :id",
            {"body": packed, "dictionary": dictionary_id, **of},
        )

    def _body(self, snapshot: int) -> bytes | None:
        """A page, None if it is damaged."""
        of = {"id": snapshot}
        ((packed, dictionary_id, size, body_sha256),) = self._db.tuples(
            "SELECT body, dictionary_id, size, body_sha256 FROM snapshots WHERE id = :id", of
        )
        try:
            body = self._compression.unpack(packed, dictionary_id, size)
        except (zstandard.ZstdError, MemoryError, TypeError, ValueError):
            return None
        return body if hashlib.sha256(body).hexdigest() == body_sha256 else None

    def _size(self, table: str, row: int) -> int:
        return int(self._db.value(f"SELECT length(body) FROM {table} WHERE id = :id", {"id": row}))

    def _remove(self, dictionary_id: int) -> None:
        self._db.execute("DELETE FROM dictionaries WHERE id = :id", {"id": dictionary_id})
        self._compression.forget()

    def _remove_unused(self) -> None:
        """Remove the dictionaries that no page is packed with, except the newest of each source:
        new pages are packed with that.
        """
        with self._db.transaction():
            self._db.execute(
                "DELETE FROM dictionaries WHERE id NOT IN (SELECT dictionary_id FROM snapshots"
                " WHERE dictionary_id IS NOT NULL)"
                " AND id NOT IN (SELECT max(id) FROM dictionaries GROUP BY source)"
            )


def _spread(snapshots: Sequence[int], count: int) -> list[int]:
    """``count`` of them, evenly spread."""
    if len(snapshots) <= count:
        return list(snapshots)
    return [snapshots[at * (len(snapshots) - 1) // (count - 1)] for at in range(count)]
