"""``onrecord optimize``: make the archive file smaller and its searches faster."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from rich.filesize import decimal
from rich.table import Table

from jobs.counting import show_count
from jobs.progress import Display
from jobs.terminal import plural, prose, stdout, tell
from scraper.archive.optimizing import Room, Sizes
from scraper.archive.states import KeepSnapshots, RunOutcome
from scraper.archive.store import Archive

_STEPS = 4
_KINDS = {
    "kept_pages": "kept pages",
    "dictionaries": "their dictionaries",
    "indexes": "full-text indexes",
    "file": "the whole file",
}


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan: the number of kept pages, how many are dropped, and the disk space needed."""

    keep: KeepSnapshots
    snapshots: int
    dropped: int
    room: Room


@dataclass(frozen=True, slots=True)
class Optimized:
    """The sizes before and after; ``after`` is None if nothing was done."""

    plan: Plan
    before: Sizes
    after: Sizes | None = None


def plan(archive: Archive, keep: str) -> Plan:
    """What optimizing comes to.

    :param keep: ``snapshots`` in the configuration.
    """
    chosen, optimizing = KeepSnapshots(keep), archive.optimizing
    return Plan(chosen, optimizing.snapshots(), optimizing.droppable(chosen), optimizing.room())


def optimize(archive: Archive, planned: Plan, display: Display) -> Optimized:
    """Drop kept pages, compress the others anew, merge the full-text indexes and write the file
    without gaps. Cut off at any moment, it goes on when it is started again.

    :raises ArchiveUnusable: there is too little room on the disk.
    :raises ArchiveError: the archive can't be written.
    """
    optimizing = archive.optimizing
    optimizing.require_room()
    before = optimizing.sizes()
    run_id = archive.runs.start("optimize", datetime.now(UTC))
    show = _Steps(display)
    show.count("drop kept pages", optimizing.drop(planned.keep), planned.dropped)
    left = planned.snapshots - planned.dropped
    show.count("compress kept pages", optimizing.repack(datetime.now(UTC)), left)
    merged = (1 for _ in optimizing.merge_indexes())
    show.count("merge the full-text indexes", merged, optimizing.merge_steps(), "step")
    counts = {"dropped": planned.dropped}
    # Before the last step, which leaves the file as small as it gets.
    archive.runs.finish(run_id, RunOutcome.DONE, counts, datetime.now(UTC))
    show.do("write the file without gaps", optimizing.vacuum)
    return Optimized(planned, before, optimizing.sizes())


class _Steps:
    """Reports the current step and its progress."""

    def __init__(self, display: Display) -> None:
        self._display, self._number = display, 0

    def do(self, what: str, step: Callable[[], None]) -> None:
        self._number += 1
        if self._display.verbosity != "quiet":
            tell(f"optimizing, step {self._number} of {_STEPS}: {what}")
        step()

    def count(self, what: str, done: Iterable[int], total: int, noun: str = "page") -> None:
        def step() -> None:
            with show_count(self._display, total, noun) as count_one:
                for some in done:
                    for _ in range(some):
                        count_one()

        self.do(what, step)


def say_plan(planned: Plan) -> None:
    """Say on stderr what is going to be done, for a person."""
    room = planned.room
    tell(
        f"needs at most {decimal(room.needed)} of free space on the archive's disk;"
        f" {decimal(room.free)} is free"
    )
    if planned.keep != KeepSnapshots.ALL:
        kept = plural(planned.snapshots, "kept page")
        tell(f'{planned.dropped:,} of {kept} will be dropped (snapshots = "{planned.keep}")')


def print_sizes(done: Optimized) -> None:
    """Print what was saved, for a person."""
    console = stdout()
    shown = Table(box=None, pad_edge=False)
    for column in ("", "before", "now"):
        shown.add_column(column, justify="right" if column else "left")
    for kind, name in _KINDS.items():
        now = "" if done.after is None else decimal(getattr(done.after, kind))
        shown.add_row(name, decimal(getattr(done.before, kind)), now)
    console.print(shown)
    if done.after is None:
        return
    if done.plan.dropped:
        prose(console, f"{plural(done.plan.dropped, 'kept page')} dropped")
    saved = done.before.file - done.after.file
    prose(console, f"{decimal(max(saved, 0))} saved")


def as_json(done: Optimized) -> dict[str, Any]:
    """What was done, for machines."""
    planned = done.plan
    return {
        "snapshots": planned.snapshots,
        "keep": planned.keep,
        "dropped": planned.dropped,
        "needed_bytes": planned.room.needed,
        "free_bytes": planned.room.free,
        "dry_run": done.after is None,
        "sizes": [
            {
                "kind": kind,
                "before": getattr(done.before, kind),
                "after": None if done.after is None else getattr(done.after, kind),
            }
            for kind in _KINDS
        ],
    }
