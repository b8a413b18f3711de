"""The form of a page's bytes: not a page, markup, or text; complete or cut short."""

from __future__ import annotations

#: Stands before the end of a page's body while it is read: where it can't be seen, something that
#: was never closed has swallowed what is before it.
_END_MARK_ID = "onrecord-end-of-page"
END_MARK = f"i#{_END_MARK_ID}"
_END_ELEMENT = f"<i id={_END_MARK_ID}></i>".encode()
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\f\x1b"))
#: Comments and scripts stand behind a page's end, but not many.
_TAIL = 8192
_MARKUP = (b"<html", b"<body", b"<div", b"<p>", b"<p ", b"<table", b"<article", b"<!doctype")


def not_a_page(body: bytes) -> str | None:
    """Why ``body`` can't be a page at all, None if it may be one."""
    if not body or body.isspace():
        return "the page is empty"
    start = body[:4096]
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None
    controls = len(start) - len(start.translate(None, _CONTROLS))
    if b"\0" in start or controls * 20 > len(start):
        return "this is not a page but binary data"
    return None


def is_html(body: bytes) -> bool:
    """True if ``body`` has the markup of a page; a text rendering has none."""
    start = body[:2048].lower()
    if any(tag in start for tag in _MARKUP):
        return True
    rest = body[2048:65_536].lower()
    return any(tag in rest for tag in _MARKUP)


def is_whole(body: bytes) -> bool:
    """True if the page's markup is closed: one that was cut short must not land in part."""
    tail = body[-_TAIL:]
    if tail.rfind(b"</body") >= 0 or tail.rfind(b"</html") >= 0:  # they stand near its end
        return True
    tail = tail.lower()
    return b"</body" in tail or b"</html" in tail


def with_end_mark(body: bytes) -> bytes:
    """``body`` with the element :data:`END_MARK` before its end."""
    ends = (body.rfind(tag) for tag in (b"</body", b"</BODY", b"</html", b"</HTML"))
    end = next((at for at in ends if at >= 0), len(body))
    return b"".join((memoryview(body)[:end], _END_ELEMENT, body[end:]))
