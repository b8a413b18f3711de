"""The facts of a page's own article in its JSON-LD (https://schema.org/NewsArticle).

Pages contain several items: breadcrumbs, the publisher, videos, related stories. Only articles and
episodes count. If the ``url``, ``mainEntityOfPage`` or ``@id`` of an item names another page, the
item belongs to another article, wherever it is. Among items that name no page, one with the page's
headline counts. If that doesn't decide, only facts on which all of them agree count.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from scraper.extract.own_story import OwnStory, folded_headline
from scraper.extract.selectors import select

Item = Mapping[str, Any]

#: Control characters stand in real pages' JSON, which strict JSON forbids.
_JSON = json.JSONDecoder(strict=False)
#: In characters. As Python's lists and dictionaries it may take fifty times as much.
_LARGEST_JSON = 1_000_000
_COMMENT = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?://\s*)?(?:-->|\]\]>)\s*$")
#: Of a page's items. No page has more, and lists in lists end here.
_MOST_ITEMS, _DEEPEST = 500, 8
_MOST_URLS = 10

_BEST_TYPES = re.compile(r"(?:Article|BlogPosting)$")
_GOOD_TYPES = frozenset({"RadioEpisode", "PodcastEpisode", "TVEpisode", "Episode", "Report"})
_OTHER_TYPES = frozenset({"CreativeWork", ""})


def decoded(text: str) -> Any:
    """The value of a JSON text; None if it is none, or larger than any article's facts."""
    if len(text) > _LARGEST_JSON:
        return None
    try:
        return _JSON.decode(text.strip())
    except (ValueError, RecursionError):
        return None


def articles_in(tree: LexborHTMLParser) -> list[Item]:
    """The articles and episodes among the page's JSON-LD items, in the page's order."""
    found: list[Item] = []
    for script in select(tree, 'script[type^="application/ld+json" i]'):
        text = script.text()
        value = decoded(text)
        if value is None:
            value = decoded(_COMMENT.sub("", text))
        for item in _items(value, 0):
            if len(found) < _MOST_ITEMS and _rank(item) is not None:
                found.append(item)
    return found


def _items(value: Any, depth: int) -> Iterator[Item]:
    """The items in a value: itself, those of its ``@graph``, those of lists."""
    if depth > _DEEPEST:
        return
    if isinstance(value, dict):
        yield value
        yield from _items(value.get("@graph"), depth + 1)
    elif isinstance(value, list):
        for part in value:
            yield from _items(part, depth + 1)


def _rank(item: Item) -> int | None:
    """0 for an article, 1 for an episode, 2 for a work of no narrower type; None for anything
    else, and for what states neither headline nor date.
    """
    if not ("headline" in item or "datePublished" in item):
        return None
    stated = item.get("@type") or ""
    types = [kind for kind in _listed(stated) if isinstance(kind, str)]
    names = [kind.rpartition("/")[2].rpartition(":")[2] for kind in types]
    if any(_BEST_TYPES.search(name) for name in names):
        return 0
    if any(name in _GOOD_TYPES for name in names):
        return 1
    return 2 if any(name in _OTHER_TYPES for name in names) else None


def own_article(
    items: Sequence[Item],
    story: OwnStory,
    headlines: Sequence[str | None],
    contradicts: Callable[[Item], bool],
) -> Item:
    """The facts that ``items`` state about ``story``; empty if none is about it.

    :param headlines: the titles that the page shows and that its meta tags state.
    :param contradicts: whether an item's date contradicts the page's own.
    """
    claims = [(story.claims(*_urls(item)), item) for item in items]
    if own := [item for claim, item in claims if claim]:
        return _agreed(_best(own))
    free = [item for claim, item in claims if claim is None]
    shown = [title for title in headlines if title]
    titles = set(map(folded_headline, shown))
    titled = [i for i in free if (stated := _headline(i)) and folded_headline(stated) in titles]
    if titled:
        return _agreed(_best(titled))
    if len(shown) > 1 and len(titles) == 1:
        free = [item for item in free if _headline(item) is None]  # the page agrees on another
    return _agreed(_best([item for item in free if not contradicts(item)]))


def _headline(item: Item) -> str | None:
    headline = item.get("headline")
    return headline if isinstance(headline, str) else None


def _urls(item: Item) -> Iterator[object]:
    """The URLs of the page that an item says it is on."""
    for key in ("url", "mainEntityOfPage", "@id"):
        for value in _listed(item.get(key))[:_MOST_URLS]:
            if isinstance(value, dict):
                yield from (value.get("@id"), value.get("url"))
            else:
                yield value


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _best(items: Sequence[Item]) -> list[Item]:
    """The items of the narrowest type among ``items``."""
    if len(items) < 2:
        return list(items)
    ranks = [_rank(item) or 0 for item in items]
    return [item for rank, item in zip(ranks, items, strict=True) if rank == min(ranks)]


def _agreed(items: Sequence[Item]) -> Item:
    """What those of ``items`` that say anything of a fact all say of it."""
    if len(items) == 1:
        return items[0]
    facts: dict[str, Any] = {}
    disputed: set[str] = set()
    for item in items:
        for key, value in item.items():
            if facts.setdefault(key, value) != value:
                disputed.add(key)
    return {key: value for key, value in facts.items() if key not in disputed}
