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


#: How UTF-8 begins that was read as windows-1252 or ISO 8859-1 and written as UTF-8 again: "â€",
#: "Ã" and "Â" before a character of the upper half.
_MANGLED = re.compile(rb"\xc3(?:\xa2(?:\xe2\x82\xac|\xc2\x80)|[\x82\x83]\xc2)")
_UPPER = "".join(
    sorted({bytes([b]).decode("cp1252", "replace") for b in range(0x80, 0xC0)} - {"\ufffd"})
)
_MANGLED_RUN = re.compile(f"[\u00c2-\u00f4][\u0080-\u00bf{re.escape(_UPPER)}]{{1,3}}")


def unmangled(body: bytes) -> bytes:
    """UTF-8 in which text that was once read in the wrong charset ("donâ€™t") is put right."""
    if b"\xc3" not in body or _MANGLED.search(body) is None:
        return body
    return _MANGLED_RUN.sub(_read_again, body.decode("utf-8", "replace")).encode()


def _read_again(found: re.Match[str]) -> str:
    run = found.group()
    for end in range(len(run), 1, -1):
        try:
            raw = b"".join(_as_read(char) for char in run[:end])
            return raw.decode("utf-8") + run[end:]
        except UnicodeError:
            continue
    return run


def _as_read(char: str) -> bytes:
    """The byte that was read as ``char``."""
    return char.encode("latin-1") if ord(char) < 0x100 else char.encode("cp1252")


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
