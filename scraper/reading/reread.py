"""Reading kept pages again with today's rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from urllib.parse import urlsplit

from scraper.archive.snapshots import KeptPage
from scraper.extract import extract
from scraper.model import Outcome, Page, Quarantined
from scraper.sources.base import Source


def reader_of(sources: Iterable[Source]) -> Callable[[KeptPage], Outcome]:
    """What reads a kept page of one of ``sources``."""
    by_name = {source.name: source for source in sources}

    def reread(kept: KeptPage) -> Outcome:
        source = by_name.get(kept.ref.source)
        if source is None:
            return Quarantined(kept.ref, f"the rules of {kept.ref.source} are not at hand")
        return read_again(kept, source)

    return reread


def read_again(kept: KeptPage, source: Source) -> Outcome:
    """What the rules of ``source`` make of a kept page."""
    return extract(as_published(kept, source), source, kept.ref)


def as_published(kept: KeptPage, source: Source) -> Page:
    """A kept page at the publisher's URL, where a mirror answered. Which mirror that was need not
    be known any more: it has pages under the publisher's paths.
    """
    url = kept.page.url
    if url is None or source.owns(url):
        return kept.page
    parts = urlsplit(url)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    known = source.request_urls(kept.ref)
    public = next((one for one in known if _is_at(target, one)), None)
    if public is None:  # the mirror redirected
        guess = f"https:/{target}" if source.many_sites else source.home + target
        public = guess if source.identify(guess) else kept.ref.url
    return replace(kept.page, url=public)


def _is_at(target: str, url: str) -> bool:
    """Whether ``target``, path and query on a mirror, is the place of the page at ``url``."""
    parts = urlsplit(url)
    return target.endswith((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
