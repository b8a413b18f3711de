"""Any page's bytes as UTF-8, which is what lexbor reads.

The order is the WHATWG one (https://encoding.spec.whatwg.org/, HTML §13.2.3): byte-order mark,
HTTP header, ``<meta>``, guess; with one fact put before the header: bytes that *are* valid
multi-byte UTF-8 practically never mean anything else, whatever a server declares.
"""

from __future__ import annotations

import codecs
import re

_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_HEADER = re.compile(r"""charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_PRESCAN = 4096
# WHATWG: these labels mean windows-1252 on the web.
_LATIN1 = {"iso8859-1", "latin_1", "ascii", "us-ascii"}


def _cp1252_for_bad_bytes(error: UnicodeError) -> tuple[str, int]:
    """Read the bytes that are not UTF-8 as windows-1252: old pages mix the two."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    bad = error.object[error.start : error.end]
    return bad.decode("cp1252", "replace"), error.end


codecs.register_error("onrecord.cp1252", _cp1252_for_bad_bytes)


def declared_charset(body: bytes, content_type: str = "") -> str | None:
    """The Python codec name that the header or the ``<meta>`` of a page declares, or None."""
    found = _HEADER.search(content_type)
    label = found.group(1) if found else None
    if label is None and (meta := _META.search(body[:_PRESCAN])):
        label = meta.group(1).decode("ascii")
    if label is None:
        return None
    try:
        name = codecs.lookup(label).name
    except LookupError:
        return None
    return "cp1252" if name in _LATIN1 else name


def to_utf8(body: bytes, content_type: str = "") -> bytes:
    """``body`` as UTF-8 without a byte-order mark. Never raises: what can't be decoded is read
    as windows-1252 or becomes U+FFFD.
    """
    if body.startswith(codecs.BOM_UTF8):
        body = body[len(codecs.BOM_UTF8) :]
    elif body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return body.decode("utf-16", "replace").encode()
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return body
    charset = declared_charset(body, content_type)
    if charset is None:
        charset = "cp1252"
    if charset == "utf-8":
        return body.decode("utf-8", "onrecord.cp1252").encode()
    try:
        return body.decode(charset, "replace").encode("utf-8", "replace")
    except (LookupError, UnicodeError, TypeError, AttributeError):  # not a text codec: "rot13"
        return body.decode("cp1252", "replace").encode()
