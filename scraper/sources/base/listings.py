"""Readers of HTML pages that list stories; :mod:`scraper.sources.base.feeds` reads the others."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Protocol

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper.charset import to_utf8
from scraper.error_pages import error_page
from scraper.errors import HostileMarkup, UnreadableListing
from scraper.markup import parse_html
from scraper.model import Listing, Page, StoryRef

_NO_BLOCK = "the page has no list of stories in the markup of this source's listings"
_CHROME_TAGS = frozenset({"nav", "footer", "aside", "header"})


class StoryRules(Protocol):
    """What reading a listing needs to know about a source."""

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


def read_links(
    page: Page, source: StoryRules, own_blocks: str, own_links: str = "a[href]"
) -> Listing:
    """The stories that an HTML listing links to. Those in ``own_blocks`` are what it lists. Where
    it has no such block, all links outside navigation, header, footer and asides are taken, and the
    listing says that it may be none.

    :raises UnreadableListing: it has neither such a block nor such a link, or it lists nothing and
        calls itself an error, a log-in or the like.
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
    """What :func:`read_links` yields, from a parsed listing and its own ``blocks``.

    :raises UnreadableListing: as there.
    """
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
    if not own:
        _refuse_other_page(tree, page_url, has_block=bool(blocks))
    other = (ref for ref in refs(every) if ref not in own)
    doubt = None if blocks else f"{_NO_BLOCK}, so it may be another page than the listing"
    return Listing(stories=tuple(own), other_stories=tuple(other), doubt=doubt)


def _refuse_other_page(tree: LexborHTMLParser, page_url: str | None, *, has_block: bool) -> None:
    """Refuse a page without a story that came instead of a listing: a listing that is empty has
    the block in which its stories would stand.

    :raises UnreadableListing: it is such a page.
    """
    said = error_page(tree)
    if said is None and not has_block:
        empty = tree.body is None or not tree.body.text(strip=True)
        said = "the page is empty" if empty else _NO_BLOCK
    if said is not None:
        raise UnreadableListing(page_url or "", said)


def _in_chrome(link: LexborNode) -> bool:
    node = link.parent
    while node is not None:
        if node.tag in _CHROME_TAGS:
            return True
        node = node.parent
    return False
