"""``onrecord coverage``: what of each program and month is listed, landed, missing, and where
nobody can know. Expected numbers are counted by hand: from what each test puts into the archive,
or from the newsroom's sheets.
"""

from __future__ import annotations

import gzip
import os
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from jobs.newsroom.markup import story_page
from jobs.newsroom.server import NOT_FOUND, Answer, LoopbackServer, Newsroom
from jobs.newsroom.sheets import all_sheets
from scraper.archive.health.coverage import CoverageFilter, MonthCoverage
from scraper.archive.queue import Listed, RefetchPolicy
from scraper.archive.states import Known
from scraper.archive.store import Archive
from scraper.model import Covered, ListingRef, Page, StoryRef
from tests.conftest import NOON, Command, configured, raw

FRESH = "Fresh Air"
ALL = CoverageFilter()
FEBRUARY = Covered(date(2013, 2, 1), date(2013, 2, 28), (FRESH,))


def a_listing(name: str, covers: Covered | None, program: str | None = FRESH) -> ListingRef:
    return ListingRef("npr", f"https://www.npr.org/{name}", True, program, covers=covers)


def read(archive: Archive, ref: ListingRef, at: datetime = NOON) -> None:
    """Queue a listing and read it."""
    archive.queue.add_listings([ref], at, again=False)
    (number,) = raw(archive).execute("SELECT id FROM pages WHERE url = ?", (ref.url,)).fetchone()
    archive.queue.record_listing(number, Page(ref.url, 200, {}, b"", at), 0, leads_on=False)
    archive.queue.record_days_read(number, at, (None, None))


def story(archive: Archive, number: int, state: str, listed: Listed | None = None) -> None:
    ref = StoryRef("npr", f"{number}", f"https://www.npr.org/transcripts/{number}")
    archive.queue.add_stories([ref], NOON, listed={} if listed is None else {ref: listed})
    raw(archive).execute("UPDATE pages SET state = ? WHERE url = ?", (state, ref.url))


def months(
    archive: Archive, which: CoverageFilter = ALL
) -> dict[tuple[str | None, str | None], str]:
    return {(one.program, one.month): one.known for one in archive.health.coverage(which)}


def test_the_parts_of_a_month(archive: Archive) -> None:
    read(archive, a_listing("february", FEBRUARY))
    states = ["gone", "failed", "failed", "quarantined", "queued", "no_transcript", "no_transcript"]
    for number, state in enumerate(states):
        story(archive, number, state, Listed(FRESH, "2013-02-05"))
    story(archive, 100, "queued")  # by its URL: neither program nor month
    (found, stray) = archive.health.coverage(ALL)
    assert found == MonthCoverage(
        "npr", FRESH, "2013-02", Known.YES, stories=7, listed=7, landed=0, no_transcript=2,
        missing=5, gone=1, failed=2, quarantined=1, queued=1,
    )  # fmt: skip
    assert found.share == 0
    assert stray == MonthCoverage("npr", None, None, Known.NO, stories=1, missing=1, queued=1), (
        "nobody listed it"
    )


def test_a_share_is_rounded_down_and_there_is_none_where_little_is_known() -> None:
    month = MonthCoverage("npr", FRESH, "2013-02", Known.YES, 400, 400, 398, 1, 1)
    assert month.share == 99, "398 of 399"
    for known in (Known.PARTLY, Known.NO):
        assert MonthCoverage("npr", FRESH, "2013-02", known, 9, 9, 9).share is None
    assert MonthCoverage("npr", FRESH, "2013-02", Known.YES, 2, 2, 0, 2).share is None


@pytest.mark.parametrize(
    ("first", "last", "read_on", "known"),
    [
        (1, 28, date(2013, 4, 1), "yes"),
        (1, 27, date(2013, 4, 1), "partly"),
        (2, 28, date(2013, 4, 1), "partly"),
        (1, 28, date(2013, 2, 20), "partly"),  # eight days were still to come
        (1, 28, date(2013, 3, 1), "partly"),  # at 1 h UTC: still 28 February in New York
        (1, 28, date(2013, 2, 1), None),  # no day was over
    ],
)
def test_a_month_is_known_when_all_its_days_were_over_and_listed(
    archive: Archive, first: int, last: int, read_on: date, known: str | None
) -> None:
    at = datetime(read_on.year, read_on.month, read_on.day, 1, tzinfo=UTC)
    read(archive, a_listing("x", Covered(date(2013, 2, first), date(2013, 2, last), (FRESH,))), at)
    story(archive, 1, "landed", Listed(FRESH, "2013-02-05"))
    assert months(archive) == {(FRESH, "2013-02"): known or "no"}


def test_listings_add_up_and_one_that_was_not_read_makes_the_month_partly_known(
    archive: Archive,
) -> None:
    read(archive, a_listing("1", Covered(date(2013, 2, 1), date(2013, 2, 10), (FRESH,))))
    read(archive, a_listing("2", Covered(date(2013, 2, 8), date(2013, 2, 28), (FRESH,))))
    assert months(archive) == {(FRESH, "2013-02"): "yes"}
    day = a_listing("day", Covered(date(2013, 2, 5), date(2013, 2, 5), (FRESH,)))
    archive.queue.add_listings([day], NOON, again=False)
    assert months(archive) == {(FRESH, "2013-02"): "partly"}
    read(archive, day)
    assert months(archive) == {(FRESH, "2013-02"): "yes"}


def test_only_the_days_that_a_run_took_stories_of_are_read(archive: Archive) -> None:
    ref = a_listing("february", FEBRUARY)
    archive.queue.add_listings([ref], NOON, again=False)
    (due,) = archive.queue.due("npr", NOON)
    archive.queue.record_days_read(due.id, NOON, (date(2013, 2, 10), date(2013, 2, 19)))
    found = raw(archive).execute("SELECT days_read, days, days_unread FROM listed_months")
    assert [tuple(row) for row in found] == [(10, 28, 18)]
    assert months(archive) == {(FRESH, "2013-02"): "partly"}


def test_a_listing_that_was_gone_is_asked_for_again_for_other_days(archive: Archive) -> None:
    first = a_listing("february", Covered(FEBRUARY.first, date(2013, 2, 9), (FRESH,)))
    archive.queue.add_listings([first], NOON, again=False)
    (due,) = archive.queue.due("npr", NOON)
    archive.queue.record_gone(due, 404, NOON, RefetchPolicy())
    assert archive.queue.add_listings([first], NOON, again=False) == 0
    assert archive.queue.add_listings([a_listing("february", FEBRUARY)], NOON, again=False) == 1


def test_listings_of_another_program_say_nothing(archive: Archive) -> None:
    read(archive, a_listing("february", FEBRUARY))
    story(archive, 1, "landed", Listed("Tell Me More", "2013-02-05"))
    assert months(archive) == {(FRESH, "2013-02"): "yes", ("Tell Me More", "2013-02"): "no"}


def test_listings_of_the_whole_source_count_for_programs_while_no_stray_story_is_missing(
    archive: Archive,
) -> None:
    whole = Covered(FEBRUARY.first, FEBRUARY.last)
    read(archive, a_listing("range", whole, None))
    story(archive, 1, "queued", Listed(FRESH, "2013-02-05"))
    assert months(archive) == {(FRESH, "2013-02"): "yes"}
    story(archive, 2, "no_transcript", Listed(None, None, "2013-02"))
    known = {(FRESH, "2013-02"): "yes", (None, "2013-02"): "yes"}
    assert months(archive) == known, "without a transcript it is missing from nowhere"
    story(archive, 3, "gone", Listed(None, None, "2013-03"))
    assert months(archive)[FRESH, "2013-02"] == "yes", "another month's"
    story(archive, 4, "gone", Listed(None, None, "2013-02"))
    assert months(archive)[FRESH, "2013-02"] == "partly"
    # The program's own listing is not in doubt.
    read(archive, a_listing("february", FEBRUARY))
    assert months(archive)[FRESH, "2013-02"] == "yes"


def test_a_missing_story_without_a_month_may_be_of_any(archive: Archive) -> None:
    read(archive, a_listing("range", Covered(FEBRUARY.first, FEBRUARY.last), None))
    story(archive, 1, "queued", Listed(FRESH, "2013-02-05"))
    story(archive, 2, "failed")
    assert months(archive)[FRESH, "2013-02"] == "partly"


def test_months_between_are_told_and_the_range_decides(archive: Archive) -> None:
    read(archive, a_listing("february", FEBRUARY))
    story(archive, 1, "queued", Listed(FRESH, "2013-02-05"))
    story(archive, 2, "queued", Listed(FRESH, "2013-05-05"))
    assert months(archive) == {
        (FRESH, "2013-02"): "yes", (FRESH, "2013-03"): "no",
        (FRESH, "2013-04"): "no", (FRESH, "2013-05"): "no",
    }  # fmt: skip
    ranged = CoverageFilter(["npr"], "fresh", "2012-12", "2013-02")
    assert list(months(archive, ranged)) == [
        (FRESH, "2012-12"), (FRESH, "2013-01"), (FRESH, "2013-02"),
    ]  # fmt: skip
    assert months(archive, CoverageFilter(["cnn"])) == {}
    assert months(archive, CoverageFilter(program="tell me")) == {}


def test_a_range_says_how_many_stories_of_unknown_month_it_leaves_out(
    onrecord: Command, tmp_path: Path
) -> None:
    with Archive.write(tmp_path / "archive.db") as archive:
        story(archive, 1, "queued", Listed(FRESH, "2013-02-05"))
        story(archive, 2, "gone", Listed(FRESH))
        story(archive, 3, "queued")
        raw(archive).commit()
    said = "of unknown month left out"
    assert f"2 stories {said}" in onrecord("coverage", "--since", "2013").err
    assert f"1 story {said}" in onrecord("coverage", "--program", FRESH, "--until", "2013-02").err
    assert said not in onrecord("coverage").err
    assert onrecord("coverage", "--json", "--since", "2013").header["left_out"] == 2
    assert onrecord("coverage", "--json").header["left_out"] == 0


def test_a_listing_that_has_not_changed_still_says_so_of_later_days(archive: Archive) -> None:
    ref = ListingRef("npr", "https://www.npr.org/x", covers=FEBRUARY)
    read(archive, ref, datetime(2013, 2, 20, tzinfo=UTC))
    assert months(archive) == {(FRESH, "2013-02"): "partly"}
    later = NOON + timedelta(days=1)
    archive.queue.add_listings([ref], later, again=True)
    (due,) = archive.queue.due("npr", later)
    archive.queue.record_not_modified(due, later, RefetchPolicy())
    assert months(archive) == {(FRESH, "2013-02"): "yes"}


# the command --------------------------------------------------------------------------------------


def coverage(onrecord: Command, *args: str) -> dict[tuple[str, str], dict[str, object]]:
    ran = onrecord("coverage", "--json", *args)
    assert ran.code == 0, ran.err
    return {(one["program"], one["month"]): one for one in ran.rows}


def test_after_a_backfill_the_months_of_the_program_are_known(
    onrecord: Command, tmp_path: Path
) -> None:
    """Talk of the Nation, by the sheets: one story in March and one in October 2009."""
    with Newsroom() as newsroom:
        configured(tmp_path, newsroom.url)
        of = ["--program", "Talk of the Nation"]
        onrecord("backfill", *of, "--from", "2009-03-05", "--to", "2009-10")
        found = coverage(onrecord, *of, "--since", "2009-03", "--until", "2009-11")
        assert [
            (month, one["known"], one["stories"], one["landed"], one["share"])
            for (_, month), one in found.items()
        ] == [
            ("2009-03", "partly", 0, 0, None),  # the fourth, on which it aired, was not asked for
            *((f"2009-{month:02}", "yes", 0, 0, None) for month in range(4, 10)),
            ("2009-10", "yes", 1, 1, 100),
            ("2009-11", "no", 0, 0, None),
        ]
        onrecord("backfill", *of, "--from", "2009-03", "--to", "2009-03")
        march = coverage(onrecord, *of)["Talk of the Nation", "2009-03"]
        assert (march["known"], march["stories"], march["listed"], march["share"]) == (
            "yes", 1, 1, 100,
        )  # fmt: skip
        text = onrecord("coverage", *of)
    lines = [line.split() for line in text.out.splitlines()]
    assert lines[1][:6] == ["npr", "Talk", "of", "the", "Nation", "2009-03"]
    assert lines[1][6:] == ["100", "%", "1", "1", "1", "0", "0", "0", "0", "0", "0"]
    assert lines[2][5:] == ["2009-04", "to", "2009-09", "no", "stories", *["0"] * 9]
    assert text.err == ""


def test_an_archive_page_that_can_not_be_read_makes_nothing_known(
    onrecord: Command, tmp_path: Path
) -> None:
    with Newsroom() as newsroom:

        def answer(path: str) -> Answer:
            broken = "date=10-31-2009" in path or path.startswith("/programs/talk-of-the-nation/2")
            return Answer(status=500) if broken else newsroom.answer(path)

        with LoopbackServer(answer) as site:
            configured(tmp_path, site.url)
            of = ["--program", "Talk of the Nation"]
            onrecord("backfill", *of, "--from", "2009", "--to", "2009")
    found = coverage(onrecord, *of, "--since", "2009", "--until", "2009")
    known = {month: one["known"] for (_, month), one in found.items()}
    # October's archive was not read; in March a day's page was not read that its archive names.
    assert known == {
        f"2009-{month:02}": {10: "no", 3: "partly"}.get(month, "yes") for month in range(1, 13)
    }


def test_a_404_is_no_listing_but_for_days_that_have_no_episode(
    onrecord: Command, tmp_path: Path
) -> None:
    with LoopbackServer(lambda path: NOT_FOUND) as site:
        (tmp_path / "onrecord.toml").write_text(
            "[fetch]\nrate = 0\nallow_private = true\nattempts = 1\n"
            + "".join(
                f'[sources.{name}]\nbase_url = "{site.url}"\n'
                for name in ("npr", "pbs", "democracynow")
            )
        )
        onrecord("backfill", "--from", "2024-06", "--to", "2024-06")
    found = coverage(onrecord)
    assert {key: one["known"] for key, one in found.items()} == {
        ("PBS News Hour", "2024-06"): "yes"
    }, "pbs has a page for days with an episode only"


def test_what_was_added_by_hand_lands_and_makes_nothing_known(
    onrecord: Command, tmp_path: Path
) -> None:
    """Sheet 4532866: Talk of the Nation, 14 March 2005."""
    (tmp_path / "npr_4532866.html").write_bytes(story_page(all_sheets()["4532866"]))
    onrecord("add", "npr_4532866.html", "--url", "https://www.npr.org/transcripts/4532866")
    (one,) = coverage(onrecord).values()
    assert (one["program"], one["month"]) == ("Talk of the Nation", "2005-03")
    assert (one["known"], one["stories"], one["listed"], one["landed"], one["share"]) == (
        "no", 1, 0, 1, None,
    )  # fmt: skip
    ran = onrecord("coverage")
    assert "not known: no listing of the month was read" in ran.err


@pytest.mark.parametrize(
    ("args", "why"),
    [
        (["--program", "Mourning Edition"], "did you mean 'Morning Edition'?"),
        (["--source", "nrp"], "did you mean 'npr'?"),
        (["--since", "2014", "--until", "2013"], "--since 2014-01-01 is after --until 2013-12-31"),
    ],
)
def test_what_can_not_be_asked(landed: Command, args: list[str], why: str) -> None:
    ran = landed("coverage", *args)
    assert ran.code == 2
    assert why in ran.err


def test_an_empty_archive(onrecord: Command, tmp_path: Path) -> None:
    with Archive.write(tmp_path / "archive.db"):
        pass
    assert "no stories or listings" in onrecord("coverage").out
    assert onrecord("coverage", "--json").rows == []


def test_an_older_archive_knows_no_listed_days_until_its_listings_are_read_again(
    onrecord: Command, tmp_path: Path
) -> None:
    with Newsroom() as newsroom:
        configured(tmp_path, newsroom.url)
        days = ["--from", "2009-10", "--to", "2009-10"]
        onrecord("backfill", *days)
        with closing(sqlite3.connect(tmp_path / "archive.db")) as connection, connection:
            # As the migration leaves what an older version read.
            connection.execute("DELETE FROM listed_days")
            connection.execute("UPDATE pages SET listed_at = NULL, listed_month = NULL")
        before = coverage(onrecord)["Talk of the Nation", "2009-10"]
        assert (before["known"], before["listed"], before["landed"]) == ("no", 0, 1)
        onrecord("backfill", *days)
        after = coverage(onrecord)["Talk of the Nation", "2009-10"]
        assert (after["known"], after["listed"], after["landed"]) == ("yes", 1, 1)


# pages that are no listings ----------------------------------------------------------------------


def listings_site(body: bytes) -> LoopbackServer:
    """A site that answers with ``body`` wherever a listing is asked for."""

    def answer(path: str) -> Answer:
        if path == "/robots.txt":
            return NOT_FOUND
        return Answer(body) if path.startswith(("/transcripts?", "/programs/")) else NOT_FOUND

    return LoopbackServer(answer)


@pytest.mark.parametrize(
    ("body", "known"),
    [
        (b'<main><div id="transcript-list"></div></main>', True),
        (b"", False),
        (b"<title>Before you continue</title><main><h1>Cookies</h1></main>", False),
        (b"<main><h1>Something went wrong</h1></main>", False),
        (b'<main><div id="transcript-list"></div><h1>Access denied</h1></main>', False),
        (b"<h1>example.org</h1><p>Buy this domain</p>", False),
        (b'<h1>Popular</h1><p><a href="/transcripts/222172602">A story</a></p>', False),
    ],
)
def test_a_month_is_known_only_from_a_page_that_is_a_listing(
    onrecord: Command, tmp_path: Path, body: bytes, known: bool
) -> None:
    days = ("--from", "2013-02-01", "--to", "2013-02-28")
    with listings_site(body) as site:
        configured(tmp_path, site.url)
        ran = onrecord("backfill", *days)
        found = onrecord("coverage", "--json").rows
        asked = len(site.arrivals)
        onrecord("backfill", *days)
        again = len(site.arrivals) - asked
    told = {row["known"] for row in found if row["month"] == "2013-02"}
    assert told <= ({"yes"} if known else {"no"}), "a month of which nothing is known has no line"
    assert bool(told) == known or b"Popular" in body
    assert ran.code == int(not known), ran.err
    assert ("failed" in ran.out) == (not known)
    assert bool(again) == (not known), "one that failed is read again"


def test_a_listing_that_leads_to_the_home_page_is_not_read(
    onrecord: Command, tmp_path: Path
) -> None:
    home = b'<main><div id="storylist"><article><h3><a href="/transcripts/222172602">'
    home += b"Today</a></h3></article></div></main>"

    def answer(path: str) -> Answer:
        if path == "/":
            return Answer(home)
        if path == "/robots.txt" or not path.startswith(("/transcripts?", "/programs/")):
            return NOT_FOUND
        return Answer(status=302, headers={"Location": "/"})

    with LoopbackServer(answer) as site:
        configured(tmp_path, site.url)
        ran = onrecord("backfill", "--from", "2013-02-01", "--to", "2013-02-28")
    assert ran.code == 1
    assert "the site led to its home page instead" in ran.err
    found = onrecord("coverage", "--json").rows
    assert "yes" not in {row["known"] for row in found if row["month"] == "2013-02"}


def test_a_listing_that_was_cut_leaves_its_days_unknown(onrecord: Command, tmp_path: Path) -> None:
    story_link = b'<article><h3><a href="/transcripts/222172602">x</a></h3></article>'
    whole = gzip.compress(
        b'<main><div id="transcript-list">' + story_link + os.urandom(9000).hex().encode()
    )
    cut = whole[: len(whole) // 2]
    with listings_site(cut) as site:
        configured(tmp_path, site.url)
        onrecord("backfill", "--from", "2013-02-01", "--to", "2013-02-28")
    found = onrecord("coverage", "--json").rows
    assert "yes" not in {row["known"] for row in found if row["month"] == "2013-02"}


# programs by any of their names ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("fresh-air", {"Fresh Air"}),
        ("FRESH AIR", {"Fresh Air"}),
        ("fresh", {"Fresh Air"}),
        ("news-notes", {"News & Notes"}),
        ("news and notes", {"News & Notes"}),
        ("wait-wait-dont-tell-me", {"Wait Wait... Don't Tell Me!"}),
        ("acd", {"Anderson Cooper 360 Degrees"}),
        ("ACD", {"Anderson Cooper 360 Degrees"}),
        ("notes", {"News & Notes"}),
    ],
)
def test_a_program_is_known_by_what_backfill_takes(
    onrecord: Command, tmp_path: Path, asked: str, found: set[str]
) -> None:
    names = ["Fresh Air", "News & Notes", "Wait Wait... Don't Tell Me!",
             "Anderson Cooper 360 Degrees"]  # fmt: skip
    with Archive.write(tmp_path / "archive.db") as archive:
        for number, name in enumerate(names):
            story(archive, number, "landed", Listed(name, "2013-02-05"))
    ran = onrecord("coverage", "--program", asked, "--json")
    assert ran.code == 0, ran.err
    assert {row["program"] for row in ran.rows} == found


def test_a_slug_of_a_source_that_is_not_asked_for_names_nothing(
    onrecord: Command, tmp_path: Path
) -> None:
    with Archive.write(tmp_path / "archive.db") as archive:
        story(archive, 1, "landed", Listed("Anderson Cooper 360 Degrees", "2013-02-05"))
    ran = onrecord("coverage", "--source", "npr", "--program", "acd")
    assert ran.code == 2
    assert "there is no program called 'acd'" in ran.err
