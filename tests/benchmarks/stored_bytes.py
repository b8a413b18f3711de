"""How many bytes a page takes in the archive, on pages as varied as there are."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from rich.table import Table

from scraper.archive.store import Archive
from scraper.extract import extract
from scraper.model import Page, StoryRef
from scraper.sources import source_named
from tests.benchmarks.pages import pages
from tests.conftest import NOON, raw
from tests.corpus import CORPUS
from tests.corpus_facts import PAGES
from tests.quality.gold import gold_pages

_MADE = 500
_Kept = tuple[str, Page]


def table() -> Table:
    """KB a page: as fetched, as kept, and all that the archive has of it."""
    shown = Table("pages", "count", "as fetched", "kept page", "all of the archive",
                  title="Bytes per stored page, KB")  # fmt: skip
    sets = {"made pages of one layout": _one_layout(), "made pages of every layout": _layouts()}
    if CORPUS.is_dir():
        sets["real pages and texts"] = _real()
    for name, kept in sets.items():
        shown.add_row(name, *_measured(list(kept)))
    return shown


def _one_layout() -> Iterator[_Kept]:
    for story, body in pages(_MADE):
        yield "npr", Page(f"https://www.npr.org/transcripts/{story}", 200, {}, body, NOON)


def _layouts() -> Iterator[_Kept]:
    for one in gold_pages():
        if one.era != "real":
            yield one.source.name, one.page


def _real() -> Iterator[_Kept]:
    for file, (source, url) in PAGES.items():
        yield source, Page(url, 200, {}, (CORPUS / file).read_bytes(), NOON)


def _measured(kept: Iterable[_Kept]) -> Iterator[str]:
    count = fetched = 0
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "archive.db"
        with Archive.write(path) as archive:
            lander = archive.lander()
            for number, (source, page) in enumerate(kept):
                url = f"https://a.ex/{number}"
                ref = StoryRef(source, str(number), url)
                outcome = extract(page, source_named(source)())
                outcome = replace(outcome, ref=ref)  # pages of a story in several forms count each
                with archive.transaction():
                    lander.land(page, outcome, ref, NOON)
                count += 1
                fetched += len(page.body)
            packed = raw(archive).execute("SELECT sum(length(body)) FROM snapshots").fetchone()[0]
        size = path.stat().st_size
    yield str(count)
    yield from (f"{total / count / 1000:.1f}" for total in (fetched, packed, size))
