"""The real job against every newsroom's made site on loopback."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from jobs.newsroom.server import NOT_FOUND, Answer, LoopbackServer
from scraper.archive.store import Archive
from tests.conftest import Command, raw
from tests.newsrooms.pages import MadePage, made_pages
from tests.test_extract_newsroom import expected_turns

PAGES = list(made_pages())


def of(name: str) -> list[MadePage]:
    return [made for made in PAGES if made.source.name == name]


def site(name: str) -> Callable[[str], Answer]:
    """A newsroom's site: its story pages and the listing of each day."""
    made = of(name)
    stories = {urlsplit(page.url).path: page for page in made}

    def answer(path: str) -> Answer:
        path = path.partition("?")[0]
        if name == "stations":  # on a mirror each site lies in a folder called as its host
            path = "/" + path.lstrip("/").partition("/")[2]
        if path in stories:
            return Answer(stories[path].body, f"text/html; charset={stories[path].charset}")
        if path == "/robots.txt":
            return Answer(b"User-agent: *\nDisallow: /search\n", "text/plain")
        listed = [page for page in made if _listing_of(page) in path]
        if not listed:
            return NOT_FOUND
        if name == "stations":
            urls = "".join(f"<url><loc>{page.url}</loc></url>" for page in listed)
            return Answer(f"<?xml version='1.0'?><urlset>{urls}</urlset>".encode(), "text/xml")
        links = "".join(f'<h3><a href="{urlsplit(page.url).path}">x</a></h3>' for page in listed)
        return Answer(
            f'<main><div class="playlist show cnnSectBulletItems">{links}</div></main>'.encode()
        )

    return answer


def _listing_of(page: MadePage) -> str:
    """A part of the URL of the listing that names a story."""
    day = page.story.aired_on
    return {
        "cnn": f"/date/{day}",
        "pbs": f"/{day:%B}-{day.day}-{day.year}-pbs-newshour-full-episode".lower(),
        "democracynow": f"/shows/{day.year}/{day.month}/{day.day}",
        "stations": f"/sitemap-{day:%Y%m}.xml",
    }[page.source.name]


@pytest.mark.parametrize("name", ["cnn", "democracynow", "pbs", "stations"])
def test_a_backfill_lands_what_was_said(name: str, onrecord: Command, tmp_path: Path) -> None:
    with LoopbackServer(site(name)) as server:
        feeds = sorted({f"https://{urlsplit(page.url).hostname}/sitemap.xml" for page in of(name)})
        (tmp_path / "onrecord.toml").write_text(
            "[fetch]\nrate = 0\nallow_private = true\nattempts = 1\n"
            f'[sources.{name}]\nbase_url = "{server.url}"\n'
            + (f"feeds = {feeds}\n" if name == "stations" else "feeds = []\n")
        )
        for made in of(name):
            days = ["--from", made.story.aired_on, "--to", made.story.aired_on]
            ran = onrecord("backfill", "--source", name, *days, "-q")
            assert ran.code == 0, ran.err
            assert ran.out.startswith("1 new transcript"), ran.out
        requests = len(server.arrivals)
        again = onrecord("backfill", "--source", name, *days, "-q")
        assert again.out.startswith("nothing new")
        assert len(server.arrivals) == requests, "what is settled is not asked for again"
    with Archive.read(tmp_path / "archive.db") as archive:
        for made in of(name):
            rows = (
                raw(archive)
                .execute(
                    "SELECT label, kind, text, speaker, role FROM lines"
                    " WHERE story_id = ? ORDER BY position",
                    (made.story.story_id,),
                )
                .fetchall()
            )
            assert [tuple(row) for row in rows] == [row[:5] for row in expected_turns(made.story)]
