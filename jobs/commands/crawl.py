"""Commands that crawl: ``demo``, ``run``, ``backfill``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from jobs.commands.common import Common, common
from jobs.commands.options import COUNT, FIRST_DAY, LAST_DAY, LENGTH, PROCESSES
from jobs.exit_codes import ExitCode

if TYPE_CHECKING:
    from jobs.backfill import BackfillPlan
    from jobs.config import Config
    from jobs.crawling import Finished
    from jobs.progress import Display
    from scraper.archive.store import Archive
    from scraper.sources import Source

_F = TypeVar("_F", bound=Callable[..., Any])


def crawl_options(command: _F) -> _F:
    """Give a command the options of everything that crawls."""
    for option in (
        click.option(
            "--metrics-file",
            type=click.Path(path_type=Path),
            help="Write a Prometheus text file at the end.",
        ),
        click.option(
            "--log-format", type=click.Choice(["text", "json"]), help="The format of stderr."
        ),
        click.option("--max-time", type=LENGTH, help="Stop after this long (90m, 6h)."),
        click.option("--limit", type=COUNT, help="Fetch at most this many stories."),
        click.option("--source", "names", multiple=True, help="Only this source; can be repeated."),
    ):
        command = option(command)
    return command


def load_config_and_display(
    common: Common,
    log_format: str | None,
    metrics_file: Path | None = None,
    names: tuple[str, ...] = (),
) -> tuple[Config, Display]:
    """The configuration and how progress is shown, both as the options change them.

    :param names: the sources that are named; of none, the enabled ones are meant.
    """
    import msgspec

    from jobs.progress import Display

    config = common.config(
        besides=lambda config, name: name in names if names else config.is_on(name)
    )
    if metrics_file is not None:
        monitor = msgspec.structs.replace(config.monitor, metrics_file=str(metrics_file))
        config = msgspec.structs.replace(config, monitor=monitor)
    chosen = (log_format or config.log.format) == "json"
    return config, Display(common.verbosity, "json" if chosen else "text")


@click.command(short_help="Try OnRecord on a small fake newsroom.")
@common
def demo(common: Common) -> None:
    """Run against a small fake newsroom on this machine, and show what landed.

    Example: onrecord demo
    """
    from jobs.demo import demo, print_report, report
    from jobs.json_output import print_interrupted, print_object
    from jobs.progress import Display

    with common.write(create=True) as archive:
        first, again = demo(archive, Display(common.verbosity))
        if common.json:
            print_object(report(archive, first, again))
        else:
            print_report(archive, first, again)
    if common.json and again.interrupted:
        print_interrupted("start it again to continue")
    sys.exit(max(first.exit_code, again.exit_code))


@click.command(short_help="Fetch new stories, and fetch again those that are due.")
@common
@crawl_options
@click.option("--refetch", is_flag=True, help="Fetch every story again, even settled ones.")
def run(
    common: Common,
    names: tuple[str, ...],
    limit: int | None,
    max_time: timedelta | None,
    log_format: str | None,
    metrics_file: Path | None,
    refetch: bool,
) -> None:
    """Fetch new stories, and fetch again those that are due. Meant for cron.

    Example: onrecord run --db archive.db
    """
    from jobs.crawling import Bounds
    from jobs.run import RunOptions, run

    config, display = load_config_and_display(common, log_format, metrics_file, names)
    sources = config.sources_to_crawl(names)
    unusable = {} if names else config.broken_enabled()
    options = RunOptions(Bounds(limit, max_time), refetch, unusable=unusable)
    _crawl_and_report(
        common, config, display, lambda archive: run(archive, sources, config, display, options)
    )


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
    "--warc", "warcs", type=click.Path(path_type=Path), multiple=True, help="A WARC file."
)
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
@click.option(
    "--jobs",
    type=PROCESSES,
    default=1,
    show_default=True,
    help="How many processes read the pages in WARC files.",
)
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
    warcs: tuple[Path, ...],
    captures: bool,
    programs: tuple[str, ...],
    oldest_first: bool,
    alerts: bool,
    jobs: int,
    dry_run: bool,
) -> None:
    """Fetch the stories of a range of days, a list of URLs, a sitemap or a WARC file.

    You can combine inputs; a story found by several of them is stored once. If a backfill is
    interrupted, run the same command again to continue.

    Example: onrecord backfill --from 2014-08-01 --to 2014-08-31

    Example: onrecord backfill --program "Fresh Air" --from 2013 --to 2014

    Example: onrecord backfill --from 2009-01-01 --to 2013-12-31 --wayback --max-time 8h
    """
    from jobs.backfill import BackfillInputs, backfill, plan
    from jobs.crawling import Bounds
    from jobs.programs import only_programs

    config, display = load_config_and_display(common, log_format, metrics_file, names)
    sources = config.sources_to_crawl(names)
    as_printed: tuple[str, ...] = ()
    if programs:
        chosen = only_programs(programs, sources, config)
        sources, as_printed = chosen.sources, chosen.names
    inputs = BackfillInputs(
        since, until, urls, sitemaps, warcs, captures, oldest_first, as_printed, alerts, jobs
    )
    planned = plan(inputs, sources, config, date.today())  # noqa: DTZ011  the day of whoever asks
    if not names:
        unusable = {**config.broken_enabled(), **planned.unusable}
        planned = replace(planned, unusable=unusable)
    if dry_run:
        _estimate(common, planned, sources, config)
    bounds = Bounds(limit, max_time)
    _crawl_and_report(
        common,
        config,
        display,
        lambda archive: backfill(archive, sources, config, display, planned, bounds),
    )


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


def warn_of_contact(config: Config, display: Display) -> None:
    """Print a warning while requests name the project as the one to turn to."""
    from jobs.terminal import tell
    from scraper.fetch.settings import CONTACT

    if config.fetch.contact != CONTACT:
        return
    sentence = (
        "the sites you read have no way to reach you: set contact under [fetch] in onrecord.toml"
        " to your e-mail address or web page"
    )
    if display.log_format == "json":
        display.log.warning(sentence)
    else:
        tell(f"warning: {sentence}")


def _crawl_and_report(
    common: Common, config: Config, display: Display, crawl: Callable[[Archive], Finished]
) -> None:
    """Run ``crawl``, report how it ended, and exit."""
    from jobs.crawl_json import as_json, landed_json
    from jobs.demo import warn_of_demo
    from jobs.json_output import print_interrupted, print_rows
    from jobs.monitor import report_failure, run_monitored
    from jobs.summary import show_problems, summary
    from jobs.terminal import plural, prose, stdout, tell

    warn_of_contact(config, display)
    try:
        with common.write(create=True) as archive:
            warn_of_demo(archive)
            finished = run_monitored(config, display.log, archive, lambda: crawl(archive))
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        report_failure(config, display.log, error)
        raise
    if display.log_format == "text":
        show_problems(finished)
    if common.json:
        print_rows(map(landed_json, finished.report.landed), as_json(finished))
    else:
        prose(stdout(), summary(finished.report.counts))
    if finished.without_program:
        many = plural(finished.without_program, "queued story", "queued stories")
        tell(f"{many} of unknown program not fetched; a backfill without --program fetches them")
    if finished.interrupted or finished.time_up:
        why = "interrupted" if finished.interrupted else "out of time"
        if common.json and finished.interrupted:
            print_interrupted("start it again to continue")
        else:
            tell(f"{why}; start it again to continue")
    sys.exit(finished.exit_code)
