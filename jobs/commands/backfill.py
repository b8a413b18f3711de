"""The command ``backfill``."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from jobs.commands.common import Common, common
from jobs.commands.crawl import crawl_and_report, crawl_options, load_config_and_display
from jobs.commands.options import FIRST_DAY, LAST_DAY
from jobs.commands.scaling import scaling_of, scaling_options
from jobs.exit_codes import ExitCode

if TYPE_CHECKING:
    from jobs.backfill_plan import BackfillPlan
    from jobs.config import Config
    from jobs.progress import Display
    from scraper.sources import Source


@click.command(short_help="Fetch old stories by day, URL, sitemap or WARC file.")
@common
@crawl_options
@click.option(
    "--from", "since", type=FIRST_DAY, help="First day, month or year (2009-05-31, 2009-05, 2009)."
)
@click.option("--to", "until", type=LAST_DAY, help="Last day, month or year.")
@click.option(
    "--urls",
    type=click.Path(path_type=Path, allow_dash=True),
    multiple=True,
    help="A file of story URLs, one per line; - reads stdin.",
)
@click.option(
    "--sitemap", "sitemaps", multiple=True, help="The URL of a sitemap or a sitemap index."
)
@click.option(
    "--warc",
    "warcs",
    type=click.Path(),
    multiple=True,
    help="A WARC file, a pattern of their names ('crawl/*.warc.gz'), or a URL (s3://…).",
)
@click.option(
    "--cdx",
    "indexes",
    type=click.Path(path_type=Path),
    multiple=True,
    help="A file of Common Crawl index lines; their records are fetched.",
)
@click.option("--cdx-base", "index_base", metavar="URL", help="Where its WARC files are.")
@click.option(
    "--wayback",
    "captures",
    is_flag=True,
    help="If a page is gone, look for a capture in the Wayback Machine.",
)
@click.option(
    "--program",
    "programs",
    multiple=True,
    help="Only this program ('Fresh Air', fresh-air), through its own archive pages; can be"
    " repeated.",
)
@click.option("--oldest-first", is_flag=True, help="Start at --from; the default is newest first.")
@click.option("--alerts", is_flag=True, help="Send alerts about what lands; off by default.")
@scaling_options
@click.option("--dry-run", is_flag=True, help="Only estimate how many stories and how much time.")
def backfill(
    common: Common,
    names: tuple[str, ...],
    limit: int | None,
    max_time: timedelta | None,
    log_format: str | None,
    metrics_file: Path | None,
    since: date | None,
    until: date | None,
    urls: tuple[Path, ...],
    sitemaps: tuple[str, ...],
    warcs: tuple[str, ...],
    indexes: tuple[Path, ...],
    index_base: str | None,
    captures: bool,
    programs: tuple[str, ...],
    oldest_first: bool,
    alerts: bool,
    dry_run: bool,
    **options: Any,
) -> None:
    """Fetch the stories of a range of days, a list of URLs, a sitemap or a WARC file.

    You can combine inputs; a story found by several of them is stored once. If a backfill is
    interrupted, run the same command again to continue.

    Example: onrecord backfill --from 2014-08-01 --to 2014-08-31

    Example: onrecord backfill --program "Fresh Air" --from 2013 --to 2014

    Example: onrecord backfill --from 2009-01-01 --to 2013-12-31 --wayback --max-time 8h

    Example: onrecord backfill --warc 'crawl/*.warc.gz' --cluster
    """
    from jobs.backfill import backfill
    from jobs.backfill_plan import BackfillInputs, plan
    from jobs.crawling import Bounds
    from jobs.programs import only_programs
    from scraper.parts.unit import COMMON_CRAWL

    scaling = scaling_of(options)
    config, display = load_config_and_display(common, log_format, metrics_file, names)
    sources = config.sources_to_crawl(names)
    as_printed: tuple[str, ...] = ()
    if programs:
        chosen = only_programs(programs, sources, config)
        sources, as_printed = chosen.sources, chosen.names
    inputs = BackfillInputs(
        since, until, urls, sitemaps, warcs, captures, oldest_first, as_printed, alerts, scaling,
        indexes, index_base or COMMON_CRAWL,
    )  # fmt: skip
    planned = plan(inputs, sources, config, date.today())  # noqa: DTZ011  the day of whoever asks
    if not names:
        unusable = {**config.broken_enabled(), **planned.unusable}
        planned = replace(planned, unusable=unusable)
    if dry_run:
        _estimate(common, planned, sources, config)
    if scaling.only_reads:
        _read_parts(common, planned, sources, config, display)
    bounds = Bounds(limit, max_time)
    crawl_and_report(
        common,
        config,
        display,
        lambda archive: backfill(archive, sources, config, display, planned, bounds),
    )


def _read_parts(
    common: Common,
    planned: BackfillPlan,
    sources: list[Source],
    config: Config,
    display: Display,
) -> NoReturn:
    """Read what is at hand into parts, and exit."""
    from jobs.backfill_units import read_parts
    from jobs.json_output import print_object
    from jobs.read_units import print_read

    done = read_parts(planned, sources, config, display)
    if common.json:
        print_object(done.as_json())
    else:
        print_read(done)
    sys.exit(done.exit_code)


def _estimate(
    common: Common, planned: BackfillPlan, sources: list[Source], config: Config
) -> NoReturn:
    """Print what a backfill would bring, and exit."""
    from jobs.estimate import as_json, estimate
    from jobs.json_output import print_rows
    from jobs.remedies import explain
    from jobs.terminal import printable, prose, stderr, stdout

    with common.write(create=True) as archive:
        found = estimate(archive, planned, sources, config)
    if common.json:
        print_rows(as_json(found))
    else:
        for one in found:
            prose(stdout(), one.sentence)
    for error in planned.unusable.values():
        stderr().print(printable(explain(error)), soft_wrap=True)
    troubled = planned.unusable or any(one.unreadable for one in found)
    sys.exit(ExitCode.ATTENTION if troubled else ExitCode.DONE)
