"""How similar the words of two transcripts are, exactly, and the kind of their similarity.

The words before the first shared run and after the last are the *ends*. Differences between the
ends are *inside*.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from scraper.archive.same_speech.alignment import changed_words, shared_runs
from scraper.archive.same_speech.words import SHINGLE, Speech
from scraper.archive.states import NearKind

#: From this share of the shorter one's shingles on, it is the same speech.
SAME_SPEECH = 0.8
#: An excerpt has at most this share of the longer one's words; of every other kind, the part that
#: both have is more.
_EXCERPT = 0.6
#: Fewer words than this share are changed inside.
_CHANGED = 0.1
#: No kind has a smaller containment: with a tenth of the words changed, each for itself, half of
#: the shingles are gone, and a few more of a short transcript.
_LEAST = 0.4
#: Where fewer of their words at an end agree than this share, each has its own lines there.
_REPLACED = 0.5


@dataclass(frozen=True, slots=True)
class Likeness:
    """How similar two transcripts are.

    :ivar similarity: the shingles in both, as a share of the shingles in either (the Jaccard
        index).
    :ivar containment: the shingles in both, as a share of the shingles in the shorter one.
    """

    similarity: float
    containment: float
    kind: NearKind | None

    @property
    def is_near(self) -> bool:
        """True of near-duplicates."""
        return self.kind is not None or self.containment >= SAME_SPEECH


def compare(one: Speech, other: Speech) -> Likeness:
    """How alike two transcripts are."""
    shared = len(one.shingles & other.shingles)
    if not shared:
        return Likeness(0.0, 0.0, None)
    short, long = sorted((one, other), key=lambda speech: len(speech.words))
    similarity = shared / (len(one.shingles) + len(other.shingles) - shared)
    containment = shared / min(len(short.shingles), len(long.shingles))
    kind = _kind(short, long, containment) if containment >= _LEAST else None
    return Likeness(similarity, containment, kind)


def _kind(short: Speech, long: Speech, containment: float) -> NearKind | None:
    if len(short.words) <= _EXCERPT * len(long.words):
        return NearKind.EXCERPT if containment >= SAME_SPEECH else None
    runs = shared_runs(short, long)
    if not runs:
        return None
    head = _End(short.words[: runs[0].a], long.words[: runs[0].b])
    tail = _End(short.words[runs[-1].a_end :], long.words[runs[-1].b_end :])
    inside, core = 0, runs[0].size
    for before, after in pairwise(runs):
        gap = short.words[before.a_end : after.a], long.words[before.b_end : after.b]
        inside += changed_words(*gap)
        core += max(map(len, gap)) + after.size
    for end in (head, tail):
        if end.is_corrected:
            inside += end.changed
            core += end.longest
    if core <= _EXCERPT * len(long.words) or inside >= _CHANGED * core:
        return None
    if (head.short_adds or tail.short_adds) and (head.long_adds or tail.long_adds):
        return NearKind.RERUN
    return NearKind.CORRECTED if inside else NearKind.COPY


class _End:
    """The words of two transcripts before or after their shared part: lines that one of them adds,
    or a few corrected words.
    """

    def __init__(self, short: Sequence[str], long: Sequence[str]) -> None:
        self.longest = max(len(short), len(long))
        self.changed = changed_words(short, long)
        agree = self.longest - self.changed
        replaced = self.longest >= SHINGLE and agree < _REPLACED * self.longest
        self.is_corrected = bool(short and long) and not replaced
        self.short_adds = bool(short) and not self.is_corrected
        self.long_adds = bool(long) and not self.is_corrected
