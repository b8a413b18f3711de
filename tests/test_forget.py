"""``onrecord forget``: nothing of a story is left in the file, and nothing brings it back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from jobs.newsroom.markup import story_page
from jobs.newsroom.server import Newsroom
from jobs.newsroom.sheets import StorySheet, all_sheets
from scraper.archive.search import Filters
from scraper.archive.snapshots.store import ENOUGH_PAGES
from scraper.archive.store import Archive
from scraper.errors import Forgotten, UnknownStory
from scraper.extract import extract
from scraper.model import StoryRef
from scraper.sources.npr import Npr
from tests.conftest import NOON, Command, a_page, configured, raw

NPR = Npr()
STORY = all_sheets()["nx-s1-5340027"]
REF = StoryRef("npr", STORY.story_id, NPR.canonical_url(STORY.story_id))
#: Said in no other story.
SECRET = "The zyzzyva, a weevil of the tropics, was never mentioned by the committee before."
WHY = "asked by the person quoted"


def secret_story(number: int = 0) -> StorySheet:
    first, *rest = STORY.script
    said = replace(first, paragraphs=(SECRET if not number else f"Story {number}.",))
    return replace(STORY, script=(said, *rest))


def other_story(number: int) -> StoryRef:
    story_id = f"nx-s1-{6_000_000 + number}"
    return StoryRef("npr", story_id, NPR.canonical_url(story_id))


def land(archive: Archive, sheet: StorySheet, ref: StoryRef, more: str = "") -> None:
    page = a_page(story_page(sheet) + more.encode(), ref.url)
    archive.lander().land(page, extract(page, NPR, ref), ref, NOON)


def bytes_of(path: Path) -> bytes:
    """Everything that is on the disk of an archive."""
    return b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))


def test_nothing_of_it_is_left_in_the_file(tmp_path: Path) -> None:
    """It was corrected once, and there is a dictionary that was trained without it."""
    path = tmp_path / "archive.db"
    with Archive.write(path) as archive:
        for number in range(ENOUGH_PAGES + 4):
            ref = other_story(number)
            land(archive, secret_story(number + 1), ref, str(number))
        land(archive, secret_story(), REF)
        corrected = secret_story()
        land(archive, replace(corrected, title="Another title"), REF)
        assert raw(archive).execute("SELECT count(*) FROM dictionaries").fetchone()[0] == 1
        assert archive.search.count("zyzzyva", Filters(duplicates=True)) == 1
    assert SECRET.encode() in bytes_of(path)
    with Archive.write(path) as archive:
        before = archive.health.totals().transcripts
        archive.forgetting.forget(REF, WHY, NOON)
        assert archive.health.totals().transcripts == before - 1
        assert archive.search.count("zyzzyva") == 0
        assert list(archive.integrity.check()) == []
    left = bytes_of(path)
    assert SECRET.encode() not in left
    assert b"zyzzyva" not in left
    assert REF.story_id.encode() in left, "its tombstone"


def test_a_dictionary_that_holds_its_words_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    with Archive.write(path) as archive:
        for number in range(3):
            ref = other_story(number)
            land(archive, secret_story(number + 1), ref)
        land(archive, secret_story(), REF)
        with archive.transaction():
            raw(archive).execute(
                "INSERT INTO dictionaries (id, source, created_at, body) VALUES (1, 'npr', '', ?)",
                (b"x" * 300 + SECRET.encode() + b"y" * 300,),
            )
        pages = raw(archive).execute("SELECT id, body_sha256 FROM snapshots").fetchall()
        archive.forgetting.forget(REF, WHY, NOON)
        held = raw(archive).execute("SELECT body FROM dictionaries").fetchall()
        assert not any(SECRET.encode() in row[0] for row in held)
        for row in pages:
            kept = archive.snapshots.kept(row["id"])
            assert kept is None or kept.ref != REF
        assert list(archive.integrity.check()) == []
    assert SECRET.encode() not in bytes_of(path)


def test_no_way_in_brings_it_back(onrecord: Command, newsroom: Newsroom, tmp_path: Path) -> None:
    configured(tmp_path, newsroom.url)
    page = tmp_path / "page.html"
    page.write_bytes(story_page(STORY))
    urls = tmp_path / "urls.txt"
    urls.write_text(f"{REF.url}\n")
    assert onrecord("add", "page.html", "--url", REF.url).code == 0
    ran = onrecord("forget", REF.url, "--why", WHY)
    assert ran.code == 0
    assert "is removed for good" in ran.out
    assert "earlier backups and exports still contain it" in ran.out
    onrecord("backfill", "--urls", "urls.txt", "-q")
    onrecord("run", "-q")
    for given in (["page.html", "--url", REF.url], [REF.url]):
        ran = onrecord("add", *given)
        assert ran.code != 0
        assert "was removed for good" in ran.err
        assert "`onrecord forget --list` says why" in ran.err
    assert onrecord("show", REF.story_id).code == 2
    with Archive.read(tmp_path / "archive.db") as archive:
        assert archive.records.find_story(STORY.story_id) is None
        assert archive.health.totals().transcripts > 3, "the others are there"
        known = raw(archive).execute("SELECT count(*) FROM pages WHERE url = ?", (REF.url,))
        assert known.fetchone()[0] == 0


def test_tombstones_are_listed_and_lifted(landed: Command) -> None:
    assert landed("forget", "--list").out == "no stories were removed\n"
    ran = landed("forget", STORY.story_id)
    assert (ran.code, "--why" in ran.err) == (2, True)
    assert landed("forget").code == 2
    assert landed("forget", "nowhere", "--why", WHY).code == 2
    assert landed("forget", STORY.story_id, "--why", WHY).code == 0
    assert f"npr {STORY.story_id}, " in landed("forget", "--list").out
    (stone,) = landed("forget", "--list", "--json").rows
    assert (stone["story_id"], stone["why"]) == (STORY.story_id, WHY)
    assert landed("forget", STORY.story_id, "--lift").code == 0
    assert landed("forget", "--list", "--json").rows == []
    assert landed("check").code == 0
    assert landed("forget", REF.url, "--lift").code == 2


def test_a_story_that_was_never_stored_can_be_kept_away(archive: Archive) -> None:
    archive.forgetting.forget(REF, WHY, NOON)
    assert archive.queue.add_stories([REF], NOON) == 0
    with pytest.raises(Forgotten, match="was removed for good"):
        land(archive, STORY, REF)
    archive.forgetting.lift(REF)
    land(archive, STORY, REF)
    with pytest.raises(UnknownStory, match="was not forgotten"):
        archive.forgetting.lift(REF)


def test_its_copies_stand_on_their_own_afterwards(landed: Command, tmp_path: Path) -> None:
    """Of two stories with the same words the first is removed: the other is no duplicate now."""
    with Archive.read(tmp_path / "archive.db") as archive:
        first = (
            raw(archive)
            .execute("SELECT duplicate_of FROM transcripts WHERE duplicate_of IS NOT NULL LIMIT 1")
            .fetchone()[0]
        )
        duplicates = archive.health.totals().duplicates
    assert landed("forget", first, "--why", WHY).code == 0
    with Archive.read(tmp_path / "archive.db") as archive:
        assert archive.health.totals().duplicates == duplicates - 1
    assert landed("check").code == 0
