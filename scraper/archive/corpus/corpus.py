"""Which transcripts are in a corpus, and reading them without having them all in memory."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from scraper.archive.corpus.stories import CorpusStory, read_stories
from scraper.archive.database.connection import Database
from scraper.archive.row_statements import marks
from scraper.archive.search import Filters, Search
from scraper.archive.search.filters import turn_of
from scraper.archive.search.search import EVERYTHING

#: Transcripts read at a time.
_BATCH = 100


@dataclass(frozen=True, slots=True)
class Selection:
    """What is in a corpus: the transcripts that pass the filters and have a matching turn.

    :ivar text: the search query; None matches everything.
    :ivar whole: include all turns of these transcripts, not only those that match.
    """

    text: str | None = None
    filters: Filters = EVERYTHING
    whole: bool = True

    @property
    def is_everything(self) -> bool:
        """Whether it leaves nothing out but what is counted elsewhere."""
        return self.text is None and replace(self.filters, duplicates=False) == EVERYTHING

    @property
    def chooses_turns(self) -> bool:
        """Whether not every turn of the transcripts matches."""
        filters = self.filters
        by_speaker = filters.speakers is not None or filters.role or filters.newsmakers
        return self.text is not None or bool(by_speaker)


class Corpus:
    """Reads transcripts in bulk."""

    def __init__(self, db: Database, search: Search) -> None:
        self._db = db
        self._search = search

    def as_of(self) -> str | None:
        """When the archive last saw a page of a transcript; None if it holds none."""
        found: str | None = self._db.value("SELECT max(last_seen_at) FROM transcripts")
        return found

    def count(self, selection: Selection) -> int:
        """How many transcripts the filters leave, before turns are looked at."""
        return len(self._ids(selection))

    def stories(self, selection: Selection) -> Iterator[CorpusStory]:
        """The transcripts, by source, day and story, all as they stand when the first is read.

        :raises QueryError: ``selection.text`` has nothing to look for.
        """
        with self.steady():
            for ids in _batches(self._ids(selection)):
                wanted = self._matching(selection, ids) if selection.chooses_turns else None
                for story in read_stories(self._db, ids):
                    if wanted is None:
                        yield story
                    elif any(turn.number in wanted for turn in story.turns):
                        yield story if selection.whole else _only(story, wanted)

    def content_hashes(self, stories: Sequence[tuple[str, str]]) -> dict[tuple[str, str], str]:
        """The hashes of the words of those of some stories, by source and id, that are here."""
        rows = self._db.tuples(
            "SELECT transcripts.id, source, story_id, content_hash, EXISTS (SELECT 1 FROM turns"
            "  WHERE transcript_id = transcripts.id AND words_hash IS NULL)"
            " FROM transcripts JOIN json_each(?) AS wanted"
            " ON source = wanted.value ->> 0 AND story_id = wanted.value ->> 1",
            [json.dumps(stories)],
        )
        found = {(source, story): words for _, source, story, words, _ in rows}
        edited = [number for number, *_, is_edited in rows if is_edited]
        for one in read_stories(self._db, edited):
            found[one.row.source, one.row.story_id] = one.content_hash
        return found

    def pages_to_pass_on(self) -> list[int]:
        """The stories' pages, by id, that don't ask not to be shown from an archive."""
        return self._db.all(int, "SELECT id FROM pages WHERE kind = 'story' AND NOT noarchive")

    @contextmanager
    def steady(self) -> Iterator[None]:
        """See the archive as it is when it is first read here, whatever a run writes meanwhile."""
        if self._db.connection.in_transaction:
            yield
            return
        self._db.execute("BEGIN")
        try:
            yield
        finally:
            self._db.execute("ROLLBACK")

    def _ids(self, selection: Selection) -> list[int]:
        filters = selection.filters
        asked = ["1"] if filters.duplicates else ["counted"]
        values: list[str] = []
        if filters.source is not None:
            asked.append("source = ?")
            values.append(filters.source)
        if filters.program is not None:
            whole = filters.whole_program
            programs = [filters.program] if whole else self._search.programs(filters.program)
            asked.append(f"program IN ({marks(programs)})")
            values += programs
        if filters.since is not None:
            asked.append("aired_on >= ?")
            values.append(filters.since)
        if filters.until is not None:
            asked.append("aired_on <= ?")
            values.append(filters.until)
        return self._db.all(
            int,
            f"SELECT id FROM transcripts WHERE {' AND '.join(asked)}"
            " ORDER BY source, aired_on IS NULL, aired_on, story_id",
            values,
        )

    def _matching(self, selection: Selection, transcripts: Sequence[int]) -> set[int]:
        """The numbers of the turns that match."""
        found = self._search.within(selection.text, selection.filters, transcripts)
        return {turn_of(one) for one in found}


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for first in range(0, len(ids), _BATCH):
        yield ids[first : first + _BATCH]


def _only(story: CorpusStory, wanted: set[int]) -> CorpusStory:
    """The story with some of its turns, those who speak in them, and no notes: they belong to
    others.
    """
    turns = [turn for turn in story.turns if turn.number in wanted]
    heard = {turn.speaker_id for turn in turns}
    voices = [voice for voice in story.voices if voice.speaker_id in heard]
    return replace(story, turns=turns, voices=voices, notes=[])
