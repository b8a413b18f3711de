"""Sentences about near-duplicates."""

from __future__ import annotations

from scraper.archive.records.reading import NearDuplicate
from scraper.archive.states import NearKind

#: What a transcript is to an earlier one, and to a later one.
_SAID = {
    NearKind.COPY: ("A copy of", "Copied in"),
    NearKind.CORRECTED: ("With some words corrected, the same as", "With some words corrected in"),
    NearKind.RERUN: ("A rerun of", "Rerun as"),
    None: ("Mostly the same as", "Mostly the same as"),
}


def nearly_the_same(other: NearDuplicate, words: int) -> str:
    """What a transcript of so many words has to do with ``other``, in a sentence."""
    if other.kind == NearKind.EXCERPT:
        said = "An excerpt of" if words < other.words else "Excerpted in"
    else:
        earlier, later = _SAID[other.kind]
        said = earlier if other.other_is == "earlier" else later
    facts = ", ".join(fact for fact in (other.program, other.date) if fact)
    title = other.title or f"{other.source} {other.story_id}"
    return f"{said} transcript {other.transcript_id}: {title}" + (f" ({facts})." if facts else ".")
