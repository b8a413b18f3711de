"""Queueing pages, and taking the due ones."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from urllib.parse import urlsplit

from scraper.archive.queue.answers import Answers
from scraper.archive.queue.due import DUE_COLUMNS, Due, DuePage, Listed, QuarantinedPage, Wanted
from scraper.archive.queue.listings import add_listing
from scraper.archive.row_statements import marks
from scraper.archive.states import UNFETCHED, PageKind
from scraper.archive.times import stamp
from scraper.errors import Forgotten
from scraper.model import ListingRef, StoryRef

#: A capture is taken for what its own site doesn't have, and for a capture that was no good where
#: it is an older one. (Its time comes first in the URL in which they differ.)
_TAKE_CAPTURE = """DO UPDATE SET found_url = excluded.found_url, state = 'queued', attempts = 0,
    next_attempt_at = excluded.next_attempt_at
  WHERE (state IN ('queued', 'failed', 'gone') AND found_url IS NOT excluded.found_url
      OR state IN ('no_transcript', 'quarantined') AND found_url > excluded.found_url
        AND EXISTS (SELECT 1 FROM snapshots WHERE page_id = pages.id AND via = pages.found_url))
    AND NOT EXISTS (SELECT 1 FROM transcripts WHERE page_id = pages.id)"""

#: Every due page.
_ALL = Wanted()

#: The order in which due pages are taken: listings, then stories never fetched, then the others.
_KINDS = (
    (PageKind.LISTING, 0),
    (PageKind.LISTING, 1),
    (PageKind.STORY, 0),
    (PageKind.STORY, 1),
)


class Queue(Answers):
    """The pages of an archive, and when each is due."""

    def add_stories(
        self,
        refs: Iterable[StoryRef],
        now: datetime,
        *,
        listed: Mapping[StoryRef, Listed] = MappingProxyType({}),
        captures: bool = False,
    ) -> int:
        """Queue the stories that the archive doesn't know yet, and that were not removed for good;
        how many those were.

        :param listed: what the listing gave of them.
        :param captures: they were found in another archive: stories that were not to be had from
            their own site are queued too, unless that capture was asked for before.
        """
        conflict = _TAKE_CAPTURE if captures else "DO NOTHING"
        nothing = Listed()
        with self._db.transaction():
            added = sum(
                self._db.execute(
                    "INSERT INTO pages (url, source, story_id, kind, state, next_attempt_at,"
                    " discovered_at, found_url, host, program, listed_on, listed_month, listed_at)"
                    " SELECT :url, :source, :story_id, 'story', 'queued', :now, :now, :found_url,"
                    " :host, :program, :day, :month, :listed_at"
                    " WHERE NOT EXISTS (SELECT 1 FROM forgotten"
                    "  WHERE source = :source AND story_id = :story_id)"
                    f" ON CONFLICT (url) {conflict}",
                    {
                        "url": ref.url,
                        "source": ref.source,
                        "story_id": ref.story_id,
                        "now": stamp(now),
                        "found_url": ref.found_url,
                        "host": urlsplit(ref.url).netloc,
                        "listed_at": stamp(now) if ref in listed else None,
                        **listed.get(ref, nothing)._asdict(),
                    },
                ).rowcount
                for ref in refs
            )
            self._fill_listed(listed, now)
            return added

    def _fill_listed(self, listed: Mapping[StoryRef, Listed], now: datetime) -> None:
        """Write what a listing gave where nobody knew: one knows the program of a story, another
        its day.
        """
        self._db.execute_many(
            "UPDATE pages SET program = coalesce(program, :program),"
            " listed_on = coalesce(listed_on, :day),"
            " listed_month = coalesce(listed_month, :month),"
            " listed_at = coalesce(listed_at, :now) WHERE url = :url"
            " AND (program IS NULL AND :program IS NOT NULL"
            "  OR listed_on IS NULL AND :day IS NOT NULL"
            "  OR listed_month IS NULL AND :month IS NOT NULL OR listed_at IS NULL)",
            [
                {"url": ref.url, "now": stamp(now), **given._asdict()}
                for ref, given in listed.items()
            ],
        )

    def add_listings(
        self,
        refs: Iterable[ListingRef],
        now: datetime,
        *,
        again: bool,
        unread_since: datetime | None = None,
    ) -> int:
        """Queue listings; how many are due now. Known ones are read again when ``again``, while
        their stories may still grow, or where they were not read for these days.

        :param unread_since: those that were read later are not read again for growing (listings
            may name each other).
        """
        read_before = stamp(unread_since) if unread_since else "9999"
        when = {"now": stamp(now), "again": again, "read_before": read_before}
        with self._db.transaction():
            return sum(add_listing(self._db, ref, when) for ref in refs)

    def make_due(self, sources: Collection[str], now: datetime) -> None:
        """Make every story of ``sources`` due now, settled ones too."""
        with self._db.transaction():
            self._db.execute_many(
                "UPDATE pages SET next_attempt_at = :now WHERE kind = 'story' AND source = :source",
                [{"now": stamp(now), "source": source} for source in sources],
            )

    def due(
        self,
        source: str,
        now: datetime,
        *,
        wanted: Wanted = _ALL,
        excluding: Collection[int] = (),
        hosts_left_alone: Collection[str] = (),
        limit: int = 200,
    ) -> list[DuePage]:
        """Pages of a source that are due: listings first, then stories never fetched, then those
        to look at again, each in the order in which they came due.
        """
        found: list[DuePage] = []
        for kind, seen in _KINDS:
            room = limit - len(found)
            if room <= 0:
                break
            # The row of constants is how the index is sorted: nothing is read that is not wanted.
            rows = self._db.all(
                DuePage,
                f"SELECT {DUE_COLUMNS} FROM pages WHERE source = ? AND kind = ?"
                " AND (state <> 'queued') = ? AND next_attempt_at <= ?"
                f" AND {_is_wanted(wanted)} AND host NOT IN ({marks(hosts_left_alone)})"
                " ORDER BY next_attempt_at, id LIMIT ?",
                (
                    source,
                    kind,
                    seen,
                    stamp(now),
                    *wanted.states,
                    *wanted.programs,
                    *hosts_left_alone,
                    room + len(excluding),
                ),
            )
            found += [page for page in rows if page.id not in excluding][:room]
        return found

    def count_due(
        self,
        sources: Collection[str],
        now: datetime,
        *,
        wanted: Wanted = _ALL,
    ) -> dict[str, Due]:
        """How many pages of each of ``sources`` :meth:`due` would give in all."""
        rows = self._db.all(
            lambda source, stories, listings: (source, Due(stories, listings)),
            "SELECT source, sum(kind = 'story'), sum(kind = 'listing') FROM pages"
            f" WHERE source IN ({marks(sources)}) AND next_attempt_at <= ?"
            f" AND {_is_wanted(wanted)} GROUP BY source",
            (*sources, stamp(now), *wanted.states, *wanted.programs),
        )
        return dict(rows)

    def count_without_program(self, sources: Collection[str]) -> int:
        """How many stories of ``sources`` that were not fetched so far have no known program."""
        count = (
            "SELECT count(*) FROM pages WHERE kind = 'story' AND program IS NULL"
            f" AND source IN ({marks(sources)}) AND state IN ({marks(UNFETCHED)})"
        )
        return int(self._db.value(count, (*sources, *UNFETCHED)))

    def has_stories_besides(self, source: str, ids: Collection[str]) -> bool:
        """Whether a story is known that is none of these of ``source``, whatever its state."""
        found = self._db.value(
            "SELECT EXISTS (SELECT 1 FROM pages WHERE kind = 'story'"
            f" AND NOT (source = ? AND story_id IN ({marks(ids)})))",
            (source, *ids),
        )
        return bool(found)

    def rest_host(self, host: str, until: datetime) -> None:
        """Write that a host asked to be left alone until then."""
        with self._db.transaction():
            self._db.execute(
                "INSERT INTO resting_hosts (host, until) VALUES (:host, :until)"
                " ON CONFLICT (host) DO UPDATE SET until = excluded.until",
                {"host": host, "until": stamp(until)},
            )

    def resting_hosts(self, now: datetime) -> dict[str, datetime]:
        """The hosts that are to be left alone now, and until when."""
        rows = self._db.all(
            lambda host, until: (str(host), self._db.time(until)),
            "SELECT host, until FROM resting_hosts WHERE until > :now",
            {"now": stamp(now)},
        )
        return dict(rows)

    def captures_tried(self, page_id: int) -> int:
        """How many captures of a page are kept."""
        tried = "SELECT count(*) FROM snapshots WHERE page_id = :page AND via IS NOT NULL"
        return int(self._db.value(tried, {"page": page_id}))

    def answered(self, refs: Iterable[StoryRef]) -> int:
        """How many of these stories were fetched, whatever came of it."""
        fetched = "SELECT count(*) FROM pages WHERE url = :url AND state NOT IN ('queued','failed')"
        return sum(self._db.value(fetched, {"url": ref.url}) for ref in refs)

    def quarantined(
        self, sources: Collection[str], limit: int
    ) -> tuple[int, list[QuarantinedPage]]:
        """How many pages of ``sources`` no rule understands, and the ``limit`` that were fetched
        last.
        """
        of = (
            "FROM pages WHERE kind = 'story' AND state = 'quarantined'"
            f" AND source IN ({marks(sources)})"
        )
        total = self._db.value(f"SELECT count(*) {of}", tuple(sources))
        columns = ", ".join(QuarantinedPage.__dataclass_fields__)
        pages = self._db.all(
            QuarantinedPage,
            f"SELECT {columns} {of} ORDER BY fetched_at DESC, id DESC LIMIT ?",
            (*sources, limit),
        )
        return int(total), pages

    def find_or_add(self, ref: StoryRef, now: datetime) -> tuple[int, datetime]:
        """The page of a story, made if need be: its id and when it was discovered.

        :raises Forgotten: the story was removed for good.
        """
        known = "SELECT id, discovered_at FROM pages WHERE url = :url"
        found = self._db.tuples(known, {"url": ref.url})
        if not found:
            self.add_stories([ref], now)
            found = self._db.tuples(known, {"url": ref.url})
        if not found:
            raise Forgotten(f"{ref.source} {ref.story_id} was removed for good")
        ((page_id, discovered_at),) = found
        return int(page_id), self._db.time(discovered_at)


def _is_wanted(wanted: Wanted) -> str:
    """A condition with the values of ``wanted.states`` and ``wanted.programs``, in this order."""
    condition = f"(kind = 'listing' OR state IN ({marks(wanted.states)}))"
    return condition + f" AND program IN ({marks(wanted.programs)})" * bool(wanted.programs)
