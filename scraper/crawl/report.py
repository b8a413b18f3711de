"""What a crawl did: page by page, and in total."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from scraper.archive.records.landing import Landed
from scraper.archive.runs import SourceTally
from scraper.archive.states import LandedKind
from scraper.errors import ErrorCode

#: Failures that are kept to be shown; the rest are counted.
_SHOWN = 20

DoneKind = LandedKind | Literal["listing", "not_modified", "gone", "failed"]


@dataclass(frozen=True, slots=True)
class PageDone:
    """The outcome of one page, for progress reports. ``found`` counts the new stories in a
    listing.
    """

    kind: DoneKind
    source: str
    url: str
    reason: str | None = None
    landed: Landed | None = None
    found: int = 0


@dataclass(slots=True)
class CrawlReport:
    """What a crawl did. ``problems`` has the (URL, reason) of pages that need attention, and
    ``codes`` the kinds of failures among them. ``stopped`` says why hosts were left alone.
    ``sources`` has the numbers of each source. ``landed`` has the transcripts that are new or have
    a new revision.
    """

    counts: dict[str, int] = field(default_factory=dict)
    sources: dict[str, SourceTally] = field(default_factory=dict)
    problems: list[tuple[str, str]] = field(default_factory=list)
    codes: set[ErrorCode] = field(default_factory=set)
    stopped: dict[str, str] = field(default_factory=dict)
    landed: list[Landed] = field(default_factory=list)

    def count(self, what: str, by: int = 1) -> None:
        """Add to a count."""
        if by:
            self.counts[what] = self.counts.get(what, 0) + by

    def take(self, landed: Landed) -> None:
        """Count what landing a page did; remember a new transcript or revision."""
        self.count(landed.kind)
        self.count("duplicates", landed.duplicates)
        if landed.kind in (LandedKind.NEW, LandedKind.REVISION):
            self.landed.append(landed)
        if landed.kind == LandedKind.QUARANTINED:
            self.problem(landed.ref.url, f"quarantined: {landed.reason}")

    def problem(self, url: str, reason: str, code: ErrorCode | None = None) -> None:
        """Remember a page that needs attention, and why it failed, if it did."""
        if code is not None:
            self.codes.add(code)
        if len(self.problems) < _SHOWN:
            self.problems.append((url, reason))

    def of(self, source: str) -> SourceTally:
        """What was done at a source so far."""
        return self.sources.setdefault(source, SourceTally())

    @property
    def troubled(self) -> bool:
        """True if something failed or was quarantined."""
        return bool(self.counts.get("failed") or self.counts.get("quarantined") or self.stopped)
