"""The key under which web archives look a URL up: its SURT, "org,npr)/transcripts/222172602".

The form that readers of CDX files expect is that of the Internet Archive's canonicalizer: no
scheme, user, default port, fragment or leading "www."; small letters; the host's labels turned
round; the parts of the query sorted; no slash at the end and no session ids
(http://crawler.archive.org/articles/user_manual/glossary.html#surt). The library surt, which
defines it, is under a licence that this one can't take on, so a test holds this module against it.
"""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes, urlsplit

_PORTS = {"http": 80, "https": 443}
_WWW = re.compile(r"^www\d*\.")
_ADDRESS = re.compile(r"(?:\d{1,3}\.){3}\d{1,3}")
_SLASHES = re.compile(r"/{2,}")
_SESSION = re.compile(
    r"(?:jsessionid=[0-9a-z]{32}|phpsessid=[0-9a-z]{32}|sid=[0-9a-z]{32}"
    r"|aspsessionid[a-z]{8}=[a-z]{24}|cfid=[^&]+&cftoken=[^&]+)(?:&|$)",
    re.IGNORECASE,
)
#: What stays escaped: controls and the space, "#" and "%", and all that is not ASCII.
_ESCAPED = frozenset([*range(0x21), 0x23, 0x25, *range(0x7F, 0x100)])


def surt(url: str) -> str:
    """The key of an HTTP URL. Anything else is its own key."""
    try:
        parts = urlsplit(url.strip().partition("#")[0])
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return url
    if parts.scheme not in _PORTS or not host:
        return url
    host = _WWW.sub("", _ascii(host))
    labels = ",".join(reversed(host.split(".")))
    if port not in (None, _PORTS[parts.scheme]):
        labels += f":{port}"
    path = _without_dots(_normal(parts.path)).lower()
    if len(path) > 1:
        path = path.rstrip("/") or "/"
    query = _SESSION.sub("", _normal(parts.query)).lower()
    query = "&".join(sorted(query.split("&"), key=lambda part: part.split("=", 1)))
    return f"{labels}){path or '/'}" + (f"?{query}" if query else "")


def _ascii(host: str) -> str:
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host


def _normal(text: str) -> str:
    """A path or query with one way of escaping."""
    raw = text.encode("utf-8")
    while (plain := unquote_to_bytes(raw)) != raw:
        raw = plain
    return "".join(f"%{byte:02X}" if byte in _ESCAPED else chr(byte) for byte in raw)


def _without_dots(path: str) -> str:
    found: list[str] = []
    for part in _SLASHES.sub("/", path).split("/")[1:]:
        if part == "..":
            del found[-1:]
        elif part != ".":
            found.append(part)
    return "/" + "/".join(found)
