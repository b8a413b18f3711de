"""A transcript as rows: its own row, its turns, appearances and notes."""

from __future__ import annotations

from dataclasses import dataclass, replace

from scraper.archive.records.measures import Measures
from scraper.archive.rows import AppearanceRow, NoteRow, TranscriptRow, TurnRow
from scraper.model import Speaker, Transcript


@dataclass(frozen=True, slots=True)
class Parts:
    """The rows that belong to a transcript."""

    turns: list[TurnRow]
    appearances: list[AppearanceRow]
    notes: list[NoteRow]


def parts_of(
    transcript: Transcript, transcript_id: int, speakers: list[int], measures: Measures
) -> Parts:
    """The rows of the turns, appearances and notes of ``transcript``.

    :param speakers: the row of each of its speakers. Two names may be one person's by a rule: the
        first stands for both, and the appearance is in doubt where either is.
    :param measures: those of ``transcript``.
    """
    turns: list[TurnRow] = []
    counted = {row: [0, 0] for row in speakers}
    measured = zip(transcript.turns, measures.words, measures.hashes, strict=True)
    for position, (turn, count, words_hash) in enumerate(measured, start=1):
        said_by = None
        if turn.speaker is not None:
            said_by = speakers[turn.speaker]
            counted[said_by][0] += 1
            counted[said_by][1] += count
        turns.append(
            TurnRow(
                None,
                transcript_id,
                position,
                said_by,
                turn.label,
                turn.kind,
                turn.text,
                turn.doubt,
                words_hash,
            )
        )
    appearances: dict[int, AppearanceRow] = {}
    for row, speaker in zip(speakers, transcript.speakers, strict=True):
        if (first := appearances.get(row)) is not None:
            appearances[row] = replace(first, doubt=first.doubt or speaker.doubt)
            continue
        appearances[row] = _appearance(speaker, transcript_id, row, counted[row])
    return Parts(turns, list(appearances.values()), notes_of(transcript, transcript_id))


def _appearance(
    speaker: Speaker, transcript_id: int, row: int, counted: list[int]
) -> AppearanceRow:
    turn_count, word_count = counted
    return AppearanceRow(
        transcript_id,
        row,
        speaker.role,
        speaker.role_rule,
        speaker.description,
        speaker.honorific,
        turn_count,
        word_count,
        speaker.name,
        speaker.doubt,
        speaker.office,
        speaker.organization,
        speaker.party,
        speaker.place,
        speaker.work,
    )


def notes_of(transcript: Transcript, transcript_id: int) -> list[NoteRow]:
    """The rows of the notes."""
    return [
        NoteRow(
            None,
            transcript_id,
            position,
            None if note.before_turn is None else note.before_turn + 1,
            note.kind,
            note.text,
        )
        for position, note in enumerate(transcript.notes, start=1)
    ]


@dataclass(frozen=True, slots=True)
class Landing:
    """Where and when a transcript lands; ``measures`` are its measures, if known."""

    page_id: int
    snapshot_id: int
    now: str
    measures: Measures | None = None


def row_of(transcript: Transcript, landing: Landing, measures: Measures) -> TranscriptRow:
    """The row of a new transcript, without its checksum.

    :param measures: those of ``transcript``.
    """
    counted = zip(transcript.turns, measures.words, strict=True)
    spoken = sum(count for turn, count in counted if turn.kind == "speech")
    return TranscriptRow(
        id=None,
        source=transcript.ref.source,
        story_id=transcript.ref.story_id,
        url=transcript.url,
        title=transcript.title,
        program=transcript.program,
        aired_on=transcript.aired_on.isoformat() if transcript.aired_on else None,
        published_at=transcript.published_at,
        modified_at=transcript.modified_at,
        teaser=transcript.teaser,
        duration_s=transcript.duration_s,
        audio_url=transcript.audio_url,
        language=transcript.language,
        rights=transcript.rights,
        word_count=spoken,
        turn_count=len(transcript.turns),
        content_hash=transcript.content_hash,
        duplicate_of=None,
        revision=1,
        first_seen_at=landing.now,
        last_seen_at=landing.now,
        page_id=landing.page_id,
        extractor=transcript.extractor,
        layout=transcript.layout,
        checksum=None,
        doubt=None,
        counted=1,
    )
