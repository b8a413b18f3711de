"""Comparing a fetched transcript with the one in the archive: a pure function of the two.

If the words, the printed labels or the title have changed, there is a new revision. If only the
speakers or the metadata improve, they are updated in place.
"""

from __future__ import annotations

from dataclasses import dataclass

from scraper.archive.states import LandedKind
from scraper.model import Transcript


@dataclass(frozen=True, slots=True)
class Stored:
    """The stored transcript, as far as the decision needs it. ``labels`` is None if somebody edited
    them, so that they are not known.
    """

    content_hash: str
    title: str | None
    labels: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Decision:
    """The ``kind`` (new, revision or same) and, for a revision, what changed: ``words``,
    ``labels``, ``title``.
    """

    kind: LandedKind
    changed: tuple[str, ...] = ()


def decide(stored: Stored | None, fetched: Transcript) -> Decision:
    """New, a revision, or the same as what is stored."""
    if stored is None:
        return Decision(LandedKind.NEW)
    changed: list[str] = []
    if stored.content_hash != fetched.content_hash:
        changed.append("words")
    if stored.labels is not None and stored.labels != labels_of(fetched):
        changed.append("labels")
    if stored.title != fetched.title:
        changed.append("title")
    if not changed:
        return Decision(LandedKind.SAME)
    return Decision(LandedKind.REVISION, tuple(changed))


def labels_of(transcript: Transcript) -> tuple[str, ...]:
    """The labels as printed, in order."""
    return tuple(turn.label for turn in transcript.turns if turn.label is not None)
