"""``onrecord demo``: the real ``run`` against the fake newsroom, and what landed."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import msgspec

from jobs.command_names import BRING_PAGES, DRY_RUN
from jobs.config import DEFAULT_DB, Config
from jobs.config_tables import FetchConfig, SourceConfig
from jobs.crawl_json import as_json
from jobs.crawling import Finished
from jobs.newsroom.markup import program_slug
from jobs.newsroom.server import Newsroom
from jobs.newsroom.sheets import all_sheets
from jobs.progress import Display
from jobs.run import RunOptions, run
from jobs.summary import summary
from jobs.terminal import plural, prose, stderr, stdout, table
from scraper.archive.states import PageState
from scraper.archive.store import Archive
from scraper.errors import UsageError

COMMAND = "demo"
_SHOWN = 12
#: The fake newsroom runs on this machine, so politeness would only slow the demo down.
_CONFIG = Config(fetch=FetchConfig(rate=0, connections=4, allow_private=True))


_COLUMNS = ("program", "date", "title", "speakers", "turns", "words")
#: In columns of a terminal: on a narrower one the table has room for two of them.
_WIDE, _NARROW_COLUMNS = 70, ("date", "title")


def demo(archive: Archive, display: Display) -> tuple[Finished, Finished]:
    """Run against the fake newsroom twice: as it is, and after it has corrected a story.

    :raises UsageError: the archive holds real pages, which must not be mixed with invented ones.
    """
    refuse_real_archive(archive)
    programs = sorted({program_slug(story.program) for story in all_sheets().values()})
    with Newsroom() as newsroom:
        mirror = SourceConfig(base_url=newsroom.url, programs=programs)
        config = msgspec.structs.replace(_CONFIG, sources={"npr": mirror})
        source = config.source("npr")
        first = run(archive, [source], config, display, RunOptions(command=COMMAND))
        newsroom.publish_corrections()
        if first.interrupted:
            return first, first
        again = run(archive, [source], config, display, RunOptions(refetch=True, command=COMMAND))
    return first, again


def refuse_real_archive(archive: Archive) -> None:
    """Keep invented stories out of an archive of real ones.

    :raises UsageError: another command than the demo has brought pages into it, or queued stories.
    """
    if not archive.health.states():
        return
    foreign = archive.queue.has_stories_besides("npr", list(all_sheets()))
    ran = archive.runs.commands(that_brought_pages=not foreign)
    brought = (name for name in ran if name.split(" ")[0] in BRING_PAGES)
    real = next((name for name in brought if not name.endswith(DRY_RUN)), None)
    if real is not None:
        raise UsageError(
            f"{archive.path} has real transcripts (from `onrecord {real}`), and the demo's stories"
            " are invented; give the demo its own archive with --db demo.db"
        )


def warn_of_demo(archive: Archive) -> None:
    """Print a note when an archive holds the demo's invented stories."""
    if COMMAND in archive.runs.commands():
        prose(
            stderr(),
            f"note: {archive.path} contains the demo's invented stories; for real work, start a"
            " new archive with --db",
        )


def report(archive: Archive, first: Finished, again: Finished) -> dict[str, Any]:
    """What the demo did, for machines."""
    landed = [asdict(row) for row in archive.records.newest(-1)]
    return {"first": as_json(first), "again": as_json(again), "landed": landed}


def print_report(archive: Archive, first: Finished, again: Finished) -> None:
    """Show a person what landed and what to try next."""
    console = stdout()
    rows = archive.records.newest(_SHOWN)
    columns = _COLUMNS if console.width >= _WIDE else _NARROW_COLUMNS
    cells = [[getattr(row, column) for column in columns] for row in rows]
    console.print(table(columns, cells, right="speakers turns words"))
    totals = archive.health.totals()
    count, duplicates = totals.transcripts, totals.duplicates
    states = [PageState.NO_TRANSCRIPT, PageState.GONE]
    without = sum(
        by_state.get(state, 0) for by_state in archive.health.states().values() for state in states
    )
    console.print(f"… and {count - len(rows)} more" if count > len(rows) else "")
    console.print()
    prose(
        console,
        f"{plural(count, 'transcript')}; {plural(duplicates, 'duplicate')} (the same words aired"
        f" again); {plural(without, 'story page')} without a transcript",
    )
    prose(console, f"first run:    {summary(first.report.counts)}")
    prose(console, f"looked again: {summary(again.report.counts)}")
    db = "" if archive.path == DEFAULT_DB else f" --db {archive.path}"
    console.print()
    console.print("Try:")
    query = "select speaker, text from lines where text like '%pie%'"
    for line in (
        f'{_command_name("onrecord")} search "frying bacon"{db}',
        f"{_command_name('onrecord')} show nx-s1-5340027{db}",
        f'{_command_name("sqlite-utils")} {archive.path} "{query}" --table',
    ):
        console.print(f"  {line}", soft_wrap=True)


def _command_name(program: str) -> str:
    """How to type the name of a program installed beside this one: alone where the shell finds it,
    else with its path.
    """
    if shutil.which(program):
        return program
    return os.path.relpath(Path(sys.argv[0]).with_name(program))
