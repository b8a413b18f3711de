"""Where pages are requested: the publisher's own site, its mirror, and the Wayback Machine."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, date, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from jobs.newsroom.server import NOT_FOUND, Answer, LoopbackServer
from scraper.crawl import fetch_first_available
from scraper.errors import Refused, ServerError, UnreadableListing
from scraper.fetch.asked import Validators
from scraper.fetch.client import Fetcher
from scraper.model import Listing, Page, StoryRef
from scraper.origins import Origin, Origins, OwnSite, Wayback
from scraper.origins.wayback import capture_of
from scraper.sources import source_named
from scraper.sources.npr import Npr
from tests.conftest import FAST, NOON, a_page

CANONICAL = "https://www.npr.org/transcripts/222172602"
DATED = "https://www.npr.org/2013/09/13/222172602/kerry"
MIRROR = "http://127.0.0.1:8000/npr"
ARCHIVE = "https://web.archive.org"
CAPTURE = f"{ARCHIVE}/web/20090201000000id_/{DATED}"
TODAY = date(2026, 3, 20)
AUGUST = (date(2014, 8, 1), date(2014, 8, 31), TODAY)


@pytest.fixture
def mirrored() -> Origins:
    return Origins(Npr(), f"{MIRROR}/")


def listed(npr: Npr) -> str:
    """The URL of a list of captures."""
    return Wayback(npr).listings_between(*AUGUST)[0].url


# which origin ------------------------------------------------------------------------------------


def test_the_origin_follows_from_the_url(npr: Npr) -> None:
    origins = Origins(npr)
    assert origins.of(CANONICAL) is origins.own_site
    assert isinstance(origins.of(CAPTURE), Wayback)
    assert isinstance(origins.of(listed(npr)), Wayback)
    assert isinstance(origins.of(f"{ARCHIVE}/about"), OwnSite)
    assert (origins.own_site.has_captures, Wayback(npr).has_captures) == (False, True)


# where a page is requested -----------------------------------------------------------------------


def test_the_own_site_is_requested_as_it_is(npr: Npr) -> None:
    own = Origins(npr).own_site
    assert own.base_url == "https://www.npr.org"
    assert own.locate(CANONICAL) == CANONICAL
    assert own.may_follow("http://text.npr.org/222172602") == "http://text.npr.org/222172602"
    assert own.may_follow("https://example.org/") is None


def test_a_mirror_changes_where_pages_are_requested(mirrored: Origins) -> None:
    own = mirrored.own_site
    assert own.base_url == MIRROR
    assert own.locate(CANONICAL) == f"{MIRROR}/transcripts/222172602"
    assert own.locate("https://example.org/x") == "https://example.org/x"
    assert own.public_url(f"{MIRROR}/transcripts/222172602") == CANONICAL
    assert own.public_url("http://127.0.0.1:8000/nprx") == "http://127.0.0.1:8000/nprx"


def test_the_own_site_is_no_mirror_of_itself(npr: Npr) -> None:
    own = Origins(npr, "https://www.npr.org/").own_site
    assert own.locate("http://text.npr.org/222172602") == "http://text.npr.org/222172602"


@pytest.mark.parametrize("to", [f"{MIRROR}/transcripts/222172602", CANONICAL])
def test_a_redirect_of_a_mirror_stays_on_it(mirrored: Origins, to: str) -> None:
    assert mirrored.own_site.may_follow(to) == f"{MIRROR}/transcripts/222172602"
    assert mirrored.own_site.may_follow("http://127.0.0.1:8000/admin") is None


def test_a_mirror_of_stations_has_a_folder_for_each() -> None:
    own = Origins(source_named("stations")(), "http://127.0.0.1:8000").own_site
    url = "https://www.kut.org/2023-06-14/bees?x=1"
    located = own.locate(url)
    assert located == "http://127.0.0.1:8000/www.kut.org/2023-06-14/bees?x=1"
    assert own.public_url(located) == url
    page = own.as_published(a_page(b'<a href="http://127.0.0.1:8000/www.kut.org/x">', located))
    assert (page.url, page.body) == (url, b'<a href="https://www.kut.org/x">')
    page = own.as_published(a_page(rb'{"url": "http:\/\/127.0.0.1:8000\/www.kut.org\/x"}'))
    assert page.body == rb'{"url": "https://www.kut.org\/x"}'


def test_a_capture_is_requested_where_it_is(npr: Npr) -> None:
    assert Origins(npr, MIRROR).of(CAPTURE).locate(CAPTURE) == CAPTURE


def test_a_redirect_from_a_capture_stays_among_captures(npr: Npr) -> None:
    origin = Wayback(npr)
    good = f"{ARCHIVE}/web/20090201000000id_/http://www.npr.org/transcripts/1"
    assert origin.may_follow(good) == good
    for bad in (
        f"{ARCHIVE}/account/login",
        f"{ARCHIVE}/web/20090201000000id_/http://example.org/",
        good.replace("web.archive.org", "evil.example"),
        "https://www.npr.org/transcripts/1",
    ):
        assert origin.may_follow(bad) is None


# conditional requests ----------------------------------------------------------------------------


def test_validators_are_those_of_the_same_url() -> None:
    known = Validators(CANONICAL, '"a"', "yesterday")
    assert known.headers(CANONICAL) == {"If-None-Match": '"a"', "If-Modified-Since": "yesterday"}
    for other in (CANONICAL.replace("https:", "http:"), DATED, CAPTURE, f"{MIRROR}/transcripts/1"):
        assert known.headers(other) == {}
    assert Validators(None, '"a"').headers(CANONICAL) == {}
    assert Validators(CANONICAL).headers(CANONICAL) == {}


# how an answer becomes the publisher's page ------------------------------------------------------


def test_a_page_of_the_own_site_is_the_publishers(npr: Npr) -> None:
    page = a_page(f'<a href="{MIRROR}/x">', CANONICAL)
    assert Origins(npr).own_site.as_published(page) is page


@pytest.mark.parametrize(
    ("served", "published"),
    [
        (f'<a href="{MIRROR}/2013/x">', '<a href="https://www.npr.org/2013/x">'),
        (r'{"url": "http:\/\/127.0.0.1:8000\/npr\/x"}', r'{"url": "https://www.npr.org\/x"}'),
        ("<a href='http://127.0.0.1:8000/npr2/x'>", "<a href='http://127.0.0.1:8000/npr2/x'>"),
        ("A host called 127.0.0.1:8000 said so.", "A host called 127.0.0.1:8000 said so."),
    ],
)
def test_a_page_of_a_mirror_has_the_publishers_addresses(
    mirrored: Origins, served: str, published: str
) -> None:
    page = mirrored.own_site.as_published(a_page(served, f"{MIRROR}/transcripts/222172602"))
    assert page.url == CANONICAL
    assert page.body.decode() == published


def test_a_capture_is_the_page_of_its_day(npr: Npr) -> None:
    headers = {"etag": '"a"', "last-modified": "x", "x-archive-orig-etag": "b", "content-type": "c"}
    page = Wayback(npr).as_published(Page(CAPTURE, 200, headers, b"words", NOON))
    assert (page.url, page.via) == (DATED, CAPTURE)
    assert page.fetched_at == datetime(2009, 2, 1, tzinfo=UTC)
    assert page.headers == {"content-type": "c"}
    a_list = a_page(b"[]", listed(npr))
    assert Wayback(npr).as_published(a_list) is a_list


# listings ----------------------------------------------------------------------------------------


def test_the_own_site_lists_what_the_source_says(npr: Npr) -> None:
    own = Origins(npr).own_site
    assert own.listings_between(*AUGUST) == npr.listings_between(*AUGUST)
    ref = StoryRef("npr", "222172602", CANONICAL, found_url=DATED)
    assert own.dated_url(ref) == DATED
    assert own.dated_url(StoryRef("npr", "222172602", CANONICAL)) == CANONICAL


def test_a_story_of_a_capture_list_is_found_under_its_latest_capture(npr: Npr) -> None:
    url = listed(npr)
    assert "www.npr.org%2F2014%2F08%2F" in url
    stamps = ("20140808000000", "20150101000000")
    body = list_of(*(("org,npr)/2014/08/08/1", stamp, DATED) for stamp in stamps))
    origin = Wayback(npr)
    (ref,) = origin.read_listing(a_page(body, url)).stories
    assert ref == StoryRef("npr", "222172602", CANONICAL)
    assert ref.found_url == f"{ARCHIVE}/web/20150101000000id_/{DATED}"
    assert origin.dated_url(ref) == DATED


def list_of(*captures: tuple[str, str, str], resume_key: str | None = None) -> bytes:
    """A list of captures, as the archive answers."""
    more = [[], [resume_key]] if resume_key else []
    return json.dumps([["urlkey", "timestamp", "original"], *map(list, captures), *more]).encode()


def test_a_list_that_goes_on_is_asked_for_with_its_key_as_it_came(npr: Npr) -> None:
    key = "org%2Cnpr%29%2F2014%2F08%2Fa%2520b+20140808000001"
    body = list_of(("org,npr)/2014/08/08/1", "20140808000000", DATED), resume_key=key)
    origin = Wayback(npr)
    (more,) = origin.read_listing(a_page(body, listed(npr))).listings
    query = parse_qs(urlsplit(more.url).query)
    assert query["resumeKey"] == [key], "the archive decodes it once more"
    assert query["fl"] == ["urlkey,timestamp,original"]


@pytest.mark.parametrize(
    "captures",
    [
        [],
        [("org,npr)/2014/08/08/1", "20140808000000", DATED)],  # before the key
        [("org,other)/", "20150101000000", "http://other.org/")],
        [("org,npr)/2015/01/01/2", "20150101000000", DATED)],  # another prefix
    ],
    ids=["nothing", "the same again", "another site", "another month"],
)
def test_a_list_that_goes_on_elsewhere_is_no_list(
    npr: Npr, captures: list[tuple[str, str, str]]
) -> None:
    origin, key = Wayback(npr), "org%2Cnpr%29%2F2014%2F08%2F08%2F1+20140808000001"
    first = list_of(("org,npr)/2014/08/08/1", "20140808000000", DATED), resume_key=key)
    (more,) = origin.read_listing(a_page(first, listed(npr))).listings
    body = list_of(*captures) if captures else b"[]"
    with pytest.raises(UnreadableListing, match="ended where it should go on"):
        origin.read_listing(a_page(body, more.url))
    good = list_of(*captures, ("org,npr)/2014/08/08/1", "20150101000000", DATED))
    assert len(origin.read_listing(a_page(good, more.url)).stories) == 1


def test_captures_that_can_not_be(npr: Npr) -> None:
    assert capture_of(f"{ARCHIVE}/web/20091301000000id_/http://a.b/") is None
    assert capture_of(f"{ARCHIVE}/web/2009/http://a.b/") is None
    origin, url = Wayback(npr), listed(npr)
    for body in (b"[" * 200_000, b"[[]]" * 2_000_000):
        with pytest.raises(UnreadableListing):
            origin.read_listing(a_page(body, url))
    for body in (b"<html>", b"{}", b"[1]", b'[["a"],[3,4,5]]'):
        try:
            found = origin.read_listing(a_page(body, url))
        except UnreadableListing:
            continue
        assert found == Listing()
    assert origin.read_listing(a_page(b"", url)) == Listing()


def test_captures_are_looked_up_under_each_host_of_a_source() -> None:
    """The archive's lists take no wildcards: ".cnn.com" stands for hosts that nobody knows."""
    queries = [
        parse_qs(urlsplit(listing.url).query)
        for listing in Wayback(source_named("cnn")()).listings_between(*AUGUST)
    ]
    assert {query["matchType"][0] for query in queries} == {"prefix"}
    assert [query["url"][0] for query in queries] == [
        "transcripts.cnn.com/", "www.cnn.com/", "cnn.com/", "edition.cnn.com/",
    ]  # fmt: skip


# what is tried next ------------------------------------------------------------------------------


def test_only_an_archive_has_another_version_of_a_page(npr: Npr) -> None:
    page = a_page(b"", CANONICAL)
    assert Origins(npr).own_site.try_next(page) is None
    origin = Wayback(npr)
    assert origin.try_next(page) is None
    earlier = origin.try_next(origin.as_published(a_page(b"", CAPTURE)))
    assert earlier is not None
    assert "to=20090131235959" in earlier.url
    assert isinstance(Origins(npr).of(earlier.url), Wayback)


# over a real server ------------------------------------------------------------------------------


def first_available(origins: Origins, *urls: str) -> tuple[Page, Origin] | None:
    async def fetch() -> tuple[Page, Origin] | None:
        validators = Validators(origins.own_site.locate(CANONICAL), '"known"')
        async with Fetcher(FAST) as fetcher:
            fetched = await fetch_first_available(fetcher, origins, urls, validators)
        return (fetched.page, fetched.origin) if fetched else None

    return asyncio.run(fetch())


def test_a_page_that_is_gone_is_taken_from_its_capture(npr: Npr) -> None:
    with LoopbackServer(lambda path: NOT_FOUND) as site:

        def archived(path: str) -> Answer:
            if path == "/robots.txt":
                return NOT_FOUND
            if "20090201" in path:
                to = path.replace("20090201", "20080101")
                return Answer(status=302, headers={"Location": to})
            return Answer(b"words", "text/html")

        with LoopbackServer(archived) as archive:
            capture = f"{archive.url}/web/20090201000000id_/{DATED}"
            found = first_available(Origins(npr, site.url), CANONICAL, capture)
            asked = [arrival.path for arrival in archive.arrivals if "/web/" in arrival.path]
        assert [arrival.path for arrival in site.arrivals][-1] == "/transcripts/222172602"
    assert found is not None
    page, origin = found
    assert isinstance(origin, Wayback)
    assert (page.url, page.body) == (DATED, b"words")
    assert page.fetched_at == datetime(2008, 1, 1, tzinfo=UTC), "of the capture that answered"
    assert len(asked) == 2


def test_a_page_that_is_nowhere_is_gone(npr: Npr) -> None:
    with (
        LoopbackServer(lambda path: NOT_FOUND) as site,
        pytest.raises(ServerError, match="answered 404"),
    ):
        first_available(Origins(npr, site.url), CANONICAL, DATED)


def test_a_redirect_off_the_source_is_refused(npr: Npr) -> None:
    away = Answer(status=302, headers={"Location": "http://127.0.0.1:1/elsewhere"})
    with (
        LoopbackServer(lambda path: NOT_FOUND if path == "/robots.txt" else away) as site,
        pytest.raises(Refused),
    ):
        first_available(Origins(npr, site.url), CANONICAL)


def test_a_mirror_is_asked_whether_the_page_changed(npr: Npr) -> None:
    with LoopbackServer(lambda path: Answer(b"words", "text/html")) as site:
        first_available(Origins(npr, site.url), CANONICAL)
        (story,) = [a for a in site.arrivals if a.path.startswith("/transcripts/")]
    assert story.headers["If-None-Match"] == '"known"'


def test_a_listing_with_the_addresses_of_a_mirror_lists_the_publishers_stories(npr: Npr) -> None:
    def listing(path: str) -> Answer:
        if path == "/robots.txt":
            return NOT_FOUND
        return Answer(f'<a href="{site.url}/2013/09/13/222172602/kerry">x</a>'.encode())

    with LoopbackServer(listing) as site:
        found = first_available(Origins(npr, site.url), "https://www.npr.org/transcripts?range=x")
    assert found is not None
    page, origin = found
    (ref,) = origin.read_listing(page).stories
    assert (ref.url, ref.found_url) == (CANONICAL, DATED)
