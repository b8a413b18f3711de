"""Commands that read the archive: ``show``, ``status``, ``coverage``."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from jobs.commands.common import Common, common
from jobs.commands.options import AROUND, FIRST_DAY, LAST_DAY
from jobs.exit_codes import ExitCode

if TYPE_CHECKING:
    from scraper.archive.store import Archive
    from scraper.permanent_id import PermanentId


#: Where the value of an option is from when nobody gave it.
_UNSET = (ParameterSource.DEFAULT, ParameterSource.DEFAULT_MAP)


@click.command(short_help="Print a transcript, or one turn.")
@common
@click.argument("what", metavar="ID")
@click.option(
    "-C",
    "--context",
    type=AROUND,
    default=2,
    show_default=True,
    metavar="N",
    help="If ID names a turn, show N turns before and after it.",
)
@click.option("--ids", is_flag=True, help="Print the permanent id of each turn.")
def show(common: Common, what: str, context: int, ids: bool) -> None:
    """Print a transcript, or one turn with the turns around it.

    For a transcript, ID is its number, or its story's id or URL. For a turn, ID is its permanent
    id or STORY#N.

    Exits with 1 if a turn is gone, or its words have changed since the id was made.

    \b
    Example: onrecord show nx-s1-5340027
             onrecord show nx-s1-5340027#5 -C 1
    """  # noqa: D301  \b is what click reads
    from jobs.given_turn import turn_given
    from jobs.json_output import print_object
    from jobs.show import as_json, find, print_transcript

    config = common.config()
    sources = config.known_sources()
    what = config.public_url(what, sources)
    with common.read() as archive:
        turn = turn_given(archive, what, sources)
        if turn is not None:
            _show_turn(common, archive, turn, context)
            return
        if click.get_current_context().get_parameter_source("context") not in _UNSET:
            raise click.UsageError("-C needs a turn: name one as STORY#N")
        found = find(archive, what, sources)
        if common.json:
            print_object(as_json(found))
        else:
            print_transcript(archive, found, ids=ids)


def _show_turn(common: Common, archive: Archive, turn: PermanentId, context: int) -> None:
    from jobs.json_output import print_object
    from jobs.show_turn import around, as_json, print_turn
    from scraper.archive.records.resolving import ResolvedAs

    found = archive.records.resolve(turn)
    turns = around(archive, found, context)
    if common.json:
        print_object(as_json(found, turns))
    else:
        print_turn(found, turns)
    if found.outcome == ResolvedAs.CHANGED:
        sys.exit(ExitCode.ATTENTION)


@click.command(short_help="Show the state of the archive and of each source.")
@common
@click.option(
    "--metrics-file", type=click.Path(path_type=Path), help="Also write a Prometheus text file."
)
def status(common: Common, metrics_file: Path | None) -> None:
    """Show the state of the archive and of each source: what is new, waiting, failing, due.

    Exits with 1 when something needs attention.

    Example: onrecord status --json
    """
    from jobs.json_output import print_object
    from jobs.metrics import write_metrics
    from jobs.status import print_status, status
    from scraper.errors import UsageError

    config = common.config(besides=lambda config, name: config.is_on(name))
    with common.read() as archive:
        found = status(archive, config)
        if metrics_file is not None:
            try:
                write_metrics(archive, config, metrics_file)
            except OSError as error:
                raise UsageError(f"{metrics_file} can't be written: {error.strerror}") from error
    if common.json:
        print_object(found)
    else:
        print_status(found)
    if found["alarms"]:
        sys.exit(ExitCode.ATTENTION)


@click.command(short_help="Show how complete each program and month is.")
@common
@click.option("--source", "names", multiple=True, help="Only this source; can be repeated.")
@click.option(
    "--program",
    help="Only programs with this in their name, or as `backfill --program` takes it.",
)
@click.option("--since", type=FIRST_DAY, help="From this month or year on: 2013-09 or 2013.")
@click.option("--until", type=LAST_DAY, help="Up to and including this month or year.")
def coverage(
    common: Common,
    names: tuple[str, ...],
    program: str | None,
    since: date | None,
    until: date | None,
) -> None:
    """Show how complete each program and month is: stories listed, landed and missing.

    There is a percentage only for months that are known: those for which the listing of every day
    was read after that day was over.

    Example: onrecord coverage --program "Fresh Air" --since 2013 --until 2014
    """
    from jobs.coverage import as_json, coverage, print_coverage, which_months
    from jobs.json_output import print_rows

    which = which_months(names, program, since, until)
    with common.read() as archive:
        found = coverage(archive, which)
        left_out = archive.health.count_left_out(which)
    if common.json:
        print_rows(as_json(found), {"left_out": left_out})
    else:
        print_coverage(found, left_out)
