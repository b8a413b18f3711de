"""A citation as plain text."""

from __future__ import annotations

from collections.abc import Iterator

from jobs.citations.citation import Citation, Spoken
from jobs.doubts import role_mark, uncertain_role, uncertain_speaker

#: How a missing date reads in a bibliography ("The Chicago Manual of Style", 17th ed., 14.145).
NO_DATE = "n.d."


def plain_text(citation: Citation) -> str:
    """Who said what, where, when, and how to find it again; a line for each."""
    return "\n".join(_lines(citation)) + "\n"


def _lines(citation: Citation) -> Iterator[str]:
    spoken = citation.spoken
    if spoken is not None:
        yield f"{_who(spoken)}“{spoken.words}”" if not spoken.is_cue else spoken.words
    title = f"“{citation.title}”" if citation.title else "(no title)"
    aired = f"aired {citation.aired_on}" if citation.aired_on else NO_DATE
    yield ", ".join(part for part in (title, citation.where, aired) if part).rstrip(".") + "."
    yield citation.url
    yield f"Retrieved {citation.retrieved_on}."
    if citation.archived is not None:
        yield f"Archived {citation.archived.on}: {citation.archived.url}"
    if citation.doubt:
        yield citation.doubts[-1]
    yield citation.id
    if spoken is not None:
        yield f"Fingerprint of the transcript's words: hash-v1:{citation.content_hash}"


def _who(spoken: Spoken) -> str:
    name = spoken.speaker or spoken.label
    doubts = [
        *([uncertain_speaker(spoken.doubt)] if spoken.doubt else []),
        *([uncertain_role(spoken.role_doubt)] if spoken.role_doubt else []),
    ]
    if name is None:
        who = "Unknown speaker"
    elif spoken.doubt:
        who = f"{name}?"
    else:
        who = name + role_mark(spoken.role, spoken.role_doubt)
    return f"{who} [{'; '.join(doubts)}]: " if doubts else f"{who}: "
