"""Keeping what is shown in line with the rules.

For transcripts that a rule corrects, ``extracted_turns`` and ``extracted_appearances`` keep what
the page says, so that every change of the rules starts from there. The caller holds the
transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, replace

from scraper.archive.database.connection import Database
from scraper.archive.integrity.checksums import resealed
from scraper.archive.people.applying import Spoken, corrected
from scraper.archive.people.rules import (
    MADE_BY_HAND,
    Rule,
    Story,
    are_concerned,
    reached,
    rules,
    whom_rules_mean,
)
from scraper.archive.row_statements import insertion, values
from scraper.archive.rows import AppearanceRow, TurnRow
from scraper.archive.rule_rows import ExtractedAppearanceRow, ExtractedTurnRow
from scraper.archive.states import RuleKind


def as_told(db: Database, transcript_id: int) -> Spoken:
    """Who says what in a stored transcript as its page tells it."""
    db.flush()
    of = {"transcript": transcript_id}
    ((source, story_id),) = db.tuples(
        "SELECT source, story_id FROM transcripts WHERE id = :transcript", of
    )
    turns, appearances = _shown(db, transcript_id)
    extracted = {
        row.position: row
        for row in db.rows(ExtractedTurnRow, "WHERE transcript_id = :transcript", of)
    }
    if extracted:
        turns = [
            replace(turn, speaker_id=was.speaker_id, doubt=was.doubt)
            if (was := extracted.get(turn.position)) is not None
            else turn
            for turn in turns
        ]
        kept = db.rows(
            ExtractedAppearanceRow, "WHERE transcript_id = :transcript ORDER BY rowid", of
        )
        appearances = [AppearanceRow(*astuple(row)) for row in kept]
    return Spoken(transcript_id, (source, story_id), turns, appearances, keys_in(db, transcript_id))


def write_told(db: Database, transcript_id: int, told: Spoken, made: Sequence[Rule] = ()) -> None:
    """Write who says what in a stored transcript: as its page tells it, with the rules applied."""
    of = {"transcript": transcript_id}
    shown = corrected(made, told)
    now_turns, now_appearances = _shown(db, transcript_id)
    after = shown or told
    with resealed(db, [transcript_id]):
        db.execute_many(
            "UPDATE turns SET speaker_id = :speaker, doubt = :doubt WHERE id = :id",
            [
                {"id": turn.id, "speaker": turn.speaker_id, "doubt": turn.doubt}
                for turn, now in zip(after.turns, now_turns, strict=True)
                if turn != now
            ],
        )
        if list(after.appearances) != now_appearances:
            db.execute("DELETE FROM appearances WHERE transcript_id = :transcript", of)
            db.insert_later(after.appearances)
        for table in ("extracted_turns", "extracted_appearances"):
            db.execute(f"DELETE FROM {table} WHERE transcript_id = :transcript", of)
        if shown is not None:
            _keep(db, told)
        db.flush()


def is_as_ruled(db: Database, transcript_id: int, made: Sequence[Rule]) -> bool:
    """True if what is shown of a stored transcript is what the rules make of it."""
    told = as_told(db, transcript_id)
    shown = corrected(made, told)
    after = shown or told
    kept = db.value(
        "SELECT count(*) FROM extracted_turns WHERE transcript_id = :transcript",
        {"transcript": transcript_id},
    )
    now_turns, now_appearances = _shown(db, transcript_id)
    return (
        bool(kept) == (shown is not None)
        and list(after.turns) == now_turns
        and sorted(after.appearances, key=_by_speaker) == sorted(now_appearances, key=_by_speaker)
    )


def _by_speaker(row: AppearanceRow) -> int:
    return row.speaker_id


def _shown(db: Database, transcript_id: int) -> tuple[list[TurnRow], list[AppearanceRow]]:
    of = {"transcript": transcript_id}
    return (
        db.rows(TurnRow, "WHERE transcript_id = :transcript ORDER BY position", of),
        db.rows(AppearanceRow, "WHERE transcript_id = :transcript ORDER BY rowid", of),
    )


def _keep(db: Database, told: Spoken) -> None:
    db.execute_many(
        insertion(ExtractedTurnRow),
        [(told.transcript_id, turn.position, turn.speaker_id, turn.doubt) for turn in told.turns],
    )
    db.execute_many(insertion(ExtractedAppearanceRow), map(values(AppearanceRow), told.appearances))


def apply_anew(db: Database, transcripts: Iterable[int]) -> None:
    """Apply all rules anew to these transcripts, and make, rename and remove the people whom rules
    make and name.
    """
    made = rules(db)
    put_people(db, made)
    for transcript in sorted(transcripts):
        write_told(db, transcript, as_told(db, transcript), made)
    _remove_unmade(db, made)


def corrected_transcripts(db: Database) -> set[int]:
    """The transcripts in which rules have something to do as they were applied last."""
    db.flush()
    return set(db.all(int, "SELECT DISTINCT transcript_id FROM extracted_turns"))


def transcripts_reached(db: Database, made: list[Rule], where: Iterable[Rule]) -> set[int]:
    """The transcripts in which the rules ``where`` may have anything to do.

    :param made: all rules.
    """
    db.flush()
    found: set[int] = set()
    for rule in where:
        speakers, stories = reached(made, rule)
        for speaker in speakers:
            voiced = "SELECT transcript_id FROM voices WHERE speaker_id = :speaker"
            found.update(db.all(int, voiced, {"speaker": speaker}))
        for source, story_id in stories:
            of = {"source": source, "story": story_id}
            told = "SELECT id FROM transcripts WHERE source = :source AND story_id = :story"
            found.update(db.all(int, told, of))
    return found


def put_people(db: Database, made: Iterable[Rule]) -> None:
    """Make the people whom rules make, and call everybody what rules call them."""
    called: dict[int, str | None] = dict.fromkeys(
        db.all(int, "SELECT id FROM speakers WHERE renamed IS NOT NULL")
    )
    there = _people_made(db)
    for rule in made:
        person = rule.makes()
        if person is not None and person.id not in there:
            db.insert(person)
        if rule.row.kind == RuleKind.RENAME and rule.of is not None and rule.of.speaker_id:
            called[rule.of.speaker_id] = rule.row.name
    for speaker, name in called.items():
        db.execute(
            "UPDATE speakers SET renamed = :name, name = coalesce(:name, spelling)"
            " WHERE id = :id AND renamed IS NOT :name",
            {"id": speaker, "name": name},
        )


def _remove_unmade(db: Database, made: Iterable[Rule]) -> None:
    """Remove the people whom rules made that make them no more."""
    people = {person.id for rule in made if (person := rule.makes()) is not None}
    for speaker in _people_made(db) - people:
        db.execute("DELETE FROM speakers WHERE id = :id", {"id": speaker})


def _people_made(db: Database) -> set[int]:
    """Those whom rules made, as they were applied last."""
    return set(db.all(int, "SELECT id FROM speakers WHERE id > :made", {"made": MADE_BY_HAND}))


@contextmanager
def rules_followed(
    db: Database, story: Story, names: Iterable[str], told: set[int]
) -> Iterator[None]:
    """Have rules hold for what is landed or removed inside. Until then it is shown as the pages
    tell it, and rows may speak of people who are not there any more.

    :param names: the keys of the names that come or go.
    :param told: gets the transcripts whose pages tell something else than before.
    """
    if not are_concerned(db, story, names):
        yield
        if len(told) > 1:  # two people turned out to be one, in stories of which a rule may speak
            apply_anew(db, told)
        return
    # https://www.sqlite.org/pragma.html#pragma_defer_foreign_keys
    db.execute("PRAGMA defer_foreign_keys = ON")
    before = whom_rules_mean(db)
    yield
    made = rules(db)
    anew = set(told)
    if whom_rules_mean(db) != before:
        anew |= corrected_transcripts(db) | transcripts_reached(db, made, made)
    apply_anew(db, anew)


def keys_in(db: Database, transcript_id: int) -> dict[int, str]:
    """The key of the name of each speaker whom the page of a stored transcript tells."""
    db.flush()
    return dict(
        db.tuples(
            "SELECT id, key FROM speakers JOIN voices ON speaker_id = id"
            " WHERE voices.transcript_id = :transcript",
            {"transcript": transcript_id},
        )
    )
