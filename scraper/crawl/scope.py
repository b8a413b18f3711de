"""Which pages a crawl takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from scraper.archive.states import PageState


@dataclass(frozen=True, slots=True)
class Scope:
    """Which pages a crawl takes: the due ones in one of ``states``, and of the stories that are
    listed those of the given days, as far as their URLs say. ``limit`` is the most stories.
    """

    states: Sequence[PageState] = tuple(PageState)
    since: date | None = None
    until: date | None = None
    limit: int | None = None

    def admits(self, day: date | None) -> bool:
        """True for a story of ``day``; None stands for a day that is not known."""
        if day is None:
            return True
        return (self.since is None or day >= self.since) and (
            self.until is None or day <= self.until
        )


#: Every due page.
ALL_DUE = Scope()
