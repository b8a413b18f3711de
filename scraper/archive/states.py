"""The states and kinds that the archive's columns hold, each named once."""

from __future__ import annotations

from enum import StrEnum


class PageKind(StrEnum):
    """What a page is: ``pages.kind``."""

    STORY = "story"
    LISTING = "listing"


class PageState(StrEnum):
    """What became of a page: ``pages.state``."""

    QUEUED = "queued"
    LANDED = "landed"
    NO_TRANSCRIPT = "no_transcript"
    GONE = "gone"
    FAILED = "failed"
    QUARANTINED = "quarantined"


#: Pages never fetched, or that failed so far: what a backfill takes.
UNFETCHED = (PageState.QUEUED, PageState.FAILED)


class RunOutcome(StrEnum):
    """How a run ended: ``runs.outcome``. Null there: it is under way, or was cut off."""

    DONE = "done"
    TROUBLED = "troubled"
    INTERRUPTED = "interrupted"
    TIME_UP = "time up"


#: Runs that came to their end.
ENDED = (RunOutcome.DONE, RunOutcome.TROUBLED)


class LandedKind(StrEnum):
    """What landing a page did."""

    NEW = "new"
    REVISION = "revision"
    SAME = "same"
    NO_TRANSCRIPT = "no_transcript"
    QUARANTINED = "quarantined"


class Cause(StrEnum):
    """Why a transcript has a new revision: ``revisions.cause``. Null there: it is not known."""

    PUBLISHER = "publisher"
    EXTRACTOR = "extractor"


class NearKind(StrEnum):
    """How two transcripts are nearly the same: ``near_duplicates.kind``. Null there: none of these,
    although most of the shorter one is in the other.
    """

    COPY = "copy"
    CORRECTED = "corrected"
    RERUN = "rerun"
    EXCERPT = "excerpt"


class Known(StrEnum):
    """Whether listings say which stories a month has: ``coverage.known``."""

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
    """The part that somebody has in a rule: ``speaker_rule_people.part``."""

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
    """At what of what lands alerts look: stories of the last weeks, or those of any age."""

    NOTHING = "nothing"
    RECENT = "recent"
    EVERYTHING = "everything"


class Repair(StrEnum):
    """What repairs a problem. ``restore`` is a person's work: a backup."""

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
