"""The index of sketches, which finds candidates for near-duplicates."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence

from scraper.archive.database.connection import Database
from scraper.archive.same_speech.sketches import window_of

#: A hash that so many transcripts have is what many say: no more are indexed under it, and it
#: suggests a candidate only together with others.
_COMMON = 16
#: Of the hashes that two near-duplicates are expected to share, the share that makes a candidate:
#: of all its hashes, and where all of them are common.
_SHARED, _SHARED_COMMON = 1 / 8, 1 / 3
#: Candidates that are compared, those with the most shared hashes first.
_COMPARED = 8


class SketchIndex:
    """Finds transcripts by the hashes in their sketches."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, transcript_id: int, hashes: Sequence[int], shingles: int) -> list[int]:
        """Index a transcript; the others that may be near-duplicates of it.

        :param shingles: how many it has.
        """
        sketch = json.dumps(hashes)
        found = self._db.tuples(
            "SELECT hash, transcript_id FROM sketch_hashes"
            " WHERE hash IN (SELECT value FROM json_each(:hashes))",
            {"hashes": sketch},
        )
        holders = Counter(hash_ for hash_, _ in found) if found else Counter()
        self._db.execute_many(
            "INSERT INTO sketch_hashes (hash, transcript_id) VALUES (?, ?)",
            [(hash_, transcript_id) for hash_ in hashes if holders[hash_] < _COMMON],
        )
        self._db.execute(
            "INSERT INTO sketches (transcript_id, hashes) VALUES (?, ?)", (transcript_id, sketch)
        )
        return self._candidates(found, holders, shingles) if found else []

    def remove(self, transcript_id: int) -> None:
        """Remove a transcript from the index."""
        of = {"id": transcript_id}
        self._db.execute(
            "DELETE FROM sketch_hashes WHERE transcript_id = :id AND hash IN"
            " (SELECT value FROM sketches, json_each(hashes) WHERE transcript_id = :id)",
            of,
        )
        self._db.execute("DELETE FROM sketches WHERE transcript_id = :id", of)

    def _candidates(
        self, found: list[tuple[int, int]], holders: Counter[int], shingles: int
    ) -> list[int]:
        hits = Counter(one for _, one in found)
        rare = {one for hash_, one in found if holders[hash_] < _COMMON}
        lengths: dict[int, int] = dict(
            self._db.tuples(
                "SELECT id, word_count FROM transcripts"
                " WHERE id IN (SELECT value FROM json_each(:found))",
                {"found": json.dumps(list(hits))},
            )
        )
        kept = [
            one
            for one, words in lengths.items()
            if hits[one] >= _fewest(shingles, words, is_rare=one in rare)
        ]
        return sorted(kept, key=lambda one: (-hits[one], one))[:_COMPARED]


def _fewest(shingles: int, others: int, *, is_rare: bool) -> float:
    """How many hashes a candidate must share. Two that have all shingles of the shorter one in
    common share about two for each window of the longer one.
    """
    expected = 2 * min(shingles, others) / window_of(max(shingles, others))
    return expected * _SHARED if is_rare else max(2, expected * _SHARED_COMMON)
