"""Normalizing URLs: those that browsers and servers treat as the same get the same spelling."""

from __future__ import annotations

import re
from urllib.parse import urlsplit, urlunsplit

_PORTS = {"http": 80, "https": 443}
_SLASHES = re.compile(r"/{2,}")
#: As nearly every URL is written already.
_TIDY = re.compile(r"https?://(?:[a-z0-9-]+\.)+[a-z0-9-]+(?:/[^/?#]+)*/?(?:[?#].*)?", re.DOTALL)


def host_of(url: str) -> str:
    """The host of ``url`` in small letters, without port and final dot; empty if it has none
    (a relative link, or "http://[", which occurs on real pages).
    """
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""


def site_of(url: str) -> str:
    """Scheme, host and port of ``url``: ``https://www.npr.org``."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def tidy(url: str) -> str:
    """``url`` with its host in small letters and without a final dot, without the scheme's default
    port, and with single slashes in its path. Text that is not a URL stays as it is.
    """
    if _TIDY.fullmatch(url):
        return url
    try:
        parts = urlsplit(url)
        host, port = host_of(url), parts.port
    except ValueError:
        return url
    if not host:
        return url
    scheme = parts.scheme.casefold()
    user, at, _ = parts.netloc.rpartition("@")
    shown = f"[{host}]" if ":" in host else host
    if port is not None and port != _PORTS.get(scheme):
        shown = f"{shown}:{port}"
    path = _SLASHES.sub("/", parts.path)
    return urlunsplit((scheme, f"{user}{at}{shown}", path, parts.query, parts.fragment))
