"""The pages of a crawl are read in a process of its own when they are many, or when the run before
was killed: the archive is the same, and a page that crashes the parser costs itself alone.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from jobs.newsroom.markup import story_page
from jobs.newsroom.server import Answer, LoopbackServer, Newsroom
from jobs.newsroom.sheets import all_sheets
from scraper.archive.states import RunOutcome
from scraper.archive.store import Archive
from scraper.crawl import Crawl, CrawlOptions, CrawlReport
from scraper.crawl.page_reading import PageReading
from scraper.extract import extract
from scraper.model import ListingRef, Page, StoryRef, Transcript
from scraper.origins import Origins
from scraper.reading.rules import ReadSaved
from scraper.sources.base import Source
from scraper.sources.npr import Npr
from tests.conftest import FAST, NOON, raw
from tests.crashing_source import EXIT, MISTAKE, SEGFAULT, CrashingNpr

PAY_PHONE = "nx-s1-5340027"
CRASHED = "reading this page crashed the parser"


def page_of(story: str) -> Page:
    body = story_page(all_sheets()[PAY_PHONE]).replace(PAY_PHONE.encode(), story.encode())
    return Page(Npr().canonical_url(story), 200, {"content-type": "text/html"}, body, NOON)


def task_of(story: str) -> ReadSaved:
    return ReadSaved("npr", page_of(story), StoryRef("npr", story, ""), None)


def crawl(archive: Archive, source: Source, url: str) -> CrawlReport:
    run_id = archive.runs.start("test", NOON)
    options = CrawlOptions(FAST, now=lambda: NOON, unforeseen=lambda url, error: None)
    report = asyncio.run(Crawl(archive, [Origins(source, url)], run_id, options).run())
    archive.runs.finish(run_id, RunOutcome.DONE, {}, NOON)
    return report


def read(source: Source, at_first: int, stories: list[str]) -> list[object]:
    """What each page is read as, all asked for at once; an error that was raised."""

    async def asked() -> list[object]:
        with PageReading([source], at_first) as reading:
            asked = asyncio.gather(
                *(reading.read(task_of(one)) for one in stories), return_exceptions=True
            )
            return [getattr(one, "outcome", one) for one in await asyncio.wait_for(asked, 60)]

    return asyncio.run(asked())


@pytest.mark.parametrize("at_first", [0, 2, 64])
def test_pages_are_read_the_same_wherever_that_is(at_first: int) -> None:
    stories = [f"nx-s1-{number}" for number in range(5_000_000, 5_000_040)]
    found = read(Npr(), at_first, stories)
    assert [one.ref.story_id for one in found if isinstance(one, Transcript)] == stories
    assert found == [extract(page_of(one), Npr()) for one in stories]


def test_a_page_that_crashes_the_parser_costs_itself_alone() -> None:
    bad = [f"nx-s1-{number}" for number in (SEGFAULT, EXIT)]
    stories = ["nx-s1-5000001", bad[0], "nx-s1-5000002", bad[1], "nx-s1-5000003"]
    found = read(CrashingNpr(), 0, stories)
    assert [getattr(one, "reason", None) for one in found] == [None, CRASHED, None, CRASHED, None]


def test_a_mistake_is_raised_where_the_page_is_waited_for() -> None:
    class Mistaken(Npr):
        def identify(self, url: str) -> StoryRef | None:
            raise ZeroDivisionError(url)

    found = read(Mistaken(), 1, ["nx-s1-5000001", "nx-s1-5000002"])
    assert [getattr(one, "reason", "").partition(":")[0] for one in found] == [
        "extractor failed"
    ] * 2


def test_where_there_can_be_no_process_pages_are_read_here() -> None:
    class Local(Npr):
        """A class that no other process can import."""

    found = read(Local(), 0, ["nx-s1-5000001", "nx-s1-5000002"])
    assert [type(one) for one in found] == [Transcript, Transcript]


def served(stories: list[str]) -> LoopbackServer:
    pages = {f"/transcripts/{one}": page_of(one).body for one in stories}
    return LoopbackServer(lambda path: Answer(pages[path]) if path in pages else Answer(status=404))


def queue(archive: Archive, stories: list[str]) -> None:
    refs = [Npr().identify(Npr().canonical_url(one)) for one in stories]
    with archive.transaction():
        archive.queue.add_stories([ref for ref in refs if ref], NOON)


def test_a_page_that_killed_a_run_is_quarantined_by_the_next(archive: Archive) -> None:
    stories = ["nx-s1-5000001", f"nx-s1-{SEGFAULT}", "nx-s1-5000002", f"nx-s1-{MISTAKE}"]
    archive.runs.start("run", NOON - timedelta(hours=1))  # it ended without a word
    queue(archive, stories)
    with served(stories) as server:
        report = crawl(archive, CrashingNpr(), server.url)
    # The mistake of a source is the extractor's: it gives a reason instead of raising.
    assert Counter(report.counts)["new"] == 2
    found = raw(archive).execute("SELECT story_id, reason FROM pages WHERE state = 'quarantined'")
    assert dict(found.fetchall()) == {
        f"nx-s1-{SEGFAULT}": CRASHED,
        f"nx-s1-{MISTAKE}": "extractor failed: ZeroDivisionError: division by zero",
    }
    assert archive.snapshots.count("npr", quarantined=True) == 2


def test_the_archive_is_the_same_wherever_pages_are_read(
    tmp_path: Path, newsroom: Newsroom
) -> None:
    everything = ListingRef("npr", "https://www.npr.org/transcripts?range=2000-01-01...2030-01-01")
    held = []
    for name in ("here", "apart"):
        with Archive.write(tmp_path / f"{name}.db") as archive:
            if name == "apart":
                archive.runs.start("run", NOON - timedelta(hours=1))
            with archive.transaction():
                archive.queue.add_listings([everything], NOON, again=True)
            crawl(archive, Npr(), newsroom.url)
            rows = raw(archive).execute(
                "SELECT story_id, content_hash, transcripts.checksum, body_sha256"
                " FROM transcripts JOIN snapshots USING (page_id) ORDER BY story_id"
            )
            held.append([tuple(row) for row in rows])
            assert list(archive.integrity.check()) == []
    assert len(held[0]) == 44
    assert held[0] == held[1]
