"""The host that is really requested: its validators, its failures, its rest."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from jobs.newsroom.markup import story_page
from jobs.newsroom.server import NOT_FOUND, Answer, LoopbackServer, Newsroom
from jobs.newsroom.sheets import all_sheets
from scraper.archive.queue.refetch import RefetchPolicy
from scraper.archive.store import Archive
from scraper.crawl import Crawl, CrawlOptions, CrawlReport
from scraper.fetch.settings import FetchSettings
from scraper.model import Quarantined, StoryRef
from scraper.origins import Origins
from scraper.reading.reread import as_published
from scraper.sources import source_named
from scraper.sources.npr import Npr
from tests.conftest import FAST, NOON, a_page, raw

STORY = "nx-s1-5340027"
OTHER = "nx-s1-5530290"
ONE = replace(FAST, attempts=1, connections=1)


def crawl(
    archive: Archive, origins: Origins, settings: FetchSettings = ONE, minutes: int = 0
) -> CrawlReport:
    now = NOON + timedelta(minutes=minutes)
    run_id = archive.runs.start("test", now)
    options = CrawlOptions(settings, RefetchPolicy(), now=lambda: now)
    return asyncio.run(Crawl(archive, [origins], run_id, options).run())


def queue(archive: Archive, *refs: StoryRef) -> None:
    archive.queue.add_stories(refs, NOON)


def story(story_id: str, found_url: str | None = None) -> StoryRef:
    return StoryRef("npr", story_id, Npr().canonical_url(story_id), found_url)


def host(server: LoopbackServer) -> str:
    return urlsplit(server.url).netloc


def down(path: str) -> Answer:
    return NOT_FOUND if path == "/robots.txt" else Answer(status=502)


# validators ---------------------------------------------------------------------------------------


def test_the_validators_of_one_server_are_not_sent_to_another(archive: Archive, npr: Npr) -> None:
    """The other takes any ETag for its own, and would answer that nothing changed."""
    sheet = next(sheet for sheet in all_sheets().values() if sheet.correction)
    url = f"/transcripts/{sheet.story_id}"
    conditional: list[str] = []

    class Credulous(LoopbackServer):
        def respond(self, path: str, headers: object) -> tuple[Answer, dict[str, str]]:
            if "If-None-Match" in headers:  # type: ignore[operator]
                conditional.append(path)
                return Answer(status=304), {}
            return super().respond(path, headers)  # type: ignore[arg-type]

    def corrected(path: str) -> Answer:
        return Answer(story_page(sheet.corrected())) if path == url else NOT_FOUND

    queue(archive, story(sheet.story_id))
    with Newsroom() as mirror:
        crawl(archive, Origins(npr, mirror.url))
        row = raw(archive).execute("SELECT fetched_url, etag FROM pages").fetchone()
        assert row["fetched_url"] == f"{mirror.url}{url}"
        assert row["etag"]
    with Credulous(corrected) as elsewhere:
        archive.queue.make_due(["npr"], NOON)
        assert crawl(archive, Origins(npr, elsewhere.url)).counts["revision"] == 1
        assert conditional == []
        archive.queue.make_due(["npr"], NOON)
        assert crawl(archive, Origins(npr, elsewhere.url)).counts["not_modified"] == 1
        assert conditional == [url]


def test_a_page_reached_by_a_redirect_is_asked_whether_it_changed(
    archive: Archive, npr: Npr
) -> None:
    sheet = all_sheets()[STORY]

    def moved(path: str) -> Answer:
        if path == sheet.path:
            return Answer(story_page(sheet))
        if path == f"/transcripts/{STORY}":
            return Answer(status=301, headers={"Location": sheet.path})
        return NOT_FOUND

    queue(archive, story(STORY))
    with LoopbackServer(moved) as site:
        assert crawl(archive, Origins(npr, site.url)).counts["new"] == 1
        archive.queue.make_due(["npr"], NOON)
        assert crawl(archive, Origins(npr, site.url)).counts["not_modified"] == 1
        asked = [(a.path, "If-None-Match" in a.headers) for a in site.arrivals]
    assert asked[-2:] == [(f"/transcripts/{STORY}", False), (sheet.path, True)]


@pytest.mark.parametrize(
    ("source", "answered_at", "found_url", "public"),
    [
        ("npr", "http://mirror:8000/npr/transcripts/1234567", None, None),
        (
            "npr",
            "http://mirror:8000/2013/09/13/1234567/kerry",
            "https://www.npr.org/2013/09/13/1234567/kerry",
            "https://www.npr.org/2013/09/13/1234567/kerry",
        ),
        (
            "npr",
            "http://mirror:8000/2013/09/13/7654321/another",
            None,
            "https://www.npr.org/2013/09/13/7654321/another",
        ),
        ("npr", "http://mirror:8000/deep/2013/x", None, None),
        (
            "stations",
            "http://mirror:8000/www.kut.org/2023-06-14/bees",
            None,
            "https://www.kut.org/2023-06-14/bees",
        ),
    ],
)
def test_a_kept_page_of_a_mirror_is_read_as_the_publishers(
    archive: Archive, source: str, answered_at: str, found_url: str | None, public: str | None
) -> None:
    """Also when nobody knows the mirror any more."""
    rules = source_named(source)()
    ref = StoryRef(source, "1234567", rules.canonical_url("1234567"), found_url)
    page = a_page(b"<html>words</html>", answered_at)
    archive.lander().land(page, Quarantined(ref, "only to keep it"), ref, NOON)
    (kept,) = archive.snapshots.newest(source)
    assert kept.page.url == answered_at
    assert as_published(kept, rules).url == (public or ref.url)


# failures and rests -------------------------------------------------------------------------------


def captured(server: LoopbackServer, story_id: str) -> StoryRef:
    """A story whose page is gone, and of which the Wayback Machine has a capture."""
    original = f"https://www.npr.org/transcripts/{story_id}"
    return story(story_id, f"{server.url}/web/20140101000000id_/{original}")


def site_without(*gone: str) -> Callable[[str], Answer]:
    """NPR's site, on which the pages of some stories are gone."""

    def answer(path: str) -> Answer:
        sheet = all_sheets().get(path.rpartition("/")[2])
        if sheet is None or sheet.story_id in gone:
            return NOT_FOUND
        return Answer(story_page(sheet))

    return answer


def test_a_failing_archive_stops_no_page_of_the_publisher(archive: Archive, npr: Npr) -> None:
    stories = list(all_sheets())
    gone, there = stories[:10], stories[20:30]
    with LoopbackServer(site_without(*gone)) as site, LoopbackServer(down) as wayback:
        queue(archive, *(captured(wayback, one) for one in gone), *map(story, there))
        report = crawl(archive, Origins(npr, site.url))
    assert set(report.stopped) == {host(wayback)}
    assert report.counts["failed"] == ONE.max_failures + 1
    states = dict(raw(archive).execute("SELECT story_id, state FROM pages").fetchall())
    assert not [one for one in there if states[one] in ("queued", "failed")]
    assert [states[one] for one in gone].count("queued") == 10 - (ONE.max_failures + 1)


def test_a_rest_is_that_of_the_host_that_asked_for_it(archive: Archive, npr: Npr) -> None:
    def busy(path: str) -> Answer:
        if path == "/robots.txt":
            return NOT_FOUND
        return Answer(status=429, headers={"Retry-After": "3600"})

    with LoopbackServer(site_without(STORY)) as site, LoopbackServer(busy) as wayback:
        queue(archive, captured(wayback, STORY), story(OTHER))
        report = crawl(archive, Origins(npr, site.url))
        assert list(report.stopped) == [host(wayback)]
        assert report.counts["new"] == 1, "the publisher's site rests for nobody"
        resting = raw(archive).execute("SELECT host, until FROM resting_hosts").fetchall()
        assert [tuple(row) for row in resting] == [(host(wayback), "2026-03-20T13:00:00+00:00")]

        asked = len(wayback.arrivals)
        archive.queue.make_due(["npr"], NOON)
        report = crawl(archive, Origins(npr, site.url), minutes=30)
        assert "left alone until 2026-03-20T13:00:00" in report.stopped[host(wayback)]
        assert len(wayback.arrivals) == asked

        archive.queue.make_due(["npr"], NOON)
        crawl(archive, Origins(npr, site.url), minutes=61)
        assert len(wayback.arrivals) > asked


def test_a_host_that_rests_is_no_matter_of_who_needs_it_not(archive: Archive, npr: Npr) -> None:
    archive.queue.rest_host("web.archive.org", NOON + timedelta(hours=1))
    with LoopbackServer(site_without()) as site:
        queue(archive, story(STORY))
        report = crawl(archive, Origins(npr, site.url))
    assert report.counts["new"] == 1
    assert report.stopped == {}
    assert not report.troubled


def test_a_redirect_leads_to_no_host_that_rests(archive: Archive, npr: Npr) -> None:
    """The request that would follow it is not made, and the page stays queued."""
    with LoopbackServer(site_without()) as site:

        def redirecting(path: str) -> Answer:
            if path == "/robots.txt":
                return NOT_FOUND
            return Answer(status=302, headers={"Location": f"{site.url}{path}"})

        with LoopbackServer(redirecting) as first:
            origins = Origins(npr, first.url)
            origins.own_site.may_follow = lambda url: url  # type: ignore[method-assign]
            archive.queue.rest_host(host(site), NOON + timedelta(hours=1))
            queue(archive, story(STORY))
            report = crawl(archive, origins)
        assert site.arrivals == []
    assert list(report.stopped) == [host(site)]
    assert raw(archive).execute("SELECT state FROM pages").fetchone()[0] == "queued"
