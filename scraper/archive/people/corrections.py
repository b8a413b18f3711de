"""Correcting who is who by hand. Each correction is a rule on top of what the pages say; undoing it
restores what was shown before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from scraper.archive.database.connection import Database
from scraper.archive.people.adopting import Adopted, RuleCopy, adopt, copies
from scraper.archive.people.anchors import anchor
from scraper.archive.people.correcting import apply_anew, as_told, transcripts_reached
from scraper.archive.people.rules import (
    MADE_BY_HAND,
    Rule,
    remove_rules,
    rules,
    whom_rules_mean,
)
from scraper.archive.people.stated import StatedRule, stated
from scraper.archive.rows import SpeakerRow, TranscriptRow
from scraper.archive.rule_rows import RulePersonRow, RuleRow, RuleStoryRow
from scraper.archive.states import RuleKind, RulePart
from scraper.archive.times import stamp
from scraper.errors import SpeakTogether, UnknownRule, UnknownSpeaker, UsageError
from scraper.names import name_key


@dataclass(frozen=True, slots=True)
class Reason:
    """When a correction is made, and why."""

    now: datetime
    why: str | None = None


class Corrections:
    """The corrections by hand."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def rules(self) -> list[StatedRule]:
        """All corrections in the order in which they were made."""
        made = rules(self._db)
        return [stated(self._db, rule, made) for rule in made]

    def merge(
        self, into: int, others: Sequence[int], reason: Reason, *, force: bool = False
    ) -> list[StatedRule]:
        """Make one person of several: whoever is one of ``others`` is ``into`` from now on. A rule
        for each of them.

        :param force: also where two of them speak in one transcript.
        :raises SpeakTogether: two of them speak in one transcript, so they seem to be two people.
        :raises UsageError: there is no such speaker, or ``into`` is among the others.
        """
        with self._db.transaction():
            return [
                self._merge(into, other, reason, force=force) for other in dict.fromkeys(others)
            ]

    def _merge(self, into: int, other: int, reason: Reason, *, force: bool) -> StatedRule:
        row = self._speaking(into)
        if row.transcript_id is not None:
            raise UsageError(
                f"{row.name} ({into}) is known in one transcript only: merge them into a person"
            )
        if other == into:
            raise UsageError(f"{row.name} ({into}) can't be merged with themself")
        self._speaking(other)
        if not force:
            self._refuse_together(into, other)
        number = self._add(RuleKind.MERGE, reason, forced=force)
        self._name(number, RulePart.OF, other)
        self._name(number, RulePart.INTO, into)
        return self._apply(number)

    def split(
        self, speaker: int, transcripts: Sequence[int], reason: Reason, name: str | None = None
    ) -> StatedRule:
        """Separate somebody from ``speaker``: in ``transcripts`` it is another person who speaks.

        :param name: what to call them; the same name where nothing is given.
        :raises UsageError: there is no such speaker, or they don't speak there.
        """
        with self._db.transaction():
            row = self._speaking(speaker)
            if row.transcript_id is not None:
                raise UsageError(f"{row.name} ({speaker}) is known in one transcript only")
            number = self._add(RuleKind.SPLIT, reason)
            self._name(number, RulePart.OF, speaker)
            made = row.spelling if name is None else _cleaned(name)
            self._make(number, made, row.newsroom)
            for transcript in dict.fromkeys(transcripts):
                of = {"transcript": transcript, "speaker": speaker}
                told = self._db.row(
                    TranscriptRow,
                    "JOIN appearances ON transcript_id = id"
                    " WHERE id = :transcript AND speaker_id = :speaker",
                    of,
                )
                if told is None:
                    raise UsageError(
                        f"{row.name} ({speaker}) doesn't speak in transcript {transcript}"
                    )
                story = (told.source, told.story_id)
                self._db.insert(RuleStoryRow(number, *story, None, None, None, None, None))
            return self._apply(number)

    def assign(
        self, transcript: int, position: int, to: int | str | None, reason: Reason
    ) -> StatedRule:
        """Say whose turn it is: the speaker's ``to``, that of somebody new by that name, or
        nobody's.

        :raises UsageError: there is no such turn or speaker, the turn is a cue, the speaker is
            known in another transcript alone, or somebody of the new name is there already.
        """
        with self._db.transaction():
            told = as_told(self._db, transcript)
            at = next((n for n, turn in enumerate(told.turns) if turn.position == position), None)
            name = " ".join(told.story)
            if at is None:
                raise UsageError(f"{name} has no turn {position}: it has {len(told.turns):,}")
            if told.turns[at].kind != "speech":
                raise UsageError(f"turn {position} of {name} is a cue: nobody speaks it")
            number = self._add(RuleKind.ASSIGN, reason)
            if isinstance(to, int):
                row = self._speaking(to)
                if row.transcript_id not in (None, transcript):
                    raise UsageError(f"{row.name} ({to}) is known only in another transcript")
                self._name(number, RulePart.INTO, to)
            elif to is not None:
                self._make_new(number, _cleaned(to), self._newsroom(transcript, told.story[0]))
            self._db.insert(anchor(number, told.story, told.turns, at))
            return self._apply(number)

    def rename(self, speaker: int, name: str, reason: Reason) -> StatedRule:
        """Call somebody by another name.

        :raises UsageError: there is no such speaker.
        """
        with self._db.transaction():
            self._speaking(speaker)
            number = self._add(RuleKind.RENAME, reason, _cleaned(name))
            self._name(number, RulePart.OF, speaker)
            return self._apply(number)

    def copies(self) -> list[RuleCopy]:
        """All corrections with their rows, for another archive to take over."""
        return copies(self._db)

    def adopt(self, theirs: Sequence[RuleCopy]) -> Adopted:
        """Take over corrections that were made in another archive, each once; those that contradict
        one here are not, nor are those about people who are not here.
        """
        with self._db.transaction():
            return adopt(self._db, theirs)

    def undo(self, number: int) -> StatedRule:
        """Take a correction back: the archive is what it would be without it.

        :raises UnknownRule: there is none with that number.
        """
        with self._db.transaction():
            made = rules(self._db)
            rule = self._rule(made, number)
            before = stated(self._db, rule, made)
            meant = whom_rules_mean(self._db)
            # Rows of people whom it made go at last.
            self._db.execute("PRAGMA defer_foreign_keys = ON")
            remove_rules(self._db, [number])
            now = whom_rules_mean(self._db)
            others = {
                one for (one, part), person in meant.items() if now.get((one, part)) != person
            }
            changed = [one for one in made if one.id in {number, *others}]
            apply_anew(self._db, transcripts_reached(self._db, made, changed))
            return before

    # -- the rows of a rule -----------------------------------------------------------------------

    def _add(
        self, kind: RuleKind, reason: Reason, name: str | None = None, *, forced: bool = False
    ) -> int:
        made = RuleRow(None, kind, stamp(reason.now), reason.why, name, int(forced))
        return self._db.insert(made)

    def _name(self, number: int, part: RulePart, speaker: int) -> None:
        """Write whom a rule speaks of."""
        row = self._known(speaker)
        told = RulePersonRow(number, part, row.spelling, row.key, None, None, None, None, None)
        if speaker > MADE_BY_HAND:
            told.newsroom, told.made_by = row.newsroom, speaker - MADE_BY_HAND
        elif row.transcript_id is not None:
            story = "SELECT source, story_id FROM transcripts WHERE id = :id"
            ((told.source, told.story_id),) = self._db.tuples(story, {"id": row.transcript_id})
        else:
            told.newsroom, told.day = row.newsroom, row.first_date
        self._db.insert(told)

    def _make(self, number: int, name: str, newsroom: str | None) -> None:
        """Write that a rule makes a person."""
        key = name_key(name)
        self._db.insert(
            RulePersonRow(number, RulePart.INTO, name, key, newsroom, None, None, None, number)
        )

    def _make_new(self, number: int, name: str, newsroom: str) -> None:
        """Write that a rule makes a person whom the archive doesn't know.

        :raises UsageError: it knows one of that name.
        """
        known = self._db.row(
            SpeakerRow,
            "WHERE key = :key AND newsroom = :newsroom AND transcript_id IS NULL"
            " AND EXISTS (SELECT 1 FROM appearances WHERE speaker_id = speakers.id)",
            {"key": name_key(name), "newsroom": newsroom},
        )
        if known is not None:
            raise UsageError(
                f"{known.name} ({known.id}) is already in the archive: give that number, or give"
                " the new person another name"
            )
        self._make(number, name, newsroom)

    def _newsroom(self, transcript: int, source: str) -> str:
        found = self._db.value(
            "SELECT speakers.newsroom FROM speakers JOIN voices ON speaker_id = id"
            " WHERE voices.transcript_id = :transcript AND speakers.newsroom IS NOT NULL",
            {"transcript": transcript},
        )
        return str(found or source)

    def _apply(self, number: int) -> StatedRule:
        made = rules(self._db)
        rule = self._rule(made, number)
        apply_anew(self._db, transcripts_reached(self._db, made, [rule]))
        now = rules(self._db)
        return stated(self._db, self._rule(now, number), now)

    def _rule(self, made: Sequence[Rule], number: int) -> Rule:
        found = next((rule for rule in made if rule.id == number), None)
        if found is None:
            raise UnknownRule(f"there is no correction {number}")
        return found

    # -- who there is -----------------------------------------------------------------------------

    def _refuse_together(self, into: int, other: int) -> None:
        together = self._db.row(
            TranscriptRow,
            "WHERE id IN (SELECT transcript_id FROM appearances WHERE speaker_id = :into)"
            " AND id IN (SELECT transcript_id FROM appearances WHERE speaker_id = :other)",
            {"into": into, "other": other},
        )
        if together is not None:
            title = f" ({together.title})" if together.title else ""
            raise SpeakTogether(
                f"{self._known(other).name} ({other}) and {self._known(into).name} ({into}) both"
                f" speak in transcript {together.id}{title}, so they seem to be two people"
            )

    def _speaking(self, speaker: int) -> SpeakerRow:
        """Somebody who is shown somewhere.

        :raises UsageError: a correction made them somebody else.
        """
        row = self._known(speaker)
        shown = "SELECT 1 FROM appearances WHERE speaker_id = :speaker LIMIT 1"
        if self._db.value(shown, {"speaker": speaker}) is None:
            raise UsageError(
                f"{row.name} ({speaker}) no longer speaks in any transcript, because of corrections"
            )
        return row

    def _known(self, speaker: int) -> SpeakerRow:
        row = self._db.row(SpeakerRow, "WHERE id = :id", {"id": speaker})
        if row is None:
            raise UnknownSpeaker(f"there is no speaker {speaker}")
        return row


def _cleaned(name: str) -> str:
    """A name on one line, without characters that can't be seen.

    :raises UsageError: it is empty.
    """
    seen = "".join(char for char in name if char.isprintable() or char.isspace())
    cleaned = " ".join(seen.split())
    if not name_key(cleaned):
        raise UsageError("a name can't be empty")
    return cleaned
