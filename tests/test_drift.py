"""The drift alarm: what a newsroom's changed pages do, and what must not alarm anybody."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from scraper.archive.health.drift import FEWEST, WINDOW, Drift
from scraper.archive.store import Archive
from scraper.extract import content_hash
from scraper.model import Outcome, Quarantined, Speaker, StoryRef, Transcript, Turn
from scraper.sources.npr import Npr
from tests.conftest import Command, a_page, raw

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ENOUGH = WINDOW * (FEWEST + 1)
ANN, BEN = Speaker("Ann Lee", "host", "label"), Speaker("Ben Orr", "guest")


def ref(number: int) -> StoryRef:
    return StoryRef(
        "npr", str(700_000 + number), f"https://www.npr.org/transcripts/{700_000 + number}"
    )


def good(number: int, day: date, *, words: int = 30) -> Transcript:
    """Four turns of a host and a guest."""
    turns = tuple(
        Turn("A", "speech", f"Story {number} " + "word " * (words - 3) + f"{place}", place % 2)
        for place in range(4)
    )
    return Transcript(ref(number), ref(number).url, turns, (ANN, BEN), content_hash(turns),
                      aired_on=day)  # fmt: skip


def hostless(number: int, day: date) -> Transcript:
    return replace(good(number, day), speakers=(replace(ANN, role="guest"), BEN))


def nobodys(number: int, day: date) -> Transcript:
    made = good(number, day)
    turns = tuple(
        replace(turn, speaker=None if place else 0) for place, turn in enumerate(made.turns)
    )
    return replace(made, turns=turns)


def merged(number: int, day: date) -> Transcript:
    return good(number, day, words=200)


def lost(number: int, _: date) -> Quarantined:
    return Quarantined(ref(number), "no layout of npr fits the page")


Make = Callable[[int, date], Outcome]


def land(archive: Archive, made: list[tuple[int, Outcome]]) -> None:
    """Land outcomes as of NOW, in one transaction."""
    lander = archive.lander()
    with archive.transaction():
        for number, outcome in made:
            page = replace(a_page(f"{number}", ref(number).url), fetched_at=NOW)
            lander.land(page, outcome, ref(number), NOW)


def a_stream(
    count: int, make: Make, *, start: int = 0, first: date = date(2024, 1, 1)
) -> list[tuple[int, Outcome]]:
    """Stories of ``count`` days in a row."""
    return [(start + n, make(start + n, first + timedelta(days=start + n))) for n in range(count)]


def drift(archive: Archive, now: datetime = NOW) -> list[Drift]:
    return archive.health.drift("npr", Npr().story_date, now)


@pytest.mark.parametrize(
    ("change", "measure", "said"),
    [
        (lost, "quarantined",
         "npr may have changed its pages: 67% of its newest stories are quarantined (usually 0%)"),
        (hostless, "no host", "67% of its newest transcripts have no host (usually 0%)"),
        (nobodys, "unknown speakers",
         "50% of the turns in its newest transcripts have no speaker (usually 0%)"),
        (merged, "words a turn",
         "a turn in its newest transcripts has 143 words (usually 30)"),
    ],
)  # fmt: skip
def test_changed_pages_are_told_with_three_examples(
    archive: Archive, change: Make, measure: str, said: str
) -> None:
    land(archive, a_stream(ENOUGH + 10, good))
    assert drift(archive) == []
    land(archive, a_stream(20, change, start=ENOUGH + 10))
    (found,) = drift(archive)
    assert found.measure == measure
    assert said in found.sentence
    changed = {ref(ENOUGH + 10 + n).url for n in range(20)}
    assert len(set(found.examples)) == 3
    assert set(found.examples) <= changed


def test_pages_that_become_better_are_no_alarm(archive: Archive) -> None:
    land(archive, a_stream(ENOUGH, hostless))
    land(archive, a_stream(WINDOW, good, start=ENOUGH))
    assert drift(archive) == []


def test_too_few_stories_tell_nothing(archive: Archive) -> None:
    land(archive, a_stream(ENOUGH - WINDOW, good))
    land(archive, a_stream(WINDOW - 1, lost, start=ENOUGH - WINDOW))
    assert drift(archive) == []


def test_an_archive_that_nobody_fetches_for_is_no_alarm(archive: Archive) -> None:
    land(archive, a_stream(ENOUGH, good))
    land(archive, a_stream(20, lost, start=ENOUGH))
    assert drift(archive)
    assert drift(archive, NOW + timedelta(days=40)) == []


@pytest.mark.parametrize("newest_first", [True, False])
def test_a_backfill_over_years_with_other_habits_is_no_alarm(
    archive: Archive, newest_first: bool
) -> None:
    """No hosts before 2015, long turns before 2010: at every point of the backfill it is quiet,
    but where the archive's newest stories are those that changed.
    """

    def habits(number: int, day: date) -> Outcome:
        if day.year < 2010:
            return merged(number, day)
        return hostless(number, day) if day.year < 2015 else good(number, day)

    land(archive, a_stream(ENOUGH, good, start=1000, first=date(2021, 1, 1)))
    older = [
        (n, habits(n, date(2005, 1, 1) + timedelta(days=10 * n))) for n in range(500)
    ]  # to 2018
    older = older[::-1] if newest_first else older
    for at in range(0, 500, 50):
        land(archive, older[at : at + 50])
        assert drift(archive) == [], at


def test_quarantined_pages_of_old_days_do_not_count_as_new(archive: Archive) -> None:
    land(archive, a_stream(ENOUGH, good))
    old = [
        (
            n,
            Quarantined(
                replace(ref(n), found_url=f"https://www.npr.org/1999/01/02/{700_000 + n}/x"), "r"
            ),
        )
        for n in range(5000, 5030)
    ]
    lander = archive.lander()
    with archive.transaction():
        for number, outcome in old:
            page = replace(a_page(f"{number}", ref(number).url), fetched_at=NOW)
            assert outcome.ref is not None
            lander.land(page, outcome, outcome.ref, NOW)
    assert drift(archive) == []


def test_the_chance_of_a_false_alarm_is_small(archive: Archive) -> None:
    """A newsroom that has a fifth of its stories without a host, a tenth of its turns without a
    speaker and a twentieth of its pages broken, at random, for 1,500 stories.
    """
    chance = random.Random("a fixed stream")

    def noisy(number: int, day: date) -> Outcome:
        luck = chance.random()
        if luck < 0.05:
            return lost(number, day)
        if luck < 0.25:
            return hostless(number, day)
        return (
            nobodys(number, day) if luck < 0.38 else good(number, day, words=chance.randint(20, 60))
        )

    alarms = 0
    for start in range(0, 1500, 15):
        land(archive, a_stream(15, noisy, start=start, first=date(2021, 1, 1)))
        alarms += len(drift(archive))
    assert alarms == 0


def test_status_and_run_say_so_and_exit_with_1(onrecord: Command, tmp_path: Path) -> None:
    now = datetime.now(UTC)
    with Archive.write(tmp_path / "archive.db") as archive:
        lander = archive.lander()
        with archive.transaction():
            connection = raw(archive)
            stream = a_stream(ENOUGH, good) + a_stream(20, lost, start=ENOUGH)
            for number, outcome in stream:
                page = replace(a_page(f"{number}", ref(number).url), fetched_at=now)
                lander.land(page, outcome, ref(number), now)
            connection.execute("UPDATE pages SET next_attempt_at = NULL")
    ran = onrecord("status")
    assert ran.code == 1
    (line,) = (text for text in ran.out.splitlines() if "may have changed its pages" in text)
    assert line.count("https://www.npr.org/transcripts/") == 3
    (tmp_path / "onrecord.toml").write_text(
        "[fetch]\nrate = 0\nallow_private = true\nattempts = 1\n"
        '[sources.npr]\nbase_url = "http://127.0.0.1:9"\nprograms = []\nfeeds = []\n'
    )
    ran = onrecord("run", "-q")
    assert ran.code == 1
    assert "npr may have changed its pages: 67%" in ran.err
