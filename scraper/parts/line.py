"""A line of a part, as JSON: a page, what it was read as, and where it came from.

A page's body is text in the line: as UTF-8 where it is that, else each byte as the character of its
number (ISO 8859-1), which loses nothing. Compressed, that takes half of what Base64 does.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

import msgspec

from scraper.model import NoTranscript, Outcome, Page, Quarantined, StoryRef, Transcript


class _ReadAsTranscript(msgspec.Struct, frozen=True, tag_field="kind", tag="transcript"):
    record: Transcript


class _ReadAsNone(msgspec.Struct, frozen=True, tag_field="kind", tag="no_transcript"):
    record: NoTranscript


class _NotUnderstood(msgspec.Struct, frozen=True, tag_field="kind", tag="quarantined"):
    record: Quarantined


_Read = _ReadAsTranscript | _ReadAsNone | _NotUnderstood


class Origin(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where a page was read from, so that it can be checked and read again.

    :ivar file: the WARC file as it was given, or its name in the index.
    :ivar offset: where its record begins there, in bytes: that of the compressed member, if it is
        compressed.
    :ivar sha256: of the page's body.
    :ivar member: the WARC file within a WACZ file.
    :ivar within: where the record begins in what is unpacked there.
    """

    file: str
    offset: int
    sha256: str
    member: str = ""
    within: int = 0


class StoredPage(msgspec.Struct, frozen=True):
    """A :class:`~scraper.model.Page` with its body as text."""

    url: str | None
    status: int
    headers: Mapping[str, str]
    fetched_at: datetime
    via: str | None
    encoding: Literal["utf-8", "iso-8859-1"]
    body: str

    @classmethod
    def of(cls, page: Page) -> StoredPage:
        """A page, to be stored."""
        encoding: Literal["utf-8", "iso-8859-1"] = "utf-8"
        try:
            body = page.body.decode("utf-8")
        except UnicodeDecodeError:
            encoding, body = "iso-8859-1", page.body.decode("iso-8859-1")
        return cls(page.url, page.status, page.headers, page.fetched_at, page.via, encoding, body)

    def page(self) -> Page:
        """The page again."""
        body = self.body.encode(self.encoding)
        return Page(self.url, self.status, self.headers, body, self.fetched_at, self.via)


class PageLine(msgspec.Struct, frozen=True, tag_field="line", tag="page"):
    """A page and what it was read as. ``name`` is what it is called when it can't be landed."""

    source: str
    name: str
    ref: StoryRef
    origin: Origin
    outcome: _Read
    page: StoredPage


class KeptLine(msgspec.Struct, frozen=True, tag_field="line", tag="kept"):
    """A page that the archive keeps, and what it was read as now. ``sha256`` is that of its body:
    another archive may have another page under that number.
    """

    source: str
    snapshot_id: int
    sha256: str
    ref: StoryRef
    outcome: _Read


class FailedLine(msgspec.Struct, frozen=True, tag_field="line", tag="failed"):
    """A page that can't be read, and why."""

    name: str
    reason: str


Line = PageLine | KeptLine | FailedLine

_encoder = msgspec.json.Encoder()
_decoder: msgspec.json.Decoder[Line] = msgspec.json.Decoder(Line)


class _OfSource(msgspec.Struct):
    source: str | None = None


_source_decoder = msgspec.json.Decoder(_OfSource)


def encoded(line: Line) -> bytes:
    """A line as JSON.

    :raises ValueError: it holds text that is none.
    """
    return _encoder.encode(line)


def decoded(line: bytes) -> Line:
    """A line again.

    :raises ValueError: it is none.
    """
    return _decoder.decode(line)


def source_in(line: bytes) -> str | None:
    """Whose page a line holds; None where it holds none.

    :raises ValueError: it is no line.
    """
    return _source_decoder.decode(line).source


def stored(outcome: Outcome) -> _Read:
    """An outcome, to be stored."""
    if isinstance(outcome, Transcript):
        return _ReadAsTranscript(outcome)
    return _ReadAsNone(outcome) if isinstance(outcome, NoTranscript) else _NotUnderstood(outcome)
