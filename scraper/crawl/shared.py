"""What the lanes of a crawl share."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from scraper.archive import refetch
from scraper.archive.database import Archive
from scraper.archive.landing import Lander
from scraper.archive.refetch import RefetchPolicy
from scraper.crawl.report import CrawlReport, PageDone
from scraper.crawl.scope import ALL_DUE, Scope
from scraper.crawl.writer import Writer
from scraper.fetch.settings import FetchSettings


@dataclass(frozen=True, slots=True)
class CrawlOptions:
    """The options of a crawl.

    :ivar fetch: the limits of fetching.
    :ivar refetch: when pages are fetched again.
    :ivar scope: which pages it takes.
    :ivar watch: called with each :class:`~scraper.crawl.report.PageDone`.
    :ivar now: the wall clock.
    """

    fetch: FetchSettings = field(default_factory=FetchSettings)
    refetch: RefetchPolicy = refetch.DEFAULT
    scope: Scope = ALL_DUE
    watch: Callable[[PageDone], None] = lambda done: None
    now: Callable[[], datetime] = lambda: datetime.now(UTC)


@dataclass(slots=True)
class Shared:
    """What the lanes of a crawl share. ``stories_left`` is None without a limit."""

    archive: Archive
    options: CrawlOptions
    lander: Lander
    writer: Writer
    report: CrawlReport
    began: datetime
    stories_left: int | None
    stop: asyncio.Event = field(default_factory=asyncio.Event)
