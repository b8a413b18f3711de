"""The HTTP clients of a fetcher, each lent to one request at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain

import httpx

from scraper.fetch.guard import GuardedTransport
from scraper.fetch.networks import proxy_for, tls_context
from scraper.fetch.settings import FetchSettings
from scraper.urls import site_of


class Clients:
    """Clients that each have only one request under way, because httpx's pool collapses if many
    requests share one. A client serves only one host: connections go to addresses, and two hosts
    can share an address.
    """

    def __init__(self, settings: FetchSettings) -> None:
        self._settings = settings
        self._idle: dict[str, list[httpx.AsyncClient]] = {}
        for scheme in ("http", "https"):
            # One that can't be used is told now.
            proxy_for(f"{scheme}://www.example.org/", settings)
        self._tls = tls_context(settings)  # one for all: it is slow to make

    @contextmanager
    def lend(self, url: str) -> Iterator[httpx.AsyncClient]:
        """A client for one request to the host of ``url``."""
        idle = self._idle.setdefault(site_of(url), [])
        client = idle.pop() if idle else self._new_client(url)
        try:
            yield client
        finally:
            idle.append(client)

    async def close(self) -> None:
        """Close the clients and their connections."""
        for client in chain.from_iterable(self._idle.values()):
            await client.aclose()
        self._idle.clear()

    def _new_client(self, url: str) -> httpx.AsyncClient:
        limits = httpx.Limits(max_connections=4, max_keepalive_connections=4)
        return httpx.AsyncClient(
            transport=GuardedTransport(
                allow_private=self._settings.allow_private,
                limits=limits,
                tls=self._tls,
                http2=self._settings.http2,
                proxy=proxy_for(url, self._settings),
            ),
            timeout=self._settings.timeout_s,
            trust_env=False,
        )
