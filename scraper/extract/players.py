"""Facts stored as JSON in an attribute of an audio player or a data layer.

A page can have a player for each related story. A player counts if it names this story (by URL, by
an id, or in the URL of its audio), or if it names no story and is outside the blocks of other
stories.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from selectolax.lexbor import LexborNode

from scraper.extract.air_day import contradict
from scraper.extract.dates import read_moment
from scraper.extract.json_ld import decoded
from scraper.extract.own_story import OwnParts, OwnStory, same_headline
from scraper.extract.selectors import select
from scraper.sources.base import EmbeddedFacts

_MOST_PLAYERS = 100
#: Players of the site, on pages of all stories.
_NEWSCAST = re.compile(r"newscast|live ?stream", re.IGNORECASE)
#: An audio file's address: ``/atc/2026/01/20260104_atc_…``, the program's code first.
AUDIO_FILE = re.compile(r"/([a-z]+)/(\d{4})/(\d\d)/(\d{8})_")


@dataclass(frozen=True, slots=True)
class PlayerFacts:
    """What the story's player says, by our names; ``is_own`` if the player names the story."""

    facts: Mapping[str, Any]
    is_own: bool = False


def player_facts(
    parts: OwnParts,
    story: OwnStory,
    headlines: Sequence[str | None],
    page_day: date | None,
) -> PlayerFacts:
    """The facts of the player that is about ``story``. Where several are, the first in the
    story's own header; where none is there, what all of them say.

    :param page_day: the story's day as the page shows it: a player that names no story is not this
        one's if its audio is of another time.
    """
    place = story.source.metadata.facts
    if place is None:
        return PlayerFacts({})
    own: list[tuple[LexborNode, Mapping[str, Any]]] = []
    free: list[tuple[LexborNode, Mapping[str, Any]]] = []
    for node in select(parts.tree, place.selector)[:_MOST_PLAYERS]:
        data = decoded(node.attributes.get(place.attribute) or "")
        if not isinstance(data, dict):
            continue
        claim = _claim(data, place, story)
        if claim:
            own.append((node, data))
        elif claim is None and not (
            not parts.holds(node)
            or _is_of_other_day(data, place, page_day)
            or _NEWSCAST.search(f"{data.get('title')} {data.get(place.keys.get('audio_url', ''))}")
        ):
            free.append((node, data))
    if not own:
        titled = [(n, d) for n, d in free if _is_titled(d, headlines)]
        free = titled or free
    chosen = own or free
    several = place.header and len(chosen) > 1
    header = {node.mem_id for node in select(parts.tree, place.header)} if several else set()
    first = next((data for node, data in chosen if is_inside(node, header)), None)
    facts = [first] if first is not None else [data for _, data in chosen]
    return PlayerFacts(_agreed(facts, place), bool(own))


def _claim(data: Mapping[str, Any], place: EmbeddedFacts, story: OwnStory) -> bool | None:
    """Whether a player names this story (True), another (False) or none (None)."""
    by_url = story.claims(*(data.get(key) for key in place.story_urls))
    if by_url is not None:
        return by_url
    ids = {ref.story_id for ref in story.refs}
    named = [part for key in place.story_ids for part in str(data.get(key) or "").split(":", 3)[:3]]
    if ids & set(named):
        return True
    audio = str(data.get(place.keys.get("audio_url", "")) or "")
    if any(_holds(audio, story_id) for story_id in ids):
        return True
    source = story.source
    foreign = any(part and source.identify(source.canonical_url(part)) for part in named)
    return False if foreign and ids else None


def audio_day(audio_url: str | None) -> date | None:
    """The day in an audio file's address, None if it has none."""
    found = AUDIO_FILE.search(audio_url or "")
    moment = read_moment(found.group(4)) if found else None
    return moment.date() if isinstance(moment, datetime) else moment


def _is_of_other_day(data: Mapping[str, Any], place: EmbeddedFacts, page_day: date | None) -> bool:
    day = audio_day(str(data.get(place.keys.get("audio_url", "")) or ""))
    return day is not None and contradict(day, page_day)


def _holds(url: str, story_id: str) -> bool:
    """Whether ``story_id`` stands in ``url`` as a part of its own."""
    return story_id in url and bool(
        re.search(rf"(?<![A-Za-z0-9]){re.escape(story_id)}(?![A-Za-z0-9])", url)
    )


def _is_titled(data: Mapping[str, Any], headlines: Sequence[str | None]) -> bool:
    title = data.get("title")
    return isinstance(title, str) and any(same_headline(title, shown) for shown in headlines)


def is_inside(node: LexborNode, blocks: set[int]) -> bool:
    """True for a node that is one of ``blocks`` (by ``mem_id``), or stands in one."""
    at: LexborNode | None = node if blocks else None
    while at is not None:
        if at.mem_id in blocks:
            return True
        at = at.parent
    return False


def _agreed(players: Sequence[Mapping[str, Any]], place: EmbeddedFacts) -> Mapping[str, Any]:
    """Our facts of ``players``: those on which the ones that state them agree."""
    facts: dict[str, Any] = {}
    for ours, theirs in place.keys.items():
        stated = [data[theirs] for data in players if data.get(theirs) not in (None, "")]
        if stated and all(value == stated[0] for value in stated):
            facts[ours] = stated[0]
    return facts
