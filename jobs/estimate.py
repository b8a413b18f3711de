"""``onrecord backfill --dry-run``: estimate the number of stories and the time."""

from __future__ import annotations

import asyncio
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from jobs.backfill_plan import BackfillInputs, BackfillPlan
from jobs.command_names import DRY_RUN
from jobs.config import Config
from jobs.progress import duration
from jobs.remedies import with_remedy
from jobs.terminal import plural
from scraper.archive.states import RunOutcome
from scraper.archive.store import Archive
from scraper.crawl import Scope
from scraper.crawl.sampling import Sample, sample_sources
from scraper.model import FetchRecord, StoryRef
from scraper.sources import Source


@dataclass(frozen=True, slots=True)
class Estimated:
    """The estimate for a backfill of one source. ``stories`` is estimated from ``read`` of its
    ``listings``; ``known`` of them are already on record. ``seconds`` is the time at the configured
    rate, or None if that sets no limit. ``why`` says why some listings of the sample are
    ``unreadable``. ``reaches`` is False if the sample leads to older listings that may have stories
    of these days; ``stories`` is then meaningless.
    """

    source: str
    listings: int
    read: int
    unreadable: int
    stories: int
    known: int
    seconds: float | None
    why: str | None = None
    reaches: bool = True

    @property
    def sentence(self) -> str:
        """The estimate for a person."""
        if self.unreadable and not self.read:
            return (
                f"{self.source}: {plural(self.listings, 'listing')}; cannot estimate the number of"
                f" stories: none of the {self.unreadable} sampled listings could be read:"
                f" {self.why}"
            )
        if not self.reaches:
            return (
                f"{self.source}: cannot estimate the number of stories: the site lists them page by"
                f" page, and its {plural(self.read, 'newest page')} do not reach these days"
            )
        about = "about " if self.read < self.listings else ""
        sentence = (
            f"{self.source}: {plural(self.listings, 'listing')},"
            f" {about}{plural(self.stories, 'story', 'stories')}"
        )
        if self.read < self.listings:
            sentence += f" (from {self.read} of the listings)"
        if self.unreadable:
            sentence += f", {plural(self.unreadable, 'listing')} could not be read: {self.why}"
        sentence += f", {self.known:,} of them on record"
        if self.seconds is not None:
            sentence += f"; about {duration(timedelta(seconds=self.seconds))}"
        return sentence


def estimate(
    archive: Archive, planned: BackfillPlan, sources: list[Source], config: Config
) -> list[Estimated]:
    """Read a few of the listings of each source and estimate the whole from them. Lands nothing.

    :raises ArchiveError: the archive can't be written.
    """
    sources = [source for source in sources if source.name not in planned.unusable]
    names = [source.name for source in sources]
    command = f"{planned.inputs.command} {DRY_RUN}"
    run_id = archive.runs.start(command, datetime.now(UTC), sources=names)
    requests: list[FetchRecord] = []
    listings = [
        (config.origins(source), [ref for ref in planned.listings if ref.source == source.name])
        for source in sources
    ]
    inputs = planned.inputs
    scope = Scope(since=inputs.since, until=inputs.until, programs=inputs.programs)
    samples = asyncio.run(sample_sources(listings, scope, config.fetch_settings(), requests.append))
    archive.runs.log_requests(run_id, requests)
    archive.runs.finish(run_id, RunOutcome.DONE, {"requests": len(requests)}, datetime.now(UTC))
    return [
        _estimated(archive, planned, source, sample, config.fetch.rate)
        for source, sample in zip(sources, samples, strict=True)
    ]


def _estimated(
    archive: Archive, planned: BackfillPlan, source: Source, sample: Sample, rate: float
) -> Estimated:
    listed = {ref for ref in planned.stories if ref.source == source.name}
    total = round(sample.stories) + len(listed - sample.seen)
    known = _on_record(archive, source, planned.inputs, sample.seen | listed, total)
    total = max(total, known)
    listings = round(sample.listings)
    pages = listings + total - known
    why = sample.failures[0] if sample.failures else None
    return Estimated(
        source.name,
        listings,
        sample.read,
        len(sample.failures),
        total,
        known,
        pages / rate if rate else None,
        with_remedy(why.sentence, why) if why else None,
        sample.reaches,
    )


def _on_record(
    archive: Archive, source: Source, inputs: BackfillInputs, seen: set[StoryRef], total: int
) -> int:
    """How many stories need not be fetched: those that aired in the range or, without one, the
    same share of all as of those seen.
    """
    if inputs.since and inputs.until:
        return archive.records.count_aired(
            source.name, inputs.since.isoformat(), inputs.until.isoformat(), inputs.programs
        )
    return round(total * archive.queue.answered(seen) / len(seen)) if seen else 0


def as_json(found: list[Estimated]) -> list[dict[str, Any]]:
    """The estimates for machines."""
    return [asdict(one) for one in found]
