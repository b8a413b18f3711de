"""The relations of a transcript to others: duplicates, near-duplicates and ``counted``. The caller
holds the transaction.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from scraper.archive.database.connection import Database
from scraper.archive.rows import NearDuplicateRow
from scraper.archive.same_speech.candidates import SketchIndex
from scraper.archive.same_speech.comparison import SAME_SPEECH, Likeness, compare
from scraper.archive.same_speech.counting import recount
from scraper.archive.same_speech.duplicates import FEWEST_WORDS, mark_duplicates
from scraper.archive.same_speech.sketches import Sketch, sketch, sketch_of
from scraper.archive.same_speech.turn_hashes import write_words_hashes
from scraper.archive.same_speech.words import Speech

#: Transcripts whose words are kept in memory, about 150 KB each: what airs often is compared often.
_REMEMBERED = 100


@dataclass(frozen=True, slots=True)
class _Other:
    """A candidate for a near-duplicate; ``place`` is its place in ``airing_order``."""

    id: int
    content_hash: str
    place: str


class SpeechRelations:
    """Maintains the relations between the transcripts of one archive."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._index = SketchIndex(db)
        self._remembered: OrderedDict[str, Speech] = OrderedDict()

    def add(
        self,
        transcript_id: int,
        texts: Sequence[str],
        word_count: int,
        sketched: Sketch | None = None,
    ) -> None:
        """Relate a new transcript whose words no other has.

        :param texts: its speech, turn by turn.
        :param sketched: the sketch of it, where that is known.
        """
        if word_count >= FEWEST_WORDS:
            self._compare(transcript_id, sketched or sketch_of(texts), lambda: Speech.of(texts))

    def update(self, transcript_id: int, hashes: Iterable[str] = ()) -> int:
        """Relate a transcript anew, and every other whose place among its duplicates changes; how
        many more are duplicates now than before.

        :param hashes: the content hashes that it has and had, where duplicates may change.
        """
        self._db.flush()
        changed: dict[int, int] = {}
        for content_hash in hashes:
            changed |= mark_duplicates(self._db, content_hash)
        touched = {transcript_id, *changed}
        moved = sorted(touched)
        for one in moved:
            touched |= self._part(one)
        for one in moved:
            touched |= self._relate(one)
        recount(self._db, touched)
        return sum(changed.values())

    def repair(self, transcript_id: int) -> None:
        """Relate a transcript anew whose relations were damaged, and write the hashes of its turns'
        words; remove the relations of one that is not there.
        """
        of = {"id": transcript_id}
        content_hash = self._db.value("SELECT content_hash FROM transcripts WHERE id = :id", of)
        self._db.execute("DELETE FROM sketch_hashes WHERE transcript_id = :id", of)
        if content_hash is None:
            self._part(transcript_id)
        else:
            write_words_hashes(self._db, "transcript_id = :id", of)
            self.update(transcript_id, {content_hash})

    def _part(self, transcript_id: int) -> set[int]:
        """Remove what is known of a transcript and others; the others."""
        others = set(_near(self._db, [transcript_id]))
        of = {"id": transcript_id}
        self._db.execute("DELETE FROM near_duplicates WHERE transcript_id = :id", of)
        self._db.execute("DELETE FROM near_duplicates WHERE earlier_id = :id", of)
        self._index.remove(transcript_id)
        return others

    def _relate(self, transcript_id: int) -> set[int]:
        """Compare a stored transcript that is in no relation with the others, unless it is a
        duplicate or too short; those that are near it.
        """
        content_hash = self._db.value(
            "SELECT content_hash FROM transcripts"
            " WHERE id = :id AND duplicate_of IS NULL AND word_count >= :fewest",
            {"id": transcript_id, "fewest": FEWEST_WORDS},
        )
        if content_hash is None:
            return set()
        speech = stored_speech(self._db, transcript_id)
        sketched = Sketch(tuple(sketch(speech.hashes)), len(speech.hashes))
        return self._compare(transcript_id, sketched, lambda: speech)

    def _compare(
        self, transcript_id: int, sketched: Sketch, speech_of: Callable[[], Speech]
    ) -> set[int]:
        candidates = self._index.add(transcript_id, sketched.hashes, sketched.shingles)
        if not candidates:
            return set()
        self._db.flush()
        speech = speech_of()
        near = self._verified(speech, candidates)
        # One of many that are alike: compare it with those by which the others are counted, too.
        same = [one.id for one, likeness in near if likeness.containment >= SAME_SPEECH]
        counted = set(_near(self._db, same, counted=True)) - {transcript_id, *candidates}
        near += self._verified(speech, sorted(counted))
        if near:
            self._write(transcript_id, near)
        touched = {one.id for one, _ in near}
        recount(self._db, {transcript_id, *touched} if near else ())
        return touched

    def _verified(self, speech: Speech, candidates: Sequence[int]) -> list[tuple[_Other, Likeness]]:
        """Those of ``candidates`` that are near-duplicates, by their words."""
        found = []
        for other in _others(self._db, candidates):
            likeness = compare(speech, self._speech(other))
            if likeness.is_near:
                found.append((other, likeness))
        return found

    def _write(self, transcript_id: int, near: list[tuple[_Other, Likeness]]) -> None:
        (this,) = _others(self._db, [transcript_id])
        for other, likeness in near:
            later, earlier = (this, other) if this.place > other.place else (other, this)
            self._db.insert(
                NearDuplicateRow(
                    later.id,
                    earlier.id,
                    likeness.similarity,
                    likeness.containment,
                    likeness.kind,
                )
            )

    def _speech(self, other: _Other) -> Speech:
        speech = self._remembered.pop(other.content_hash, None) or stored_speech(self._db, other.id)
        self._remembered[other.content_hash] = speech
        if len(self._remembered) > _REMEMBERED:
            self._remembered.popitem(last=False)
        return speech


def stored_speech(db: Database, transcript_id: int) -> Speech:
    """The words of a transcript as they are stored."""
    return Speech.of(
        db.all(
            str,
            "SELECT text FROM turns WHERE transcript_id = :id AND kind = 'speech'"
            " ORDER BY position",
            {"id": transcript_id},
        )
    )


def _others(db: Database, transcripts: Collection[int]) -> list[_Other]:
    if not transcripts:
        return []
    return db.all(
        _Other,
        "SELECT id, content_hash, place FROM transcripts"
        " JOIN airing_order ON airing_order.transcript_id = id"
        " WHERE id IN (SELECT value FROM json_each(:transcripts)) ORDER BY id",
        {"transcripts": json.dumps(list(transcripts))},
    )


def _near(db: Database, transcripts: Collection[int], *, counted: bool = False) -> list[int]:
    """The near-duplicates of transcripts.

    :param counted: those only that are counted and by which others are not.
    """
    if not transcripts:
        return []
    return db.all(
        int,
        "WITH of (id) AS (SELECT value FROM json_each(:transcripts)), near (id, containment) AS ("
        " SELECT earlier_id, containment FROM near_duplicates"
        "  WHERE transcript_id IN (SELECT id FROM of)"
        " UNION SELECT transcript_id, containment FROM near_duplicates"
        "  WHERE earlier_id IN (SELECT id FROM of))"
        " SELECT DISTINCT transcripts.id FROM near JOIN transcripts ON transcripts.id = near.id"
        " WHERE NOT :counted OR transcripts.counted AND containment >= :same",
        {"transcripts": json.dumps(list(transcripts)), "counted": counted, "same": SAME_SPEECH},
    )
