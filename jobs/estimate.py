"""``onrecord backfill --dry-run``: how much there is to bring, by a sample, and how long it is."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from jobs.backfill import Plan, Roads
from jobs.config import Config
from jobs.progress import duration
from jobs.terminal import plural
from scraper.archive.database import Archive
from scraper.archive.runs import finish_run, log_fetches, start_run
from scraper.crawl import Scope, fetch_first_available
from scraper.errors import FetchError
from scraper.fetch.client import Fetcher
from scraper.model import FetchRecord, Listing, ListingRef, StoryRef
from scraper.origins import Origin, Origins
from scraper.sources import Source

#: Listings that are read to know what the others of a source may hold: this many of it, or this
#: many of each kind where it has many kinds (by date, by program).
SAMPLE, OF_A_KIND = 6, 3


@dataclass(frozen=True, slots=True)
class Estimated:
    """What a backfill of one source would bring. ``stories`` is a guess from ``read`` of its
    ``listings``; ``known`` of them the archive has been asked for already. ``seconds`` is the
    time at the configured rate; None where that sets no limit. ``why`` is why some of the sample
    are ``unreadable``.
    """

    source: str
    listings: int
    read: int
    unreadable: int
    stories: int
    known: int
    seconds: float | None
    why: str | None = None

    @property
    def sentence(self) -> str:
        """The estimate for a person."""
        if self.unreadable and not self.read:
            return (
                f"{self.source}: {plural(self.listings, 'listing')}; how many stories there are"
                f" can't be told, for none of {self.unreadable} could be read: {self.why}"
            )
        about = "about " if self.read < self.listings else ""
        said = (
            f"{self.source}: {plural(self.listings, 'listing')},"
            f" {about}{plural(self.stories, 'story', 'stories')}"
        )
        if self.read < self.listings:
            said += f" (by {self.read} of the listings)"
        if self.unreadable:
            said += f", {plural(self.unreadable, 'listing')} could not be read: {self.why}"
        said += f", {self.known:,} of them on record"
        if self.seconds is not None:
            said += f"; about {duration(timedelta(seconds=self.seconds))}"
        return said


def estimate(
    archive: Archive, roads: Roads, planned: Plan, sources: list[Source], config: Config
) -> list[Estimated]:
    """Read a few of the listings of each source and say what the whole may come to. Lands nothing.

    :raises ArchiveError: the archive can't be written.
    """
    names = [source.name for source in sources]
    run_id = start_run(archive, f"{roads.says} --dry-run", datetime.now(UTC), sources=names)
    requests: list[FetchRecord] = []
    found = asyncio.run(_estimate(archive, roads, planned, sources, config, requests))
    with archive.transaction() as connection:
        log_fetches(connection, run_id, requests)
    finish_run(archive, run_id, "done", {"requests": len(requests)}, datetime.now(UTC))
    return found


async def _estimate(
    archive: Archive,
    roads: Roads,
    planned: Plan,
    sources: list[Source],
    config: Config,
    requests: list[FetchRecord],
) -> list[Estimated]:
    async with Fetcher(config.fetch_settings(), log=requests.append) as fetcher:
        return list(
            await asyncio.gather(
                *(_of(archive, roads, planned, source, config, fetcher) for source in sources)
            )
        )


async def _of(
    archive: Archive,
    roads: Roads,
    planned: Plan,
    source: Source,
    config: Config,
    fetcher: Fetcher,
) -> Estimated:
    listings = [ref for ref in planned.listings if ref.source == source.name]
    stories = {ref for ref in planned.stories if ref.source == source.name}
    scope = Scope(since=roads.since, until=roads.until)
    seen: set[StoryRef] = set()
    kinds = _kinds(listings)
    of_a_kind = max(OF_A_KIND, SAMPLE // max(1, len(kinds)))
    read = unreadable = 0
    why: str | None = None
    more_stories = more_listings = 0.0
    # Every kind is read at the same points of its range: what one kind lists, another lists too.
    for kind in kinds:
        found: list[tuple[Listing, Origin]] = []
        for listing in _spread(kind, of_a_kind):
            try:
                found.append(await _read(fetcher, config.origins(source), listing))
            except FetchError as error:
                unreadable += 1
                why = why or error.sentence
        if not found:
            continue
        read += len(found)
        share = len(kind) / len(found)
        admitted = {
            ref
            for one, origin in found
            for ref in one.stories
            if scope.admits(source.story_date(origin.dated_url(ref)))
        }
        more_stories += len(admitted - seen) * share
        seen |= admitted
        more_listings += sum(len(one.listings) for one, _ in found) * share
    total = round(more_stories) + len(stories - seen)
    known = _on_record(archive, source, roads, seen | stories, total)
    total = max(total, known)
    pages = len(listings) + round(more_listings) + total - known
    rate = config.fetch.rate
    return Estimated(
        source.name,
        len(listings) + round(more_listings),
        read,
        unreadable,
        total,
        known,
        pages / rate if rate else None,
        why,
    )


async def _read(fetcher: Fetcher, origins: Origins, listing: ListingRef) -> tuple[Listing, Origin]:
    fetched = await fetch_first_available(fetcher, origins, [listing.url])
    assert fetched is not None, "no condition was sent"
    return fetched.origin.read_listing(fetched.page), fetched.origin


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


def _on_record(
    archive: Archive, source: Source, roads: Roads, seen: set[StoryRef], total: int
) -> int:
    """How many stories need not be fetched: those that aired in the range or, without one, the
    same share of all as of those seen.
    """
    count = archive.connection.execute
    if roads.since and roads.until:
        aired = "SELECT count(*) FROM transcripts WHERE source = ? AND aired_on BETWEEN ? AND ?"
        between = (source.name, roads.since.isoformat(), roads.until.isoformat())
        return int(count(aired, between).fetchone()[0])
    fetched = "SELECT 1 FROM pages WHERE url = ? AND state NOT IN ('queued', 'failed')"
    known = sum(count(fetched, (ref.url,)).fetchone() is not None for ref in seen)
    return round(total * known / len(seen)) if seen else 0


def as_json(found: list[Estimated]) -> list[dict[str, Any]]:
    """The estimates for machines."""
    return [asdict(one) for one in found]
