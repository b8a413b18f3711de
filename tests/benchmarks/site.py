"""A site in a process of its own that answers from memory, so that it is nobody's bottleneck:
``python -m tests.benchmarks.site COUNT`` prints its port and serves until it is killed. With
``years`` behind, its stories are listed by month, over twenty years.
"""

from __future__ import annotations

import asyncio
import gzip
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import ClassVar

from jobs.newsroom.markup import listing_page
from tests.benchmarks.pages import listing, pages, story_ids

#: The twenty years of a site of many.
YEARS = range(2005, 2025)

_ROBOTS = b"User-agent: *\nDisallow: /search\n"
_MISSING = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


class _Site(asyncio.Protocol):
    """Just enough HTTP/1.1 for two clients that both keep connections and ask for gzip."""

    answer: ClassVar[Callable[[bytes], bytes]]

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._pending = b""

    def data_received(self, data: bytes) -> None:
        self._pending += data
        while (end := self._pending.find(b"\r\n\r\n")) >= 0:
            request, self._pending = self._pending[:end], self._pending[end + 4 :]
            self._transport.write(type(self).answer(request.split(b" ", 2)[1]))


def _answer(body: bytes, kind: str = "text/html; charset=utf-8", level: int = 6) -> bytes:
    packed = gzip.compress(body, level)
    head = (
        f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Encoding: gzip\r\n"
        f"Content-Length: {len(packed)}\r\n\r\n"
    )
    return head.encode() + packed


def a_site(count: int) -> Callable[[bytes], bytes]:
    """What a site of ``count`` stories in one listing answers to a path."""
    answers = {f"/transcripts/{i}".encode(): _answer(body) for i, body in pages(count)}
    answers[b"/transcripts"] = _answer(listing(count))
    answers[b"/robots.txt"] = _answer(_ROBOTS, "text/plain")
    return lambda path: answers.get(path.partition(b"?")[0], _MISSING)


def a_site_of_years(count: int) -> Callable[[bytes], bytes]:
    """What a site of ``count`` stories answers that lists them by month."""
    ids = story_ids(count)
    known = {f"/transcripts/{story_id}".encode() for story_id in ids}
    patterns = [(story_id.encode(), page) for story_id, page in pages(50)]
    months = [date(year, month, 1) for year in YEARS for month in range(1, 13)]
    nothing = _answer(listing_page("Transcripts", "transcript-list", [], "/"))

    def answer(path: bytes) -> bytes:
        if path in known:
            story_id = path.rpartition(b"/")[2]
            pattern, page = patterns[int(story_id.rpartition(b"-")[2]) % len(patterns)]
            return _answer(page.replace(pattern, story_id), level=1)
        if path == b"/robots.txt":
            return _answer(_ROBOTS, "text/plain")
        if not path.startswith(b"/transcripts?range="):
            return nothing
        month = months.index(date.fromisoformat(path.partition(b"=")[2][:10].decode()))
        links = [(f"/transcripts/{story_id}", story_id) for story_id in ids[month :: len(months)]]
        return _answer(listing_page("Transcripts", "transcript-list", links, "/"))

    return answer


async def _serve(answer: Callable[[bytes], bytes]) -> None:
    _Site.answer = staticmethod(answer)
    server = await asyncio.get_running_loop().create_server(_Site, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)  # noqa: T201  for whoever started it
    await server.serve_forever()


@contextmanager
def served(count: int, *, years: bool = False) -> Iterator[str]:
    """The URL of a site of ``count`` stories, while it runs."""
    command = [sys.executable, "-m", "tests.benchmarks.site", str(count)]
    command += ["years"] if years else []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.kill()


if __name__ == "__main__":
    make = a_site_of_years if "years" in sys.argv else a_site
    asyncio.run(_serve(make(int(sys.argv[1]))))
