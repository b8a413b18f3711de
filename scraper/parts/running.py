"""Reading many units, by whatever reads them, and having their parts in the order of the units."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from scraper.closing import Closing
from scraper.errors import OnRecordError, UnusableFile
from scraper.extract import EXTRACTOR
from scraper.parts.part import PART, RECEIPT, read_receipt
from scraper.parts.reading import UnitRead, read_unit
from scraper.parts.unit import Unit, WarcUnit, rules_of
from scraper.reading.reader import LIMIT_S, PageReader
from scraper.sources import Source


@dataclass(frozen=True, slots=True)
class UnitNotRead:
    """A unit that has no part, and why."""

    unit: Unit
    reason: str


class Reads(Protocol):
    """What reads units: this process, or a cluster."""

    def read(self, units: Iterable[Unit]) -> Iterator[tuple[int, UnitRead | UnitNotRead]]:
        """What becomes of each unit, with its place among ``units`` from 0, as it is done. Few
        units are taken ahead.
        """


class HereReader(Closing):
    """Reads units one after another on this machine. Use as a context manager.

    :param jobs: how many processes read pages.
    """

    def __init__(self, directory: Path, sources: Sequence[Source], jobs: int) -> None:
        self._directory, self._sources = directory, sources
        self._reader = PageReader(sources, jobs, LIMIT_S)

    def read(self, units: Iterable[Unit]) -> Iterator[tuple[int, UnitRead | UnitNotRead]]:
        """What becomes of each unit, in their order."""
        for number, unit in enumerate(units):
            try:
                found = read_unit(unit, self._directory, self._sources, self._reader)
            except OnRecordError as error:
                yield number, UnitNotRead(unit, error.sentence)
            else:
                yield number, found

    def close(self) -> None:
        """End the processes that read."""
        self._reader.close()


def in_order(
    found: Iterable[tuple[int, UnitRead | UnitNotRead]],
) -> Iterator[UnitRead | UnitNotRead]:
    """What became of units, in the order of the units."""
    waiting: dict[int, UnitRead | UnitNotRead] = {}
    following = 0
    for number, one in found:
        waiting[number] = one
        while following in waiting:
            yield waiting.pop(following)
            following += 1


def with_known_parts(
    units: Iterable[WarcUnit], directory: Path, sources: Sequence[Source]
) -> Iterator[WarcUnit]:
    """The units, with the parts that were read from them before, by these rules."""
    rules, known = rules_of(sources), dict[tuple[str, str], str]()
    for path in sorted(directory.glob(f"[!.]*{RECEIPT}")):
        try:
            receipt = read_receipt(path)
        except UnusableFile:
            continue  # whoever reads its unit writes it anew
        told = receipt.input
        if told.version and receipt.extractor == EXTRACTOR and receipt.rules == rules:
            known[told.name, told.version] = receipt.part
    for unit in units:
        yield replace(unit, part=known.get((unit.path, unit.version or "")))


def remove_parts(directory: Path, names: Iterable[str]) -> None:
    """Remove parts that are not needed any more, and the directory if nothing else is in it."""
    for name in names:
        for ending in (RECEIPT, PART):
            (directory / f"{name}{ending}").unlink(missing_ok=True)
    if directory.is_dir() and not any(directory.iterdir()):
        directory.rmdir()
