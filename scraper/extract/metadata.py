"""What a page says about its story, from the most reliable place it has.

JSON-LD, then JSON in an attribute (a player's, a data layer), then meta tags, then visible text;
each value is checked for sense, and one that makes none is passed over. A page may carry a web
story of one day and the audio of a segment aired on another: ``aired_on`` follows the audio file,
``published_at`` the page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from html import unescape
from itertools import chain
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper.extract.casing import title_case
from scraper.extract.block_text import collapsed
from scraper.extract.selectors import select, select_first
from scraper.model import StoryRef
from scraper.sources.base import Source

#: Control characters stand in real pages' JSON, which strict JSON forbids.
_JSON = json.JSONDecoder(strict=False)
#: In characters. As Python's lists and dictionaries it may take fifty times as much.
_LARGEST_JSON = 1_000_000
#: Regular radio news is younger, and a page can't be from a later year than any clock has reached.
_FIRST_YEAR, _LAST_YEAR = 1920, 2100
_AUDIO_FILE = re.compile(r"/([a-z]+)/(\d{4})/(\d\d)/(\d{8})_")
_LONG_DATE = re.compile(
    r"\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? (\d{1,2}), (\d{4})\b"
)
_CLOCK = re.compile(r"^(?:(\d+):)?(\d{1,2}):(\d\d)$")
_MONTHS = {
    name: number
    for number, name in enumerate(
        "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), start=1
    )
}


@dataclass(slots=True)
class Metadata:
    """Facts about a story; None where the page doesn't say."""

    ref: StoryRef | None = None
    story_url: str | None = None
    #: The canonical URL of a page that is no story's.
    not_a_story: str | None = None
    title: str | None = None
    program: str | None = None
    aired_on: date | None = None
    published_at: str | None = None
    modified_at: str | None = None
    teaser: str | None = None
    duration_s: int | None = None
    audio_url: str | None = None
    language: str | None = None
    rights: str | None = None
    noarchive: bool = False
    names: tuple[str, ...] = field(default=())


def read_metadata(tree: LexborHTMLParser, source: Source, page_url: str | None) -> Metadata:
    """Everything ``tree`` tells about its story."""
    linked = _json_ld(tree)
    facts = _embedded(tree, source)
    meta = _meta_tags(tree)
    found = Metadata(noarchive="noarchive" in meta.get("robots", "").casefold())
    _identify(found, tree, source, meta, page_url)
    found.title = _title(tree, source, linked, meta)
    found.audio_url = _text(facts.get("audio_url")) or _audio(tree, source, page_url)
    found.program = _program(tree, source, _text(facts.get("program")), found.audio_url)
    _dates(found, tree, source, [linked.get("datePublished"), facts.get("published")], linked, meta)
    found.teaser = _text(linked.get("description")) or _text(
        meta.get("description")
        or meta.get("og:description")
        or _visible(tree, source.metadata.teaser)
    )
    found.duration_s = _duration(facts.get("duration"))
    root = tree.root
    found.language = (root.attributes.get("lang") if root is not None else None) or None
    found.names = tuple(_authors(linked, meta))
    if source.metadata.rights:
        found.rights = _visible(tree, (source.metadata.rights,))
    return found


def program_said(speech: str, source: Source) -> str | None:
    """The program that the opening of a transcript names, in the capitals newsrooms print:
    "This is ALL THINGS CONSIDERED".
    """
    named = [program for program in source.programs if program.upper() in speech]
    return max(named, key=len, default=None)


def _json_ld(tree: LexborHTMLParser) -> Mapping[str, Any]:
    """The article among a page's JSON-LD blocks (https://schema.org/NewsArticle)."""
    for script in select(tree, 'script[type="application/ld+json"]'):
        data = _decoded(script.text())
        items = data.get("@graph", [data]) if isinstance(data, dict) else data
        for item in items if isinstance(items, list) else []:
            if isinstance(item, dict) and ("headline" in item or "datePublished" in item):
                return item
    return {}


def _decoded(text: str) -> Any:
    """The value of a JSON text; None where it is none, or larger than any article's facts."""
    if len(text) > _LARGEST_JSON:
        return None
    try:
        return _JSON.decode(text)
    except (ValueError, RecursionError):
        return None


def _embedded(tree: LexborHTMLParser, source: Source) -> Mapping[str, Any]:
    """The facts that an attribute of the page holds as JSON, by our names for them."""
    place = source.metadata.facts
    if place is None:
        return {}
    for node in select(tree, place.selector):
        data = _decoded(node.attributes.get(place.attribute) or "")
        if isinstance(data, dict):
            return {ours: data.get(theirs) for ours, theirs in place.keys.items()}
    return {}


def _audio(tree: LexborHTMLParser, source: Source, page_url: str | None) -> str | None:
    """The URL that a player or download link names."""
    for selector, attribute in source.metadata.audio:
        node = select_first(tree, selector)
        if node is not None and (url := node.attributes.get(attribute)):
            return source.absolute(url, page_url) or None
    return None


def _meta_tags(tree: LexborHTMLParser) -> dict[str, str]:
    """Meta tags by name or property; some saved pages say ``value`` for ``content``."""
    found: dict[str, str] = {}
    for node in tree.tags("meta"):
        attributes = node.attributes
        key = attributes.get("name") or attributes.get("property")
        value = attributes.get("content") or attributes.get("value")
        if key and value:
            found.setdefault(key.casefold(), value)
    return found


def _identify(
    found: Metadata,
    tree: LexborHTMLParser,
    source: Source,
    meta: Mapping[str, str],
    page_url: str | None,
) -> None:
    """The story the page says it is, and the URL it gives for it. A page whose canonical URL
    (RFC 6596) is one of the newsroom's but no story's is about no story, whatever it links to.
    """
    canonical = select_first(tree, "link[rel=canonical][href]")
    called = [_link(canonical) if canonical is not None else None, meta.get("og:url")]
    stated = (
        _link(node) for selector in source.metadata.story_url for node in select(tree, selector)
    )
    for url in chain(called, stated):
        if not url:
            continue
        absolute = source.absolute(url, page_url)
        if (ref := source.identify(absolute)) is not None:
            found.ref, found.story_url = ref, ref.found_url
            return
        if url in called and source.owns(absolute):
            found.not_a_story = absolute
            return


def _link(node: LexborNode) -> str | None:
    attributes = node.attributes
    return attributes.get("href") or attributes.get("value")


def _title(
    tree: LexborHTMLParser, source: Source, linked: Mapping[str, Any], meta: Mapping[str, str]
) -> str | None:
    title = _text(linked.get("headline")) or _text(meta.get("og:title"))
    if title is None:
        title = _visible(tree, source.metadata.title)
        return title.removeprefix("< ") if title else None
    for separator in (" : ", " | "):
        head, _, tail = title.rpartition(separator)
        if head and tail in (*source.programs, *source.calls_itself, source.title):
            return head
    return title


def _program(
    tree: LexborHTMLParser, source: Source, stated: str | None, audio_url: str | None
) -> str | None:
    """The program that the page's facts name; else one that it shows; else the audio's code."""
    if stated:
        return stated
    for selector in source.metadata.program:
        for node in select(tree, selector):
            if program := _known_program(collapsed(node.text()), source):
                return program
    if named := program_named(_visible(tree, source.metadata.program_name), source):
        return named
    if audio_url and (found := _AUDIO_FILE.search(audio_url)):
        return source.audio_codes.get(found.group(1))
    return None


def program_named(printed: str | None, source: Source) -> str | None:
    """A program as people write it, of the place where a page prints its name: "CNN LARRY KING
    LIVE" is Larry King Live.
    """
    if printed is None:
        return None
    bare = printed
    for own in source.calls_itself:
        bare = bare.removeprefix(f"{own} ")
    known = _known_program(printed, source) or _known_program(bare, source)
    return known or (title_case(bare) if bare.isupper() else printed)


def _known_program(shown: str, source: Source) -> str | None:
    folded = shown.casefold()
    return next((program for program in source.programs if program.casefold() == folded), None)


def _dates(
    found: Metadata,
    tree: LexborHTMLParser,
    source: Source,
    facts: list[object],
    linked: Mapping[str, Any],
    meta: Mapping[str, str],
) -> None:
    stated = chain(
        facts,
        [meta.get("article:published_time"), meta.get("cxenseparse:publishtime")],
        _times(tree, source),
        [meta.get("date")],
    )
    first: datetime | date | None = None
    for text in stated:
        moment = read_moment(str(text or ""))
        first = first or moment
        if isinstance(moment, datetime) and moment.tzinfo is not None:
            found.published_at = moment.isoformat()
            break
    changed = linked.get("dateModified") or meta.get("article:modified_time") or ""
    modified = read_moment(str(changed))
    if isinstance(modified, datetime) and modified.tzinfo is not None:
        found.modified_at = modified.isoformat()
    found.aired_on = _aired(found.audio_url)
    if found.aired_on is None and first is not None:
        found.aired_on = first.date() if isinstance(first, datetime) else first


def _times(tree: LexborHTMLParser, source: Source) -> Iterator[str]:
    for selector in source.metadata.published:
        for node in select(tree, selector):
            attributes = node.attributes
            stated = attributes.get("datetime") or attributes.get("content")
            yield stated or collapsed(node.text())


def _aired(audio_url: str | None) -> date | None:
    """The day in an audio file's address (``/atc/2026/01/20260104_atc_…``)."""
    found = _AUDIO_FILE.search(audio_url or "")
    moment = read_moment(found.group(4)) if found else None
    return moment.date() if isinstance(moment, datetime) else moment


def read_moment(text: str) -> datetime | date | None:
    """A date or time in ISO 8601, RFC 5322 or long English form, None when it is none."""
    text = text.strip()
    if found := _LONG_DATE.search(text):
        month, day, year = found.groups()
        text = f"{year}-{_MONTHS[month]:02}-{int(day):02}"
    try:
        if len(text) in (8, 10):
            moment: datetime | date = date.fromisoformat(text)
        elif text[:4].isdigit():
            moment = datetime.fromisoformat(text)
        else:
            moment = parsedate_to_datetime(text)
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
    return moment if _FIRST_YEAR <= moment.year <= _LAST_YEAR else None


def _duration(value: object) -> int | None:
    """Seconds, of a number or a clock ("3:50")."""
    if isinstance(value, str) and (found := _CLOCK.match(value.strip())):
        hours, minutes, seconds = (int(part or 0) for part in found.groups())
        value = hours * 3600 + minutes * 60 + seconds
    try:
        seconds = int(value)  # type: ignore[call-overload]
    except (TypeError, ValueError, OverflowError):
        return None
    return seconds if 0 < seconds < 86_400 else None


def _authors(linked: Mapping[str, Any], meta: Mapping[str, str]) -> list[str]:
    author = linked.get("author")
    people = author if isinstance(author, list) else [author]
    names: list[str] = []
    for person in people:
        name = person.get("name") if isinstance(person, dict) else person
        names += [n for n in (name if isinstance(name, list) else [name]) if isinstance(n, str)]
    if byline := meta.get("cxenseparse:author"):
        names.append(byline)
    return names


def _visible(tree: LexborHTMLParser, selectors: tuple[str, ...]) -> str | None:
    for selector in selectors:
        if (node := select_first(tree, selector)) and (text := collapsed(node.text())):
            return text
    return None


def _text(value: object) -> str | None:
    """A non-empty string, entities undone (JSON in pages is often escaped twice)."""
    if not isinstance(value, str):
        return None
    return collapsed(unescape(value)) or None
