"""A site in a process of its own that answers from memory, so that it is nobody's bottleneck:
``python -m tests.benchmarks.site COUNT`` prints its port and serves until it is killed.
"""

from __future__ import annotations

import asyncio
import gzip
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tests.benchmarks.pages import listing, pages

_ROBOTS = b"User-agent: *\nDisallow: /search\n"
_MISSING = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


class _Site(asyncio.Protocol):
    """Just enough HTTP/1.1 for two clients that both keep connections and ask for gzip."""

    answers: dict[bytes, bytes]

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._pending = b""

    def data_received(self, data: bytes) -> None:
        self._pending += data
        while (end := self._pending.find(b"\r\n\r\n")) >= 0:
            request, self._pending = self._pending[:end], self._pending[end + 4 :]
            path = request.split(b" ", 2)[1].partition(b"?")[0]
            self._transport.write(self.answers.get(path, _MISSING))


def _answer(body: bytes, kind: str = "text/html; charset=utf-8") -> bytes:
    packed = gzip.compress(body, 6)
    head = (
        f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Encoding: gzip\r\n"
        f"Content-Length: {len(packed)}\r\n\r\n"
    )
    return head.encode() + packed


async def _serve(count: int) -> None:
    _Site.answers = {f"/transcripts/{i}".encode(): _answer(body) for i, body in pages(count)}
    _Site.answers[b"/transcripts"] = _answer(listing(count))
    _Site.answers[b"/robots.txt"] = _answer(_ROBOTS, "text/plain")
    server = await asyncio.get_running_loop().create_server(_Site, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)  # noqa: T201  for whoever started it
    await server.serve_forever()


@contextmanager
def served(count: int) -> Iterator[str]:
    """The URL of a site of ``count`` stories, while it runs."""
    command = [sys.executable, "-m", "tests.benchmarks.site", str(count)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.kill()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
