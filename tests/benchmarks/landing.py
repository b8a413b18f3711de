"""Landing against a bare ``executemany`` of the same rows, index entries and kept pages."""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Group
from rich.table import Table

from scraper.archive.records.measures import prepare
from scraper.archive.same_speech.relating import SpeechRelations
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
    best, least = min(landed, key=lambda took: took.landing), min(bare)
    shown = Table(title=f"Landing {PAGES} invented pages, {TOGETHER} to a transaction, ms per page")
    for column in ("", "ms", "bare executemany / this"):
        shown.add_column(column, justify="right" if column else "left")
    for what, taken in (
        ("bare executemany of the same rows, index entries and kept pages", least),
        ("landing", best.landing),
        ("landing, without near-duplicates", best.landing - best.relating),
        ("landing, and what is worked out where pages are read: compression, hashes, sketches",
         best.landing + best.preparing),
    ):  # fmt: skip
        shown.add_row(what, f"{taken / PAGES * 1000:.2f}", f"{least / taken:.2f}")
    return shown


def _work() -> _Work:
    npr = Npr()
    found = []
    for story_id, body in pages(PAGES):
        ref = StoryRef("npr", story_id, npr.canonical_url(story_id))
        page = Page(ref.url, 200, {"content-type": "text/html"}, body, NOON)
        found.append((page, extract(page, npr, ref), ref))
    return found


@dataclass(slots=True)
class Took:
    """Seconds: of landing, of finding duplicates and near-duplicates in it, and of preparing pages
    for it.
    """

    landing: float = 0.0
    relating: float = 0.0
    preparing: float = 0.0


def land(db: Path, work: _Work) -> Took:
    """Land all of ``work`` in a new archive, each page as the process that reads it gives it."""
    took, clock = Took(), time.perf_counter
    add = SpeechRelations.add

    def timed(*given: Any) -> None:
        started = clock()
        add(*given)
        took.relating += clock() - started

    SpeechRelations.add = timed  # type: ignore[assignment, method-assign]
    try:
        with Archive.write(db) as archive:
            lander = archive.lander()
            for first in range(0, len(work), TOGETHER):
                batch, started = work[first : first + TOGETHER], clock()
                packing = archive.snapshots.packing("npr")
                ready = [prepare(page, outcome, packing) for page, outcome, _ in batch]
                took.preparing += clock() - started
                started = clock()
                with archive.transaction():
                    for (page, outcome, ref), prepared in zip(batch, ready, strict=True):
                        lander.land(page, outcome, ref, NOON, prepared)
                took.landing += clock() - started
    finally:
        SpeechRelations.add = add  # type: ignore[method-assign]
    return took


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
