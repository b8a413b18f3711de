"""Landing another archive: its kept pages and ours are read together with today's rules, in the
order in which they were seen.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from scraper.archive.joining import Joined, KeptStory, Seen, Sighting, seen_of, together
from scraper.archive.records.landing import Reread
from scraper.archive.snapshots import KeptPage, KeptSnapshot, PageHistory
from scraper.archive.store import Archive
from scraper.crawl.land_saved import Failed, Unforeseen
from scraper.errors import ArchiveError, Forgotten, RowRefused, UnusableFile
from scraper.model import NoTranscript, Outcome, Page, Quarantined, Transcript
from scraper.sources import Source


class StoryKind(StrEnum):
    """The outcome for a story of another archive."""

    #: It was not here.
    NEW = "new"
    #: It was, and its history is another now.
    CHANGED = "changed"
    SAME = "same"
    NO_TRANSCRIPT = "no_transcript"
    QUARANTINED = "quarantined"
    FORGOTTEN = "forgotten"


@dataclass(frozen=True, slots=True)
class LandedStory:
    """A story of another archive; ``joined`` is None if nothing of it was written."""

    url: str
    kind: StoryKind
    joined: Joined | None = None


class _Damaged(Exception):
    """A kept page can't be read in either archive."""


class ArchiveLander:
    """Lands the stories of other archives, each in its own transaction.

    :param sources: the sources whose stories can be read.
    :param reread: reads a kept page with today's rules.
    :param unforeseen: called with errors that only a mistake in the code explains.
    :param now: the wall clock.
    """

    def __init__(
        self,
        archive: Archive,
        sources: Sequence[Source],
        reread: Reread,
        unforeseen: Unforeseen,
        now: Callable[[], datetime],
    ) -> None:
        self._archive, self._unforeseen, self._now = archive, unforeseen, now
        self._reread = reread
        self._sources = {source.name for source in sources}

    def land(self, other: Archive) -> Iterator[LandedStory | Failed]:
        """Land the stories of ``other`` of which a page is kept.

        :raises UnusableFile: it turns out to be damaged.
        :raises ArchiveError: this archive can't be written.
        """
        pages = other.histories.pages()
        while (history := _next(other, pages)) is not None:
            url = history.ref.url
            try:
                yield self._land(other, history)
            except _Damaged:
                yield Failed(url, "a kept page of it is damaged, so its history is not known")
            except Forgotten:
                yield LandedStory(url, StoryKind.FORGOTTEN)
            except (ArchiveError, UnusableFile) as error:
                if not isinstance(error, RowRefused):
                    raise
                yield self._failed(url, error)
            except Exception as error:  # noqa: BLE001  a mistake in one page ends no command
                yield self._failed(url, error)

        for ref in other.histories.without_page():
            if self._archive.records.find_story(ref.story_id, ref.source) is None:
                yield Failed(ref.url, "no page of it is kept there, so it can't be read")

    def _failed(self, url: str, error: Exception) -> Failed:
        self._unforeseen(url, error)
        return Failed(url, f"unforeseen error: {type(error).__name__}: {error}")

    def _land(self, other: Archive, history: PageHistory) -> LandedStory | Failed:
        ref, joining = history.ref, self._archive.joining
        if self._archive.forgetting.tombstone(ref) is not None:
            return LandedStory(ref.url, StoryKind.FORGOTTEN)
        if ref.source not in self._sources:
            return Failed(ref.url, f"the rules of {ref.source} are not at hand")
        theirs, ours = _story(other, history), joining.stored(ref)
        known = seen_of(ours) if ours is not None else []
        seen = together(known, seen_of(theirs))
        if not seen:
            raise _Damaged
        brings_words = ours is not None and joining.brings_words(ours, theirs)
        if ours is not None and seen == known and not brings_words:
            return LandedStory(ref.url, StoryKind.SAME, joining.note_seen(ours, theirs))
        sides = [(other, theirs)] if ours is None else [(self._archive, ours), (other, theirs)]
        sightings = self._read(seen, sides)
        if ours is not None and not brings_words and joining.is_as_stored(ours, sightings):
            return LandedStory(ref.url, StoryKind.SAME, joining.note_seen(ours, theirs))
        joined = joining.join(ours, theirs, sightings, self._now())
        return LandedStory(ref.url, _kind(joined, sightings[-1].outcome), joined)

    def _read(
        self, seen: Sequence[Seen], sides: Sequence[tuple[Archive, KeptStory]]
    ) -> list[Sighting]:
        """The pages that were seen, each read once.

        :raises _Damaged: one of them can't be read.
        """
        read: dict[str, tuple[Page, Outcome]] = {}
        sightings: list[Sighting] = []
        for one in seen:
            if one.body_sha256 not in read:
                kept = _page(one, sides)
                outcome = self._reread(kept)
                if isinstance(outcome, Transcript) and outcome.ref != kept.ref:
                    outcome = Quarantined(kept.ref, "the page is another story's")
                read[one.body_sha256] = kept.page, outcome
            sightings.append(Sighting(one, *read[one.body_sha256]))
        return sightings


def _next(other: Archive, pages: Iterator[PageHistory]) -> PageHistory | None:
    """The next page of another archive.

    :raises UnusableFile: that is damaged.
    """
    try:
        return next(pages, None)
    except ArchiveError as error:
        raise UnusableFile(error.sentence, code=error.code, path=other.path) from error


def _story(other: Archive, history: PageHistory) -> KeptStory:
    try:
        return other.joining.story(history)
    except ArchiveError as error:
        raise UnusableFile(error.sentence, code=error.code, path=other.path) from error


def _page(seen: Seen, sides: Sequence[tuple[Archive, KeptStory]]) -> KeptPage:
    """A page that was seen, as the archive has it that kept it first.

    :raises _Damaged: none has it whole.
    """
    found: list[tuple[KeptSnapshot, Archive, KeptStory]] = [
        (snapshot, archive, story)
        for archive, story in sides
        for snapshot in story.history.snapshots
        if snapshot.body_sha256 == seen.body_sha256
    ]
    for snapshot, archive, story in sorted(found, key=lambda one: one[0].fetched_at):
        body = archive.histories.body(snapshot)
        if body is None:
            continue
        page = Page(
            url=story.history.fetched_url,
            status=story.history.status or 0,
            headers=json.loads(snapshot.headers),
            body=body,
            fetched_at=datetime.fromisoformat(seen.at),
            via=snapshot.via,
        )
        return KeptPage(story.history.page_id, snapshot.id, story.history.ref, page)
    raise _Damaged


def _kind(joined: Joined, last: Outcome) -> StoryKind:
    if not joined.is_new:
        return StoryKind.CHANGED
    if joined.transcript_id is not None:
        return StoryKind.NEW
    return StoryKind.NO_TRANSCRIPT if isinstance(last, NoTranscript) else StoryKind.QUARANTINED
