"""The command ``search``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from jobs.commands.common import Common, common
from jobs.commands.filters import filter_options, filters_of, refuse_reversed_days
from jobs.commands.options import AROUND, COUNT

if TYPE_CHECKING:
    from scraper.archive.search import Filters
    from scraper.archive.store import Archive


@click.command(short_help="Search what was said.")
@common
@click.argument("query", nargs=-1)
@filter_options
@click.option("--duplicates", is_flag=True, help="Include repeats of the same speech.")
@click.option(
    "--sort",
    type=click.Choice(("relevance", "newest", "oldest")),
    help="The order of hits.  [default: relevance; newest if there are no words]",
)
@click.option("--limit", type=COUNT, default=20, show_default=True)
@click.option("-C", "--context", type=AROUND, default=0, metavar="N",
              help="Show N turns before and after each hit.")  # fmt: skip
@click.option("--count", "only_count", is_flag=True, help="Print only the number of hits.")
@click.option("--by", type=click.Choice(("speaker", "program", "month")),
              help="Count hits by speaker, program or month, and per 1,000 words.")  # fmt: skip
@click.option("--titles", is_flag=True, help="Search titles and teasers of stories instead.")
def search(common: Common, query: tuple[str, ...], **options: Any) -> None:
    """Search what was said.

    Finds the turns that contain all the words you type. You can also use "phrases", AND, OR, NOT,
    word* and NEAR(a b). With a filter, the words are optional.

    \b
    Example: onrecord search pay-phone
             onrecord search '"peace conference" NOT iran' --speaker kelemen --since 2013
             onrecord search snow --by month
    """  # noqa: D301  \b is what click reads
    from jobs.search import refuse_together

    words = " ".join(query) or None
    refuse_reversed_days(options)
    refuse_together(words, options)
    with common.read() as archive:
        filters = filters_of(archive, options)
        if options["titles"]:
            _titles(common, archive, words or "", filters, options["limit"])
        elif options["by"]:
            _shares(common, archive, words, filters, options)
            _tell_left_out(common, archive, words, filters)
        else:
            _hits(common, archive, words, filters, options)


def _hits(
    common: Common, archive: Archive, words: str | None, filters: Filters, options: dict[str, Any]
) -> None:
    from jobs.json_output import print_object, print_rows
    from jobs.search import as_json, context_of, hit_json, matched, print_hits
    from jobs.terminal import stdout, tell
    from scraper.archive.search import Sort

    speaker: str | None = options["speaker"]
    people = archive.people.described(filters.speakers or (), -1) if speaker is not None else []
    if options["only_count"]:
        total = archive.search.count(words, filters)
        print_object({"total": total}) if common.json else stdout().print(str(total))
        _tell_left_out(common, archive, words, filters)
    else:
        sort = Sort(options["sort"] or (Sort.RELEVANCE if words else Sort.NEWEST))
        found = archive.search.find(words, filters, sort=sort, limit=options["limit"])
        around = context_of(archive, found.hits, options["context"])
        if common.json:
            lines = [hit_json(hit, *turns) for hit, turns in zip(found.hits, around, strict=True)]
            print_rows(lines, as_json(found, people))
        else:
            print_hits(found, sort, around)
        total = found.total
    if speaker is not None and not common.json:
        for line in matched(speaker, people):
            tell(line)
    if not total:
        common.tell_if_empty(archive)


def _shares(
    common: Common, archive: Archive, words: str | None, filters: Filters, options: dict[str, Any]
) -> None:
    from jobs.json_output import print_rows
    from jobs.search_counts import print_shares, share_json
    from jobs.terminal import tell
    from scraper.archive.search import By

    by, limit = By(options["by"]), options["limit"]
    found = archive.search.shares(by, words, filters, limit + 1)
    has_more = by != By.MONTH and len(found) > limit
    found = found[:limit] if has_more else found
    if common.json:
        print_rows(map(share_json, found))
    else:
        print_shares(by, found)
        if has_more:
            tell(f"more than {limit:,} have hits; --limit shows more")


def _tell_left_out(common: Common, archive: Archive, words: str | None, filters: Filters) -> None:
    from jobs.search import left_out_lines
    from jobs.terminal import tell

    if not common.json:
        for line in left_out_lines(archive.search.left_out(words, filters)):
            tell(line)


def _titles(common: Common, archive: Archive, words: str, filters: Filters, limit: int) -> None:
    from dataclasses import asdict

    from jobs.json_output import print_rows
    from jobs.search_counts import print_titles

    total, found = archive.search.titles(words, filters, limit)
    if common.json:
        print_rows(map(asdict, found), {"total": total})
    else:
        print_titles(total, found)
