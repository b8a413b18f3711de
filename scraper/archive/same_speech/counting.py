"""Whether a transcript's words are counted: ``transcripts.counted``.

The view ``speech_counts`` decides. Of two near-duplicates of about the same length, the earlier one
is counted. Of an excerpt and the whole, the whole is counted.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from scraper.archive.database.connection import Database


def recount(db: Database, transcripts: Iterable[int]) -> None:
    """Put ``counted`` right for ``transcripts`` and for whatever depends on those that change."""
    pending = set(transcripts)
    while pending:
        changed = db.all(
            int,
            "SELECT id FROM transcripts JOIN speech_counts ON transcript_id = id"
            " WHERE id IN (SELECT value FROM json_each(:pending)) AND counted <> counts",
            {"pending": json.dumps(sorted(pending))},
        )
        db.execute_many(
            "UPDATE transcripts SET counted = NOT counted WHERE id = :id",
            [{"id": one} for one in changed],
        )
        pending = set(_excerpts_of(db, changed))


def _excerpts_of(db: Database, transcripts: list[int]) -> list[int]:
    """The earlier excerpts of transcripts: they count when the whole does not."""
    if not transcripts:
        return []
    return db.all(
        int,
        "SELECT earlier_id FROM near_duplicates WHERE kind = 'excerpt'"
        " AND transcript_id IN (SELECT value FROM json_each(:transcripts))",
        {"transcripts": json.dumps(transcripts)},
    )
