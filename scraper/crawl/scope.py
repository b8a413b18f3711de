"""Which pages a crawl takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from scraper.archive.states import PageState


@dataclass(frozen=True, slots=True)
class Scope:
    """Which pages a crawl takes: due ones in one of ``states``, and of the stories that listings
    yield those within the days, as far as their URLs tell.
    """

    states: Sequence[PageState] = tuple(PageState)
    since: date | None = None
    until: date | None = None
    limit: int | None = None

    def admits(self, day: date | None) -> bool:
        """True for a story of that day, or of an unknown one."""
        if day is None:
            return True
        return (self.since is None or day >= self.since) and (
            self.until is None or day <= self.until
        )


#: Every due page.
ALL_DUE = Scope()
