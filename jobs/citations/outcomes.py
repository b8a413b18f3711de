"""Sentences that say what became of cited words."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from jobs.terminal import printable
from scraper.archive.records.resolving import ResolvedAs, ResolvedTurn, WordsChange
from scraper.archive.states import Cause
from scraper.errors import WordsGone

_CAUSES = {
    Cause.PUBLISHER: "the publisher changed the page",
    Cause.EXTRACTOR: "better rules read the same page",
    None: "reason unknown",
}


def sentence(found: ResolvedTurn) -> str:
    """What an id means now."""
    asked, outcome = found.asked, found.outcome
    story = f"{asked.source} {printable(asked.story_id)}"
    if outcome == ResolvedAs.SAME:
        return "the words are as cited"
    if outcome == ResolvedAs.MOVED:
        return f"the words are as cited, now in turn {found.position}"
    if outcome == ResolvedAs.SEVERAL:
        return f"several turns of {story} have the cited words, but not the turn that was cited"
    if outcome == ResolvedAs.UNVERIFIED:
        return (
            f"{story} has a turn {asked.position}, but the id has no hash, so it is unknown whether"
            " its words changed"
        )
    if outcome == ResolvedAs.CHANGED:
        return f"turn {found.position} of {story} has changed{_when(found)}"
    if outcome == ResolvedAs.GONE:
        return f"{story} no longer has the cited turn{_when(found) if found.cited else ''}"
    if outcome == ResolvedAs.FORGOTTEN:
        return forgotten(story, found.forgotten_at or "")
    return unknown(story)


def unknown(story: str) -> str:
    """The sentence for a story that the archive does not have."""
    return f"{story} is not in this archive"


def forgotten(story: str, forgotten_at: str) -> str:
    """The sentence for a story that was removed."""
    return f"{story} was removed from the archive for good on {forgotten_at[:10]}"


def _when(found: ResolvedTurn) -> str:
    if found.change is not None:
        return f": {when(found.change)}"
    if found.edited_at is not None and found.permanent_id is None:
        return f": somebody edited it by hand ({found.edited_at[:10]})"
    if found.cited is None:
        return ": no version here contains the cited words"
    return ", at an unknown time"


def when(change: WordsChange) -> str:
    """Why words changed, when that was seen, and in which revision."""
    return f"{_CAUSES[change.cause]}, seen {change.seen_at[:10]} (revision {change.revision})"


def require_turn(found: ResolvedTurn) -> int:
    """The position of the turn that an id means now.

    :raises WordsGone: there is none.
    """
    if found.position is None:
        raise WordsGone(sentence(found))
    return found.position


def as_json(found: ResolvedTurn) -> dict[str, Any]:
    """What an id means now, for machines."""
    return {
        "id": str(found.asked),
        "outcome": found.outcome,
        "sentence": sentence(found),
        "position": found.position,
        "permanent_id": str(found.permanent_id) if found.permanent_id else None,
        "cited_words": found.cited,
        "seen_at": found.change.seen_at if found.change else None,
        "cause": found.change.cause if found.change else None,
        "differences": [asdict(found.difference)] if found.difference else [],
    }
