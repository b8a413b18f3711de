"""Checking duplicates, near-duplicates and ``counted`` against the words of the transcripts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from math import isclose

from scraper.archive.database.connection import Database
from scraper.archive.integrity.problem import Problem
from scraper.archive.rows import NearDuplicateRow
from scraper.archive.same_speech.comparison import compare
from scraper.archive.same_speech.duplicates import FEWEST_WORDS
from scraper.archive.same_speech.relating import stored_speech
from scraper.archive.same_speech.sketches import sketch
from scraper.archive.same_speech.words import Speech
from scraper.archive.states import ProblemKind, Repair
from scraper.content_hash import content_hash, words_hash
from scraper.model import Turn

#: Transcripts whose words are kept in memory while pairs are compared.
_REMEMBERED = 100
_UNEDITED = " AND transcripts.id NOT IN (SELECT transcript_id FROM hand_edits)"


def check_same_speech(db: Database) -> Iterator[Problem]:
    """What was found about transcripts with the same speech is still so. Transcripts that were
    edited by hand or damaged are left out: landing them again puts their relations right.
    """
    changed = set(db.all(int, "SELECT transcript_id FROM hand_edits"))
    yield from _check_turns(db, changed)
    yield from _check_duplicates(db)
    yield from _check_sketches(db, changed)
    yield from _check_near_duplicates(db, changed)
    for transcript_id, source, story in db.tuples(
        "SELECT id, source, story_id FROM transcripts JOIN speech_counts ON transcript_id = id"
        f" WHERE counted <> counts{_UNEDITED} ORDER BY id"
    ):
        yield _problem(transcript_id, f"{_name(transcript_id, source, story)} is counted wrongly")


def _check_turns(db: Database, changed: set[int]) -> Iterator[Problem]:
    """Each turn has the hash of its words. Transcripts with other words than were landed are added
    to ``changed``.
    """
    for transcript_id, source, story, landed in db.tuples(
        "SELECT id, source, story_id, content_hash FROM transcripts ORDER BY id"
    ):
        turns = db.tuples(
            "SELECT kind, text, words_hash FROM turns WHERE transcript_id = :id ORDER BY position",
            {"id": transcript_id},
        )
        if content_hash(Turn(None, kind, str(text)) for kind, text, _ in turns) != landed:
            changed.add(transcript_id)
        elif transcript_id not in changed and any(
            found != words_hash(text) for _, text, found in turns
        ):
            name = _name(transcript_id, source, story)
            yield _problem(transcript_id, f"the hash of a turn of {name} does not match its words")


def _check_duplicates(db: Database) -> Iterator[Problem]:
    """Each points at the earliest with the same words."""
    for transcript_id, source, story in db.tuples(
        "SELECT id, source, story_id FROM (SELECT transcripts.*, word_count >= :fewest AS is_long,"
        "  first_value(id) OVER (PARTITION BY content_hash, word_count >= :fewest"
        "  ORDER BY place) AS first_id"
        "  FROM transcripts JOIN airing_order ON transcript_id = id) AS transcripts"
        f" WHERE duplicate_of IS NOT iif(is_long, nullif(first_id, id), NULL){_UNEDITED}"
        " ORDER BY id",
        {"fewest": FEWEST_WORDS},
    ):
        name = _name(transcript_id, source, story)
        yield _problem(transcript_id, f"{name} is not marked as a duplicate of the earliest")


def _check_sketches(db: Database, changed: set[int]) -> Iterator[Problem]:
    """Each transcript by which others are found has the sketch of its words, no other has one."""
    for transcript_id, source, story, hashes, wanted in db.tuples(
        "SELECT id, source, story_id, hashes,"
        " duplicate_of IS NULL AND word_count >= :fewest FROM transcripts"
        " LEFT JOIN sketches ON transcript_id = id ORDER BY id",
        {"fewest": FEWEST_WORDS},
    ):
        if transcript_id in changed:
            continue
        found = sketch(stored_speech(db, transcript_id).hashes) if wanted else None
        if hashes != (None if found is None else json.dumps(found)):
            name = _name(transcript_id, source, story)
            yield _problem(transcript_id, f"the sketch of {name} does not match its words")
    for transcript_id in db.all(
        int,
        "SELECT DISTINCT transcript_id FROM sketch_hashes"
        " WHERE transcript_id NOT IN (SELECT transcript_id FROM sketches)",
    ):
        what = (
            f"the index of sketches has hashes of transcript {transcript_id}, which has no sketch"
        )
        yield _problem(transcript_id, what)


def _check_near_duplicates(db: Database, changed: set[int]) -> Iterator[Problem]:
    """Each pair is as alike as its row says, and in the right order."""

    @lru_cache(_REMEMBERED)
    def speech(transcript_id: int) -> Speech:
        return stored_speech(db, transcript_id)

    misplaced = set(
        db.tuples(
            "SELECT near_duplicates.transcript_id, earlier_id FROM near_duplicates"
            " JOIN airing_order AS late ON late.transcript_id = near_duplicates.transcript_id"
            " JOIN airing_order AS early ON early.transcript_id = earlier_id"
            " JOIN transcripts ON transcripts.id IN (late.transcript_id, earlier_id)"
            " WHERE early.place > late.place OR transcripts.duplicate_of IS NOT NULL"
        )
    )
    for row in db.rows(NearDuplicateRow, "ORDER BY transcript_id, earlier_id"):
        if {row.transcript_id, row.earlier_id} & changed:
            continue
        found = compare(speech(row.transcript_id), speech(row.earlier_id))
        if (
            (row.transcript_id, row.earlier_id) in misplaced
            or found.kind != row.kind
            or not isclose(found.similarity, row.similarity)
            or not isclose(found.containment, row.containment)
        ):
            what = (
                f"the stored similarity of transcripts {row.transcript_id} and {row.earlier_id} is"
                " wrong"
            )
            yield _problem(row.transcript_id, what)


def _name(transcript_id: int, source: str, story: str) -> str:
    return f"transcript {transcript_id} ({source} {story})"


def _problem(transcript_id: int, what: str) -> Problem:
    return Problem(
        what, Repair.COMPARE, ProblemKind.INCONSISTENT, table="transcripts", row=transcript_id
    )
