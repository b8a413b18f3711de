"""The one writer of a crawl: each job returns its value, or raises what happened to it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from scraper.archive.store import Archive
from scraper.crawl.report import CrawlReport
from scraper.crawl.writer import Writer
from scraper.errors import ArchiveError
from scraper.model import FetchRecord, StoryRef
from tests.conftest import NOON, raw

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
