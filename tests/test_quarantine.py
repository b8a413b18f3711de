"""``onrecord quarantine`` and ``reextract --quarantined``."""

from __future__ import annotations

import json
from pathlib import Path

from jobs.newsroom.markup import story_page
from jobs.newsroom.sheets import all_sheets
from scraper.archive.store import Archive
from scraper.extract import extract
from scraper.model import Quarantined, StoryRef
from scraper.sources.npr import Npr
from tests.conftest import NOON, Command, a_page

NPR = Npr()
STORY = all_sheets()["nx-s1-5340027"]
REF = StoryRef("npr", STORY.story_id, NPR.canonical_url(STORY.story_id))


def quarantine(path: Path, body: bytes, reason: str | None = None) -> None:
    """An archive with a page that was not understood."""
    page = a_page(body, REF.url)
    outcome = Quarantined(REF, reason) if reason else extract(page, NPR, REF)
    assert isinstance(outcome, Quarantined)
    with Archive.write(path) as archive:
        archive.lander().land(page, outcome, REF, NOON)


def test_it_lists_the_reason_and_the_lines_in_question(onrecord: Command, tmp_path: Path) -> None:
    """Somebody else's turns stand in the block of speech."""
    page = story_page(STORY)
    quarantine(tmp_path / "archive.db", page, "who is 'GRACE OYAMA' here")
    ran = onrecord("quarantine")
    assert ran.code == 1
    assert f"npr {STORY.story_id}: {REF.url}\n  who is 'GRACE OYAMA' here\n" in ran.out
    assert "    label (read as GRACE OYAMA): GRACE OYAMA, BYLINE" in ran.out
    assert ran.out.endswith("1 page quarantined\n")
    found = onrecord("quarantine", "--json")
    assert found.header["total"] == 1
    (one,) = found.rows
    assert (one["story_id"], one["reason"]) == (STORY.story_id, "who is 'GRACE OYAMA' here")
    assert {line["kind"] for line in one["lines"]} == {"label"}


def test_pages_are_tried_again(onrecord: Command, tmp_path: Path) -> None:
    quarantine(tmp_path / "archive.db", story_page(STORY), "an older version did not know it")
    ran = onrecord("reextract", "--quarantined")
    assert (ran.code, ran.out) == (0, "1 page read again: 1 new transcript\n")
    assert onrecord("quarantine").out == "no page is quarantined\n"
    assert onrecord("quarantine").code == 0
    assert "Grace Oyama" in onrecord("show", STORY.story_id).out
    assert onrecord("reextract", "--quarantined").out == "no page is quarantined\n"


def test_a_later_copy_that_was_not_understood_is_tried_not_the_one_on_record(
    onrecord: Command, tmp_path: Path
) -> None:
    path = tmp_path / "archive.db"
    with Archive.write(path) as archive:
        page = a_page(story_page(STORY), REF.url)
        archive.lander().land(page, extract(page, NPR, REF), REF, NOON)
    corrected = story_page(STORY).replace(b"2011", b"2013")
    quarantine(path, corrected, "an older version did not know it")
    assert onrecord("reextract", "--quarantined").code == 0
    found = json.loads(onrecord("show", STORY.story_id, "--json").out)
    assert found["revision"] == 2
    assert [one["cause"] for one in found["corrections"]] == ["publisher"]


def test_what_cannot_be_read_at_all_is_listed_too(onrecord: Command, tmp_path: Path) -> None:
    quarantine(tmp_path / "archive.db", b"<html><p>cut sho")
    ran = onrecord("quarantine", "--source", "npr")
    assert ran.code == 1
    assert STORY.story_id in ran.out
