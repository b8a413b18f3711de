"""Every way to write a story's URL leads to one canonical URL."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from jobs.config_file import load
from scraper.sources import all_sources, source_named
from scraper.urls import tidy
from tests.conftest import Command


@pytest.mark.parametrize("name", sorted(all_sources()))
def test_hosts_are_read_as_servers_read_them(name: str) -> None:
    source = source_named(name)()
    for example in source.examples:
        wanted = source.identify(example)
        assert wanted is not None
        scheme, _, rest = example.partition("://")
        host, _, path = rest.partition("/")
        for url in (
            f"{scheme}://{host}./{path}",
            f"{scheme}://{host.upper()}/{path}",
            f"{scheme.upper()}://{host}/{path}",
            f"{scheme}://{host}:{443 if scheme == 'https' else 80}/{path}",
            f"{scheme}://{host}.:{443 if scheme == 'https' else 80}//{path.replace('/', '//')}",
        ):
            found = source.identify(url)
            assert found == wanted, url
            assert found.url == wanted.url
            assert source.identify(found.url) == wanted
            assert found.found_url is not None
            assert found.found_url.startswith(f"{scheme}://{host}/{path[:3]}")


@pytest.mark.parametrize(
    ("url", "tidied"),
    [
        ("HTTP://WWW.Npr.org.:80//2013//09/13/1/A?b=//c#D", "http://www.npr.org/2013/09/13/1/A?b=//c#D"),
        ("https://127.0.0.1:8000/x", "https://127.0.0.1:8000/x"),
        ("http://h:443/x", "http://h:443/x"),
        ("http://[::1]:80/x", "http://[::1]/x"),
        ("http://me:pw@H/x", "http://me:pw@h/x"),
        ("/a//b", "/a//b"),
        ("http://[oops", "http://[oops"),
        ("http://h:port/x", "http://h:port/x"),
    ],
)  # fmt: skip
def test_tidy(url: str, tidied: str) -> None:
    assert tidy(url) == tidied


@pytest.mark.parametrize("host", ["www.edition.cnn.com", "prod.transcripts.cnn.com",
                                  "us.cnn.com", "edition.cnn.com", "cnn.com"])  # fmt: skip
def test_every_host_of_cnn(host: str) -> None:
    cnn = source_named("cnn")()
    for path in ("TRANSCRIPTS/0507/12/lkl.01.html", "show/lkl/date/2005-07-12/segment/01"):
        ref = cnn.identify(f"http://{host}/{path}")
        assert ref is not None
        assert ref.url == "https://transcripts.cnn.com/show/lkl/date/2005-07-12/segment/01"
    assert cnn.identify(f"http://{host}.evil.example/TRANSCRIPTS/0507/12/lkl.01.html") is None
    assert cnn.identify("http://notcnn.com/TRANSCRIPTS/0507/12/lkl.01.html") is None


@pytest.mark.parametrize(
    "path",
    [
        "bb/politics/july-dec08/campaign_08-21.html",
        "bb/politics/july-dec08/campaign_08-21",
        "bb/politics/july-dec08/campaign_08-21/",
        "bb/politics/july-dec08/campaign_08-21.htm",
        "bb/politics-july-dec08-campaign_08-21/",
        "bb/politics-july-dec08-campaign_08-21",
        "bb/politics-july-dec08-campaign_08-21.html",
        "bb/middle_east-july-dec08-campaign_08-21/",
        "bb/world-news-july-dec08-campaign_08-21/",
        "bb/politics/july-dec08-campaign_08-21/",
        "bb/july-dec08-campaign_08-21/",
        "bb/politics-july-dec08-campaign-08-21/",
        "BB/Politics-July-Dec08-Campaign_08-21/?x=1#transcript",
    ],
)
def test_every_form_of_an_old_page_of_pbs(path: str) -> None:
    pbs = source_named("pbs")()
    ref = pbs.identify(f"http://www.pbs.org/newshour/{path}")
    assert ref is not None
    assert ref.story_id == "july-dec08/campaign_08-21"
    assert ref.url == "https://www.pbs.org/newshour/bb/july-dec08/campaign_08-21.html"
    assert pbs.identify(ref.url) == ref
    assert ref.found_url is not None
    assert pbs.story_date(ref.found_url) == pbs.story_date(ref.url) == date(2008, 8, 21)


def test_old_pages_of_pbs_keep_the_name_of_their_story() -> None:
    pbs = source_named("pbs")()
    for path, story_id, day in (
        ("health-jan-june10-clinic-care_2_3-5/", "jan-june10/clinic-care_2_3-5", date(2010, 3, 5)),
        ("europe/jan-june99/harbor_4-2.html", "jan-june99/harbor_4-2", date(1999, 4, 2)),
    ):
        ref = pbs.identify(f"https://www.pbs.org/newshour/bb/{path}")
        assert ref is not None
        assert ref.story_id == story_id
        assert pbs.story_date(ref.url) == day
        assert pbs.identify(ref.url) == ref
    ref = pbs.identify("https://www.pbs.org/newshour/politics/july-dec-deals-are-slow")
    assert ref is not None
    assert ref.story_id == "july-dec-deals-are-slow"


# stations -----------------------------------------------------------------------------------------

STORY = "https://www.example.org/news/2023-06-30/a-mill-closes"


def test_a_known_station_needs_no_configuration() -> None:
    ref = source_named("stations")().identify("https://www.upr.org/2023-06-30/a-mill-closes")
    assert ref is not None
    assert ref.story_id == "www.upr.org/2023-06-30/a-mill-closes"


@pytest.mark.parametrize("host", ["www.example.org", "example.org", "WWW.example.org."])
def test_a_station_can_be_configured_by_its_host(host: str) -> None:
    stations = source_named("stations")
    assert stations().identify(STORY) is None
    named = stations(more_hosts=[host])
    ref = named.identify(STORY)
    assert ref is not None
    assert ref == named.identify("http://example.org/news/2023-06-30/a-mill-closes/")
    assert named.identify("https://www.example.com/news/2023-06-30/a-mill-closes") is None
    assert named.identify("https://old.example.org/news/2023-06-30/a-mill-closes") is None
    assert not named.owns("no-url")


def test_each_known_station_has_its_time_zone() -> None:
    stations = source_named("stations")()
    for url, zone in (
        ("https://www.upr.org/2023-06-30/a", "America/Denver"),
        ("https://kut.org/2023-06-30/a", "America/Chicago"),
        ("https://news.stlpr.org/2023-06-30/a", "America/Chicago"),
        ("https://www.wamc.org/2023-06-30/a", "America/New_York"),
        ("https://www.hawaiipublicradio.org/2023-06-30/a", "Pacific/Honolulu"),
        ("https://www.example.org/2023-06-30/a", "America/New_York"),
        (None, "America/New_York"),
    ):
        assert stations.zone_of(url) == zone


def test_an_unknown_station_is_told_how_to_become_known(onrecord: Command) -> None:
    ran = onrecord("add", STORY)
    assert ran.code == 2
    assert (
        "www.example.org is not a site OnRecord knows; if it is one of the NPR member stations,"
        ' write hosts = ["www.example.org"] under [sources.stations] in onrecord.toml' in ran.err
    )
    assert "Traceback" not in ran.err
    other = onrecord("add", "https://www.example.org/about")
    assert "does not belong to any source" in other.err


def test_what_it_is_told_works(onrecord: Command, tmp_path: Path) -> None:
    (tmp_path / "onrecord.toml").write_text('[sources.stations]\nhosts = ["www.example.org"]\n')
    (tmp_path / "a.html").write_text(
        '<!doctype html><html><head><meta property="og:title" content="A mill closes">'
        f'<link rel="canonical" href="{STORY}"></head><body><h1 class="ArtP-headline">A mill closes'
        '</h1><div class="ArtP-articleBody"><p>ORLA TWINING, HOST: The mill closed today.</p>'
        "<p>BRAM OSTLER, BYLINE: It did, Orla.</p><p>TWINING: Thank you.</p>"
        '<p class="fullattribution">Copyright 2023 NPR.</p></div></body></html>'
    )
    ran = onrecord("add", "a.html")
    assert ran.code == 0, ran.err
    with closing(sqlite3.connect(tmp_path / "archive.db")) as archive:
        found = archive.execute("SELECT source, story_id, aired_on FROM transcripts").fetchall()
    assert found == [("stations", "www.example.org/news/2023-06-30/a-mill-closes", "2023-06-30")]


def test_naming_a_host_switches_nothing_on(onrecord: Command, tmp_path: Path) -> None:
    """A run would end for want of a listing."""
    path = tmp_path / "onrecord.toml"
    named = '[sources.stations]\nhosts = ["www.example.org"]\n'
    for text, enabled in (
        (named, ["npr"]),
        (named + "enabled = true\n", ["npr", "stations"]),
        (named + 'feeds = ["https://www.example.org/x.xml"]\n', ["npr", "stations"]),
        ("[sources.stations]\n", ["npr", "stations"]),
        ('[sources.npr]\nhosts = ["npr.example.org"]\n', ["npr"]),
    ):
        path.write_text(text)
        assert [source.name for source in load(path, {}).enabled_sources()] == enabled
    path.write_text(named)
    assert "more hosts: www.example.org" in onrecord("sources").out
