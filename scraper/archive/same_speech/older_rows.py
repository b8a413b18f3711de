"""What older archives lack: the hashes of turns' words, and comparisons of their transcripts. Part
of an upgrade: some rows to a transaction, and one that was cut off goes on where it stopped.
"""

from __future__ import annotations

from scraper.archive.database.connection import Database
from scraper.archive.same_speech.duplicates import FEWEST_WORDS
from scraper.archive.same_speech.relating import SpeechRelations
from scraper.content_hash import words_hash

#: Turns, and transcripts, in one transaction.
_TURNS, _TRANSCRIPTS = 5000, 500


def complete_older_rows(db: Database) -> None:
    """Write what is missing."""
    _write_words_hashes(db)
    _compare_transcripts(db)


def _write_words_hashes(db: Database) -> None:
    last = 0
    while turns := db.tuples(
        "SELECT id, text FROM turns WHERE words_hash IS NULL AND id > :last ORDER BY id"
        f" LIMIT {_TURNS}",
        {"last": last},
    ):
        with db.transaction():
            db.execute_many(
                "UPDATE turns SET words_hash = :hash WHERE id = :id",
                [{"hash": words_hash(str(text)), "id": turn} for turn, text in turns],
            )
        last = turns[-1][0]


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
                relations.relate(transcript_id)
        last = transcripts[-1]
