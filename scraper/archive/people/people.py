"""Finding people, and correcting by hand who is who. A correction is a rule that every later
landing obeys.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from scraper.archive.database.connection import Database
from scraper.archive.people.identity import add_speaker, forget_silent, measure, move
from scraper.archive.rows import SpeakerRow
from scraper.errors import UnknownSpeaker, UsageError


@dataclass(frozen=True, slots=True)
class Person:
    """A row of ``speakers`` with what they said in all. ``called`` are the names by which
    transcripts call them.
    """

    id: int
    name: str
    newsroom: str | None
    transcript_id: int | None
    transcripts: int
    words: int
    first_date: str | None
    last_date: str | None
    called: list[str] = field(default_factory=list, kw_only=True)


def _person(*row: Any) -> Person:
    """A person of the columns of a query, the last of them a JSON list."""
    return Person(
        *row[:-1], called=sorted(name for name in json.loads(row[-1]) if name is not None)
    )


class People:
    """The speakers of an archive."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def find(self, name: str, limit: int) -> list[Person]:
        """The people whose name, or a name they were called by, has ``name`` in it: who speaks
        most comes first.
        """
        pattern = "%" + "".join(f"\\{c}" if c in "%_\\" else c for c in name) + "%"
        return self._db.all(
            _person,
            "SELECT speakers.id, speakers.name, speakers.newsroom, speakers.transcript_id,"
            " count(DISTINCT appearances.transcript_id), sum(appearances.word_count) AS words,"
            " first_date, last_date, json_group_array(DISTINCT called)"
            " FROM speakers JOIN appearances ON appearances.speaker_id = speakers.id"
            " WHERE speakers.id IN"
            " (SELECT speaker_id FROM appearances WHERE called LIKE :pattern ESCAPE '\\')"
            " OR speakers.name LIKE :pattern ESCAPE '\\'"
            " GROUP BY speakers.id ORDER BY words DESC, speakers.id LIMIT :limit",
            {"pattern": pattern, "limit": limit},
        )

    def merge(self, into: int, others: Sequence[int]) -> None:
        """Make one person of several, for good: whoever is called as any of ``others`` at their
        newsroom is ``into`` from now on.

        :raises UsageError: there is no such speaker, or ``into`` is among the others.
        """
        db = self._db
        with db.transaction():
            if self._known(into).transcript_id is not None:
                raise UsageError(
                    f"speaker {into} is known in one transcript alone: merge them into a person"
                )
            for other in others:
                row = self._known(other)
                if other == into:
                    raise UsageError(f"speaker {into} can't be merged with themself")
                if row.transcript_id is not None or row.by_hand:
                    self._rule_for_transcripts(other, into)
                else:
                    db.execute(
                        "INSERT INTO speaker_merges (name, newsroom, speaker_id)"
                        " SELECT DISTINCT called, :newsroom, :into FROM appearances"
                        " WHERE speaker_id = :other UNION SELECT :name, :newsroom, :into"
                        " ON CONFLICT (name, newsroom)"
                        " DO UPDATE SET speaker_id = excluded.speaker_id",
                        {"other": other, "newsroom": row.newsroom, "into": into, "name": row.name},
                    )
                move(db, other, into)
            measure(db, into)

    def split(
        self,
        speaker: int,
        *,
        transcripts: Sequence[int] = (),
        alias: str | None = None,
        name: str | None = None,
    ) -> int:
        """Separate somebody from ``speaker``, for good; the id of the new person.

        :param transcripts: where the other person speaks.
        :param alias: the name by which the other person is called everywhere: a merge undone.
        :param name: what to call them; the same name where nothing is given.
        :raises UsageError: there is no such speaker, or they don't speak there or go by that name.
        """
        with self._db.transaction():
            row = self._known(speaker)
            if alias is not None:
                new = self._undo_merge(row, alias)
            else:
                new = self._separate(row, transcripts, name or row.name)
            for one in (speaker, new):
                measure(self._db, one)
            forget_silent(self._db, [speaker])
            return new

    def _undo_merge(self, row: SpeakerRow, alias: str) -> int:
        found = self._db.execute(
            "DELETE FROM speaker_merges WHERE speaker_id = :speaker AND name = :alias",
            {"speaker": row.id, "alias": alias},
        ).rowcount
        if not found:
            raise UsageError(f"no merge made {alias!r} a name of speaker {row.id}")
        new = add_speaker(self._db, SpeakerRow(None, alias, None, row.newsroom, None, None, 0))
        self._give(row, new, "called = :value", alias)
        return new

    def _separate(self, row: SpeakerRow, transcripts: Sequence[int], name: str) -> int:
        new = add_speaker(self._db, SpeakerRow(None, name, None, row.newsroom, None, None, 1))
        for transcript in transcripts:
            if not self._give(row, new, "transcript_id = :value", transcript):
                raise UsageError(
                    f"speaker {row.id} ({row.name}) doesn't speak in transcript {transcript}"
                )
        self._rule_for_transcripts(new, new)
        return new

    def _give(self, row: SpeakerRow, new: int, where: str, value: str | int) -> int:
        """Give those appearances and turns of a speaker to ``new``; how many appearances."""
        values = {"new": new, "speaker": row.id, "value": value}
        self._db.execute(
            "UPDATE turns SET speaker_id = :new WHERE speaker_id = :speaker AND transcript_id IN"
            f" (SELECT transcript_id FROM appearances WHERE speaker_id = :speaker AND {where})",
            values,
        )
        return self._db.execute(
            f"UPDATE appearances SET speaker_id = :new WHERE speaker_id = :speaker AND {where}",
            values,
        ).rowcount

    def _rule_for_transcripts(self, speaker: int, into: int) -> None:
        """Make it a rule that whoever ``speaker`` is in their transcripts is ``into``."""
        self._db.execute(
            "INSERT INTO speaker_splits (transcript_id, name, speaker_id)"
            " SELECT transcript_id, called, :into FROM appearances WHERE speaker_id = :speaker"
            " ON CONFLICT (transcript_id, name) DO UPDATE SET speaker_id = excluded.speaker_id",
            {"into": into, "speaker": speaker},
        )

    def _known(self, speaker: int) -> SpeakerRow:
        row = self._db.row(SpeakerRow, "WHERE id = :id", {"id": speaker})
        if row is None:
            raise UnknownSpeaker(f"there is no speaker {speaker}")
        return row
