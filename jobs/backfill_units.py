"""What ``onrecord backfill`` reads into parts first: WARC files on other file systems or by many
machines, and index lines of Common Crawl.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import chain

from jobs.backfill_plan import BackfillPlan
from jobs.config import Config
from jobs.counting import show_lines
from jobs.progress import Display
from jobs.read_units import UnitsRead, land_units, read_units
from jobs.remedies import explain
from jobs.stopping import terminated_as_interrupted
from scraper.archive.records.landing import LandingPolicy
from scraper.archive.store import Archive
from scraper.crawl import CrawlReport, PageDone
from scraper.crawl.land_saved import Failed, LandedPage, RefusedFile
from scraper.parts.index_records import cdx_units
from scraper.parts.landing import PartLander
from scraper.parts.running import remove_parts, with_known_parts
from scraper.parts.unit import Unit
from scraper.reading.reader import PageReader
from scraper.sources import Source


def units_of(planned: BackfillPlan, sources: list[Source], config: Config) -> Iterator[Unit]:
    """The units of a backfill that are this machine's, in the order in which they are landed.

    :raises UnusableFile: an index can't be read.
    """
    inputs = planned.inputs
    settings = config.fetch_settings()
    # Machines that share the work share the pace, too.
    settings = replace(settings, rate=settings.rate / inputs.scaling.shard[1])
    of_indexes = (
        unit
        for path in sorted(inputs.indexes)
        for unit in cdx_units(path, sources, inputs.index_base, settings)
    )
    warcs = sorted(planned.warcs, key=lambda unit: unit.order)
    return inputs.scaling.of_shard(chain(of_indexes, warcs))


def read_parts(
    planned: BackfillPlan, sources: list[Source], config: Config, display: Display
) -> UnitsRead:
    """Read the units of a backfill into parts. Nothing is landed.

    :raises UnusableFile: an index can't be read.
    """
    scaling = planned.inputs.scaling
    assert scaling.parts is not None
    planned = replace(planned, warcs=list(with_known_parts(planned.warcs, scaling.parts, sources)))
    units = list(units_of(planned, sources, config))
    return read_units(units, len(units), scaling, sources, display)


def land_parts(
    archive: Archive,
    planned: BackfillPlan,
    sources: list[Source],
    config: Config,
    display: Display,
) -> Callable[[CrawlReport, Callable[[PageDone], None]], None]:
    """What reads the units of a backfill and lands their parts."""
    scaling = planned.inputs.scaling
    directory = scaling.directory(archive.path)
    planned = replace(planned, warcs=list(with_known_parts(planned.warcs, directory, sources)))

    def now() -> datetime:
        return datetime.now(UTC)

    def land(report: CrawlReport, watch: Callable[[PageDone], None]) -> None:
        def told(one: LandedPage | Failed) -> None:
            count_one(one, report, watch)

        with (
            terminated_as_interrupted(),
            PageReader(sources, 1) as reader,
            scaling.reader(directory, sources) as units_reader,
            show_lines(display, "unit") as tell,
        ):
            policy = LandingPolicy(
                config.refetch_policy(), reader.reread, follow=False, alert=planned.inputs.alert_on
            )
            with PartLander(archive, policy, told, display.unforeseen("page"), now) as lander:
                units = units_of(planned, sources, config)
                done, names = land_units(units, units_reader, lander, directory, tell)
        for title, reason in (*done.failed, *done.refused):
            report.count("failed")
            report.problem(title, reason)
        if scaling.parts is None and not done.failed:
            remove_parts(directory, names)

    return land


def count_one(
    one: LandedPage | Failed | RefusedFile,
    report: CrawlReport,
    watch: Callable[[PageDone], None],
) -> None:
    """Count what became of a story in a WARC file, and report what failed."""
    if isinstance(one, LandedPage):
        landed = one.landed
        report.take(landed)
        watch(PageDone(landed.kind, landed.ref.source, landed.ref.url, landed.reason, landed))
        return
    report.count("failed")
    if isinstance(one, RefusedFile):
        report.problem(str(one.path), explain(one.error))
    else:
        report.problem(one.name, one.reason)
