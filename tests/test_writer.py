"""The one writer of a crawl: each job returns its value, or raises what happened to it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from jobs.newsroom.markup import story_page
from jobs.newsroom.sheets import all_sheets
from scraper.archive.snapshots.store import ENOUGH_PAGES
from scraper.archive.store import Archive
from scraper.crawl.report import CrawlReport
from scraper.crawl.writer import Writer
from scraper.errors import ArchiveError, RowRefused
from scraper.model import FetchRecord, NoTranscript, Page, Speaker, StoryRef, Transcript, Turn
from tests.conftest import NOON, a_page, raw

Job = Callable[[], object]


def run(archive: Archive, *jobs: Job) -> list[object]:
    """What each of ``jobs`` comes to, all given at the same moment."""
    run_id = archive.runs.start("test", NOON)

    async def together() -> list[object]:
        writer = Writer(archive, run_id, CrawlReport())
        writer.log(FetchRecord("https://www.npr.org/1", NOON, 200, 1, 1))
        return await asyncio.gather(*map(writer.write, jobs), return_exceptions=True)

    return asyncio.run(together())


def add(archive: Archive, number: int) -> Job:
    ref = StoryRef("npr", str(number), f"https://www.npr.org/{number}")
    return lambda: archive.queue.add_stories([ref], NOON)


def stories(archive: Archive) -> list[str | None]:
    return [page.story_id for page in archive.queue.due("npr", NOON)]


def test_every_job_of_a_batch_returns_its_own_value(archive: Archive) -> None:
    found = run(archive, *(add(archive, n) for n in (1, 2, 1)), lambda: "done")
    assert found == [1, 1, 0, "done"]
    assert stories(archive) == ["1", "2"]


def test_a_job_that_fails_fails_alone(archive: Archive) -> None:
    def half() -> None:
        add(archive, 7)()
        raise KeyError("nothing")

    first, failed, last = run(archive, add(archive, 1), half, add(archive, 2))
    assert (first, last) == (1, 1)
    assert isinstance(failed, KeyError)
    assert stories(archive) == ["1", "2"]
    assert raw(archive).execute("SELECT count(*) FROM fetches").fetchone()[0] == 1


def test_a_statement_that_fails_fails_alone(archive: Archive) -> None:
    def wrong() -> None:
        add(archive, 7)()
        raw(archive).execute("INSERT INTO pages (url) VALUES ('x')")

    first, failed = run(archive, add(archive, 1), wrong)
    assert first == 1
    assert "NOT NULL" in str(failed)
    assert stories(archive) == ["1"]


def test_where_the_archive_fails_no_job_reports_success(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The commit fails: what seemed written is not."""
    execute = archive._db.execute

    def full(sql: str, values: object = ()) -> object:
        if sql == "COMMIT":
            raise ArchiveError("disk full")
        return execute(sql, values)  # type: ignore[arg-type]

    monkeypatch.setattr(archive._db, "execute", full)
    run_id = 1

    async def together() -> list[object]:
        writer = Writer(archive, run_id, CrawlReport())
        return await asyncio.gather(
            *(writer.write(add(archive, n)) for n in (1, 2)), return_exceptions=True
        )

    found = asyncio.run(together())
    assert all(isinstance(one, ArchiveError) for one in found)
    monkeypatch.undo()
    assert stories(archive) == []


def a_page_of(number: int, *, kind: str = "speech", text: str = "Rain.") -> tuple[Page, Transcript]:
    ref = StoryRef("npr", str(number), f"https://www.npr.org/{number}")
    turns = (Turn("ANN LEE, HOST", kind, text, 0),)  # type: ignore[arg-type]
    transcript = Transcript(
        ref, ref.url, turns, (Speaker("Ann Lee", "host"),), content_hash=f"hash {number}"
    )
    return a_page(f"<p>{number}", ref.url), transcript


@pytest.mark.parametrize("wrong", [{"kind": "bogus"}, {"text": "odd \ud800 text"}])
def test_a_row_that_the_archive_refuses_fails_its_page_alone(
    archive: Archive, wrong: dict[str, str]
) -> None:
    """Rows of all pages are inserted together at the end, and still."""
    lander = archive.lander()

    def land(page: Page, transcript: Transcript) -> Job:
        return lambda: lander.land(page, transcript, transcript.ref, NOON).kind

    jobs = [land(*a_page_of(1)), land(*a_page_of(2, **wrong)), land(*a_page_of(3))]
    first, failed, last = run(archive, *jobs)
    assert (first, last) == ("new", "new")
    assert isinstance(failed, RowRefused | UnicodeEncodeError)
    landed = raw(archive).execute("SELECT story_id FROM transcripts").fetchall()
    assert [row[0] for row in landed] == ["1", "3"]
    assert raw(archive).execute("SELECT count(*) FROM fetches").fetchone()[0] == 1


def test_a_dictionary_of_a_page_that_failed_is_forgotten(archive: Archive) -> None:
    lander = archive.lander()
    sheets = [sheet for sheet in all_sheets().values() if sheet.era == "2024"]

    def land(number: int, *, fail: bool = False) -> Job:
        ref = StoryRef("npr", f"nx-s1-{number}", f"https://www.npr.org/transcripts/nx-s1-{number}")
        body = story_page(sheets[number % len(sheets)]) + f"<!-- {number} -->".encode()

        def do() -> object:
            lander.land(a_page(body, ref.url), NoTranscript(ref, "none"), ref, NOON)
            if fail:
                raise KeyError("no")
            return number

        return do

    for number in range(1, ENOUGH_PAGES):
        run(archive, land(number))
    (failed,) = run(archive, land(ENOUGH_PAGES, fail=True))
    assert isinstance(failed, KeyError)
    assert raw(archive).execute("SELECT count(*) FROM dictionaries").fetchone()[0] == 0
    assert run(archive, land(ENOUGH_PAGES), land(ENOUGH_PAGES + 1)) == [64, 65]
    assert raw(archive).execute("SELECT count(*) FROM dictionaries").fetchone()[0] == 1
    assert [one for one in archive.integrity.check() if one.table == "snapshots"] == []
