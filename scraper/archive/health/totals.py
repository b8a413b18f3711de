"""Counts of the contents of an archive, and of problems by their reasons."""

from __future__ import annotations

from dataclasses import dataclass, replace

from scraper.archive.database.connection import Database

_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Totals:
    """The contents of an archive. ``turns`` and ``words`` include only what is counted, so the same
    speech counts once. ``near_duplicates`` are transcripts that are not counted although no other
    has exactly the same words. ``revised`` are those that their publisher corrected.
    """

    transcripts: int
    turns: int
    words: int
    duplicates: int
    near_duplicates: int
    revised: int


@dataclass(frozen=True, slots=True)
class Growth:
    """What was added: transcripts, and the compressed bytes of kept pages."""

    transcripts: int
    kept_bytes: int


@dataclass(frozen=True, slots=True)
class Reason:
    """Pages or transcripts of a source with the same problem, and some of their URLs as
    examples.
    """

    source: str
    state: str
    reason: str | None
    count: int
    examples: tuple[str, ...] = ()


def reasons(db: Database, sql: str, examples: str) -> list[Reason]:
    """The reasons that ``sql`` counts, each with the URLs that ``examples`` finds."""
    return [
        replace(
            one,
            examples=tuple(
                db.all(
                    str,
                    f"{examples} LIMIT {_EXAMPLES}",
                    {"source": one.source, "state": one.state, "reason": one.reason},
                )
            ),
        )
        for one in db.all(Reason, sql)
    ]
