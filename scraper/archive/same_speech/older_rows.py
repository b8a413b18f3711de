"""Adding what older archives lack: the hashes of turns, and comparisons of transcripts. This is
part of an upgrade. Each transaction handles some rows, so an upgrade that was cut off continues
where it stopped.
"""

from __future__ import annotations

from scraper.archive.database.connection import Database
from scraper.archive.same_speech.duplicates import FEWEST_WORDS
from scraper.archive.same_speech.relating import SpeechRelations
from scraper.archive.same_speech.turn_hashes import write_words_hashes

#: Turns, and transcripts, in one transaction.
_TURNS, _TRANSCRIPTS = 5000, 500


def complete_older_rows(db: Database) -> None:
    """Write what is missing."""
    _write_missing_hashes(db)
    _compare_transcripts(db)


def _write_missing_hashes(db: Database) -> None:
    which = f"words_hash IS NULL AND id > :last ORDER BY id LIMIT {_TURNS}"
    last: int | None = 0
    while last is not None:
        with db.transaction():
            last = write_words_hashes(db, which, {"last": last})


def _compare_transcripts(db: Database) -> None:
    relations = SpeechRelations(db)
    last = 0
    while transcripts := db.all(
        int,
        "SELECT id FROM transcripts WHERE duplicate_of IS NULL AND word_count >= :fewest"
        " AND id > :last AND id NOT IN (SELECT transcript_id FROM sketches)"
        f" ORDER BY id LIMIT {_TRANSCRIPTS}",
        {"fewest": FEWEST_WORDS, "last": last},
    ):
        with db.transaction():
            for transcript_id in transcripts:
                relations.update(transcript_id)
        last = transcripts[-1]
