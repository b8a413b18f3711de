"""Converting any page's bytes to UTF-8, which is what lexbor reads.

The order is that of the WHATWG (https://encoding.spec.whatwg.org/, HTML §13.2.3): byte-order mark,
HTTP header, ``<meta>``, guess. One rule comes before the header: bytes that *are* valid multi-byte
UTF-8 practically never mean anything else, whatever a server declares.
"""

from __future__ import annotations

import codecs
import re

_XML_DECLARATION = re.compile(
    rb"""<\?xml\b[^>]{0,200}?encoding\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE
)
_SPACE = b" \t\r\n\x0b\x0c"
#: Byte order marks with the codecs they stand for; that of UTF-32 begins like that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_HEADER = re.compile(r"""charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_PRESCAN = 4096
# WHATWG: these labels mean windows-1252 on the web.
_LATIN1 = {"iso8859-1", "latin_1", "ascii", "us-ascii"}
# WHATWG: a page in which "charset=utf-16" can be read as ASCII is none.
_WIDE = ("utf-16", "utf-32")


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


#: U+0080 to U+009F, which are control characters that nobody writes: bytes of windows-1252 that
#: were taken for ISO 8859-1 and written as UTF-8.
_C1 = re.compile(rb"\xc2[\x80-\x9f]")


def unmangled(body: bytes) -> bytes:
    """UTF-8 in which text that was once read in the wrong charset is put right: "donâ€™t", and
    "don", U+0092, "t". The five of U+0080 to U+009F that windows-1252 leaves open stay.
    """
    if b"\xc3" in body and _MANGLED.search(body) is not None:
        body = _MANGLED_RUN.sub(_read_again, body.decode("utf-8", "replace")).encode()
    return _C1.sub(_from_c1, body) if b"\xc2" in body else body


def _from_c1(found: re.Match[bytes]) -> bytes:
    try:
        return found.group()[1:].decode("cp1252").encode()
    except UnicodeDecodeError:
        return found.group()


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


def _utf16_order(body: bytes, content_type: str) -> str | None:
    """The codec of a body that its header calls UTF-16 and whose zero bytes look like it."""
    found = _HEADER.search(content_type)
    if found is None or not found.group(1).casefold().startswith("utf-16"):
        return None
    return _order_of_zeros(body)


def _order_of_zeros(body: bytes) -> str | None:
    """The codec of UTF-16 without a mark: each second byte of markup and URLs is zero."""
    start = body[:_PRESCAN]
    even, odd = start[::2].count(0), start[1::2].count(0)
    if max(even, odd) * 4 < len(start):
        return None
    return "utf-16-be" if even > odd else "utf-16-le"


def to_utf8(body: bytes, content_type: str = "") -> bytes:
    """``body`` as UTF-8 without a byte-order mark. Never raises: what can't be decoded is read
    as windows-1252 or becomes U+FFFD. A page that calls itself UTF-16 and is not is UTF-8.
    """
    if body.startswith(codecs.BOM_UTF8):
        body = body[len(codecs.BOM_UTF8) :]
    elif body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return body.decode("utf-16", "replace").encode()
    elif b"\0" in body[:_PRESCAN] and (order := _utf16_order(body, content_type)):
        return body.decode(order, "replace").encode("utf-8", "replace")
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return body
    charset = declared_charset(body, content_type)
    if charset is None:
        charset = "cp1252"
    if charset == "utf-8" or charset.startswith(_WIDE):
        return body.decode("utf-8", "onrecord.cp1252").encode()
    try:
        return body.decode(charset, "replace").encode("utf-8", "replace")
    except (LookupError, UnicodeError, TypeError, AttributeError):  # not a text codec: "rot13"
        return body.decode("cp1252", "replace").encode()


def wide_codec(body: bytes) -> str | None:
    """The codec of text that is not made of single bytes: UTF-32, or UTF-16 with or without a byte
    order mark (XML 1.0, appendix F); None for anything else.
    """
    for mark, codec in _MARKS[1:]:
        if body.startswith(mark):
            return codec
    return _order_of_zeros(body) if b"\0" in body[:_PRESCAN] else None


def text_to_utf8(body: bytes, content_type: str = "") -> bytes:
    """XML, or text that is not HTML, as UTF-8 without byte order mark and white space at its head.

    The order is that of RFC 7303: byte order mark, header, XML declaration. UTF-16 shows itself by
    its zero bytes, whatever is declared; bytes that are UTF-8 are UTF-8; a declaration that names
    no encoding we know counts for nothing. Never raises.
    """
    codec = wide_codec(body)
    if codec is None:
        body = body.lstrip(_SPACE)
        codec = wide_codec(body)
    if codec is not None:
        text = body.decode(codec, "replace")
        return text.lstrip("\ufeff \t\r\n\x0b\x0c").encode("utf-8", "replace")
    body = body.removeprefix(codecs.BOM_UTF8).lstrip(_SPACE)
    if _HEADER.search(content_type) is None:
        declared = _XML_DECLARATION.match(body)
        label = declared.group(1).decode("ascii", "replace") if declared else "utf-8"
        content_type = f"charset={label}"
    return to_utf8(body, content_type).lstrip(_SPACE)


def decode_text(body: bytes) -> str:
    """A text file that a person wrote, without its byte order mark: UTF-8, or UTF-16 as Windows
    editors save it.

    :raises UnicodeDecodeError: it is neither.
    """
    return body.decode(wide_codec(body) or "utf-8").removeprefix("\ufeff")
