"""The same speech counts once: relations at landing, at revisions, at removals, and what they
change.
"""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from scraper.archive.integrity.same_speech import check_same_speech
from scraper.archive.records.landing import Landed
from scraper.archive.same_speech.alignment import shared_runs
from scraper.archive.same_speech.comparison import compare
from scraper.archive.same_speech.sketches import WINDOW, sketch, window_of
from scraper.archive.same_speech.words import SHINGLE, Speech, shingle_hashes, words_of
from scraper.archive.search import Filters
from scraper.archive.states import NearKind
from scraper.archive.store import Archive
from scraper.archive.times import stamp
from scraper.content_hash import content_hash, words_hash
from scraper.model import Transcript, Turn
from tests.conftest import NOON, Command, a_page, raw, rot
from tests.test_near_duplicates import transcript


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.write(tmp_path / "archive.db") as archive:
        yield archive


def w(first: int, last: int, letter: str = "w") -> list[str]:
    """Words that are all different: ``w1 w2 w3``."""
    return [f"{letter}{number}" for number in range(first, last + 1)]


def land(archive: Archive, outcome: Transcript, body: str = "x") -> Landed:
    page = a_page(body, outcome.ref.url)
    return archive.lander().land(page, outcome, outcome.ref, NOON)


def said(number: int, words: Iterable[str], aired_on: date | None) -> Transcript:
    return transcript(number, (" ".join(words),), aired_on)


def day(number: int) -> date:
    return date(2026, 1, number)


def counted(archive: Archive) -> dict[str, int]:
    """``counted`` of each story."""
    return dict(map(tuple, raw(archive).execute("SELECT story_id, counted FROM transcripts")))


def near(archive: Archive) -> set[tuple[str, str, str | None]]:
    """The pairs, by their stories: later, earlier, kind."""
    return set(
        map(
            tuple,
            raw(archive).execute(
                "SELECT late.story_id, early.story_id, kind FROM near_duplicates"
                " JOIN transcripts AS late ON late.id = transcript_id"
                " JOIN transcripts AS early ON early.id = earlier_id"
            ),
        )
    )


def edit(archive: Archive, sql: str) -> None:
    """As another program does it."""
    with closing(sqlite3.connect(archive.path)) as connection, connection:
        connection.execute(sql)


# Every kind, counted by hand ----------------------------------------------------------------------

#: Story, words, the day it aired, and whether it counts.
MADE: tuple[tuple[int, list[str], date | None, int], ...] = (
    (1, w(1, 100), day(5), 1),
    (2, w(1, 100), day(6), 0),  # the same words
    (3, [*w(1, 100), *w(1, 10, "line")], day(7), 0),  # a copy with a line added
    (4, [*w(1, 49), "corrected", *w(51, 100)], day(8), 0),  # 91 of 96 shingles are there
    (5, [*w(1, 15, "intro"), *w(11, 100)], day(9), 0),  # a rerun: 86 of 96 shingles are there
    (6, w(21, 60), day(10), 0),  # an excerpt
    (7, w(1, 50, "v"), day(1), 0),  # an excerpt that aired before the whole
    (8, w(1, 200, "v"), day(2), 1),
    (9, w(1, 120, "u"), day(3), 1),
    # Every twelfth word is another: 116 - 50 of 116 shingles are there, which is too few.
    (10, [f"x{i}" if i % 12 == 6 else f"u{i}" for i in range(1, 121)], day(4), 1),
    (11, w(1, 19), day(11), 1),  # too short for a duplicate of anything
    (12, w(1, 30, "z"), None, 1),
)
#: 100 + 200 + 120 + 120 + 19 + 30
WORDS = 589


@pytest.mark.parametrize("seed", range(6))
def test_the_words_of_every_kind_add_up(archive: Archive, seed: int) -> None:
    made = list(MADE)
    random.Random(seed).shuffle(made)
    for number, words, aired_on, _ in made:
        land(archive, said(number, words, aired_on))
    assert counted(archive) == {str(number): counts for number, _, _, counts in MADE}
    assert {
        ("3", "1", "copy"),
        ("4", "1", "corrected"),
        ("5", "1", "rerun"),
        ("6", "1", "excerpt"),
        ("8", "7", "excerpt"),
        ("10", "9", "corrected"),
    } <= near(archive)
    assert not {"2", "11", "12"} & {one for *pair, _ in near(archive) for one in pair}
    totals = archive.health.totals()
    assert (totals.transcripts, totals.duplicates, totals.near_duplicates) == (12, 1, 5)
    assert (totals.words, totals.turns) == (WORDS, 6)
    people = raw(archive).execute("SELECT speaker, transcripts, words FROM speaker_totals")
    assert [tuple(row) for row in people] == [("Ann Lee", 6, WORDS)]
    months = raw(archive).execute("SELECT month, transcripts, words FROM program_by_month")
    assert {tuple(row) for row in months} == {(None, 1, 30), ("2026-01", 5, WORDS - 30)}
    assert archive.health.of_source("npr", NOON).transcripts == 12, "undated stories are counted"
    assert list(archive.integrity.check()) == []


def test_an_excerpt_of_an_excerpt_counts_in_the_whole(archive: Archive) -> None:
    for number, words in enumerate((w(1, 40), w(1, 100), w(1, 400)), start=1):
        land(archive, said(number, words, day(number)))
    assert counted(archive) == {"1": 0, "2": 0, "3": 1}
    assert archive.health.totals().words == 400


# Revisions, dates, removals -----------------------------------------------------------------------


def test_a_correction_of_the_original_keeps_its_copies_uncounted(archive: Archive) -> None:
    for number in (1, 2, 3):
        land(archive, said(number, w(1, 100), day(number)))
    land(archive, said(1, [*w(1, 49), "corrected", *w(51, 100)], day(1)), body="y")
    assert counted(archive) == {"1": 1, "2": 0, "3": 0}
    assert near(archive) == {("2", "1", "corrected")}
    land(archive, said(1, w(1, 100), day(1)), body="z")  # and it is taken back
    assert counted(archive) == {"1": 1, "2": 0, "3": 0}
    assert near(archive) == set()
    assert archive.health.totals().duplicates == 2


def test_that_holds_for_a_short_transcript_too(archive: Archive) -> None:
    """One word in 24 takes away 5 shingles of 20; but they had the same words."""
    for number in (1, 2):
        land(archive, said(number, w(1, 24), day(number)))
    land(archive, said(1, [*w(1, 11), "corrected", *w(13, 24)], day(1)), body="y")
    assert counted(archive) == {"1": 1, "2": 0}
    land(archive, said(3, [*w(1, 11), "otherwise", *w(13, 24)], day(3)))
    assert counted(archive)["3"] == 1, "that one never had the same words"


def test_other_words_count_again(archive: Archive) -> None:
    for number in (1, 2):
        land(archive, said(number, w(1, 100), day(number)))
    land(archive, said(1, w(1, 100, "other"), day(1)), body="y")
    assert counted(archive) == {"1": 1, "2": 1}
    land(archive, said(2, w(1, 10), day(2)), body="y")
    found = raw(archive).execute("SELECT duplicate_of FROM transcripts WHERE story_id = '2'")
    assert found.fetchone()[0] is None
    assert list(archive.integrity.check()) == []


def test_the_one_that_becomes_earlier_is_the_one_that_counts(archive: Archive) -> None:
    land(archive, said(1, w(1, 100), day(5)))
    land(archive, said(2, [*w(1, 100), *w(1, 9, "line")], day(9)))
    assert (counted(archive), near(archive)) == ({"1": 1, "2": 0}, {("2", "1", "copy")})
    land(archive, said(2, [*w(1, 100), *w(1, 9, "line")], day(2)), body="y")
    assert (counted(archive), near(archive)) == ({"1": 0, "2": 1}, {("1", "2", "copy")})


def test_removing_the_original_by_hand_counts_the_next(archive: Archive) -> None:
    """Of its copies the earliest, which takes over what was near the original."""
    for number, words in ((1, w(1, 100)), (3, w(1, 100)), (4, w(1, 100)), (2, w(1, 104))):
        land(archive, said(number, words, day(number)))
    land(archive, said(5, w(31, 70), day(1)))
    assert counted(archive) == {"1": 1, "2": 0, "3": 0, "4": 0, "5": 0}
    edit(archive, "DELETE FROM transcripts WHERE story_id = '1'")
    assert counted(archive) == {"2": 1, "3": 0, "4": 0, "5": 0}
    assert near(archive) == {("3", "2", "copy"), ("3", "5", "excerpt"), ("2", "5", "excerpt")}
    edit(archive, "DELETE FROM transcripts WHERE story_id = '2'")
    assert counted(archive) == {"3": 1, "4": 0, "5": 0}
    edit(archive, "DELETE FROM transcripts WHERE story_id = '3'")
    edit(archive, "DELETE FROM transcripts WHERE story_id = '4'")
    assert (counted(archive), near(archive)) == ({"5": 1}, set())
    kept = (
        "SELECT count(*) FROM sketch_hashes WHERE transcript_id NOT IN (SELECT id FROM transcripts)"
    )
    assert raw(archive).execute(kept).fetchone()[0] == 0
    assert {one.repair for one in archive.integrity.check()} <= {"measure", "forget"}


def test_whatever_happens_the_relations_are_those_of_the_words(archive: Archive) -> None:
    """Landings, corrections, other dates and removals, at random."""
    chance = random.Random(5)
    for step in range(150):
        number = chance.randint(1, 9)
        base = chance.choice("ab")
        first = chance.choice([1, 1, 1, 20, 40])
        words = w(first, chance.choice([45, 90, 90, 100]), base)
        if chance.random() < 0.4:
            words[chance.randrange(len(words))] = f"{base}changed"
        aired_on = chance.choice([None, *map(day, range(1, 9))])
        land(archive, said(number, words, aired_on), body=str(step))
        if chance.random() < 0.2:
            edit(archive, f"DELETE FROM transcripts WHERE story_id = '{chance.randint(1, 9)}'")
        assert list(check_same_speech(archive._db)) == [], step
        spoken, summed = (
            raw(archive)
            .execute(f"SELECT count(DISTINCT substr(text, 1, 1)) FROM lines WHERE {which}")
            .fetchone()[0]
            for which in ("TRUE", "counted")
        )
        assert spoken == summed, "some speech is counted nowhere"


def test_what_airs_daily_counts_once_and_is_compared_with_few(archive: Archive) -> None:
    """Forty transcripts with the same words but a few, landed in any order of dates."""
    chance = random.Random(7)
    numbers = list(range(1, 41))
    chance.shuffle(numbers)
    for number in numbers:
        aired_on = date(2026, 1 + number // 25, 1 + number % 25)
        land(archive, said(number, [*w(1, 80), f"day{number}", "goodbye"], aired_on))
    assert counted(archive) == {str(n): int(n == 1) for n in numbers}
    most = "SELECT max(n) FROM (SELECT count(*) AS n FROM sketch_hashes GROUP BY hash)"
    assert raw(archive).execute(most).fetchone()[0] == 16
    assert len(near(archive)) < 40 * 12


# Words, sketches, comparison ----------------------------------------------------------------------


def test_words_are_the_same_whatever_the_signs() -> None:
    plain = words_of(['It\'s 9:30 -- "really", she_said.', "Well-known?"])
    typographic = words_of(["It’s 9:30 — “really”, she_said…", "WELL‐KNOWN"])
    assert plain == typographic == "its 9 30 really she said well known".split()
    assert words_of(["Café Ä"]) == ["café", "ä"]


def test_shingle_hashes_are_those_of_earlier_archives() -> None:
    """They are stored: other hashes would find nothing that is there."""
    assert shingle_hashes("the quick brown fox".split()) == []
    assert shingle_hashes("the quick brown fox jumps over".split()) == [_FIRST, _SECOND]
    assert shingle_hashes("a the quick brown fox jumps over".split())[1:] == [_FIRST, _SECOND]


_FIRST, _SECOND = 264603973368959, 233542916870363


@pytest.mark.parametrize("count", [1, 5, 16, 17, 100, 801, 5000])
def test_a_sketch_is_the_smallest_hash_of_every_window(count: int) -> None:
    chance = random.Random(count)
    hashes = [chance.getrandbits(8 if count < 200 else 48) for _ in range(count)]
    width = window_of(count)
    windows = (hashes[i : i + width] for i in range(max(1, count - width + 1)))
    assert sketch(hashes) == sorted({min(window) for window in windows})


def test_one_word_said_without_end_is_no_trouble() -> None:
    speech = Speech.of(["no " * 300_000])
    assert sketch(speech.hashes) == sorted(speech.shingles)
    assert compare(speech, Speech.of(["no " * 299_000])).kind == NearKind.COPY


def test_a_hundred_words_in_common_are_always_found() -> None:
    """Wherever they stand: a window of shingles is four words longer."""
    chance = random.Random(1)
    for _ in range(100):
        shared = w(1, WINDOW + SHINGLE - 1, f"s{chance.random()}")
        one, other = (
            [
                *w(1, chance.randint(0, 900), f"{side}{chance.random()}"),
                *shared,
                *w(1, chance.randint(0, 900), f"{side}{chance.random()}"),
            ]
            for side in "ab"
        )
        sketches = (set(sketch(shingle_hashes(words))) for words in (one, other))
        assert not set.isdisjoint(*sketches)


@pytest.mark.parametrize(
    ("other", "kind", "containment"),
    [
        (w(1, 100), NearKind.COPY, 1),
        ([*w(1, 60, "a"), *w(1, 100)], NearKind.COPY, 1),  # 100 of 160 words: more than 0.6
        ([*w(1, 67, "a"), *w(1, 100)], NearKind.EXCERPT, 1),  # less than 0.6
        ([*w(1, 40), *w(41, 49, "x"), *w(50, 100)], NearKind.CORRECTED, 83 / 96),
        ([*w(1, 40), *w(41, 50, "x"), *w(51, 100)], None, 82 / 96),  # a tenth
        ([*w(1, 9, "x"), *w(10, 100)], NearKind.RERUN, 87 / 96),
        (["Good", *w(2, 100)], NearKind.CORRECTED, 95 / 96),  # one word is no introduction
        ([*w(1, 90), *w(1, 12, "x")], NearKind.RERUN, 86 / 96),
        ([*w(31, 100), *w(1, 30)], NearKind.RERUN, 92 / 96),  # moved to the other end
        ([*w(1, 50), *w(1, 20, "x"), *w(51, 100)], None, 92 / 96),  # something in the middle
        ([*w(1, 50), *w(1, 50, "x")], None, 46 / 96),
        (w(1, 100, "x"), None, 0),
    ],
)
def test_kinds_at_their_limits(other: list[str], kind: NearKind | None, containment: float) -> None:
    first, second = Speech.of([" ".join(w(1, 100))]), Speech.of([" ".join(other)])
    found = compare(first, second)
    assert found.kind == kind
    assert found.containment == pytest.approx(containment)
    assert compare(second, first) == found


def test_words_said_again_are_aligned() -> None:
    """A chorus that is sung four times, one word of it other once."""
    chorus = w(1, 30)
    song = [*w(1, 20, "a"), *chorus, *w(1, 20, "b"), *chorus, *chorus, *w(1, 9, "c"), *chorus]
    other = list(song)
    other[song.index("w15", 60)] = "corrected"
    found = compare(Speech.of([" ".join(song)]), Speech.of([" ".join(other)]))
    assert found.kind == NearKind.CORRECTED


def test_shared_runs_go_from_one_other_word_to_the_next() -> None:
    words = w(1, 60)
    other = [*w(1, 20), "x", *w(22, 40), "y", "z", *w(41, 60)]  # one replaced, two put in
    found = shared_runs(Speech.of([" ".join(words)]), Speech.of([" ".join(other)]))
    assert [(run.a, run.b, run.size) for run in found] == [(0, 0, 20), (21, 21, 19), (40, 42, 20)]


# What shows it ------------------------------------------------------------------------------------


def test_lines_have_what_identifies_a_turn(archive: Archive) -> None:
    land(archive, transcript(7, (" ".join(w(1, 30)), "“Well” – yes."), day(1)))
    columns = "story_id, duplicate_of, counted, first_seen_at, permanent_id"
    rows = raw(archive).execute(f"SELECT {columns} FROM lines ORDER BY position").fetchall()
    assert tuple(rows[1]) == (
        "7",
        None,
        1,
        stamp(NOON),
        _permanent('"well" - yes.'),
    )
    assert words_hash("“Well” –  yes.") == words_hash('"well" - YES.')
    edit(archive, "UPDATE turns SET text = 'No.' WHERE position = 2")
    edit(archive, "UPDATE turns SET label = 'X' WHERE position = 1")
    ids = "SELECT permanent_id FROM lines ORDER BY position"
    assert [row[0] is None for row in raw(archive).execute(ids)] == [False, True]
    land(archive, transcript(7, (" ".join(w(1, 30)), "“Well” – yes."), day(1)))
    assert raw(archive).execute(ids).fetchall()[1][0] == rows[1]["permanent_id"]
    edit(archive, "UPDATE turns SET text = 'No.' WHERE position = 2")
    edit(archive, "UPDATE turns SET text = '“Well” – yes.' WHERE position = 2")
    land(archive, transcript(7, (" ".join(w(1, 30)), "“Well” – yes."), day(1)))
    assert raw(archive).execute(ids).fetchall()[1][0] == rows[1]["permanent_id"]


def _permanent(folded: str) -> str:
    turns = [Turn(None, "speech", folded)]
    return f"onrecord:npr/7#2~{content_hash(turns)[:8]}"


def test_search_finds_what_is_counted(archive: Archive) -> None:
    for number, words, aired_on, _ in MADE:
        land(archive, said(number, words, aired_on))
    assert archive.search.count("w30") == 1
    assert archive.search.count("w30", Filters(duplicates=True)) == 6
    assert archive.search.find("v3").hits[0].date == "2026-01-02"


def test_search_says_what_a_date_leaves_out(onrecord: Command, tmp_path: Path) -> None:
    with Archive.write(tmp_path / "archive.db") as archive:
        for number, aired_on in ((1, None), (2, None), (3, day(3)), (4, day(9))):
            land(archive, said(number, [*w(1, 30, f"n{number}x"), "pelican"], aired_on))
    assert "left out" not in onrecord("search", "pelican").out
    for options in (["--since", "2026-01-05"], ["--until", "2026-01-05"]):
        ran = onrecord("search", "pelican", *options)
        said_of_it = (
            "1 hit\n2 more hits left out by --since or --until: the date of 2 stories is unknown\n"
        )
        assert ran.out.endswith(said_of_it)
        left_out = onrecord("search", "pelican", *options, "--json").header["left_out"]
        assert left_out == {"undated": 2, "undated_stories": 2, "repeated": 0}


def test_search_says_that_the_same_speech_aired_again(onrecord: Command, tmp_path: Path) -> None:
    with Archive.write(tmp_path / "archive.db") as archive:
        land(archive, said(1, w(1, 100), day(1)))
        land(archive, said(2, [*w(1, 99), "pelican"], day(2)))
    ran = onrecord("search", "pelican")
    assert ran.out == "0 hits\n1 more hit in repeats of the same speech (--duplicates)\n"
    assert onrecord("search", "pelican", "--duplicates").out.endswith("\n1 hit\n")


def test_show_names_near_duplicates(onrecord: Command, tmp_path: Path) -> None:
    with Archive.write(tmp_path / "archive.db") as archive:
        for number, words, aired_on, _ in MADE:
            land(archive, said(number, words, aired_on))
    ran = onrecord("show", "6")
    assert "An excerpt of transcript 1: Story 1 (Morning Edition, 2026-01-05)." in ran.out
    assert "Not counted in totals: another transcript has the same speech." in ran.out
    ran = onrecord("show", "1")
    for line in (
        "Copied in transcript 3: Story 3 (Morning Edition, 2026-01-07).",
        "With some words corrected in transcript 4: Story 4",
        "Rerun as transcript 5: Story 5",
        "Excerpted in transcript 6: Story 6",
    ):
        assert line in ran.out
    assert "Not counted" not in ran.out
    assert "transcript 3: Story 3" in onrecord("show", "2").out, "a duplicate's are the original's"
    found = json.loads(onrecord("show", "6", "--json").out)
    assert found["counted"] == 0
    (first, *_) = found["near_duplicates"]
    assert (first["story_id"], first["kind"], first["containment"]) == ("1", "excerpt", 1)
    assert "5 near-duplicates" in onrecord("status").out


# Checks and upgrades ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("damage", "said_of_it"),
    [
        ("UPDATE transcripts SET counted = 0 WHERE id = 1", "transcript 1 (npr 1) is counted"),
        ("UPDATE transcripts SET counted = 1 WHERE id = 2", "transcript 2 (npr 2) is counted"),
        ("UPDATE transcripts SET duplicate_of = NULL, counted = 1 WHERE id = 2", "not marked as"),
        ("UPDATE transcripts SET duplicate_of = 9, counted = 0 WHERE id = 8", "not marked as"),
        (
            "UPDATE near_duplicates SET kind = 'rerun' WHERE kind = 'copy'",
            "the stored similarity of",
        ),
        (
            "UPDATE near_duplicates SET containment = 0.1 WHERE kind = 'copy'",
            "the stored similarity of",
        ),
        ("INSERT INTO near_duplicates VALUES (9, 1, 0.9, 0.9, 'copy')", "the stored similarity of"),
        ("DELETE FROM sketches WHERE transcript_id = 1", "the sketch of transcript 1"),
        (
            "UPDATE sketches SET hashes = '[1]' WHERE transcript_id = 1",
            "the sketch of transcript 1",
        ),
        (
            "INSERT INTO sketch_hashes VALUES (5, 77)",
            "hashes of transcript 77, which has no sketch",
        ),
        ("UPDATE turns SET words_hash = '0' WHERE id = 4", "does not match its words"),
    ],
)
def test_check_finds_wrong_relations_and_repairs_them(
    onrecord: Command, tmp_path: Path, damage: str, said_of_it: str
) -> None:
    with Archive.write(tmp_path / "archive.db") as archive:
        for number, words, aired_on, _ in MADE:
            land(archive, said(number, words, aired_on))
        before = (counted(archive), near(archive))
    with closing(sqlite3.connect(tmp_path / "archive.db")) as connection:
        rot(connection, damage)
        connection.commit()
    ran = onrecord("check")
    assert ran.code == 1
    assert said_of_it in ran.out
    with Archive.write(tmp_path / "archive.db") as archive:
        assert {one.repair for one in archive.integrity.check()} == {"compare"}
    assert onrecord("check", "--repair").code == 0
    assert onrecord("check").code == 0
    with Archive.write(tmp_path / "archive.db") as archive:
        assert (counted(archive), near(archive)) == before


def test_an_older_archive_is_compared_when_it_is_upgraded(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    with Archive.write(path) as archive:
        for number, words, aired_on, _ in MADE:
            land(archive, said(number, words, aired_on))
        before = (counted(archive), near(archive))
    with closing(sqlite3.connect(path)) as connection:
        rot(connection, "UPDATE turns SET words_hash = NULL")
        for table in ("near_duplicates", "sketches", "sketch_hashes"):
            connection.execute(f"DELETE FROM {table}")
        connection.execute("UPDATE transcripts SET counted = duplicate_of IS NULL")
        connection.execute("PRAGMA user_version = 7")
        connection.commit()
    with Archive.write(path) as archive:
        assert (counted(archive), near(archive)) == before
        assert list(archive.integrity.check()) == []


def test_instants_are_compared_after_a_removal_too(archive: Archive) -> None:
    """The trigger goes by the same order: 14:59 in London is before 10:30 in New York."""
    for number, published_at in (
        (1, "2026-01-05T06:00:00+00:00"),
        (2, "2026-01-05T10:30:00-05:00"),
        (3, "2026-01-05T14:59:00+00:00"),
    ):
        land(archive, replace(said(number, w(1, 30), day(5)), published_at=published_at))
    assert counted(archive) == {"1": 1, "2": 0, "3": 0}
    edit(archive, "DELETE FROM transcripts WHERE story_id = '1'")
    assert counted(archive) == {"2": 0, "3": 1}
