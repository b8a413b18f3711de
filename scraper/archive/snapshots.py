"""Kept pages: every body as fetched, compressed with zstd.

Pages of one site are mostly the same chrome, so once there are enough of them a dictionary is
trained on some (https://facebook.github.io/zstd/#small-data) and makes the rest many times smaller.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3

import zstandard

from scraper.model import Page

LEVEL = 9
#: Pages of a source before a dictionary is worth training, and how many it is trained on.
ENOUGH_PAGES = 64
_DICTIONARY_BYTES = 110 * 1024


class SnapshotStore:
    """Reads and writes snapshots, with the dictionaries of one archive at hand."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._dictionaries: dict[int, zstandard.ZstdCompressionDict] = {}
        self._latest: dict[str, int | None] = {}
        self._compressors: dict[int | None, zstandard.ZstdCompressor] = {}

    def keep(self, page_id: int, source: str, page: Page, fetched_at: str) -> int:
        """Keep ``page`` and return its snapshot's id; a body already kept is not kept twice."""
        digest = hashlib.sha256(page.body).hexdigest()
        known = self._connection.execute(
            "SELECT id FROM snapshots WHERE page_id = ? AND body_sha256 = ?", (page_id, digest)
        ).fetchone()
        if known is not None:
            return int(known[0])
        dictionary_id = self._latest_dictionary(source)
        cursor = self._connection.execute(
            "INSERT INTO snapshots (page_id, fetched_at, body_sha256, body, dictionary_id, size,"
            " headers) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                page_id,
                fetched_at,
                digest,
                self._compressor(dictionary_id).compress(page.body),
                dictionary_id,
                len(page.body),
                json.dumps(dict(page.headers), ensure_ascii=False),
            ),
        )
        return int(cursor.lastrowid or 0)

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

    def train(self, source: str, now: str) -> bool:
        """Train the source's dictionary when there are enough pages and none yet, and pack the
        pages kept so far with it. Call inside a transaction. True when it was done.
        """
        if self._latest_dictionary(source) is not None:
            return False
        rows = self._connection.execute(
            "SELECT snapshots.id, snapshots.body, snapshots.size FROM snapshots"
            " JOIN pages ON pages.id = page_id"
            " WHERE source = ? AND kind = 'story' AND dictionary_id IS NULL"
            " ORDER BY snapshots.id LIMIT ?",
            (source, ENOUGH_PAGES * 4),
        ).fetchall()
        if len(rows) < ENOUGH_PAGES:
            return False
        bodies: list[bytes | bytearray | memoryview[int]] = [
            self._decompress(row["body"], None, row["size"]) for row in rows
        ]
        try:
            trained = zstandard.train_dictionary(_DICTIONARY_BYTES, bodies, level=LEVEL)
        except zstandard.ZstdError:  # too little in common to learn from
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
                (compressor.compress(body), dictionary_id, row["id"])
                for row, body in zip(rows, bodies, strict=True)
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
