"""The rows of the archive's tables. The columns of a table are the fields of its class: no other
module lists them (corrections by hand have theirs in :mod:`scraper.archive.rule_rows`).
docs/schema.md explains each.

Nobody changes a row. They are not frozen because making a frozen one takes three times as long,
and landing makes some fifty for each page.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from scraper.archive.states import Cause, NearKind, PageKind, PageState


@dataclass(slots=True)
class PageRow:
    """A story's page or a listing: the queue."""

    TABLE: ClassVar[str] = "pages"

    id: int | None
    url: str
    source: str
    story_id: str | None
    kind: PageKind
    state: PageState
    attempts: int
    next_attempt_at: str | None
    etag: str | None
    last_modified: str | None
    status: int | None
    reason: str | None
    discovered_at: str
    fetched_at: str | None
    found_url: str | None
    fetched_url: str | None
    noarchive: int
    host: str
    program: str | None
    listed_on: str | None
    listed_month: str | None
    listed_at: str | None


@dataclass(slots=True)
class SnapshotRow:
    """A page as it was fetched, compressed."""

    TABLE: ClassVar[str] = "snapshots"

    id: int | None
    page_id: int
    fetched_at: str
    body_sha256: str
    body: bytes
    dictionary_id: int | None
    size: int
    headers: str
    checksum: str | None
    via: str | None


@dataclass(slots=True)
class TranscriptRow:
    """A story's transcript."""

    TABLE: ClassVar[str] = "transcripts"

    id: int | None
    source: str
    story_id: str
    url: str
    title: str | None
    program: str | None
    aired_on: str | None
    published_at: str | None
    modified_at: str | None
    teaser: str | None
    duration_s: int | None
    audio_url: str | None
    language: str | None
    rights: str | None
    word_count: int
    turn_count: int
    content_hash: str
    duplicate_of: int | None
    revision: int
    first_seen_at: str
    last_seen_at: str
    page_id: int
    extractor: str
    layout: str | None
    checksum: str | None
    doubt: str | None
    counted: int


@dataclass(slots=True)
class TurnRow:
    """What one speaker says until another begins, or a cue."""

    TABLE: ClassVar[str] = "turns"

    id: int | None
    transcript_id: int
    position: int
    speaker_id: int | None
    label: str | None
    kind: str
    text: str
    doubt: str | None
    words_hash: str | None


@dataclass(slots=True)
class AppearanceRow:
    """Somebody who speaks in a transcript."""

    TABLE: ClassVar[str] = "appearances"

    transcript_id: int
    speaker_id: int
    role: str
    role_rule: str
    description: str | None
    honorific: str | None
    turn_count: int
    word_count: int
    called: str | None
    doubt: str | None
    office: str | None = None
    organization: str | None = None
    party: str | None = None
    place: str | None = None
    work: str | None = None


@dataclass(slots=True)
class NoteRow:
    """Text in a transcript that nobody said on air."""

    TABLE: ClassVar[str] = "notes"

    id: int | None
    transcript_id: int
    position: int
    before_turn: int | None
    kind: str
    text: str


@dataclass(slots=True)
class RevisionRow:
    """A wording of a transcript."""

    TABLE: ClassVar[str] = "revisions"

    id: int | None
    transcript_id: int
    revision: int
    content_hash: str
    seen_at: str
    snapshot_id: int | None
    extractor: str
    changed: str | None
    title: str | None
    turns: str | None
    checksum: str | None
    cause: Cause | None


@dataclass(slots=True)
class NearDuplicateRow:
    """Two transcripts with nearly the same words."""

    TABLE: ClassVar[str] = "near_duplicates"

    transcript_id: int
    earlier_id: int
    similarity: float
    containment: float
    kind: NearKind | None


@dataclass(slots=True)
class SpeakerRow:
    """A person, or a name that means nobody outside one transcript."""

    TABLE: ClassVar[str] = "speakers"

    id: int | None
    name: str
    transcript_id: int | None
    newsroom: str | None
    first_date: str | None
    last_date: str | None
    by_hand: int
    key: str
    spelling: str
    renamed: str | None


@dataclass(slots=True)
class RunRow:
    """A run of a command."""

    TABLE: ClassVar[str] = "runs"

    id: int | None
    command: str
    started_at: str
    finished_at: str | None
    outcome: str | None
    counts: str | None
    sources: str | None


@dataclass(slots=True)
class RunSourceRow:
    """What a run did at one source."""

    TABLE: ClassVar[str] = "run_sources"

    run_id: int
    source: str
    listings: int
    listings_read: int
    listings_unchanged: int
    listings_gone: int
    listings_failed: int
    listed: int
    answered: int
    failed: int
