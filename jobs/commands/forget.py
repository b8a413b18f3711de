"""The command that removes a story for good: ``forget``."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from jobs.commands.common import Common, common


@click.command(short_help="Remove a story for good.")
@common
@click.argument("story", required=False)
@click.option("--why", help="The reason; it is kept.")
@click.option("--list", "listing", is_flag=True, help="List the removed stories.")
@click.option("--lift", is_flag=True, help="Allow a removed story to be stored again.")
def forget(
    common: Common, story: str | None, why: str | None, *, listing: bool, lift: bool
) -> None:
    """Remove a story for good: its words, kept pages, revisions and index entries.

    STORY is the story's URL, its id or the number of its transcript. `run`, `backfill` and `add`
    will not store it again. This can't be undone; `--lift` only allows it to be fetched again.

    Example: onrecord forget nx-s1-5340027 --why "asked by the person quoted"

    Example: onrecord forget --list
    """
    from dataclasses import asdict

    from jobs import forget as job
    from jobs.json_output import print_object, print_rows
    from jobs.terminal import prose, stdout
    from scraper.errors import UsageError

    if listing:
        with common.read() as archive:
            stones = archive.forgetting.tombstones()
        if common.json:
            print_rows(asdict(stone) for stone in stones)
        else:
            job.print_tombstones(stones)
        return
    if story is None:
        raise UsageError("name a STORY, or use --list")
    if not lift and not why:
        raise UsageError("give the reason with --why; it is kept")
    config = common.config()
    with common.write() as archive:
        ref = job.story(archive, story, config.known_sources(), config)
        if lift:
            archive.forgetting.lift(ref)
        else:
            archive.forgetting.forget(ref, why or "", datetime.now(UTC))
    copies = job.copies_of(common.db)
    if common.json:
        found = {"source": ref.source, "story_id": ref.story_id, "lifted": lift}
        print_object(found | {"copies": [str(copy) for copy in copies]})
    elif lift:
        prose(stdout(), f"{ref.source} {ref.story_id} can be fetched and stored again")
    else:
        job.print_forgotten(ref, copies)
