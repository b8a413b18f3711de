"""The sources OnRecord knows. Each module in this package defines one :class:`Source`, and is found
by listing the package. Their common base is :mod:`scraper.sources.base`.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence

from scraper.did_you_mean import did_you_mean
from scraper.errors import ErrorCode, UnknownSource
from scraper.model import StoryRef
from scraper.sources.base import Source
from scraper.sources.base.registry import SourceFile, read_source_files
from scraper.sources.base.trial import blamed
from scraper.urls import host_of

__all__ = [
    "Source",
    "SourceFile",
    "all_sources",
    "blamed",
    "broken_sources",
    "make_source",
    "source_file",
    "source_for",
    "source_named",
    "source_names",
    "story_at",
]


@functools.cache
def _files() -> dict[str, SourceFile]:
    return {file.name: file for file in read_source_files(__name__, __path__)}


def all_sources() -> dict[str, type[Source]]:
    """The class of every usable source, by name."""
    return {
        name: file.source
        for name, file in _files().items()
        if file.source is not None and file.problem is None
    }


def broken_sources() -> tuple[SourceFile, ...]:
    """The source files that can't be used, with the reasons."""
    return tuple(file for file in _files().values() if file.problem is not None)


def source_names() -> tuple[str, ...]:
    """The names of all sources, usable or not."""
    return tuple(sorted(_files()))


def source_file(name: str) -> SourceFile:
    """The file of the source called ``name``, usable or not.

    :raises UnknownSource: there is no such source.
    """
    try:
        return _files()[name]
    except KeyError:
        hint = did_you_mean(name, source_names()) or f"known: {', '.join(source_names())}"
        raise UnknownSource(f"there is no source {name!r}; {hint}", name=name) from None


def source_named(name: str) -> type[Source]:
    """The source called ``name``.

    :raises UnknownSource: there is no such source.
    :raises BrokenSource: its file can't be used.
    """
    file = source_file(name)
    if file.source is None or file.problem is not None:
        raise file.error()
    return file.source


def make_source(
    kind: type[Source],
    *,
    program_pages: Sequence[str] | None = None,
    feeds: Sequence[str] | None = None,
    more_hosts: Sequence[str] | None = None,
) -> Source:
    """A source with its configuration.

    :raises BrokenSource: its file can't be used.
    """
    with blamed(kind.name, "__init__"):
        return kind(program_pages=program_pages, feeds=feeds, more_hosts=more_hosts)


def source_for(url: str, sources: Sequence[Source]) -> Source:
    """The source, among ``sources``, that a URL belongs to.

    :raises UnknownSource: it does not belong to any of them.
    """
    for source in sources:
        if source.owns(url):
            return source
    known = ", ".join(f"{source.name} ({source.home})" for source in sources)
    raise UnknownSource(
        f"{url} does not belong to any source OnRecord knows; known: {known}", url=url
    )


def story_at(url: str, sources: Sequence[Source]) -> tuple[Source, StoryRef]:
    """The story at ``url``, with its source among ``sources``.

    :raises UnknownSource: it does not belong to any of them, or is not the URL of a story.
    """
    try:
        source = source_for(url, sources)
    except UnknownSource:
        for source in sources:
            if source.might_own(url):
                raise _unknown_site(url, source) from None
        raise
    ref = source.identify(url)
    if ref is None:
        raise UnknownSource(
            f"{url} is on the site of {source.title}, but it is not the URL of a story",
            code=ErrorCode.NOT_A_STORY,
            url=url,
        )
    return source, ref


def _unknown_site(url: str, source: Source) -> UnknownSource:
    host = host_of(url)
    return UnknownSource(
        f"{host} is not a site OnRecord knows",
        code=ErrorCode.UNKNOWN_SITE,
        host=host,
        source=source.name,
        title=source.title,
    )
