"""The full record of a page against lexbor's bare parse and trafilatura, on the same bytes."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Sequence

import trafilatura
from rich.table import Table
from selectolax.lexbor import LexborHTMLParser

from scraper.extract import extract
from scraper.model import Page, Transcript
from scraper.sources.npr import Npr
from tests.benchmarks.pages import pages
from tests.conftest import NOON
from tests.corpus import CORPUS

_ROUNDS = 15
_MADE = 20


def table() -> Table:
    """Milliseconds a page: the median round of rounds taken in turn."""
    made = Table("pages", "size", "lexbor's bare parse", "onrecord, full record",
                 "trafilatura, text", "trafilatura, with metadata",
                 title="Extraction, ms a page")  # fmt: skip
    for name, bodies in _sets():
        parse, ours, text, record = _measure(bodies)
        made.add_row(
            name,
            f"{sum(map(len, bodies)) / len(bodies) / 1024:.0f} KiB",
            f"{parse:.2f}",
            f"{ours:.2f} ({ours / parse:.2f} x parse)",
            f"{text:.2f} ({text / ours:.1f} x ours)",
            f"{record:.2f} ({record / ours:.1f} x ours)",
        )
    return made


def _sets() -> list[tuple[str, list[bytes]]]:
    sets = [(f"{_MADE} made pages", [body for _, body in pages(_MADE)])]
    if CORPUS.is_dir():
        files = sorted(CORPUS.glob("npr/transcript-*.html"))
        bodies = [f.read_bytes() for f in files] * (_MADE // len(files))
        sets.append((f"{len(files)} real transcript page", bodies))
    return sets


def _measure(bodies: Sequence[bytes]) -> list[float]:
    npr = Npr()
    given = [
        Page("https://www.npr.org/transcripts/nx-s1-5665795", 200, {}, body, NOON)
        for body in bodies
    ]
    assert all(isinstance(extract(page, npr), Transcript) for page in given)
    texts = [body.decode() for body in bodies]
    # deduplicate stays off: it answers None from the fourth like call on.
    assert all(trafilatura.extract(text, deduplicate=False) for text in texts)
    contenders: list[Callable[[int], object]] = [
        lambda i: LexborHTMLParser(bodies[i]),
        lambda i: extract(given[i], npr),
        lambda i: trafilatura.extract(texts[i], deduplicate=False),
        lambda i: trafilatura.extract(texts[i], deduplicate=False, with_metadata=True),
    ]
    rounds: list[list[float]] = [[] for _ in contenders]
    for _ in range(_ROUNDS):
        for taken, contender in zip(rounds, contenders, strict=True):
            taken.append(_milliseconds(contender, len(bodies)))
    return [statistics.median(taken) for taken in rounds]


def _milliseconds(contender: Callable[[int], object], count: int) -> float:
    """One round without garbage collection, as timeit does it: one's garbage is not another's."""
    gc.collect()
    gc.disable()
    try:
        started = time.perf_counter()
        for i in range(count):
            contender(i)
        return (time.perf_counter() - started) * 1000 / count
    finally:
        gc.enable()
