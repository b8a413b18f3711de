"""The command ``export``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from jobs.commands.common import Common, common
from jobs.commands.filters import FILTERS, filter_options, filters_of, refuse_reversed_days
from jobs.exit_codes import ExitCode

_FORMATS = ("csv", "jsonl", "parquet", "convokit", "mediasum", "text", "warc", "wacz")


@click.command(short_help="Write transcripts for other programs to read.")
@common
@click.argument("folder", type=click.Path(path_type=Path), metavar="FOLDER")
@click.argument("query", nargs=-1)
@click.option("--format", "form", type=click.Choice(_FORMATS), required=True, help="What to write.")
@click.option(
    "--from",
    "parts",
    type=click.Path(exists=True, path_type=Path),
    multiple=True,
    metavar="PARTS",
    help="With parquet: write parts that were read, without an archive; may be repeated.",
)
@filter_options
@click.option(
    "--all", "duplicates", is_flag=True, help="Also transcripts whose speech is counted elsewhere."
)
@click.option(
    "--whole", is_flag=True, help="Write every turn of a transcript in which one matches."
)
@click.option("--public", is_flag=True, help="Withhold the words of pages that ask for noarchive.")
@click.option("--no-text", is_flag=True, help="Withhold all words: ids, speakers, hashes and URLs.")
def export(common: Common, folder: Path, query: tuple[str, ...], form: str, **options: Any) -> None:
    """Write transcripts into FOLDER for other programs to read.

    Takes words and filters as `onrecord search` does. csv, jsonl and parquet hold the turns that
    match; the other formats hold whole transcripts in which a turn matches. warc and wacz hold
    the pages as they were fetched: without a filter, every page that is kept.

    FOLDER also gets a list of the transcripts, a data card, and a manifest with a hash of each
    file. An earlier export in FOLDER is replaced when the new one is complete.

    \b
    Example: onrecord export corpus --format csv
             onrecord export kelemen --format jsonl --speaker kelemen --since 2013
             onrecord export ids --format jsonl --no-text
             onrecord export crawl --format parquet --from parts
    """  # noqa: D301  \b is what click reads
    from jobs.export import as_json, print_exported, requested, write
    from jobs.json_output import print_object
    from jobs.progress import Display

    if parts := options.pop("parts"):
        if form != "parquet" or query or any(options.values()):
            raise click.UsageError("--from writes whole parts, as parquet: leave filters out")
        _export_parts(common, folder, parts)
        return
    if options["public"] and options["no_text"]:
        raise click.UsageError("--no-text withholds all words: leave --public out")
    refuse_reversed_days(options)
    words = " ".join(query) or None
    asked = {name: _typed(options[name]) for name in FILTERS if options[name]}
    if words is not None:
        asked = {"words": words, **asked}
    with common.read() as archive:
        request = requested(form, words, filters_of(archive, options), asked, options)
        found = write(archive, folder, request, Display(common.verbosity))
        if common.json:
            print_object(as_json(folder, found))
        else:
            print_exported(folder, found)
        if not found.tally.totals["transcripts"]:
            common.tell_if_empty(archive)
    if found.pages is not None and found.pages.damaged:
        sys.exit(ExitCode.ATTENTION)


def _export_parts(common: Common, folder: Path, parts: tuple[Path, ...]) -> None:
    from jobs.export_parts import export_parts, print_parts
    from jobs.json_output import print_object
    from jobs.progress import Display

    counts = export_parts(folder, parts, Display(common.verbosity))
    if common.json:
        print_object({"folder": str(folder), "counts": counts})
    else:
        print_parts(folder, counts)


def _typed(value: object) -> str:
    return "yes" if value is True else str(value)
