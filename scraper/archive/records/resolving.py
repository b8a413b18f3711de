"""What the permanent id of a turn means now, and what became of the words it cites.

The words are looked up by their hash, first in the transcript as it is, then in its earlier
wordings, newest first. An earlier wording also shows which of today's turns it became. The position
decides only if no kept wording has the words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum

from scraper.archive.database.connection import Database
from scraper.archive.records.differences import Difference, differences
from scraper.archive.records.wordings import Line, edited_at, kept_lines
from scraper.archive.rows import RevisionRow, TranscriptRow
from scraper.archive.states import Cause
from scraper.content_hash import words_hash
from scraper.permanent_id import PermanentId

#: Two turns with fewer of their words in common are not one turn whose words were corrected.
_ALIKE = 0.4


class ResolvedAs(StrEnum):
    """What became of a turn with a permanent id."""

    #: The words stand where the id says.
    SAME = "same"
    #: The words stand at another position, at one alone.
    MOVED = "moved"
    #: The words stand at several other positions.
    SEVERAL = "several"
    #: The id has no hash, and there is a turn at its position.
    UNVERIFIED = "unverified"
    #: The turn has other words now.
    CHANGED = "changed"
    #: The story is there, and the turn is not.
    GONE = "gone"
    FORGOTTEN = "forgotten"
    UNKNOWN_STORY = "unknown_story"


#: The cited words are in the archive as they were cited.
HOLDING = (ResolvedAs.SAME, ResolvedAs.MOVED)


@dataclass(frozen=True, slots=True)
class WordsChange:
    """The revision in which words changed, when it was seen, and why they changed (None if
    unknown).
    """

    revision: int
    seen_at: str
    cause: Cause | None


@dataclass(frozen=True, slots=True)
class ResolvedTurn:
    """A permanent id and what it means now.

    :ivar position: where the turn is now; None if it is gone, or unclear which turn is meant.
    :ivar permanent_id: the id of that turn; also None if somebody edited its words by hand.
    :ivar cited: the words that the id cites; None if no kept wording has them.
    :ivar change: the revision that removed these words; None if unknown, or somebody edited them.
    :ivar difference: how these words differ from those of the turn now; None if either is unknown.
    :ivar edited_at: when somebody changed the transcript by hand; None if nobody did.
    :ivar forgotten_at: when the story was removed for good.
    """

    asked: PermanentId
    outcome: ResolvedAs
    row: TranscriptRow | None = None
    position: int | None = None
    permanent_id: PermanentId | None = None
    cited: str | None = None
    change: WordsChange | None = None
    difference: Difference | None = None
    edited_at: str | None = None
    forgotten_at: str | None = None

    @property
    def holds(self) -> bool:
        """True if the words that the id cites are in the archive as they were cited."""
        return self.outcome in HOLDING


def resolve(db: Database, asked: PermanentId) -> ResolvedTurn:
    """What an id means now."""
    of = {"source": asked.source, "story": asked.story_id}
    row = db.row(TranscriptRow, "WHERE source = :source AND story_id = :story", of)
    if row is None:
        forgotten_at = db.value(
            "SELECT forgotten_at FROM forgotten WHERE source = :source AND story_id = :story", of
        )
        outcome = ResolvedAs.FORGOTTEN if forgotten_at else ResolvedAs.UNKNOWN_STORY
        return ResolvedTurn(asked, outcome, forgotten_at=forgotten_at)
    return _Story(db, asked, row).resolve()


class _Story:
    """An id whose story is in the archive."""

    def __init__(self, db: Database, asked: PermanentId, row: TranscriptRow) -> None:
        self._db, self._asked, self._row = db, asked, row
        self._lines = kept_lines(db, row, row.revision) or []
        self._edited_at = edited_at(db, row)

    def resolve(self) -> ResolvedTurn:
        asked = self._asked
        there = 1 <= asked.position <= len(self._lines)
        if asked.words_hash is None:
            if there:
                return self._now(ResolvedAs.UNVERIFIED, asked.position)
            return self._story(ResolvedAs.GONE)
        places = _places(self._lines, asked.words_hash)
        if asked.position in places:
            return self._now(ResolvedAs.SAME, asked.position)
        if len(places) == 1:
            return self._now(ResolvedAs.MOVED, places[0])
        before = self._before(asked.words_hash)
        if before is not None:
            return self._corrected(*before, places)
        if places:
            return self._story(ResolvedAs.SEVERAL)
        if there:
            return self._now(ResolvedAs.CHANGED, asked.position)
        return self._story(ResolvedAs.GONE)

    def _corrected(
        self, lines: Sequence[Line], at: int, change: WordsChange | None, places: list[int]
    ) -> ResolvedTurn:
        """What became of turn ``at`` of an earlier wording.

        :param places: where its words are now, if they are at several positions.
        """
        label, text = lines[at - 1]
        now = _counterpart(lines, at, self._lines)
        if places:
            if now in places:
                return self._now(ResolvedAs.MOVED, now)
            return self._story(ResolvedAs.SEVERAL)
        if now is None:
            found = self._story(ResolvedAs.GONE)
            return replace(found, cited=text, change=change)
        found = self._now(ResolvedAs.CHANGED, now)
        # As if each were the only turn: the label may be another, too.
        (difference,) = differences([(label, text)], [self._lines[now - 1]])
        difference = replace(difference, before=at, after=now)
        by_hand = found.permanent_id is None
        return replace(found, cited=text, change=None if by_hand else change, difference=difference)

    def _now(self, outcome: ResolvedAs, position: int) -> ResolvedTurn:
        hashed = self._db.value(
            "SELECT words_hash FROM turns WHERE transcript_id = :id AND position = :position",
            {"id": self._row.id, "position": position},
        )
        found = self._story(outcome)
        current = replace(self._asked, position=position, words_hash=hashed) if hashed else None
        cited = self._lines[position - 1][1] if found.holds else None
        return replace(found, position=position, permanent_id=current, cited=cited)

    def _story(self, outcome: ResolvedAs) -> ResolvedTurn:
        return ResolvedTurn(self._asked, outcome, row=self._row, edited_at=self._edited_at)

    def _before(self, words: str) -> tuple[list[Line], int, WordsChange | None] | None:
        """The newest earlier wording that has words, the position of its turn with them, and the
        change in which they went.
        """
        after: RevisionRow | None = None
        for revision in self._revisions():
            if revision.revision < self._row.revision:
                lines = kept_lines(self._db, self._row, revision.revision)
                if lines is None:
                    after = None
                    continue
                if places := _places(lines, words):
                    at = self._asked.position
                    return lines, at if at in places else places[0], _change(after)
            after = revision
        return None

    def _revisions(self) -> list[RevisionRow]:
        """Every wording that was seen, the newest first."""
        return self._db.rows(
            RevisionRow,
            "WHERE transcript_id = :id ORDER BY revision DESC",
            {"id": self._row.id},
        )


def _change(revision: RevisionRow | None) -> WordsChange | None:
    if revision is None:
        return None
    return WordsChange(revision.revision, revision.seen_at, revision.cause)


def _places(lines: Sequence[Line], words: str) -> list[int]:
    """The positions of the turns whose words have a hash."""
    return [at for at, (_, text) in enumerate(lines, start=1) if words_hash(text) == words]


def _counterpart(before: Sequence[Line], at: int, after: Sequence[Line]) -> int | None:
    """The position in a later wording of turn ``at`` of an earlier one; None if it went."""
    texts, later = [text for _, text in before], [text for _, text in after]
    matcher = SequenceMatcher(None, texts, later, autojunk=False)
    for what, b1, b2, a1, a2 in matcher.get_opcodes():
        if not b1 < at <= b2:
            continue
        if what == "equal":
            return a1 + at - b1
        alike = [(_likeness(texts[at - 1], later[index]), -index) for index in range(a1, a2)]
        likeness, index = max(alike, default=(0.0, 0))
        if likeness >= _ALIKE:
            return 1 - index
        return a1 + at - b1 if b2 - b1 == a2 - a1 else None
    return None


def _likeness(text: str, other: str) -> float:
    """How many of the words of two texts are the same, from 0 to 1."""
    return SequenceMatcher(None, text.split(), other.split(), autojunk=False).ratio()
