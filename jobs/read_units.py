"""Reading units into parts, and landing these as they come: what became of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jobs.counting import show_count
from jobs.exit_codes import ExitCode
from jobs.progress import Display
from jobs.scaling import Scaling
from jobs.stopping import terminated_as_interrupted
from jobs.terminal import plural, printable, prose, stderr, stdout
from scraper.errors import UnusableFile
from scraper.parts.landing import FoundPart, PartLander
from scraper.parts.part import Receipt
from scraper.parts.reading import ReadKind, UnitRead
from scraper.parts.running import Reads, UnitNotRead, in_order
from scraper.parts.unit import Unit, title_of
from scraper.sources import Source


@dataclass(slots=True)
class UnitsRead:
    """What became of units: how many were read now, and how many before; the pages in their parts
    and how many of these can't be read; and the units that have no part, or whose input holds no
    page, with the reason.
    """

    directory: Path
    read: int = 0
    known: int = 0
    pages: int = 0
    errors: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)

    def take(self, receipt: Receipt, kind: ReadKind) -> None:
        """Take down what became of a unit."""
        self.read += kind == ReadKind.READ
        self.known += kind == ReadKind.KNOWN
        self.pages += receipt.rows
        self.errors += receipt.errors
        if receipt.refused is not None:
            self.refused.append((receipt.title, receipt.refused))

    @property
    def exit_code(self) -> ExitCode:
        """What the command exits with."""
        troubled = self.failed or self.refused or self.errors
        return ExitCode.ATTENTION if troubled else ExitCode.DONE

    def as_json(self) -> dict[str, Any]:
        """The same for machines."""
        return {
            "parts": str(self.directory),
            "read": self.read,
            "known": self.known,
            "pages": self.pages,
            "errors": self.errors,
            "failed": [
                {"unit": unit, "reason": reason} for unit, reason in (*self.failed, *self.refused)
            ],
        }


def read_units(
    units: Iterable[Unit],
    total: int,
    scaling: Scaling,
    sources: list[Source],
    display: Display,
) -> UnitsRead:
    """Read units into parts; nothing is landed.

    :param total: how many they are.
    """
    assert scaling.parts is not None
    done = UnitsRead(scaling.parts)
    with (
        terminated_as_interrupted(),
        scaling.reader(scaling.parts, sources) as reader,
        show_count(display, total, "unit") as count_one,
    ):
        for _, one in reader.read(units):
            count_one()
            if isinstance(one, UnitNotRead):
                done.failed.append((title_of(one.unit), one.reason))
            else:
                done.take(one.receipt, one.kind)
    return done


def land_units(
    units: Iterable[Unit],
    reader: Reads,
    lander: PartLander,
    directory: Path,
    watch: Callable[[UnitRead | UnitNotRead], None],
) -> tuple[UnitsRead, list[str]]:
    """Read units, and land their parts in the order of the units while others are read; the names
    of the parts that were landed.

    :param watch: is told of each unit.
    :raises ArchiveError: the archive can't be written.
    """
    done, names = UnitsRead(directory), list[str]()
    for one in in_order(reader.read(units)):
        watch(one)
        if isinstance(one, UnitNotRead):
            done.failed.append((title_of(one.unit), one.reason))
            continue
        done.take(one.receipt, one.kind)
        try:
            lander.land(FoundPart(directory, one.receipt))
        except UnusableFile as error:
            done.failed.append((one.receipt.title, str(error)))
        else:
            names.append(one.receipt.part)
    return done, names


def print_read(done: UnitsRead) -> None:
    """Print what was read, for a person."""
    units = plural(done.read + done.known + len(done.failed), "unit")
    told = [f"{done.read:,} read now", f"{done.known:,} before"]
    if done.failed:
        told.append(f"{len(done.failed):,} failed")
    prose(stdout(), f"{units}: {', '.join(told)}; {plural(done.pages, 'page')} in {done.directory}")
    if done.errors:
        prose(stdout(), f"{plural(done.errors, 'page')} can't be read; `onrecord add` tells which")
    for unit, reason in (*done.failed, *done.refused):
        stderr().print(printable(f"error: {unit}: {reason}"), soft_wrap=True)
