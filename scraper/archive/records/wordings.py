"""The kept wordings of a transcript, turn by turn."""

from __future__ import annotations

import json

from scraper.archive.database.connection import Database
from scraper.archive.rows import RevisionRow, TranscriptRow
from scraper.errors import ArchiveDamaged, UnknownStory

#: The printed label and the text of a turn.
Line = tuple[str | None, str]


def edited_at(db: Database, row: TranscriptRow) -> str | None:
    """When somebody changed a transcript by SQL; None if nobody did."""
    value: str | None = db.value(
        "SELECT edited_at FROM hand_edits WHERE transcript_id = :id", {"id": row.id}
    )
    return value


def lines_of(db: Database, row: TranscriptRow, revision: int) -> list[Line]:
    """The printed label and the text of each turn of a revision.

    :raises UnknownStory: there is no such revision, or its words are not kept.
    """
    lines = kept_lines(db, row, revision)
    if lines is None:
        raise UnknownStory(f"the words of revision {revision} of transcript {row.id} are not kept")
    return lines


def kept_lines(db: Database, row: TranscriptRow, revision: int) -> list[Line] | None:
    """The same; None if the words of that revision are not kept."""
    if revision == row.revision:
        return db.all(
            lambda label, text: (label, text),
            "SELECT label, text FROM turns WHERE transcript_id = :id ORDER BY position",
            {"id": row.id},
        )
    kept = db.row(
        RevisionRow,
        "WHERE transcript_id = :id AND revision = :revision",
        {"id": row.id, "revision": revision},
    )
    if kept is None or kept.turns is None:
        return None
    try:
        return [(turn["label"], turn["text"]) for turn in json.loads(kept.turns)]
    except (ValueError, TypeError, KeyError) as error:
        raise ArchiveDamaged(
            f"{db.path} is damaged: revision {revision} of transcript {row.id}"
        ) from error
