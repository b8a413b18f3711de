"""The words of a transcript as near-duplicates compare them, and the hashes of its shingles."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

from scraper.content_hash import folded_signs

#: Words in a shingle.
SHINGLE = 5
#: Different words whose hashes are remembered: about the vocabulary of a newsroom.
_VOCABULARY = 1 << 16
#: Bytes for each word in the long number that :func:`shingle_hashes` computes with.
_LANE = 16
_HASH_BYTES = 6

_WORD = re.compile(r"[^\W_]+")
_ASCII = {code: None if chr(code) == "'" else " " for code in range(128) if not chr(code).isalnum()}
#: Five odd numbers below 2**59, the same on every machine.
_FACTORS = tuple(
    int.from_bytes(blake2b(b"shingle %d" % place, digest_size=8).digest(), "little") >> 5 | 1
    for place in range(SHINGLE)
)


def words_of(texts: Iterable[str]) -> list[str]:
    """The words of turns, folded as the dedup hash folds them and without punctuation. An
    apostrophe parts no word, any other sign does.
    """
    text = folded_signs("\n".join(texts))
    if text.isascii():
        return text.translate(_ASCII).split()
    return _WORD.findall(text.replace("'", ""))


def shingle_hashes(words: Sequence[str]) -> list[int]:
    """A 48-bit hash of each run of five words, in their order; none where there are fewer.

    The hash is multilinear: each word's 64-bit hash times the factor of its place, added up, of
    which the middle bits are kept (D. Lemire and O. Kaser, "Strongly universal string hashing is
    fast", 2014). All shingles are computed at once, in one long number that has 128 bits for each
    word: that is six times as fast as one after the other.
    """
    count = len(words) - SHINGLE + 1
    if count < 1:
        return []
    row = int.from_bytes(b"".join(map(_word_lane, words)), "little")
    total = 0
    for place, factor in enumerate(_FACTORS):
        total += (row >> 8 * _LANE * place) * factor
    lanes = (total >> 64).to_bytes(_LANE * len(words), "little")
    mask = (1 << 8 * _HASH_BYTES) - 1
    return [lane & mask for lane in struct.unpack_from(f"<{2 * count}Q", lanes)[::2]]


@lru_cache(_VOCABULARY)
def _word_lane(word: str) -> bytes:
    """The hash of a word, and as much room for what it is multiplied by."""
    return blake2b(word.encode("utf-8", "replace"), digest_size=8).digest() + bytes(8)


@dataclass(frozen=True, slots=True)
class Speech:
    """The words of a transcript and its shingles."""

    words: list[str]
    hashes: list[int]
    shingles: frozenset[int]

    @classmethod
    def of(cls, texts: Iterable[str]) -> Speech:
        """What is said in turns of these texts."""
        words = words_of(texts)
        hashes = shingle_hashes(words)
        return cls(words, hashes, frozenset(hashes))
