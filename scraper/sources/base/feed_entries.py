"""The entries of a feed or sitemap, and which of an entry's URLs is its story's URL.

- RSS (https://www.rssboard.org/rss-specification): ``link``; ``guid`` unless isPermaLink is false.
- RSS 0.9 and 1.0 (https://web.resource.org/rss/1.0/spec): ``link``; ``rdf:about``.
- Atom (RFC 4287, 4.2.7): the link whose ``rel`` is ``alternate`` or missing. Those to the feed
  (self), to a sound file (enclosure) and to other pages (related, via) are not stories.
- Sitemaps (https://www.sitemaps.org/protocol.html): ``loc``.

Relative URLs are resolved by ``xml:base`` (https://www.w3.org/TR/xmlbase/) and the document's URL.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any
from urllib.parse import urljoin
from xml.sax.handler import ContentHandler

#: No feed is nested deeper, and no entry has more elements that hold its URL.
_DEEPEST, _MOST_URLS = 100, 50
#: In characters; browsers and servers refuse longer URLs.
_LONGEST_URL = 8192
_ENTRIES = frozenset({"item", "entry", "url", "sitemap"})
_XML = "http://www.w3.org/XML/1998/namespace"
_ATOM = frozenset({"http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#", "atom:"})
_ALTERNATE = frozenset({"alternate", "http://www.iana.org/assignments/relation/alternate"})
_NAMESPACES: Mapping[str, str] = {"": "", "xml": _XML}


class _Rank(IntEnum):
    """How reliably a part of an entry gives its story's URL, best first."""

    LINK = 0
    ORIGINAL = 1
    OTHER_LINK = 2
    GUID = 3
    ABOUT = 4


@dataclass(slots=True)
class _Element:
    """An open element. ``known`` are the prefixes in force, ``base`` resolves its URLs."""

    namespace: str
    tag: str
    known: Mapping[str, str]
    base: str | None
    attributes: Mapping[str, str]


@dataclass(slots=True)
class _Entry:
    """An entry under way, its URLs by rank."""

    element: _Element
    depth: int
    urls: list[tuple[_Rank, str]] = field(default_factory=list)


class EntryHandler(ContentHandler):
    """Handles the elements from a SAX parser without namespaces, because undeclared prefixes, which
    are frequent, are then not errors.

    :param base: the document's URL.
    :param absolute: makes a link on the page at a URL absolute.
    :param take: called with the tag and the URLs of each entry that has any, best first.
    """

    def __init__(
        self,
        base: str | None,
        absolute: Callable[[str, str | None], str],
        take: Callable[[str, list[str]], None],
    ) -> None:
        super().__init__()
        self._base, self._absolute, self._take = base, absolute, take
        self._open: list[_Element] = []
        self._entry: _Entry | None = None
        self._text: list[str] | None = None
        self._length = 0
        #: Whether the document's last element was closed.
        self.is_complete = False

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802  the name SAX calls
        """An element begins.

        :raises ValueError: it is nested deeper than any feed's.
        """
        if len(self._open) >= _DEEPEST:
            raise ValueError(f"its elements are nested more than {_DEEPEST} deep")
        element = self._element(name, dict(attrs))
        self._open.append(element)
        if self._entry is None:
            if element.tag in _ENTRIES:
                self._entry = _Entry(element, len(self._open))
                self._add(_Rank.ABOUT, element.attributes.get("rdf:about", ""), element)
        elif len(self._open) == self._entry.depth + 1:
            self._text, self._length = [], 0

    def characters(self, content: str) -> None:
        """Text, in pieces."""
        if self._text is not None and self._length <= _LONGEST_URL:
            self._text.append(content)
            self._length += len(content)

    def endElement(self, name: str) -> None:  # noqa: N802  the name SAX calls
        """An element ends; with the last part of an entry, the entry."""
        element = self._open.pop()
        self.is_complete = not self._open
        entry = self._entry
        if entry is None:
            return
        depth = len(self._open) + 1
        if depth == entry.depth + 1:
            self._part(entry, element, "".join(self._text or ()))
            self._text = None
        elif depth == entry.depth:
            self._entry = None
            if entry.urls:
                self._take(entry.element.tag, [url for _, url in sorted(entry.urls, key=_rank)])

    def _element(self, name: str, attributes: Mapping[str, str]) -> _Element:
        above = self._open[-1] if self._open else None
        known = above.known if above else _NAMESPACES
        own = {key: value for key, value in attributes.items() if key.startswith("xmlns")}
        if own:
            known = {**known, **{key[6:]: value.strip() for key, value in own.items()}}
        base = above.base if above else self._base
        if "xml:base" in attributes:
            base = _joined(base, attributes["xml:base"])
        prefix, _, tag = name.rpartition(":")
        return _Element(known.get(prefix, f"{prefix}:"), tag, known, base, attributes)

    def _part(self, entry: _Entry, element: _Element, text: str) -> None:
        """Take the URL that a part of an entry gives, if it gives one."""
        same = element.namespace == entry.element.namespace
        if element.tag == "link" and (same or element.namespace in _ATOM):
            rank = _Rank.LINK if same else _Rank.OTHER_LINK
            rel = element.attributes.get("rel", "").casefold().split()
            if not rel or not _ALTERNATE.isdisjoint(rel):
                self._add(rank, element.attributes.get("href", ""), element)
                self._add(rank, text, element)
        elif element.tag == "guid" and same:
            if element.attributes.get("isPermaLink", "").strip().casefold() != "false":
                self._add(_Rank.GUID, text, element)
        elif element.tag == "origLink":  # FeedBurner's own links lead through its counter
            self._add(_Rank.ORIGINAL, text, element)
        elif element.tag == "loc" and same:
            self._add(_Rank.LINK, text, element)

    def _add(self, rank: _Rank, href: str, element: _Element) -> None:
        entry, href = self._entry, href.strip()
        if entry is None or not href or len(href) > _LONGEST_URL or len(entry.urls) >= _MOST_URLS:
            return
        if url := self._absolute(href, element.base):
            entry.urls.append((rank, url))


def _rank(part: tuple[_Rank, str]) -> _Rank:
    return part[0]


def _joined(base: str | None, href: str) -> str | None:
    try:
        return urljoin(base or "", href.strip()) or base
    except ValueError:
        return base
