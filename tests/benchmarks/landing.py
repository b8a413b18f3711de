"""Landing against a bare ``executemany`` of the same rows, index entries and kept pages."""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from rich.console import Group
from rich.table import Table

from scraper.archive.store import Archive
from scraper.extract import extract
from scraper.model import Outcome, Page, StoryRef
from scraper.sources.npr import Npr
from tests.benchmarks import near_duplicates
from tests.benchmarks.pages import pages
from tests.conftest import NOON

PAGES = 800
#: Pages that share a transaction.
TOGETHER = 16
_ROUNDS = 3
#: Tables in the order in which rows can be inserted, and the column that leads to the page.
_TABLES = {
    "dictionaries": None,
    "pages": "id",
    "snapshots": "page_id",
    "transcripts": "page_id",
    "speakers": None,
    "turns": "transcript_id",
    "appearances": "transcript_id",
    "notes": "transcript_id",
    "revisions": "transcript_id",
    "speech": "transcript_id",
    "sketches": "transcript_id",
}
#: The rows of an index for the transcripts after one number, up to another.
_INDEXES = {
    "turns_fts (rowid, text)": (
        "SELECT id, text FROM turns WHERE transcript_id > ? AND transcript_id <= ?"
    ),
    "transcripts_fts (rowid, title, teaser)": (
        "SELECT id, title, teaser FROM transcripts WHERE id > ? AND id <= ?"
    ),
    "speech_fts (rowid, text, compounds, facets)": (
        "SELECT id, text, compounds, facets FROM speech_content WHERE turn_id IN"
        " (SELECT id FROM turns WHERE transcript_id > ? AND transcript_id <= ?) ORDER BY id"
    ),
}
_Work = Sequence[tuple[Page, Outcome, StoryRef]]


def table() -> Group:
    """Landing, and what near-duplicates cost of it in a large archive."""
    return Group(landing_table(), near_duplicates.cost_table(), near_duplicates.methods_table())


def landing_table() -> Table:
    """Milliseconds a page, the best of some rounds taken in turn."""
    work = _work()
    landed, bare = [], []
    for _ in range(_ROUNDS):
        with tempfile.TemporaryDirectory() as name:
            landed.append(land(Path(name) / "landed.db", work))
            bare.append(insert_again(Path(name) / "landed.db", Path(name) / "bare.db"))
    ours, least = min(landed) / PAGES * 1000, min(bare) / PAGES * 1000
    shown = Table(title=f"Landing {PAGES} made pages, {TOGETHER} to a transaction, ms a page")
    for column in ("bare executemany", "landing", "share"):
        shown.add_column(column, justify="right")
    shown.add_row(f"{least:.2f}", f"{ours:.2f}", f"{least / ours:.2f}")
    return shown


def _work() -> _Work:
    npr = Npr()
    found = []
    for story_id, body in pages(PAGES):
        ref = StoryRef("npr", story_id, npr.canonical_url(story_id))
        page = Page(ref.url, 200, {"content-type": "text/html"}, body, NOON)
        found.append((page, extract(page, npr, ref), ref))
    return found


def land(db: Path, work: _Work) -> float:
    """Land all of ``work`` in a new archive; the seconds it took."""
    with Archive.write(db) as archive:
        lander = archive.lander()
        started = time.perf_counter()
        for first in range(0, len(work), TOGETHER):
            with archive.transaction():
                for page, outcome, ref in work[first : first + TOGETHER]:
                    lander.land(page, outcome, ref, NOON)
        return time.perf_counter() - started


def insert_again(landed: Path, db: Path) -> float:
    """Insert what ``landed`` holds into a new archive, as much to a transaction as there; the
    seconds it took.
    """
    with closing(sqlite3.connect(landed)) as source:
        batches = list(_batches(source))
    Archive.write(db).close()
    with closing(sqlite3.connect(db, isolation_level=None)) as bare:
        bare.execute("PRAGMA synchronous = FULL")
        bare.execute("UPDATE own_write SET active = 1")  # no triggers
        started = time.perf_counter()
        for batch in batches:
            bare.execute("BEGIN IMMEDIATE")
            for sql, rows in batch:
                bare.executemany(sql, rows)
            bare.execute("COMMIT")
        return time.perf_counter() - started


def _batches(source: sqlite3.Connection) -> list[list[tuple[str, list[tuple[object, ...]]]]]:
    """The statements and rows of each transaction."""
    found = []
    for first in range(0, PAGES, TOGETHER):
        batch = []
        for table, page in _TABLES.items():
            if page is None and first:
                continue
            # A page, its transcript and its place in the order have the same number.
            where = f" WHERE {page} > {first} AND {page} <= {first + TOGETHER}" if page else ""
            rows = source.execute(f"SELECT * FROM {table}{where} ORDER BY rowid").fetchall()
            if rows:
                marks = ", ".join("?" * len(rows[0]))
                batch.append((f"INSERT INTO {table} VALUES ({marks})", rows))
        for index, select in _INDEXES.items():
            rows = source.execute(select, (first, first + TOGETHER)).fetchall()
            marks = ", ".join("?" * len(rows[0]))
            batch.append((f"INSERT INTO {index} VALUES ({marks})", rows))
        found.append(batch)
    return found
