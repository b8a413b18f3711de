"""Finding where the words of a quotation may be: turns from the full-text index, and the turns
around them.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from scraper.archive.database.connection import Database
from scraper.archive.quotations.earlier import earlier_wordings
from scraper.archive.quotations.frequencies import Frequencies
from scraper.archive.quotations.queries import exact_queries, phrase_queries, word_queries
from scraper.archive.search.filters import Filters, matching, turn_of
from scraper.archive.search.spellings import quoted
from scraper.permanent_id import PermanentId
from scraper.quotations.passages import (
    MOST_CANDIDATES,
    Candidate,
    EarlierWording,
    Effort,
    Passage,
    PassageTurn,
    Story,
)

#: Queries about the turns of some people.
_OF_SPEAKERS = 5
#: Once so many phrases were looked for, a turn that has so many of them is enough.
_ENOUGH_ASKED, _ENOUGH_SHARED = 4, 3
_QUERIES = {
    Effort.EXACT: exact_queries,
    Effort.PHRASES: phrase_queries,
    Effort.WORDS: word_queries,
}


class Quotations:
    """Finds what may have been quoted."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._frequencies = Frequencies(db)

    def candidates(
        self,
        stretches: Sequence[Sequence[str]],
        effort: Effort,
        speakers: Collection[int] | None = None,
    ) -> list[Candidate]:
        """Turns that may hold some of these words, the newest first; see
        :class:`~scraper.quotations.passages.Passages`.
        """
        if not any(stretches):
            return []
        found: Counter[int] = Counter()
        queries = _QUERIES[effort](stretches, self._frequencies.turns_with)
        for number, match in enumerate(queries if speakers is None else queries[:_OF_SPEAKERS]):
            if number and effort == Effort.EXACT and len(found) < MOST_CANDIDATES:
                break
            if number >= _ENOUGH_ASKED and max(found.values(), default=0) >= _ENOUGH_SHARED:
                break
            found.update(self.candidate_turns(match, speakers))
        return self._db.all(
            Candidate,
            "SELECT turns.transcript_id, turns.position, turns.speaker_id, turns.text,"
            " transcripts.counted, transcripts.aired_on FROM turns"
            " JOIN transcripts ON transcripts.id = turns.transcript_id"
            " WHERE turns.kind = 'speech' AND turns.id IN (SELECT value FROM json_each(:turns))"
            " ORDER BY turns.id DESC",
            {"turns": json.dumps(list(found))},
        )

    def candidate_turns(self, match: str, speakers: Collection[int] | None = None) -> list[int]:
        """The turns that match a query of the index, by number, the newest first."""
        found = matching(match, Filters(speakers, duplicates=True), ())
        return self._db.all(
            turn_of,
            f"SELECT rowid FROM speech_fts WHERE {found.condition}"
            f" ORDER BY rowid DESC LIMIT {MOST_CANDIDATES}",
            found.values,
        )

    def count_exact(self, stretch: Sequence[str], limit: int) -> int:
        """In how many turns that are counted these words stand, one after the other."""
        found = matching(quoted(" ".join(stretch)), Filters(), ())
        some = f"SELECT 1 FROM speech_fts WHERE {found.condition} LIMIT :limit"
        counted = self._db.value(f"SELECT count(*) FROM ({some})", found.values | {"limit": limit})
        return int(counted)

    def earlier(self, stretches: Sequence[Sequence[str]]) -> list[EarlierWording]:
        """Wordings since corrected by their publisher that may hold these words."""
        return earlier_wordings(self._db, stretches)

    def around(self, transcript_id: int, first: int, last: int) -> Passage:
        """The turns of a transcript from one position to another."""
        of = {"transcript": transcript_id, "first": first, "last": last}
        (story,) = self._db.all(
            _story,
            "SELECT id, source, story_id, url, title, program, aired_on, counted, doubt"
            " FROM transcripts WHERE id = :transcript",
            of,
        )
        turns = self._db.all(
            PassageTurn,
            "SELECT turns.position, turns.kind, turns.text, turns.label, turns.speaker_id,"
            " speakers.name, appearances.called, appearances.role, turns.doubt, turns.words_hash"
            " FROM turns LEFT JOIN speakers ON speakers.id = turns.speaker_id"
            " LEFT JOIN appearances ON appearances.transcript_id = turns.transcript_id"
            " AND appearances.speaker_id = turns.speaker_id"
            " WHERE turns.transcript_id = :transcript AND turns.position BETWEEN :first AND :last"
            " ORDER BY turns.position",
            of,
        )
        return Passage(story, tuple(turns))


def _story(*row: Any) -> Story:
    """A story of the columns of a query."""
    story = Story(*row)
    return replace(story, counted=bool(story.counted))


def permanent_id(story: Story, turn: PassageTurn) -> PermanentId:
    """The permanent id of a turn of a passage."""
    return PermanentId(story.source, story.story_id, turn.position, turn.words_hash)
