"""The common base of all sources: the :class:`Source` class, page rules and readers of listings.

Source files are the modules next to this package. Nothing in this package is a source.
"""

from scraper.sources.base.page_rules import ADVERTS, EmbeddedFacts, Layout, MetadataSelectors
from scraper.sources.base.source import Source

__all__ = ["ADVERTS", "EmbeddedFacts", "Layout", "MetadataSelectors", "Source"]
