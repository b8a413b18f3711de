"""Made pages as a browser saves them: the DOM after scripts ran, half a megabyte around it."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser

from scraper.sources import Source

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
    return "cp1252" if era == "2005" else "latin-1" if source.name == "cnn" else "utf-8"
