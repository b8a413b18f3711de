"""The archive: opening, landing, deciding, revising, finding again."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from scraper.archive.queue import Wanted
from scraper.archive.queue.refetch import RefetchPolicy
from scraper.archive.records.decision import Decision, Stored, decide
from scraper.archive.records.landing import Landed
from scraper.archive.search import Filters
from scraper.archive.snapshots.store import ENOUGH_PAGES
from scraper.archive.states import LandedKind
from scraper.archive.store import Archive
from scraper.content_hash import content_hash
from scraper.errors import (
    ArchiveBusy,
    ArchiveError,
    ArchiveUnusable,
    NewerArchive,
    NotAnArchive,
    QueryError,
)
from scraper.model import (
    ListingRef,
    NoTranscript,
    Outcome,
    Page,
    Quarantined,
    Speaker,
    StoryRef,
    Transcript,
    Turn,
)
from tests.conftest import NOON, a_page, raw


def a_ref(story_id: str = "1000001") -> StoryRef:
    return StoryRef("npr", story_id, f"https://www.npr.org/transcripts/{story_id}")


def a_transcript(
    *words: str, story_id: str = "1000001", title: str = "Rain", label: str = "ANN LEE, HOST"
) -> Transcript:
    turns = (
        *(Turn(label, "speech", text, 0) for text in words),
        Turn(None, "cue", "(MUSIC)"),
    )
    return Transcript(
        ref=a_ref(story_id),
        url=f"https://www.npr.org/2026/01/05/{story_id}/rain",
        turns=turns,
        speakers=(Speaker("Ann Lee", "host"),),
        content_hash=content_hash(turns),
        title=title,
        program="Morning Edition",
        aired_on=date(2026, 1, 5),
    )


def land(archive: Archive, outcome: Outcome, body: str = "<p>x") -> Landed:
    assert outcome.ref is not None
    return archive.lander().land(a_page(body, outcome.ref.url), outcome, outcome.ref, NOON)


def rows(archive: Archive, sql: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in raw(archive).execute(sql)]


# Opening ------------------------------------------------------------------------------------------


def test_a_new_archive_is_wal_full_and_marked(archive: Archive) -> None:
    pragma = {
        name: raw(archive).execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "foreign_keys", "application_id")
    }
    assert pragma == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "application_id": 0x4F6E5265,
    }


def test_one_writer_at_a_time(archive: Archive) -> None:
    with pytest.raises(ArchiveBusy, match="another run is using"):
        Archive.write(archive.path)
    with Archive.read(archive.path) as reader:
        assert raw(reader).execute("SELECT count(*) FROM pages").fetchone()[0] == 0


def test_readers_can_not_write(archive: Archive) -> None:
    with (
        Archive.read(archive.path) as reader,
        pytest.raises(ArchiveError, match="readonly"),
        reader.transaction(),
    ):
        raw(reader).execute("DELETE FROM pages")


def test_what_is_no_archive_is_refused(tmp_path: Path) -> None:
    text = tmp_path / "text.db"
    text.write_text("not a database " * 100)
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as connection, connection:
        connection.execute("CREATE TABLE t (a)")
    for opened in (Archive.write, Archive.read):
        with pytest.raises(NotAnArchive, match="not an SQLite database"):
            opened(text)
        with pytest.raises(NotAnArchive, match="not an OnRecord archive"):
            opened(other)
        with pytest.raises(ArchiveUnusable, match=r"is a directory|can't be opened"):
            opened(tmp_path)
    with pytest.raises(ArchiveUnusable, match="there is no directory"):
        Archive.write(tmp_path / "no" / "a.db")
    with pytest.raises(ArchiveUnusable, match="there is no archive"):
        Archive.read(tmp_path / "none.db")


def test_an_archive_from_a_newer_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    Archive.write(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
            " VALUES ('onrecord', 'm999_later', '2030')"
        )
    connection.close()
    with pytest.raises(NewerArchive, match="newer version of OnRecord"):
        Archive.write(path)
    with pytest.raises(NewerArchive, match="m999_later"):
        Archive.read(path)


def test_a_transaction_is_all_or_nothing(archive: Archive) -> None:
    def half() -> None:
        with archive.transaction():
            connection = raw(archive)
            archive.queue.add_stories([a_ref()], NOON)
            connection.execute("INSERT INTO pages (nothing) VALUES (1)")

    with pytest.raises(ArchiveError, match="nothing"):
        half()
    assert rows(archive, "SELECT count(*) FROM pages") == [(0,)]


# Landing ------------------------------------------------------------------------------------------


def test_a_transcript_lands_whole(archive: Archive) -> None:
    landed = land(archive, a_transcript("It rains.", "Still."))
    assert (landed.kind, landed.words) == ("new", 3)
    assert rows(archive, "SELECT position, speaker, role, label, kind, text, date FROM lines") == [
        (1, "Ann Lee", "host", "ANN LEE, HOST", "speech", "It rains.", "2026-01-05"),
        (2, "Ann Lee", "host", "ANN LEE, HOST", "speech", "Still.", "2026-01-05"),
        (3, None, None, None, "cue", "(MUSIC)", "2026-01-05"),
    ]
    assert rows(archive, "SELECT state, url FROM pages") == [("landed", a_ref().url)]
    assert rows(archive, "SELECT revision, changed, turns FROM revisions") == [(1, None, None)]
    assert rows(archive, "SELECT speaker, transcripts, turns, words FROM speaker_totals") == [
        ("Ann Lee", 1, 2, 3)
    ]
    assert rows(archive, "SELECT month, transcripts, words FROM program_by_month") == [
        ("2026-01", 1, 3)
    ]


def test_the_page_is_kept_as_it_came(archive: Archive) -> None:
    land(archive, a_transcript("It rains."), body="<p>ANN LEE, HOST: It rains. ☂")
    (snapshot_id, size) = rows(archive, "SELECT id, size FROM snapshots")[0]
    body = archive.snapshots.body(int(str(snapshot_id)))
    assert body.decode() == "<p>ANN LEE, HOST: It rains. ☂"
    assert size == len(body)


def test_the_same_again_lands_nothing_twice(archive: Archive) -> None:
    land(archive, a_transcript("It rains."))
    before = rows(archive, "SELECT id, text FROM turns")
    assert land(archive, a_transcript("It rains.")).kind == "same"
    assert rows(archive, "SELECT id, text FROM turns") == before
    for table in ("transcripts", "snapshots", "revisions", "pages", "speakers"):
        assert rows(archive, f"SELECT count(*) FROM {table}") == [(1,)]


def test_a_corrected_story_is_a_revision_and_its_earlier_wording_is_kept(archive: Archive) -> None:
    land(archive, a_transcript("It rains."), body="one")
    landed = land(archive, a_transcript("It rained."), body="two")
    assert (landed.kind, landed.changed) == ("revision", ("words",))
    revisions = rows(archive, "SELECT revision, changed, turns, snapshot_id FROM revisions")
    assert [row[:2] for row in revisions] == [(1, None), (2, "words")]
    earlier = json.loads(str(revisions[0][2]))
    assert earlier[0] == {
        "label": "ANN LEE, HOST", "speaker": "Ann Lee", "kind": "speech", "text": "It rains.",
    }  # fmt: skip
    assert revisions[0][3] != revisions[1][3]
    assert archive.search.count("rains") == 0
    assert archive.search.count("rained") == 1


def test_better_speakers_of_the_same_words_are_put_right_in_place(archive: Archive) -> None:
    land(archive, a_transcript("It rains."))
    better = replace(a_transcript("It rains."), speakers=(Speaker("Anne Lee", "reporter"),))
    assert land(archive, better).kind == "same"
    assert rows(archive, "SELECT DISTINCT speaker, role FROM lines WHERE speaker IS NOT NULL") == [
        ("Anne Lee", "reporter")
    ]
    assert rows(archive, "SELECT name FROM speakers") == [("Anne Lee",)]
    assert rows(archive, "SELECT revision FROM transcripts") == [(1,)]


_TWENTY = (
    "It rains on the hills and the old road down to the harbor as it has rained since the spring."
)


def test_the_same_words_elsewhere_are_a_duplicate_of_the_earliest(archive: Archive) -> None:
    later = replace(a_transcript(_TWENTY, story_id="1000002"), aired_on=date(2026, 2, 1))
    assert land(archive, later).duplicate_of is None
    spaced = _TWENTY.replace(" ", "  ")
    first = land(archive, a_transcript(spaced, story_id="1000001", label="A. LEE, HOST"))
    assert (first.duplicate_of, first.duplicates) == (None, 1)
    assert rows(archive, "SELECT story_id, duplicate_of FROM transcripts ORDER BY id") == [
        ("1000002", first.transcript_id),
        ("1000001", None),
    ]
    land(archive, replace(later, content_hash="0" * 64))
    assert rows(archive, "SELECT count(*) FROM transcripts WHERE duplicate_of IS NOT NULL") == [
        (0,)
    ]


def test_under_twenty_words_a_transcript_is_a_duplicate_of_nothing(archive: Archive) -> None:
    short = _TWENTY.removesuffix(" spring.")
    assert len(short.split()) == 19
    for story_id in ("1000001", "1000002"):
        assert land(archive, a_transcript(short, story_id=story_id)).duplicate_of is None
    assert rows(archive, "SELECT DISTINCT counted FROM transcripts") == [(1,)]


def test_the_earliest_is_found_among_instants_not_texts(archive: Archive) -> None:
    """10:30 in New York is later than 14:59 in London, whatever sorts first as text."""
    for story_id, published_at in (
        ("1000001", "2026-01-05T10:30:00-05:00"),
        ("1000002", "2026-01-05T14:59:00+00:00"),
    ):
        land(archive, replace(a_transcript(_TWENTY, story_id=story_id), published_at=published_at))
    found = "SELECT story_id, duplicate_of, counted FROM transcripts ORDER BY id"
    assert rows(archive, found) == [("1000001", 2, 0), ("1000002", None, 1)]


def test_silence_is_no_duplicate_of_silence(archive: Archive) -> None:
    for story_id in ("1000001", "1000002"):
        assert land(archive, a_transcript(story_id=story_id)).duplicate_of is None


def test_a_name_that_means_nobody_stays_in_its_transcript(archive: Archive) -> None:
    nobody = Speaker("Unidentified Man", "unidentified", identified=False)
    for story_id in ("1000001", "1000002"):
        land(
            archive, replace(a_transcript("Hey " + story_id, story_id=story_id), speakers=(nobody,))
        )
    assert rows(archive, "SELECT name, transcript_id FROM speakers") == [
        ("Unidentified Man", 1),
        ("Unidentified Man", 2),
    ]


def test_no_transcript_queues_the_story_that_has_it(archive: Archive) -> None:
    outcome = NoTranscript(a_ref(), "elsewhere", a_ref("1000009"))
    assert land(archive, outcome).kind == "no_transcript"
    assert rows(archive, "SELECT story_id, state FROM pages ORDER BY id") == [
        ("1000001", "no_transcript"),
        ("1000009", "queued"),
    ]


def test_a_quarantined_page_is_kept_with_its_reason(archive: Archive) -> None:
    land(archive, Quarantined(a_ref(), "no layout fits", noarchive=True), body="<odd>")
    assert rows(archive, "SELECT state, reason, noarchive FROM pages") == [
        ("quarantined", "no layout fits", 1)
    ]
    assert rows(archive, "SELECT count(*) FROM snapshots") == [(1,)]


def test_a_dictionary_is_trained_once_there_are_pages_enough(archive: Archive) -> None:
    digests = (hashlib.sha256(str(i).encode()).hexdigest() for i in range(400))
    chrome = "<div class='nav'>" + "".join(f"<a href='/{digest}'>" for digest in digests)

    def land_page(number: int) -> int:
        outcome = a_transcript(f"words {number}", story_id=str(1_000_000 + number))
        page = a_page(f"{chrome}<p>{number * 7919}</p>", outcome.ref.url)
        lander.land(page, outcome, outcome.ref, NOON)
        return int(str(rows(archive, "SELECT sum(length(body)) FROM snapshots")[0][0]))

    lander = archive.lander()
    sizes = [land_page(number) for number in range(ENOUGH_PAGES - 1)]
    assert rows(archive, "SELECT count(*) FROM dictionaries") == [(0,)]
    lander = archive.lander()  # as in a later run
    assert land_page(ENOUGH_PAGES) * 5 < sizes[-1]
    assert land_page(ENOUGH_PAGES + 1) * 5 < sizes[-1]
    assert rows(archive, "SELECT count(*) FROM dictionaries") == [(1,)]
    store = archive.snapshots
    for number, page in ((0, 1), (ENOUGH_PAGES + 1, ENOUGH_PAGES + 1)):
        assert store.body(page).decode() == f"{chrome}<p>{number * 7919}</p>"


def test_foreign_keys_and_search_index_hold_after_everything(archive: Archive) -> None:
    land(archive, a_transcript("One.", "Two."), body="1")
    land(archive, a_transcript("One.", "Three."), body="2")
    land(archive, a_transcript("Four.", story_id="1000002"))
    assert rows(archive, "PRAGMA foreign_key_check") == []
    assert rows(archive, "PRAGMA integrity_check") == [("ok",)]
    for index in ("turns_fts", "transcripts_fts"):
        raw(archive).execute(f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)")


# Deciding -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stored", "decision"),
    [
        (None, Decision(LandedKind.NEW)),
        (Stored("h", "T", ("A",)), Decision(LandedKind.SAME)),
        (Stored("x", "T", ("A",)), Decision(LandedKind.REVISION, ("words",))),
        (Stored("h", "T", ("B",)), Decision(LandedKind.REVISION, ("labels",))),
        (Stored("h", "U", ("A",)), Decision(LandedKind.REVISION, ("title",))),
        (Stored("x", "U", ()), Decision(LandedKind.REVISION, ("words", "labels", "title"))),
    ],
)
def test_what_a_refetch_means(stored: Stored | None, decision: Decision) -> None:
    fetched = replace(
        a_transcript("x", title="T"), content_hash="h", turns=(Turn("A", "speech", "x", 0),)
    )
    assert decide(stored, fetched) == decision


def test_when_a_story_is_looked_at_again() -> None:
    policy = RefetchPolicy(settled=timedelta(days=100))
    looks, now = [], NOON
    for _ in range(5):
        again = policy.next_look(NOON, now)
        assert again is not None
        looks.append((again - NOON).days)
        now = again
    assert looks == [1, 3, 14, 114, 214]
    assert RefetchPolicy(settled=None).next_look(NOON, NOON + timedelta(days=14)) is None


def test_the_age_of_a_story_counts_from_the_day_it_aired() -> None:
    policy = RefetchPolicy()
    midnight = NOON.replace(hour=0)
    two_days_ago = (NOON - timedelta(days=2)).date()
    assert policy.next_look(NOON, NOON, two_days_ago) == midnight + timedelta(days=1)
    assert policy.next_look(NOON, NOON, date(2005, 3, 1)) == NOON + timedelta(days=365)
    assert policy.next_look(NOON, NOON, date(2031, 1, 1)) == NOON + timedelta(days=1)


def test_when_a_failure_is_tried_again() -> None:
    policy = RefetchPolicy(longest_retry=timedelta(minutes=900))
    minutes = [
        (again - NOON) / timedelta(minutes=1)
        for attempts in range(1, policy.max_attempts)
        if (again := policy.next_retry(attempts, NOON))
    ]
    assert minutes == [15, 30, 60, 120, 240, 480, 900]
    assert policy.next_retry(8, NOON) == NOON + timedelta(days=365), "given up, but not for good"
    assert RefetchPolicy(settled=None).next_retry(8, NOON) is None
    assert policy.next_retry(1, NOON, retry_after=7200) == NOON + timedelta(hours=2)


# The queue ----------------------------------------------------------------------------------------


def test_stories_are_queued_once_and_listings_first(archive: Archive) -> None:
    with archive.transaction():
        assert archive.queue.add_stories([a_ref(), a_ref(), a_ref("1000002")], NOON) == 2
        listing = ListingRef("npr", "https://www.npr.org/transcripts?range=a...b")
        assert archive.queue.add_listings([listing], NOON, again=False) == 1
    due = archive.queue.due("npr", NOON)
    assert archive.queue.count_due(["npr"], NOON) == {"npr": (2, 1)}
    landed = archive.queue.count_due(["npr", "cnn"], NOON, wanted=Wanted(["landed"]))
    assert landed == {"npr": (0, 1)}
    assert len(due) == 3
    assert [(page.kind, page.story_id) for page in due] == [
        ("listing", None), ("story", "1000001"), ("story", "1000002"),
    ]  # fmt: skip
    assert archive.queue.due("npr", NOON - timedelta(days=1)) == []
    assert len(archive.queue.due("npr", NOON, excluding=[due[1].id], limit=1)) == 1


# Searching ----------------------------------------------------------------------------------------


@pytest.fixture
def spoken(archive: Archive) -> Archive:
    land(archive, a_transcript("The peace conference begins in Geneva.", "No cod today."))
    other = replace(
        a_transcript("A conference of bakers, for peace of mind.", story_id="1000002"),
        speakers=(Speaker("Otto Kern", "reporter"),),
        program="Fresh Air",
        aired_on=date(2025, 6, 1),
    )
    land(archive, other)
    return archive


@pytest.mark.parametrize(
    ("query", "filters", "hits"),
    [
        ("conference", {}, 2),
        ('"peace conference"', {}, 1),
        ("conference NOT geneva", {}, 1),
        ("geneva OR bakers", {}, 2),
        ("bak*", {}, 1),
        ("NEAR(peace mind, 2)", {}, 1),
        ("conference", {"speaker": "kern"}, 1),
        ("conference", {"speaker": "%"}, 0),
        ("conference", {"program": "fresh"}, 1),
        ("conference", {"since": "2026-01-01"}, 1),
        ("conference", {"until": "2025-12-31"}, 1),
        ("music", {}, 0),
        ("nothing", {}, 0),
    ],
)
def test_search(spoken: Archive, query: str, filters: dict[str, str], hits: int) -> None:
    filters = dict(filters)
    speaker = filters.pop("speaker", None)
    named = spoken.people.named(speaker) if speaker is not None else None
    found = spoken.search.find(query, Filters(named, **filters))  # type: ignore[arg-type]
    assert found.total == len(found.hits) == hits


@pytest.mark.parametrize("query", ["*", "   ", "?!", "\u00ad", "\ue000"])
def test_a_search_without_a_word(spoken: Archive, query: str) -> None:
    with pytest.raises(QueryError, match="contains no word or number"):
        spoken.search.find(query)


def test_hits_show_the_words_around(spoken: Archive) -> None:
    (hit,) = spoken.search.find("geneva").hits
    assert hit.snippet == "The peace conference begins in \x02Geneva\x03."
    assert (hit.speaker, hit.program, hit.date) == ("Ann Lee", "Morning Edition", "2026-01-05")


def test_a_page_file_keeps_no_status(archive: Archive) -> None:
    outcome = a_transcript("It rains.")
    page = Page(None, 0, {}, b"x", NOON)
    archive.lander().land(page, outcome, outcome.ref, NOON)
    assert rows(archive, "SELECT status, fetched_url FROM pages") == [(None, None)]


# Where it can't be written ------------------------------------------------------------------------


def test_a_full_disk_is_one_error_and_nothing_is_half_written(archive: Archive) -> None:
    land(archive, a_transcript("It rains."))
    pages = raw(archive).execute("PRAGMA page_count").fetchone()[0]
    raw(archive).execute(f"PRAGMA max_page_count = {pages + 2}")  # as a full disk does
    long = [f"Sentence {number} of a very long story." for number in range(5000)]
    with pytest.raises(ArchiveError, match="database or disk is full"):
        land(archive, a_transcript(*long, story_id="1000002"))
    assert rows(archive, "SELECT story_id FROM transcripts") == [("1000001",)]
    assert rows(archive, "SELECT count(*) FROM pages") == [(1,)]
    assert rows(archive, "PRAGMA integrity_check") == [("ok",)]


def test_an_archive_is_read_where_nothing_can_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "archive.db"
    with Archive.write(path) as archive:
        land(archive, a_transcript("It rains."))
    before = sorted(p.name for p in tmp_path.iterdir())
    monkeypatch.setattr("os.access", lambda *_: False)  # a read-only file system, even for root
    with Archive.read(path) as reader:
        assert reader.search.count("rains") == 1
    assert sorted(p.name for p in tmp_path.iterdir()) == before
