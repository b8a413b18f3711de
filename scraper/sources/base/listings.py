"""Readers of the pages that list stories: HTML, feeds and sitemaps."""

from __future__ import annotations

import functools
import zlib
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from io import BytesIO
from typing import Protocol
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException
from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper.charset import to_utf8
from scraper.errors import HostileMarkup, UnreadableListing
from scraper.markup import parse_html
from scraper.model import Listing, ListingRef, Page, StoryRef

_ROOTS = (b"<rss", b"<urlset", b"<sitemapindex")
_GZIP = b"\x1f\x8b"
#: In bytes, unpacked. The protocol allows 50 MiB, far more than 50,000 URLs need.
_LARGEST_SITEMAP = 10 * 1024 * 1024
#: No feed is nested deeper, and no entry has more elements that hold its URL.
_DEEPEST, _MOST_PARTS = 100, 50
_PARTS = frozenset({"link", "guid", "loc"})
_CHROME_TAGS = frozenset({"nav", "footer", "aside", "header"})


class StoryRules(Protocol):
    """What reading a listing needs to know of a source."""

    @property
    def name(self) -> str:
        """The source's name."""

    def identify(self, url: str) -> StoryRef | None:
        """The story that ``url`` is about."""

    def takes(self, ref: StoryRef) -> bool:
        """Whether the story belongs to a program that is read."""

    def owns(self, url: str) -> bool:
        """Whether ``url`` is on one of the source's hosts."""

    def absolute(self, href: str, page_url: str | None) -> str:
        """A link on a page as an absolute URL."""


def days_back(since: date, until: date) -> Iterator[date]:
    """The days of a range, both ends in it, newest first."""
    for number in range((until - since).days + 1):
        yield until - timedelta(days=number)


def is_xml(page: Page) -> bool:
    """True for a feed or a sitemap."""
    start = page.body[:1000].lstrip(b"\xef\xbb\xbf \t\r\n")
    return start.startswith((b"<?xml", _GZIP)) or any(tag in start for tag in _ROOTS)


def read_xml(page: Page, source: StoryRules) -> Listing:
    """The stories of an RSS or Atom feed or a sitemap (https://www.sitemaps.org/protocol.html).
    Entities and external references are refused.

    :raises UnreadableListing: it is not well-formed.
    """
    try:
        body = _unpacked(page.body) if page.body.startswith(_GZIP) else page.body
        entries = list(_entries(to_utf8(body, page.content_type)))
    except DefusedXmlException:
        sentence = "the feed defines entities or refers to other files, which is not safe to read"
        raise UnreadableListing(page.url or "", sentence) from None
    except (ParseError, ValueError, zlib.error) as error:
        raise UnreadableListing(page.url or "", f"the feed is not well-formed: {error}") from None
    found = (source.identify(url) for tag, url in entries if tag != "sitemap")
    stories = dict.fromkeys(ref for ref in found if ref is not None and source.takes(ref))
    deeper = dict.fromkeys(url for tag, url in entries if tag == "sitemap" and source.owns(url))
    return Listing(
        stories=tuple(stories), listings=tuple(ListingRef(source.name, url) for url in deeper)
    )


def _unpacked(body: bytes) -> bytes:
    """The content of a gzipped sitemap.

    :raises ValueError: it is too large.
    """
    unpack = zlib.decompressobj(wbits=31)
    unpacked = unpack.decompress(body, _LARGEST_SITEMAP)
    if unpack.unconsumed_tail:
        raise ValueError("it is larger than 10 MiB")
    return unpacked


def _entries(body: bytes) -> Iterator[tuple[str, str]]:
    """The tag and URL of each entry of a feed or sitemap. The tree is never held as a whole: that
    of 10 MB would take 500 MB.

    :raises ParseError: it is not well-formed.
    :raises ValueError: it is nested deeper than any feed.
    """
    parents: list[Element] = []
    parts_kept: list[int] = []
    element: Element
    for event, element in ElementTree.iterparse(BytesIO(body), ("start", "end")):
        if event == "start":
            parents.append(element)
            parts_kept.append(0)
            if len(parents) > _DEEPEST:
                raise ValueError(f"its elements are nested more than {_DEEPEST} deep")
            continue
        parents.pop()
        parts_kept.pop()
        tag = _name(element)
        if tag in ("item", "entry", "url", "sitemap") and (url := _url_of(tag, element)):
            yield tag, url
        if not parents:
            continue
        if tag in _PARTS and parts_kept[-1] < _MOST_PARTS:
            parts_kept[-1] += 1
        else:
            parents[-1].remove(element)


def _url_of(tag: str, entry: Element) -> str:
    """The URL of an entry; empty when it has none."""
    if tag == "item":
        url = entry.findtext("link") or entry.findtext("guid")
    elif tag == "entry":
        url = next((part.get("href") for part in entry if _name(part) == "link"), None)
    else:
        url = next((part.text for part in entry if _name(part) == "loc"), None)
    return (url or "").strip()


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def read_links(
    page: Page, source: StoryRules, own_blocks: str, own_links: str = "a[href]"
) -> Listing:
    """The stories that an HTML listing links to. Those in ``own_blocks`` are what it lists; where
    it has no such block, all links outside navigation, header, footer and asides are.
    """
    tree = parse(page)
    return stories_in(tree, page.url, source, tree.css(own_blocks), own_links)


def parse(page: Page) -> LexborHTMLParser:
    """The tree of an HTML listing.

    :raises UnreadableListing: its markup would take too much memory or time to parse.
    """
    try:
        return parse_html(to_utf8(page.body, page.content_type))
    except HostileMarkup as error:
        raise UnreadableListing(page.url or "", str(error)) from None


def stories_in(
    tree: LexborHTMLParser,
    page_url: str | None,
    source: StoryRules,
    blocks: list[LexborNode],
    own_links: str = "a[href]",
) -> Listing:
    """What :func:`read_links` yields, from a parsed listing and its own ``blocks``."""
    # Pages link to most stories twice.
    identify = functools.cache(lambda href: source.identify(source.absolute(href, page_url)))

    def refs(links: Iterable[LexborNode]) -> dict[StoryRef, None]:
        found = (identify(link.attributes.get("href") or "") for link in links)
        return dict.fromkeys(ref for ref in found if ref is not None and source.takes(ref))

    every = tree.css("a[href]")
    if blocks:
        own = refs(link for block in blocks for link in block.css(own_links))
    else:
        own = refs(link for link in every if not _in_chrome(link))
    other = (ref for ref in refs(every) if ref not in own)
    return Listing(stories=tuple(own), other_stories=tuple(other))


def _in_chrome(link: LexborNode) -> bool:
    node = link.parent
    while node is not None:
        if node.tag in _CHROME_TAGS:
            return True
        node = node.parent
    return False
