"""Made pages as a browser saves them, and as somebody copies their text from its window."""

from __future__ import annotations

import re
from html import unescape

from selectolax.lexbor import LexborHTMLParser

from scraper.sources import Source
from tests.newsrooms.pages import made_sites

#: What scripts put into a page before anybody saves it.
_SCRIPTED = (
    '<div id="onetrust-banner"><p>COOKIES: We use them.</p></div><div class="ad-wrap"><iframe'
    ' srcdoc="&lt;p&gt;ACME: Buy.&lt;/p&gt;"></iframe></div>'
)


def saved(body: bytes, charset: str, url: str) -> str:
    """The page's DOM written out, as a browser saves it, with what scripts added."""
    text = LexborHTMLParser(body.decode(charset).encode()).html or ""
    head = f"<!-- saved from url=({len(url):04}){url} -->\n"
    styles = "".join(f"<style>.c{i}{{color:#{i:06x}}}</style>" for i in range(14_000))
    text = text.replace("<body", f"{styles}<body", 1).replace("</body>", f"{_SCRIPTED}</body>", 1)
    return text.replace("<html", f"{head}<html", 1)


def charset_of(source: Source, era: str) -> str:
    """The charset that a made page is written in."""
    site = made_sites().get(source.name)
    return site.charset if site else "cp1252" if era == "2005" else "utf-8"


_UNSEEN = re.compile(r"(?is)<(script|style|noscript|head)\b.*?</\1>")
_BORDERS = re.compile(
    r"(?i)</?(?:p|div|br|h\d|li|ul|td|tr|table|section|article|header|footer|nav|figure|figcaption"
    r"|button|aside)\b[^>]*>"
)


def copied(body: bytes, charset: str) -> str:
    """All text of a page, a line a block, as somebody copies it from a browser's window."""
    text = _UNSEEN.sub("", body.decode(charset))
    text = re.sub(r"<[^>]+>", "", _BORDERS.sub("\n", text))
    lines = (" ".join(line.split()) for line in unescape(text).split("\n"))
    return "\n".join(filter(None, lines))
