"""Landing parts that other machines read: what became of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from jobs.counting import show_count
from jobs.progress import Display
from jobs.terminal import plural, printable, stdout
from scraper.archive.records.landing import LandingPolicy
from scraper.archive.states import LandedKind
from scraper.archive.store import Archive
from scraper.crawl.land_saved import Failed, LandedPage
from scraper.errors import UnusableFile
from scraper.parts.landing import FoundPart, PartLanded, PartLander, find_parts
from scraper.parts.part import PART, RECEIPT

_KINDS = {
    LandedKind.NEW: "new",
    LandedKind.REVISION: "with other words",
    LandedKind.SAME: "unchanged",
    LandedKind.NO_TRANSCRIPT: "without a transcript",
    LandedKind.QUARANTINED: "quarantined",
    "failed": "failed",
}


@dataclass(slots=True)
class AddedPart:
    """A part that was landed: what it was read from, how many pages came to what, and why some did
    not land. ``known`` says that all of it had been landed before.
    """

    landed: PartLanded
    failed: list[tuple[str, str]] = field(default_factory=list)

    @property
    def title(self) -> str:
        """What it was read from."""
        return self.landed.part.receipt.title

    @property
    def needs_attention(self) -> bool:
        """True when a page of it failed or was not understood."""
        return bool(self.failed or self.landed.counts[LandedKind.QUARANTINED])

    @property
    def count(self) -> int:
        """How many pages landed."""
        return self.landed.counts.total() - self.landed.counts["failed"]

    def as_json(self) -> dict[str, Any]:
        """What was done, for machines."""
        receipt = self.landed.part.receipt
        return {
            "part": receipt.part,
            "input": receipt.title,
            "known": self.landed.known,
            "counts": dict(self.landed.counts),
        }


def is_parts(path: Path) -> bool:
    """Whether a path is a part, a receipt, or a directory with some."""
    if path.is_dir():
        return any(path.glob(f"[!.]*{RECEIPT}"))
    return path.name.endswith((PART, RECEIPT))


def add_parts(
    archive: Archive,
    paths: Sequence[Path],
    policy: LandingPolicy,
    display: Display,
    jobs: int,
) -> tuple[list[AddedPart], list[UnusableFile]]:
    """Land the parts in ``paths``, each once; what became of each, and what can't be used.

    :raises ArchiveError: the archive can't be written.
    """
    found, damaged = find_parts(paths)
    with show_count(display, len(found), "part") as count_one:
        landed, unusable = land_parts(archive, found, policy, display, jobs, count_one)
    return landed, [*damaged, *unusable]


def land_parts(
    archive: Archive,
    parts: Iterable[FoundPart],
    policy: LandingPolicy,
    display: Display,
    jobs: int,
    done: Callable[[], None],
) -> tuple[list[AddedPart], list[UnusableFile]]:
    """Land parts in their order.

    :param done: is called after each.
    :raises ArchiveError: the archive can't be written.
    """
    landed: list[AddedPart] = []
    unusable: list[UnusableFile] = []
    failed: list[tuple[str, str]] = []

    def told(one: LandedPage | Failed) -> None:
        if isinstance(one, Failed):
            failed.append((one.name, one.reason))

    def now() -> datetime:
        return datetime.now(UTC)

    beside = jobs if jobs > 1 else 0  # one that only takes turns with this one saves nothing
    with PartLander(archive, policy, told, display.unforeseen("page"), now, beside) as lander:
        for part in parts:
            try:
                one = AddedPart(lander.land(part))
            except UnusableFile as error:
                unusable.append(error)
            else:
                if part.receipt.refused is not None and not one.landed.known:
                    failed.append((part.receipt.title, part.receipt.refused))
                one.failed += failed
                landed.append(one)
            failed.clear()
            done()
    return landed, unusable


def print_part(one: AddedPart) -> None:
    """Print what became of a part, for a person."""
    counts = told_counts(one.landed.counts)
    what = "landed before" if one.landed.known else counts or "no pages"
    stdout().print(printable(f"{one.title}: {what}"), soft_wrap=True)


def told_counts(counts: Mapping[str, int]) -> str:
    """How many pages came to what, in words; empty where there are none."""
    told = [f"{counts[kind]:,} {what}" for kind, what in _KINDS.items() if counts.get(kind)]
    return f"{plural(sum(counts.values()), 'page')}: {', '.join(told)}" if told else ""
