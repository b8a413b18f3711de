"""One archive added to another: what both saw becomes one history, each thing once."""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from jobs.newsroom.markup import story_page
from jobs.newsroom.sheets import all_sheets
from scraper.archive.people import Reason
from scraper.archive.store import Archive
from scraper.content_hash import content_hash
from scraper.extract import extract
from scraper.model import Page, Transcript
from scraper.sources.npr import Npr
from tests.conftest import Command, raw, rot
from tests.test_check import fill
from tests.test_upgrade import of_schema

ROOT = Path(__file__).parents[1]
DAY = datetime(2024, 2, 13, 10, tzinfo=UTC)
NPR = Npr()
_HOST = re.compile(rb"(, HOST: )(?:<p><p> )?")
STORIES = [
    sheet.story_id
    for sheet in all_sheets().values()
    if len(_HOST.findall(story_page(sheet))) == 1 and not sheet.same_words_as
][:5]


def page_of(story: str, wording: int = 0) -> bytes:
    """A story's page with a word that no other wording has; in every other, with another title and
    another label, too.
    """
    page = story_page(all_sheets()[story])
    said = b"" if not wording else b"Take %d. " % wording
    if wording % 2:
        page = page.replace(all_sheets()[story].title.encode(), b"Another title")
        page = page.replace(b", HOST: ", b", SENIOR HOST: ")
    return re.sub(rb"(HOST: (?:<p><p> )?)", rb"\1" + said, page, count=1)


@dataclass(frozen=True)
class Fetch:
    """A page that was fetched: how many hours after the first, and in which wording."""

    hour: int
    story: str
    wording: int = 0

    def land(self, archive: Archive) -> None:
        """Land it as a run would have done then."""
        ref = NPR.identify(f"https://www.npr.org/transcripts/{self.story}")
        assert ref is not None
        at = DAY + timedelta(hours=self.hour)
        headers = {"content-type": "text/html; charset=utf-8", "x-hour": str(self.hour)}
        page = Page(ref.url, 200, headers, page_of(self.story, self.wording), at)
        outcome = extract(page, NPR, ref)
        assert isinstance(outcome, Transcript)
        archive.lander().land(page, outcome, ref, at)


@cache
def empty() -> bytes:
    """An archive without rows: making one takes ten times as long as copying it."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "empty.db"
        Archive.write(path).close()
        return path.read_bytes()


def made(path: Path, *fetches: Fetch) -> Path:
    path.write_bytes(empty())
    with Archive.write(path) as archive, archive.transaction():
        for fetch in fetches:
            fetch.land(archive)
    return path


#: All that is in an archive, by what it is: no numbers of rows.
HOLDS = {
    "transcripts": """SELECT source, story_id, url, title, program, aired_on, word_count,
        turn_count, content_hash, revision, first_seen_at, last_seen_at, layout, doubt, counted,
        (SELECT story_id FROM transcripts AS first WHERE first.id = transcripts.duplicate_of)
        FROM transcripts""",
    "turns": """SELECT story_id, position, speakers.name, label, kind, text, turns.doubt
        FROM turns JOIN transcripts ON transcripts.id = turns.transcript_id
        LEFT JOIN speakers ON speakers.id = speaker_id""",
    "appearances": """SELECT story_id, speakers.name, called, role, role_rule FROM appearances
        JOIN transcripts ON transcripts.id = appearances.transcript_id
        JOIN speakers ON speakers.id = speaker_id""",
    "speakers": "SELECT name, newsroom, first_date, last_date, by_hand, renamed FROM speakers",
    "revisions": """SELECT story_id, revisions.revision, revisions.content_hash, seen_at, changed,
        cause, revisions.title, turns, body_sha256 FROM revisions
        JOIN transcripts ON transcripts.id = transcript_id
        LEFT JOIN snapshots ON snapshots.id = snapshot_id""",
    "snapshots": """SELECT url, snapshots.fetched_at, body_sha256, size, headers, via
        FROM snapshots JOIN pages ON pages.id = page_id""",
    "pages": """SELECT url, source, story_id, state, reason, status, fetched_at, fetched_url,
        discovered_at, noarchive FROM pages""",
}


def holds(path: Path) -> dict[str, list[tuple[object, ...]]]:
    return {name: sorted(rows_of(path, sql), key=repr) for name, sql in HOLDS.items()}


def rows_of(path: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


def differing(one: Path, other: Path) -> dict[str, object]:
    first, second = holds(one), holds(other)
    return {
        name: (set(first[name]) - set(second[name]), set(second[name]) - set(first[name]))
        for name in HOLDS
        if first[name] != second[name]
    }


def everything(path: Path) -> str:
    """All rows with their numbers, but for the log of runs and what SQLite counted."""
    with closing(sqlite3.connect(path)) as connection:
        lines = [
            line
            for line in connection.iterdump()
            if not line.startswith(('INSERT INTO "runs"', 'INSERT INTO "sqlite_stat'))
        ]
    return "\n".join(lines)


def is_whole(path: Path) -> list[str]:
    with Archive.write(path) as archive:
        return [problem.what for problem in archive.integrity.check()]


# histories ----------------------------------------------------------------------------------------


def a_history(chance: random.Random) -> list[tuple[Fetch, str]]:
    """What happened to some stories, and which of two archives saw it. A page that changes back is
    seen by the archive that had seen the change: another could not tell.
    """
    found: list[tuple[Fetch, str]] = []
    for story in STORIES:
        last: dict[str, int] = {}
        hour, wording = 0, 0
        for number in range(chance.randint(1, 5)):
            hour += chance.randint(1, 40)
            who = chance.choice("ab")
            back = [one for one in range(wording) if one != last.get(who)]
            if number and who in last and last[who] == wording and back and chance.random() < 0.3:
                seen = chance.choice(back)
                found.append((Fetch(hour, story, seen), who))
                last[who] = seen
                break
            wording += bool(number)
            found.append((Fetch(hour, story, wording), who))
            last[who] = wording
    return sorted(found, key=lambda one: (one[0].hour, one[0].story))


@pytest.mark.parametrize("seed", range(5))
def test_what_two_archives_saw_is_what_one_would_have_seen(
    onrecord: Command, tmp_path: Path, seed: int
) -> None:
    happened = a_history(random.Random(seed))
    whole = made(tmp_path / "whole.db", *(fetch for fetch, _ in happened))
    for into, other in ("ab", "ba"):
        paths = {
            who: made(tmp_path / f"{into}{who}.db", *(one for one, saw in happened if saw == who))
            for who in "ab"
        }
        before = paths[other].read_bytes()
        ran = onrecord("add", paths[other], "--db", paths[into])
        assert (ran.code, ran.err) == (0, "")
        assert differing(whole, paths[into]) == {}
        assert is_whole(paths[into]) == []
        assert paths[other].read_bytes() == before
        after = everything(paths[into])
        ran = onrecord("add", paths[other], "--db", paths[into])
        assert ran.code == 0
        assert everything(paths[into]) == after, "the second time changes nothing"


def test_different_snapshots_of_one_page_stand_in_the_order_of_their_dates(
    onrecord: Command, tmp_path: Path
) -> None:
    (story, *_) = STORIES
    here = made(tmp_path / "here.db", Fetch(0, story), Fetch(48, story, 2))
    there = made(tmp_path / "there.db", Fetch(24, story, 1))
    ran = onrecord("add", there, "--db", here)
    assert ran.out == f"{there}: 1 story with more history\n"
    assert rows_of(
        here, "SELECT revision, substr(seen_at, 1, 13), cause, changed FROM revisions ORDER BY 1"
    ) == [
        (1, "2024-02-13T10", None, None),
        (2, "2024-02-14T10", "publisher", "words, labels, title"),
        (3, "2024-02-15T10", "publisher", "words, labels, title"),
    ]  # fmt: skip


def test_two_pages_of_the_same_moment_are_no_new_change_each_time(
    onrecord: Command, tmp_path: Path
) -> None:
    (story, *_) = STORIES
    there = made(tmp_path / "there.db", Fetch(0, story, 0), Fetch(0, story, 2))
    here = made(tmp_path / "here.db")
    revisions = "SELECT revision, cause, content_hash FROM revisions ORDER BY 1"
    onrecord("add", there, "--db", here)
    once = rows_of(here, revisions)
    assert len(once) == 2
    for _ in range(2):
        ran = onrecord("add", there, "--db", here)
        assert ran.out == f"{there}: 1 story unchanged\n"
    assert rows_of(here, revisions) == once


def test_the_number_of_a_transcript_stays(onrecord: Command, tmp_path: Path) -> None:
    first, second, *_ = STORIES
    here = made(tmp_path / "here.db", Fetch(0, first), Fetch(1, second))
    before = rows_of(here, "SELECT id, story_id FROM transcripts ORDER BY id")
    there = made(tmp_path / "there.db", Fetch(5, second, 1), Fetch(6, first, 1))
    onrecord("add", there, "--db", here)
    assert rows_of(here, "SELECT id, story_id FROM transcripts ORDER BY id") == before


def test_the_same_body_is_kept_once_as_of_the_first_time_it_was_seen(
    onrecord: Command, tmp_path: Path
) -> None:
    (story, *_) = STORIES
    here, there = made(tmp_path / "a.db", Fetch(9, story)), made(tmp_path / "b.db", Fetch(2, story))
    onrecord("add", there, "--db", here)
    ((at, headers),) = rows_of(here, "SELECT fetched_at, headers FROM snapshots")
    assert at == "2024-02-13T12:00:00+00:00"
    assert json.loads(str(headers))["x-hour"] == "2"
    assert rows_of(here, "SELECT fetched_at FROM pages") == [("2024-02-13T19:00:00+00:00",)]
    assert is_whole(here) == []


def test_a_page_that_changed_around_its_words_and_back_is_no_change_the_second_time(
    onrecord: Command, tmp_path: Path
) -> None:
    (story, *_) = STORIES
    here = made(tmp_path / "here.db", Fetch(0, story), Fetch(9, story))
    there = made(tmp_path / "there.db")
    with Archive.write(there) as archive:
        ref = NPR.identify(f"https://www.npr.org/transcripts/{story}")
        assert ref is not None
        around = page_of(story) + b"<!-- changed -->"
        page = Page(ref.url, 200, {"a": "b"}, around, DAY + timedelta(hours=5))
        archive.lander().land(page, extract(page, NPR, ref), ref, page.fetched_at)
    onrecord("add", there, "--db", here)
    assert rows_of(here, "SELECT count(*) FROM snapshots") == [(2,)]
    assert rows_of(here, "SELECT count(*) FROM revisions") == [(1,)]
    after = everything(here)
    assert onrecord("add", there, "--db", here).out == f"{there}: 1 story unchanged\n"
    assert everything(here) == after


def test_what_older_rules_read_stays_citable(onrecord: Command, tmp_path: Path) -> None:
    """A wording that today's rules don't give is kept, with its cause."""
    (story, *_) = STORIES
    here = made(tmp_path / "here.db", Fetch(0, story))
    there = made(tmp_path / "there.db", Fetch(24, story, 1))
    with Archive.write(there) as archive:
        kept = archive.snapshots.last(1)
        assert kept is not None
        outcome = extract(kept.page, NPR, kept.ref)
        assert isinstance(outcome, Transcript)
        changed = rot_words(outcome)
        archive.lander().land_again(kept, changed)
        archive.lander().land_again(kept, outcome)
    assert len(rows_of(there, "SELECT * FROM revisions")) == 3
    ran = onrecord("add", there, "--db", here)
    assert "1 earlier wording taken over" in ran.out
    found = rows_of(here, "SELECT revision, cause, turns LIKE '%ROT%' FROM revisions ORDER BY 1")
    assert found == [(1, None, 0), (2, None, 1), (3, "extractor", None)]
    assert is_whole(here) == []
    after = everything(here)
    onrecord("add", there, "--db", here)
    assert everything(here) == after


def rot_words(transcript: Transcript) -> Transcript:
    """As other rules would have read it."""
    turns = tuple(replace(turn, text=f"ROT {turn.text}") for turn in transcript.turns)
    return replace(transcript, turns=turns, content_hash=content_hash(turns), extractor="0")


def test_pages_that_were_landed_long_after_they_were_fetched_keep_both_dates(
    onrecord: Command, tmp_path: Path
) -> None:
    """As those of a WARC file are."""
    (story, *_) = STORIES
    landed = DAY + timedelta(days=700)
    there = made(tmp_path / "there.db")
    with Archive.write(there) as archive:
        ref = NPR.identify(f"https://www.npr.org/transcripts/{story}")
        assert ref is not None
        page = Page(ref.url, 200, {"a": "b"}, page_of(story), DAY, "old.warc.gz")
        outcome = extract(page, NPR, ref)
        assert isinstance(outcome, Transcript)
        archive.lander().land(page, rot_words(outcome), ref, landed)
        kept = archive.snapshots.last(1)
        assert kept is not None
        archive.lander().land_again(kept, outcome)
    here = made(tmp_path / "here.db", Fetch(24, story, 1))
    assert onrecord("add", there, "--db", here).code == 0
    assert rows_of(here, "SELECT min(fetched_at), via FROM snapshots") == [
        ("2024-02-13T10:00:00+00:00", "old.warc.gz"),
    ]  # fmt: skip
    assert rows_of(here, "SELECT first_seen_at FROM transcripts") == [
        ("2024-02-14T10:00:00+00:00",),
    ]  # fmt: skip
    assert rows_of(here, "SELECT revision, cause, turns LIKE '%ROT%' FROM revisions") == [
        (1, None, 1), (2, "extractor", 0), (3, "publisher", None),
    ]  # fmt: skip
    assert is_whole(here) == []


def test_words_whose_page_is_not_kept_come_over(onrecord: Command, tmp_path: Path) -> None:
    (story, *_) = STORIES
    there = made(tmp_path / "there.db", Fetch(0, story), Fetch(24, story, 1))
    with closing(sqlite3.connect(there)) as connection:
        rot(connection, "UPDATE revisions SET snapshot_id = NULL WHERE revision = 1",
            "DELETE FROM snapshots WHERE id = 1")  # fmt: skip
        connection.commit()
    here = made(tmp_path / "here.db")
    ran = onrecord("add", there, "--db", here)
    assert (ran.code, "1 earlier wording taken over" in ran.out) == (0, True)
    assert rows_of(
        here, "SELECT revision, snapshot_id IS NULL, turns IS NULL, cause FROM revisions"
    ) == [(1, 1, 0, None), (2, 0, 1, None)]
    after = everything(here)
    onrecord("add", there, "--db", here)
    assert everything(here) == after


def test_later_words_whose_page_is_not_kept_stay(onrecord: Command, tmp_path: Path) -> None:
    (story, *_) = STORIES
    here = made(tmp_path / "here.db", Fetch(0, story), Fetch(48, story, 2))
    with closing(sqlite3.connect(here)) as connection:
        rot(connection, "UPDATE revisions SET snapshot_id = NULL WHERE revision = 2",
            "DELETE FROM snapshots WHERE id = 2")  # fmt: skip
        connection.commit()
    there = made(tmp_path / "there.db", Fetch(24, story, 1))
    onrecord("add", there, "--db", here)
    said = rows_of(here, "SELECT sum(text LIKE '%Take 1.%'), sum(text LIKE '%Take 2.%') FROM turns")
    assert said == [(0, 1)]


def test_words_of_older_rules_come_over_where_both_keep_the_page(
    onrecord: Command, tmp_path: Path
) -> None:
    """They may be cited there."""
    (story, *_) = STORIES
    here, there = made(tmp_path / "a.db", Fetch(0, story)), made(tmp_path / "b.db", Fetch(0, story))
    with Archive.write(there) as archive:
        kept = archive.snapshots.last(1)
        assert kept is not None
        outcome = extract(kept.page, NPR, kept.ref)
        assert isinstance(outcome, Transcript)
        archive.lander().land_again(kept, rot_words(outcome))
        archive.lander().land_again(kept, outcome)
    assert onrecord("add", there, "--db", here).code == 0
    assert rows_of(here, "SELECT revision, cause, turns LIKE '%ROT%' FROM revisions") == [
        (1, None, 1), (2, "extractor", None),
    ]  # fmt: skip
    after = everything(here)
    assert onrecord("add", there, "--db", here).out == f"{there}: 1 story unchanged\n"
    assert everything(here) == after


def test_a_story_without_a_kept_page_is_named(onrecord: Command, tmp_path: Path) -> None:
    first, second, *_ = STORIES
    there = made(tmp_path / "there.db", Fetch(0, first), Fetch(0, second))
    with closing(sqlite3.connect(there)) as connection:
        rot(connection, "UPDATE revisions SET snapshot_id = NULL WHERE transcript_id = 1",
            "DELETE FROM snapshots WHERE page_id = 1")  # fmt: skip
        connection.commit()
    here = made(tmp_path / "here.db")
    ran = onrecord("add", there, "--db", here)
    assert ran.code == 1
    assert f"/{first}: no page of it is kept there, so it can't be read" in ran.err
    assert rows_of(here, "SELECT story_id FROM transcripts") == [(second,)]


def test_words_that_can_not_be_placed_are_counted(onrecord: Command, tmp_path: Path) -> None:
    (story, *_) = STORIES
    there = made(tmp_path / "there.db", Fetch(0, story), Fetch(24, story, 1))
    with closing(sqlite3.connect(there)) as connection:
        rot(connection, "UPDATE revisions SET snapshot_id = NULL WHERE revision = 2",
            "DELETE FROM snapshots WHERE id = 2")  # fmt: skip
        connection.commit()
    here = made(tmp_path / "here.db")
    for _ in range(2):
        ran = onrecord("add", there, "--db", here)
        assert (ran.code, "1 earlier wording not taken over" in ran.err) == (1, True)


# forgotten ----------------------------------------------------------------------------------------


def forget(path: Path, story: str) -> None:
    with Archive.write(path) as archive:
        ref = NPR.identify(f"https://www.npr.org/transcripts/{story}")
        assert ref is not None
        archive.forgetting.forget(ref, "asked for it", DAY)


def test_a_story_forgotten_here_does_not_come_back(onrecord: Command, tmp_path: Path) -> None:
    first, second, *_ = STORIES
    here = made(tmp_path / "here.db", Fetch(0, first))
    forget(here, first)
    there = made(tmp_path / "there.db", Fetch(0, first), Fetch(1, second))
    ran = onrecord("add", there, "--db", here)
    assert ran.code == 0
    assert ran.out == (
        f"{there}: 1 story new, 1 story left out, because they were forgotten here\n"
    )
    assert rows_of(here, "SELECT story_id FROM transcripts") == [(second,)]
    assert rows_of(here, "SELECT count(*) FROM snapshots") == [(1,)]


def test_a_story_forgotten_there_is_kept_away_or_reported(
    onrecord: Command, tmp_path: Path
) -> None:
    first, second, *_ = STORIES
    there = made(tmp_path / "there.db", Fetch(0, first), Fetch(0, second))
    forget(there, first)
    forget(there, second)
    here = made(tmp_path / "here.db", Fetch(1, first))
    ran = onrecord("add", there, "--db", here)
    assert ran.code == 1
    assert f"npr {first} was forgotten there (asked for it) but is stored here" in ran.err
    assert second not in ran.err
    assert rows_of(here, "SELECT story_id, why FROM forgotten") == [(second, "asked for it")]
    again = onrecord("add", there, "--db", here)
    assert again.code == 1
    assert second not in again.err, "it is not stored here"


# corrections --------------------------------------------------------------------------------------


@dataclass
class Two:
    """Two archives with the same stories, to correct."""

    onrecord: Command
    here: Path
    there: Path

    def correct(self, path: Path, *args: object) -> None:
        ran = self.onrecord("speakers", *args, "--db", path)
        assert (ran.code, ran.err) == (0, ""), ran.err

    def add(self) -> Any:
        return self.onrecord("add", self.there, "--db", self.here, "--json")


@pytest.fixture
def two(onrecord: Command, demo_archive: Path, tmp_path: Path) -> Two:
    for name in ("here.db", "there.db"):
        shutil.copy(demo_archive, tmp_path / name)
    return Two(onrecord, tmp_path / "here.db", tmp_path / "there.db")


MERGE = ("merge", "Carla Wendt", "Madeleine Orth")
SPLIT = ("split", "Leila Barakat", "--transcript", "nx-s1-5401196", "--name", "The Elder")
ASSIGN = ("assign", "nx-s1-5561840#5", "Loretta McBride")
NEW = ("assign", "nx-s1-5561840#3", "--new", "Ann Lee")
NOBODY = ("assign", "nx-s1-5561840#7", "--nobody")
RENAME = ("rename", "Aisha Renner", "Aisha Renner-Cole")
ALL = (MERGE, SPLIT, ASSIGN, NEW, NOBODY, RENAME)
SHOWN = """SELECT story_id, position, speakers.name, turns.doubt FROM turns
    JOIN transcripts ON transcripts.id = turns.transcript_id
    LEFT JOIN speakers ON speakers.id = speaker_id ORDER BY story_id, position"""


def rules_of(path: Path) -> int:
    return len(rows_of(path, "SELECT * FROM speaker_rules"))


def test_corrections_come_over_once(two: Two) -> None:
    for args in ALL:
        two.correct(two.there, *args)
    added = json.loads(two.add().out)["archives"][0]
    assert (added["corrections"], added["known_corrections"]) == (6, 0)
    assert rows_of(two.here, SHOWN) == rows_of(two.there, SHOWN)
    assert is_whole(two.here) == []
    after = everything(two.here)
    added = json.loads(two.add().out)["archives"][0]
    assert (added["corrections"], added["known_corrections"]) == (0, 6)
    assert everything(two.here) == after


def test_the_same_corrections_made_in_both_are_one(two: Two) -> None:
    for args in ALL:
        two.correct(two.there, *args, "--why", "there")
    for args in reversed(ALL):
        two.correct(two.here, *args, "--why", "here")
    before = everything(two.here)
    ran = two.add()
    assert ran.code == 0
    assert json.loads(ran.out)["archives"][0]["known_corrections"] == 6
    assert everything(two.here) == before


CONTRADICTING: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "rename": (RENAME, ("rename", "Aisha Renner", "A. Renner")),
    "merge": (MERGE, ("merge", "Loretta McBride", "Madeleine Orth")),
    "merge the other way round": (MERGE, ("merge", "Madeleine Orth", "Carla Wendt")),
    "assign": (ASSIGN, ("assign", "nx-s1-5561840#5", "--nobody")),
    "assign to somebody new": (NEW, ("assign", "nx-s1-5561840#3", "--new", "Bea Lee")),
    "split": (SPLIT, (*SPLIT[:-1], "The Younger")),
}


@pytest.mark.parametrize(("ours", "theirs"), CONTRADICTING.values(), ids=CONTRADICTING)
def test_corrections_that_contradict_each_other_are_reported(
    two: Two, ours: tuple[str, ...], theirs: tuple[str, ...]
) -> None:
    two.correct(two.here, *ours)
    two.correct(two.there, *theirs)
    before, shown = rules_of(two.here), rows_of(two.here, SHOWN)
    ran = two.add()
    assert ran.code == 1
    (found,) = json.loads(ran.out)["archives"][0]["contradictions"]
    assert found["there"] != found["here"]
    assert (rules_of(two.here), rows_of(two.here, SHOWN)) == (before, shown)
    said = two.onrecord("add", two.there, "--db", two.here).err
    assert "contradicts" in said
    assert is_whole(two.here) == []


def test_corrections_made_in_two_archives_are_those_of_one(
    two: Two, demo_archive: Path, tmp_path: Path
) -> None:
    whole = Path(shutil.copy(demo_archive, tmp_path / "whole.db"))
    for number, args in enumerate(ALL):
        two.correct(two.here if number % 2 else two.there, *args)
        two.correct(whole, *args)
    first = Path(shutil.copy(two.here, tmp_path / "first.db"))
    assert two.add().code == 0
    assert two.onrecord("add", first, "--db", two.there).code == 0
    for path in (two.here, two.there):
        assert rows_of(path, SHOWN) == rows_of(whole, SHOWN)
        assert is_whole(path) == []


def test_a_split_holds_in_the_stories_of_both(two: Two) -> None:
    ((name, first, second),) = rows_of(
        two.here,
        "SELECT speakers.name, min(story_id), max(story_id) FROM speakers JOIN appearances"
        " ON speaker_id = speakers.id JOIN transcripts ON transcripts.id"
        " = appearances.transcript_id WHERE speakers.transcript_id IS NULL"
        " GROUP BY speakers.id HAVING count(*) > 2 ORDER BY 1 LIMIT 1",
    )
    for path, story in ((two.here, first), (two.there, second)):
        two.correct(path, "split", name, "--transcript", story, "--name", "The Other")
    added = json.loads(two.add().out)["archives"][0]
    assert (added["corrections"], added["contradictions"]) == (1, [])
    shown = (
        "SELECT story_id FROM appearances JOIN speakers ON speakers.id = speaker_id"
        " JOIN transcripts ON transcripts.id = appearances.transcript_id"
        " WHERE name = 'The Other' ORDER BY 1"
    )
    assert rows_of(two.here, shown) == [(first,), (second,)]
    assert rules_of(two.here) == 1
    assert is_whole(two.here) == []
    after = everything(two.here)
    two.add()
    assert everything(two.here) == after


def test_merges_made_in_two_archives_join_whatever_their_order(two: Two, tmp_path: Path) -> None:
    """Here Orth became Wendt, there Wendt became McBride: all three are McBride."""
    two.correct(two.here, "merge", "Carla Wendt", "Madeleine Orth")
    two.correct(two.there, "merge", "Loretta McBride", "Carla Wendt")
    shutil.copy(two.here, tmp_path / "first.db")
    two.add()
    ran = two.onrecord("add", tmp_path / "first.db", "--db", two.there)
    assert ran.code == 0
    assert rows_of(two.here, SHOWN) == rows_of(two.there, SHOWN)
    names = {row[0] for row in rows_of(two.here, "SELECT name FROM speakers JOIN appearances"
                                                 " ON speakers.id = speaker_id")}  # fmt: skip
    assert "Loretta McBride" in names
    assert not names & {"Madeleine Orth", "Carla Wendt"}


def test_corrections_about_people_who_are_not_here_are_left(
    onrecord: Command, demo_archive: Path, tmp_path: Path
) -> None:
    there = Path(shutil.copy(demo_archive, tmp_path / "there.db"))
    onrecord("speakers", *ASSIGN, "--db", there)
    here = made(tmp_path / "here.db")
    forget(here, "nx-s1-5561840")
    ran = onrecord("add", there, "--db", here)
    assert "not taken over, because this archive lacks the person or story: turn 5 of" in ran.out
    assert rules_of(here) == 0
    names = {row[0] for row in rows_of(here, "SELECT name FROM speakers WHERE by_hand")}
    assert names == set()


def test_a_correction_is_made_by_people_and_not_by_numbers(
    onrecord: Command, tmp_path: Path
) -> None:
    """In the other archive the same people have other numbers."""
    here = made(tmp_path / "here.db", *(Fetch(hour, story) for hour, story in enumerate(STORIES)))
    there = made(
        tmp_path / "there.db", *(Fetch(hour, story) for hour, story in enumerate(STORIES[::-1]))
    )
    with Archive.write(there) as archive:
        people = [one for one in archive.people.find("", -1) if one.transcript_id is None]
        archive.corrections.rename(people[0].id, "Somebody Else", Reason(DAY, "a test"))
        name = people[0].called[0]
    onrecord("add", there, "--db", here)
    assert rows_of(here, "SELECT name, spelling FROM speakers WHERE renamed IS NOT NULL") == [
        ("Somebody Else", name),
    ]  # fmt: skip


# what is refused ----------------------------------------------------------------------------------


def test_an_archive_is_not_added_to_itself(onrecord: Command, tmp_path: Path) -> None:
    here = made(tmp_path / "here.db", Fetch(0, STORIES[0]))
    (tmp_path / "link.db").symlink_to(here)
    for path in (here, tmp_path / "link.db"):
        ran = onrecord("add", path, "--db", here)
        assert ran.code == 2
        assert ran.err == f"error: {path}: it is the archive you are adding to\n"


def test_a_newer_archive_is_refused(onrecord: Command, tmp_path: Path) -> None:
    there = made(tmp_path / "there.db")
    with closing(sqlite3.connect(there)) as connection:
        connection.execute(
            "INSERT INTO _sqlite_migrations SELECT 99, migration_set, 'm999_later', applied_at"
            " FROM _sqlite_migrations LIMIT 1"
        )
        connection.commit()
    ran = onrecord("add", there, "--db", tmp_path / "here.db")
    assert ran.code == 2
    assert ran.err == (
        f"error: {there}: it was written by a newer version of OnRecord (it has m999_later);"
        " upgrade OnRecord: in your clone, run `git pull` and `pipx install --force .` (with pip:"
        " `pip install .`)\n"
    )


@pytest.mark.parametrize("how", ["overwritten", "cut", "header"])
def test_a_damaged_archive_is_refused(onrecord: Command, tmp_path: Path, how: str) -> None:
    there = made(tmp_path / "there.db", *(Fetch(0, story) for story in STORIES))
    data = bytearray(there.read_bytes())
    if how == "overwritten":
        data[8192:90000] = b"\xff" * (90000 - 8192)
    elif how == "cut":
        del data[len(data) // 2 :]
    else:
        data[100:4096] = bytes(3996)
    there.write_bytes(data)
    ran = onrecord("add", there, "--db", tmp_path / "here.db")
    assert ran.code == 2
    assert ran.err.startswith(f"error: {there}: ")
    assert "damaged" in ran.err
    assert "Traceback" not in ran.err
    assert rows_of(tmp_path / "here.db", "SELECT count(*) FROM transcripts") == [(0,)]


def test_a_damaged_page_fails_alone(onrecord: Command, tmp_path: Path) -> None:
    first, second, *_ = STORIES
    there = made(tmp_path / "there.db", Fetch(0, first), Fetch(0, second))
    with closing(sqlite3.connect(there)) as connection:
        connection.execute("UPDATE snapshots SET body = x'00' WHERE id = 1")
        connection.commit()
    ran = onrecord("add", there, "--db", tmp_path / "here.db")
    assert ran.code == 1
    assert "a kept page of it is damaged" in ran.err
    assert rows_of(tmp_path / "here.db", "SELECT story_id FROM transcripts") == [(second,)]


def test_a_url_does_not_go_with_an_archive(onrecord: Command, tmp_path: Path) -> None:
    there = made(tmp_path / "there.db")
    ran = onrecord("add", there, "--url", f"https://www.npr.org/transcripts/{STORIES[0]}")
    assert (ran.code, "leave out --url" in ran.err) == (2, True)


# the other file stays as it is --------------------------------------------------------------------


def fingerprint(directory: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(directory.iterdir())
    }


@pytest.mark.parametrize("read_only", [False, True])
def test_an_older_archive_is_read_and_stays_as_it_is(
    onrecord: Command, tmp_path: Path, read_only: bool
) -> None:
    fill(tmp_path / "now.db", 6)
    place = tmp_path / "there"
    place.mkdir()
    of_schema(tmp_path / "now.db", place / "old.db", "m008_same_speech")
    before = fingerprint(place)
    (tmp_path / "here.db.adding").mkdir()
    (tmp_path / "here.db.adding" / "mine.txt").write_text("years of work")
    if read_only:
        place.chmod(0o555)
    try:
        ran = onrecord("add", place / "old.db", "--db", tmp_path / "here.db")
        assert (ran.code, ran.err) in ((0, ""), (1, "")), ran.err
        assert fingerprint(place) == before
    finally:
        place.chmod(0o755)
    assert len(rows_of(tmp_path / "here.db", "SELECT * FROM transcripts")) > 0
    assert not [file for file in tmp_path.iterdir() if file.name.startswith(".")]
    assert (tmp_path / "here.db.adding" / "mine.txt").read_text() == "years of work"


def test_an_archive_that_a_run_left_with_a_log_is_read(onrecord: Command, tmp_path: Path) -> None:
    there = tmp_path / "there.db"
    with Archive.write(there) as archive:
        Fetch(0, STORIES[0]).land(archive)
        # Still open: its words stand in the log alone.
        ran = onrecord("add", there, "--db", tmp_path / "here.db")
    assert (ran.code, ran.err) == (0, "")
    assert len(rows_of(tmp_path / "here.db", "SELECT * FROM transcripts")) == 1


# interrupted --------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
@pytest.mark.parametrize(("point", "nth"), [("begin", 3), ("write", 4), ("commit", 4),
                                            ("committed", 4), ("statement", 30)])  # fmt: skip
def test_killed_and_started_again_it_completes(tmp_path: Path, point: str, nth: int) -> None:
    happened = a_history(random.Random(7))
    whole = made(tmp_path / "whole.db", *(fetch for fetch, _ in happened))
    here = made(tmp_path / "here.db", *(one for one, saw in happened if saw == "a"))
    there = made(tmp_path / "there.db", *(one for one, saw in happened if saw == "b"))
    args = ("add", there, "--db", here, "-q")
    killed = subprocess.run(
        [sys.executable, "-m", "tests.torture.victim", point, str(nth), *args],
        cwd=ROOT, capture_output=True, check=False,
    )  # fmt: skip
    assert killed.returncode == -signal.SIGKILL
    again = subprocess.run(
        [sys.executable, "-m", "jobs.cli", *args],
        cwd=ROOT, capture_output=True, check=False, env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert again.returncode == 0, again.stderr
    assert differing(whole, here) == {}
    assert is_whole(here) == []


# what is printed ----------------------------------------------------------------------------------


def test_the_numbers_are_printed_for_machines(onrecord: Command, tmp_path: Path) -> None:
    there = made(tmp_path / "there.db", *(Fetch(0, story) for story in STORIES))
    ran = onrecord("add", there, "--db", tmp_path / "here.db", "--json")
    assert ran.code == 0
    (added,) = json.loads(ran.out)["archives"]
    assert {name: value for name, value in added.items() if value} == {
        "given": str(there), "new": len(STORIES),
    }  # fmt: skip


@pytest.fixture
def recognised(tmp_path: Path) -> Callable[[bytes], bool]:
    def is_archive(data: bytes) -> bool:
        path = tmp_path / "file"
        path.write_bytes(data)
        return Archive.is_at(path)

    return is_archive


def test_an_archive_is_known_by_its_bytes(
    recognised: Callable[[bytes], bool], empty_archive: Path, tmp_path: Path
) -> None:
    assert recognised(empty_archive.read_bytes())
    assert not recognised(b"")
    assert not recognised(b"<html>")
    with closing(sqlite3.connect(tmp_path / "other.db")) as connection:
        connection.execute("CREATE TABLE a (b)")
    assert not recognised((tmp_path / "other.db").read_bytes())


def test_nothing_that_the_queue_knows_is_lost(onrecord: Command, tmp_path: Path) -> None:
    """The program and the day that a listing gave come over."""
    (story, *_) = STORIES
    there = made(tmp_path / "there.db", Fetch(0, story))
    with Archive.write(there) as archive:
        raw(archive).execute("UPDATE pages SET program = 'Here & Now', listed_on = '2024-02-12'")
    here = made(tmp_path / "here.db", Fetch(0, story))
    onrecord("add", there, "--db", here)
    assert rows_of(here, "SELECT program, listed_on FROM pages") == [("Here & Now", "2024-02-12")]
