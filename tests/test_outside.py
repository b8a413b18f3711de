"""What comes from outside and must not end a run: the shared cases, where they are beside this
checkout. Inputs of our own for each of them are in the tests of its kind.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from jobs.config_file import load
from scraper.extract import extract
from scraper.fetch.robots import read_rules
from scraper.model import Transcript
from scraper.saved_pages import SavedPage, read_saved_pages
from scraper.sources.npr import Npr
from scraper.url_lists import read_url_list
from scraper.warc import UnreadableRecord
from tests.conftest import Command, a_page

OUTSIDE = Path(__file__).parents[2] / "shared" / "cases" / "outside"
STORY = "1000001"


@pytest.fixture
def case() -> Path:
    if not OUTSIDE.is_dir():
        pytest.skip("the shared cases are not beside this checkout")
    return OUTSIDE


@pytest.mark.parametrize(
    "name",
    ["feed-unknown-encoding.xml", "feed-atom-self-first.xml", "feed-relative-link.xml",
     "feed-leading-newline.xml", "feed-utf16.xml", "sitemap-relative-loc.xml", "sitemap-text.txt"],
)  # fmt: skip
@pytest.mark.parametrize("content_type", ["", "text/xml", "text/plain", "text/html; charset=utf-8"])
def test_listings(case: Path, name: str, content_type: str) -> None:
    page = a_page((case / name).read_bytes(), f"https://www.npr.org/{name}", content_type)
    listing = Npr().read_listing(page)
    assert [ref.story_id for ref in listing.stories] == [STORY]
    assert listing.cut is None


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("warc-brotli.warc", None),
        ("warc-gzip-whole-file.warc.gz", None),
        (
            "warc-no-date.warc",
            f"https://www.npr.org/transcripts/{STORY}: it has no valid WARC-Date",
        ),
        ("warc-no-target-uri.warc", "record 2: it has no valid WARC-Target-URI"),
    ],
)
def test_warc_files(case: Path, name: str, said: str | None) -> None:
    npr = Npr()
    found = list(read_saved_pages(case / name, [npr]))
    bad = [one for one in found if isinstance(one, UnreadableRecord)]
    assert [f"{one.name}: {one.reason}" for one in bad] == ([said] if said else [])
    saved = [one for one in found if isinstance(one, SavedPage)]
    assert bool(saved) is (said is None)
    for one in saved:
        outcome = extract(one.page, npr, one.ref)
        assert isinstance(outcome, Transcript)
        assert outcome.turns[1].text == f"Reply number {one.ref.story_id}."


def test_what_is_odd_in_a_warc_file_holds_up_no_other(case: Path, onrecord: Command) -> None:
    names = ["warc-no-date.warc", "warc-no-target-uri.warc", "warc-brotli.warc"]
    ran = onrecord("add", *(case / name for name in names))
    assert ran.code == 1
    assert "1 failed" not in ran.out
    assert "new [1]: " in ran.out
    assert "warc-no-date.warc: " in ran.err
    assert "warc-no-target-uri.warc: record 2: " in ran.err


def test_robots_txt(case: Path) -> None:
    rules = read_rules((case / "robots-versioned-agent.txt").read_bytes())
    assert not rules.allows("https://www.npr.org/")
    assert not rules.allows(f"https://www.npr.org/transcripts/{STORY}")


def test_files_with_a_byte_order_mark(case: Path) -> None:
    assert load(case / "onrecord-bom.toml", {}).fetch.rate == 1.0
    refs = read_url_list((case / "urls-bom.txt").read_bytes(), "urls.txt", [Npr()])
    assert [ref.story_id for ref in refs] == [STORY]
