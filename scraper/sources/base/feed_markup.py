"""Repairing the markup of feeds if only one meaning is possible.

XML 1.0 (https://www.w3.org/TR/xml/) makes all of these fatal: a bare ``&`` or ``<``, an entity of
HTML, a control character, a character reference to none, anything before the declaration, a
declaration within the document, one that names an encoding that is not the bytes'.
"""

from __future__ import annotations

import html.entities
import re

_CONTROLS = bytes(set(range(0x20)) - {0x09, 0x0A, 0x0D})
_NO_CHARACTERS = re.compile(rb"\xef\xbf[\xbe\xbf]")
_ROOT = re.compile(
    rb"<\?xml\b|<(?:[\w.-]+:)?(?:rss|feed|rdf|urlset|sitemapindex)(?=[\s/>])", re.IGNORECASE
)
_HEAD = 1000
#: Sections in which markup means nothing (one that does not end lasts to the end of the document,
#: so that none is looked through twice), what says nothing of stories, and what may have to be put
#: right. A document type that refers to a DTD and defines nothing itself is that of old RSS.
_PIECES = re.compile(
    rb"(?P<keep><!\[CDATA\[.*?(?:\]\]>|\Z))"
    rb"|(?P<drop><!--.*?(?:-->|\Z)|<\?.*?(?:>|\Z)|<!DOCTYPE[^\[>]*>)"
    rb"|&(?:\#(?P<decimal>[0-9]{1,7});|\#[xX](?P<hex>[0-9a-fA-F]{1,6});"
    rb"|(?P<name>[A-Za-z][A-Za-z0-9]{0,40});)?"
    rb"|(?P<less><(?![A-Za-z_:/!?\x80-\xff]))",
    re.DOTALL,
)
_OF_XML = frozenset({b"amp", b"lt", b"gt", b"quot", b"apos"})


def well_formed(body: bytes) -> bytes:
    """A document in UTF-8 without those faults, and without its declaration."""
    root = _ROOT.search(body[:_HEAD])
    if root is not None and not body.startswith(b"<"):
        body = body[root.start() :]
    body = body.translate(None, _CONTROLS)
    body = _NO_CHARACTERS.sub(b"", body) if b"\xef\xbf" in body else body
    return _PIECES.sub(_repaired, body)


def _repaired(found: re.Match[bytes]) -> bytes:
    kind = found.lastgroup
    if kind == "keep":
        return found.group()
    if kind == "drop":
        return b""
    if kind == "less":
        return b"&lt;"
    if kind == "name":
        return _entity(found.group("name"))
    if kind in ("decimal", "hex"):
        code = int(found.group(kind), 10 if kind == "decimal" else 16)
        return found.group() if _is_character(code) else b""
    return b"&amp;"


def _entity(name: bytes) -> bytes:
    """A reference to an entity: XML's own stays, HTML's becomes its character, and any other was
    not meant as one.
    """
    if name in _OF_XML:
        return b"&" + name + b";"
    text = html.entities.html5.get(name.decode("ascii") + ";")
    if text is None:
        return b"&amp;" + name + b";"
    return "".join(f"&#{ord(char)};" for char in text).encode()


def _is_character(code: int) -> bool:
    """Whether XML (1.0, 2.2) has a character of that number."""
    return (
        code in (0x9, 0xA, 0xD)
        or 0x20 <= code <= 0xD7FF
        or 0xE000 <= code <= 0xFFFD
        or 0x10000 <= code <= 0x10FFFF
    )
