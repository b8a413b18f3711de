"""Fetching a page that may be at one of several URLs."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from scraper import wayback
from scraper.errors import ServerError
from scraper.fetch.client import Fetcher, Validators
from scraper.model import Page
from scraper.sources.base import Source

#: Statuses that say a page is not there (RFC 9110, 15.5.5 and 15.5.11).
GONE = frozenset({404, 410})


async def fetch_first_there(
    fetcher: Fetcher,
    source: Source,
    urls: Sequence[str],
    validators: Callable[[str], Validators | None] = lambda url: None,
) -> Page | None:
    """The page at the first of ``urls`` that is there; None when it is what the validators for
    that URL say.

    :raises FetchError: one of its kinds; :class:`ServerError` with a status of :data:`GONE` when
        it is at none of them.
    """
    for number, url in enumerate(urls, start=1):
        located = source.located(url)
        may_follow: Callable[[str], str | None] = source.followed
        if capture := wayback.capture_of(url):
            may_follow = wayback.followed(source, capture.archive)
        try:
            fetched = await fetcher.fetch(
                located, may_follow=may_follow, validators=validators(located)
            )
            return fetched and wayback.original_page(fetched)
        except ServerError as error:
            if error.status not in GONE or number == len(urls):
                raise
    raise ValueError("no URL to fetch from")
