"""Everything kept of a story's page: each snapshot, and the times at which it was unchanged."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass

import zstandard

from scraper.archive.database.connection import Database
from scraper.archive.row_statements import marks
from scraper.archive.snapshots.refetches import (
    KeptSnapshot,
    LastAnswer,
    LoggedFetch,
    Refetch,
    refetches,
)
from scraper.archive.snapshots.store import Snapshots
from scraper.model import StoryRef

#: Pages that are read together.
_TOGETHER = 200
#: The requests for pages that are still logged, by page. The log has no index of its URLs.
_LOG = """CREATE TEMP TABLE page_fetches AS
SELECT pages.id AS page_id, fetches.fetched_at, fetches.status FROM fetches
  JOIN pages ON pages.url = fetches.url
  WHERE kind = 'story' AND fetches.status IN (200, 203, 304)
UNION SELECT pages.id, fetches.fetched_at, fetches.status FROM fetches
  JOIN pages ON pages.fetched_url = fetches.url
  WHERE kind = 'story' AND fetches.status IN (200, 203, 304)"""
_PAGES = """SELECT pages.id, pages.source, pages.story_id, pages.url, pages.found_url, fetched_url,
    pages.status, pages.fetched_at, etag, last_modified,
    (SELECT title FROM transcripts WHERE page_id = pages.id),
    newest.seen_at, newest.snapshot_id
  FROM pages LEFT JOIN (SELECT page_id, seen_at, snapshot_id, max(revisions.revision)
    FROM revisions JOIN transcripts ON transcripts.id = transcript_id
    WHERE page_id IN ({pages}) GROUP BY transcript_id) AS newest ON newest.page_id = pages.id
  WHERE pages.id IN ({pages}) ORDER BY pages.id"""
_SNAPSHOTS = """SELECT page_id, id, fetched_at, body_sha256, size, headers, via,
    CASE WHEN json_valid(headers) THEN headers ->> '$.etag' END,
    CASE WHEN json_valid(headers) THEN headers ->> '$."last-modified"' END
  FROM snapshots WHERE page_id IN ({pages}) ORDER BY fetched_at, id"""


@dataclass(frozen=True, slots=True)
class PageHistory:
    """A story's page with its snapshots, the oldest first, and the fetches that found it unchanged.

    :ivar fetched_url: the URL that answered last, which is the mirror's if one was requested.
    :ivar status: the status of the last answer; ``fetched_at``, its time.
    :ivar title: the title of its transcript.
    """

    page_id: int
    ref: StoryRef
    fetched_url: str | None
    status: int | None
    fetched_at: str | None
    title: str | None
    snapshots: tuple[KeptSnapshot, ...]
    refetches: tuple[Refetch, ...]


class Histories:
    """The histories of an archive's pages."""

    def __init__(self, db: Database, snapshots: Snapshots) -> None:
        self._db, self._snapshots = db, snapshots
        self._has_log = False

    def pages(self, pages: Collection[int] | None = None) -> Iterator[PageHistory]:
        """The stories' pages of which a snapshot is kept, in the order of their ids.

        :param pages: only these, by id.
        """
        self._gather_log()
        chosen = None if pages is None else frozenset(pages)
        after = 0
        while ids := self._db.all(
            int,
            "SELECT id FROM pages WHERE id > :after AND kind = 'story'"
            " AND EXISTS (SELECT 1 FROM snapshots WHERE page_id = pages.id)"
            " ORDER BY id LIMIT :limit",
            {"after": after, "limit": _TOGETHER},
        ):
            after = ids[-1]
            wanted = [one for one in ids if chosen is None or one in chosen]
            if wanted:
                yield from self._read(wanted)

    def page(self, ref: StoryRef) -> PageHistory | None:
        """The history of a story's page; None if nothing is kept. The log of requests counts as
        it was when the first was asked for. Call outside transactions.
        """
        if not self._has_log:
            self._gather_log()
        page_id = self._db.value("SELECT id FROM pages WHERE url = :url", {"url": ref.url})
        return None if page_id is None else next(self._read([int(page_id)]), None)

    def _gather_log(self) -> None:
        self._db.execute("DROP TABLE IF EXISTS temp.page_fetches")
        self._db.execute(_LOG)
        self._db.execute("CREATE INDEX temp.page_fetches_page ON page_fetches (page_id)")
        self._has_log = True

    def count(self) -> int:
        """Of how many stories a page is kept."""
        kept = (
            "SELECT count(*) FROM pages WHERE kind = 'story'"
            " AND EXISTS (SELECT 1 FROM snapshots WHERE page_id = pages.id)"
        )
        return int(self._db.value(kept))

    def without_page(self) -> list[StoryRef]:
        """The stories that have a transcript and of which no page is kept."""
        return self._db.all(
            StoryRef,
            "SELECT pages.source, pages.story_id, pages.url FROM transcripts"
            " JOIN pages ON pages.id = page_id"
            " WHERE NOT EXISTS (SELECT 1 FROM snapshots WHERE page_id = pages.id)"
            " ORDER BY pages.id",
        )

    def shared_bodies(self) -> frozenset[str]:
        """The SHA-256 of the bodies that more than one page has."""
        shared = (
            "SELECT body_sha256 FROM snapshots GROUP BY body_sha256"
            " HAVING count(DISTINCT page_id) > 1"
        )
        return frozenset(self._db.all(str, shared))

    def last_fetch(self) -> str | None:
        """When a page was last fetched; None if nothing was."""
        last = (
            "SELECT max(at) FROM (SELECT max(fetched_at) AS at FROM pages"
            " UNION ALL SELECT max(fetched_at) FROM snapshots)"
        )
        found: str | None = self._db.value(last)
        return found

    def body(self, snapshot: KeptSnapshot) -> bytes | None:
        """The page as it was fetched; None if it is damaged."""
        try:
            body = self._snapshots.body(snapshot.id)
        except (zstandard.ZstdError, LookupError, MemoryError):
            return None
        return body if hashlib.sha256(body).hexdigest() == snapshot.body_sha256 else None

    def _read(self, ids: list[int]) -> Iterator[PageHistory]:
        listed = marks(ids)
        kept: defaultdict[int, list[KeptSnapshot]] = defaultdict(list)
        for page_id, *row in self._db.tuples(_SNAPSHOTS.format(pages=listed), ids):
            kept[page_id].append(KeptSnapshot(*row))
        log: defaultdict[int, list[LoggedFetch]] = defaultdict(list)
        logged = f"FROM page_fetches WHERE page_id IN ({listed}) ORDER BY fetched_at"
        for page_id, at, status in self._db.tuples(
            f"SELECT page_id, fetched_at, status {logged}", ids
        ):
            log[page_id].append(LoggedFetch(at, status))
        for told in self._db.tuples(_PAGES.format(pages=listed), [*ids, *ids]):
            page_id, source, story_id, url, found_url, fetched_url = told[:6]
            status, fetched_at, etag, modified, title, read_at, read_from = told[6:]
            if not (snapshots := kept[page_id]):
                continue
            last = LastAnswer(status, fetched_at, etag, modified, read_at, read_from)
            yield PageHistory(
                page_id,
                StoryRef(source, story_id or "", url, found_url),
                fetched_url,
                status,
                fetched_at,
                title,
                tuple(snapshots),
                tuple(refetches(snapshots, last, log[page_id])),
            )
