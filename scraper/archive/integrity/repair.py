"""Repairs that need nothing but the archive. The caller holds the transaction."""

from __future__ import annotations

from collections.abc import Callable

from scraper.archive.database.connection import Database
from scraper.archive.integrity.checksums import seal_revision, seal_snapshot, seal_transcript
from scraper.archive.integrity.problem import Problem
from scraper.archive.people.correcting import apply_anew, rules_followed
from scraper.archive.people.identity import forget_silent, measure, respell
from scraper.archive.same_speech.relating import SpeechRelations
from scraper.archive.states import Repair

_SEALS = {
    "transcripts": seal_transcript,
    "revisions": seal_revision,
    "snapshots": seal_snapshot,
}


def repair_row(db: Database, problem: Problem) -> bool:
    """Repair a problem of one row; False if it takes more than the archive."""
    if problem.row is None or (done := _REPAIRS.get(problem.repair)) is None:
        return False
    done(db, problem, problem.row)
    return True


def _seal(db: Database, problem: Problem, row: int) -> None:
    _SEALS[problem.table or ""](db, row)


def _measure(db: Database, _problem: Problem, row: int) -> None:
    measure(db, row)


def _forget(db: Database, _problem: Problem, row: int) -> None:
    key = db.value("SELECT key FROM speakers WHERE id = :id", {"id": row})
    with rules_followed(db, ("", ""), [str(key)], set()):
        forget_silent(db, [row])


def _compare(db: Database, _problem: Problem, row: int) -> None:
    SpeechRelations(db).repair(row)


def _rename(db: Database, _problem: Problem, row: int) -> None:
    """Give a speaker a name that a transcript calls them, or the one that a person gave them."""
    respell(db, row)
    db.execute(
        "UPDATE speakers SET name = coalesce(renamed, spelling) WHERE id = :speaker",
        {"speaker": row},
    )


def _correct(db: Database, _problem: Problem, row: int) -> None:
    apply_anew(db, [row])


def _reset_marker(db: Database, _problem: Problem, _row: int) -> None:
    db.execute("DELETE FROM own_write")
    # The transaction that does this is one of our own, and ends by setting it to 0.
    db.execute("INSERT INTO own_write (active) VALUES (1)")


def _refetch(db: Database, problem: Problem, row: int) -> None:
    """Have a page fetched anew; a damaged snapshot is put aside so that the good one is kept."""
    page = row
    if problem.table == "snapshots":
        page = int(db.value("SELECT page_id FROM snapshots WHERE id = :id", {"id": row}))
        db.execute(
            "UPDATE snapshots SET body_sha256 = 'damaged ' || id WHERE id = :id", {"id": row}
        )
        seal_snapshot(db, row)
    db.execute(
        "UPDATE pages SET etag = NULL, last_modified = NULL, attempts = 0,"
        " next_attempt_at = discovered_at WHERE id = :page",
        {"page": page},
    )


_REPAIRS: dict[Repair, Callable[[Database, Problem, int], None]] = {
    Repair.SEAL: _seal,
    Repair.MEASURE: _measure,
    Repair.FORGET: _forget,
    Repair.COMPARE: _compare,
    Repair.CORRECT: _correct,
    Repair.MARKER: _reset_marker,
    Repair.RENAME: _rename,
    Repair.REFETCH: _refetch,
}
