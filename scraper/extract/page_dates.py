"""The dates of a page: its dateline, the day its story aired, when it was published.

:mod:`scraper.extract.air_day` has the rules; this module finds the dates.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from selectolax.lexbor import LexborNode

from scraper.extract.air_day import DayEvidence, air_day, contradict
from scraper.extract.dates import (
    find_date,
    first_published,
    is_dateline,
    is_possible,
    local_day,
    read_moment,
)
from scraper.extract.own_story import OwnParts, OwnStory
from scraper.extract.page_text import collapsed
from scraper.extract.selectors import select
from scraper.sources.base import Source

#: A dateline stands at the head of what holds it. In characters.
_HEAD = 400
_EPOCH = date(1970, 1, 1).toordinal() * 86_400.0


@dataclass(frozen=True, slots=True)
class Calendar:
    """The dates that a newsroom's pages can have, and the day on which a time falls there.

    :ivar zone: the IANA time zone in which UTC times are read.
    :ivar fetched_at: when the page was fetched; None if unknown.
    """

    source: Source
    zone: str
    fetched_at: datetime | None = None
    #: The days of what was asked before: a page states the same time in many places.
    _days: dict[str, date | None] = field(default_factory=dict, repr=False, compare=False)

    def day(self, stated: object) -> date | None:
        """The local day of a stated date or time; None of what is none, or can't be."""
        if not isinstance(stated, str):
            return None
        if stated not in self._days:
            moment = read_moment(stated)
            local = local_day(moment, self.zone) if moment is not None else None
            self._days[stated] = self.possible(local)
        return self._days[stated]

    def time(self, stated: object) -> str | None:
        """A stated time with an offset, in ISO 8601; None of what is none, or can't be."""
        moment = read_moment(stated) if isinstance(stated, str) else None
        if not isinstance(moment, datetime) or moment.tzinfo is None or self.day(stated) is None:
            return None
        return moment.isoformat()

    def possible(self, day: date | None) -> date | None:
        """``day``, or None if no story of the newsroom can be of it."""
        if day is None or not is_possible(day, self.source.first_day, self.fetched_at):
            return None
        return day


@dataclass(frozen=True, slots=True)
class Dateline:
    """A page's dateline: the day it prints, and the dates and times in its attributes."""

    printed: date | None = None
    stated: tuple[str, ...] = ()


def read_dateline(parts: OwnParts, source: Source) -> Dateline:
    """The first dateline of the page that says when it was published. One that only says when it
    was updated is passed over.
    """
    for selector in source.metadata.published:
        for node in parts.select(selector):
            whole, short = _whole_dateline(node)
            text = collapsed(whole.text(deep=False))[:_HEAD] if short is None else short
            printed = first_published(text)
            if printed is None and find_date(text) is not None:
                continue
            stated = _attributes([node] if short is None else _parts(node, whole))
            if printed is not None or stated:
                return Dateline(printed, stated)
    return Dateline()


def _whole_dateline(node: LexborNode) -> tuple[LexborNode, str | None]:
    """The dateline of which ``node`` is a part, and what it prints: "Updated …" and "Originally
    published …" may stand in elements of their own. Of one that holds much, what stands bare
    beside its elements counts, and its text is None.
    """
    parent, whole = node.parent, None
    while parent is not None and (text := _short_text(parent)):
        if text != whole and not is_dateline(text):
            break
        node, parent, whole = parent, parent.parent, text
    return node, _short_text(node) if whole is None else whole


def _short_text(node: LexborNode) -> str | None:
    """What ``node`` prints, None if that is too much for a dateline."""
    text = node.text()
    return collapsed(text) if len(text) <= _HEAD else None


def _parts(node: LexborNode, whole: LexborNode) -> list[LexborNode]:
    """The elements of a dateline that may state when that was."""
    return [node, whole, *select(whole, "time[datetime], meta[content]")]


def _attributes(nodes: Iterable[LexborNode]) -> tuple[str, ...]:
    """The dates and times in the attributes of ``nodes``, first published first."""
    found: dict[str, datetime | date] = {}
    for node in nodes:
        attributes = node.attributes
        value = attributes.get("datetime") or attributes.get("content")
        if value and value not in found and (moment := read_moment(value)) is not None:
            found[value] = moment
    return tuple(sorted(found, key=lambda value: _instant(found[value])))


def _instant(moment: datetime | date) -> float:
    if isinstance(moment, datetime) and moment.tzinfo is not None:
        return moment.timestamp()
    return moment.toordinal() * 86_400.0 - _EPOCH


def page_evidence(dateline: Dateline, story: OwnStory, calendar: Calendar) -> DayEvidence:
    """The days that a page shows for its story: by its dateline and its URLs."""
    printed = calendar.possible(dateline.printed)
    days = (calendar.day(stated) for stated in dateline.stated)
    in_urls = (calendar.possible(story.source.story_date(url)) for url in story.story_urls)
    return DayEvidence(
        printed=printed or next(filter(None, days), None),
        in_url=next(filter(None, in_urls), None),
    )


@dataclass(frozen=True, slots=True)
class PageDates:
    """When the story aired and when the page was published, None if unknown."""

    aired_on: date | None
    published_at: str | None


def settle(
    evidence: DayEvidence,
    stated: Iterable[object],
    calendar: Calendar,
    audio: tuple[date | None, bool],
) -> PageDates:
    """Settle a page's dates.

    :param stated: dates and times that the page's data state, most reliable first.
    :param audio: the day in the address of the audio file, and whether its player names the story.
    """
    dated = [(value, day) for value in stated if (day := calendar.day(value)) is not None]
    audio_day, is_own = audio
    evidence = DayEvidence(
        evidence.printed,
        evidence.in_url,
        calendar.possible(audio_day),
        is_own,
        tuple([day for _, day in dated]),
    )
    page_day = evidence.page_day
    times = (calendar.time(value) for value, day in dated if not contradict(day, page_day))
    return PageDates(air_day(evidence), next(filter(None, times), None))


def settled_day(
    printed: date | None,
    stated: date | None,
    url: str | None,
    calendar: Calendar,
) -> date | None:
    """The air date of a story whose speech has a printed air date above it.

    :param printed: that date.
    :param stated: what the rest of the page gave (:attr:`Metadata.aired_on`); it counts where
        nothing is printed, and where it does not contradict ``url``.
    :param url: a URL of the story, which may hold a date.
    """
    in_url = calendar.possible(calendar.source.story_date(url)) if url else None
    printed = calendar.possible(printed)
    if printed is None:
        return in_url if stated is None or contradict(stated, in_url) else stated
    return air_day(DayEvidence(printed=printed, in_url=in_url))


def without_stale(
    meta: Mapping[str, str], page_day: date | None, calendar: Calendar
) -> Mapping[str, str]:
    """``meta`` without the tags of the ad system (cXense) where those are of another page: one of
    another class, or of a day that contradicts ``page_day``. A site's front page leaves them
    behind in stories that open from it.
    """
    day = calendar.day(meta.get("cxenseparse:publishtime"))
    stale = day is not None and contradict(day, page_day)
    if not stale and meta.get("cxenseparse:pageclass", "article").casefold() == "article":
        return meta
    return {key: value for key, value in meta.items() if not key.startswith("cxenseparse:")}
