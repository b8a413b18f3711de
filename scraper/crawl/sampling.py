"""Estimating how many stories a range of listings has, from a sample."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from scraper.crawl.fetch_first_available import fetch_first_available
from scraper.crawl.scope import Scope
from scraper.errors import FetchError
from scraper.fetch.client import Fetcher
from scraper.fetch.settings import FetchSettings
from scraper.model import FetchRecord, Listing, ListingRef, StoryRef
from scraper.origins import Origin, Origins
from scraper.sources.base import Source

#: How many listings of a source are read, or how many of each kind where it has several kinds (by
#: date, by program).
SAMPLE, OF_A_KIND = 6, 3


#: Listings that were read, and where from.
_Found = list[tuple[Listing, Origin]]


@dataclass(slots=True)
class Sample:
    """An estimate for all of a source's listings, from a sample of them.

    :ivar listings: the estimated number of listings, including those that listings lead to.
    :ivar stories: the estimated number of stories.
    :ivar seen: the stories that the sample listed.
    :ivar read: the number of listings in the sample that were read.
    :ivar failures: why the others were not read.
    :ivar reaches: False if the listings that were read lead to older ones and have no story of
        these days.
    """

    listings: float
    stories: float = 0.0
    seen: set[StoryRef] = field(default_factory=set)
    read: int = 0
    failures: list[FetchError] = field(default_factory=list)
    reaches: bool = True


async def sample_sources(
    listings: Sequence[tuple[Origins, Sequence[ListingRef]]],
    scope: Scope,
    settings: FetchSettings,
    log: Callable[[FetchRecord], None],
) -> list[Sample]:
    """A sample of the listings of each source.

    :param log: is called with each request.
    """
    async with Fetcher(settings, log=log) as fetcher:
        return await asyncio.gather(
            *(sample_listings(fetcher, origins, refs, scope) for origins, refs in listings)
        )


async def sample_listings(
    fetcher: Fetcher, origins: Origins, listings: Sequence[ListingRef], scope: Scope
) -> Sample:
    """Read a few of ``listings``; the stories in ``scope`` count."""
    sample = Sample(len(listings))
    deeper: list[ListingRef] = []
    kinds = _kinds(listings)
    of_a_kind = max(OF_A_KIND, SAMPLE // max(1, len(kinds)))
    # Every kind is read at the same points of its range: what one kind lists, another lists too.
    for kind in kinds:
        found = await _read(fetcher, origins, _spread(kind, of_a_kind), sample)
        if not found:
            continue
        sample.read += len(found)
        share = len(kind) / len(found)
        _count_stories(found, share, scope, origins.source, sample)
        leads_to = _leads_to(found, scope, origins.source)
        sample.listings += len(leads_to) * share
        deeper += leads_to
    # Where listings list nothing but other listings, a few of these are read.
    expected = sample.listings - len(listings)
    for _ in range(SAMPLE):
        if sample.seen or not deeper:
            break
        found = await _read(fetcher, origins, _spread(deeper, SAMPLE), sample)
        if not found:
            break
        sample.read += len(found)
        _count_stories(found, expected / len(found), scope, origins.source, sample)
        deeper = _leads_to(found, scope, origins.source)
        sample.listings += len(deeper)
        expected = len(deeper)
    _extrapolate(sample, deeper, scope, origins.source)
    return sample


def _extrapolate(sample: Sample, older: Sequence[ListingRef], scope: Scope, source: Source) -> None:
    """Count what is in an archive that leads back page by page: as much a day as on its pages that
    were read.

    :param older: the listings that these lead to.
    """
    ends = [ref.newest for ref in older if ref.newest is not None]
    if not ends or scope.since is None:
        return
    days = [day for ref in sample.seen if (day := source.story_date(ref.url))]
    sample.reaches = bool(days)
    if days:
        newest = max(days)
        factor = ((newest - scope.since).days + 1) / max(1, (newest - min(ends)).days)
        sample.stories *= factor
        sample.listings *= factor


def _count_stories(
    found: _Found, share: float, scope: Scope, source: Source, sample: Sample
) -> None:
    """Count the stories in ``scope`` of listings that were read, each for ``share`` listings."""
    admitted = {
        ref
        for listing, origin in found
        for ref in listing.stories
        if scope.admits(source.story_date(origin.dated_url(ref)))
    }
    sample.stories += len(admitted - sample.seen) * share
    sample.seen |= admitted


def _leads_to(found: _Found, scope: Scope, source: Source) -> list[ListingRef]:
    """The listings in ``scope`` that those that were read lead to."""
    return [
        ref
        for listing, _ in found
        for ref in listing.listings
        if scope.admits_listing(ref, source.story_date(ref.url))
    ]


async def _read(
    fetcher: Fetcher, origins: Origins, listings: Sequence[ListingRef], sample: Sample
) -> _Found:
    """Those of ``listings`` that can be read; why others can't is kept in ``sample``."""
    read = []
    for ref in listings:
        try:
            fetched = await fetch_first_available(fetcher, origins, [ref.url])
            assert fetched is not None, "no condition was sent"
            read.append((fetched.origin.read_listing(fetched.page), fetched.origin))
        except FetchError as error:
            sample.failures.append(error)
    return read


def _kinds(listings: Sequence[ListingRef]) -> list[list[ListingRef]]:
    """``listings`` by kind: those whose URLs differ in numbers only."""
    kinds: dict[str, list[ListingRef]] = {}
    for listing in listings:
        kinds.setdefault(re.sub(r"\d+", "0", listing.url), []).append(listing)
    return list(kinds.values())


def _spread(listings: Sequence[ListingRef], count: int) -> list[ListingRef]:
    """``count`` of ``listings``, evenly over all of them."""
    if len(listings) <= count:
        return list(listings)
    return [listings[(2 * number + 1) * len(listings) // (2 * count)] for number in range(count)]
