"""Landing: storing everything that a page yields, in one transaction. Nothing else writes
transcripts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from scraper.archive.database.connection import Database
from scraper.archive.integrity.checksums import resealed
from scraper.archive.queue.queue import Queue
from scraper.archive.queue.refetch import DEFAULT, RefetchPolicy
from scraper.archive.records.measures import Prepared
from scraper.archive.records.parts import Landing
from scraper.archive.records.writing import TranscriptWriter, Written
from scraper.archive.rows import TranscriptRow
from scraper.archive.snapshots.store import KeptPage, Snapshots
from scraper.archive.states import AlertOn, Cause, LandedKind
from scraper.archive.times import stamp
from scraper.model import NoTranscript, Outcome, Page, StoryRef, Transcript

#: Reads a kept page of a story with today's rules.
Reread = Callable[[KeptPage], Outcome]


@dataclass(frozen=True, slots=True)
class Landed:
    """The result of landing a page."""

    kind: LandedKind
    ref: StoryRef
    transcript_id: int | None = None
    duplicate_of: int | None = None
    words: int = 0
    reason: str | None = None
    changed: tuple[str, ...] = ()
    #: Why there is a new revision; None if there is none, or nobody can tell.
    cause: Cause | None = None
    #: How many more transcripts are duplicates than before; negative when a wording parted.
    duplicates: int = 0
    #: Today's rules no longer understand the kept page; its transcript stays and is in doubt.
    doubted: bool = False


@dataclass(frozen=True, slots=True)
class LandingPolicy:
    """The options of landing.

    :ivar refetch: when pages are fetched again.
    :ivar reread: reads a kept page with today's rules, to separate a publisher's changes from those
        of better rules. Without it, the cause is unknown if the rules changed.
    :ivar follow: if a page says that its transcript is with another story, queue that story.
    :ivar alert: which new and corrected transcripts alerts search.
    """

    refetch: RefetchPolicy = DEFAULT
    reread: Reread | None = None
    follow: bool = True
    alert: AlertOn = AlertOn.NOTHING


class Lander:
    """Lands pages in one archive."""

    def __init__(
        self, db: Database, queue: Queue, snapshots: Snapshots, policy: LandingPolicy
    ) -> None:
        self._db, self._queue, self._snapshots, self._policy = db, queue, snapshots, policy
        self._writer = TranscriptWriter(db)

    def land(
        self,
        page: Page,
        outcome: Outcome,
        ref: StoryRef,
        now: datetime,
        prepared: Prepared = Prepared(),  # noqa: B008  it is frozen
    ) -> Landed:
        """Land ``page`` and what was extracted from it; all of it or nothing.

        :param ref: the story whose page it is.
        :param prepared: what was worked out of the two already.
        :raises ArchiveError: the archive can't be written.
        """
        with self._db.transaction():
            page_id, discovered_at = self._queue.find_or_add(ref, now)
            on_record = self._newer_on_record(page_id, page) if page.via else None
            snapshot_id = self._snapshots.keep(
                page_id, ref.source, page, prepared.body_sha256, prepared.packed
            )
            aired_on = outcome.aired_on if isinstance(outcome, Transcript) else None
            again = self._policy.refetch.next_look(discovered_at, now, aired_on)
            if on_record is not None:
                self._queue.record_seen(page_id, again)
                why = "what is on record is newer"
                return Landed(LandedKind.SAME, ref, on_record, reason=why)
            self._queue.record_answer(page_id, page, outcome, again)
            if isinstance(outcome, Transcript):
                landing = Landing(page_id, snapshot_id, stamp(now), prepared.measures)
                landed = self._land_transcript(outcome, landing)
                self._queue_for_alerts(landed)
                return landed
            if isinstance(outcome, NoTranscript):
                if self._policy.follow and outcome.elsewhere is not None:
                    self._queue.add_stories([outcome.elsewhere], now)
                return Landed(LandedKind.NO_TRANSCRIPT, ref, reason=outcome.reason)
            return Landed(LandedKind.QUARANTINED, ref, reason=outcome.reason)

    def land_again(
        self,
        kept: KeptPage,
        outcome: Outcome,
        prepared: Prepared = Prepared(),  # noqa: B008  it is frozen
    ) -> Landed:
        """Land what a kept page yields now, as of the day it was fetched. When it was seen and
        when it is due stay as they are. A page that yielded a transcript before and yields none
        now keeps it, and the transcript is in doubt until its page is understood again. What
        somebody edited by hand, or the disk changed, is put right and is no revision.

        :param prepared: what was worked out of ``outcome`` already.
        :raises ArchiveError: the archive can't be written.
        """
        with self._db.transaction():
            self._queue.record_outcome(kept.page_id, kept.snapshot_id, outcome)
            if isinstance(outcome, Transcript):
                seen = stamp(kept.page.fetched_at)
                landing = Landing(kept.page_id, kept.snapshot_id, seen, prepared.measures)
                return self._land_transcript(outcome, landing)
            doubted = self._doubt(kept.page_id, outcome.reason)
        none = isinstance(outcome, NoTranscript)
        kind = LandedKind.NO_TRANSCRIPT if none else LandedKind.QUARANTINED
        return Landed(kind, kept.ref, doubted, reason=outcome.reason, doubted=doubted is not None)

    def _land_transcript(self, transcript: Transcript, landing: Landing) -> Landed:
        """Land a transcript; where the rules changed since the one on record, or somebody edited
        that, the page before is read with today's rules first: what differs from that is the
        publisher's doing.
        """
        stored = self._writer.stored(transcript.ref, landing.page_id)
        if stored is None:
            return _landed(transcript, self._writer.add(transcript, landing))
        if (same := self._writer.keep_unchanged(stored, transcript, landing)) is not None:
            return _landed(transcript, same)
        cause: Cause | None = Cause.PUBLISHER
        first: Written | None = None
        before = self._writer.read_from(stored)
        if before == landing.snapshot_id:
            cause = Cause.EXTRACTOR
        elif stored.extractor != transcript.extractor or self._writer.is_changed(stored):
            first = self._reread_before(stored, before)
            if first is None:
                cause = None
            stored = self._writer.stored(transcript.ref, landing.page_id) or stored
        written = self._writer.replace(stored, transcript, landing, cause)
        if first is not None and written.decision.kind == LandedKind.SAME:
            written = replace(first, duplicates=first.duplicates + written.duplicates)
        return _landed(transcript, written)

    def _queue_for_alerts(self, landed: Landed) -> None:
        """Have alerts look at a transcript that is new, or whose publisher changed it."""
        changed = landed.kind == LandedKind.REVISION and landed.cause != Cause.EXTRACTOR
        alert = self._policy.alert
        if alert != AlertOn.NOTHING and (changed or landed.kind == LandedKind.NEW):
            self._db.execute(
                "INSERT INTO alert_queue SELECT id, :any_age, CASE WHEN :changed THEN revision - 1"
                " ELSE 0 END FROM transcripts WHERE id = :id ON CONFLICT DO UPDATE"
                " SET any_age = max(any_age, excluded.any_age), heard = min(heard, excluded.heard)",
                {
                    "id": landed.transcript_id,
                    "any_age": alert == AlertOn.EVERYTHING,
                    "changed": changed,
                },
            )

    def _reread_before(self, stored: TranscriptRow, snapshot_id: int | None) -> Written | None:
        """Land what today's rules make of the page before; None if they don't understand it, or
        it is not kept.
        """
        reread = self._policy.reread
        if reread is None or snapshot_id is None:
            return None
        kept = self._snapshots.kept(snapshot_id)
        if kept is None:
            return None
        outcome = reread(kept)
        if not isinstance(outcome, Transcript) or outcome.ref != kept.ref:
            return None
        landing = Landing(kept.page_id, kept.snapshot_id, stamp(kept.page.fetched_at))
        return self._writer.replace(stored, outcome, landing, Cause.EXTRACTOR)

    def _newer_on_record(self, page_id: int, page: Page) -> int | None:
        """The transcript of a page of which a later snapshot is kept than ``page``, or this one of
        the same second: what another archive kept must not replace later words.
        """
        found = self._db.value(
            "SELECT transcripts.id FROM transcripts WHERE page_id = :page AND EXISTS (SELECT 1"
            " FROM snapshots WHERE page_id = transcripts.page_id AND (fetched_at > :fetched_at"
            " OR fetched_at = :fetched_at AND body_sha256 = :sha256))",
            {
                "page": page_id,
                "fetched_at": stamp(page.fetched_at),
                "sha256": hashlib.sha256(page.body).hexdigest(),
            },
        )
        return None if found is None else int(found)

    def _doubt(self, page_id: int, reason: str) -> int | None:
        """Put the transcript of a page in doubt; its id, None if the page has none."""
        row = self._db.row(TranscriptRow, "WHERE page_id = :page", {"page": page_id})
        if row is None or row.id is None:
            return None
        with resealed(self._db, [row.id]):
            self._db.execute(
                "UPDATE transcripts SET doubt = :doubt WHERE id = :id",
                {"doubt": reason, "id": row.id},
            )
        return row.id


def _landed(transcript: Transcript, written: Written) -> Landed:
    return Landed(
        written.decision.kind,
        transcript.ref,
        written.transcript_id,
        written.duplicate_of,
        written.words,
        changed=written.decision.changed,
        cause=written.cause,
        duplicates=written.duplicates,
    )
