"""What one changed line once broke and no test saw."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

import pytest

from jobs.newsroom.server import Answer, LoopbackServer
from scraper.archive.people import Reason
from scraper.archive.queue import Failure
from scraper.archive.queue.refetch import DEFAULT
from scraper.archive.store import Archive
from scraper.errors import FetchError
from scraper.fetch.client import Fetcher
from scraper.fetch.pacing import HostPace
from scraper.model import NoTranscript, Page, Speaker, StoryRef
from tests.conftest import FAST, NOON, a_page, raw, rot
from tests.test_corrections import land, transcript_of


def test_a_pace_that_was_slowed_down_goes_back_to_the_usual_one_and_not_beyond() -> None:
    async def sleep(_: float) -> None:
        raise AssertionError("nothing waits here")

    pace = HostPace(1.0, 2, clock=lambda: 0.0, sleep=sleep)
    pace.slow_down(None)
    assert pace.interval_s == 2.0
    seen = []
    for _ in range(10):
        pace.succeeded()
        seen.append(pace.interval_s)
    assert seen[:3] == [1.5, 1.125, 1.0]
    assert set(seen[3:]) == {1.0}


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_robots_txt_that_says_not_now_forbids_all(status: int) -> None:
    """RFC 9309 (2.3.1.4) for 5xx; 429 is no answer to the question either."""

    def answer(path: str) -> Answer:
        return Answer(status=status) if path == "/robots.txt" else Answer(b"<p>words</p>")

    async def fetch(url: str) -> Page | None:
        async with Fetcher(FAST) as fetcher:
            return await fetcher.fetch(url, may_follow=lambda to: None)

    with LoopbackServer(answer) as server, pytest.raises(FetchError, match="robots"):
        asyncio.run(fetch(f"{server.url}/story"))
    assert {arrival.path for arrival in server.arrivals} == {"/robots.txt"}


def test_damage_is_not_sealed_by_what_happens_to_a_person(archive: Archive) -> None:
    """Two people of one name turn out to be one, and one of their transcripts had rotted."""
    ann = Speaker("Ann Lee", "host")
    land(archive, transcript_of("1", [(ann, "It was long ago.")], date(1970, 1, 1)))
    land(archive, transcript_of("2", [(ann, "It is later now.")], date(2000, 1, 1)))
    rot(raw(archive), "UPDATE transcripts SET title = 'Rotten' WHERE id = 2")
    before = [problem.what for problem in archive.integrity.check()]
    assert before == ["transcript 2 (npr 2) has changed since it landed"]
    land(archive, transcript_of("3", [(ann, "It is in between.")], date(1985, 1, 1)))
    archive.corrections.rename(1, "A. Lee", Reason(NOON))
    assert [problem.what for problem in archive.integrity.check()] == before


@pytest.mark.parametrize(("years", "people"), [(20, 1), (21, 2)])
def test_twenty_years_apart_is_one_person_and_twenty_one_are_two(
    archive: Archive, years: int, people: int
) -> None:
    ann = Speaker("Ann Lee", "host")
    land(archive, transcript_of("1", [(ann, "It was long ago.")], date(1980, 12, 31)))
    land(archive, transcript_of("2", [(ann, "It is now.")], date(1980 + years, 1, 1)))
    assert len(archive.people.find("ann lee", 9)) == people


def test_a_failure_leaves_a_page_without_a_transcript_what_it_is(archive: Archive) -> None:
    ref = StoryRef("npr", "1000001", "https://www.npr.org/transcripts/1000001")
    page = a_page("<p>none</p>", ref.url)
    archive.lander().land(page, NoTranscript(None, "no transcript here"), ref, NOON)
    later = NOON + timedelta(days=400)
    (due,) = archive.queue.due("npr", later)
    archive.queue.record_failure(due, Failure("the server answered 500", 500), later, DEFAULT)
    found = raw(archive).execute("SELECT state, attempts, status FROM pages").fetchall()
    assert [tuple(row) for row in found] == [("no_transcript", 1, 500)]
