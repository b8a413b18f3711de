"""The bare client: every page of the listing fetched by httpx, eight at a time, and let go.
``python -m tests.benchmarks.httpx_peer URL DB`` (DB is not written).
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Iterator

import httpx
from selectolax.lexbor import LexborHTMLParser

_WORKERS = 8


async def fetch_all(url: str) -> int:
    """How many pages answered well."""
    async with httpx.AsyncClient(base_url=url) as client:
        listing = LexborHTMLParser((await client.get("/transcripts")).content)
    links = iter([str(one.attributes["href"]) for one in listing.css("#transcript-list h3 a")])
    counts = await asyncio.gather(*(_work(url, links) for _ in range(_WORKERS)))
    return sum(counts)


async def _work(url: str, links: Iterator[str]) -> int:
    count = 0
    async with httpx.AsyncClient(base_url=url) as client:
        for link in links:
            count += (await client.get(link)).status_code == 200
    return count


if __name__ == "__main__":
    started = time.perf_counter()
    fetched = asyncio.run(fetch_all(sys.argv[1]))
    print(fetched, time.perf_counter() - started)  # noqa: T201
