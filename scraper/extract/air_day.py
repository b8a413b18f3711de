"""The day a story aired, from places on its page that may disagree.

In order of trust:

1. The audio file's date, if it is near the story's own: a web story of one day may carry a
   segment that aired on another.
2. The printed dateline ("May 19, 2025"), if it is near the date in the story's URL. A line that
   only says when the page was updated is not a dateline.
3. The date in the story's URL.
4. If the page has none of these: the JSON-LD of this story, the player, meta tags, in this order.

Two dates contradict each other when they are more days apart than the constants here say. A page
is often published some days after the broadcast, and sometimes before. Weeks apart, one of the
two belongs to another story or to an older copy of the page.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

#: A dateline this many days from the date in the URL is another story's.
_DATELINE_DAYS = 7
#: Audio whose player names the story may be older than the page: an author's interview, an encore.
_OWN_AUDIO_DAYS = 31
_AUDIO_DAYS = 7
#: A time of publication further from the story's date than this is not the story's.
_PUBLISHED_DAYS = 31


@dataclass(frozen=True, slots=True)
class DayEvidence:
    """The days a page gives for its story; each is None if it gives none. ``stated`` has those in
    its metadata, the most reliable first. ``is_own_audio`` says that the player names the story.
    """

    printed: date | None = None
    in_url: date | None = None
    audio: date | None = None
    is_own_audio: bool = False
    stated: tuple[date, ...] = ()

    @property
    def page_day(self) -> date | None:
        """The day of the page, whenever its audio aired; None if nothing says it."""
        if self.printed is not None and _are_near(self.printed, self.in_url, _DATELINE_DAYS):
            return self.printed
        return self.in_url or next(iter(self.stated), None)


def air_day(evidence: DayEvidence) -> date | None:
    """The day the story aired; None if ``evidence`` holds none."""
    day = evidence.page_day
    days = _OWN_AUDIO_DAYS if evidence.is_own_audio else _AUDIO_DAYS
    if evidence.audio is not None and _are_near(evidence.audio, day, days):
        return evidence.audio
    return day


def contradict(day: date, page_day: date | None) -> bool:
    """Whether a page of ``page_day`` can't have been published on ``day``."""
    return not _are_near(day, page_day, _PUBLISHED_DAYS)


def _are_near(day: date, other: date | None, days: int) -> bool:
    """True if nothing speaks against ``day``, too."""
    return other is None or abs((day - other).days) <= days
