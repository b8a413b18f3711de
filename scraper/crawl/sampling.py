"""How much a range of listings may hold, from a sample of them."""

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

#: How many listings of a source are read, or how many of each kind where it has several kinds (by
#: date, by program).
SAMPLE, OF_A_KIND = 6, 3


@dataclass(slots=True)
class Sample:
    """What a sample of a source's listings suggests of all of them.

    :ivar listings: how many there may be, those that listings lead to included.
    :ivar stories: how many stories they may list.
    :ivar seen: the stories that the sample listed.
    :ivar read: how many listings of the sample were read.
    :ivar failures: why others were not.
    """

    listings: float
    stories: float = 0.0
    seen: set[StoryRef] = field(default_factory=set)
    read: int = 0
    failures: list[FetchError] = field(default_factory=list)


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
    kinds = _kinds(listings)
    of_a_kind = max(OF_A_KIND, SAMPLE // max(1, len(kinds)))
    # Every kind is read at the same points of its range: what one kind lists, another lists too.
    for kind in kinds:
        found = await _read(fetcher, origins, _spread(kind, of_a_kind), sample)
        if not found:
            continue
        sample.read += len(found)
        share = len(kind) / len(found)
        admitted = {
            ref
            for listing, origin in found
            for ref in listing.stories
            if scope.admits(origins.source.story_date(origin.dated_url(ref)))
        }
        sample.stories += len(admitted - sample.seen) * share
        sample.seen |= admitted
        sample.listings += sum(len(listing.listings) for listing, _ in found) * share
    return sample


async def _read(
    fetcher: Fetcher, origins: Origins, listings: Sequence[ListingRef], sample: Sample
) -> list[tuple[Listing, Origin]]:
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
