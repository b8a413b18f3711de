"""NPR's URLs and listings, and the registry of newsrooms."""

from __future__ import annotations

import re
import tracemalloc
from datetime import date
from pathlib import Path

import pytest
from protego import Protego

from jobs.newsroom.server import Newsroom
from scraper.errors import UnknownSource, UnreadableListing
from scraper.fetch.robots import read_rules
from scraper.model import Listing
from scraper.sources import all_sources, source_for, source_named
from scraper.sources.npr import Npr
from tests.conftest import a_page
from tests.newsrooms.pages import made_sites

CANONICAL = "https://www.npr.org/transcripts/222172602"


@pytest.mark.parametrize(
    "url",
    [
        "https://www.npr.org/transcripts/222172602",
        "http://npr.org/transcripts/222172602/",
        "https://www.npr.org/templates/story/story.php?storyId=222172602",
        "http://www.npr.org/templates/transcript/transcript.php?storyId=222172602&ft=1&f=2",
        "https://www.npr.org/2013/09/13/222172602/kerry-and-lavrov",
        "https://www.npr.org/2013/09/13/222172602",
        "https://www.npr.org/sections/parallels/2013/09/13/222172602/kerry?ft=nprml&f=222172602",
        "https://www.npr.org/blogs/thetwo-way/2013/09/13/222172602/kerry#more",
        "https://text.npr.org/222172602",
        "https://text.npr.org/s.php?sId=222172602",
        "https://www.npr.org/222172602",
    ],
)
def test_every_url_form_is_one_story(url: str, npr: Npr) -> None:
    ref = npr.identify(url)
    assert ref is not None
    assert (ref.source, ref.story_id, ref.url) == ("npr", "222172602", CANONICAL)


@pytest.mark.parametrize("story_id", ["nx-s1-5665795", "g-s1-104347"])
def test_new_ids(story_id: str, npr: Npr) -> None:
    for url in (f"https://www.npr.org/transcripts/{story_id}",
                f"https://www.npr.org/2026/01/04/{story_id}/slug"):  # fmt: skip
        ref = npr.identify(url)
        assert ref is not None
        assert ref.story_id == story_id


@pytest.mark.parametrize(
    "url",
    [
        "https://www.npr.org/",
        "https://www.npr.org/sections/news/",
        "https://www.npr.org/templates/story/story.php?storyId=1001",
        "https://www.npr.org/programs/all-things-considered/2014/08/07/338520221",
        "https://www.npr.org/transcripts?range=2021-01-01...2021-12-31",
        "https://example.org/transcripts/222172602",
        "https://notnpr.org/transcripts/222172602",
        "javascript:void(0)",
    ],
)
def test_what_is_no_story(url: str, npr: Npr) -> None:
    assert npr.identify(url) is None


def test_listings_of_a_range_are_newest_first_and_settle(npr: Npr) -> None:
    found = npr.listings_between(date(2025, 12, 30), date(2026, 2, 3), date(2026, 2, 10))
    ranges = [(ref.url.rpartition("=")[2], ref.settled) for ref in found if "range" in ref.url]
    assert ranges == [
        ("2026-02-01...2026-02-03", False),
        ("2026-01-01...2026-01-31", False),
        ("2025-12-30...2025-12-31", True),
    ]
    assert any(ref.url.endswith("/fresh-air/archive?date=1-31-2026") for ref in
               Npr(program_pages=["fresh-air"]).listings_between(
                   date(2026, 1, 5), date(2026, 1, 6), date(2026, 2, 1)))  # fmt: skip


def test_the_real_listing(corpus: Path, npr: Npr) -> None:
    body = (corpus / "npr/listing-2014-08-07-all-things-considered.html").read_bytes()
    url = "http://www.npr.org/programs/all-things-considered/2014/08/07/338520221"
    listing = npr.read_listing(a_page(body, url))
    # Counted by hand: 18 numbered segments in #storylist; the features in the rotator and the
    # related stories repeat some of them.
    assert len(listing.stories) == 18
    assert len({ref.story_id for ref in listing.stories}) == 18
    assert listing.stories[0].story_id == "338639630"
    assert not listing.other_stories


def test_the_real_feed(corpus: Path, npr: Npr) -> None:
    body = (corpus / "npr/feed.xml").read_bytes()
    listing = npr.read_listing(a_page(body, "https://feeds.npr.org/1001/rss.xml", "text/xml"))
    assert len(listing.stories) == body.count(b"<item>") == 10
    assert listing.stories[0].story_id == "nx-s1-5932426"


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/transcripts/nx-s1-5665795", True),
        ("/transcripts/470280334", False),
        ("/2016/07/14/486095754/president-obama", True),
        ("/2013/03/21/174840895/", False),
        ("/search", False),
        ("/tags/1", False),
        ("/programs/all-things-considered/archive?date=12-31-2021", True),
    ],
)
def test_the_real_robots_txt(corpus: Path, path: str, allowed: bool) -> None:
    rules = read_rules((corpus / "npr/robots.txt").read_bytes())
    assert isinstance(rules.protego, Protego)
    assert rules.allows(f"https://www.npr.org{path}") is allowed


def test_a_listing_is_about_its_own_block(newsroom: Newsroom) -> None:
    npr = Npr()
    answer = newsroom.answer("/programs/morning-edition/2005/03/28/338520221")
    assert npr.read_listing(a_page(answer.body)).stories == ()
    answer = newsroom.answer("/transcripts?range=2005-02-01...2005-03-14")
    listing = npr.read_listing(a_page(answer.body, f"{npr.home}/transcripts"))
    assert [ref.story_id for ref in listing.stories] == ["4532866", "4517790", "4510231"]
    assert not listing.other_stories  # the promoted story is on the list itself
    answer = newsroom.answer("/transcripts?range=2009-01-01...2009-01-31")
    listing = npr.read_listing(a_page(answer.body, f"{npr.home}/transcripts"))
    assert [ref.story_id for ref in listing.other_stories] == ["4510231"]


def test_a_link_that_is_no_url_does_no_harm(npr: Npr) -> None:
    page = a_page('<a href="http://[oops">x</a><a href="/2013/09/13/222172602/k">y</a>')
    assert [ref.story_id for ref in npr.read_listing(page).stories] == ["222172602"]
    assert npr.identify("http://[oops") is None


#: What a site may answer with 200 instead of a listing, and what is said of it.
NO_LISTINGS = {
    "nothing": (b"", "the page is empty"),
    "white space": (b" \n\t", "the page is empty"),
    "an empty page": (b"<html>", "the page is empty"),
    "a consent wall": (
        b"<title>We value your privacy</title><main><article><h1>Cookies</h1></article></main>",
        "a page that asks for consent",
    ),
    "a log-in": (b"<main><h1>Sign in to continue</h1><form></form></main>", "a page to log in"),
    "an error": (b"<main><h1>Something went wrong</h1></main>", "an error page"),
    "a check for robots": (b"<title>Just a moment...</title>", "a page that keeps robots out"),
    "a parked domain": (
        b"<title>example.org</title><p>This domain may be for sale.</p>",
        "the page has no list of stories in the markup of this source's listings",
    ),
    "a wall without a name": (
        b"<main><article><h1>News</h1><button>Accept all</button></article></main>",
        "the page has no list of stories",
    ),
    "JSON": (b'{"error": "try later"}', "the page has no list of stories"),
    "an error in XML": (
        b'<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>',
        "the document is neither a feed nor a sitemap",
    ),
}


@pytest.mark.parametrize("what", NO_LISTINGS)
@pytest.mark.parametrize("name", sorted(all_sources()))
def test_a_page_that_is_no_listing_is_not_read_as_an_empty_one(name: str, what: str) -> None:
    body, said = NO_LISTINGS[what]
    with pytest.raises(UnreadableListing, match=re.escape(said)):
        source_named(name)().read_listing(a_page(body))


#: A listing of each source on a day without stories: its own block, with nothing in it.
EMPTY_LISTINGS = {
    "npr": b'<main><div id="transcript-list">\n\n</div></main>',
    **{name: site.listing([]).encode() for name, site in made_sites().items()},
}


@pytest.mark.parametrize("name", EMPTY_LISTINGS)
def test_a_listing_of_a_day_without_stories_is_read(name: str) -> None:
    assert source_named(name)().read_listing(a_page(EMPTY_LISTINGS[name])) == Listing()


def test_a_listing_with_its_block_that_calls_itself_an_error_is_none(npr: Npr) -> None:
    body = b'<h1>Page not found</h1><div id="story-list"></div>'
    with pytest.raises(UnreadableListing, match="an error page"):
        npr.read_listing(a_page(body))
    story = b'<article><h3><a href="/transcripts/222172602">Page not found</a></h3></article>'
    found = npr.read_listing(a_page(body.replace(b"></div>", b">" + story + b"</div>")))
    assert found.doubt is None, "what lists a story is a listing, whatever the headline says"
    assert len(found.stories) == 1


def test_links_without_the_markup_of_a_listing_are_taken_and_doubted(npr: Npr) -> None:
    found = npr.read_listing(a_page(b'<p><a href="/transcripts/222172602">Most read</a></p>'))
    assert [ref.story_id for ref in found.stories] == ["222172602"]
    assert found.doubt is not None
    assert "may be another page than the listing" in found.doubt


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"<?xml version='1.0'?><rss><channel><item>", "not well-formed"),
        (
            b"<?xml version='1.0'?><!DOCTYPE r [<!ENTITY a 'a'><!ENTITY b '&a;'>]><rss>&b;</rss>",
            "defines entities",
        ),
        (
            b"<!DOCTYPE r [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><rss>&a;</rss>",
            "defines entities",
        ),
    ],
)
def test_a_broken_feed_says_so(body: bytes, sentence: str, npr: Npr) -> None:
    with pytest.raises(UnreadableListing, match=sentence):
        npr.read_listing(a_page(body, "https://feeds.npr.org/1001/rss.xml", "text/xml"))


def test_sources_are_found_by_listing_the_package() -> None:
    assert source_named("npr") is all_sources()["npr"] is Npr
    with pytest.raises(UnknownSource, match=f"known: {', '.join(sorted(all_sources()))}"):
        source_named("bbc")
    with pytest.raises(UnknownSource, match="does not belong to any source"):
        source_for("https://example.org/", [Npr()])


# feeds and sitemaps made to do harm ---------------------------------------------------------------

SITEMAP = "https://www.npr.org/sitemap.xml"


@pytest.mark.parametrize(
    "body",
    [
        b"<urlset>" + b"<url/>" * 100_000 + b"</urlset>",
        b"<urlset><url>" + b"<loc/>" * 100_000 + b"</url></urlset>",
        b"<urlset><url>" + b"<a/>" * 100_000 + b"</url></urlset>",
    ],
    ids=["entries", "parts", "other parts"],
)
def test_a_feed_of_very_many_elements_takes_no_memory(npr: Npr, body: bytes) -> None:
    tracemalloc.start()
    try:
        assert npr.read_listing(a_page(body, SITEMAP, "text/xml")).stories == ()
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 3_000_000, "the tree of these would take 8 MB and more"


def test_a_feed_that_is_nested_deep_is_refused(npr: Npr) -> None:
    body = b"<urlset>" + b"<a>" * 10_000 + b"</a>" * 10_000 + b"</urlset>"
    with pytest.raises(UnreadableListing, match="nested more than 100 deep"):
        npr.read_listing(a_page(body, SITEMAP, "text/xml"))


def test_an_entry_with_many_parts_tells_where_it_leads(npr: Npr) -> None:
    parts = b"<category>x</category>" * 90
    item = b"<item>" + parts + b"<link> https://www.npr.org/transcripts/4510231 </link></item>"
    body = b"<rss><channel>" + parts + item + b"</channel></rss>"
    (story,) = npr.read_listing(a_page(body, SITEMAP, "text/xml")).stories
    assert story.story_id == "4510231"


@pytest.mark.parametrize("chrome", ["nav", "header", "footer", "aside"])
def test_where_a_listing_has_no_block_of_its_own_links_in_chrome_are_left_out(chrome: str) -> None:
    link = '<a href="https://www.democracynow.org/2024/3/{}/the_ferry">x</a>'
    body = f"<body><{chrome}><p>{link.format(4)}</p></{chrome}><div>{link.format(5)}</div></body>"
    page = a_page(body.encode(), "https://www.democracynow.org/shows", "text/html")
    found = source_named("democracynow")().read_listing(page)
    assert [ref.url.split("/")[5] for ref in found.stories] == ["5"]
    assert found.doubt is not None
