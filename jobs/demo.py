"""``onrecord demo``: the real ``run`` against the fake newsroom, and what landed."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import Any

import msgspec

from jobs.config import Config, FetchConfig, SourceConfig
from jobs.crawl_json import as_json
from jobs.crawling import Finished
from jobs.newsroom.markup import program_slug
from jobs.newsroom.server import Newsroom
from jobs.newsroom.sheets import all_sheets
from jobs.progress import Display
from jobs.run import RunOptions, run
from jobs.summary import summary
from jobs.terminal import plural, prose, stderr, stdout, table
from scraper.archive.database import Archive
from scraper.errors import UsageError

COMMAND = "demo"
_SHOWN = 12
#: The fake newsroom runs on this machine, so politeness would only slow the demo down.
_CONFIG = Config(fetch=FetchConfig(rate=0, connections=4, allow_private=True))


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

    :raises UsageError: other commands than the demo have written to it.
    """
    real = archive.connection.execute(
        "SELECT command FROM runs WHERE command != ? LIMIT 1", (COMMAND,)
    ).fetchone()
    if real is not None:
        raise UsageError(
            f"{archive.path} is in real use (`onrecord {real[0]}`), and the demo's stories are"
            " invented; give the demo an archive of its own with --db demo.db"
        )


def warn_of_demo(archive: Archive) -> None:
    """Print a note when an archive holds the demo's invented stories."""
    if archive.connection.execute(
        "SELECT 1 FROM runs WHERE command = ? LIMIT 1", (COMMAND,)
    ).fetchone():
        prose(
            stderr(),
            f"note: {archive.path} holds the demo's invented stories; for real work start a new"
            " archive with --db",
        )


def landed_rows(archive: Archive, limit: int) -> list[dict[str, Any]]:
    """The newest transcripts: program, date, title, speakers, turns, words."""
    return [
        dict(row)
        for row in archive.connection.execute(
            "SELECT transcripts.id, program, aired_on AS date, title,"
            " (SELECT count(*) FROM appearances WHERE transcript_id = transcripts.id) AS speakers,"
            " turn_count AS turns, word_count AS words"
            " FROM transcripts ORDER BY aired_on DESC, id LIMIT ?",
            (limit,),
        )
    ]


def report(archive: Archive, first: Finished, again: Finished) -> dict[str, Any]:
    """What the demo did, for machines."""
    return {"first": as_json(first), "again": as_json(again), "landed": landed_rows(archive, -1)}


def print_report(archive: Archive, first: Finished, again: Finished) -> None:
    """Show a person what landed and what to try next."""
    console = stdout()
    rows = landed_rows(archive, _SHOWN)
    columns = ("program", "date", "title", "speakers", "turns", "words")
    console.print(
        table(columns, [[row[c] for c in columns] for row in rows], right="speakers turns words")
    )
    count, duplicates = archive.connection.execute(
        "SELECT count(*), sum(duplicate_of IS NOT NULL) FROM transcripts"
    ).fetchone()
    without = archive.connection.execute(
        "SELECT count(*) FROM pages WHERE kind = 'story' AND state IN ('no_transcript', 'gone')"
    ).fetchone()[0]
    console.print(f"… and {count - len(rows)} more" if count > len(rows) else "")
    console.print()
    prose(
        console,
        f"{plural(count, 'transcript')}; {plural(duplicates, 'duplicate')} (the same words aired"
        f" again); {plural(without, 'story page')} without a transcript",
    )
    prose(console, f"first run:    {summary(first.report.counts)}")
    prose(console, f"looked again: {summary(again.report.counts)}")
    db = "" if str(archive.path) == "archive.db" else f" --db {archive.path}"
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
