"""Fetching a page that may be available at one of several URLs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from scraper.crawl.hosts import Hosts
from scraper.errors import ServerError
from scraper.fetch.asked import Validators
from scraper.fetch.client import Fetcher
from scraper.model import Page
from scraper.origins import Origin, Origins

#: Statuses that say a page is not there (RFC 9110, 15.5.5 and 15.5.11).
GONE = frozenset({404, 410})


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as its publisher has or had it, and the origin from which it was fetched.
    ``answered_at`` is the URL that answered, which can be a mirror's.
    """

    page: Page
    origin: Origin
    answered_at: str

    @property
    def to_land(self) -> Page:
        """The page to land: at the URL that answered, since its validators belong to that. (A
        capture has no validators; ``via`` says where it was.)
        """
        return self.page if self.page.via else replace(self.page, url=self.answered_at)


async def fetch_first_available(
    fetcher: Fetcher,
    origins: Origins,
    urls: Sequence[str],
    validators: Validators | None = None,
    hosts: Hosts | None = None,
) -> Fetched | None:
    """The page at the first of ``urls`` where there is one; None if the server answers that it
    has not changed.

    :param validators: those of the last answer.
    :param hosts: is asked before each request, and told which hosts answered.
    :raises FetchError: one of its kinds; :class:`ServerError` with a status of :data:`GONE` when
        it is at none of the URLs.
    :raises LeftAlone: a host that is needed gets no requests.
    """
    for number, url in enumerate(urls, start=1):
        origin = origins.of(url)
        at = origin.locate(url)

        def may_follow(to: str, origin: Origin = origin) -> str | None:
            located = origin.may_follow(to)
            if located is not None and hosts is not None:
                hosts.before_request(located)
            return located

        if hosts is not None:
            hosts.before_request(at)
        try:
            page = await fetcher.fetch(at, may_follow=may_follow, validators=validators)
        except ServerError as error:
            if error.status in GONE and hosts is not None:
                hosts.answered(error.url)
            if error.status not in GONE or number == len(urls):
                raise
            continue
        answered_at = (page.url if page else None) or at
        if hosts is not None:
            hosts.answered(answered_at)
        return Fetched(origin.as_published(page), origin, answered_at) if page else None
    raise ValueError("no URL to fetch from")
