"""The way of the data over a real server: what is due is fetched, landed, and not fetched twice."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest

from jobs.newsroom.server import Answer, LoopbackServer, Newsroom
from jobs.newsroom.sheets import all_sheets
from scraper.archive.records.landing import Landed, Lander
from scraper.archive.states import UNFETCHED, RunOutcome
from scraper.archive.store import Archive
from scraper.crawl import Crawl, CrawlOptions, CrawlReport, PageDone, Scope
from scraper.crawl.circuit import Circuit
from scraper.fetch.settings import FetchSettings
from scraper.model import ListingRef, Outcome, Page, Speaker, StoryRef, Transcript, Turn
from scraper.origins import Origins
from scraper.sources.npr import Npr
from tests.conftest import FAST, NOON, raw

ALL = Scope()
EVERYTHING = ListingRef("npr", "https://www.npr.org/transcripts?range=2000-01-01...2030-01-01")


def crawl(
    archive: Archive,
    *origins: Origins,
    now: datetime = NOON,
    scope: Scope = ALL,
    settings: FetchSettings = FAST,
    watch: Callable[[PageDone], None] = lambda done: None,
    unforeseen: Callable[[str, BaseException], None] = lambda url, error: None,
) -> CrawlReport:
    run_id = archive.runs.start("test", now)
    options = CrawlOptions(
        settings, scope=scope, watch=watch, now=lambda: now, unforeseen=unforeseen
    )
    made = Crawl(archive, origins, run_id, options)
    report = asyncio.run(made.run())
    archive.runs.finish(run_id, RunOutcome.DONE, {}, now)
    return report


def queue(archive: Archive, *story_ids: str, now: datetime = NOON) -> None:
    npr = Npr()
    refs = [npr.identify(npr.canonical_url(story_id)) for story_id in story_ids]
    with archive.transaction():
        archive.queue.add_stories([ref for ref in refs if ref], now)


def queue_everything(archive: Archive, now: datetime = NOON) -> None:
    with archive.transaction():
        archive.queue.add_listings([EVERYTHING], now, again=True)


def states(archive: Archive) -> dict[str, str]:
    return dict(
        tuple(row) for row in raw(archive).execute("SELECT story_id, state FROM pages ORDER BY id")
    )


def test_what_a_listing_yields_lands_and_nothing_is_fetched_twice(
    archive: Archive, newsroom: Newsroom
) -> None:
    npr = Origins(Npr(), newsroom.url)
    queue_everything(archive)
    first = crawl(archive, npr)
    spoken = [s for s in newsroom.stories.values() if s.has_transcript]
    reachable = [s for s in spoken if not s.disallowed]
    assert first.counts["new"] == len(reachable)
    assert first.counts["duplicates"] == sum(s.same_words_as is not None for s in reachable)
    assert first.counts["disallowed"] == len(spoken) - len(reachable) == 1
    assert first.counts["requests"] == len(newsroom.arrivals) == len(reachable) + 2

    newsroom.arrivals.clear()
    assert crawl(archive, npr).counts == {}
    assert newsroom.arrivals == []

    later = NOON + timedelta(days=366)
    queue_everything(archive, later)
    again = crawl(archive, npr, now=later)
    assert again.counts["not_modified"] == len(reachable)
    assert again.counts["listings_not_modified"] == 1
    assert "new" not in again.counts
    assert "revision" not in again.counts


def test_a_corrected_story_becomes_a_revision(archive: Archive, newsroom: Newsroom) -> None:
    npr = Origins(Npr(), newsroom.url)
    queue_everything(archive)
    crawl(archive, npr)
    newsroom.publish_corrections()
    with archive.transaction():
        archive.queue.make_due(["npr"], NOON)
    assert crawl(archive, npr).counts["revision"] == 1
    (story,) = (s for s in newsroom.stories.values() if s.correction)
    row = raw(archive).execute(
        "SELECT revisions.revision, changed FROM revisions"
        " JOIN transcripts ON transcripts.id = transcript_id"
        " WHERE story_id = ? ORDER BY revisions.revision DESC",
        (story.story_id,),
    )
    assert tuple(row.fetchone()) == (2, "words")


def test_a_story_under_several_url_forms_is_one_row(archive: Archive, newsroom: Newsroom) -> None:
    npr = Origins(Npr(), newsroom.url)
    story = newsroom.stories["4510231"]
    forms = [
        f"{newsroom.url}{story.path}",
        f"{newsroom.url}/templates/story/story.php?storyId=4510231",
        "http://www.npr.org/templates/transcript/transcript.php?storyId=4510231&ft=1",
        "https://www.npr.org/transcripts/4510231",
    ]
    refs = [npr.source.identify(npr.own_site.public_url(form)) for form in forms]
    with archive.transaction():
        assert archive.queue.add_stories([ref for ref in refs if ref], NOON) == 1
    assert crawl(archive, npr).counts["new"] == 1
    urls = [row[0] for row in raw(archive).execute("SELECT url FROM pages")]
    assert urls == ["https://www.npr.org/transcripts/4510231"]


def test_a_story_whose_transcript_page_is_not_there_is_asked_for_where_it_was_found(
    archive: Archive, newsroom: Newsroom
) -> None:
    npr = Origins(Npr(), newsroom.url)
    silent = next(s for s in newsroom.stories.values() if not s.has_transcript)
    found = npr.source.identify(f"{npr.source.home}{silent.path}")
    assert found is not None
    with archive.transaction():
        archive.queue.add_stories([found], NOON)
    assert crawl(archive, npr).counts["no_transcript"] == 1
    assert [a.path for a in newsroom.arrivals] == [
        "/robots.txt", f"/transcripts/{silent.story_id}", silent.path,
    ]  # fmt: skip


def test_what_is_nowhere_is_gone_and_not_a_failure(archive: Archive, newsroom: Newsroom) -> None:
    queue(archive, "9999999")
    report = crawl(archive, Origins(Npr(), newsroom.url))
    assert report.counts["gone"] == 1
    assert not report.troubled
    assert states(archive) == {"9999999": "gone"}


def test_a_failure_is_tried_later_and_what_was_landed_stays(
    archive: Archive, newsroom: Newsroom
) -> None:
    queue(archive, "4510231")
    crawl(archive, Origins(Npr(), newsroom.url))
    broken = LoopbackServer(
        lambda path: Answer(status=404) if path == "/robots.txt" else Answer(status=500)
    )
    later = NOON + timedelta(days=365)
    with broken:
        report = crawl(
            archive, Origins(Npr(), broken.url), now=later, settings=replace(FAST, attempts=1)
        )
    assert report.counts["failed"] == 1
    assert report.troubled
    assert report.problems == [
        ("https://www.npr.org/transcripts/4510231", "the server answered 500")
    ]
    row = raw(archive).execute("SELECT state, status, attempts, next_attempt_at FROM pages")
    assert tuple(row.fetchone()) == ("landed", 500, 1, "2027-03-20T12:15:00+00:00")
    assert raw(archive).execute("SELECT count(*) FROM turns").fetchone()[0] > 0


def test_a_host_that_fails_again_and_again_is_left_alone(archive: Archive) -> None:
    queue(archive, *(str(5_000_000 + i) for i in range(30)))
    down = LoopbackServer(
        lambda path: Answer(status=404) if path == "/robots.txt" else Answer(status=502)
    )
    with down:
        report = crawl(
            archive, Origins(Npr(), down.url), settings=replace(FAST, attempts=1, connections=1)
        )
    assert report.counts["failed"] == FAST.max_failures + 1, "one more is tried after a rest"
    host = urlsplit(down.url).netloc
    assert "left alone after 6 failures in a row" in report.stopped[host]
    assert list(states(archive).values()).count("queued") == 24


def test_a_host_that_comes_back_after_a_rest_is_asked_on(
    archive: Archive, newsroom: Newsroom
) -> None:
    queue(archive, *list(all_sheets())[:20])
    asked: list[str] = []

    def down_at_first(path: str) -> Answer:
        if path != "/robots.txt":
            asked.append(path)
        return Answer(status=502) if 0 < len(asked) <= 5 else newsroom.answer(path)

    with LoopbackServer(down_at_first) as site:
        settings = replace(FAST, attempts=1, connections=1)
        report = crawl(archive, Origins(Npr(), site.url), settings=settings)
    assert report.counts["failed"] == 5
    assert report.stopped == {}
    assert "queued" not in states(archive).values()


def test_the_circuit() -> None:
    now = 0.0
    circuit = Circuit(2, 60.0, clock=lambda: now)
    circuit.failed()
    circuit.succeeded()
    circuit.failed()
    assert circuit.admits(1), "one failure in a row"
    circuit.failed()
    assert not circuit.admits(0), "open"
    circuit.failed()  # of a page that was under way
    now = 59.0
    assert not circuit.admits(0)
    now = 60.0
    assert not circuit.admits(1), "half-open: one page at a time"
    assert circuit.admits(0)
    circuit.page_taken()
    circuit.succeeded()
    assert circuit.admits(1), "closed again"
    circuit.failed()
    circuit.failed()
    now = 120.0
    circuit.page_taken()
    circuit.failed()
    assert circuit.given_up
    assert not circuit.admits(0)


def test_a_listing_without_answer_is_read_another_time(archive: Archive) -> None:
    queue_everything(archive)
    down = LoopbackServer(
        lambda path: Answer(status=404) if path == "/robots.txt" else Answer(status=502)
    )
    with down:
        crawl(archive, Origins(Npr(), down.url), settings=replace(FAST, attempts=1))
    row = raw(archive).execute("SELECT state, next_attempt_at FROM pages WHERE kind='listing'")
    assert tuple(row.fetchone()) == ("failed", "2026-03-20T12:15:00+00:00")


def test_a_feed_that_is_cut_short_is_a_failure_worth_a_look(archive: Archive) -> None:
    with archive.transaction():
        archive.queue.add_listings(
            [ListingRef("npr", "https://feeds.npr.org/1001/rss.xml")], NOON, again=True
        )
    cut = LoopbackServer(
        lambda path: (
            Answer(status=404)
            if path == "/robots.txt"
            else Answer(b'<?xml version="1.0"?><rss><channel><item><link>', "application/rss+xml")
        )
    )
    with cut:
        report = crawl(archive, Origins(Npr(), cut.url), settings=replace(FAST, max_failures=1))
    row = raw(archive).execute("SELECT state, reason FROM pages").fetchone()
    assert row["state"] == "failed"
    assert row["reason"].startswith("the feed is not well-formed: ")
    assert report.counts["failed"] == 1
    assert not report.stopped, "the host answers"


def test_a_page_that_fits_no_layout_is_kept_and_worth_a_look(archive: Archive) -> None:
    queue(archive, "5000001")
    consent = LoopbackServer(
        lambda path: (
            Answer(status=404) if path == "/robots.txt" else Answer(b"<html><body>Cookies?</body>")
        )
    )
    with consent:
        report = crawl(archive, Origins(Npr(), consent.url))
    assert report.counts["quarantined"] == 1
    assert report.troubled
    assert states(archive) == {"5000001": "quarantined"}
    assert raw(archive).execute("SELECT size FROM snapshots").fetchone()[0] == 27


def test_limit_and_days_bound_a_crawl(archive: Archive, newsroom: Newsroom) -> None:
    npr = Origins(Npr(), newsroom.url)
    queue_everything(archive)
    report = crawl(archive, npr, scope=Scope(states=UNFETCHED, limit=3))
    assert report.counts["new"] == 3
    rest = crawl(archive, npr, scope=Scope(states=UNFETCHED))
    assert report.counts["new"] + rest.counts["new"] == 44


@pytest.mark.parametrize(
    ("day", "admitted"),
    [(date(2014, 8, 7), True), (date(2014, 8, 8), False), (date(2014, 8, 5), False), (None, True)],
)
def test_the_days_of_a_scope(day: date | None, admitted: bool) -> None:
    assert Scope(since=date(2014, 8, 6), until=date(2014, 8, 7)).admits(day) is admitted


def test_stopped_it_finishes_the_page_in_hand_and_resumes(
    archive: Archive, newsroom: Newsroom
) -> None:
    npr = Origins(Npr(), newsroom.url)
    queue_everything(archive)
    made = Crawl(
        archive,
        [npr],
        archive.runs.start("test", NOON),
        CrawlOptions(
            replace(FAST, connections=1),
            now=lambda: NOON,
            watch=lambda done: made.stop() if done.kind == "new" else None,
        ),
    )
    asyncio.run(made.run())
    assert made.report.counts["new"] == 1
    assert crawl(archive, npr).counts["new"] == 43


@pytest.mark.parametrize("busy_path", ["/robots.txt", "/transcripts/"])
def test_told_to_stop_it_waits_for_nobody(archive: Archive, busy_path: str) -> None:
    queue(archive, "5000001", "5000002")
    stops: list[Callable[[], object]] = []

    def busy(path: str) -> Answer:
        if not path.startswith(busy_path):
            return Answer(status=404)
        stops[0]()
        return Answer(status=503, headers={"Retry-After": "90"})

    async def run() -> CrawlReport:
        run_id = archive.runs.start("test", NOON)
        made = Crawl(
            archive, [Origins(Npr(), server.url)], run_id, CrawlOptions(FAST, now=lambda: NOON)
        )
        loop = asyncio.get_running_loop()
        stops.append(lambda: loop.call_soon_threadsafe(made.stop))
        return await asyncio.wait_for(made.run(), 20)

    with LoopbackServer(busy) as server:
        report = asyncio.run(run())
    assert set(states(archive).values()) == {"queued"}
    assert "failed" not in report.counts


def test_every_request_is_written_down(archive: Archive, newsroom: Newsroom) -> None:
    queue(archive, "4510231", "9999999")
    report = crawl(archive, Origins(Npr(), newsroom.url))
    logged = raw(archive).execute("SELECT url, status, bytes > 0, error FROM fetches").fetchall()
    assert len(logged) == report.counts["requests"] == 3
    assert (f"{newsroom.url}/transcripts/4510231", 200, 1, None) in map(tuple, logged)
    assert (
        f"{newsroom.url}/transcripts/9999999", 404, None, "the server answered 404",
    ) in map(tuple, logged)  # fmt: skip


def test_a_mistake_in_one_page_fails_that_page_and_the_run_goes_on(
    archive: Archive, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Landing one story raises what nobody foresaw."""
    stories = ["nx-s1-5340027", "nx-s1-5530290"]
    queue(archive, *stories)
    land = Lander.land

    def break_one(self: Lander, page: Page, outcome: Outcome, ref: StoryRef, *rest: Any) -> Landed:
        landed = land(self, page, outcome, ref, *rest)
        if ref.story_id == stories[0]:
            raise ZeroDivisionError("division by zero")
        return landed

    monkeypatch.setattr(Lander, "land", break_one)
    seen: list[tuple[str, BaseException]] = []
    report = crawl(
        archive,
        Origins(Npr(), newsroom.url),
        unforeseen=lambda url, error: seen.append((url, error)),
    )
    assert (report.counts["new"], report.counts["failed"]) == (1, 1)
    ((url, error),) = seen
    assert url.endswith(stories[0])
    assert error.__traceback__ is not None
    rows = raw(archive).execute("SELECT story_id, state, reason FROM pages ORDER BY id").fetchall()
    assert [tuple(row) for row in rows] == [
        (stories[0], "failed", "unforeseen error: ZeroDivisionError: division by zero"),
        (stories[1], "landed", None),
    ]
    assert raw(archive).execute("SELECT count(*) FROM transcripts").fetchone()[0] == 1


def test_a_story_has_the_program_and_the_day_of_its_listings(
    archive: Archive, newsroom: Newsroom
) -> None:
    """The list of a range of days knows no program; a program's archive does, and its episodes
    know the day.
    """
    queue_everything(archive)
    npr = Npr(program_pages=["morning-edition"])
    archive.queue.add_listings(npr.latest_listings(NOON.date())[-1:], NOON, again=True)
    crawl(archive, Origins(npr, newsroom.url))
    rows = (
        raw(archive)
        .execute(
            "SELECT pages.program, listed_on, transcripts.program, aired_on FROM pages"
            " JOIN transcripts ON page_id = pages.id WHERE pages.program IS NOT NULL"
        )
        .fetchall()
    )
    assert rows
    for listed_program, _, program, _ in rows:
        assert listed_program == program == "Morning Edition"
    days = (
        raw(archive)
        .execute(
            "SELECT listed_on, aired_on FROM pages JOIN transcripts ON page_id = pages.id"
            " WHERE listed_on IS NOT NULL"
        )
        .fetchall()
    )
    assert days
    assert all(row[0] == row[1] for row in days)


@pytest.mark.parametrize(
    ("slug", "program"),
    [
        ("all-things-considered", "All Things Considered"),
        ("wait-wait-dont-tell-me", "Wait Wait... Don't Tell Me!"),
        ("here-and-now", "Here & Now"),
        ("news-notes", "News & Notes"),
        ("from-scratch", None),
    ],
)
def test_the_name_of_a_program_in_urls(slug: str, program: str | None) -> None:
    (_, *listings) = Npr(program_pages=[slug], feeds=[]).latest_listings(NOON.date())
    assert [listing.program for listing in listings] == [program]


def test_an_older_copy_than_the_one_on_record_is_not_asked_for_again_and_again(
    archive: Archive,
) -> None:
    """What another archive kept must not replace later words, and was looked at all the same."""
    ref = Npr().identify(Npr().canonical_url("1000001"))
    assert ref is not None
    page = Page(ref.url, 200, {}, b"<p>new", NOON)
    turns = (Turn("ANN LEE, HOST", "speech", "Rain.", 0),)
    transcript = Transcript(ref, ref.url, turns, (Speaker("Ann Lee", "host"),), content_hash="h")
    archive.lander().land(page, transcript, ref, NOON)
    later = NOON + timedelta(days=400)
    assert len(archive.queue.due("npr", later)) == 1
    older = replace(page, body=b"<p>old", via="capture", fetched_at=NOON - timedelta(days=9))
    landed = archive.lander().land(older, transcript, ref, later)
    assert landed.reason == "what is on record is newer"
    assert archive.queue.due("npr", later) == []
