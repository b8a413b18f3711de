"""Fetching a story, which may be at one of several URLs."""

from __future__ import annotations

from collections.abc import Callable

from scraper.errors import ServerError
from scraper.fetch.client import Fetcher, Validators
from scraper.model import Page, StoryRef
from scraper.sources.base import Source

#: Statuses that say a page is not there (RFC 9110, 15.5.5 and 15.5.11).
GONE = frozenset({404, 410})


async def fetch_story(
    fetcher: Fetcher,
    source: Source,
    ref: StoryRef,
    validators: Callable[[str], Validators | None] = lambda url: None,
) -> Page | None:
    """The page at the first of a story's URLs that is there; None when it is what the validators
    for that URL say.

    :raises FetchError: one of its kinds; :class:`ServerError` with a status of :data:`GONE` when
        it is at none of them.
    """
    *others, last = source.request_urls(ref)
    for url in (*others, last):
        located = source.located(url)
        try:
            return await fetcher.fetch(
                located, may_follow=source.followed, validators=validators(located)
            )
        except ServerError as error:
            if error.status not in GONE or url == last:
                raise
    raise AssertionError("unreachable: the last URL returns or raises")
