"""A real HTTP server on loopback, and the newsroom it serves."""

from __future__ import annotations

import gzip
import hashlib
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

from jobs.newsroom.markup import listing_page, program_slug, story_page
from jobs.newsroom.sheets import StorySheet, all_sheets

_LAST_MODIFIED = "Mon, 02 Mar 2026 12:00:00 GMT"
_SMALL = 1024


@dataclass(frozen=True, slots=True)
class Arrival:
    """A request as it came in. ``at`` is a monotonic time in seconds."""

    path: str
    headers: Mapping[str, str]
    at: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What to answer. Bodies of status 200 get an ETag and are compressed when asked."""

    body: bytes = b""
    content_type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


NOT_FOUND = Answer(b"<html><body><h1>Page not found</h1></body></html>", status=404)


class LoopbackServer:
    """Serves ``answer(path with query)`` on 127.0.0.1 while used as a context manager, and keeps
    every :class:`Arrival`.
    """

    def __init__(self, answer: Callable[[str], Answer]) -> None:
        self.arrivals: list[Arrival] = []
        self._answer = answer
        handler = type("Handler", (_Handler,), {"newsroom": self})
        self._server = _Server(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))

    @property
    def url(self) -> str:
        """Scheme, host and port."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def respond(self, path: str, headers: Mapping[str, str]) -> tuple[Answer, dict[str, str]]:
        """The answer to a request and the headers it goes out with."""
        self.arrivals.append(Arrival(path, headers, time.monotonic()))
        answer = self._answer(path)
        out = {"Content-Type": answer.content_type, **answer.headers}
        if answer.status != 200:
            return answer, out
        etag = f'"{hashlib.sha256(answer.body).hexdigest()[:16]}"'
        out |= {"ETag": etag, "Last-Modified": _LAST_MODIFIED}
        if headers.get("If-None-Match") == etag:
            return Answer(status=304), out
        asked = "gzip" in headers.get("Accept-Encoding", "")
        if asked and len(answer.body) > _SMALL and "Content-Encoding" not in out:
            out["Content-Encoding"] = "gzip"
            answer = Answer(gzip.compress(answer.body, 1, mtime=0), answer.content_type)
        return answer, out

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that breaks off (a body over its limit) is no error of the newsroom's."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    newsroom: LoopbackServer

    def do_GET(self) -> None:
        answer, headers = self.newsroom.respond(self.path, dict(self.headers.items()))
        self.send_response(answer.status)
        for name, value in headers.items():
            self.send_header(name, value)
        if answer.status != 304:
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, format: str, *args: object) -> None:
        """Keep the terminal for the demo."""


class Newsroom(LoopbackServer):
    """The fake newsroom: NPR's URLs, listings, feed and robots.txt over the story sheets."""

    def __init__(self) -> None:
        super().__init__(self.answer)
        self._stories = dict(all_sheets())
        self._cache: dict[str, Answer] = {}

    @property
    def stories(self) -> dict[str, StorySheet]:
        """What is published now, by id."""
        return self._stories

    def publish_corrections(self) -> None:
        """Put the corrected wordings on their pages."""
        self._stories = {i: story.corrected() for i, story in self._stories.items()}
        self._cache.clear()

    def answer(self, target: str) -> Answer:
        if target not in self._cache:
            self._cache[target] = self._make(target)
        return self._cache[target]

    def _make(self, target: str) -> Answer:
        parts = urlsplit(target)
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        steps = parts.path.strip("/").split("/")
        if parts.path == "/robots.txt":
            return Answer(self._robots(), "text/plain")
        if parts.path == "/1001/rss.xml":
            return Answer(self._feed(), "application/rss+xml; charset=utf-8")
        if steps[0] == "transcripts" and "range" in query:
            return self._range(query["range"])
        if steps[0] == "transcripts" and len(steps) > 1:
            return self._story(steps[1], transcript_page=True)
        if steps[0] == "templates":
            return self._story(query.get("storyId", ""), transcript_page="transcript" in steps[1])
        if steps[0] == "programs":
            return self._program(steps[1:], query)
        dated = [step for step in steps if step in self._stories]
        return self._story(dated[0], transcript_page=False) if dated else NOT_FOUND

    def _story(self, story_id: str, *, transcript_page: bool) -> Answer:
        story = self._stories.get(story_id)
        if story is None or (transcript_page and not story.has_transcript):
            return NOT_FOUND
        charset = "iso-8859-1" if story.era == "2005" else "utf-8"
        page = story_page(story, transcript=transcript_page or story.era == "2005")
        return Answer(page, f"text/html; charset={charset}")

    def _range(self, text: str) -> Answer:
        first, _, last = text.partition("...")
        try:
            since, until = date.fromisoformat(first), date.fromisoformat(last)
        except ValueError:
            return NOT_FOUND
        links = [
            (f"/transcripts/{story.story_id}", story.title)
            for story in self._newest_first()
            if since <= story.aired_on <= until and story.has_transcript
        ]
        return Answer(listing_page("Transcripts", "transcript-list", links, self._promoted()))

    def _program(self, steps: list[str], query: Mapping[str, str]) -> Answer:
        stories = [s for s in self._newest_first() if program_slug(s.program) == steps[0]]
        if not stories:
            return NOT_FOUND
        if steps[1:2] == ["archive"]:
            if "date" in query:
                month, _, year = (int(part) for part in query["date"].split("-"))
                stories = [
                    s for s in stories if (s.aired_on.year, s.aired_on.month) == (year, month)
                ]
            links = [
                (f"/programs/{steps[0]}/{s.aired_on:%Y/%m/%d}/{i}", f"{s.aired_on}")
                for i, s in enumerate(stories, start=338520221)
            ]
            return Answer(listing_page(steps[0], "episode-list", links, self._promoted()))
        day = "-".join(steps[1:4])
        links = [(_other_form(s), s.title) for s in stories if s.aired_on.isoformat() == day]
        return Answer(listing_page(steps[0], "story-list", links, self._promoted()))

    def _newest_first(self) -> list[StorySheet]:
        return sorted(self._stories.values(), key=lambda s: s.aired_on, reverse=True)

    def _promoted(self) -> str:
        """A story that every listing advertises and none is about."""
        return f"http://www.npr.org{self._newest_first()[-1].path}?ft=nprml&f=1001"

    def _feed(self) -> bytes:
        items = "".join(
            f"<item><title>{escape(s.title)}</title><description>{escape(s.teaser)}</description>"
            f"<pubDate>{s.aired_on:%a, %d %b %Y} 16:00:00 -0500</pubDate>"
            f"<link>https://www.npr.org{s.path}</link><guid>https://www.npr.org{s.path}</guid></item>"
            for s in self._newest_first()[:10]
        )
        return (
            '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>'
            "<title>NPR Topics: News</title>"
            "<link>https://www.npr.org/templates/story/story.php?storyId=1001</link>"
            f"{items}</channel></rss>"
        ).encode()

    def _robots(self) -> bytes:
        forbidden = [s.story_id for s in self._stories.values() if s.disallowed]
        lines = ["User-agent: *", "Disallow: /search", "Disallow: /cgi-bin"]
        lines += [f"Disallow: /transcripts/{story_id}*" for story_id in forbidden]
        lines += ["Sitemap: https://legacy.npr.org/googlecrawl/sitemap_index.xml"]
        return "\n".join(lines).encode() + b"\n"


def _other_form(story: StorySheet) -> str:
    """The same story under another of its URL forms, era by era."""
    if not story.has_transcript:
        return f"http://www.npr.org{story.path}"
    return {
        "2005": f"http://www.npr.org/templates/story/story.php?storyId={story.story_id}",
        "2009": f"/templates/transcript/transcript.php?storyId={story.story_id}&ft=1",
        "2013": f"http://www.npr.org/blogs/thetwo-way{story.path}?ft=nprml&f={story.story_id}",
        "2024": f"https://www.npr.org{story.path}",
    }[story.era]
