"""Passages, the turns in which words were said, and the interface for finding them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol

#: Turns that are taken of what one query of an index gives.
MOST_CANDIDATES = 60


@dataclass(frozen=True, slots=True)
class Story:
    """The transcript that contains a passage. ``counted`` is False if its speech is counted in
    another one; ``doubt`` says why today's rules no longer understand its page.
    """

    transcript_id: int
    source: str
    story_id: str
    url: str
    title: str | None
    program: str | None
    date: str | None
    counted: bool
    doubt: str | None


@dataclass(frozen=True, slots=True)
class PassageTurn:
    """A turn of a passage. ``called`` is the speaker's name in that transcript; ``doubt`` says why
    the speaker is not certain.
    """

    position: int
    kind: str
    text: str
    label: str | None
    speaker_id: int | None
    speaker: str | None
    called: str | None
    role: str | None
    doubt: str | None
    words_hash: str | None

    def is_same_voice(self, other: PassageTurn) -> bool:
        """True if one person goes on: the same speaker, or nobody known under one label."""
        if self.speaker_id is not None or other.speaker_id is not None:
            return self.speaker_id == other.speaker_id
        return self.label is not None and self.label == other.label


@dataclass(frozen=True, slots=True)
class Passage:
    """Consecutive turns of one transcript."""

    story: Story
    turns: tuple[PassageTurn, ...]


@dataclass(frozen=True, slots=True)
class EarlierWording:
    """The turns of a transcript before its publisher corrected it, when they were seen, and when
    the correction was seen.
    """

    transcript_id: int
    revision: int
    seen_at: str
    corrected_at: str
    turns: tuple[PassageTurn, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A turn that may contain a quotation."""

    transcript_id: int
    position: int
    speaker_id: int | None
    text: str
    counted: bool
    date: str | None


class Effort(IntEnum):
    """How much a quotation can differ from the turns that are looked up."""

    EXACT = 1
    PHRASES = 2
    WORDS = 3


class Passages(Protocol):
    """The interface that an archive provides for finding quotations."""

    def candidates(
        self,
        stretches: Sequence[Sequence[str]],
        effort: Effort,
        speakers: Collection[int] | None = None,
    ) -> list[Candidate]:
        """Turns that may hold some of these words; ``stretches`` are words that were said in one
        go, as they are written.

        :param speakers: only turns of these people.
        """

    def count_exact(self, stretch: Sequence[str], limit: int) -> int:
        """In how many turns these words stand, one after the other; ``limit`` at most."""

    def earlier(self, stretches: Sequence[Sequence[str]]) -> list[EarlierWording]:
        """Wordings since corrected by their publisher that may hold these words."""

    def around(self, transcript_id: int, first: int, last: int) -> Passage:
        """The turns of a transcript from one position to another."""
