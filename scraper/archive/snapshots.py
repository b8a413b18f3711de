"""Kept pages: every body as fetched, compressed with zstd.

Pages of one site are mostly the same chrome, so once there are enough of them a dictionary is
trained on them (https://facebook.github.io/zstd/#small-data), in the middle of a run too, and makes
the rest many times smaller.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Container, Iterator
from dataclasses import dataclass

import zstandard

from scraper.archive.checksums import checksum_of_snapshot
from scraper.archive.times import parse
from scraper.model import Page, StoryRef

LEVEL = 9
#: Pages of a source that its dictionary is trained on; more take longer and save nothing.
ENOUGH_PAGES = 64
_DICTIONARY_BYTES = 110 * 1024
#: The length of the pieces that the trainer (COVER) picks, in bytes: a site's chrome repeats in
#: long stretches, and with pieces found by trial, mostly short, a page takes eight times the space.
_PIECE, _DMER = 2048, 8


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A story's page as it is kept."""

    page_id: int
    snapshot_id: int
    ref: StoryRef
    page: Page


class SnapshotStore:
    """Reads and writes snapshots, with the dictionaries of one archive at hand."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._dictionaries: dict[int, zstandard.ZstdCompressionDict] = {}
        self._latest: dict[str, int | None] = {}
        #: How many pages of a source are kept without a dictionary, and at how many to train one.
        self._without: dict[str, int] = {}
        self._train_at: dict[str, int] = {}
        self._compressors: dict[int | None, zstandard.ZstdCompressor] = {}

    def keep(self, page_id: int, source: str, page: Page, fetched_at: str) -> int:
        """Keep ``page`` and return its snapshot's id; a body already kept is not kept twice. Call
        inside a transaction.
        """
        digest = hashlib.sha256(page.body).hexdigest()
        known = self._connection.execute(
            "SELECT id FROM snapshots WHERE page_id = ? AND body_sha256 = ?", (page_id, digest)
        ).fetchone()
        if known is not None:
            return int(known[0])
        dictionary_id = self._latest_dictionary(source)
        size, headers = len(page.body), json.dumps(dict(page.headers), ensure_ascii=False)
        cursor = self._connection.execute(
            "INSERT INTO snapshots (page_id, fetched_at, body_sha256, body, dictionary_id, size,"
            " headers, via, checksum) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                page_id,
                fetched_at,
                digest,
                self._compressor(dictionary_id).compress(page.body),
                dictionary_id,
                size,
                headers,
                page.via,
                checksum_of_snapshot(page_id, fetched_at, digest, size, headers, via=page.via),
            ),
        )
        snapshot_id = int(cursor.lastrowid or 0)
        if dictionary_id is None:
            self._count(source, fetched_at)
        return snapshot_id

    def body(self, snapshot_id: int) -> bytes:
        """The page as it was fetched.

        :raises LookupError: there is no such snapshot.
        :raises zstandard.ZstdError: the stored bytes are damaged.
        """
        row = self._connection.execute(
            "SELECT body, dictionary_id, size FROM snapshots WHERE id = ?", (snapshot_id,)
        ).fetchone()
        if row is None:
            raise LookupError(f"no snapshot {snapshot_id}")
        return self._decompress(row["body"], row["dictionary_id"], row["size"])

    def newest(self, source: str, pages: Container[int] | None = None) -> Iterator[KeptPage]:
        """The page of each story of ``source`` that its record was made from, else the last that
        was fetched. Damaged ones are left out: ``onrecord check`` tells of them.

        :param pages: only these, by id.
        """
        rows = self._connection.execute(
            "SELECT pages.id AS page_id, pages.url, source, story_id, found_url, fetched_url,"
            " coalesce(status, 0) AS status, coalesce("
            "  (SELECT snapshot_id FROM revisions JOIN transcripts"
            "   ON transcripts.id = revisions.transcript_id WHERE transcripts.page_id = pages.id"
            "   ORDER BY revisions.revision DESC LIMIT 1),"
            "  (SELECT max(id) FROM snapshots WHERE snapshots.page_id = pages.id)) AS snapshot_id"
            " FROM pages WHERE source = ? AND kind = 'story' ORDER BY pages.id",
            (source,),
        ).fetchall()
        for row in rows:
            if row["snapshot_id"] is None or (pages is not None and row["page_id"] not in pages):
                continue
            try:
                body = self.body(row["snapshot_id"])
            except (zstandard.ZstdError, LookupError):
                continue
            kept = self._connection.execute(
                "SELECT fetched_at, headers, via FROM snapshots WHERE id = ?", (row["snapshot_id"],)
            ).fetchone()
            page = Page(
                url=row["fetched_url"],
                status=row["status"],
                headers=json.loads(kept["headers"]),
                body=body,
                fetched_at=parse(kept["fetched_at"]),
                via=kept["via"],
            )
            ref = StoryRef(row["source"], row["story_id"], row["url"], row["found_url"])
            yield KeptPage(row["page_id"], row["snapshot_id"], ref, page)

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
        rows = self._connection.execute(
            "SELECT snapshots.id FROM snapshots JOIN pages ON pages.id = page_id"
            " WHERE source = ? AND dictionary_id IS NULL ORDER BY snapshots.id DESC LIMIT ?",
            (source, ENOUGH_PAGES),
        )
        return [int(row[0]) for row in rows]

    def _train(self, source: str, now: str) -> bool:
        """Train a dictionary on the newest pages and pack them with it. False when they have too
        little in common.
        """
        ids = self._plain_pages(source)
        bodies: list[bytes | bytearray | memoryview[int]] = [self.body(i) for i in ids]
        try:
            trained = zstandard.train_dictionary(
                _DICTIONARY_BYTES, bodies, k=_PIECE, d=_DMER, level=LEVEL
            )
        except zstandard.ZstdError:
            return False
        cursor = self._connection.execute(
            "INSERT INTO dictionaries (source, created_at, body) VALUES (?, ?, ?)",
            (source, now, trained.as_bytes()),
        )
        dictionary_id = int(cursor.lastrowid or 0)
        self._latest[source] = dictionary_id
        compressor = self._compressor(dictionary_id)
        self._connection.executemany(
            "UPDATE snapshots SET body = ?, dictionary_id = ? WHERE id = ?",
            [
                (compressor.compress(body), dictionary_id, snapshot_id)
                for snapshot_id, body in zip(ids, bodies, strict=True)
            ],
        )
        return True

    def _latest_dictionary(self, source: str) -> int | None:
        if source not in self._latest:
            row = self._connection.execute(
                "SELECT max(id) FROM dictionaries WHERE source = ?", (source,)
            ).fetchone()
            self._latest[source] = row[0]
        return self._latest[source]

    def _dictionary(self, dictionary_id: int) -> zstandard.ZstdCompressionDict:
        if dictionary_id not in self._dictionaries:
            row = self._connection.execute(
                "SELECT body FROM dictionaries WHERE id = ?", (dictionary_id,)
            ).fetchone()
            self._dictionaries[dictionary_id] = zstandard.ZstdCompressionDict(row[0])
        return self._dictionaries[dictionary_id]

    def _compressor(self, dictionary_id: int | None) -> zstandard.ZstdCompressor:
        if dictionary_id not in self._compressors:
            chosen = self._dictionary(dictionary_id) if dictionary_id is not None else None
            self._compressors[dictionary_id] = zstandard.ZstdCompressor(
                level=LEVEL, dict_data=chosen, write_checksum=True
            )
        return self._compressors[dictionary_id]

    def _decompress(self, body: bytes, dictionary_id: int | None, size: int) -> bytes:
        chosen = self._dictionary(dictionary_id) if dictionary_id is not None else None
        return zstandard.ZstdDecompressor(dict_data=chosen).decompress(body, max_output_size=size)
