"""Real pages through the whole way, given as files and fetched from a server under their real
paths: the archive holds what the gold records say either way.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from jobs.newsroom.markup import listing_page
from jobs.newsroom.server import NOT_FOUND, Answer, LoopbackServer
from scraper.model import Page
from scraper.sources.npr import Npr
from tests.conftest import NOON, Command, configured
from tests.corpus import GOLD, SILENT, page_of

EPISODE = "/programs/all-things-considered/2014/08/07/338520221"
HTML, TEXT = "text/html; charset=utf-8", "text/plain; charset=utf-8"


def gold_records() -> list[dict[str, Any]]:
    return [json.loads(file.read_text("utf-8")) for file in GOLD]


def stored(archive: Path, sql: str, *values: object) -> list[dict[str, Any]]:
    with closing(sqlite3.connect(archive)) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute(sql, values)]


def assert_holds(archive: Path, gold: dict[str, Any]) -> None:
    """Every field that the record names, and every turn, as the archive's tables have it."""
    (row,) = stored(
        archive,
        "SELECT * FROM transcripts WHERE source = ? AND story_id = ?",
        gold["source"],
        gold["story_id"],
    )
    named = ("title", "program", "teaser", "published_at", "duration_s", "content_hash")
    assert {k: row[k] for k in named if k in gold} == {k: gold[k] for k in named if k in gold}
    if gold.get("aired_on"):
        assert row["aired_on"] == gold["aired_on"]
    if "copyright_year" in gold:
        assert f"© {gold['copyright_year']} NPR" in row["rights"]
    lines = stored(
        archive,
        "SELECT label, speaker, role, kind, text FROM lines WHERE transcript_id = ?"
        " ORDER BY position",
        row["id"],
    )
    assert len(lines) == len(gold["turns"]) == row["turn_count"]
    for line, turn in zip(lines, gold["turns"], strict=True):
        if turn["speaker"] == "?":  # any name that keeps the printed words
            assert line["speaker"].casefold() == turn["label"].casefold()
        else:
            assert line["speaker"] == turn["speaker"]
        assert (line["label"], line["role"]) == (turn["label"], turn["role"])
        assert line["kind"] == turn.get("kind", "speech")
        assert " ".join(line["text"].split()) == " ".join(turn["text"].split())


@pytest.mark.usefixtures("corpus")
def test_given_as_files(onrecord: Command, tmp_path: Path) -> None:
    for file in map(page_of, GOLD):
        gold = json.loads(file.with_suffix(".json").read_text("utf-8"))
        by_url = ["--url", gold["url"]] if file.suffix == ".txt" and gold["url"] else []
        ran = onrecord("add", file, *by_url)
        assert (ran.code, ran.out.partition(" ")[0]) == (0, "new"), ran
    ran = onrecord("add", *SILENT)
    assert ran.code == 0
    for gold in gold_records():
        assert_holds(tmp_path / "archive.db", gold)
    states = stored(
        tmp_path / "archive.db", "SELECT state, count(*) AS n FROM pages GROUP BY state"
    )
    assert states == [
        {"state": "landed", "n": len(GOLD)},
        {"state": "no_transcript", "n": len(SILENT)},
    ]


@pytest.fixture
def real_site(corpus: Path) -> Iterator[LoopbackServer]:
    """The corpus under its real paths, with listings that lead to all of it."""
    npr = Npr()
    answers: dict[str, Answer] = {
        "/robots.txt": Answer((corpus / "npr/robots.txt").read_bytes(), "text/plain"),
        "/1001/rss.xml": Answer((corpus / "npr/feed.xml").read_bytes(), "text/xml"),
        EPISODE: Answer(
            (corpus / "npr/listing-2014-08-07-all-things-considered.html").read_bytes(), HTML
        ),
    }
    links: list[str] = []
    for file in GOLD:
        gold, page = json.loads(file.read_text("utf-8")), page_of(file)
        kind = HTML if page.suffix == ".html" else TEXT
        answers[f"/transcripts/{gold['story_id']}"] = Answer(page.read_bytes(), kind)
        php = f"https://www.npr.org/templates/story/story.php?storyId={gold['story_id']}"
        links += [gold["url"] or php, php]
    for file in SILENT:
        from_page = npr.identify(str(canonical(file.read_bytes())))
        url = from_page.found_url if from_page else None
        if url is None:  # the page of 2010 names its own URL nowhere a machine would look
            url = "https://www.npr.org/blogs/money/2010/10/04/130329523/how-fake-money-saved-brazil"
        answers[urlsplit(url).path] = Answer(file.read_bytes(), HTML)
        links.append(url)
    with LoopbackServer(partial(real_answer, answers, links)) as server:
        yield server


def canonical(body: bytes) -> str | None:
    _, found, rest = body.partition(b'rel="canonical" href="')
    return rest.partition(b'"')[0].decode() if found else None


def real_answer(answers: dict[str, Answer], links: list[str], target: str) -> Answer:
    parts = urlsplit(target)
    query = parse_qs(parts.query)
    if parts.path == "/transcripts":
        year = query["range"][0][:4]
        listed = [(url, url) for url in links if f"/{year}/" in url or "php" in url]
        return Answer(listing_page("Transcripts", "transcript-list", listed, links[0]), HTML)
    if parts.path == "/programs/all-things-considered/archive":
        episodes = [(EPISODE, "August 7, 2014")] if query.get("date") == ["8-31-2014"] else []
        return Answer(listing_page("Archive", "episode-list", episodes, links[0]), HTML)
    return answers.get(parts.path, NOT_FOUND)


def test_fetched_from_their_real_paths(
    onrecord: Command, tmp_path: Path, real_site: LoopbackServer
) -> None:
    archive = tmp_path / "archive.db"
    configured(tmp_path, real_site.url, programs='["all-things-considered"]')
    backfill = ("backfill", "--from", "2010-10-01", "--to", "2026-01-31", "--json")
    ran = onrecord(*backfill)
    assert ran.code == 0
    counts = ran.header["counts"]
    assert counts["new"] == len(GOLD)
    assert counts["no_transcript"] == len(SILENT)
    # The segments of the day's program, whose pages aren't in the corpus, and a story of which
    # one of the pages says that its audio is another's.
    assert counts["gone"] - 18 == len(
        stored(archive, "SELECT 1 FROM pages WHERE story_id = '505592252'")
    )
    for gold in gold_records():
        assert_holds(archive, gold)

    real_site.arrivals.clear()
    assert "new" not in onrecord(*backfill).header["counts"]
    assert real_site.arrivals == []

    ran = onrecord("run", "--refetch", "--json")
    counts = ran.header["counts"]
    assert counts["not_modified"] == len(GOLD) + len(SILENT)
    assert not counts.keys() & {"new", "revision", "same", "duplicates"}
    full = [a.path for a in real_site.arrivals if "If-None-Match" not in a.headers]
    assert not [path for path in full if path.startswith("/transcripts/nx-s1-5665795")]
    assert stored(archive, "SELECT count(*) AS n FROM transcripts") == [{"n": len(GOLD)}]


def test_the_listing_and_the_feed_name_each_story_once(corpus: Path) -> None:
    npr = Npr()
    for name, expected in (("listing-2014-08-07-all-things-considered.html", 18), ("feed.xml", 10)):
        page = Page(
            f"https://www.npr.org{EPISODE}", 200, {}, (corpus / "npr" / name).read_bytes(), NOON
        )
        stories = npr.read_listing(page).stories
        assert len(stories) == len({ref.story_id for ref in stories}) == expected
