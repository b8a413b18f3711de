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
