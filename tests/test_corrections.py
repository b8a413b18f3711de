"""Corrections by hand are rules on top of what the pages tell."""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from scraper.archive.integrity.structure import check_search_indexes, check_speech
from scraper.archive.people import Reason, StatedRule
from scraper.archive.people.rules import MADE_BY_HAND
from scraper.archive.store import Archive
from scraper.errors import OnRecordError, UsageError
from scraper.extract import content_hash
from scraper.model import Speaker, StoryRef, Transcript, Turn
from tests.conftest import NOON, Command, a_page, raw

REASON = Reason(NOON, "heard in the recording")
ANN, BEN = Speaker("Ann Lee", "host", "label"), Speaker("Ben Orr", "guest")
CARA = Speaker("Cara Poe", "reporter", doubt="asks now and then")
MAN = Speaker("Man", "unidentified", identified=False)


def transcript_of(
    story_id: str, said: list[tuple[Speaker | None, str]], aired: date | None = date(2014, 8, 7)
) -> Transcript:
    """A transcript in which those people say those words."""
    speakers = list(dict.fromkeys(person for person, _ in said if person is not None))
    turns = tuple(
        Turn(
            None if person is None else person.name.upper(),
            "speech",
            words,
            None if person is None else speakers.index(person),
            doubt=None if person is not None else "nobody is named",
        )
        for person, words in said
    )
    ref = StoryRef("npr", story_id, f"https://example.org/npr/{story_id}")
    return Transcript(
        ref=ref, url=ref.url, turns=turns, speakers=tuple(speakers),
        content_hash=content_hash(turns), aired_on=aired,
    )  # fmt: skip


def land(archive: Archive, transcript: Transcript) -> int:
    """Land a transcript whose page has its words in it; its id."""
    words = "".join(turn.text for turn in transcript.turns)
    page = a_page(f"<p>{words}</p>", transcript.url)
    landed = archive.lander().land(page, transcript, transcript.ref, NOON)
    assert landed.transcript_id is not None
    return landed.transcript_id


def everything(path: Path) -> dict[str, list[object]]:
    """Every row of every table, but for the rules themselves and the numbers they have had."""
    with closing(sqlite3.connect(path)) as connection:
        tables = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            " AND name NOT LIKE '%_fts_%' AND name NOT LIKE '%migrations%'"
        ).fetchall()
        return {
            name: sorted(connection.execute(f"SELECT * FROM {name}").fetchall(), key=repr)
            for (name,) in tables
        }


def number(archive: Archive, name: str) -> int:
    """The number of the one who speaks by that name."""
    (found,) = (person.id for person in archive.people.find(name, 9) if person.name == name)
    return found


def shown(archive: Archive, transcript: int) -> list[str | None]:
    """Who is shown to say each turn."""
    rows = raw(archive).execute(
        "SELECT speaker FROM lines WHERE transcript_id = ? ORDER BY position", (transcript,)
    )
    return [row[0] for row in rows]


TALK: list[tuple[Speaker | None, str]] = [
    (ANN, "Good morning, and here is Ben Orr."),
    (BEN, "It has been raining for a week now."),
    (None, "And nobody has an umbrella, I see."),
    (CARA, "Except for me, as a matter of fact."),
]


# Assign -------------------------------------------------------------------------------------------


def test_a_turn_is_given_to_somebody_who_speaks_there(archive: Archive) -> None:
    one = land(archive, transcript_of("1", TALK))
    rule = archive.corrections.assign(one, 3, number(archive, "Ben Orr"), REASON)
    assert shown(archive, one) == ["Ann Lee", "Ben Orr", "Ben Orr", "Cara Poe"]
    rows = raw(archive).execute("SELECT doubt FROM turns WHERE position = 3").fetchall()
    assert [row[0] for row in rows] == [None], "a person said so"
    counts = "SELECT turn_count, word_count FROM appearances JOIN speakers ON speakers.id ="
    (found,) = raw(archive).execute(f"{counts} speaker_id WHERE name = 'Ben Orr'").fetchall()
    assert tuple(found) == (2, 8 + 7)
    assert list(archive.integrity.check()) == []
    archive.corrections.undo(rule.id)
    assert shown(archive, one) == ["Ann Lee", "Ben Orr", None, "Cara Poe"]


def test_a_turn_is_given_to_somebody_new_or_to_nobody(archive: Archive) -> None:
    one = land(archive, transcript_of("1", TALK))
    archive.corrections.assign(one, 2, "Dora Fay", REASON)
    archive.corrections.assign(one, 4, None, REASON)
    assert shown(archive, one) == ["Ann Lee", "Dora Fay", None, None]
    rows = raw(archive).execute(
        "SELECT name, newsroom, role, role_rule, turn_count, appearances.doubt FROM appearances"
        " JOIN speakers ON speakers.id = speaker_id ORDER BY name"
    )
    assert [tuple(row) for row in rows] == [
        ("Ann Lee", "npr", "host", "label", 1, None),
        ("Dora Fay", "npr", "guest", "by hand", 1,
         "a person said whose turns these are, and the page does not tell the role"),
    ]  # fmt: skip
    assert list(archive.integrity.check()) == []


def test_an_assignment_finds_its_turn_when_others_come_before_it(archive: Archive) -> None:
    one = land(archive, transcript_of("1", TALK))
    archive.corrections.assign(one, 3, number(archive, "Ben Orr"), REASON)
    land(archive, transcript_of("1", [(CARA, "This is the news."), *TALK]))
    assert shown(archive, one) == ["Cara Poe", "Ann Lee", "Ben Orr", "Ben Orr", "Cara Poe"]


def test_an_assignment_of_a_turn_that_is_gone_has_no_effect_and_says_so(archive: Archive) -> None:
    one = land(archive, transcript_of("1", TALK))
    archive.corrections.assign(one, 3, number(archive, "Ben Orr"), REASON)
    other = [*TALK[:2], (None, "And everybody has an umbrella."), TALK[3]]
    land(archive, transcript_of("1", other))
    assert shown(archive, one) == ["Ann Lee", "Ben Orr", None, "Cara Poe"]
    assert [rule.holds for rule in archive.corrections.rules()] == [False]
    land(archive, transcript_of("1", TALK))
    assert shown(archive, one) == ["Ann Lee", "Ben Orr", "Ben Orr", "Cara Poe"]
    assert [rule.holds for rule in archive.corrections.rules()] == [True]


def test_of_two_turns_with_the_same_words_the_neighbours_tell_which(archive: Archive) -> None:
    said: list[tuple[Speaker | None, str]] = [
        (ANN, "Is it wet?"), (BEN, "Yes."), (ANN, "And is it cold?"), (BEN, "Yes."),
    ]  # fmt: skip
    one = land(archive, transcript_of("1", said))
    cara = Speaker("Cara Poe", "guest")
    land(archive, transcript_of("2", [(cara, "Hello.")]))
    archive.corrections.assign(one, 4, number(archive, "Cara Poe"), REASON)
    assert shown(archive, one) == ["Ann Lee", "Ben Orr", "Ann Lee", "Cara Poe"]
    land(archive, transcript_of("1", [(ANN, "Well."), *said]))
    assert shown(archive, one) == ["Ann Lee", "Ann Lee", "Ben Orr", "Ann Lee", "Cara Poe"]
    # The turn before it is another one and nothing follows: it may be either.
    land(archive, transcript_of("1", [(ANN, "So?"), (BEN, "Yes."), (ANN, "Oh?"), (BEN, "Yes.")]))
    assert shown(archive, one)[1] == "Ben Orr"


@pytest.mark.parametrize(
    ("position", "to", "why"),
    [
        (9, 1, "npr 1 has no turn 9: it has 4"),
        (1, 99, "there is no speaker 99"),
        (1, 5, r"Man \(5\) is known only in another transcript"),
    ],
)
def test_an_assignment_that_can_not_be_is_refused(
    archive: Archive, position: int, to: int, why: str
) -> None:
    one = land(archive, transcript_of("1", TALK))
    land(archive, transcript_of("2", [(ANN, "Who is it?"), (MAN, "Nobody."), (BEN, "Really?")]))
    assert number(archive, "Man") == 4
    land(archive, transcript_of("3", [(MAN, "Somebody.")]))
    with pytest.raises(UsageError, match=why):
        archive.corrections.assign(one, position, to, REASON)
    assert archive.corrections.rules() == []


# Rename -------------------------------------------------------------------------------------------


def test_a_name_given_by_hand_stays_when_the_pages_spell_it_better(archive: Archive) -> None:
    land(archive, transcript_of("1", [(Speaker("JUAN GONZALEZ", "host"), "Good morning.")]))
    rule = archive.corrections.rename(number(archive, "JUAN GONZALEZ"), "Juan G.", REASON)
    assert archive.people.find("juan g.", 9) != []
    land(archive, transcript_of("2", [(Speaker("Juan González", "host"), "Good evening.")]))
    (juan,) = archive.people.find("gonzalez", 9)
    assert (juan.name, juan.transcripts) == ("Juan G.", 2)
    assert list(archive.integrity.check()) == []
    archive.corrections.undo(rule.id)
    (juan,) = archive.people.find("gonzalez", 9)
    assert juan.name == "Juan González"


def test_a_renamed_person_who_comes_back_has_the_name_again(archive: Archive) -> None:
    man = [(ANN, "Who is it?"), (MAN, "It is only me, as always.")]
    one = land(archive, transcript_of("1", list(man)))
    archive.corrections.rename(number(archive, "Man"), "Otto Kern", REASON)
    assert shown(archive, one) == ["Ann Lee", "Otto Kern"]
    land(archive, transcript_of("1", [(BEN, "Now I'm somebody else.")]))
    assert [rule.holds for rule in archive.corrections.rules()] == [False]
    land(archive, transcript_of("1", list(man)))
    assert shown(archive, one) == ["Ann Lee", "Otto Kern"]


# Merge and split ----------------------------------------------------------------------------------


def test_a_merge_into_somebody_who_is_gone_keeps_their_name(archive: Archive) -> None:
    bob, robert = Speaker("Bob Roe", "host"), Speaker("Robert Roe", "host")
    land(archive, transcript_of("1", [(robert, "I have my whole name.")]))
    two = land(archive, transcript_of("2", [(bob, "I have half of it.")]))
    archive.corrections.merge(number(archive, "Robert Roe"), [number(archive, "Bob Roe")], REASON)
    land(archive, transcript_of("1", [(ANN, "It was me all along.")]))
    assert shown(archive, two) == ["Robert Roe"]
    assert number(archive, "Robert Roe") > MADE_BY_HAND
    assert list(archive.integrity.check()) == []
    land(archive, transcript_of("3", [(robert, "Here I am again.")]))
    (found,) = archive.people.find("robert", 9)
    assert (found.transcripts, found.id < MADE_BY_HAND) == (2, True)


def test_rules_build_on_each_other_and_are_taken_back_in_any_order(archive: Archive) -> None:
    smith = Speaker("John Smith", "guest")
    one = land(archive, transcript_of("1", [(smith, "I bake bread.")]))
    two = land(archive, transcript_of("2", [(smith, "I mend shoes."), (ANN, "Thank you.")]))
    split = archive.corrections.split(number(archive, "John Smith"), [two], REASON, "J. Smith")
    assert split.into is not None
    archive.corrections.merge(number(archive, "Ann Lee"), [split.into.id or 0], REASON, force=True)
    assert (shown(archive, one), shown(archive, two)) == (["John Smith"], ["Ann Lee", "Ann Lee"])
    archive.corrections.undo(split.id)
    assert (shown(archive, one), shown(archive, two)) == (["John Smith"], ["John Smith", "Ann Lee"])
    (merge,) = archive.corrections.rules()
    assert not merge.holds, "nobody is the person whom the split made"
    assert list(archive.integrity.check()) == []


def test_a_wording_that_was_replaced_is_kept_as_the_page_had_it(archive: Archive) -> None:
    one = land(archive, transcript_of("1", TALK))
    archive.corrections.assign(one, 3, number(archive, "Ben Orr"), REASON)
    archive.corrections.rename(number(archive, "Ann Lee"), "A. L.", REASON)
    land(archive, transcript_of("1", TALK[:3]))
    (kept,) = raw(archive).execute("SELECT turns FROM revisions WHERE revision = 1").fetchone()
    assert [turn["speaker"] for turn in json.loads(kept)] == [
        "Ann Lee",
        "Ben Orr",
        None,
        "Cara Poe",
    ]


def test_a_forgotten_story_takes_what_rules_say_of_it_along(archive: Archive) -> None:
    dora = Speaker("Dora Fay", "guest")
    one = land(archive, transcript_of("1", [(dora, "Only here I speak."), (ANN, "Thank you.")]))
    land(archive, transcript_of("2", TALK))
    archive.corrections.merge(number(archive, "Ben Orr"), [number(archive, "Dora Fay")], REASON)
    archive.corrections.assign(one, 2, "Elsa Gray", REASON)
    archive.corrections.rename(number(archive, "Elsa Gray"), "Elsa G.", REASON)
    archive.corrections.rename(number(archive, "Cara Poe"), "C. Poe", REASON)
    # In an earlier wording alone.
    fred = [(Speaker("Fred Fox", "guest"), "Only here I spoke.")]
    land(archive, transcript_of("1", [*fred, (dora, "Only here I speak."), (ANN, "Thank you.")]))
    archive.corrections.rename(number(archive, "Fred Fox"), "Freddy", REASON)
    land(archive, transcript_of("1", [(dora, "Only here I speak."), (ANN, "Thank you.")]))
    archive.forgetting.forget(StoryRef("npr", "1", "https://example.org/npr/1"), "asked", NOON)
    assert [rule.name for rule in archive.corrections.rules()] == ["C. Poe"]
    assert list(archive.integrity.check()) == []
    dump = "\n".join(raw(archive).iterdump())
    assert "Dora" not in dump
    assert "Fred" not in dump
    assert "Elsa" not in dump


def test_what_is_shown_otherwise_than_the_rules_say_is_found_and_repaired(
    archive: Archive,
) -> None:
    one = land(archive, transcript_of("1", TALK))
    archive.corrections.assign(one, 3, number(archive, "Ben Orr"), REASON)
    with archive.transaction():
        raw(archive).execute("UPDATE turns SET speaker_id = 1 WHERE position = 3")
        raw(archive).execute(
            "UPDATE appearances SET turn_count = turn_count + iif(speaker_id = 1, 1, -1)"
            " WHERE speaker_id IN (1, 2)"
        )
    found = [
        problem for problem in archive.integrity.check() if "corrections by hand" in problem.what
    ]
    assert len(found) == 1
    archive.integrity.repair(found)
    assert shown(archive, one) == ["Ann Lee", "Ben Orr", "Ben Orr", "Cara Poe"]


# What must not go wrong in silence ----------------------------------------------------------------

THANKS = "Thank you so much for having me."


@pytest.mark.parametrize(
    ("said", "at", "then"),
    [
        # Somebody else says the same, and the page is cut to that.
        ([(ANN, "Hello."), (BEN, THANKS), (CARA, "Hm."), (ANN, "So."), (CARA, THANKS)], 2,
         [(ANN, "Welcome."), (CARA, THANKS)]),
        # It was the last turn; another turn with its words is now.
        ([(ANN, "Hello."), (BEN, "Thank you.")], 2,
         [(ANN, "Hello."), (BEN, "Yes, I do."), (ANN, "Well."), (CARA, "Thank you.")]),
        ([(BEN, "Yes."), (ANN, "Hello.")], 1, [(CARA, "Yes."), (ANN, "Oh."), (BEN, "No.")]),
    ],
    ids=["cut", "the end", "the beginning"],
)  # fmt: skip
def test_an_assignment_never_goes_to_the_turn_of_another(
    archive: Archive,
    said: list[tuple[Speaker | None, str]],
    at: int,
    then: list[tuple[Speaker | None, str]],
) -> None:
    one = land(archive, transcript_of("1", said))
    archive.corrections.assign(one, at, "Dora Fay", REASON)
    assert shown(archive, one)[at - 1] == "Dora Fay"
    land(archive, transcript_of("1", then))
    assert "Dora Fay" not in shown(archive, one)
    assert [rule.holds for rule in archive.corrections.rules()] == [False]


def test_somebody_merged_away_is_not_corrected_any_more(archive: Archive) -> None:
    for story, person in (("1", ANN), ("2", BEN), ("3", CARA)):
        land(archive, transcript_of(story, [(person, f"I speak in {story}.")]))
    ann, ben, cara = (number(archive, name) for name in ("Ann Lee", "Ben Orr", "Cara Poe"))
    archive.corrections.merge(ann, [ben], REASON)
    why = r"Ben Orr \(2\) no longer speaks in any transcript, because of corrections"
    attempts: list[Callable[[], object]] = [
        lambda: archive.corrections.merge(ben, [cara], REASON),
        lambda: archive.corrections.merge(cara, [ben], REASON),
        lambda: archive.corrections.assign(3, 1, ben, REASON),
        lambda: archive.corrections.rename(ben, "B.", REASON),
    ]
    for attempt in attempts:
        with pytest.raises(UsageError, match=why):
            attempt()
    assert len(archive.corrections.rules()) == 1


def test_two_rules_about_somebody_who_is_gone_make_one_person(archive: Archive) -> None:
    for story, person in (("1", ANN), ("2", BEN), ("3", CARA)):
        land(archive, transcript_of(story, [(person, f"I speak in {story}.")]))
    ann, ben, cara = (number(archive, name) for name in ("Ann Lee", "Ben Orr", "Cara Poe"))
    archive.corrections.merge(ann, [ben, cara, ben], REASON)
    land(archive, transcript_of("1", [(MAN, "It was me all along.")]))
    (found,) = archive.people.find("ann lee", 9)
    assert (found.transcripts, found.called) == (2, ["Ben Orr", "Cara Poe"])
    assert list(archive.integrity.check()) == []


def test_rules_about_a_new_person_hold_together_when_the_first_is_taken_back(
    archive: Archive,
) -> None:
    one = land(archive, transcript_of("1", TALK))
    first = archive.corrections.assign(one, 1, "Dora Fay", REASON)
    dora = number(archive, "Dora Fay")
    archive.corrections.assign(one, 2, dora, REASON)
    archive.corrections.assign(one, 3, dora, REASON)
    archive.corrections.rename(dora, "D. Fay", REASON)
    archive.corrections.undo(first.id)
    assert shown(archive, one) == ["Ann Lee", "D. Fay", "D. Fay", "Cara Poe"]
    assert len(archive.people.find("fay", 9)) == 1
    assert list(archive.integrity.check()) == []


def test_a_new_name_that_is_known_is_refused(archive: Archive) -> None:
    one = land(archive, transcript_of("1", TALK))
    with pytest.raises(UsageError, match=r"Ann Lee \(1\) is already in the archive"):
        archive.corrections.assign(one, 3, "ANN LEE", REASON)
    for name in ("", "  \n", "\u200b", "\x1b", "\u202e"):
        with pytest.raises(UsageError, match="a name can't be empty"):
            archive.corrections.rename(1, name, REASON)
    archive.corrections.rename(1, " Ann \n Lee ", REASON)
    assert shown(archive, one)[0] == "Ann Lee"


def test_two_who_speak_together_later_are_in_doubt_when_they_were_merged(
    archive: Archive,
) -> None:
    land(archive, transcript_of("1", [(ANN, "I'm here.")]))
    land(archive, transcript_of("2", [(BEN, "So am I.")]))
    archive.corrections.merge(number(archive, "Ann Lee"), [number(archive, "Ben Orr")], REASON)
    both = land(archive, transcript_of("3", TALK))
    rows = raw(archive).execute(
        "SELECT doubt FROM turns WHERE transcript_id = ? ORDER BY position", (both,)
    )
    said = "Ben Orr and somebody else in this transcript are one person by a correction"
    assert [row[0] for row in rows] == [None, said, "nobody is named", None]
    assert list(archive.integrity.check()) == []


@pytest.mark.parametrize(
    "edit",
    [
        "INSERT INTO turns SELECT 99, 1, 9, 5, NULL, kind, text, NULL, NULL FROM turns LIMIT 1",
        "UPDATE turns SET speaker_id = 5 WHERE transcript_id = 1 AND position = 1",
        "DELETE FROM turns WHERE transcript_id = 1",
        "DELETE FROM appearances WHERE transcript_id = 1",
    ],
)
def test_edits_by_sql_break_no_correction_no_check_and_no_landing(
    archive: Archive, edit: str
) -> None:
    one = land(archive, transcript_of("1", TALK, date(1970, 1, 1)))
    land(archive, transcript_of("2", [(MAN, "Who?"), (Speaker("Eve Ray", "guest"), "Me.")]))
    archive.corrections.assign(one, 3, number(archive, "Ben Orr"), REASON)
    land(archive, transcript_of("3", TALK, date(2000, 1, 1)))
    raw(archive).execute(edit)
    (found,) = archive.integrity.check()
    assert "was edited by hand" in found.what
    # The years between are filled: two people of each name are one.
    land(archive, transcript_of("4", TALK, date(1985, 1, 1)))
    archive.corrections.merge(
        number(archive, "Eve Ray"), [number(archive, "Cara Poe")], REASON, force=True
    )
    land(archive, transcript_of("1", TALK, date(1970, 1, 1)))
    assert shown(archive, one) == ["Ann Lee", "Ben Orr", "Ben Orr", "Eve Ray"]
    assert list(archive.integrity.check()) == []


def test_what_was_looked_at_is_not_on_the_list_of_work(archive: Archive) -> None:
    one = land(archive, transcript_of("1", TALK))
    raw(archive).execute("UPDATE turns SET label = 'WHO' WHERE position = 3")
    land(archive, transcript_of("1", [*TALK[:2], (None, TALK[2][1]), TALK[3]]))
    archive.corrections.assign(one, 3, None, REASON)
    assert archive.people.unknown(9) == []


# Any sequence -------------------------------------------------------------------------------------

_NAMES = (
    "Ann Lee",
    "ANN LEE",
    "Anne Lee",
    "Juan Gonzalez",
    "Juan González",
    "Bob Roe",
    "Robert Roe",
)
_WORDS = (
    "Good morning.",
    "Yes.",
    "It has been raining for a week now.",
    "Thank you.",
    "And so on.",
)
_STORIES = 5


class Sequence:
    """A random sequence of landings and corrections in one archive, and the landings alone in
    another.
    """

    def __init__(self, directory: Path, seed: int, empty: Path) -> None:
        self.chance = random.Random(seed)
        self.paths = directory / "corrected.db", directory / "landed.db"
        for path in self.paths:
            shutil.copy(empty, path)
        self.made: list[StatedRule] = []

    def play(self, length: int) -> None:
        """Play it, then take back every correction."""
        with Archive.write(self.paths[0]) as archive, Archive.write(self.paths[1]) as plain:
            for archive_of in (archive, plain):
                raw(archive_of).execute("PRAGMA synchronous = OFF")
            moves: list[Callable[[Archive], None]] = [
                self.merge, self.split, self.assign, self.rename, self.undo,
            ]  # fmt: skip
            for _ in range(length):
                if self.chance.random() < 0.5:
                    transcript = self.transcript()
                    land(archive, transcript)
                    land(plain, transcript)
                else:
                    self.chance.choice(moves)(archive)
            assert list(archive.integrity.check()) == [], "in the middle"
            while self.made:
                self.undo(archive)
            assert list(archive.integrity.check()) == []

    def transcript(self) -> Transcript:
        """A story with some of the people, other words or other speakers of the same words."""
        chance = self.chance
        people: list[Speaker | None] = [None]
        names = {name.casefold(): name for name in chance.sample(_NAMES, 4)}
        for name in names.values():
            known = chance.random() < 0.8
            people.append(Speaker(name, chance.choice(("host", "guest")), identified=known))
        said = [
            (chance.choice(people), words)
            for words in chance.choices(_WORDS, k=chance.randint(1, 6))
        ]
        aired = chance.choice([None, date(1970, 1, 1), date(2000, 1, 1), date(1985, 1, 1)])
        made = transcript_of(str(chance.randrange(_STORIES)), said, aired)
        return replace(made, title=chance.choice(("One", "Two")))

    def somebody(self, archive: Archive) -> int:
        rows = raw(archive).execute("SELECT id FROM speakers ORDER BY id").fetchall()
        return int(self.chance.choice(rows)[0]) if rows else 1

    def turn(self, archive: Archive) -> tuple[int, int]:
        rows = raw(archive).execute("SELECT transcript_id, position FROM turns ORDER BY id")
        transcript, position = self.chance.choice(rows.fetchall() or [(1, 1)])
        return int(transcript), int(position)

    def attempt(self, correct: Callable[[], list[StatedRule]]) -> None:
        """Correct something; what can't be is refused, and nothing is changed by that."""
        with suppress(OnRecordError):
            self.made += correct()

    def merge(self, archive: Archive) -> None:
        one, other = self.somebody(archive), self.somebody(archive)
        self.attempt(lambda: archive.corrections.merge(one, [other], REASON, force=True))

    def split(self, archive: Archive) -> None:
        one, (transcript, _) = self.somebody(archive), self.turn(archive)
        self.attempt(lambda: [archive.corrections.split(one, [transcript], REASON, "Split")])

    def assign(self, archive: Archive) -> None:
        transcript, position = self.turn(archive)
        to = self.chance.choice([self.somebody(archive), "New", None])
        if archive.records.find(transcript) is not None:
            self.attempt(lambda: [archive.corrections.assign(transcript, position, to, REASON)])

    def rename(self, archive: Archive) -> None:
        one = self.somebody(archive)
        self.attempt(lambda: [archive.corrections.rename(one, "Renamed", REASON)])

    def undo(self, archive: Archive) -> None:
        if self.made:
            rule = self.made.pop(self.chance.randrange(len(self.made)))
            archive.corrections.undo(rule.id)


#: ONRECORD_TEST_SEQUENCES asks for more.
@pytest.mark.parametrize("seed", range(int(os.environ.get("ONRECORD_TEST_SEQUENCES", "60"))))
def test_corrections_that_are_taken_back_leave_no_trace(
    tmp_path: Path, empty_archive: Path, seed: int
) -> None:
    sequence = Sequence(tmp_path, seed, empty_archive)
    sequence.play(18)
    corrected, landed = map(everything, sequence.paths)
    for table, rows in landed.items():
        assert corrected[table] == rows, table
    with Archive.write(sequence.paths[0]) as archive:
        checks = (check_search_indexes, check_speech)
        assert [problem for check in checks for problem in check(archive._db)] == []


# Commands -----------------------------------------------------------------------------------------


def test_the_commands(landed: Command) -> None:
    (carla,) = landed("speakers", "find", "Carla Wendt", "--json").rows
    ran = landed("speakers", "rename", "carla wendt", "C. Wendt", "--why", "she asked for it")
    assert ran.out == (
        "correction 1: Carla Wendt (1) is called C. Wendt, also in later runs"
        " (`onrecord speakers undo 1` undoes it)\n"
    ).replace("(1)", f"({carla['id']})")
    ran = landed("speakers", "assign", "nx-s1-5561840#2", "--new", "Ann Lee")
    assert ran.code == 0
    assert "correction 2: turn 2 of npr" in ran.out
    ran = landed("speakers", "rules")
    assert "she asked for it" in ran.out
    listed = landed("speakers", "rules", "--json").rows
    assert [(one["id"], one["kind"], one["holds"]) for one in listed] == [
        (1, "rename", True), (2, "assign", True),
    ]  # fmt: skip
    (turn,) = listed[1]["stories"]
    source, story = turn["source"], turn["story_id"]
    assert turn["position"] == 2
    ran = landed("speakers", "assign", f"onrecord:{source}/{story}#3~00000000", "--nobody")
    assert ran.code == 2
    assert "its words have changed" in ran.err
    assert landed("speakers", "undo", "2").out.startswith("undid correction 2: turn 2 of")
    ran = landed("speakers", "undo", "2")
    assert (ran.code, ran.out) == (2, "")
    assert "there is no correction 2; `onrecord speakers rules` lists them" in ran.err
    assert (
        "no speaker in this archive is called 'Zzz'" in landed("speakers", "merge", "1", "Zzz").err
    )
    ran = landed("speakers", "assign", "1#2")
    assert "give exactly one of SPEAKER, --new NAME and --nobody" in ran.err
    assert (
        "'1' does not name a turn: give STORY#N"
        in landed("speakers", "assign", "1", "--nobody").err
    )
