"""Commands that crawl: ``demo``, ``run``; what they share with ``backfill``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from jobs.commands.common import Common, common
from jobs.commands.options import COUNT, LENGTH

if TYPE_CHECKING:
    from jobs.config import Config
    from jobs.crawling import Finished
    from jobs.progress import Display
    from scraper.archive.store import Archive

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
    crawl_and_report(
        common, config, display, lambda archive: run(archive, sources, config, display, options)
    )


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


def crawl_and_report(
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
