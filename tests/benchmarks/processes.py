"""Reading kept pages again and reading a WARC file, with one process that reads and with two.

The pages are as varied as those of the fake newsroom: four eras of markup, long and short stories,
pages without a transcript, and words that air again.
"""

from __future__ import annotations

import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

from rich.table import Table
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from jobs.newsroom.markup import story_page
from jobs.newsroom.sheets import Line, StorySheet, all_sheets
from scraper.sources.npr import Npr
from tests.benchmarks.pages import with_chrome
from tests.near_duplicates import vocabulary

PAGES = 6_000
ROUNDS = 3
_ROOT = Path(__file__).parents[2]
#: The option's values, and what is at work.
_JOBS = {0: "no process of its own", 1: "one reads, in turn with landing", 2: "two read ahead"}
#: One story in so many has the words of an earlier one.
_AGAIN = 25


def made_stories(count: int) -> Iterator[StorySheet]:
    """``count`` stories in the markup of all eras, each with words of its own but for those that
    air again.
    """
    sheets, chance = list(all_sheets().values()), random.Random("processes")
    said: list[tuple[Line, ...]] = []
    for number in range(count):
        sheet = sheets[number % len(sheets)]
        old = sheet.era in ("2005", "2009", "2013")
        story_id = str(100_000_000 + number) if old else f"nx-s1-{7_000_000 + number}"
        script = sheet.script and _script(sheet, chance)
        if script and said and number % _AGAIN == 0:
            script = chance.choice(said)
        if script:
            said.append(script)
        title = f"{sheet.title} ({number})"
        yield replace(sheet, story_id=story_id, title=title, script=script, same_words_as=None)


def _script(sheet: StorySheet, chance: random.Random) -> tuple[Line, ...]:
    """The labels and cues of a story one to six times over, with other words."""
    script = []
    for line in sheet.script * chance.randint(1, 6):
        words = chance.choices(vocabulary(), k=chance.randint(4, 90))
        text = f"{' '.join(words).capitalize()}."
        script.append(line if line.cue else replace(line, paragraphs=(text,), inside=False))
    return tuple(script)


def write_warc(path: Path, count: int, *, chrome: bool = True) -> None:
    """Write a WARC file with the pages of ``count`` made stories, the newest markup first."""
    source = Npr()
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=path.suffix == ".gz")
        for story in sorted(made_stories(count), key=lambda story: story.era, reverse=True):
            page = story_page(story)
            body = with_chrome(page) if chrome else page
            kind = "iso-8859-1" if story.era == "2005" else "utf-8"
            headers = [("Content-Type", f"text/html; charset={kind}")]
            http = StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1")
            url = source.canonical_url(story.story_id)
            stream = BytesIO(body)
            record = writer.create_warc_record(
                url, "response", payload=stream, http_headers=http,
                warc_headers_dict={"WARC-Date": "2026-03-02T12:00:00Z"},
            )  # fmt: skip
            writer.write_record(record)


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds, by the clock and of processors (of all processes that have ended)."""

    wall: float
    cpu: float


def run(directory: Path, *arguments: str) -> Took:
    """Run a command there."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "jobs.cli", *arguments, "-q"], cwd=directory, check=True,
        env=os.environ | {"PYTHONPATH": str(_ROOT)}, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    wall = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)
    return Took(wall, used)


def _measure(directory: Path, jobs: int) -> dict[str, Took]:
    """Both commands once."""
    db = directory / "archive.db"
    for file in directory.glob("archive.db*"):
        file.unlink()
    option = f"--jobs={jobs}"
    landed = run(directory, "backfill", "--warc", "pages.warc.gz", option)
    if not (directory / "landed.db").exists():
        shutil.copy(db, directory / "landed.db")
    shutil.copy(directory / "landed.db", db)
    return {"backfill --warc": landed, "reextract": run(directory, "reextract", option)}


def table() -> Table:
    """Milliseconds a page, each the best of some rounds taken in turn."""
    shown = Table(title=f"{PAGES:,} varied pages, ms a page; {os.cpu_count()} processors")
    for column in ("", "--jobs", "by the clock", "of processors", "one process / this"):
        shown.add_column(column, justify="right" if column else "left")
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        write_warc(directory / "pages.warc.gz", PAGES)
        rounds = [{jobs: _measure(directory, jobs) for jobs in _JOBS} for _ in range(ROUNDS)]
    for command in ("backfill --warc", "reextract"):
        best = {
            jobs: min((one[jobs][command] for one in rounds), key=lambda took: took.wall)
            for jobs in _JOBS
        }
        for jobs, what in _JOBS.items():
            took = best[jobs]
            shown.add_row(
                command, f"{jobs}: {what}", f"{took.wall / PAGES * 1000:.2f}",
                f"{took.cpu / PAGES * 1000:.2f}", f"{best[1].wall / took.wall:.2f}",
            )  # fmt: skip
    return shown
