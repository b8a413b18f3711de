"""Readers of feeds and sitemaps: RSS 0.9 to 2.0, Atom, XML sitemaps and their indexes, and sitemaps
that are plain text (https://www.sitemaps.org/protocol.html).

Real ones are often broken. Everything that can be read without guessing is read. A faulty entry is
left out, and a document that is cut short is read up to the cut; the listing reports both.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass, field, replace
from typing import Any
from xml.sax import SAXParseException

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser

from scraper.charset import text_to_utf8
from scraper.errors import UnreadableListing
from scraper.model import Listing, ListingRef, Page, StoryRef
from scraper.sources.base.feed_entries import EntryHandler
from scraper.sources.base.feed_markup import well_formed
from scraper.sources.base.listings import StoryRules

_GZIP = b"\x1f\x8b"
#: In bytes, unpacked. The protocol allows 50 MiB, far more than 50,000 URLs need.
_LARGEST = 10 * 1024 * 1024
_STEP = 64 * 1024
#: Where a document's first element must stand; comments and a licence may come before it.
_HEAD = 8192
_BEFORE_ROOT = re.compile(
    rb"(?:\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\])?\s*>)*", re.DOTALL | re.IGNORECASE
)
_ROOT = re.compile(rb"<(?:[\w.-]+:)?(rss|feed|rdf|urlset|sitemapindex)(?=[\s/>])", re.IGNORECASE)
_HTML = re.compile(rb"<(?:[\w.-]+:)?html\b", re.IGNORECASE)
_ENTRY = re.compile(  # an image in RSS has a "url", too
    rb"<(?:[\w.-]+:)?(?:(?:item|entry|sitemap)(?=[\s>])|url(?=[\s>])[^>]*>\s*<)"
)
#: Entries with faults behind which reading goes on.
_MOST_FAULTS = 50
_URL_LINE = re.compile(rb"https?://\S+$", re.IGNORECASE)


def unpacked(page: Page) -> tuple[Page, str | None]:
    """A listing that is kept in gzip (sitemap.xml.gz) as it was before, and why it was cut, if it
    was. It may have several members (RFC 1952, 2.2); what follows the last one is padding.

    :raises UnreadableListing: it is too large.
    """
    if not page.body.startswith(_GZIP):
        return page, None
    body, rest = bytearray(), page.body
    cut: str | None = None
    while rest.startswith(_GZIP) and cut is None:
        unpack = zlib.decompressobj(wbits=31)
        try:
            while rest and not unpack.eof:
                body += unpack.decompress(rest, _STEP)
                rest = unpack.unconsumed_tail
                _refuse_large(page, len(body))
            while not unpack.eof and (more := unpack.decompress(b"", _STEP)):
                body += more
                _refuse_large(page, len(body))
            cut = None if unpack.eof else "its gzip is cut short"
        except zlib.error:
            cut = "its gzip is corrupt"
        rest = unpack.unused_data
    return replace(page, body=bytes(body)), cut


def _refuse_large(page: Page, size: int) -> None:
    if size > _LARGEST:
        raise UnreadableListing(page.url or "", "the listing is larger than 10 MiB")


def read_feed(page: Page, source: StoryRules) -> Listing | None:
    """The stories of a feed or a sitemap; None for a page that is neither.

    :raises UnreadableListing: nothing in it can be read, or it defines entities.
    """
    start = page.body[: _HEAD * 4]
    # The start of UTF-16 may end within a character; its first bytes show what it is.
    head = text_to_utf8(start, page.content_type)[:_HEAD]
    if is_url_list(head):
        return _read_url_list(page, source)
    return _read_xml(page, source) if is_xml(head) else None


def is_xml(head: bytes) -> bool:
    """True for the start of a feed or an XML sitemap, also where a server's warnings stand before
    it; not for XHTML.
    """
    before = _BEFORE_ROOT.match(head)
    at = before.end() if before else 0
    if _HTML.match(head, at):
        return False
    if _ROOT.match(head, at) or head.startswith(b"<?xml"):
        return True
    return _ROOT.search(head[:1000]) is not None and _HTML.search(head[:1000]) is None


def is_url_list(head: bytes) -> bool:
    """True for the start of a text sitemap: its first line that is no comment is a URL."""
    lines = (line.strip() for line in head.splitlines())
    first = next((line for line in lines if line and not line.startswith(b"#")), b"")
    return _URL_LINE.match(first) is not None


@dataclass(slots=True)
class _Found:
    """The results of the entries read so far."""

    source: StoryRules
    entries: int = 0
    stories: dict[StoryRef, None] = field(default_factory=dict)
    deeper: dict[str, None] = field(default_factory=dict)

    def take(self, tag: str, urls: list[str]) -> None:
        """Take an entry with its URLs, the best first: the first that is a story counts."""
        self.entries += 1
        if tag == "sitemap":
            self.deeper.update(dict.fromkeys(url for url in urls[:1] if self.source.owns(url)))
            return
        refs = (self.source.identify(url) for url in urls)
        ref = next((ref for ref in refs if ref is not None), None)
        if ref is not None and self.source.takes(ref):
            self.stories.setdefault(ref)

    def listing(self, cut: str | None = None) -> Listing:
        """All of it."""
        deeper = tuple(ListingRef(self.source.name, url) for url in self.deeper)
        return Listing(tuple(self.stories), listings=deeper, cut=cut)


def _read_url_list(page: Page, source: StoryRules) -> Listing:
    found = _Found(source)
    for line in text_to_utf8(page.body, page.content_type).splitlines():
        if _URL_LINE.match(url := line.strip()):
            found.take("url", [url.decode("utf-8", "replace")])
    return found.listing()


def _read_xml(page: Page, source: StoryRules) -> Listing:
    """The entries of a feed or XML sitemap. Entities that it defines and external references are
    refused; the tree is never held, as that of 10 MB would take 500 MB.

    :raises UnreadableListing: it defines entities, not one entry can be read, or it is some other
        document (a server's error may be XML).
    """
    found = _Found(source)
    body = well_formed(text_to_utf8(page.body, page.content_type))
    try:
        fault, ended = _parse_entries(body, page.url, found)
    except DefusedXmlException:
        sentence = "the feed defines entities or refers to other files, which is not safe to read"
        raise UnreadableListing(page.url or "", sentence) from None
    if fault is None:
        if not found.entries and _ROOT.search(body[:_HEAD]) is None:
            raise UnreadableListing(page.url or "", "the document is neither a feed nor a sitemap")
        return found.listing()
    sentence = f"the feed is not well-formed: {fault}"
    if not found.entries:
        raise UnreadableListing(page.url or "", sentence)
    left_out = "the entry it is in" if ended else "what follows"
    return found.listing(f"{sentence}; {left_out} was not read")


def _parse_entries(body: bytes, url: str | None, found: _Found) -> tuple[str | None, bool]:
    """Take all entries that can be read: behind one with a fault, reading goes on with the next, as
    if that followed the head of the document.

    :returns: the first fault, and whether the end of the document was reached.
    :raises DefusedXmlException: it defines entities.
    """
    first = _ENTRY.search(body)
    head, start = body[: first.start()] if first else b"", 0
    first_fault: str | None = None
    for _ in range(_MOST_FAULTS):
        handler = EntryHandler(url, found.source.absolute, found.take)
        fault, at = _parse(head + body[start:] if start else body, handler)
        first_fault = first_fault or fault
        if fault is None:
            return first_fault, True
        after = _ENTRY.search(body, start - len(head) + at if start else at)
        if first is None or after is None or after.start() <= start:
            break
        start = after.start()
    return first_fault, False


def _parse(body: bytes, handler: EntryHandler) -> tuple[str | None, int]:
    """Hand the elements of a document to ``handler``; the fault that ends it, if one does, and
    where. What follows the last element is no fault.

    :raises DefusedXmlException: it defines entities.
    """
    parser: Any = DefusedExpatParser()
    parser.setContentHandler(handler)
    at = 0
    try:
        for at in range(0, len(body), _STEP):
            parser.feed(body[at : at + _STEP])
        at = len(body)
        parser.close()
    except SAXParseException as error:
        if handler.is_complete:
            return None, at
        fault = f"{error.getMessage()} in line {error.getLineNumber()}"
        return fault, at if at == len(body) else parser._parser.ErrorByteIndex
    except DefusedXmlException:  # a ValueError, but no fault of the markup
        raise
    except ValueError as error:
        return str(error), len(body)
    return None, at
