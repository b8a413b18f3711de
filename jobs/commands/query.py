"""Commands that read the archive: ``search``, ``show``, ``status``, ``coverage``."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from jobs.commands.common import Common, common
from jobs.commands.options import COUNT, FIRST_DAY, LAST_DAY
from jobs.exit_codes import ExitCode


@click.command(short_help="Find the words again.")
@common
@click.argument("query")
@click.option("--speaker", help="Only what people of this name said (part of it, or an alias).")
@click.option("--program", help="Only in programs so called (part of the name).")
@click.option(
    "--since", type=FIRST_DAY, help="Aired on this day or later: 2013-09-30, 2013-09 or 2013."
)
@click.option("--until", type=LAST_DAY, help="Aired on this day, month or year, or before.")
@click.option("--duplicates", is_flag=True, help="Also where the same speech aired again.")
@click.option("--limit", type=COUNT, default=20, show_default=True)
def search(
    common: Common,
    query: str,
    speaker: str | None,
    program: str | None,
    since: date | None,
    until: date | None,
    duplicates: bool,
    limit: int,
) -> None:
    """Find the words again: words, "phrases", AND, OR, NOT, word*, NEAR(a b).

    Example: onrecord search '"peace conference" NOT iran' --speaker kelemen --since 2013-01-01
    """
    from jobs.json_output import print_rows
    from jobs.search import as_json, hit_json, matched, print_hits
    from jobs.terminal import tell
    from scraper.archive.search import Filters
    from scraper.errors import UsageError

    if since and until and since > until:
        raise UsageError(f"--since {since:%Y-%m-%d} is after --until {until:%Y-%m-%d}")
    with common.read() as archive:
        named = None if speaker is None else archive.people.named(speaker)
        filters = Filters(
            named,
            program,
            f"{since:%Y-%m-%d}" if since else None,
            f"{until:%Y-%m-%d}" if until else None,
            duplicates=duplicates,
        )
        total, hits = archive.search.find(query, filters, limit=limit)
        left_out = archive.search.count_left_out(query, filters)
        empty = not total and archive.records.is_empty()
        people = archive.people.find(speaker, -1) if speaker is not None else []
    if common.json:
        print_rows(map(hit_json, hits), as_json(total, left_out, people))
    else:
        print_hits(total, hits, left_out)
    if speaker is not None and not common.json:
        for line in matched(speaker, people):
            tell(line)
    if empty:
        tell(f"{common.db} holds no transcript yet: `onrecord run` fetches some")


@click.command()
@common
@click.argument("transcript", metavar="ID")
def show(common: Common, transcript: str) -> None:
    """Print a transcript, by its number, its story's id or its URL.

    Example: onrecord show nx-s1-5340027
    """
    from jobs.json_output import print_object
    from jobs.show import as_json, find, print_transcript

    config = common.config()
    sources = config.known_sources()
    with common.read() as archive:
        found = find(archive, config.public_url(transcript, sources), sources)
        if common.json:
            print_object(as_json(found))
        else:
            print_transcript(archive, found)


@click.command(short_help="Show the state of the archive and of each source.")
@common
@click.option(
    "--metrics-file", type=click.Path(path_type=Path), help="Write a Prometheus text file, too."
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


@click.command(short_help="Show what of each program and month is on record.")
@common
@click.option("--source", "names", multiple=True, help="Only this source; may be repeated.")
@click.option(
    "--program",
    help="Only programs so called: part of the name, or as `backfill --program` takes it.",
)
@click.option("--since", type=FIRST_DAY, help="From this month on: 2013-09 or 2013.")
@click.option("--until", type=LAST_DAY, help="Up to this month, included.")
def coverage(
    common: Common,
    names: tuple[str, ...],
    program: str | None,
    since: date | None,
    until: date | None,
) -> None:
    """Show what of each program and month is on record: listed, landed, missing.

    A month counts as known only where listings of all its days were read after they were over.
    Otherwise there is no percentage.

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
