"""What every source is built with: the :class:`Source` class, page rules and readers of listings.

Source files are the modules beside this package; nothing in here is a source.
"""

from scraper.sources.base.page_rules import ADVERTS, EmbeddedFacts, Layout, MetadataSelectors
from scraper.sources.base.source import Source

__all__ = ["ADVERTS", "EmbeddedFacts", "Layout", "MetadataSelectors", "Source"]
