"""Where a redirect leads (RFC 9110, 10.2.2)."""

from __future__ import annotations

from urllib.parse import quote, urldefrag, urljoin, urlsplit, urlunsplit

#: What stays as it is in the path and query of a URL: all that RFC 3986 allows, and "%".
_SAFE = "%/?#[]@!$&'()*+,;=:~-._"


def redirect_target(url: str, location: bytes) -> str:
    """The URL that a ``Location`` header of the page at ``url`` names, as servers and browsers read
    it: relative to the page, scheme and host in small letters, spaces and bytes that are no ASCII
    encoded, without a fragment.

    :raises ValueError: it is no URL.
    """
    try:
        text, encoding = location.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        text, encoding = location.decode("latin-1"), "latin-1"
    parts = urlsplit(urldefrag(urljoin(url, text.strip())).url)
    user, at, host = parts.netloc.rpartition("@")
    path, query = (quote(part, _SAFE, encoding) for part in (parts.path, parts.query))
    return urlunsplit((parts.scheme.lower(), f"{user}{at}{host.lower()}", path, query, ""))
