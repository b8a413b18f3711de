"""Finding people, and correcting by hand who is who. A correction is a rule that every later
landing obeys.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from scraper.archive.database.connection import Database
from scraper.archive.people.identity import add_speaker, forget_silent, measure, move
from scraper.archive.rows import SpeakerRow, TranscriptRow
from scraper.errors import SpeakTogether, UnknownSpeaker, UsageError
from scraper.names import name_key


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


@dataclass(frozen=True, slots=True)
class LabelExample:
    """A turn with a label that names nobody, or somebody in doubt."""

    transcript_id: int
    position: int
    doubt: str | None
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class UnknownLabel:
    """A label as printed that often names nobody: in how many turns and transcripts, how many of
    the turns have no speaker, how many are in doubt, and the last few as examples.
    """

    source: str
    label: str
    turns: int
    transcripts: int
    nobody: int
    doubted: int
    examples: tuple[LabelExample, ...] = ()


_EXAMPLES = 3
_UNKNOWN = (
    "JOIN transcripts ON transcripts.id = turns.transcript_id"
    " LEFT JOIN speakers ON speakers.id = turns.speaker_id"
    " LEFT JOIN appearances ON appearances.transcript_id = turns.transcript_id"
    " AND appearances.speaker_id = turns.speaker_id"
    " WHERE turns.kind = 'speech' AND turns.label IS NOT NULL AND (turns.speaker_id IS NULL"
    " OR turns.doubt IS NOT NULL"
    " OR speakers.transcript_id IS NOT NULL AND appearances.role <> 'unidentified')"
)


class People:
    """The speakers of an archive."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def named(self, name: str) -> set[int]:
        """The speakers whose name, or a name they were called by, has ``name`` in it, whatever the
        letter case, the accents and the shapes of apostrophes and hyphens.
        """
        wanted = name_key(name)
        names = self._db.tuples("SELECT id, name FROM speakers")
        names += self._db.tuples(
            "SELECT DISTINCT speaker_id, called FROM appearances"
            " JOIN speakers ON speakers.id = speaker_id WHERE called <> name"
        )
        return {speaker for speaker, called in names if wanted in name_key(str(called))}

    def find(self, name: str, limit: int) -> list[Person]:
        """The people that :meth:`named` gives and who speak: who speaks most comes first."""
        return self._db.all(
            _person,
            "SELECT speakers.id, speakers.name, speakers.newsroom, speakers.transcript_id,"
            " count(DISTINCT appearances.transcript_id), sum(appearances.word_count) AS words,"
            " first_date, last_date, json_group_array(DISTINCT called)"
            " FROM speakers JOIN appearances ON appearances.speaker_id = speakers.id"
            " WHERE speakers.id IN (SELECT value FROM json_each(:speakers))"
            " GROUP BY speakers.id ORDER BY words DESC, speakers.id LIMIT :limit",
            {"speakers": json.dumps(sorted(self.named(name))), "limit": limit},
        )

    def unknown(self, limit: int) -> list[UnknownLabel]:
        """The labels that most often name nobody, or somebody in doubt, the commonest first: turns
        without a speaker, turns in doubt, and labels that mean a person in one transcript alone.
        """
        labels = self._db.all(
            UnknownLabel,
            "SELECT transcripts.source, turns.label, count(*), count(DISTINCT transcripts.id),"
            " sum(turns.speaker_id IS NULL), sum(turns.doubt IS NOT NULL)"
            f" FROM turns {_UNKNOWN} GROUP BY transcripts.source, turns.label"
            " ORDER BY count(*) DESC, turns.label LIMIT :limit",
            {"limit": limit},
        )
        return [replace(one, examples=self._examples(one.source, one.label)) for one in labels]

    def _examples(self, source: str, label: str) -> tuple[LabelExample, ...]:
        found = self._db.all(
            LabelExample,
            "SELECT transcripts.id, turns.position, turns.doubt, turns.text, transcripts.url"
            f" FROM turns {_UNKNOWN} AND transcripts.source = :source AND turns.label = :label"
            f" ORDER BY turns.id DESC LIMIT {_EXAMPLES}",
            {"source": source, "label": label},
        )
        return tuple(found)

    def names(self, speakers: Iterable[int]) -> dict[int, str]:
        """The names of speakers, by their numbers.

        :raises UnknownSpeaker: there is no such speaker.
        """
        return {one: self._known(one).name for one in speakers}

    def merge(self, into: int, others: Sequence[int], *, force: bool = False) -> None:
        """Make one person of several, for good: whoever is called as any of ``others`` at their
        newsroom is ``into`` from now on.

        :param force: also where two of them speak in one transcript.
        :raises SpeakTogether: two of them speak in one transcript, so they seem to be two people.
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
                if not force:
                    self._refuse_together(into, other)
                if row.transcript_id is not None or row.by_hand:
                    self._rule_for_transcripts(other, into)
                else:
                    db.execute(
                        "INSERT INTO speaker_merges (name, newsroom, speaker_id, key)"
                        " SELECT DISTINCT called, :newsroom, :into, name_key(called)"
                        " FROM appearances WHERE speaker_id = :other"
                        " UNION SELECT :name, :newsroom, :into, name_key(:name) WHERE 1"
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
        new = add_speaker(
            self._db, SpeakerRow(None, alias, None, row.newsroom, None, None, 0, name_key(alias))
        )
        self._give(row, new, "called = :value", alias)
        return new

    def _separate(self, row: SpeakerRow, transcripts: Sequence[int], name: str) -> int:
        new = add_speaker(
            self._db, SpeakerRow(None, name, None, row.newsroom, None, None, 1, name_key(name))
        )
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
            "INSERT INTO speaker_splits (transcript_id, name, speaker_id, key)"
            " SELECT transcript_id, called, :into, name_key(called) FROM appearances"
            " WHERE speaker_id = :speaker"
            " ON CONFLICT (transcript_id, name) DO UPDATE SET speaker_id = excluded.speaker_id",
            {"into": into, "speaker": speaker},
        )

    def _refuse_together(self, into: int, other: int) -> None:
        together = self._db.row(
            TranscriptRow,
            "WHERE id IN (SELECT transcript_id FROM appearances WHERE speaker_id = :into)"
            " AND id IN (SELECT transcript_id FROM appearances WHERE speaker_id = :other)",
            {"into": into, "other": other},
        )
        if together is not None:
            raise SpeakTogether(
                f"{self._known(other).name} ({other}) and {self._known(into).name} ({into}) both"
                f" speak in transcript {together.id} ({together.title}), so they seem to be two"
                " people"
            )

    def _known(self, speaker: int) -> SpeakerRow:
        row = self._db.row(SpeakerRow, "WHERE id = :id", {"id": speaker})
        if row is None:
            raise UnknownSpeaker(f"there is no speaker {speaker}")
        return row
