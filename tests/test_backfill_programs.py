"""``onrecord backfill --program``: one program through its own archive pages, against real HTTP
servers. Which stories a program has in which month is counted by hand from the newsroom's sheets
(jobs/newsroom/stories).
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from jobs.newsroom.server import NOT_FOUND, Answer, LoopbackServer, Newsroom
from scraper.model import Covered, ListingRef
from scraper.sources.cnn import Cnn
from scraper.sources.democracynow import DemocracyNow
from scraper.sources.npr import Npr
from scraper.sources.pbs import Pbs
from tests.conftest import NOON, Command, a_page, configured, rows, stories_landed
from tests.newsrooms.pages import made_pages

#: The stories of Talk of the Nation, all with a transcript: 2005-03-14, 2009-03-04, 2009-10-22.
TOTN_2005, TOTN_2009 = "4532866", {"101437265", "114077653"}
TODAY = date(2026, 11, 25)


@pytest.mark.parametrize("name", ["Talk of the Nation", "talk of the NATION", "talk-of-the-nation"])
def test_only_the_pages_of_the_program_are_asked_for(
    onrecord: Command, tmp_path: Path, name: str
) -> None:
    with Newsroom() as newsroom:
        configured(tmp_path, newsroom.url)
        ran = onrecord("backfill", "--program", name, "--from", "2009", "--to", "2009")
        asked = [arrival.path for arrival in newsroom.arrivals]
    assert ran.code == 0, ran.err
    assert stories_landed(tmp_path) == TOTN_2009
    others = [
        path
        for path in asked
        if path != "/robots.txt"
        and not path.startswith("/programs/talk-of-the-nation/")
        and not any(story in path for story in TOTN_2009)
    ]
    assert others == []
    # robots.txt, twelve months, the two days on which it aired, two stories.
    assert len(asked) == 1 + 12 + 2 + 2
    assert rows(tmp_path, "SELECT command FROM runs") == [
        ("backfill --from 2009-01-01 --to 2009-12-31 --program 'Talk of the Nation'",)
    ]


def test_several_programs(onrecord: Command, tmp_path: Path) -> None:
    with Newsroom() as newsroom:
        configured(tmp_path, newsroom.url)
        ran = onrecord(
            "backfill", "--program", "Talk of the Nation", "--program", "day-to-day",
            "--from", "2005-03", "--to", "2005-05",
        )  # fmt: skip
    assert ran.code == 0, ran.err
    # Day to Day: 2005-03-21; 2005-05-02 has no transcript.
    assert stories_landed(tmp_path) == {TOTN_2005, "4544015"}


def test_a_shorter_range_does_not_hide_the_rest_of_its_months(
    onrecord: Command, tmp_path: Path
) -> None:
    """A program's archive page is of a month: it is read again for the days that it was not read
    for, also where its server would answer that it has not changed.
    """
    with Newsroom() as newsroom:
        configured(tmp_path, newsroom.url)
        of = ["backfill", "--program", "Talk of the Nation"]
        onrecord(*of, "--from", "2009-10-01", "--to", "2009-10-10")
        assert stories_landed(tmp_path) == set()
        onrecord(*of, "--from", "2009-10", "--to", "2009-10")
        assert stories_landed(tmp_path) == {"114077653"}
        asked = len(newsroom.arrivals)
        onrecord(*of, "--from", "2009-10", "--to", "2009-10")
        onrecord(*of, "--from", "2009-10-05", "--to", "2009-10-25")
        assert len(newsroom.arrivals) == asked, "what was read is not read again"


def test_a_limit_leaves_the_rest_queued_and_the_next_call_goes_on(
    onrecord: Command, tmp_path: Path
) -> None:
    with Newsroom() as newsroom:
        configured(tmp_path, newsroom.url)
        of = ["backfill", "--program", "Talk of the Nation", "--from", "2009", "--to", "2009"]
        onrecord(*of, "--limit", "1", "--max-time", "1h", "--source", "npr")
        assert len(stories_landed(tmp_path)) == 1
        onrecord(*of)
    assert stories_landed(tmp_path) == TOTN_2009


def test_queued_stories_of_other_or_unknown_programs_stay_queued_and_are_told(
    onrecord: Command, tmp_path: Path
) -> None:
    with Newsroom() as newsroom:
        configured(tmp_path, newsroom.url)
        # One story is fetched; the listing by date gives no program, the archives of the four
        # usual programs give theirs.
        onrecord("backfill", "--from", "2009-10", "--to", "2009-10", "--limit", "1")
        onrecord("backfill", "--from", "2009-01", "--to", "2009-02", "--limit", "1")
        unknown = rows(
            tmp_path,
            "SELECT story_id FROM pages WHERE kind = 'story' AND state = 'queued'"
            " AND program IS NULL ORDER BY 1",
        )
        assert unknown == [("99874410",)], "Tell Me More has no archive that is read"
        asked = len(newsroom.arrivals)
        ran = onrecord("backfill", "--program", "Fresh Air", "--from", "2009-07", "--to", "2009-07")
        paths = [arrival.path for arrival in newsroom.arrivals[asked:]]
        assert not any("99874410" in path or "99120457" in path for path in paths)
        assert "1 queued story of unknown program not fetched;" in ran.err
        ran = onrecord(
            "backfill", "--program", "Fresh Air", "--from", "2009-07", "--to", "2009-07", "--json"
        )
        assert ran.header["without_program"] == 1
        # The program's own archive says whose it is, so it is no longer unknown.
        ran = onrecord(
            "backfill", "--program", "Tell Me More", "--from", "2009-01", "--to", "2009-01"
        )
        assert "99874410" in stories_landed(tmp_path)
        assert "of unknown program" not in ran.err


def test_a_dry_run_estimates_from_days_that_the_archive_leads_to(
    onrecord: Command, tmp_path: Path
) -> None:
    """Two stories in a year, each alone on its day: two stories by two days, in 12 months."""
    with Newsroom() as newsroom:
        configured(tmp_path, newsroom.url)
        of = ["backfill", "--program", "talk-of-the-nation", "--dry-run", "--json"]
        # All three months of a quarter are read, and the day that one of them leads to.
        (said,) = onrecord(*of, "--from", "2009-03", "--to", "2009-05").rows
        assert (said["listings"], said["read"], said["stories"]) == (4, 4, 1)
        assert not any("range=" in arrival.path for arrival in newsroom.arrivals)
        onrecord(
            "backfill", "--program", "talk-of-the-nation", "--from", "2009-03", "--to", "2009-05"
        )
        onrecord("backfill", "--from", "2009-03", "--to", "2009-03")
        (said,) = onrecord(*of, "--from", "2009-03", "--to", "2009-05").rows
        assert said["known"] == 1, "the other program's stories of these months don't count"


@pytest.mark.parametrize(
    ("args", "why"),
    [
        (
            ["--program", "Fresh Hair"],
            "there is no program 'Fresh Hair'; did you mean 'Fresh Air'?",
        ),
        (["--program", "fresh-ari"], "did you mean 'fresh-air'?"),
        (["--program", "xyzzy"], "known: All Things Considered, Day to Day, Fresh Air"),
        (
            ["--program", "Planet Money"],
            "OnRecord knows no archive pages for 'Planet Money' alone at NPR: leave out",
        ),
        (
            ["--program", "acd"],
            "'acd' is a program of CNN, which is not being read: add --source cnn",
        ),
        (
            ["--program", "Fresh Air", "--source", "stations"],
            "OnRecord knows no archive pages for 'Fresh Air' alone at NPR member stations",
        ),
        (["--program", "Fresh Air", "--wayback"], "--program can't be combined with"),
        (
            ["--program", "PBS News Weekend", "--source", "pbs"],
            "OnRecord knows no archive pages for 'PBS News Weekend' alone at PBS News Hour",
        ),
    ],
)
def test_what_can_not_be_asked_of_a_program(
    onrecord: Command, tmp_path: Path, args: list[str], why: str
) -> None:
    ran = onrecord("backfill", *args, "--from", "2013", "--to", "2013")
    assert ran.code == 2
    assert why in ran.err
    assert ran.err.count("\n") == 1
    assert not (tmp_path / "archive.db").exists()


def test_a_program_needs_days(onrecord: Command) -> None:
    ran = onrecord("backfill", "--program", "Fresh Air")
    assert ran.code == 2


# other newsrooms ----------------------------------------------------------------------------------


def test_the_program_of_a_source_that_has_one() -> None:
    since, until = date(2024, 6, 1), date(2024, 6, 30)
    for source, name in ((DemocracyNow(), "Democracy Now!"), (Pbs(), "PBS News Hour")):
        listings = source.program_listings(since, until, TODAY)
        assert listings == source.listings_between(since, until, TODAY)
        assert {ref.program for ref in listings} == {name}
        covered = {
            date.fromordinal(day)
            for ref in listings
            if ref.covers
            for day in range(ref.covers.first.toordinal(), ref.covers.last.toordinal() + 1)
        }
        # June 2024 began on a Saturday and ended on a Sunday: weekends have no show of their own.
        assert (min(covered), max(covered), len(covered)) == (since, until, 30)


def test_npr_reads_the_archive_of_the_program_month_by_month() -> None:
    listings = Npr(program_pages=["fresh-air"]).program_listings(
        date(2013, 1, 10), date(2013, 2, 5), TODAY
    )
    archive = "https://www.npr.org/programs/fresh-air/archive"
    only = ("Fresh Air",)
    assert [(ref.url, ref.covers) for ref in listings] == [
        (f"{archive}?date=2-28-2013", Covered(date(2013, 2, 1), date(2013, 2, 5), only)),
        (f"{archive}?date=1-31-2013", Covered(date(2013, 1, 10), date(2013, 1, 31), only)),
    ]


def show_page(code: str, days: list[str], older: str | None) -> bytes:
    """As CNN's archive of a show: a segment a day, and a link to the older page."""
    links = "".join(f'<a href="/show/{code}/date/{day}/segment/00">x</a>' for day in days)
    promo = '<a href="/show/lkl/date/2005-07-12/segment/01">Larry King</a>'
    link = f'<a href="/show/{code}?start_fileid={code}_{older}_01">Older</a>' if older else ""
    return (
        f'<div id="cnnMainContent"><div class="cnnSectBulletItems">{links}</div>{link}</div>{promo}'
    ).encode()


def test_an_archive_of_cnn_leads_back_page_by_page() -> None:
    cnn, url = Cnn(program_pages=["acd"]), "https://transcripts.cnn.com/show/acd"
    body = show_page("acd", ["2026-03-19", "2026-03-02"], "2026-02-27")
    found = cnn.read_listing(a_page(body, url))
    assert [ref.story_id for ref in found.stories] == ["acd-2026-03-19-00", "acd-2026-03-02-00"]
    older = f"{url}?start_fileid=acd_2026-02-27_01"
    assert found.listings == (ListingRef("cnn", older),)
    assert found.listings[0].newest == date(2026, 2, 27)
    # Read on 20 March; the day that the older page begins with is that page's.
    acd = ("Anderson Cooper 360 Degrees",)
    assert found.covers == Covered(date(2026, 2, 28), NOON.date(), acd)
    last = cnn.read_listing(a_page(show_page("acd", ["2026-02-27", "2026-02-25"], None), older))
    assert (last.listings, last.covers) == (
        (), Covered(date(2026, 2, 25), date(2026, 2, 27), acd),
    )  # fmt: skip
    empty = cnn.read_listing(a_page(show_page("acd", [], "2026-02-27"), url))
    assert empty.covers is None, "a page whose form has changed claims nothing"


def test_a_show_of_cnn_by_its_code_until_the_days_are_reached(
    onrecord: Command, tmp_path: Path
) -> None:
    made = {
        page.url.partition(".com")[2]: page for page in made_pages() if page.source.name == "cnn"
    }
    path, page = next((p, one) for p, one in made.items() if "/show/" in p)
    code, day = path.split("/")[2], page.story.aired_on
    after, before = day.replace(year=day.year + 1), day.replace(year=day.year - 1)
    first, second, third = (
        show_page(code, [f"{after}"], f"{day}"),
        show_page(code, [f"{day}"], f"{before}"),
        show_page(code, [f"{before}"], None),
    )
    pages = {
        f"/show/{code}": first,
        f"/show/{code}?start_fileid={code}_{day}_01": second,
        f"/show/{code}?start_fileid={code}_{before}_01": third,
    }

    def answer(target: str) -> Answer:
        if target in pages:
            return Answer(pages[target])
        return Answer(page.body, "text/html; charset=latin-1") if target == path else NOT_FOUND

    with LoopbackServer(answer) as server:
        (tmp_path / "onrecord.toml").write_text(
            "[fetch]\nrate = 0\nallow_private = true\nattempts = 1\n"
            f'[sources.cnn]\nbase_url = "{server.url}"\nprograms = ["acd"]\n'
        )
        ran = onrecord(
            "backfill", "--source", "cnn", "--program", code.upper(), "--from", day, "--to", day,
        )  # fmt: skip
        asked = [arrival.path for arrival in server.arrivals if arrival.path != "/robots.txt"]
        assert ran.code == 0, ran.err
        assert asked == [*list(pages)[:2], path], "pages older than the range are not read"
        dry = ["--source", "cnn", "--program", code, "--dry-run", "--json", "--to", day]
        (said,) = onrecord("backfill", *dry, "--from", day).rows
        assert (said["stories"], said["known"]) == (1, 1)
    assert len(stories_landed(tmp_path)) == 1
