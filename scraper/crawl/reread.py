"""Reading kept pages again by today's rules."""

from __future__ import annotations

from collections.abc import Iterable

from scraper.archive.records.landing import Reread
from scraper.archive.snapshots import KeptPage
from scraper.extract import extract
from scraper.model import Outcome, Quarantined
from scraper.sources.base import Source


def reader_of(sources: Iterable[Source]) -> Reread:
    """What reads a kept page of one of ``sources``."""
    by_name = {source.name: source for source in sources}

    def reread(kept: KeptPage) -> Outcome:
        source = by_name.get(kept.ref.source)
        if source is None:
            return Quarantined(kept.ref, f"the rules of {kept.ref.source} are not at hand")
        return extract(kept.page, source, kept.ref)

    return reread
