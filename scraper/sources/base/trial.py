"""Whether a source can be used at all. Its declarations are tried once, before anything needs them,
so that a mistake in one file affects only that source.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from scraper.errors import BrokenSource, OnRecordError
from scraper.model import ListingRef
from scraper.sources.base.completeness import bad_selectors, missing_parts
from scraper.sources.base.page_rules import Layout
from scraper.sources.base.source import Source

#: A day like any other: the result must not depend on when it is tried.
_DAY = date(2025, 6, 16)
_MONTH = timedelta(days=30)


def why_unusable(source: type[Source]) -> str | None:
    """Why a source can't be used; None if it can."""
    if missing := missing_parts(source):
        return f"it does not define {', '.join(missing)}"
    trying = "__init__"
    try:
        made = source()
        for trying, problem_of in _TRIED.items():
            if problem := problem_of(made):
                return f"{trying}: {problem}"
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001  whatever is wrong with it, the others go on
        return f"{trying} raises {reason(error)}"
    return None


@contextmanager
def blamed(source: str, trying: str) -> Iterator[None]:
    """Blame a source for whatever goes wrong while its rules are used.

    :param trying: what is used of them.
    :raises BrokenSource: something did.
    """
    try:
        yield
    except (OnRecordError, KeyboardInterrupt):
        raise
    except BaseException as error:
        sentence = f"the source {source!r} can't be used: {trying} raises {reason(error)}"
        raise BrokenSource(sentence, name=source) from error


def reason(error: BaseException) -> str:
    """An error on one line."""
    said = " ".join(str(error).split())
    return f"{type(error).__name__}: {said}" if said else type(error).__name__


def _hosts(source: Source) -> str | None:
    hosts: object = source.hosts
    named = isinstance(hosts, tuple) and hosts and all(isinstance(one, str) for one in hosts)
    return None if named else f"{hosts!r} is not a tuple of the names of hosts"


def _first_day(source: Source) -> str | None:
    day: object = source.first_day
    return None if isinstance(day, date) else f"{day!r} is not a date"


def _layouts(source: Source) -> str | None:
    layouts: object = source.layouts
    fine = isinstance(layouts, tuple) and all(isinstance(one, Layout) for one in layouts)
    return None if fine else f"{layouts!r} is not a tuple of layouts"


def _selectors(source: Source) -> str | None:
    wrong = (
        f"{selector!r} ({what}) is not a CSS selector" for what, selector in bad_selectors(source)
    )
    return next(wrong, None)


def _story_id(source: Source) -> None:
    for url in (source.home + "/", *source.examples):
        source.identify(url)


def _story_date(source: Source) -> None:
    for url in (source.home + "/", *source.examples):
        source.story_date(url)


def _latest_listings(source: Source) -> str | None:
    return _not_listings(source.latest_listings(_DAY))


def _listings_between(source: Source) -> str | None:
    return _not_listings(source.listings_between(_DAY - _MONTH, _DAY, _DAY))


def _not_listings(found: object) -> str | None:
    fine = isinstance(found, tuple) and all(isinstance(one, ListingRef) for one in found)
    return None if fine else f"{found!r} is not a tuple of listings"


#: What is tried, by its name in the file; each says what is wrong, or raises.
_TRIED: dict[str, Callable[[Source], str | None]] = {
    "hosts": _hosts,
    "first_day": _first_day,
    "layouts": _layouts,
    "selectors": _selectors,
    "story_id": _story_id,
    "story_date": _story_date,
    "latest_listings": _latest_listings,
    "listings_between": _listings_between,
}
