"""Programs by name, and the sources that have archive pages for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from jobs.config import Config
from scraper.did_you_mean import did_you_mean
from scraper.errors import UsageError
from scraper.sources import Source, make_source


@dataclass(frozen=True, slots=True)
class OnlyPrograms:
    """The sources that have the requested programs, each reading nothing else, and the names of
    these programs as printed.
    """

    sources: list[Source]
    names: tuple[str, ...]


def only_programs(asked: Sequence[str], sources: Sequence[Source], config: Config) -> OnlyPrograms:
    """Those of ``sources`` that have the programs ``asked`` for.

    :param asked: programs as printed, in any letter case, or their names in URLs.
    :raises UsageError: nobody knows such a program, or none of ``sources`` can read it on its own.
    """
    slugs: dict[str, list[str]] = {}
    names: dict[str, None] = {}
    for program in asked:
        found = {source.name: slug for source in sources if (slug := _slug(program, source))}
        if not found:
            raise _not_found(program, sources, config)
        for source in sources:
            if source.name in found:
                slugs.setdefault(source.name, []).append(found[source.name])
                names[source.program_archives[found[source.name]]] = None
    chosen = [
        make_source(
            type(source),
            program_pages=tuple(dict.fromkeys(slugs[source.name])),
            feeds=source.feeds,
            more_hosts=source.more_hosts,
        )
        for source in sources
        if source.name in slugs
    ]
    return OnlyPrograms(chosen, tuple(names))


def names_of(program: str, sources: Iterable[type[Source]]) -> tuple[str, ...]:
    """The programs of ``sources`` that are so called, as printed or by their name in URLs."""
    wanted = _letters(program)
    found = (
        name
        for source in sources
        for called, name in (
            *source.program_archives.items(),
            *((name, name) for name in (*source.program_archives.values(), *source.programs)),
        )
        if _letters(called) == wanted
    )
    return tuple(dict.fromkeys(found))


def not_on_record(program: str, on_record: Sequence[str]) -> UsageError:
    """That no program in the archive is so called, and what may be meant."""
    known = f"on record: {', '.join(on_record)}" if on_record else "none is on record yet"
    hint = did_you_mean(program, on_record) or known
    return UsageError(f"there is no program called {program!r}; {hint}")


def _slug(program: str, source: Source) -> str | None:
    """The name in URLs of a program with archive pages of its own; None if there is none."""
    wanted = _letters(program)
    for slug, name in source.program_archives.items():
        if wanted in (_letters(slug), _letters(name)):
            return slug
    return None


def _not_found(program: str, sources: Sequence[Source], config: Config) -> UsageError:
    """Why no source can read a program on its own, and what to do instead."""
    for source in sources:
        if _letters(program) in map(_letters, source.programs):
            return UsageError(
                f"OnRecord knows no archive pages for {program!r} alone at {source.title}: leave"
                " out --program to read all listings of these days"
            )
    for source in config.known_sources():
        if source.name not in {one.name for one in sources} and _slug(program, source):
            return UsageError(
                f"{program!r} is a program of {source.title}, which is not being read: add"
                f" --source {source.name}"
            )
    if not any(source.program_archives for source in sources):
        titles = " and ".join(source.title for source in sources)
        return UsageError(
            f"OnRecord knows no archive pages of single programs at {titles}: leave out --program"
            " to read all listings of these days"
        )
    return UsageError(f"there is no program {program!r}; {_hint(program, sources)}")


def _hint(program: str, sources: Sequence[Source]) -> str:
    """The program that may have been meant, or all of them."""
    pairs = [pair for source in sources for pair in source.program_archives.items()]
    names = sorted({name for _, name in pairs})
    known = [name for pair in pairs for name in pair]
    return did_you_mean(program, known) or f"known: {', '.join(names)}"


def _letters(name: str) -> str:
    """What the spellings of a program have in common: "News & Notes", "news-and-notes"."""
    return "".join(c for c in name.replace("&", " and ").casefold() if c.isalnum())
