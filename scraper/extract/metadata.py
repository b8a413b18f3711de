"""What a page says about its story, from the most reliable place on the page.

A statement counts only if it is about this story (:mod:`scraper.extract.own_story`): the JSON-LD of
its own article, the JSON of its own player, meta tags unless their ``og:url`` is another story's,
and visible text outside the blocks of other stories. :mod:`scraper.extract.air_day` decides the air
date if dates disagree. A fact that can't be decided is None.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from scraper.extract.air_day import contradict
from scraper.extract.chrome import seen_text
from scraper.extract.headlines import (
    clean_title,
    known_program,
    program_named,
    text_of,
)
from scraper.extract.json_ld import articles_in, own_article
from scraper.extract.own_story import OwnParts, OwnStory, identify
from scraper.extract.page_dates import (
    Calendar,
    page_evidence,
    read_dateline,
    settle,
    without_stale,
)
from scraper.extract.page_text import collapsed
from scraper.extract.players import AUDIO_FILE, audio_day, is_inside, player_facts
from scraper.extract.selectors import select
from scraper.model import StoryRef
from scraper.sources.base import Source

_CLOCK = re.compile(r"^(?:(\d+):)?(\d{1,2}):(\d\d)$")


@dataclass(slots=True)
class Metadata:
    """Facts about a story; None if the page doesn't say, or contradicts itself.

    ``aired_on`` is a day in the newsroom's time zone; ``published_at`` and ``modified_at`` are ISO
    8601 with the offset that the page gives; ``duration_s`` is in seconds.
    """

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


def read_metadata(
    tree: LexborHTMLParser,
    source: Source,
    page_url: str | None,
    *,
    fetched_at: datetime | None = None,
) -> Metadata:
    """Everything ``tree`` tells about its story.

    :param fetched_at: when the page was fetched (aware): nothing on it is younger. None: unknown.
    """
    meta: Mapping[str, str] = _meta_tags(tree)
    noarchive = "noarchive" in meta.get("robots", "").casefold()
    parts = OwnParts(tree)
    story = identify(parts, source, meta, page_url)
    meta = story.own_meta(meta)
    titles = [text_of(meta.get("og:title")), _visible(parts, source.metadata.title)]
    titles = [clean_title(title, source) for title in titles]
    at = next(iter(story.story_urls), page_url)
    calendar = Calendar(source, source.zone_of(at), fetched_at)
    dateline = read_dateline(parts, source)
    evidence = page_evidence(dateline, story, calendar)
    meta = without_stale(meta, evidence.page_day, calendar)
    linked = _linked(tree, story, titles, calendar, evidence.page_day)
    player = player_facts(parts, story, titles, evidence.page_day)
    audio_url = _audio_address(text_of(player.facts.get("audio_url")), source, page_url)
    audio_url = audio_url or _audio(parts, source, page_url)
    stated = _stated_times(linked, player.facts, meta, dateline.stated)
    dates = settle(evidence, stated, calendar, (audio_day(audio_url), player.is_own))
    changed = linked.get("dateModified") or meta.get("article:modified_time")
    teaser = linked.get("description") or meta.get("description") or meta.get("og:description")
    return Metadata(
        ref=story.ref,
        story_url=story.ref.found_url if story.ref else None,
        not_a_story=story.not_a_story,
        title=next(filter(None, (clean_title(linked.get("headline"), source), *titles)), None),
        program=_program(parts, story, player.facts.get("program"), audio_url),
        aired_on=dates.aired_on,
        published_at=dates.published_at,
        modified_at=calendar.time(changed),
        teaser=text_of(teaser) or _shown_teaser(parts, source),
        duration_s=_duration(player.facts.get("duration")),
        audio_url=audio_url,
        language=(tree.root.attributes.get("lang") if tree.root is not None else None) or None,
        rights=_visible(parts, (source.metadata.rights,)) if source.metadata.rights else None,
        noarchive=noarchive,
        names=tuple(_authors(linked, meta)),
    )


def _stated_times(
    linked: Mapping[str, Any],
    player: Mapping[str, Any],
    meta: Mapping[str, str],
    shown: Sequence[str],
) -> Sequence[object]:
    """The times of publication that the page states, most reliable first."""
    return (
        linked.get("datePublished"),
        player.get("published"),
        meta.get("article:published_time"),
        *shown,
        meta.get("date"),
        meta.get("cxenseparse:publishtime"),
    )


def _linked(
    tree: LexborHTMLParser,
    story: OwnStory,
    titles: Sequence[str | None],
    calendar: Calendar,
    page_day: date | None,
) -> Mapping[str, Any]:
    """The facts in the JSON-LD of the story's own article."""

    def contradicts(item: Mapping[str, Any]) -> bool:
        day = calendar.day(item.get("datePublished"))
        return day is not None and contradict(day, page_day)

    return own_article(articles_in(tree), story, titles, contradicts)


def _program(parts: OwnParts, story: OwnStory, stated: object, audio_url: str | None) -> str | None:
    """The program that the story's player names; else one that the page shows; else that of the
    code in the audio's address or in the story's URL.
    """
    source = story.source
    if program := text_of(stated):
        return program
    for selector in source.metadata.program:
        for node in parts.select(selector):
            shown = collapsed(node.text()).removeprefix("Heard on ")
            if program := known_program(shown, source):
                return program
    if named := program_named(_visible(parts, source.metadata.program_name), source):
        return named
    if audio_url and (found := AUDIO_FILE.search(audio_url)):
        return source.audio_codes.get(found.group(1))
    codes = (source.program_in(url) for url in story.story_urls)
    return next(filter(None, codes), None)


def _audio(parts: OwnParts, source: Source, page_url: str | None) -> str | None:
    """The URL that a player or download link outside other stories' blocks names."""
    for selector, attribute in source.metadata.audio:
        for node in parts.select(selector):
            if url := _audio_address(node.attributes.get(attribute), source, page_url):
                return url
    return None


def _audio_address(stated: str | None, source: Source, page_url: str | None) -> str | None:
    """The URL of audio on the web; None of anything else that an attribute can hold."""
    url = source.absolute(stated, page_url) if stated else ""
    return url if url.startswith(("http://", "https://")) else None


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


def _meta_tags(tree: LexborHTMLParser) -> dict[str, str]:
    """Meta tags by name or property; some saved pages say ``value`` for ``content``."""
    found: dict[str, str] = {}
    for node in tree.tags("meta"):
        attributes = node.attributes
        key = attributes.get("name") or attributes.get("property")
        if key and (value := attributes.get("content") or attributes.get("value")):
            found.setdefault(key.casefold(), value)
    return found


def _shown_teaser(parts: OwnParts, source: Source) -> str | None:
    """The teaser that the page shows outside of the speech."""
    if not source.metadata.teaser:
        return None
    blocks = {
        node.mem_id for layout in source.layouts for node in select(parts.tree, layout.transcript)
    }
    for selector in source.metadata.teaser:
        for node in parts.select(selector):
            if not is_inside(node, blocks) and (text := text_of(seen_text(node))):
                return text
    return None


def _visible(parts: OwnParts, selectors: Sequence[str]) -> str | None:
    """The first text that ``selectors`` find outside the blocks of other stories."""
    for selector in selectors:
        for node in parts.select(selector):
            if text := text_of(seen_text(node)):
                return text
    return None
