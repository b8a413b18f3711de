"""What tests share: the corpus where it is there, the newsroom, pages and archives to work on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from jobs.newsroom.server import Newsroom
from scraper.archive.database import Archive
from scraper.fetch.settings import FetchSettings
from scraper.model import Page
from scraper.sources.npr import Npr

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"
NOON = datetime(2026, 3, 20, 12, tzinfo=UTC)

#: For tests against servers of our own.
FAST = FetchSettings(rate=0, connections=4, allow_private=True, attempts=2)


@pytest.fixture
def corpus() -> Path:
    if not CORPUS.is_dir():
        pytest.skip("the corpus of real pages is not beside this checkout")
    return CORPUS


@pytest.fixture
def npr() -> Npr:
    return Npr()


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with Newsroom() as served:
        yield served


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.write(tmp_path / "archive.db") as opened:
        yield opened


def a_page(
    body: bytes | str, url: str | None = None, content_type: str = "text/html; charset=utf-8"
) -> Page:
    """A page as if fetched at noon."""
    raw = body.encode() if isinstance(body, str) else body
    return Page(url, 200, {"content-type": content_type}, raw, NOON)
