"""``python -m tests.faultlab [PAGES]``: 10,000 pages of a site that fails a fifth of the time."""

from __future__ import annotations

import asyncio
import resource
import sys
import tempfile
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from rich.console import Console

from scraper.archive.store import Archive
from scraper.crawl import Crawl, CrawlOptions
from scraper.fetch import retry
from scraper.fetch.settings import FetchSettings
from scraper.origins import Origins
from scraper.sources.npr import Npr
from tests.conftest import raw
from tests.faultlab.cases import (
    PAGE,
    broken_chunks,
    encoded,
    no_robots,
    reset_at_once,
    reset_in_body,
    short_length,
    status,
    truncated,
    wall,
)
from tests.faultlab.server import Connection, FaultServer, Script

#: Neither 429 nor 503, which slow the crawl down, as they should.
_FAULTS: list[Script] = [
    reset_at_once,
    reset_in_body,
    truncated,
    short_length,
    broken_chunks,
    encoded(PAGE, "gzip"),
    status("500 Oops"),
    status("502 Bad Gateway"),
    wall("Page Not Found"),
]
_ONE_IN = 5
_SETTINGS = FetchSettings(rate=0, connections=8, allow_private=True, timeout_s=5, attempts=2)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the archive holds in the end: pages by state, transcripts, words that are on the page
    of their number, and what is wrong with the archive.
    """

    faults: int
    requests: int
    states: dict[str, int]
    right: int
    wrong: list[str]


def _same(moment: datetime) -> datetime:
    return moment


def numbered(number: int) -> bytes:
    """A page that tells its number in what is said."""
    opening = b"people wait for it to ring."
    assert PAGE.count(opening) == 1
    return PAGE.replace(opening, b"people wait for it to ring. It is number %d." % number)


def weather(count: int, directory: Path, told: Callable[[str], None]) -> Outcome:
    """Crawl ``count`` pages day by day until nothing is due any more."""
    faults = 0

    def flaky(connection: Connection) -> None:
        nonlocal faults
        number = int(connection.asked.path.rpartition("-")[2])
        drawn = zlib.crc32(f"{number} {connection.visit}".encode())
        if drawn % _ONE_IN == 0:
            faults += 1
            _FAULTS[drawn // _ONE_IN % len(_FAULTS)](connection)
        else:
            connection.answer(numbered(number))

    now = datetime(2026, 3, 20, 12, tzinfo=UTC)
    with (
        FaultServer({"/robots.txt": no_robots, "*": flaky}) as server,
        Archive.write(directory / "archive.db") as archive,
    ):
        npr = Npr()
        refs = [npr.identify(npr.canonical_url(f"nx-s1-{n}")) for n in range(1, count + 1)]
        with archive.transaction():
            archive.queue.add_stories([ref for ref in refs if ref], now)
        for day in range(18):
            for _ in range(3):
                run_id = archive.runs.start("weather", now)
                options = CrawlOptions(_SETTINGS, now=partial(_same, now))
                crawl = Crawl(archive, [Origins(npr, server.url)], run_id, options)
                report = asyncio.run(crawl.run())
                if report.counts:
                    counts = ", ".join(f"{n} {what}" for what, n in report.counts.items())
                    told(f"day {day + 1}: {counts}")
                now += timedelta(hours=3)
            now += timedelta(hours=15)
        rows = raw(archive).execute("SELECT state, count(*) FROM pages GROUP BY state")
        states = {str(state): int(pages) for state, pages in rows}
        said = raw(archive).execute(
            "SELECT story_id, group_concat(text, ' ') FROM transcripts JOIN turns"
            " ON turns.transcript_id = transcripts.id GROUP BY transcripts.id"
        )
        right = sum(f"number {story.rpartition('-')[2]}." in text for story, text in said)
        wrong = [problem.what for problem in archive.integrity.check()]
        return Outcome(faults, len(server.asked), states, right, wrong)


def main() -> None:
    """Crawl and say what is there in the end."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    retry._backoff = lambda state: 0.0  # type: ignore[assignment]
    console = Console(highlight=False, markup=False)
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as directory:
        outcome = weather(count, Path(directory), lambda line: console.print(line, soft_wrap=True))
    share = outcome.faults / max(outcome.requests, 1)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    console.print(
        f"{count:,} pages, {outcome.requests:,} requests, {outcome.faults:,} faults ({share:.0%}),"
        f" {time.monotonic() - started:.0f} s, {peak:.0f} MiB with the server"
    )
    console.print(f"pages by state: {outcome.states}")
    console.print(f"{outcome.right:,} transcripts say what their page says")
    for sentence in outcome.wrong:
        console.print(f"wrong: {sentence}", soft_wrap=True)
    sys.exit(0 if outcome.right == count and not outcome.wrong else 1)


if __name__ == "__main__":
    main()
