"""``onrecord backfill``: fetch old stories, from listings, lists of URLs and files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from jobs.alerts import tell_alerts
from jobs.backfill_plan import BackfillPlan
from jobs.backfill_units import count_one, land_parts
from jobs.config import Config
from jobs.crawling import Bounds, CrawlPlan, Finished, LandFirst, crawl
from jobs.progress import Display
from jobs.stopping import terminated_as_interrupted
from scraper.archive.records.landing import LandingPolicy
from scraper.archive.states import UNFETCHED
from scraper.archive.store import Archive
from scraper.crawl import CrawlReport, PageDone, Scope
from scraper.crawl.land_saved import PageLander
from scraper.reading.reader import PageReader
from scraper.sources import Source


def backfill(
    archive: Archive,
    sources: list[Source],
    config: Config,
    display: Display,
    planned: BackfillPlan,
    bounds: Bounds | None = None,
) -> Finished:
    """Fetch the stories of ``planned`` that were never fetched; read its listings in order.

    :raises ArchiveError: the archive can't be written.
    """
    inputs, bounds = planned.inputs, bounds or Bounds()
    sources = [source for source in sources if source.name not in planned.unusable]
    archive.queue.add_stories(planned.stories, datetime.now(UTC))

    job = CrawlPlan(
        command=inputs.command,
        alert=inputs.alert_on,
        listings=planned.listings,
        scope=Scope(
            UNFETCHED, inputs.since, inputs.until, limit=bounds.limit, programs=inputs.programs
        ),
        max_time=bounds.max_time,
        land_first=_land_first(archive, sources, config, display, planned),
        unusable=planned.unusable,
        named_listings={config.public_url(url, sources) for url in inputs.sitemaps},
    )
    finished = crawl(archive, sources, config, display, job)
    if inputs.alerts and not finished.interrupted:
        finished = tell_alerts(archive, config, finished)
    if inputs.programs:
        names = [source.name for source in sources]
        left = archive.queue.count_without_program(names)
        finished = replace(finished, without_program=left)
    return finished


def _land_first(
    archive: Archive,
    sources: list[Source],
    config: Config,
    display: Display,
    planned: BackfillPlan,
) -> LandFirst | None:
    """What lands the pages that are at hand; None where there are none."""
    if planned.inputs.reads_parts:
        return land_parts(archive, planned, sources, config, display)
    return _land_warcs(archive, sources, config, display, planned) if planned.warcs else None


def _land_warcs(
    archive: Archive,
    sources: list[Source],
    config: Config,
    display: Display,
    planned: BackfillPlan,
) -> LandFirst:
    """What reads and lands the pages in WARC files."""
    inputs = planned.inputs

    def land(report: CrawlReport, watch: Callable[[PageDone], None]) -> None:
        with terminated_as_interrupted(), PageReader(sources, inputs.scaling.jobs) as reader:
            lander = PageLander(
                archive,
                LandingPolicy(
                    config.refetch_policy(), reader.reread, follow=False, alert=inputs.alert_on
                ),
                display.unforeseen("page"),
                lambda: datetime.now(UTC),
            )
            paths = [Path(unit.path) for unit in planned.warcs]
            for one in lander.land_files(paths, sources, reader):
                count_one(one, report, watch)

    return land
