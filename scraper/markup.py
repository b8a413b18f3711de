"""Parsing HTML that may be built to do harm.

Two rules of HTML parsing (https://html.spec.whatwg.org/multipage/parsing.html) let a small page do
great damage. Formatting elements that stay open are opened again in each following paragraph, so n
of them in n paragraphs make n² elements: 60 KB of markup take 1.6 GB. And each block searches all
open elements around it, so nesting takes quadratic time: 500 KB take 20 seconds.
"""

from __future__ import annotations

import re
from collections import Counter

from selectolax.lexbor import LexborHTMLParser

from scraper.errors import HostileMarkup

#: More start tags, and more tags in all, than any transcript has. As many blocks in each other take
#: half a second, as many end tags for which all of those are looked through two.
_MOST_STARTS, _MOST_TAGS = 20_000, 50_000
#: With fewer tags nothing can come of it that takes 150 MB; nearly all pages have fewer.
_FEW_TAGS = 1_500
#: Elements that may be opened again in all; one takes some 350 bytes.
_MOST_AGAIN = 300_000
#: Formatting elements that a page may leave open, so that is worth a closer look.
_MOST_OPEN = 300
#: Start tags of formatting elements but ``a`` and ``nobr``, of which one at a time can be open.
_FORMATTING = re.compile(
    rb"<(?:b|big|code|em|font|i|s|small|strike|strong|tt|u)(?=[\s/>])[^>]*", re.IGNORECASE
)
_FORMATTED = "b, big, code, em, font, i, s, small, strike, strong, tt, u"
#: A start tag of which it is clear where it ends: no quotes but around values, no ">" in them.
_CLEAR = re.compile(rb"<\w+(?:\s+[\w:-]+(?:=(?:\"[^\"<>]*\"|'[^'<>]*'|[^\s\"'<>=`]+))?)*\s*/?")
_LONG = 1000
#: So many elements that are the same in name and attributes stay open ("Noah's Ark clause").
_ARK = 3


def parse_html(body: bytes) -> LexborHTMLParser:
    """The tree of a page.

    :raises HostileMarkup: its markup is made so that parsing takes very much memory or time.
    """
    refuse_hostile(body)
    return LexborHTMLParser(body)


def refuse_hostile(body: bytes) -> None:
    """Let through what is meant to be read.

    :raises HostileMarkup: parsing it would take very much memory or time.
    """
    tags = body.count(b"<")
    if tags <= _FEW_TAGS:
        return
    if tags > _MOST_TAGS or tags - body.count(b"</") > _MOST_STARTS:
        raise HostileMarkup(f"the page has {tags:,} tags, more than any that is meant to be read")
    most_open = _open_at_most(body)
    if most_open * tags > _MOST_AGAIN and (
        most_open > _MOST_OPEN or _unfolds(body, _MOST_AGAIN // most_open)
    ):
        raise HostileMarkup("the page's markup unfolds to many times its size")


def _unfolds(body: bytes, step: int) -> bool:
    """Whether formatting is opened again and again, by parsing more and more of the page: so many
    tags at a time that between two looks not too much can come of them.
    """
    tags = [found.start() for found in re.finditer(b"<", body)]
    return any(
        len(LexborHTMLParser(body[:end]).css(_FORMATTED)) > _MOST_AGAIN
        for end in (*tags[step::step], len(body))
    )


def _open_at_most(body: bytes) -> int:
    """How many formatting elements may be open at once, whatever closes them: what looks like an
    end tag may stand in a comment.
    """
    starts = Counter(_FORMATTING.findall(body))
    return sum(
        min(count, _ARK) if len(tag) < _LONG and _CLEAR.fullmatch(tag) else count
        for tag, count in starts.items()
    )
