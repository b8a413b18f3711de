"""What the rules of a source still lack, for the authors of its file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from scraper.sources.base.source import Source

#: A range of a year ago: whatever is listed there has settled.
_MONTH = timedelta(days=30)
_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of a check. ``detail`` says what is wrong and what to do, or what is declared."""

    what: str
    ok: bool
    detail: str


_REQUIRED = """name title first_day home hosts calls_itself layouts metadata story_marks story_id
canonical_url latest_listings listings_between read_html_listing""".split()


def missing_parts(source: type[Source]) -> list[str]:
    """What a source must define before anything can be tried, and doesn't."""
    abstract: frozenset[str] = getattr(source, "__abstractmethods__", frozenset())
    return [name for name in _REQUIRED if not hasattr(source, name) or name in abstract]


def check(source: Source, today: date) -> list[Finding]:
    """Look at everything a source declares: facts, URLs, listings, layouts and selectors."""
    looks: dict[str, Callable[[], Iterator[Finding]]] = {
        "facts": lambda: _facts(source, today),
        "examples": lambda: _urls(source),
        "listings": lambda: _listings(source, today),
        "layouts": lambda: _layouts(source),
        "selectors": lambda: _selectors(source),
    }
    findings: list[Finding] = []
    for what, look in looks.items():
        try:
            findings += look()
        except Exception as error:  # noqa: BLE001  the author is told, and the rest is looked at
            findings.append(Finding(what, False, f"it raises {type(error).__name__}: {error}"))
    return findings


def _facts(source: Source, today: date) -> Iterator[Finding]:
    yield Finding("title", bool(source.title), source.title or "give the source's name")
    owned = source.owns(source.home + "/") or source.owns(f"https://{source.hosts[0].lstrip('.')}/")
    yield Finding(
        "hosts", owned, ", ".join(source.hosts) if owned else f"hosts leave out {source.home}"
    )
    named = bool(source.calls_itself)
    yield Finding(
        "calls_itself",
        named,
        ", ".join(source.calls_itself)
        if named
        else "give the names that labels use for it; without them its staff are taken for guests",
    )
    begun = source.first_day < today
    yield Finding("first_day", begun, f"{source.first_day}" if begun else "it is in the future")
    known = source.time_zone in available_timezones()
    yield Finding(
        "time_zone",
        known,
        source.time_zone if known else f"{source.time_zone!r} is not an IANA time zone",
    )
    noticed = bool(source.disclaimers)
    yield Finding(
        "disclaimers",
        noticed,
        f"{len(source.disclaimers)} known"
        if noticed
        else "say how copyright lines and disclaimers begin, or they may be taken for speech",
    )


def _urls(source: Source) -> Iterator[Finding]:
    refs = {url: source.identify(url) for url in source.examples}
    several = len(refs) > 1
    yield Finding(
        "examples",
        several,
        f"{len(refs)} known"
        if several
        else "give the URL forms of one story, canonical one included, at least two",
    )
    for url, ref in refs.items():
        if ref is None:
            yield Finding("story_id", False, f"{url} is not recognized")
    known = {ref for ref in refs.values() if ref is not None}
    if len(known) > 1:
        ids = ", ".join(sorted(ref.story_id for ref in known))
        yield Finding("story_id", False, f"the forms of one story are taken for several: {ids}")
    elif known:
        (ref,) = known
        again = source.identify(ref.url)
        yield Finding(
            "canonical_url",
            again == ref,
            ref.url if again == ref else f"{ref.url} is not recognized as the story {ref.story_id}",
        )
    home = source.identify(source.home + "/")
    if home is not None:
        yield Finding("story_id", False, f"the home page is taken for the story {home.story_id}")


def _listings(source: Source, today: date) -> Iterator[Finding]:
    past = today - _YEAR
    for what, refs in (
        ("latest_listings", source.latest_listings(today)),
        ("listings_between", source.listings_between(past - _MONTH, past, today)),
    ):
        foreign = [ref.url for ref in refs if urlsplit(ref.url).hostname is None]
        if not refs:
            yield Finding(
                what,
                False,
                "no listing, so nothing will be discovered; sources without listings of their own"
                " need feeds to be configured",
            )
        elif foreign:
            yield Finding(what, False, f"{foreign[0]} is not a URL")
        else:
            yield Finding(what, True, f"{len(refs)}, the first is {refs[0].url}")
    if any(not ref.settled for ref in source.listings_between(past - _MONTH, past, today)):
        yield Finding(
            "listings_between",
            False,
            "listings of a year ago are not settled: every backfill will read them again",
        )


def _layouts(source: Source) -> Iterator[Finding]:
    if not source.layouts:
        yield Finding("layouts", False, "describe at least one")
        return
    starts = [layout.held_from for layout in source.layouts]
    ordered = starts == sorted(starts, reverse=True)
    yield Finding(
        "layouts",
        ordered,
        ", ".join(layout.name for layout in source.layouts) if ordered else "list the newest first",
    )
    for layout in source.layouts:
        if layout.held_to is not None and layout.held_to < layout.held_from:
            yield Finding("layouts", False, f"{layout.name} ends before it begins")


def bad_selectors(source: Source) -> Iterator[tuple[str, str]]:
    """What a source declares as CSS selectors and is none, by its name in the file."""
    tree = LexborHTMLParser("<p></p>")
    for what, selector in _declared_selectors(source).items():
        try:
            if selector:
                tree.css(selector)
        except SelectolaxError:
            yield what, selector


def _declared_selectors(source: Source) -> dict[str, str]:
    metadata = source.metadata
    selectors = {
        "story_marks": source.story_marks,
        "beside": source.beside,
        "transcript_link": source.transcript_link or "",
        "metadata.rights": metadata.rights,
        "metadata.facts": metadata.facts.selector if metadata.facts else "",
        **{
            f"{layout.name}.{part}": getattr(layout, part)
            for layout in source.layouts
            for part in ("transcript", "rights", "chrome", "labels")
        },
    }
    for part in ("title", "program", "program_name", "published", "teaser", "story_url"):
        for number, selector in enumerate(getattr(metadata, part)):
            selectors[f"metadata.{part}[{number}]"] = selector
    for number, (selector, _) in enumerate(metadata.audio):
        selectors[f"metadata.audio[{number}]"] = selector
    return selectors


def _selectors(source: Source) -> Iterator[Finding]:
    wrong = dict(bad_selectors(source))
    for what, selector in wrong.items():
        yield Finding(what, False, f"{selector!r} is not a CSS selector")
    if not wrong:
        count = sum(map(bool, _declared_selectors(source).values()))
        yield Finding("selectors", True, f"{count} parse")
    metadata = source.metadata
    for what, there in (
        ("story_marks", source.story_marks),
        ("metadata.title", metadata.title),
        ("metadata.published", metadata.published or source.air_line),
    ):
        if not there:
            yield Finding(what, False, "missing")
