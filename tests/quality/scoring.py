"""Scores of an extraction against a gold record.

Both are sequences of (speaker, role, words) for the turns of speech; cues don't count. Their words
are aligned by longest matching blocks (Ratcliff and Obershelp, as difflib does it), and everything
is counted on the aligned words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import accumulate


@dataclass(frozen=True, slots=True)
class SpokenTurn:
    """A turn of speech. ``speaker`` is None where nobody can tell; "?" takes any name."""

    speaker: str | None
    role: str | None
    words: tuple[str, ...]


@dataclass(slots=True)
class Counts:
    """What was counted; :meth:`add` sums over records."""

    records: int = 0
    gold_words: int = 0
    found_words: int = 0
    right_words: int = 0
    gold_turns: int = 0
    found_turns: int = 0
    right_turns: int = 0
    right_speakers: int = 0
    right_roles: int = 0
    fields: int = 0
    right_fields: int = 0
    wrong: list[str] = field(default_factory=list)

    def add(self, other: Counts) -> None:
        """Count ``other`` too."""
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    @property
    def recall(self) -> float:
        """Of the words that were said, those that are there."""
        return _share(self.right_words, self.gold_words)

    @property
    def precision(self) -> float:
        """Of the words that are there, those that were said."""
        return _share(self.right_words, self.found_words)

    @property
    def turn_f1(self) -> float:
        """Of where turns begin: the harmonic mean of precision and recall."""
        return _share(2 * self.right_turns, self.gold_turns + self.found_turns)

    @property
    def speakers(self) -> float:
        """Of the turns, those given to whoever spoke."""
        return _share(self.right_speakers, self.gold_turns)

    @property
    def roles(self) -> float:
        """Of the turns, those with the right role."""
        return _share(self.right_roles, self.gold_turns)

    @property
    def metadata(self) -> float:
        """Of the facts that records name, those that are right."""
        return _share(self.right_fields, self.fields)

    @property
    def chrome_words(self) -> int:
        """Words that are there but were not said."""
        return self.found_words - self.right_words


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def score(gold: Sequence[SpokenTurn], found: Sequence[SpokenTurn]) -> Counts:
    """Count what of ``found`` is right by ``gold``."""
    gold_words = [word for turn in gold for word in turn.words]
    found_words = [word for turn in found for word in turn.words]
    blocks = SequenceMatcher(None, gold_words, found_words, autojunk=False).get_matching_blocks()
    to_gold = {b.b + i: b.a + i for b in blocks for i in range(b.size)}
    to_found = {at: found_at for found_at, at in to_gold.items()}
    gold_starts, found_starts = _starts(gold), _starts(found)
    counts = Counts(
        records=1,
        gold_words=len(gold_words),
        found_words=len(found_words),
        right_words=len(to_gold),
        gold_turns=len(gold),
        found_turns=len(found),
        right_turns=len({to_gold.get(at) for at in found_starts} & set(gold_starts)),
    )
    owners = [turn for turn in found for _ in turn.words]
    for turn, start in zip(gold, gold_starts, strict=True):
        at = to_found.get(start)
        owner = owners[at] if at is not None else SpokenTurn("nobody at all", None, ())
        counts.right_speakers += turn.speaker in ("?", owner.speaker)
        counts.right_roles += turn.role == owner.role
    return counts


def _starts(turns: Sequence[SpokenTurn]) -> list[int]:
    """Where each turn's first word is in all words."""
    return [0, *accumulate(len(turn.words) for turn in turns)][: len(turns)]
