"""Keeping pages as they were fetched, and reading them again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

import zstandard

from scraper.archive.database.connection import Database
from scraper.archive.integrity.checksums import snapshot_checksum
from scraper.archive.rows import SnapshotRow
from scraper.archive.snapshots.compression import Compression, Packed, Packing
from scraper.archive.states import PageState
from scraper.archive.times import parse, stamp
from scraper.model import Page, StoryRef

#: Pages of a source that its dictionary is trained on; more take longer and save nothing.
ENOUGH_PAGES = 64

#: A story's page with the snapshot that its transcript was read from, else the last fetched.
_KEPT = """SELECT pages.id, snapshots.id, pages.source, pages.story_id, pages.url, pages.found_url,
    pages.fetched_url, coalesce(pages.status, 0), snapshots.headers, snapshots.fetched_at,
    snapshots.via
  FROM pages JOIN snapshots ON snapshots.page_id = pages.id"""
_NEWEST = """coalesce(
    (SELECT snapshot_id FROM revisions JOIN transcripts
     ON transcripts.id = revisions.transcript_id WHERE transcripts.page_id = pages.id
     AND EXISTS (SELECT 1 FROM snapshots WHERE snapshots.id = snapshot_id
       AND body_sha256 NOT LIKE 'damaged %')
     ORDER BY revisions.revision DESC LIMIT 1),
    (SELECT max(id) FROM snapshots WHERE snapshots.page_id = pages.id))"""


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A kept page of a story."""

    page_id: int
    snapshot_id: int
    ref: StoryRef
    page: Page


class Snapshots:
    """The kept pages of an archive."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._compression = Compression(db)
        self._latest: dict[str, int | None] = {}
        #: How many pages of a source are kept without a dictionary, and at how many to train one.
        self._without: dict[str, int] = {}
        self._train_at: dict[str, int] = {}
        db.on_rollback(self._latest.clear)
        db.on_rollback(self._without.clear)

    def forget(self) -> None:
        """Forget which dictionaries there are: others were made and some removed."""
        self._latest.clear()
        self._without.clear()
        self._compression.forget()

    def packing(self, source: str) -> Packing:
        """How new pages of a source are compressed at the moment."""
        return self._compression.packing(self._dictionary(source))

    def keep(
        self,
        page_id: int,
        source: str,
        page: Page,
        body_sha256: str | None = None,
        packed: Packed | None = None,
    ) -> int:
        """Keep ``page`` and return its snapshot's id; a body already kept is not kept twice. Call
        inside a transaction.

        :param body_sha256: the hash of its body, where that is known.
        :param packed: its body as :meth:`packing` compressed it, a while ago perhaps.
        """
        body_sha256 = body_sha256 or hashlib.sha256(page.body).hexdigest()
        known = self._db.value(
            "SELECT id FROM snapshots WHERE page_id = :page AND body_sha256 = :sha256",
            {"page": page_id, "sha256": body_sha256},
        )
        if known is not None:
            return int(known)
        dictionary_id = self._dictionary(source)
        if packed is None or packed.dictionary_id != dictionary_id:
            packed = self._compression.packing(dictionary_id).pack(page.body)
        row = SnapshotRow(
            id=None,
            page_id=page_id,
            fetched_at=stamp(page.fetched_at),
            body_sha256=body_sha256,
            body=packed.body,
            dictionary_id=dictionary_id,
            size=len(page.body),
            headers=json.dumps(dict(page.headers), ensure_ascii=False),
            checksum=None,
            via=page.via,
        )
        snapshot_id = self._db.insert(replace(row, checksum=snapshot_checksum(row)))
        if dictionary_id is None:
            self._count(source, row.fetched_at)
        return snapshot_id

    def body(self, snapshot_id: int) -> bytes:
        """The page as it was fetched.

        :raises LookupError: there is no such snapshot.
        :raises zstandard.ZstdError: the stored bytes are damaged.
        """
        packed = self._db.first(
            lambda *row: row,
            "SELECT body, dictionary_id, size FROM snapshots WHERE id = :id",
            {"id": snapshot_id},
        )
        if packed is None:
            raise LookupError(f"no snapshot {snapshot_id}")
        return self._compression.unpack(*packed)

    def kept(self, snapshot_id: int) -> KeptPage | None:
        """A story's page by its snapshot; None if it is damaged or not kept any more."""
        found = self._db.first(_Kept, f"{_KEPT} WHERE snapshots.id = :id", {"id": snapshot_id})
        return self._read(found) if found else None

    def last(self, page_id: int) -> KeptPage | None:
        """A page as it was last fetched; None if that is damaged or not kept."""
        newest = (
            "SELECT id FROM snapshots WHERE page_id = :page AND body_sha256 NOT LIKE 'damaged %'"
            " ORDER BY fetched_at DESC, id DESC LIMIT 1"
        )
        snapshot_id = self._db.value(newest, {"page": page_id})
        return None if snapshot_id is None else self.kept(int(snapshot_id))

    def count(self, source: str, *, quarantined: bool = False) -> int:
        """Of how many stories of ``source`` a page is kept.

        :param quarantined: only of those that were not understood.
        """
        states = f" AND state = '{PageState.QUARANTINED}'" if quarantined else ""
        found = self._db.value(
            "SELECT count(*) FROM pages WHERE source = :source AND kind = 'story'"
            f" AND EXISTS (SELECT 1 FROM snapshots WHERE page_id = pages.id){states}",
            {"source": source},
        )
        return int(found)

    def newest(
        self,
        source: str,
        pages: Collection[int] | None = None,
        states: Collection[str] = tuple(PageState),
    ) -> Iterator[KeptPage]:
        """The page of each story of ``source`` that its transcript was read from, else the last
        that was fetched. Damaged ones are left out: a check tells of them.

        :param pages: only these, by id.
        :param states: only pages in one of these states.
        """
        found = self._db.all(
            lambda page, snapshot, state: (page, snapshot, state),
            f"SELECT id, {_NEWEST}, state FROM pages"
            " WHERE source = :source AND kind = 'story' ORDER BY id",
            {"source": source},
        )
        for page, snapshot, state in found:
            if snapshot is None or state not in states or (pages is not None and page not in pages):
                continue
            if (kept := self.kept(snapshot)) is not None:
                yield kept

    def replace_dictionaries(self, source: str, fragments: Collection[bytes], now: str) -> None:
        """Replace the dictionaries of a source that hold one of ``fragments``, and pack its pages
        anew without them. Call inside a transaction.
        """
        dictionaries = self._db.tuples(
            "SELECT id, body FROM dictionaries WHERE source = :source", {"source": source}
        )
        for dictionary_id, held in dictionaries:
            if any(fragment in held for fragment in fragments):
                self._replace_dictionary(dictionary_id, source, now)

    def _replace_dictionary(self, dictionary_id: int, source: str, now: str) -> None:
        of = {"dictionary": dictionary_id, "enough": ENOUGH_PAGES}
        packed = "SELECT id FROM snapshots WHERE dictionary_id = :dictionary ORDER BY id DESC"
        newest = self._db.all(int, f"{packed} LIMIT :enough", of)
        trained = self._compression.train(source, [self.body(one) for one in newest], now)
        for snapshot_id in self._db.all(int, packed, of):
            body = self.body(snapshot_id)
            self._db.execute(
                "UPDATE snapshots SET body = :body, dictionary_id = :dictionary WHERE id = :id",
                {
                    "body": self._compression.pack(body, trained),
                    "dictionary": trained,
                    "id": snapshot_id,
                },
            )
        self._db.execute("DELETE FROM dictionaries WHERE id = :dictionary", of)
        self._latest.pop(source, None)
        self._without.pop(source, None)

    def _read(self, found: _Kept) -> KeptPage | None:
        try:
            body = self.body(found.snapshot_id)
            headers = json.loads(found.headers)
            fetched_at = parse(found.fetched_at)
        except (zstandard.ZstdError, LookupError, ValueError, TypeError, MemoryError):
            return None
        page = Page(
            url=found.fetched_url,
            status=found.status,
            headers=headers,
            body=body,
            fetched_at=fetched_at,
            via=found.via,
        )
        ref = StoryRef(found.source, found.story_id or "", found.url, found.found_url)
        return KeptPage(found.page_id, found.snapshot_id, ref, page)

    def _dictionary(self, source: str) -> int | None:
        if source not in self._latest:
            self._latest[source] = self._compression.newest_dictionary(source)
        return self._latest[source]

    def _count(self, source: str, now: str) -> None:
        """Count a page kept without a dictionary; train one when they are enough."""
        if source not in self._without:
            self._without[source] = len(self._plain_pages(source))
        else:
            self._without[source] += 1
        if self._without[source] < self._train_at.get(source, ENOUGH_PAGES):
            return
        if not self._train(source, now):
            self._train_at[source] = self._without[source] * 2

    def _plain_pages(self, source: str) -> list[int]:
        """The newest snapshots without a dictionary, as many as one is trained on."""
        return self._db.all(
            int,
            "SELECT snapshots.id FROM snapshots JOIN pages ON pages.id = page_id"
            " WHERE source = :source AND dictionary_id IS NULL"
            " ORDER BY snapshots.id DESC LIMIT :enough",
            {"source": source, "enough": ENOUGH_PAGES},
        )

    def _train(self, source: str, now: str) -> bool:
        """Train a dictionary on the newest pages and pack them with it. False if they have too
        little in common.
        """
        ids = self._plain_pages(source)
        bodies = [self.body(one) for one in ids]
        dictionary_id = self._compression.train(source, bodies, now)
        if dictionary_id is None:
            return False
        self._latest[source] = dictionary_id
        self._db.execute_many(
            "UPDATE snapshots SET body = :body, dictionary_id = :dictionary WHERE id = :id",
            [
                {
                    "body": self._compression.pack(body, dictionary_id),
                    "dictionary": dictionary_id,
                    "id": snapshot_id,
                }
                for snapshot_id, body in zip(ids, bodies, strict=True)
            ],
        )
        return True


@dataclass(frozen=True, slots=True)
class _Kept:
    """The columns of :data:`_KEPT`."""

    page_id: int
    snapshot_id: int
    source: str
    story_id: str | None
    url: str
    found_url: str | None
    fetched_url: str | None
    status: int
    headers: str
    fetched_at: str
    via: str | None
