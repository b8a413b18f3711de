"""The hits of a search, with their stories."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from scraper.archive.database.connection import Database
from scraper.archive.search.marking import snippet
from scraper.archive.search.queries import Phrase
from scraper.permanent_id import PermanentId


@dataclass(frozen=True, slots=True)
class Hit:
    """A turn that matches, with the words around the match. ``doubt`` says why its speaker is not
    certain, ``role_doubt`` why their role is not, ``transcript_doubt`` why the transcript is not;
    each is None if nothing speaks against it. ``permanent_id`` is None if somebody edited the
    turn by hand.
    """

    transcript_id: int
    position: int
    speaker: str | None
    role: str | None
    program: str | None
    date: str | None
    title: str | None
    url: str
    snippet: str
    text: str
    doubt: str | None = None
    role_doubt: str | None = None
    transcript_doubt: str | None = None
    permanent_id: str | None = None
    label: str | None = None
    source: str = ""
    story_id: str = ""
    speaker_id: int | None = None


@dataclass(frozen=True, slots=True)
class TitleHit:
    """A story whose title or teaser matches."""

    transcript_id: int
    source: str
    story_id: str
    program: str | None
    date: str | None
    title: str | None
    teaser: str | None
    url: str
    transcript_doubt: str | None


def hits(db: Database, ids: Sequence[int], phrases: Sequence[Phrase]) -> list[Hit]:
    """The turns with these ids in the index, in their order, ``phrases`` marked in each."""
    found = {
        row[0]: _hit(row[1:], phrases)
        for row in db.tuples(
            "SELECT speech.id, transcripts.source, transcripts.story_id, turns.words_hash,"
            " transcripts.id, turns.position, speakers.name, appearances.role,"
            " transcripts.program, transcripts.aired_on, transcripts.title, transcripts.url,"
            " turns.text, turns.doubt, appearances.doubt, transcripts.doubt, turns.label,"
            " turns.speaker_id"
            " FROM speech JOIN turns ON turns.id = speech.turn_id"
            " JOIN transcripts ON transcripts.id = turns.transcript_id"
            " LEFT JOIN speakers ON speakers.id = turns.speaker_id"
            " LEFT JOIN appearances ON appearances.transcript_id = turns.transcript_id"
            "  AND appearances.speaker_id = turns.speaker_id"
            " WHERE speech.id IN (SELECT value FROM json_each(:ids))",
            {"ids": json.dumps(list(ids))},
        )
    }
    return [found[one] for one in ids if one in found]


def texts(db: Database, ids: Sequence[int]) -> dict[int, str]:
    """The words of the turns with these ids in the index."""
    rows = db.tuples(
        "SELECT speech.id, text FROM speech JOIN turns ON turns.id = turn_id"
        " WHERE speech.id IN (SELECT value FROM json_each(:ids))",
        {"ids": json.dumps(list(ids))},
    )
    return dict(rows)


def _hit(row: tuple[Any, ...], phrases: Sequence[Phrase]) -> Hit:
    """A hit of the columns that :func:`hits` asks for, but the first."""
    source, story_id, words_hash, transcript_id, position, *shown = row[:11]
    text, doubt, role_doubt, transcript_doubt, label, speaker_id = row[11:]
    turn = PermanentId(source, story_id, position, words_hash) if words_hash else None
    speaker, role, program, day, title, url = shown
    return Hit(
        transcript_id,
        position,
        speaker,
        role,
        program,
        day,
        title,
        url,
        snippet(text, phrases),
        text,
        doubt,
        role_doubt,
        transcript_doubt,
        permanent_id=str(turn) if turn else None,
        label=label,
        source=source,
        story_id=story_id,
        speaker_id=speaker_id,
    )
