"""How long ``coverage`` takes in an archive of 200,000 story pages and the listings of 25 years."""

from __future__ import annotations

import statistics
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from rich.table import Table

from scraper.archive.health.coverage import CoverageFilter
from scraper.archive.store import Archive
from scraper.model import Covered, ListingRef
from tests.conftest import NOON, raw

PAGES, PROGRAMS, FIRST = 200_000, 20, date(2000, 1, 1)
DAYS = 25 * 365


def table() -> Table:
    """Milliseconds, the median of five rounds."""
    shown = Table(title=f"Coverage of {PAGES:,} story pages, ms")
    shown.add_column("what")
    shown.add_column("ms", justify="right")
    one = CoverageFilter(["npr"], "Program 7", "2009-01", "2013-12")
    with tempfile.TemporaryDirectory() as made, Archive.write(Path(made) / "large.db") as archive:
        with archive.transaction():
            _add_stories(archive)
            _add_listings(archive)
        for what, which in (("every month", CoverageFilter()), ("five years of one program", one)):
            times = []
            for _ in range(5):
                began = time.perf_counter()
                months = len(archive.health.coverage(which))
                times.append(time.perf_counter() - began)
            shown.add_row(f"{what} ({months:,})", f"{statistics.median(times) * 1000:,.0f}")
    return shown


def _add_stories(archive: Archive) -> None:
    pages, transcripts = [], []
    for n in range(1, PAGES + 1):
        day = (FIRST + timedelta(days=n * DAYS // PAGES)).isoformat()
        program, landed = f"Program {n % PROGRAMS}", n % 10
        url = f"https://www.npr.org/transcripts/{n}"
        state = "landed" if landed else "gone"
        pages.append((n, url, f"{n}", state, program, day))
        if landed:
            transcripts.append((f"{n}", url, program, day, n))
    connection = raw(archive)
    connection.execute("UPDATE own_write SET active = 1")
    connection.executemany(
        "INSERT INTO pages (id, url, source, story_id, kind, state, discovered_at, program,"
        " listed_on, listed_at) VALUES (?, ?, 'npr', ?, 'story', ?, '2026', ?, ?, '2026')",
        pages,
    )
    connection.executemany(
        "INSERT INTO transcripts (source, story_id, url, program, aired_on, word_count, turn_count,"
        " content_hash, first_seen_at, last_seen_at, extractor, page_id)"
        " VALUES ('npr', ?, ?, ?, ?, 0, 0, '', '', '', '', ?)",
        transcripts,
    )
    connection.execute("UPDATE own_write SET active = 0")


def _add_listings(archive: Archive) -> None:
    """A listing by date and an archive page of four programs for each month; a page for each of
    their days.
    """
    refs = []
    names = [f"Program {number}" for number in range(4)]
    for start in range(0, DAYS, 30):
        first, last = FIRST + timedelta(days=start), FIRST + timedelta(days=start + 29)
        refs.append(_listing(f"range{start}", Covered(first, last)))
        refs += [_listing(f"{name}{start}", Covered(first, last, (name,))) for name in names]
    for number in range(DAYS):
        day = FIRST + timedelta(days=number)
        refs += [_listing(f"{name}-{day}", Covered(day, day, (name,))) for name in names]
    archive.queue.add_listings(refs, NOON, again=False)
    raw(archive).execute("UPDATE listed_days SET read_at = '2026-03-20T12:00:00+00:00'")


def _listing(name: str, covers: Covered) -> ListingRef:
    program = covers.programs[0] if covers.programs else None
    return ListingRef("npr", f"https://www.npr.org/{name}", True, program, covers=covers)
