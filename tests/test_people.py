"""One row a person across transcripts, and what somebody corrects by hand."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from jobs.newsroom.markup import story_page
from jobs.newsroom.sheets import all_sheets
from scraper.archive.database.migrations import migrations
from scraper.archive.database.opening import APPLICATION_ID
from scraper.archive.people import Reason, StatedRule
from scraper.archive.people.years import YEARS_APART
from scraper.archive.reading_room.people import Affiliation
from scraper.archive.search import Filters
from scraper.archive.store import Archive
from scraper.errors import SpeakTogether, UnknownRule, UsageError
from scraper.extract import content_hash
from scraper.model import Speaker, StoryRef, Transcript, Turn
from tests.conftest import NOON, Command, a_page, raw


def land(
    archive: Archive,
    story_id: str,
    *people: Speaker,
    aired: date | None = date(2014, 8, 7),
    source: str = "npr",
    newsroom: str | None = None,
    program: str | None = None,
) -> int:
    """Land a transcript in which each of ``people`` says a thing; its id."""
    turns = tuple(
        Turn(person.name.upper(), "speech", f"{person.name} in {story_id}.", index)
        for index, person in enumerate(people)
    )
    ref = StoryRef(source, story_id, f"https://example.org/{source}/{story_id}")
    transcript = Transcript(
        ref=ref,
        url=ref.url,
        turns=turns,
        speakers=people,
        content_hash=content_hash(turns),
        aired_on=aired,
        newsroom=newsroom,
        program=program,
    )
    page = a_page(f"<p>{story_id}</p>", ref.url)
    landed = archive.lander().land(page, transcript, ref, NOON)
    assert landed.transcript_id is not None
    return landed.transcript_id


def people(archive: Archive) -> list[tuple[str, int]]:
    """Everybody with the number of their transcripts."""
    rows = raw(archive).execute(
        "SELECT speakers.name, count(appearances.transcript_id) FROM speakers"
        " LEFT JOIN appearances ON appearances.speaker_id = speakers.id"
        " GROUP BY speakers.id ORDER BY speakers.id"
    )
    return [(row[0], row[1]) for row in rows]


def id_of(archive: Archive, name: str) -> int:
    (found,) = raw(archive).execute("SELECT id FROM speakers WHERE name = ?", (name,)).fetchall()
    return int(found[0])


REASON = Reason(NOON)


def merge(archive: Archive, into: str, other: str, *, force: bool = False) -> StatedRule:
    """Merge somebody, by their names."""
    numbers = id_of(archive, into), [id_of(archive, other)]
    (rule,) = archive.corrections.merge(*numbers, REASON, force=force)
    return rule


def made(rule: StatedRule) -> int:
    """The number of the person whom a rule made."""
    assert rule.into is not None
    assert rule.into.id is not None
    return rule.into.id


ANN, BEN = Speaker("Ann Lee", "host", "label"), Speaker("Ben Orr", "guest")


def test_a_name_at_a_newsroom_is_one_person(archive: Archive) -> None:
    for number in range(3):
        land(archive, str(number), ANN, aired=date(2010 + number, 1, 1))
    assert people(archive) == [("Ann Lee", 3)]
    (ann,) = archive.people.find("ann", 10)
    assert (ann.first_date, ann.last_date) == ("2010-01-01", "2012-01-01")
    assert (ann.newsroom, ann.transcripts) == ("npr", 3)


def test_at_another_newsroom_it_is_another_row(archive: Archive) -> None:
    land(archive, "1", ANN)
    land(archive, "1", ANN, source="cnn")
    land(archive, "1", ANN, source="stations", newsroom="npr")
    assert people(archive) == [("Ann Lee", 2), ("Ann Lee", 1)]


def test_a_generation_later_it_is_somebody_else(archive: Archive) -> None:
    land(archive, "1", ANN, aired=date(1980, 1, 1))
    land(archive, "2", ANN, aired=date(1980 + YEARS_APART + 1, 1, 1))
    assert people(archive) == [("Ann Lee", 1), ("Ann Lee", 1)]
    land(archive, "3", ANN, aired=date(1990, 1, 1))  # the years between are filled
    assert people(archive) == [("Ann Lee", 3)]


def test_whatever_the_order_the_rows_are_the_same(archive: Archive) -> None:
    days = [date(1975, 1, 1) + timedelta(days=365 * years) for years in (0, 40, 19, 25, 60)]
    for number, day in enumerate(reversed(days)):
        land(archive, str(number), ANN, aired=day)
    assert people(archive) == [("Ann Lee", 5)]


def test_a_merge_holds_for_every_later_landing(archive: Archive) -> None:
    full, short = Speaker("Robert Siegel", "host"), Speaker("Bob Siegel", "guest")
    land(archive, "1", full)
    land(archive, "2", short, BEN)
    merge(archive, "Robert Siegel", "Bob Siegel")
    assert people(archive) == [("Robert Siegel", 2), ("Bob Siegel", 0), ("Ben Orr", 1)]
    land(archive, "3", short)
    land(archive, "2", replace(short, role="host"), BEN)  # the same words, extracted again
    assert people(archive) == [("Robert Siegel", 3), ("Bob Siegel", 0), ("Ben Orr", 1)]
    aliases = raw(archive).execute("SELECT speaker, alias, transcripts FROM speaker_aliases")
    assert [tuple(row) for row in aliases] == [("Robert Siegel", "Bob Siegel", 2)]
    lines = raw(archive).execute("SELECT speaker FROM lines ORDER BY turn_id").fetchall()
    assert [row[0] for row in lines].count("Robert Siegel") == 3


def test_a_merge_is_undone(archive: Archive) -> None:
    land(archive, "1", Speaker("Robert Siegel", "host"))
    land(archive, "2", Speaker("Bob Siegel", "guest"))
    robert = id_of(archive, "Robert Siegel")
    (rule,) = archive.corrections.merge(robert, [id_of(archive, "Bob Siegel")], REASON)
    land(archive, "3", Speaker("Bob Siegel", "guest"))
    assert people(archive) == [("Robert Siegel", 3), ("Bob Siegel", 0)]
    archive.corrections.undo(rule.id)
    assert people(archive) == [("Robert Siegel", 1), ("Bob Siegel", 2)]
    land(archive, "4", Speaker("Bob Siegel", "guest"))
    assert people(archive) == [("Robert Siegel", 1), ("Bob Siegel", 3)]
    with pytest.raises(UnknownRule, match="there is no correction 1"):
        archive.corrections.undo(rule.id)


def test_a_split_holds_for_its_transcripts_alone(archive: Archive) -> None:
    smith = Speaker("John Smith", "guest")
    land(archive, "1", smith)
    land(archive, "2", smith, BEN)
    first = id_of(archive, "John Smith")
    (second,) = raw(archive).execute("SELECT id FROM transcripts WHERE story_id = '2'").fetchone()
    rule = archive.corrections.split(first, [second], REASON, "John Smith (baker)")
    assert people(archive) == [("John Smith", 1), ("Ben Orr", 1), ("John Smith (baker)", 1)]
    land(archive, "2", replace(smith, description="Baker"), BEN)
    land(archive, "3", smith)
    assert people(archive) == [("John Smith", 2), ("Ben Orr", 1), ("John Smith (baker)", 1)]
    spoken = raw(archive).execute("SELECT text FROM turns WHERE speaker_id = ?", (made(rule),))
    assert [row[0] for row in spoken] == ["John Smith in 2."]
    with pytest.raises(UsageError, match="doesn't speak in transcript 999"):
        archive.corrections.split(first, [999], REASON)
    assert len(people(archive)) == 3


def test_somebody_known_in_one_transcript_alone_can_be_told(archive: Archive) -> None:
    nobody = Speaker("Kelemen", "guest", identified=False)
    land(archive, "1", Speaker("Michele Kelemen", "reporter"))
    land(archive, "2", nobody, BEN)
    merge(archive, "Michele Kelemen", "Kelemen")
    land(archive, "2", replace(nobody, role="reporter"), BEN)
    land(archive, "3", nobody)
    assert people(archive) == [
        ("Michele Kelemen", 2), ("Ben Orr", 1), ("Kelemen", 0), ("Kelemen", 1),
    ]  # fmt: skip
    last = len(people(archive)) + 1
    assert archive.people.find("Kelemen", 9)[-1].id == last
    with pytest.raises(UsageError, match="known in one transcript only"):
        archive.corrections.merge(last, [id_of(archive, "Ben Orr")], REASON)


def test_two_names_of_one_person_in_a_transcript_are_one_appearance(archive: Archive) -> None:
    land(archive, "1", ANN, Speaker("Annie Lee", "guest"))
    merge(archive, "Ann Lee", "Annie Lee", force=True)
    counts = "SELECT turn_count, word_count FROM appearances"
    assert [tuple(row) for row in raw(archive).execute(counts)] == [(2, 8)]
    land(archive, "1", replace(ANN, role="reporter"), Speaker("Annie Lee", "guest"))
    assert [tuple(row) for row in raw(archive).execute(counts)] == [(2, 8)]
    assert people(archive) == [("Ann Lee", 1), ("Annie Lee", 0)]


@pytest.mark.parametrize(("into", "other"), [(1, 1), (99, 1), (1, 99)])
def test_a_merge_that_can_not_be_is_refused(archive: Archive, into: int, other: int) -> None:
    land(archive, "1", ANN)
    with pytest.raises(UsageError):
        archive.corrections.merge(into, [other], REASON)
    assert people(archive) == [("Ann Lee", 1)]


def test_an_archive_of_the_first_schema_is_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    old = sqlite3.connect(path)
    migrations.apply(Database(old, execute_plugins=False), stop_before="m002_people")
    old.executescript(
        f"""
        PRAGMA application_id = {APPLICATION_ID};
        INSERT INTO pages (id, url, source, kind, state, discovered_at)
          VALUES (1, 'u', 'npr', 'story', 'landed', '2020');
        INSERT INTO transcripts (id, source, story_id, url, aired_on, word_count, turn_count,
          content_hash, first_seen_at, last_seen_at, page_id, extractor)
          VALUES (1, 'npr', '1', 'u', '2014-08-07', 4, 1, 'h', '2020', '2020', 1, '1');
        INSERT INTO speakers (id, name, transcript_id) VALUES (7, 'Ann Lee', NULL), (8, 'Man', 1);
        INSERT INTO appearances (transcript_id, speaker_id, role, role_rule, turn_count, word_count)
          VALUES (1, 7, 'host', 'label', 1, 4), (1, 8, 'unidentified', 'label', 1, 4);
        """
    )
    old.close()
    with Archive.write(path) as archive:
        told = "SELECT id, name, transcript_id, newsroom, first_date, by_hand FROM speakers"
        assert [tuple(row) for row in raw(archive).execute(told)] == [
            (7, "Ann Lee", None, "npr", "2014-08-07", 0),
            (8, "Man", 1, None, None, 0),
        ]
        called = raw(archive).execute("SELECT called FROM appearances ORDER BY speaker_id")
        assert [row[0] for row in called] == ["Ann Lee", "Man"]
        land(archive, "2", ANN)
        assert people(archive) == [("Ann Lee", 2), ("Man", 1)]


def test_the_commands(landed: Command) -> None:
    carla, orth = (
        landed("speakers", "find", name, "--json").rows[0]["id"]
        for name in ("wendt", "Madeleine Orth")
    )
    ran = landed("speakers", "merge", str(carla), str(orth))
    assert (ran.code, ran.err) == (0, "")
    assert "Madeleine Orth" in landed("speakers", "find", "wendt").out
    said = landed("reextract", "-q").out
    assert said == "48 pages read again: 44 unchanged, 4 without a transcript\n"
    (row,) = landed("speakers", "find", "orth", "--json").rows
    assert (row["id"], row["name"]) == (carla, "Carla Wendt")
    assert landed("speakers", "undo", "1").code == 0
    (row,) = landed("speakers", "find", "orth", "--json").rows
    assert (row["id"], row["name"]) == (orth, "Madeleine Orth")
    ran = landed("speakers", "merge", "1", "987654")
    assert ran.code == 2
    assert (
        "there is no speaker 987654; find the numbers with `onrecord speakers find NAME`" in ran.err
    )
    assert "no speaker in this archive matches 'zzz'" in landed("speakers", "find", "zzz").out


def test_what_a_person_corrected_survives_a_better_extractor(
    onrecord: Command, tmp_path: Path
) -> None:
    story = all_sheets()["4510231"]
    (tmp_path / "a.html").write_bytes(story_page(story))
    url = "https://www.npr.org/templates/story/story.php?storyId=4510231"
    assert onrecord("add", "a.html", "--url", url).code == 0
    eli, peter = (
        onrecord("speakers", "find", name, "--json").rows[0]["id"] for name in ("trudeau", "osgood")
    )
    assert onrecord("speakers", "merge", str(eli), str(peter), "--force").code == 0
    with Archive.write(tmp_path / "archive.db") as archive, archive.transaction():
        connection = raw(archive)
        connection.execute("UPDATE turns SET label = 'WRONG' WHERE position = 1")
        connection.execute("UPDATE transcripts SET title = 'Wrong'")
    assert onrecord("reextract").code == 0
    with Archive.read(tmp_path / "archive.db") as archive:
        assert people(archive) == [("Carla Wendt", 1), ("Peter Osgood", 0), ("Eli Trudeau", 1)]
        rows = raw(archive).execute("SELECT title, last_seen_at FROM transcripts").fetchall()
        assert [row[0] for row in rows] == [story.title]


# Names --------------------------------------------------------------------------------------------


def test_a_name_is_found_by_its_aliases_and_without_accents(archive: Archive) -> None:
    juan, bob = Speaker("Juan González", "host"), Speaker("Bob O’Brien", "guest")
    land(archive, "1", juan, bob)
    land(archive, "2", Speaker("Robert O'Brien", "guest"))
    robert, obrien = id_of(archive, "Robert O'Brien"), id_of(archive, "Bob O’Brien")
    archive.corrections.merge(robert, [obrien], REASON)
    for name in ("gonzalez", "GONZÁLEZ", "juan g"):
        assert [person.name for person in archive.people.find(name, 9)] == ["Juan González"]
    for name in ("o'brien", "O’Brien", "bob"):
        assert [person.name for person in archive.people.find(name, 9)] == ["Robert O'Brien"]
        assert archive.people.named(name) == {robert}
    assert archive.people.find("nobody", 9) == []
    assert archive.people.find("%", 9) == []
    (hit,) = archive.search.find("1", Filters(archive.people.named("bob"))).hits
    assert hit.speaker == "Robert O'Brien"
    assert archive.search.count("1", Filters(archive.people.named("nobody"))) == 0


def test_two_who_speak_in_one_transcript_are_not_merged_by_mistake(archive: Archive) -> None:
    land(archive, "1", ANN, BEN)
    ann, ben = id_of(archive, "Ann Lee"), id_of(archive, "Ben Orr")
    with pytest.raises(SpeakTogether, match=r"Ben Orr \(2\) and Ann Lee \(1\) both speak in"):
        archive.corrections.merge(ann, [ben], REASON)
    assert people(archive) == [("Ann Lee", 1), ("Ben Orr", 1)]
    archive.corrections.merge(ann, [ben], REASON, force=True)
    assert people(archive) == [("Ann Lee", 1), ("Ben Orr", 0)]


def test_the_labels_that_name_nobody_are_listed_by_how_often(archive: Archive) -> None:
    kelemen = Speaker("Kelemen", "guest", identified=False)
    for number in range(3):
        land(archive, str(number), ANN, kelemen)
    land(archive, "9", Speaker("Unidentified Man", "unidentified", identified=False))
    (one,) = archive.people.unknown(9)
    assert (one.label, one.source, one.turns, one.transcripts) == ("KELEMEN", "npr", 3, 3)
    assert (one.nobody, one.doubted) == (0, 0)
    assert [example.text for example in one.examples] == [
        "Kelemen in 2.", "Kelemen in 1.", "Kelemen in 0.",
    ]  # fmt: skip


def test_search_says_whom_a_name_may_mean(landed: Command) -> None:
    everybody = landed("speakers", "find", "a", "--limit", "999", "--json").rows
    ran = landed("search", "the", "--speaker", "a")
    assert f"'a' matches {len(everybody)} speakers:" in ran.err
    assert (
        "no speaker in this archive matches 'zzz'"
        in landed("search", "the", "--speaker", "zzz").err
    )
    said = landed("search", "the", "--speaker", "wendt", "--json").header
    assert [person["name"] for person in said["speakers"]] == ["Carla Wendt"]
    ran = landed("speakers", "unknown")
    assert ran.code == 0
    found = landed("speakers", "unknown", "--json").rows
    assert all(one["label"] in ran.out for one in found)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_two_spellings_are_one_person_under_the_better_one(
    archive: Archive, order: tuple[int, ...]
) -> None:
    names = ("JUAN GONZALEZ", "Juan Gonzalez", "Juan González")
    for number in order:
        land(archive, str(number), Speaker(names[number], "host"))
    assert people(archive) == [("Juan González", 3)]
    (juan,) = archive.people.find("gonzalez", 9)
    assert sorted(juan.called) == sorted(names)
    assert list(archive.integrity.check()) == []


def test_spellings_that_one_transcript_has_of_two_people_are_two(archive: Archive) -> None:
    land(archive, "1", Speaker("José Pena", "guest"), Speaker("José Peña", "host"))
    assert people(archive) == [("José Pena", 1), ("José Peña", 1)]
    land(archive, "1", Speaker("José Pena", "host"), Speaker("José Peña", "host"))
    assert people(archive) == [("José Pena", 1), ("José Peña", 1)]


def test_a_merge_holds_when_the_name_is_spelled_another_way(archive: Archive) -> None:
    land(archive, "1", Speaker("Robert Siegel", "host"))
    land(archive, "2", Speaker("Bob O’Siegel", "guest"))
    merge(archive, "Robert Siegel", "Bob O’Siegel")
    land(archive, "3", Speaker("BOB O'SIEGEL", "guest"))
    assert people(archive) == [("Robert Siegel", 3), ("Bob O’Siegel", 0)]


def test_a_spelling_that_nobody_uses_any_more_is_not_shown(archive: Archive) -> None:
    land(archive, "1", Speaker("Juan González", "host"))
    land(archive, "2", Speaker("Juan Gonzalez", "host"))
    land(archive, "1", Speaker("Juan Gonzalez", "host"))
    assert people(archive) == [("Juan Gonzalez", 2)]
    assert list(archive.integrity.check()) == []


# Pages --------------------------------------------------------------------------------------------


def test_the_page_of_a_person_says_what_they_were_called_when(archive: Archive) -> None:
    mayor = Speaker("Ann Lee", "guest", description="mayor of Duluth")
    land(archive, "1", mayor, aired=date(2014, 8, 7))
    land(archive, "2", mayor, aired=date(2016, 1, 2))
    land(archive, "3", replace(mayor, description="engineer"), aired=date(2012, 3, 4))
    number = land(archive, "4", replace(mayor, description=None), aired=date(2018, 5, 6))
    (row,) = raw(archive).execute(
        "SELECT speaker_id FROM appearances WHERE transcript_id = ?", (number,)
    )
    page = archive.room.person(row[0])
    assert page is not None
    assert page.affiliations == [
        Affiliation("mayor of Duluth", 2, "2014-08-07", "2016-01-02"),
        Affiliation("engineer", 1, "2012-03-04", "2012-03-04"),
    ]


def test_the_months_of_a_program_are_its_own(archive: Archive) -> None:
    someone = Speaker("Ann Lee", "guest")
    land(archive, "1", someone, aired=date(2014, 8, 7), program="Fresh Air")
    land(archive, "2", someone, aired=date(2014, 8, 9), program="Fresh Air")
    land(archive, "3", someone, aired=date(2013, 1, 2), program="Fresh Air")
    land(archive, "4", someone, aired=date(2014, 8, 7), program="Morning Edition")
    land(archive, "5", someone, aired=None, program="Fresh Air")
    months = archive.room.program_months("Fresh Air")
    assert [(one.month, one.transcripts) for one in months] == [("2013-01", 1), ("2014-08", 2)]
