"""The drift alarm: do a newsroom's pages still yield what they used to?

If a newsroom rebuilds its pages, an extractor can break silently: pages are quarantined, or they
still land but lose hosts, speakers or turns. So the newest :data:`WINDOW` stories of a source, by
air date, are compared with the windows before them. A measure raises an alarm if it leaves their
range: more than :data:`SIGMAS` standard deviations from their mean, and by at least its own floor.
Stories are ordered by air date, not by when they were fetched, so a backfill of other years, with
other habits, raises no alarm. Nor does an archive for which nothing is fetched any more.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import exp, log
from statistics import fmean, pstdev

from scraper.archive.database.connection import Database
from scraper.archive.times import stamp

#: Stories in a window, and how many windows before the newest are needed and looked at.
WINDOW = 30
FEWEST, MOST = 5, 10
SIGMAS = 4.0
#: Older fetches say nothing of the newsroom's pages today.
_LATELY = timedelta(days=30)
_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Drift:
    """A measure of a source that left its usual range. ``examples`` are URLs to look at."""

    source: str
    measure: str
    recent: float
    usual: float
    sentence: str
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Story:
    """The numbers of a story; only ``quarantined`` if it has no transcript."""

    url: str
    quarantined: bool
    hostless: bool = False
    unknown_turns: int = 0
    doubted_turns: int = 0
    turns: int = 0
    words: int = 0
    #: The version of the rules that read it.
    extractor: str = ""


@dataclass(frozen=True, slots=True)
class _Measure:
    name: str
    #: The value of a window; None if the window has nothing to measure.
    value: Callable[[Sequence[_Story]], float | None]
    #: What a story adds to the alarm, to choose examples by.
    weight: Callable[[_Story], float]
    #: How far a change must go; of words a turn, the logarithm of the factor.
    floor: float
    said: str
    #: Compared among stories that the same version of the rules read.
    by_version: bool = False


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _words_a_turn(window: Sequence[_Story]) -> float | None:
    turns = sum(story.turns for story in window)
    words = sum(story.words for story in window)
    return log(words / turns) if turns and words else None


_MEASURES = (
    _Measure(
        "quarantined",
        lambda window: _share(sum(s.quarantined for s in window), len(window)),
        lambda story: story.quarantined,
        0.15,
        "{recent:.0%} of its newest stories are quarantined (usually {usual:.0%})",
    ),
    _Measure(
        "no host",
        lambda window: _share(
            sum(s.hostless for s in window), sum(not s.quarantined for s in window)
        ),
        lambda story: story.hostless,
        0.3,
        "{recent:.0%} of its newest transcripts have no host (usually {usual:.0%})",
    ),
    _Measure(
        "unknown speakers",
        lambda window: _share(sum(s.unknown_turns for s in window), sum(s.turns for s in window)),
        lambda story: story.unknown_turns,
        0.15,
        "{recent:.0%} of the turns in its newest transcripts have no speaker (usually {usual:.0%})",
    ),
    _Measure(
        "doubted turns",
        lambda window: _share(sum(s.doubted_turns for s in window), sum(s.turns for s in window)),
        lambda story: story.doubted_turns,
        0.1,
        "{recent:.0%} of the turns in its newest transcripts have a doubtful speaker (usually"
        " {usual:.0%})",
        by_version=True,
    ),
    _Measure(
        "words a turn",
        _words_a_turn,
        lambda story: story.words / story.turns if story.turns else 0,
        log(2),
        "a turn in its newest transcripts has {recent:.0f} words (usually {usual:.0f})",
    ),
)


def find_drift(
    db: Database, source: str, url_date: Callable[[str], date | None], now: datetime
) -> list[Drift]:
    """What of ``source`` left its usual range; nothing if there are too few stories to tell.

    :param url_date: the day that a story's URL carries.
    """
    stories = _newest(db, source, url_date, WINDOW * (1 + MOST))
    if len(stories) < WINDOW * (1 + FEWEST) or not _fetched_lately(db, source, now):
        return []
    version = next((story.extractor for story in stories if not story.quarantined), "")
    of_version = [story for story in stories if story.extractor == version]
    found = (
        _compare(source, measure, of_version if measure.by_version else stories)
        for measure in _MEASURES
    )
    return [drift for drift in found if drift is not None]


def _compare(source: str, measure: _Measure, stories: Sequence[_Story]) -> Drift | None:
    newest, before = stories[:WINDOW], stories[WINDOW:]
    windows = [before[i : i + WINDOW] for i in range(0, len(before) - WINDOW + 1, WINDOW)]
    recent = measure.value(newest)
    usual = [value for value in map(measure.value, windows) if value is not None]
    if recent is None or len(usual) < FEWEST:
        return None
    mean = fmean(usual)
    change = recent - mean
    either_way = measure.name == "words a turn"
    if (abs(change) if either_way else change) <= max(measure.floor, SIGMAS * pstdev(usual)):
        return None
    heaviest = sorted(newest, key=measure.weight, reverse=change > 0)
    shown = (exp(recent), exp(mean)) if either_way else (recent, mean)
    said = measure.said.format(recent=shown[0], usual=shown[1])
    return Drift(
        source,
        measure.name,
        *shown,
        sentence=f"{source} may have changed its pages: {said}",
        examples=tuple(story.url for story in heaviest[:_EXAMPLES]),
    )


def _newest(
    db: Database, source: str, url_date: Callable[[str], date | None], limit: int
) -> list[_Story]:
    """The stories of a source that landed or were quarantined, by the day they aired, newest
    first.
    """
    wanted = {"source": source, "limit": limit}
    dated: list[tuple[str, int, _Story]] = db.all(
        _dated,
        "WITH newest AS (SELECT * FROM transcripts WHERE source = :source"
        "  ORDER BY aired_on DESC, id DESC LIMIT :limit)"
        " SELECT aired_on, page_id, url, extractor, word_count, NOT EXISTS (SELECT 1"
        "  FROM appearances WHERE transcript_id = newest.id AND role = 'host'),"
        "  sum(speaker_id IS NULL), sum(turns.doubt IS NOT NULL), count(turns.id)"
        " FROM newest LEFT JOIN turns ON turns.transcript_id = newest.id AND kind = 'speech'"
        " GROUP BY newest.id",
        wanted,
    )
    quarantined = db.all(
        lambda *row: row,
        "SELECT id, url, found_url FROM pages WHERE source = :source AND state = 'quarantined'"
        " AND kind = 'story' ORDER BY id DESC LIMIT :limit",
        wanted,
    )
    for page, url, found_url in quarantined:
        day = _day_of(db, source, page, [found_url, url], url_date)
        dated.append((day, page, _Story(found_url or url, quarantined=True)))
    dated.sort(key=lambda item: item[:2], reverse=True)
    return [story for *_, story in dated[:limit]]


def _dated(
    aired_on: str | None, page: int, url: str, extractor: str, words: int, *counts: int
) -> tuple[str, int, _Story]:
    hostless, unknown, doubted, turns = counts
    story = _Story(
        url,
        quarantined=False,
        hostless=bool(hostless),
        unknown_turns=unknown or 0,
        doubted_turns=doubted or 0,
        turns=turns,
        words=words,
        extractor=extractor,
    )
    return aired_on or "", page, story


def _day_of(
    db: Database,
    source: str,
    page: int,
    urls: Sequence[str | None],
    url_date: Callable[[str], date | None],
) -> str:
    """The day of a page without a record: its URL's, else that of the story found next to it."""
    for url in urls:
        if url and (day := url_date(url)) is not None:
            return day.isoformat()
    for side, order in (("<", "DESC"), (">", "ASC")):
        beside = db.value(
            "SELECT aired_on FROM transcripts WHERE source = :source AND aired_on IS NOT NULL"
            f" AND page_id {side} :page ORDER BY page_id {order} LIMIT 1",
            {"source": source, "page": page},
        )
        if beside is not None:
            return str(beside)
    return ""


def _fetched_lately(db: Database, source: str, now: datetime) -> bool:
    found = db.value(
        "SELECT 1 FROM pages WHERE source = :source AND state IN ('landed', 'quarantined')"
        " AND fetched_at >= :since LIMIT 1",
        {"source": source, "since": stamp(now - _LATELY)},
    )
    return found is not None
