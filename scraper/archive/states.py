"""The states and kinds in the archive's columns, each defined once."""

from __future__ import annotations

from enum import StrEnum


class PageKind(StrEnum):
    """What a page is: ``pages.kind``."""

    STORY = "story"
    LISTING = "listing"


class PageState(StrEnum):
    """The state of a page: ``pages.state``."""

    QUEUED = "queued"
    LANDED = "landed"
    NO_TRANSCRIPT = "no_transcript"
    GONE = "gone"
    FAILED = "failed"
    QUARANTINED = "quarantined"


#: Pages never fetched, or that failed so far: what a backfill takes.
UNFETCHED = (PageState.QUEUED, PageState.FAILED)


class RunOutcome(StrEnum):
    """How a run ended: ``runs.outcome``, which is null while it runs or if it was cut off."""

    DONE = "done"
    TROUBLED = "troubled"
    INTERRUPTED = "interrupted"
    TIME_UP = "time up"


#: Runs that came to their end.
ENDED = (RunOutcome.DONE, RunOutcome.TROUBLED)


class LandedKind(StrEnum):
    """The result of landing a page."""

    NEW = "new"
    REVISION = "revision"
    SAME = "same"
    NO_TRANSCRIPT = "no_transcript"
    QUARANTINED = "quarantined"


class Cause(StrEnum):
    """Why a transcript has a new revision: ``revisions.cause``, which is null if unknown."""

    PUBLISHER = "publisher"
    EXTRACTOR = "extractor"


class NearKind(StrEnum):
    """How two transcripts are nearly the same: ``near_duplicates.kind``, which is null if it is
    none of these, although most of the shorter one is in the other.
    """

    COPY = "copy"
    CORRECTED = "corrected"
    RERUN = "rerun"
    EXCERPT = "excerpt"


class Known(StrEnum):
    """Whether listings show which stories a month has: ``coverage.known``."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class RuleKind(StrEnum):
    """A correction by hand of who is who: ``speaker_rules.kind``."""

    MERGE = "merge"
    SPLIT = "split"
    ASSIGN = "assign"
    RENAME = "rename"


class RulePart(StrEnum):
    """A person's part in a rule: ``speaker_rule_people.part``."""

    OF = "of"
    INTO = "into"


class ProblemKind(StrEnum):
    """What is wrong with a part of the archive."""

    DAMAGED = "damaged"
    EDITED = "edited by hand"
    UNSEALED = "without a checksum"
    INCONSISTENT = "inconsistent"


class KeepSnapshots(StrEnum):
    """Which of a page's snapshots are kept when the archive is optimized."""

    ALL = "all"
    FIRST_AND_LAST = "first-and-last"
    LAST = "last"


class AlertOn(StrEnum):
    """Which new transcripts alerts search: those of the last weeks, or those of any age."""

    NOTHING = "nothing"
    RECENT = "recent"
    EVERYTHING = "everything"


class Repair(StrEnum):
    """What repairs a problem. ``restore`` is up to a person: a backup."""

    INDEX = "index"
    REEXTRACT = "reextract"
    REFETCH = "refetch"
    SEAL = "seal"
    MEASURE = "measure"
    RENAME = "rename"
    FORGET = "forget"
    COMPARE = "compare"
    CORRECT = "correct"
    MARKER = "marker"
    RESTORE = "restore"
