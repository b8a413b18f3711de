"""Rewriting the history of a story from what two archives have of it: today's rules read its page
as it was each time it was seen, in that order. There is one transaction per story.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from scraper.archive.database.connection import Database
from scraper.archive.integrity.checksums import (
    revision_checksum,
    seal_snapshot,
    seal_transcript,
)
from scraper.archive.joining.pages import Sighting, note_next_look, note_page, note_state
from scraper.archive.joining.stories import KeptStory, KeptWording, kept_story, wordings_of
from scraper.archive.joining.weaving import dated, left_over, with_words, words_of, woven
from scraper.archive.queue.queue import Queue
from scraper.archive.records.parts import Landing
from scraper.archive.records.writing import TranscriptWriter
from scraper.archive.rows import RevisionRow, TranscriptRow
from scraper.archive.snapshots import Histories, PageHistory, Snapshots
from scraper.archive.states import Cause
from scraper.archive.times import parse
from scraper.model import StoryRef, Transcript


@dataclass(frozen=True, slots=True)
class Joined:
    """The result of joining a story.

    :ivar transcript_id: None if it has no transcript.
    :ivar is_new: the story had no kept page before.
    :ivar old_wordings: the number of wordings taken over without a page: their page was not kept,
        or older rules read them. ``lost_wordings`` is the number of those that could not be.
    """

    transcript_id: int | None
    is_new: bool
    old_wordings: int = 0
    lost_wordings: int = 0


class Joining:
    """Takes over stories from another archive."""

    def __init__(
        self, db: Database, queue: Queue, snapshots: Snapshots, histories: Histories
    ) -> None:
        self._db, self._queue, self._snapshots = db, queue, snapshots
        self._histories = histories
        self._writer = TranscriptWriter(db)

    def story(self, history: PageHistory) -> KeptStory:
        """What this archive holds of the story whose page this is."""
        return kept_story(self._db, history)

    def stored(self, ref: StoryRef) -> KeptStory | None:
        """What this archive holds of a story; None if no page of it is kept."""
        history = self._histories.page(ref)
        return kept_story(self._db, history) if history is not None else None

    def brings_words(self, ours: KeptStory, theirs: KeptStory) -> bool:
        """Whether another archive has wordings of a story that can be taken over, of pages that
        both have.
        """
        if not ours.wordings:
            return False
        dates = {one.body_sha256: one.fetched_at for one in ours.history.snapshots}
        missing = left_over([one.row for one in ours.wordings], theirs.wordings)
        return bool(with_words(missing, dates, dated(ours.wordings[-1], dates)))

    def note_seen(self, ours: KeptStory, theirs: KeptStory) -> Joined:
        """Note what another archive knows of a story whose history is the same: that its page was
        seen later, and what listings said of it.
        """
        with self._db.transaction():
            note_page(self._db, ours.history.page_id, ours, theirs)
        lost = left_over([one.row for one in ours.wordings], theirs.wordings)
        transcript_id = ours.transcript.id if ours.transcript else None
        return Joined(transcript_id, is_new=False, lost_wordings=len(lost))

    def join(
        self,
        ours: KeptStory | None,
        theirs: KeptStory,
        sightings: Sequence[Sighting],
        now: datetime,
    ) -> Joined:
        """Write the history of a story anew.

        :param sightings: its page at each time when it changed, in both archives, the oldest first.
        :param now: the wall clock.
        :raises Forgotten: the story was removed from this archive for good.
        :raises ArchiveError: the archive can't be written.
        """
        ref = theirs.history.ref
        with self._db.transaction():
            page_id, _ = self._queue.find_or_add(ref, _discovered(ours, theirs))
            kept = self._keep(page_id, ref.source, sightings)
            note_page(self._db, page_id, ours, theirs)
            note_state(self._db, page_id, (ours, theirs), sightings[-1])
            if ours is None:
                note_next_look(self._db, page_id, sightings[-1].outcome, now)
            row = self._writer.stored(ref, page_id)
            mine = wordings_of(self._db, row, ours.history.snapshots if ours else ())
            read = [one for one in sightings if isinstance(one.outcome, Transcript)]
            if not read or _is_later(mine, kept, read[-1]):
                lost = 0 if mine else len(left_over([], theirs.wordings))
                return Joined(row.id if row else None, ours is None, 0, lost)
            row = self._read_anew(row, page_id, read, kept)
            brought, lost = self._weave(row, mine, theirs.wordings, kept)
            self._see(row, ours, theirs)
        return Joined(row.id, ours is None, brought, lost)

    def is_as_stored(self, ours: KeptStory, sightings: Sequence[Sighting]) -> bool:
        """Whether the history that these give is the one that is stored: a page that only changed
        around its words, and changed back, leaves no trace of that.
        """
        dates = {one.body_sha256: one.fetched_at for one in ours.history.snapshots}
        for sighting in sightings:
            if dates.get(sighting.seen.body_sha256, "9999") > sighting.seen.at:
                return False
        given: list[tuple[str, str | None]] = []
        for one in sightings:
            if isinstance(one.outcome, Transcript):
                words = (one.outcome.content_hash, one.outcome.title)
                given += [words] if words not in given[-1:] else []
        return given == [words_of(one.row) for one in ours.wordings]

    def _keep(
        self, page_id: int, source: str, sightings: Sequence[Sighting]
    ) -> dict[str, tuple[int, str]]:
        """Keep each page once, as of when it was first seen: its number and date by its hash."""
        kept: dict[str, tuple[int, str]] = {}
        for sighting in sightings:
            sha256 = sighting.seen.body_sha256
            if sha256 in kept:
                continue
            number = self._snapshots.keep(page_id, source, sighting.page)
            kept[sha256] = (number, sighting.seen.at)
            changed = self._db.execute(
                "UPDATE snapshots SET fetched_at = :at, headers = :headers, via = :via"
                " WHERE id = :id AND fetched_at > :at",
                {
                    "at": sighting.seen.at,
                    "headers": json.dumps(dict(sighting.page.headers), ensure_ascii=False),
                    "via": sighting.page.via,
                    "id": number,
                },
            )
            if changed.rowcount:
                seal_snapshot(self._db, number)
        return kept

    def _read_anew(
        self,
        row: TranscriptRow | None,
        page_id: int,
        read: Sequence[Sighting],
        kept: dict[str, tuple[int, str]],
    ) -> TranscriptRow:
        """Land the pages one after another, as if there had been nothing before."""
        if row is not None:
            self._db.execute("DELETE FROM revisions WHERE transcript_id = :id", {"id": row.id})
            row = replace(row, revision=0)
        for sighting in read:
            transcript = sighting.outcome
            assert isinstance(transcript, Transcript)
            landing = Landing(page_id, kept[sighting.seen.body_sha256][0], sighting.seen.at)
            if row is None:
                self._writer.add(transcript, landing)
            else:
                self._writer.replace(row, transcript, landing, Cause.PUBLISHER)
            self._db.flush()
            row = self._writer.stored(transcript.ref, page_id)
            assert row is not None
        assert row is not None
        return row

    def _weave(
        self,
        row: TranscriptRow,
        mine: Sequence[KeptWording],
        theirs: Sequence[KeptWording],
        kept: Mapping[str, tuple[int, str]],
    ) -> tuple[int, int]:
        """Number the revisions anew, with earlier wordings between them: how many of the other
        archive's came over, and how many could not.
        """
        of = {"id": row.id}
        rows = self._db.rows(RevisionRow, "WHERE transcript_id = :id ORDER BY revision", of)
        dates = {sha256: at for sha256, (_, at) in kept.items()}
        stay = left_over(rows, mine)
        missing = left_over([*rows, *(one.row for one in stay)], theirs)
        come = with_words(missing, dates, rows[-1].seen_at)
        revisions = woven(rows, [*stay, *come], kept)
        self._db.execute("DELETE FROM revisions WHERE transcript_id = :id", of)
        for revision in revisions:
            made = replace(revision, id=None, transcript_id=row.id or 0)
            self._db.insert(replace(made, checksum=revision_checksum(made)))
        self._db.execute(
            "UPDATE transcripts SET revision = :revision WHERE id = :id",
            {"revision": revisions[-1].revision, **of},
        )
        return len(come), len(missing) - len(come)

    def _see(self, row: TranscriptRow, ours: KeptStory | None, theirs: KeptStory) -> None:
        """Write when a transcript was first and last seen, in either archive, and seal it."""
        told = [one.transcript for one in (ours, theirs) if one and one.transcript] or [row]
        first = [one.first_seen_at for one in told]
        last = [row.last_seen_at, *(one.last_seen_at for one in told)]
        self._db.execute(
            "UPDATE transcripts SET first_seen_at = :first, last_seen_at = :last WHERE id = :id",
            {"first": min(first), "last": max(last), "id": row.id},
        )
        seal_transcript(self._db, row.id or 0)


def _is_later(
    wordings: Sequence[KeptWording], kept: Mapping[str, tuple[int, str]], last: Sighting
) -> bool:
    """Whether the words on record are later than the last page that can be read: they stay."""
    if not wordings:
        return False
    newest = wordings[-1]
    assert isinstance(last.outcome, Transcript)
    if words_of(newest.row) == (last.outcome.content_hash, last.outcome.title):
        return False
    page = kept.get(newest.body_sha256 or "")
    return (page[1] if page else newest.row.seen_at) > last.seen.at


def _discovered(ours: KeptStory | None, theirs: KeptStory) -> datetime:
    return parse(theirs.page.discovered_at if ours is None else ours.page.discovered_at)
