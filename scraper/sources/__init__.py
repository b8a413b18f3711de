"""The newsrooms OnRecord knows. A newsroom is one module here that defines one :class:`Source`;
putting the file into this package is all the registration there is.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil

from scraper.errors import UnknownSource
from scraper.sources.base import Source

__all__ = ["Source", "all_sources", "source_for", "source_named"]


@functools.cache
def _classes() -> dict[str, type[Source]]:
    found: dict[str, type[Source]] = {}
    for module in pkgutil.iter_modules(__path__):
        if module.name == "base":
            continue
        loaded = importlib.import_module(f"{__name__}.{module.name}")
        for value in vars(loaded).values():
            if (
                isinstance(value, type)
                and issubclass(value, Source)
                and value.__module__ == loaded.__name__
            ):
                found[getattr(value, "name", module.name)] = value
    return found


def all_sources() -> dict[str, type[Source]]:
    """Every known newsroom's class by its name."""
    return dict(_classes())


def source_named(name: str) -> type[Source]:
    """The newsroom called ``name``.

    :raises UnknownSource: naming those there are.
    """
    try:
        return _classes()[name]
    except KeyError:
        known = ", ".join(sorted(_classes()))
        raise UnknownSource(f"no source is called {name!r}; known: {known}") from None


def source_for(url: str, sources: list[Source]) -> Source:
    """The one of ``sources`` that a URL belongs to.

    :raises UnknownSource: when it belongs to none.
    """
    for source in sources:
        if source.owns(url):
            return source
    known = ", ".join(f"{source.name} ({source.home})" for source in sources)
    raise UnknownSource(f"{url} belongs to no source OnRecord knows; known: {known}")
