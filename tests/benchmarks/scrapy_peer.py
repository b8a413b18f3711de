"""What a good Scrapy user would write for the same job: a spider that follows a listing, takes the
text by trafilatura, or by a selector of this site's, and puts it into SQLite.
``python -m tests.benchmarks.scrapy_peer URL DB [css]``.

It keeps less than OnRecord does (title and text; no page, turns, speakers or search index).
"""

from __future__ import annotations

import sqlite3
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import scrapy
import trafilatura
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response


class TranscriptSpider(scrapy.Spider):
    """Follows every story of the listing."""

    name = "transcripts"

    def __init__(self, url: str, db: str, *, css: bool) -> None:
        super().__init__()
        self._text = _by_css if css else _by_trafilatura
        self._url = url
        self._db = sqlite3.connect(db, isolation_level=None)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("CREATE TABLE stories (url TEXT PRIMARY KEY, title TEXT, text TEXT)")

    async def start(self) -> AsyncIterator[scrapy.Request]:
        """The listing."""
        yield scrapy.Request(f"{self._url}/transcripts", self.parse)

    def parse(self, response: Response, **_: Any) -> Iterator[scrapy.Request]:
        """Every story once."""
        for href in response.css("#transcript-list h3 a::attr(href)").getall():
            yield response.follow(href, self.story)

    def story(self, response: Response) -> None:
        """One transcript into the table."""
        text = self._text(response)
        title = response.css("title::text").get()
        self._db.execute("INSERT INTO stories VALUES (?, ?, ?)", (response.url, title, text))

    def closed(self, reason: str) -> None:
        """Close the table."""
        self._db.close()


def _by_trafilatura(response: Response) -> str | None:
    text: str | None = trafilatura.extract(response.text, deduplicate=False)
    return text


def _by_css(response: Response) -> str:
    paragraphs = response.css(".transcript p")
    return "\n".join("".join(one.css("::text").getall()).strip() for one in paragraphs)


def main(url: str, db: Path, *, css: bool = False) -> None:
    """Crawl, and print how many stories landed and the seconds it took."""
    process = CrawlerProcess(
        {
            "LOG_LEVEL": "ERROR",
            "ROBOTSTXT_OBEY": True,
            "CONCURRENT_REQUESTS": 16,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
            "DOWNLOAD_DELAY": 0,
            "TELNETCONSOLE_ENABLED": False,
        }
    )
    process.crawl(TranscriptSpider, url=url, db=str(db), css=css)
    started = time.perf_counter()
    process.start()
    seconds = time.perf_counter() - started
    with sqlite3.connect(db) as connection:
        (count,) = connection.execute("SELECT count(*) FROM stories WHERE text > ''").fetchone()
    print(count, seconds)  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), css="css" in sys.argv[3:])
