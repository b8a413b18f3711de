"""How much there is to bring, from a sample of the listings."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date

from jobs.newsroom.server import NOT_FOUND, Answer, LoopbackServer
from scraper.crawl import Scope
from scraper.crawl.sampling import OF_A_KIND, SAMPLE, Sample, sample_listings
from scraper.errors import ServerError
from scraper.fetch.client import Fetcher
from scraper.model import ListingRef
from scraper.origins import Origins
from scraper.sources.cnn import Cnn
from scraper.sources.npr import Npr
from tests.conftest import FAST

PER_LISTING = 4


def a_listing(path: str) -> Answer:
    """Each of these lists stories of its own, of its own day in 2014."""
    if not path.startswith("/list/"):
        return NOT_FOUND
    number = int(path.rpartition("/")[2])
    links = "".join(
        f'<a href="/2014/01/{number + 1:02}/{number:03}{story:03}/x">x</a>'
        for story in range(PER_LISTING)
    )
    return Answer(f"<html><body>{links}</body></html>".encode(), "text/html")


def sampled(url: str, listings: Sequence[ListingRef], scope: Scope | None = None) -> Sample:
    async def sample() -> Sample:
        async with Fetcher(FAST) as fetcher:
            return await sample_listings(fetcher, Origins(Npr(), url), listings, scope or Scope())

    return asyncio.run(sample())


def listings(kind: str, count: int) -> list[ListingRef]:
    return [ListingRef("npr", f"https://www.npr.org/{kind}/{n}") for n in range(count)]


def test_a_sample_stands_for_all() -> None:
    with LoopbackServer(a_listing) as site:
        sample = sampled(site.url, listings("list", 24))
        asked = [a.path for a in site.arrivals if a.path.startswith("/list/")]
    assert len(asked) == sample.read == SAMPLE
    assert (sample.listings, sample.stories) == (24, 24 * PER_LISTING)
    assert len(sample.seen) == SAMPLE * PER_LISTING
    assert sample.failures == []


def test_a_few_listings_are_all_read() -> None:
    with LoopbackServer(a_listing) as site:
        sample = sampled(site.url, listings("list", 2))
    assert (sample.read, sample.stories) == (2, 2 * PER_LISTING)


def test_each_kind_of_listing_is_sampled_and_failures_are_kept() -> None:
    with LoopbackServer(a_listing) as site:
        refs = [*listings("list", 20), *listings("missing", 20)]
        sample = sampled(site.url, refs)
    assert sample.read == OF_A_KIND
    assert sample.stories == 20 * PER_LISTING
    assert len(sample.failures) == OF_A_KIND
    assert isinstance(sample.failures[0], ServerError)


def test_only_stories_of_the_days_count() -> None:
    days = Scope(since=date(2014, 1, 1), until=date(2014, 1, 1))
    with LoopbackServer(a_listing) as site:
        sample = sampled(site.url, listings("list", 3), days)
    assert sample.stories == PER_LISTING


def test_an_archive_that_leads_back_page_by_page_stands_for_its_days() -> None:
    """Each page has a segment a day for ten days, the newest page those before 1 July 2024. The
    range, 1 to 30 June, begins 20 days before the oldest day of that page, so it has three times as
    much as its ten days. The third page can't be read.
    """
    pages = {
        f"/show/acd{query}": "".join(
            f'<p class="cnnSectBulletItems"><a href="/show/acd/date/2024-06-{day:02}/segment/01">'
            "x</a></p>"
            for day in range(end - 9, end + 1)
        )
        + f'<a href="/show/acd?start_fileid=acd_2024-06-{end - 10}_01">Older</a>'
        for query, end in (("", 30), ("?start_fileid=acd_2024-06-20_01", 20))
    }  # fmt: skip

    def answer(path: str) -> Answer:
        return Answer(pages[path].encode(), "text/html") if path in pages else NOT_FOUND

    def sample(since: date, until: date) -> Sample:
        async def sampled() -> Sample:
            cnn = Cnn(program_pages=["acd"])
            refs = cnn.program_listings(since, until, date(2026, 1, 1))
            async with Fetcher(FAST) as fetcher:
                scope = Scope(since=since, until=until)
                return await sample_listings(fetcher, Origins(cnn, site.url), refs, scope)

        return asyncio.run(sampled())

    with LoopbackServer(answer) as site:
        whole = sample(date(2024, 6, 1), date(2024, 6, 30))
        assert (whole.read, whole.stories, whole.reaches) == (1, 30, True)
        older = sample(date(2024, 6, 12), date(2024, 6, 18))
        assert (older.read, older.stories) == (2, 7), "the first page has none of these days"
        beyond = sample(date(2020, 6, 1), date(2020, 6, 30))
        assert (beyond.stories, beyond.reaches) == (0, False)
