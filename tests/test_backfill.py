"""Backfill from every input: days, lists of URLs, sitemaps, captures of the Wayback Machine, WARC
files; each story lands once.
"""

from __future__ import annotations

import gzip
import json
import re
import time
from collections import Counter
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from urllib.parse import parse_qs, quote_plus, unquote_plus, urlsplit

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from jobs.newsroom.markup import story_page
from jobs.newsroom.server import NOT_FOUND, Answer, LoopbackServer, Newsroom
from jobs.newsroom.sheets import all_sheets
from jobs.progress import Estimate, duration
from scraper.archive.queue import Due
from scraper.archive.states import LandedKind
from scraper.crawl import PageDone
from scraper.errors import UnreadableListing
from scraper.sources.npr import Npr
from tests.conftest import Command, a_page, configured, rows, stories_landed

#: Stories that the newsroom has, by their sheets.
FIRST, SECOND, THIRD = "4510231", "4517790", "4532866"
TODAY = date(2026, 11, 25)


def body_of(story: str) -> bytes:
    return story_page(all_sheets()[story])


# a file of URLs -----------------------------------------------------------------------------------


def test_a_file_of_urls_in_any_form(onrecord: Command, tmp_path: Path) -> None:
    (tmp_path / "urls.txt").write_text(
        f"# from a footnote\nhttps://www.npr.org/transcripts/{FIRST}\n\n"
        f"http://www.npr.org/templates/story/story.php?storyId={FIRST}\n"
        f"https://www.npr.org/transcripts/{SECOND}  # another\n"
    )
    with Newsroom() as newsroom:
        configured(tmp_path, newsroom.url)
        ran = onrecord("backfill", "--urls", "urls.txt")
        assert ran.code == 0, ran.err
        assert "2 new transcripts" in ran.out
        assert stories_landed(tmp_path) == {FIRST, SECOND}
        asked = len(newsroom.arrivals)
        assert onrecord("backfill", "--urls", "urls.txt").code == 0
        assert len(newsroom.arrivals) == asked, "nothing is fetched twice"


def test_a_file_with_other_urls_says_which(onrecord: Command, tmp_path: Path) -> None:
    (tmp_path / "urls.txt").write_text("https://www.npr.org/about\nhttps://example.org/x\n")
    ran = onrecord("backfill", "--urls", "urls.txt")
    assert ran.code == 2
    assert "line 1: https://www.npr.org/about; line 2: https://example.org/x" in ran.err
    assert not (tmp_path / "archive.db").exists()


# sitemaps -----------------------------------------------------------------------------------------


def sitemap(*urls: str, index: bool = False) -> bytes:
    outer, inner = ("sitemapindex", "sitemap") if index else ("urlset", "url")
    entries = "".join(f"<{inner}><loc> {url} </loc></{inner}>" for url in urls)
    return f'<?xml version="1.0"?><{outer} xmlns="http://www.sitemaps.org/s">{entries}</{outer}>'.encode()


def test_an_index_of_sitemaps_some_packed_one_naming_the_index_again(
    onrecord: Command, tmp_path: Path
) -> None:
    home = "https://www.npr.org"
    packed = gzip.compress(sitemap(f"{home}/2005/03/09/{SECOND}/phone"))
    with Newsroom() as newsroom:
        answers = {
            "/sitemaps.xml": Answer(
                sitemap(
                    f"{home}/one.xml", f"{home}/two.xml.gz", "https://example.org/x", index=True
                ),
                "application/xml",
            ),
            "/one.xml": Answer(sitemap(f"{home}/transcripts/{FIRST}"), "text/xml"),
            "/two.xml.gz": Answer(packed, "application/x-gzip"),
        }
        with LoopbackServer(lambda path: answers.get(path) or newsroom.answer(path)) as site:
            configured(tmp_path, site.url)
            ran = onrecord("backfill", "--sitemap", f"{site.url}/sitemaps.xml")
            assert ran.code == 0, ran.err
            assert stories_landed(tmp_path) == {FIRST, SECOND}
            answers["/one.xml"] = Answer(
                sitemap(f"{home}/transcripts/{THIRD}") + b" " * 9, "text/xml"
            )
            answers["/two.xml.gz"] = Answer(
                sitemap(f"{home}/sitemaps.xml", f"{home}/two.xml.gz", index=True), "text/xml"
            )
            site.arrivals.clear()
            time.sleep(1.1)  # times are kept to the second
            assert onrecord("backfill", "--sitemap", f"{site.url}/sitemaps.xml").code == 0
            asked = Counter(arrival.path for arrival in site.arrivals)
    assert stories_landed(tmp_path) == {FIRST, SECOND, THIRD}
    assert asked["/two.xml.gz"] == 1, "sitemaps that name each other are read once a run"


def test_a_sitemap_that_lists_no_story_says_so(onrecord: Command, tmp_path: Path) -> None:
    body = sitemap("https://example.org/1")
    with LoopbackServer(lambda path: Answer(body, "text/xml")) as site:
        configured(tmp_path, site.url)
        ran = onrecord("backfill", "--sitemap", f"{site.url}/sitemap.xml")
    assert ran.code == 0
    assert "  https://www.npr.org/sitemap.xml: it lists no story of NPR\n" in ran.err


@pytest.mark.parametrize(
    ("body", "said"),
    [(b"<html>Not here</html>", "has no list of stories"), (b"", "the page is empty")],
)
def test_a_sitemap_that_is_none_fails(
    onrecord: Command, tmp_path: Path, body: bytes, said: str
) -> None:
    with LoopbackServer(lambda path: Answer(body, "text/xml")) as site:
        configured(tmp_path, site.url)
        ran = onrecord("backfill", "--sitemap", f"{site.url}/sitemap.xml")
    assert ran.code == 1
    assert said in ran.err


def test_a_feed_that_lists_no_story_says_so(onrecord: Command, tmp_path: Path) -> None:
    listings = b'<html><div id="transcript-list">nothing new</div></html>'
    with LoopbackServer(lambda path: Answer(listings, "text/html")) as site:
        configured(tmp_path, site.url, feeds='["https://www.npr.org/mine.xml"]')
        ran = onrecord("run")
    assert ran.err.count("it lists no story of NPR") == 1, "the other listings are not the user's"
    assert "  https://www.npr.org/mine.xml: it lists no story of NPR\n" in ran.err


def test_a_sitemap_that_is_cut_is_read_as_far_as_it_goes_and_read_again(
    onrecord: Command, tmp_path: Path
) -> None:
    whole = sitemap(f"https://www.npr.org/transcripts/{FIRST}", f"https://www.npr.org/{SECOND}")
    answers = {"/s.xml": Answer(whole[:-40], "text/xml")}
    with Newsroom() as newsroom:
        with LoopbackServer(lambda path: answers.get(path) or newsroom.answer(path)) as site:
            configured(tmp_path, site.url)
            ran = onrecord("backfill", "--sitemap", f"{site.url}/s.xml")
            assert stories_landed(tmp_path) == {FIRST}
            assert "https://www.npr.org/s.xml: the feed is not well-formed: " in ran.err
            assert "; what follows was not read\n" in ran.err
        validators = rows(tmp_path, "SELECT etag FROM pages WHERE kind = 'listing'")
    assert validators == [(None,)], "it is asked for whole the next time"


def test_a_packed_sitemap_that_is_a_bomb(npr: Npr) -> None:
    bomb = gzip.compress(b"<urlset>" + b" " * 60_000_000 + b"</urlset>")
    with pytest.raises(UnreadableListing, match="larger than 10 MiB"):
        npr.read_listing(a_page(bomb, "https://www.npr.org/bomb.xml.gz"))
    with pytest.raises(UnreadableListing, match="not well-formed"):
        npr.read_listing(a_page(gzip.compress(b"<urlset/>")[:12], "https://www.npr.org/cut.xml.gz"))


# the Wayback Machine ------------------------------------------------------------------------------


class Wayback(LoopbackServer):
    """Has some captures, ``many`` in an answer, and speaks as the Wayback Machine."""

    def __init__(self, captures: list[tuple[str, str, bytes]], many: int = 2) -> None:
        super().__init__(self.answer)
        self._captures, self.many = captures, many

    def answer(self, path: str) -> Answer:
        if path == "/robots.txt":
            return Answer(status=404)
        if path.startswith("/cdx/search/cdx?"):
            return self._cdx(parse_qs(urlsplit(path).query))
        found = re.fullmatch(r"/web/(\d{14})id_/(.+)", path)
        if found is None:
            return NOT_FOUND
        has = {stamp: body for stamp, url, body in self._captures if url == found.group(2)}
        if not has:
            return NOT_FOUND
        if (body := has.get(found.group(1))) is None:
            # It answers for a time that it has.
            return Answer(status=302, headers={"Location": f"/web/{min(has)}id_/{found.group(2)}"})
        return Answer(body, headers={"memento-datetime": "x", "x-archive-orig-etag": '"old"'})

    def _cdx(self, query: dict[str, list[str]]) -> Answer:
        """As CDXServer.java of the wayback-cdx-server answers, and the server that runs: the key
        to ask for more is of the last line written, with "-" for a urlkey that is not asked for.
        """
        (wanted,), exact = query["url"], query["matchType"] == ["exact"]
        (since,), (until,) = query.get("from", ["0"]), query.get("to", ["9"])
        fields, many = query["fl"][0].split(","), min(int(query["limit"][0]), self.many)
        index = sorted((url_key(url), stamp, url) for stamp, url, _ in self._captures)
        start = end = url_key(wanted)
        if not exact:
            end = end[:-1] + chr(ord(end[-1]) + 1)
        if "resumeKey" in query:
            start = unquote_plus(query["resumeKey"][0])
        lines = [
            line
            for line in index
            if start <= f"{line[0]} {line[1]}" and (line[0] == end if exact else line[0] < end)
            and since <= line[1] <= until
        ]  # fmt: skip
        if many < 0:
            lines = lines[many:]
        if not lines:
            return Answer(b"[]", "application/json")
        written = [
            dict(zip(("urlkey", "timestamp", "original"), line, strict=True))
            for line in (lines if many < 0 else lines[:many])
        ]
        page = [fields, *([one[field] for field in fields] for one in written)]
        if len(written) == many:
            stamp = written[-1]["timestamp"]
            following = stamp[:-1] + chr(ord(stamp[-1]) + 1)
            key = written[-1]["urlkey"] if "urlkey" in fields else "-"
            page += [[], [quote_plus(f"{key} {following}")]]
        return Answer(json.dumps(page).encode(), "application/json")


def url_key(url: str) -> str:
    """As the archive sorts captures."""
    host, _, path = url.partition("://")[2].partition("/") if "://" in url else url.partition("/")
    labels = host.removeprefix("www.").split(".")
    return f"{','.join(reversed(labels))})/{path}".lower()


def test_what_vanished_is_taken_from_its_last_capture(onrecord: Command, tmp_path: Path) -> None:
    phone = f"http://www.npr.org/templates/transcript/transcript.php?storyId={SECOND}"
    stamps = f"http://www.npr.org/transcripts/{THIRD}"
    other = "http://www.npr.org/transcripts/1234567"
    captures = [
        ("20050310120000", phone, b"<html><body>not yet</body></html>"),
        ("20090201000000", phone, body_of(SECOND)),
        ("20090301000000", stamps, body_of(THIRD)),
        ("20120301000000", other, b"<html><body>no story</body></html>"),
        ("20050310120000", "http://www.npr.org/about/", b""),
    ]
    with Newsroom() as newsroom, Wayback(captures) as archive:

        def vanished(path: str) -> Answer:
            return NOT_FOUND if SECOND in path else newsroom.answer(path)

        with LoopbackServer(vanished) as site:
            configured(tmp_path, site.url)
            with (tmp_path / "onrecord.toml").open("a") as file:
                file.write(f'[wayback]\nbase_url = "{archive.url}"\n')
            days = ["--from", "2005-02-01", "--to", "2005-03-15"]
            assert onrecord("backfill", *days).code == 0
            assert stories_landed(tmp_path) == {FIRST, THIRD}
            gone = "SELECT state FROM pages WHERE story_id = '4517790'"
            assert rows(tmp_path, gone) == [("gone",)]
            ran = onrecord("backfill", *days, "--wayback")
            asked = [a.path for a in archive.arrivals if a.path.startswith("/web/")]
            archive.arrivals.clear()
            assert onrecord("backfill", *days, "--wayback").code in (0, 1)
            again = [a.path for a in archive.arrivals if a.path.startswith("/web/")]
    assert stories_landed(tmp_path) == {FIRST, SECOND, THIRD}
    assert "1 new transcript" in ran.out
    assert f"/web/20090201000000id_/{phone}" in asked
    assert not any(path.startswith("/web/2005") for path in asked), "only the latest capture"
    assert not any(THIRD in path for path in asked), "what the newsroom has is taken there"
    assert again == [], "no capture is asked for twice"
    ((via, fetched_at, url),) = rows(
        tmp_path,
        "SELECT via, snapshots.fetched_at, transcripts.url FROM snapshots"
        " JOIN transcripts USING (page_id) WHERE story_id = '4517790'",
    )
    assert (via, fetched_at) == (
        f"{archive.url}/web/20090201000000id_/{phone}",
        "2009-02-01T00:00:00+00:00",
    )
    assert "127.0.0.1" not in str(url)


@pytest.mark.parametrize("many", [1, 2, 3, 7])
def test_a_list_of_captures_is_read_to_its_end(
    onrecord: Command, tmp_path: Path, many: int
) -> None:
    """Some URLs with characters that the key has encoded twice."""
    urls = [
        f"http://www.npr.org/transcripts/{story}{rest}"
        for story in (FIRST, SECOND, THIRD)
        for rest in ("", "?a=b+c%20d")
    ]
    captures = [(f"200902010000{n:02}", url, body_of(url[31:38])) for n, url in enumerate(urls)]
    with LoopbackServer(lambda path: NOT_FOUND) as site, Wayback(captures, many) as archive:
        configured(tmp_path, site.url)
        with (tmp_path / "onrecord.toml").open("a") as file:
            file.write(f'[wayback]\nbase_url = "{archive.url}"\n')
        onrecord("backfill", "--from", "2005-02-01", "--to", "2005-03-15", "--wayback")
    assert stories_landed(tmp_path) == {FIRST, SECOND, THIRD}


def test_a_capture_that_is_no_good_is_followed_by_the_one_before_it(
    onrecord: Command, tmp_path: Path
) -> None:
    second, third = (f"http://www.npr.org/transcripts/{story}" for story in (SECOND, THIRD))
    missing = b"<html><head><title>Page Not Found</title></head><body>Page not found</body></html>"
    captures = [
        ("20090201000000", second, body_of(SECOND)),
        ("20120101000000", second, missing),
        ("20140101000000", second, missing + b" "),
        *((f"201{year}0101000000", third, missing + b" " * year) for year in range(9)),
    ]
    with LoopbackServer(lambda path: NOT_FOUND) as site, Wayback(captures, 50) as archive:
        configured(tmp_path, site.url)
        with (tmp_path / "onrecord.toml").open("a") as file:
            file.write(f'[wayback]\nbase_url = "{archive.url}"\n')
        days = ["--from", "2005-02-01", "--to", "2005-03-15"]
        onrecord("backfill", *days, "--wayback")
        asked = [a.path for a in archive.arrivals if a.path.startswith("/web/")]
        archive.arrivals.clear()
        onrecord("backfill", *days, "--wayback")
        assert not [a.path for a in archive.arrivals if a.path.startswith("/web/")]
    assert stories_landed(tmp_path) == {SECOND}
    told = Counter((path[5:9], path.rpartition("/")[2]) for path in asked)
    assert told == Counter(
        [(year, SECOND) for year in ("2014", "2012", "2009")]
        + [(year, THIRD) for year in ("2018", "2017", "2016", "2015")]
    ), "a few are tried, newest first, each once"


# WARC files ---------------------------------------------------------------------------------------


def write_warc(path: Path, *captures: tuple[str, str, bytes]) -> None:
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=True)
        for when, url, body in captures:
            http = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
            record = writer.create_warc_record(
                url, "response", payload=BytesIO(body), http_headers=http,
                warc_headers_dict={"WARC-Date": when},
            )  # fmt: skip
            writer.write_record(record)


@pytest.mark.filterwarnings("ignore:Unclosed file <tempfile")  # warcio's own
def test_a_warc_lands_what_is_not_on_record_in_later_words(
    onrecord: Command, tmp_path: Path
) -> None:
    url = f"https://www.npr.org/transcripts/{FIRST}"
    corrected = story_page(all_sheets()[FIRST]).replace(b"Vermont", b"Quebec")
    write_warc(tmp_path / "new.warc.gz", ("2010-05-01T00:00:00Z", url, corrected))
    write_warc(tmp_path / "old.warc.gz", ("2006-05-01T00:00:00Z", url, body_of(FIRST)))
    ran = onrecord("backfill", "--warc", "new.warc.gz", "--warc", "old.warc.gz")
    assert ran.code == 0, ran.err
    assert "1 new transcript, 1 unchanged" in ran.out
    assert rows(tmp_path, "SELECT count(*) FROM turns WHERE text LIKE '%Quebec%'") != [(0,)]
    kept = rows(tmp_path, "SELECT via, fetched_at FROM snapshots ORDER BY id")
    assert kept == [
        ("new.warc.gz", "2010-05-01T00:00:00+00:00"),
        ("old.warc.gz", "2006-05-01T00:00:00+00:00"),
    ]
    assert onrecord("check").code == 0


@pytest.mark.filterwarnings("ignore:Unclosed file <tempfile")
def test_a_story_found_by_several_inputs_is_stored_once(onrecord: Command, tmp_path: Path) -> None:
    url = f"https://www.npr.org/transcripts/{FIRST}"
    write_warc(tmp_path / "a.warc.gz", ("2006-05-01T00:00:00Z", url, body_of(FIRST)))
    (tmp_path / "urls.txt").write_text(url + "\n")
    with Newsroom() as newsroom:
        configured(tmp_path, newsroom.url)
        ran = onrecord(
            "backfill", "--warc", "a.warc.gz", "--urls", "urls.txt",
            "--from", "2005-01-01", "--to", "2005-12-31",
        )  # fmt: skip
        asked = [a.path for a in newsroom.arrivals if FIRST in a.path]
    assert ran.code in (0, 1), ran.err
    assert rows(tmp_path, f"SELECT count(*) FROM transcripts WHERE story_id = '{FIRST}'") == [(1,)]
    assert asked == [], "its WARC came first"


# how much, how long -------------------------------------------------------------------------------


def test_a_dry_run_says_how_much_it_is_and_lands_nothing(onrecord: Command, tmp_path: Path) -> None:
    with Newsroom() as newsroom:
        configured(tmp_path, newsroom.url)
        days = ["--from", "2005-01-01", "--to", "2005-12-31"]
        text = (tmp_path / "onrecord.toml").read_text().replace("rate = 0", "rate = 1000")
        (tmp_path / "onrecord.toml").write_text(text)
        ran = onrecord("backfill", *days, "--dry-run", "--json")
        assert ran.code == 0, ran.err
        (said,) = ran.rows
        assert stories_landed(tmp_path) == set()
        assert rows(tmp_path, "SELECT count(*) FROM pages") == [(0,)]
        requests = rows(tmp_path, "SELECT count(*) FROM fetches")
        assert requests == [(len(newsroom.arrivals),)]
        assert said["read"] <= 15 < said["listings"], "a few of each kind"
        assert said["seconds"] >= said["listings"] / 1000
        few = ["--from", "2005-02-01", "--to", "2005-03-15"]
        said = onrecord("backfill", *few, "--dry-run").out
        assert "about 3 stories (from 10 of the listings), 0 of them on record; about" in said
        onrecord("backfill", *days)
        (after,) = onrecord("backfill", *days, "--dry-run", "--json").rows
        assert after["known"] == after["stories"]


def test_a_dry_run_of_what_can_not_be_read_says_so(onrecord: Command, tmp_path: Path) -> None:
    with LoopbackServer(lambda path: NOT_FOUND) as site:
        configured(tmp_path, site.url)
        ran = onrecord("backfill", "--from", "2005-01-01", "--to", "2005-12-31", "--dry-run")
    assert ran.code == 1
    assert "npr: 60 listings; cannot estimate the number of stories" in ran.out
    assert "none of the 15 sampled listings could be read: the server answered 404" in ran.out


def test_its_time_is_up(onrecord: Command, tmp_path: Path) -> None:
    with Newsroom() as newsroom:

        def slowly(path: str) -> Answer:
            time.sleep(0.1)
            return newsroom.answer(path)

        with LoopbackServer(slowly) as site:
            configured(tmp_path, site.url)
            days = ["--from", "2025-01-01", "--to", "2026-03-31"]
            began = time.monotonic()
            ran = onrecord("backfill", *days, "--max-time", "1s")
            took = time.monotonic() - began
        assert ran.code == 0
        assert "out of time; start it again to continue" in ran.err
        assert took < 5
        assert rows(tmp_path, "SELECT outcome FROM runs") == [("time up",)]
        configured(tmp_path, newsroom.url)
        onrecord("backfill", *days)
    assert len(stories_landed(tmp_path)) == 10


@pytest.mark.parametrize(
    ("args", "why"),
    [
        ([], "choose what to backfill"),
        (["--from", "2014-01-01"], "needs both --from and --to"),
        (["--wayback", "--sitemap", "https://www.npr.org/s.xml"], "needs both --from and --to"),
        (["--sitemap", "https://example.org/s.xml"], "does not belong to any source"),
        (["--sitemap", "https://transcripts.cnn.com/s.xml"], "add --source cnn"),
        (["--warc", "none.warc"], "there is no file none.warc"),
        (["--urls", "urls.txt", "--max-time", "soon"], "is not a length of time"),
    ],
)
def test_what_can_not_be_asked(onrecord: Command, args: list[str], why: str) -> None:
    ran = onrecord("backfill", *args)
    assert ran.code == 2
    assert why in ran.err


def test_the_slowest_source_says_how_long_it_takes() -> None:
    clock = [0.0]
    left = {"npr": 1000, "cnn": 100}
    estimate = Estimate(
        lambda: {name: Due(count, 0) for name, count in left.items()}, clock=lambda: clock[0]
    )
    for second in range(1, 61):
        clock[0] = float(second)
        for _ in range(10):
            left["npr"] -= 1
            estimate.done(PageDone(LandedKind.NEW, "npr", ""))
        if second % 2 == 0:
            left["cnn"] -= 1
            estimate.done(PageDone(LandedKind.NEW, "cnn", ""))
    # 400 more at 10 a second; 70 more at one in two seconds.
    assert estimate.seconds_left == pytest.approx(140, rel=0.1)
    assert estimate.rate == pytest.approx(10.5, rel=0.05)
    assert estimate.left == pytest.approx(470, abs=25)


def test_listings_that_are_not_read_yet_count_for_what_they_will_bring() -> None:
    clock, due = [0.0], Due(0, 100)
    estimate = Estimate(lambda: {"npr": due}, clock=lambda: clock[0])
    for second in range(1, 51):
        clock[0] = float(second)
        due = Due(due.stories + 20, due.listings - 1)
        estimate.done(PageDone("listing", "npr", "", found=20))
    # 1,000 stories are known, and 50 listings are to come with as many; at one a second.
    assert estimate.left == pytest.approx(2050, abs=45)
    assert estimate.seconds_left == pytest.approx(2050, rel=0.05)


def test_a_limit_ends_before_what_is_due() -> None:
    clock = [0.0]
    estimate = Estimate(lambda: {"npr": Due(900, 0)}, limit=100, clock=lambda: clock[0])
    for second in range(1, 41):
        clock[0] = float(second)
        estimate.done(PageDone(LandedKind.NEW, "npr", ""))
    assert estimate.left == 60
    assert estimate.seconds_left == pytest.approx(60, rel=0.05)


def test_lengths_in_words() -> None:
    assert [duration(timedelta(seconds=s)) for s in (5, 100, 6000, 200_000, 900_000)] == [
        "5 s", "2 min", "2 h", "2 days", "10 days",
    ]  # fmt: skip


# listings that can't be read ----------------------------------------------------------------------

FEBRUARY = ("--from", "2013-02-01", "--to", "2013-02-28")


@pytest.mark.parametrize(
    ("status", "why"),
    [(404, "gone (404)"), (410, "gone (404)"), (500, "failed"), (403, "failed")],
)
def test_a_backfill_none_of_whose_listings_can_be_read(
    onrecord: Command, tmp_path: Path, status: int, why: str
) -> None:
    def answer(path: str) -> Answer:
        return Answer(status=404 if path == "/robots.txt" else status)

    with LoopbackServer(answer) as site:
        configured(tmp_path, site.url)
        ran = onrecord("backfill", *FEBRUARY)
        (tmp_path / "archive.db").unlink()
        told = onrecord("backfill", *FEBRUARY, "--json")
    assert ran.code == told.code == 1
    assert f"npr: none of its 5 listings could be read: 5 {why}\n" in ran.err
    assert told.header["without_listings"] == ["npr"]


def test_a_backfill_one_of_whose_listings_can_be_read(onrecord: Command, tmp_path: Path) -> None:
    def answer(path: str) -> Answer:
        return Answer(b'<div id="transcript-list"></div>') if "?range=" in path else NOT_FOUND

    with LoopbackServer(answer) as site:
        configured(tmp_path, site.url)
        assert onrecord("backfill", *FEBRUARY).code == 0
        again = onrecord("backfill", *FEBRUARY)
    assert again.code == 0, "nothing was left to read"
    assert "(0 requests, 0 listings)" in again.out


@pytest.mark.parametrize(("last", "code"), [("02-06", 0), ("02-07", 1)])
def test_days_without_a_page_are_empty_but_not_a_whole_week_of_them(
    onrecord: Command, tmp_path: Path, last: str, code: int
) -> None:
    with LoopbackServer(lambda path: NOT_FOUND) as site:
        (tmp_path / "onrecord.toml").write_text(
            "[fetch]\nrate = 0\nallow_private = true\nattempts = 1\n\n"
            f'[sources.pbs]\nbase_url = "{site.url}"\n'
        )
        days = ("--from", "2019-02-01", "--to", f"2019-{last}")
        ran = onrecord("backfill", "--source", "pbs", *days)
    assert ran.code == code, ran.err
    assert ("none of its 14 listings could be read: 14 gone (404)" in ran.err) == bool(code)
