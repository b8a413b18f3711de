"""Where a source's pages are requested. The source's rules know nothing of it.

::

    Origins ──of(url)──► Origin ◄── OwnSite (the publisher's site, or its Mirror)
                                ◄── Wayback (the Wayback Machine's captures of it)
"""

from __future__ import annotations

from scraper.origins.mirror import Mirror
from scraper.origins.origin import Origin
from scraper.origins.own_site import OwnSite
from scraper.origins.wayback import Wayback
from scraper.sources.base import Source

__all__ = ["Mirror", "Origin", "Origins", "OwnSite", "Wayback"]


class Origins:
    """The origins of one source.

    :param base_url: the mirror to request its own site's pages from; None for the site itself.
    """

    def __init__(self, source: Source, base_url: str | None = None) -> None:
        self.source = source
        mirror = Mirror(source, base_url) if base_url else None
        if mirror and mirror.base_url == source.home:
            mirror = None
        self.own_site = OwnSite(source, mirror)

    def of(self, url: str) -> Origin:
        """The origin that has the page at ``url``."""
        return Wayback.serving(url, self.source) or self.own_site
