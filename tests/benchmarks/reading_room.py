"""How long the reading room's pages take at the server, in a large archive, and how large they are.

``python -m tests.benchmarks reading_room`` takes the archive that ``searching`` does: see there for
what names another one.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import quote, quote_plus

import httpx
from datasette.app import Datasette
from rich.table import Table

from scraper.archive.search import Filters, Sort
from scraper.archive.store import Archive
from tests.benchmarks.talk import figures, talk_archive, vocabulary

#: Ranks of the words that are looked for, the most frequent first.
_RANKS = (1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 300, 500, 1_000, 2_000, 3_000, 10_000, 30_000)
_SOME = 40
#: The best of so many counts: other programs run on the same machine.
_ROUNDS = 3


def table() -> Table:
    """Milliseconds of each kind of page: the median, the 95th percentile, the longest; KB."""
    with talk_archive() as path:
        shown = Table(title=f"Pages over {path.name}, ms at the server, warm cache")
        for column in ("what", "pages", "median", "p95", "longest", "largest, KB"):
            shown.add_column(column, justify="left" if column == "what" else "right")
        for what, taken, sizes in asyncio.run(_measured(path)):
            shown.add_row(what, str(len(taken)), *figures(taken), f"{max(sizes) / 1000:.0f}")
    return shown


async def _measured(path: Path) -> list[tuple[str, list[float], list[int]]]:
    made = Datasette([str(path)])
    await made.invoke_startup()
    found = []
    app = httpx.ASGITransport(app=made.app())
    async with httpx.AsyncClient(transport=app, base_url="http://localhost") as client:
        for what, addresses in _kinds(path):
            taken, sizes = [], []
            for address in addresses:
                times = []
                for _ in range(_ROUNDS):
                    started = time.perf_counter()
                    answer = await client.get(address)
                    times.append(1000 * (time.perf_counter() - started))
                    assert answer.status_code == 200, f"{address}: {answer.status_code}"
                taken.append(min(times))
                sizes.append(len(answer.content))
            found.append((what, taken, sizes))
    return found


def _kinds(path: Path) -> Iterator[tuple[str, list[str]]]:
    words = [vocabulary()[rank - 1] for rank in _RANKS]
    chosen = random.Random(1)
    with Archive.read(path) as archive:
        hits = archive.search.find(None, Filters(), sort=Sort.NEWEST, limit=2_000).hits
        people = [one.id for one in archive.room.frequent_speakers(_SOME)]
        programs = archive.search.programs()
    some = chosen.sample(hits, _SOME)
    guests = [one.speaker_id for one in some if one.speaker_id is not None]
    yield "front", ["/"]
    yield "search, a word", [f"/?q={word}" for word in words]
    yield "search, two words", [f"/?q={a}+{b}" for a, b in pairwise(words)]
    yield (
        "search, a phrase",
        [f"/?q={quote_plus(' '.join(hit.text.split()[:2]))}" for hit in some[:20]],
    )
    yield (
        "search, a word and filters",
        [
            f"/?q={word}&program={quote_plus(program)}&since=2015"
            for word, program in zip(words, programs, strict=False)
        ],
    )
    yield "transcript", [f"/-/onrecord/story/{hit.source}/{hit.story_id}" for hit in some]
    yield "person, who speaks most", [f"/-/onrecord/person/{one}" for one in people]
    yield "person, any", [f"/-/onrecord/person/{one}" for one in guests]
    yield "program", [f"/-/onrecord/program/{quote(one)}" for one in programs[:5]]
    yield "mentions", [f"/-/onrecord/mentions?term={word}" for word in words[::4]]
    yield (
        "others",
        [f"/-/onrecord/{one}" for one in ("people", "programs", "voices", "corrections")],
    )
