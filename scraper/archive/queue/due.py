"""Due pages, as the queue returns them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from scraper.archive.states import PageKind, PageState
from scraper.model import StoryRef


@dataclass(frozen=True, slots=True)
class DuePage:
    """A page to fetch, with the validators of its last answer. ``program``, ``listed_on`` and
    ``listed_month`` are from the listing that named it, or are its own if it is a listing.
    """

    id: int
    source: str
    kind: PageKind
    url: str
    story_id: str | None
    found_url: str | None
    fetched_url: str | None
    etag: str | None
    last_modified: str | None
    attempts: int
    discovered_at: str
    host: str
    program: str | None = None
    listed_on: str | None = None
    listed_month: str | None = None

    @property
    def ref(self) -> StoryRef:
        """The story the page is about. Only for pages of kind ``story``."""
        return StoryRef(self.source, self.story_id or "", self.url, self.found_url)


#: The columns of a :class:`DuePage`, in order.
DUE_COLUMNS = ", ".join(DuePage.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class QuarantinedPage:
    """A story's page that no rule understands."""

    id: int
    source: str
    story_id: str | None
    url: str
    reason: str | None
    fetched_at: str | None
    program: str | None
    listed_on: str | None


class Listed(NamedTuple):
    """What a listing says about a story: its program, the day (ISO) under which it is listed, and
    the month, if the listing covers one month.
    """

    program: str | None = None
    day: str | None = None
    month: str | None = None


class Wanted(NamedTuple):
    """Which due pages to take: stories in one of ``states``, and listings in any state. If there
    are ``programs``, only pages that are known to belong to one of them.
    """

    states: Collection[str] = tuple(PageState)
    programs: Collection[str] = ()


class Due(NamedTuple):
    """How many pages are due."""

    stories: int
    listings: int
