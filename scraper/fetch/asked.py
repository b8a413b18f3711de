"""What is asked for by a request."""

from __future__ import annotations

from dataclasses import dataclass

from scraper.fetch.body import ACCEPT_ENCODING, BodyLimit


@dataclass(frozen=True, slots=True)
class Validators:
    """What the last answer said about its version (RFC 9110, 8.8). They belong to the URL that
    answered, so no request for another URL is conditional, whatever redirects to or from it.
    """

    url: str | None = None
    etag: str | None = None
    last_modified: str | None = None

    def headers(self, url: str) -> dict[str, str]:
        """The headers by which a request for ``url`` is conditional; none for another URL."""
        if url != self.url:
            return {}
        found = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in found.items() if value}


@dataclass(frozen=True, slots=True)
class ByteRange:
    """A part of a file: ``length`` bytes from ``offset`` on (RFC 9110, 14)."""

    offset: int
    length: int

    @property
    def headers(self) -> dict[str, str]:
        """The headers that ask for it. A coding of the whole file would shift its bytes."""
        last = self.offset + self.length - 1
        return {"Range": f"bytes={self.offset}-{last}", "Accept-Encoding": "identity"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: a page, if it has changed, or a part of a file."""

    limit: BodyLimit
    validators: Validators = Validators()
    part: ByteRange | None = None

    def headers(self, url: str) -> dict[str, str]:
        """The headers of the request."""
        if self.part is not None:
            return {"Accept": "*/*", **self.part.headers}
        accept = "text/html,application/xhtml+xml,application/xml;q=0.9,text/plain;q=0.8"
        conditions = self.validators.headers(url)
        return {"Accept": accept, "Accept-Encoding": ACCEPT_ENCODING, **conditions}
