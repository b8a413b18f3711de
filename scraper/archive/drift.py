"""The drift alarm: does a newsroom's page still yield what it used to?

A newsroom that rebuilds its pages breaks an extractor without a sound: pages are quarantined, or
still land but with hosts, speakers or turns lost. So the newest :data:`WINDOW` stories of a source,
by the day they aired, are held against the windows before them. A measure that leaves the range of
those (:data:`SIGMAS` standard deviations from their mean, and by no less than a floor of its own)
is an alarm. Stories are ordered by air date and not by when they were fetched, so a backfill of
other years, with other habits, is none; nor is an archive that nobody fetches for any more.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import exp, log
from statistics import fmean, pstdev

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
    """What counts of a story; only ``quarantined`` where it has no transcript."""

    url: str
    quarantined: bool
    hostless: bool = False
    unknown_turns: int = 0
    turns: int = 0
    words: int = 0


@dataclass(frozen=True, slots=True)
class _Measure:
    name: str
    #: The value of a window; None where the window has nothing to measure.
    value: Callable[[Sequence[_Story]], float | None]
    #: What a story adds to the alarm, to choose examples by.
    weight: Callable[[_Story], float]
    #: How far a change must go; of words a turn, the logarithm of the factor.
    floor: float
    said: str


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
        "{recent:.0%} of its newest stories are quarantined, where {usual:.0%} is usual",
    ),
    _Measure(
        "no host",
        lambda window: _share(
            sum(s.hostless for s in window), sum(not s.quarantined for s in window)
        ),
        lambda story: story.hostless,
        0.3,
        "{recent:.0%} of its newest transcripts have no host, where {usual:.0%} is usual",
    ),
    _Measure(
        "unknown speakers",
        lambda window: _share(sum(s.unknown_turns for s in window), sum(s.turns for s in window)),
        lambda story: story.unknown_turns,
        0.15,
        "{recent:.0%} of the turns in its newest transcripts are nobody's, where {usual:.0%} is"
        " usual",
    ),
    _Measure(
        "words a turn",
        _words_a_turn,
        lambda story: story.words / story.turns if story.turns else 0,
        log(2),
        "a turn in its newest transcripts has {recent:.0f} words, where {usual:.0f} is usual",
    ),
)


def find_drift(
    connection: sqlite3.Connection,
    source: str,
    url_date: Callable[[str], date | None],
    now: datetime,
) -> list[Drift]:
    """What of ``source`` left its usual range; nothing where there are too few stories to tell.

    :param url_date: the day that a story's URL carries.
    """
    stories = _newest(connection, source, url_date, WINDOW * (1 + MOST))
    newest, before = stories[:WINDOW], stories[WINDOW:]
    windows = [before[i : i + WINDOW] for i in range(0, len(before) - WINDOW + 1, WINDOW)]
    if len(windows) < FEWEST or not _fetched_lately(connection, source, now):
        return []
    found = (_compare(source, measure, newest, windows) for measure in _MEASURES)
    return [drift for drift in found if drift is not None]


def _compare(
    source: str, measure: _Measure, newest: Sequence[_Story], windows: Sequence[Sequence[_Story]]
) -> Drift | None:
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
    connection: sqlite3.Connection,
    source: str,
    url_date: Callable[[str], date | None],
    limit: int,
) -> list[_Story]:
    """The stories of a source that landed or were quarantined, by the day they aired, newest
    first.
    """
    rows = connection.execute(
        "SELECT id, page_id, url, aired_on, word_count, NOT EXISTS (SELECT 1"
        "  FROM appearances WHERE transcript_id = transcripts.id AND role = 'host') AS hostless"
        " FROM transcripts WHERE source = ? ORDER BY aired_on DESC, id DESC LIMIT ?",
        (source, limit),
    ).fetchall()
    turns = _turns(connection, [row["id"] for row in rows])
    dated = [
        (
            row["aired_on"] or "",
            row["page_id"],
            _Story(
                row["url"],
                quarantined=False,
                hostless=bool(row["hostless"]),
                unknown_turns=turns.get(row["id"], (0, 0))[0],
                turns=turns.get(row["id"], (0, 0))[1],
                words=row["word_count"],
            ),
        )
        for row in rows
    ]
    quarantined = connection.execute(
        "SELECT id, url, found_url FROM pages WHERE source = ? AND state = 'quarantined'"
        " AND kind = 'story' ORDER BY id DESC LIMIT ?",
        (source, limit),
    ).fetchall()
    for row in quarantined:
        day = _day_of(connection, source, row, url_date)
        dated.append((day, row["id"], _Story(row["found_url"] or row["url"], quarantined=True)))
    dated.sort(key=lambda item: item[:2], reverse=True)
    return [story for *_, story in dated[:limit]]


def _day_of(
    connection: sqlite3.Connection,
    source: str,
    row: sqlite3.Row,
    url_date: Callable[[str], date | None],
) -> str:
    """The day of a page without a record: its URL's, else that of the story found next to it."""
    for url in (row["found_url"], row["url"]):
        if url and (day := url_date(url)) is not None:
            return day.isoformat()
    for side, order in (("<", "DESC"), (">", "ASC")):
        beside = connection.execute(
            "SELECT aired_on FROM transcripts WHERE source = ? AND aired_on IS NOT NULL"
            f" AND page_id {side} ? ORDER BY page_id {order} LIMIT 1",
            (source, row["id"]),
        ).fetchone()
        if beside is not None:
            return str(beside["aired_on"])
    return ""


def _turns(connection: sqlite3.Connection, ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Of each transcript the turns of speech that are nobody's, and all of them."""
    rows = connection.execute(
        "SELECT transcript_id, sum(speaker_id IS NULL), count(*) FROM turns"
        f" WHERE kind = 'speech' AND transcript_id IN ({', '.join('?' * len(ids))})"
        " GROUP BY transcript_id",
        ids,
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def _fetched_lately(connection: sqlite3.Connection, source: str, now: datetime) -> bool:
    row = connection.execute(
        "SELECT 1 FROM pages WHERE source = ? AND state IN ('landed', 'quarantined')"
        " AND fetched_at >= ? LIMIT 1",
        (source, stamp(now - _LATELY)),
    ).fetchone()
    return row is not None
