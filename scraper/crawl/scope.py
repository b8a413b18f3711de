"""Which pages a crawl takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from scraper.archive.queue import Wanted
from scraper.archive.states import PageState
from scraper.model import ListingRef


@dataclass(frozen=True, slots=True)
class Scope:
    """Which pages a crawl takes: due pages in one of ``states``, only of ``programs`` if there are
    any. Of the listed stories, it takes those of the given days, as far as their URLs tell.
    ``limit`` is the maximum number of stories.
    """

    states: Sequence[PageState] = tuple(PageState)
    since: date | None = None
    until: date | None = None
    limit: int | None = None
    programs: Sequence[str] = ()

    @property
    def wanted(self) -> Wanted:
        """What is taken from the queue."""
        return Wanted(self.states, self.programs)

    def admits_listing(self, ref: ListingRef, day: date | None) -> bool:
        """True for a listing that may name stories of the days; ``day`` is that of its URL."""
        too_old = ref.newest is not None and self.since is not None and ref.newest < self.since
        return self.admits(day) and not too_old

    def admits(self, day: date | None) -> bool:
        """True for a story of ``day``; None stands for a day that is not known."""
        if day is None:
            return True
        return (self.since is None or day >= self.since) and (
            self.until is None or day <= self.until
        )


#: Every due page.
ALL_DUE = Scope()
