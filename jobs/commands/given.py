"""The command that lands given pages: ``add``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from jobs.commands.common import Common, common
from jobs.commands.options import PROCESSES

if TYPE_CHECKING:
    from jobs.add import Added


@click.command(short_help="Add pages you already have, URLs, or another archive.")
@common
@click.argument("things", nargs=-1, required=True, type=click.Path(), metavar="URL|FILE|PARTS...")
@click.option("--url", help="The page's URL, if FILE does not record it.")
@click.option(
    "--jobs",
    type=PROCESSES,
    help="How many processes read files.  [default: 1; 0 for a single page]",
)
def add(common: Common, things: tuple[str, ...], url: str | None, jobs: int | None) -> None:
    """Add pages: URLs, saved .html pages, .txt renderings of pages, and WARC files (.warc,
    .warc.gz, .warc.zst, .wacz). From another archive, take its pages, revisions and corrections.
    PARTS are what other machines read: a directory of parts, or single parts. Each lands once.

    Example: onrecord add page.html --url https://www.npr.org/transcripts/222172602
    """
    from jobs.add import add, check
    from jobs.demo import warn_of_demo
    from jobs.progress import Display

    config = common.config()
    check(things, url, config.known_sources(), config)
    with common.write(create=True) as archive:
        warn_of_demo(archive)
        added = add(archive, things, url, config, Display(common.verbosity), jobs)
    _report_added(added, as_json=common.json)
    sys.exit(added.exit_code)


def _report_added(added: Added, *, as_json: bool) -> None:
    from jobs.add_archive import print_added
    from jobs.add_parts import print_part
    from jobs.json_output import print_object
    from jobs.terminal import plural, printable, stderr, stdout

    failed = [*added.failed, *(given for one in added.archives for given in one.failed)]
    failed += [given for one in added.parts for given in one.failed]
    if as_json:
        print_object(
            {
                "landed": [
                    {
                        "given": given,
                        "kind": landed.kind,
                        "source": landed.ref.source,
                        "story_id": landed.ref.story_id,
                        "transcript_id": landed.transcript_id,
                        "duplicate_of": landed.duplicate_of,
                        "words": landed.words,
                        "reason": landed.reason,
                    }
                    for given, landed in added.landed
                ],
                "failed": [{"given": given, "reason": reason} for given, reason in failed],
                "archives": [one.as_json() for one in added.archives],
                "parts": [one.as_json() for one in added.parts],
            }
        )
    else:
        for given, landed in added.landed:
            what = landed.reason or plural(landed.words, "word")
            number = f" [{landed.transcript_id}]" if landed.transcript_id else ""
            line = f"{landed.kind}{number}: {given}: {what}"
            stdout().print(printable(line), soft_wrap=True)
        for one in added.archives:
            print_added(one)
        for part in added.parts:
            print_part(part)
    for given, reason in failed:
        stderr().print(printable(f"error: {given}: {reason}"), soft_wrap=True)
