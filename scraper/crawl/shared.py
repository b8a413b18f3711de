"""What the lanes of a crawl share."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime

from scraper.archive.queue.refetch import DEFAULT, RefetchPolicy
from scraper.archive.records.landing import Lander
from scraper.archive.states import AlertOn
from scraper.archive.store import Archive
from scraper.crawl.hosts import Hosts
from scraper.crawl.page_reading import PageReading
from scraper.crawl.report import CrawlReport, PageDone
from scraper.crawl.scope import ALL_DUE, Scope
from scraper.crawl.writer import Writer
from scraper.fetch.settings import FetchSettings


def _log_unforeseen(url: str, error: BaseException) -> None:
    logging.getLogger(__name__).error("unforeseen error: %s", url, exc_info=error)


@dataclass(frozen=True, slots=True)
class CrawlOptions:
    """The options of a crawl.

    :ivar fetch: the limits of fetching.
    :ivar refetch: when pages are fetched again.
    :ivar scope: which pages it takes.
    :ivar watch: called with each :class:`~scraper.crawl.report.PageDone`.
    :ivar now: the wall clock.
    :ivar unforeseen: called with the URL of a page and an error that only a mistake in the code
        explains. That page fails, and the crawl continues.
    :ivar named_listings: listings that the user named by URL. The report says so if one of them
        lists nothing.
    :ivar alert: what alerts are sent about.
    """

    fetch: FetchSettings = field(default_factory=FetchSettings)
    refetch: RefetchPolicy = DEFAULT
    scope: Scope = ALL_DUE
    watch: Callable[[PageDone], None] = lambda done: None
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    unforeseen: Callable[[str, BaseException], None] = _log_unforeseen
    named_listings: Collection[str] = ()
    alert: AlertOn = AlertOn.NOTHING


@dataclass(slots=True)
class Shared:
    """What the lanes of a crawl share. ``stories_left`` is None without a limit."""

    archive: Archive
    options: CrawlOptions
    lander: Lander
    writer: Writer
    hosts: Hosts
    reading: PageReading
    report: CrawlReport
    began: datetime
    stories_left: int | None
    stop: asyncio.Event = field(default_factory=asyncio.Event)
