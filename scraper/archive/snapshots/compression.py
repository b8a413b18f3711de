"""Compression of kept pages, with a dictionary for each source.

Pages of one site are mostly the same chrome. So once there are enough of them, even during a run, a
dictionary is trained on them (https://facebook.github.io/zstd/#small-data), which makes the rest
many times smaller.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

import zstandard

from scraper.archive.database.connection import Database

#: Higher levels take longer and save one part in a hundred.
LEVEL = 6
_DICTIONARY_BYTES = 110 * 1024
#: The length of the pieces that the trainer (COVER) picks, in bytes: a site's chrome repeats in
#: long stretches, and with pieces found by trial, mostly short, a page takes eight times the space.
_PIECE, _DMER = 2048, 8
#: A compressor is for one thread at a time.
_COMPRESSING = Lock()


@dataclass(frozen=True, slots=True)
class Packed:
    """A body compressed with one of the archive's dictionaries, or without one if the id is
    None.
    """

    body: bytes
    dictionary_id: int | None


@dataclass(frozen=True, slots=True)
class Packing:
    """How bodies are compressed: with the dictionary of this id and content, or without one."""

    dictionary_id: int | None = None
    dictionary: bytes | None = None

    def pack(self, body: bytes) -> Packed:
        """``body`` compressed, as the archive itself would."""
        with _COMPRESSING:
            return Packed(_compressor(self).compress(body), self.dictionary_id)


#: Of so many dictionaries, compressors are kept ready.
_READY = 16


@lru_cache(_READY)
def _compressor(packing: Packing) -> zstandard.ZstdCompressor:
    held = packing.dictionary
    chosen = None if held is None else zstandard.ZstdCompressionDict(held)
    return zstandard.ZstdCompressor(level=LEVEL, dict_data=chosen, write_checksum=True)


class Compression:
    """Compresses and decompresses bodies with the dictionaries of one archive."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._dictionaries: dict[int, zstandard.ZstdCompressionDict] = {}
        self._packings: dict[int | None, Packing] = {}
        db.on_rollback(self.forget)

    def pack(self, body: bytes, dictionary_id: int | None) -> bytes:
        """``body`` compressed."""
        return self.packing(dictionary_id).pack(body).body

    def forget(self) -> None:
        """Forget the dictionaries at hand: some were removed."""
        self._dictionaries.clear()
        self._packings.clear()

    def packing(self, dictionary_id: int | None) -> Packing:
        """How bodies are compressed with a dictionary, or without one."""
        if dictionary_id not in self._packings:
            held = None if dictionary_id is None else self._dictionary(dictionary_id).as_bytes()
            self._packings[dictionary_id] = Packing(dictionary_id, held)
        return self._packings[dictionary_id]

    def unpack(self, packed: bytes, dictionary_id: int | None, size: int) -> bytes:
        """The body, of ``size`` bytes.

        :raises zstandard.ZstdError: the bytes or their dictionary are damaged.
        """
        chosen = self._dictionary(dictionary_id) if dictionary_id is not None else None
        return zstandard.ZstdDecompressor(dict_data=chosen).decompress(packed, max_output_size=size)

    def newest_dictionary(self, source: str) -> int | None:
        """The dictionary that new pages of a source are packed with."""
        newest = "SELECT max(id) FROM dictionaries WHERE source = :source"
        found: int | None = self._db.value(newest, {"source": source})
        return found

    def train(self, source: str, bodies: Sequence[bytes], now: str) -> int | None:
        """Make a dictionary of ``bodies``; None if they have too little in common."""
        try:
            trained = zstandard.train_dictionary(
                _DICTIONARY_BYTES, [*bodies], k=_PIECE, d=_DMER, level=LEVEL
            )
        except zstandard.ZstdError:
            return None
        cursor = self._db.execute(
            "INSERT INTO dictionaries (source, created_at, body) VALUES (:source, :now, :body)",
            {"source": source, "now": now, "body": trained.as_bytes()},
        )
        return int(cursor.lastrowid or 0)

    def _dictionary(self, dictionary_id: int) -> zstandard.ZstdCompressionDict:
        if dictionary_id not in self._dictionaries:
            body = self._db.value(
                "SELECT body FROM dictionaries WHERE id = :id", {"id": dictionary_id}
            )
            if body is None:
                raise zstandard.ZstdError(f"dictionary {dictionary_id} is missing")
            self._dictionaries[dictionary_id] = zstandard.ZstdCompressionDict(body)
        return self._dictionaries[dictionary_id]
