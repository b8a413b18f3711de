"""Which statements on a page are about its own story, not about another one.

Pages contain structured data, players and link cards of related stories. A statement that names a
URL is about that URL's story. A statement without a URL can be about any story.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper.extract.selectors import select, select_first
from scraper.model import StoryRef
from scraper.sources.base import Source

#: Elements that hold other stories, navigation, or what no reader sees.
_OTHER_TAGS = frozenset({"aside", "nav", "footer", "template", "noscript"})
#: Classes and ids of such elements; not "has-related", which a whole page may have.
_OTHER_NAMES = re.compile(
    r"(?<!has-)(?<!has_)(?<!with-)(?<!no-)(?<![a-z])(?:related|recommended|recirculation|more-from)"
)
#: Letters that all of them have, for a quick look.
_IN_OTHER_NAMES = "re"
_CANONICAL = "link[rel=canonical][href]"
#: Bounds for pages that are made to do harm.
_MOST_NODES, _DEEPEST = 100, 300
_QUOTES = str.maketrans("\u2018\u2019\u201c\u201d\u2013\u2014", "''\"\"--")


@dataclass(frozen=True, slots=True)
class OwnStory:
    """The story that a page is about, as far as its URLs say.

    :ivar ref: the story that the page says it is, or None.
    :ivar not_a_story: the page's canonical URL, if it is the newsroom's but not a story's.
    :ivar refs: the story under each identity that the page has: its own URL's and ``ref``.
    :ivar story_urls: URLs of the story, the page's own first. Ask before the tree is changed.
    :ivar names: what the page calls itself, as :func:`bare_url` writes it; also URLs that belong to
        no source (stations name NPR's page as canonical).
    """

    source: Source
    page_url: str | None
    ref: StoryRef | None
    not_a_story: str | None
    refs: frozenset[StoryRef]
    story_urls: Iterable[str]
    names: frozenset[str]

    def claims(self, *urls: object) -> bool | None:
        """Whether ``urls`` name this story: True if one does, False if they name something else,
        None if they name nothing (no URL, the site's home page, a bare fragment).
        """
        verdicts = {self._claim(url.strip()) for url in urls if isinstance(url, str)}
        if True in verdicts:
            return True
        return False if False in verdicts else None

    def _claim(self, url: str) -> bool | None:
        if not url or url.startswith("#"):
            return None
        absolute = self.source.absolute(url, self.page_url)
        ref = self.source.identify(absolute)
        if ref is not None:
            return ref in self.refs if self.refs else None
        name = bare_url(absolute)
        if not name or name in self.names:
            return True if name else None
        return False if "/" in name else None

    def own_meta(self, meta: Mapping[str, str]) -> Mapping[str, str]:
        """``meta`` without the tags that are about another story, by their ``og:url``."""
        if self.claims(meta.get("og:url")) is not False or not self.refs:
            return meta
        others = ("og:", "article:", "twitter:")
        return {key: value for key, value in meta.items() if not key.startswith(others)}


def identify(
    parts: OwnParts, source: Source, meta: Mapping[str, str], page_url: str | None
) -> OwnStory:
    """The story that the page is about. A page whose canonical URL (RFC 6596) is one of the
    newsroom's but no story's is about no story, whatever it links to.
    """
    tree = parts.tree
    asked = source.identify(page_url) if page_url else None
    in_head = select_first(tree.head, _CANONICAL) if tree.head is not None else None
    node = in_head or select_first(tree, _CANONICAL)
    canonical = _link(node) if node is not None else None
    called = [url for url in (canonical, meta.get("og:url")) if url]
    ref, not_a_story = None, None
    urls = [asked.found_url] if asked and asked.found_url else []
    for url in called:
        absolute = source.absolute(url, page_url)
        named = source.identify(absolute)
        if named is None:
            if ref is None and not_a_story is None and source.owns(absolute):
                not_a_story = absolute
            continue
        if ref is None and not_a_story is None and asked in (None, named):
            ref = named
        if named.found_url and named in (ref, asked):
            urls.append(named.found_url)
    stated = _stated(parts, source, page_url)
    if ref is None and not_a_story is None:
        ref = next((named for named in stated if asked in (None, named)), None)
        if ref is not None and ref.found_url:
            urls.append(ref.found_url)
    more = (one.found_url for one in stated if one.found_url and one in (ref, asked))
    return OwnStory(
        source,
        page_url,
        ref,
        not_a_story,
        refs=frozenset(known for known in (asked, ref) if known is not None),
        story_urls=_Urls(urls, more),
        names=frozenset(filter(None, map(bare_url, filter(None, (page_url, canonical))))),
    )


class _Urls(Iterable[str]):
    """URLs that are known, and more that are looked up when those are not enough."""

    def __init__(self, known: list[str], more: Iterator[str]) -> None:
        self._known = known
        self._more = more

    def __iter__(self) -> Iterator[str]:
        yield from tuple(self._known)
        for url in self._more:
            self._known.append(url)
            yield url


def _stated(parts: OwnParts, source: Source, page_url: str | None) -> Iterator[StoryRef]:
    """The stories that the page's own title links and forms name."""
    for selector in source.metadata.story_url:
        for node in parts.select(selector):
            if (url := _link(node)) and (ref := source.identify(source.absolute(url, page_url))):
                yield ref


def _link(node: LexborNode) -> str | None:
    attributes = node.attributes
    return attributes.get("href") or attributes.get("value")


def bare_url(url: str) -> str:
    """``url`` without scheme, ``www.``, query, fragment and closing slash, to compare pages by;
    empty if it is no URL.
    """
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".").removeprefix("www.")
    except ValueError:
        return ""
    return f"{host}{parts.path.rstrip('/')}" if host else ""


class OwnParts:
    """The parts of a page outside blocks about other stories, navigation, and what is hidden."""

    def __init__(self, tree: LexborHTMLParser) -> None:
        self.tree = tree
        #: How deep in the body nodes are that were asked for, by ``mem_id``; None in such a block.
        self._depths: dict[int, int | None] = {}

    def select(self, selector: str) -> Iterator[LexborNode]:
        """The nodes that ``selector`` finds there."""
        found = select(self.tree, selector)[:_MOST_NODES]
        return (node for node in found if self.holds(node))

    def holds(self, node: LexborNode) -> bool:
        """True for a node that stands there. What is about one story stands close together, so
        where an element stands is remembered.
        """
        at: LexborNode | None = node
        above: list[int] = []
        depth: int | None = 0
        while at is not None and (tag := at.tag) != "body" and tag != "html":
            place = at.mem_id
            if place in self._depths:
                depth = self._depths[place]
                break
            above.append(place)
            if len(above) > _DEEPEST:
                return False  # no page that is meant to be read is nested so deep
            if tag in _OTHER_TAGS or ((attributes := at.attributes) and _is_others(attributes)):
                depth = None
                break
            at = at.parent
        for place in reversed(above):
            depth = None if depth is None else depth + 1
            self._depths[place] = depth
        return depth is not None and depth < _DEEPEST


def _is_others(attributes: dict[str, str | None]) -> bool:
    """True for what is hidden, or named as a block about other stories."""
    if "hidden" in attributes:
        return True
    for name in (attributes.get("class"), attributes.get("id")):
        if name and _IN_OTHER_NAMES in (folded := name.casefold()) and _OTHER_NAMES.search(folded):
            return True
    return False


def same_headline(one: str | None, other: str | None) -> bool:
    """Whether two headlines are the same but for capitals, quotes and white space."""
    return one is not None and other is not None and folded_headline(one) == folded_headline(other)


def folded_headline(headline: str) -> str:
    """A headline to compare by."""
    return " ".join(headline.casefold().translate(_QUOTES).split())
