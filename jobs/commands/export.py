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
@click.option(
    "--format", "form", type=click.Choice(_FORMATS), required=True, help="The format to write."
)
@click.option(
    "--from",
    "parts",
    type=click.Path(exists=True, path_type=Path),
    multiple=True,
    metavar="PARTS",
    help="With parquet: write these parts, without an archive; can be repeated.",
)
@filter_options
@click.option("--all", "duplicates", is_flag=True, help="Include repeats of earlier speech.")
@click.option("--whole", is_flag=True, help="If one turn matches, write the whole transcript.")
@click.option("--public", is_flag=True, help="Withhold the words of pages that ask for noarchive.")
@click.option(
    "--no-text",
    is_flag=True,
    help="Withhold all words; write ids, speakers, hashes and URLs.",
)
def export(common: Common, folder: Path, query: tuple[str, ...], form: str, **options: Any) -> None:
    """Write transcripts into FOLDER for other programs to read.

    It takes the same words and filters as `onrecord search`. csv, jsonl and parquet contain the
    turns that match; the other formats contain every transcript with a matching turn. warc and
    wacz contain the pages as they were fetched: without a filter, every kept page.

    FOLDER also gets a list of the transcripts, a data card, and a manifest with a hash of each
    file. An earlier export in FOLDER is replaced once the new one is complete.

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
        raise click.UsageError("--no-text already withholds all words: leave out --public")
    refuse_reversed_days(options)
    words = " ".join(query) or None
    chosen = {**options, "all": options["duplicates"]}
    asked = {name: _typed(chosen[name]) for name in (*FILTERS, "all", "whole") if chosen[name]}
    if words is not None:
        asked = {"words": words, **asked}
    with common.read() as archive:
        request = requested(form, words, filters_of(archive, options), asked, options)
        found = write(archive, folder, request, Display(common.verbosity))
        if common.json:
            print_object(as_json(folder, found))
        else:
            print_exported(folder, found)
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
