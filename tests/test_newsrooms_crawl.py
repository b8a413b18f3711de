"""The real job against every newsroom's made site on loopback."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from jobs.newsroom.server import NOT_FOUND, Answer, LoopbackServer
from scraper.archive.store import Archive
from scraper.sources import source_named
from tests.conftest import Command, raw
from tests.newsrooms.pages import MadePage, made_pages, made_sites
from tests.test_extract_newsroom import expected_turns

PAGES = list(made_pages())


def of(name: str) -> list[MadePage]:
    return [made for made in PAGES if made.source.name == name]


def site(name: str) -> Callable[[str], Answer]:
    """A newsroom's site: its story pages and the listings that name them."""
    made, built = of(name), made_sites()[name]
    stories = {urlsplit(page.url).path: page for page in made}

    def answer(path: str) -> Answer:
        path = path.partition("?")[0]
        if source_named(name).many_sites:  # on a mirror each lies in a folder called as its host
            path = "/" + path.lstrip("/").partition("/")[2]
        if path in stories:
            return Answer(stories[path].body, f"text/html; charset={stories[path].charset}")
        if path == "/robots.txt":
            return Answer(b"User-agent: *\nDisallow: /search\n", "text/plain")
        listed = [page.url for page in made if built.listed_at(page.story) in path]
        if not listed:
            return NOT_FOUND
        listing = built.listing(listed)
        return Answer(listing.encode(), "text/xml" if listing.startswith("<?xml") else "text/html")

    return answer


@pytest.mark.parametrize("name", made_sites())
def test_a_backfill_lands_what_was_said(name: str, onrecord: Command, tmp_path: Path) -> None:
    with LoopbackServer(site(name)) as server:
        feeds = sorted({f"https://{urlsplit(page.url).hostname}/sitemap.xml" for page in of(name)})
        (tmp_path / "onrecord.toml").write_text(
            "[fetch]\nrate = 0\nallow_private = true\nattempts = 1\n"
            f'[sources.{name}]\nbase_url = "{server.url}"\n'
            + (f"feeds = {feeds}\n" if source_named(name).many_sites else "feeds = []\n")
        )
        for day in sorted({made.story.aired_on for made in of(name)}):
            days = ["--from", day, "--to", day]
            ran = onrecord("backfill", "--source", name, *days, "-q")
            assert ran.code == 0, ran.err
            assert " new transcript" in ran.out, ran.out
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
