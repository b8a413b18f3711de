"""Another server that has a source's pages under the same paths: a mirror, a proxy, a test server.

A mirror only changes where pages are requested. Stories keep their identity and their URLs, and the
stages after the fetch know nothing of it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import urlsplit, urlunsplit

from scraper.model import Page
from scraper.sources.base import Source
from scraper.urls import host_of


class Mirror:
    """The mirror of a source at ``base_url``. The mirror of a source with many sites has a folder
    for each site, named after its host.
    """

    def __init__(self, source: Source, base_url: str) -> None:
        self.base_url = base_url.rstrip("/")
        self._source = source
        self._folders = source.many_sites
        base = re.escape(self.base_url).replace("/", r"\\?/")  # JSON may escape slashes
        self._address = re.compile(base.encode() + (rb"\\?/" if self._folders else rb"(?![\w.:-])"))

    def locate(self, url: str) -> str:
        """The place of a page of the source on the mirror; any other URL as it is."""
        if not self._source.owns(url):
            return url
        parts = urlsplit(url)
        path = urlunsplit(("", "", parts.path or "/", parts.query, ""))
        folder = f"/{host_of(url)}" if self._folders else ""
        return f"{self.base_url}{folder}{path}"

    def public_url(self, url: str) -> str:
        """The publisher's own URL for one on the mirror; any other URL as it is."""
        if not (url + "/").startswith(self.base_url + "/"):
            return url
        if self._folders:
            return "https://" + url[len(self.base_url) + 1 :]
        return self._source.home + url[len(self.base_url) :]

    def as_published(self, page: Page) -> Page:
        """``page`` as the publisher has it: at its own URL, and with the publisher's address where
        the mirror wrote its own.
        """
        own = b"https://" if self._folders else self._source.home.encode()
        return replace(
            page,
            url=self.public_url(page.url) if page.url else None,
            body=self._address.sub(own, page.body),
        )
