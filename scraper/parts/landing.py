"""Landing parts: each line once, in the order of the units, through the one writer."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import islice
from pathlib import Path

from scraper.archive.landed_parts import LandedPart
from scraper.archive.records.landing import Landed, LandingPolicy
from scraper.archive.records.measures import Prepared, prepare, prepare_again
from scraper.archive.snapshots import Packing
from scraper.archive.store import Archive
from scraper.closing import Closing
from scraper.crawl.land_saved import Failed, LandedPage, Unforeseen
from scraper.crawl.landing_together import Land, land_together
from scraper.errors import Forgotten, UnusableFile
from scraper.parts.line import FailedLine, KeptLine, Line, PageLine, decoded, source_in
from scraper.parts.part import RECEIPT, Receipt, part_path, raw_lines, read_receipt, verify
from scraper.workers import BATCH, Lost, Raised, WorkerPool

#: Seconds that decoding a line may take, where another process does it.
_LIMIT_S = 60.0

Told = Callable[[LandedPage | Failed], None]


@dataclass(frozen=True, slots=True)
class FoundPart:
    """A receipt that was found, in which directory."""

    directory: Path
    receipt: Receipt


@dataclass(slots=True)
class PartLanded:
    """What became of a part: how many of its pages landed as what, and how many failed. ``known``
    says that all of it had been landed before.
    """

    part: FoundPart
    counts: Counter[str] = field(default_factory=Counter)
    known: bool = False


class NotOfThisArchive(UnusableFile):
    """A line of a page that this archive does not keep."""


@dataclass(frozen=True, slots=True)
class _Task:
    line: bytes
    packing: Packing | None


_Decoded = tuple[Line, Prepared]


def find_parts(given: Sequence[Path]) -> tuple[list[FoundPart], list[UnusableFile]]:
    """The parts that are meant, each once, in the order of their units; and the receipts that
    can't be used.

    :param given: directories of parts, parts, or receipts.
    """
    receipts = [path for one in given for path in _receipts(one)]
    found: dict[str, FoundPart] = {}
    damaged: list[UnusableFile] = []
    for path in dict.fromkeys(receipts):
        try:
            receipt = read_receipt(path)
        except UnusableFile as error:
            damaged.append(error)
        else:
            found.setdefault(receipt.part, FoundPart(path.parent, receipt))
    return sorted(found.values(), key=lambda one: (one.receipt.order, one.receipt.part)), damaged


def _receipts(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(path.glob(f"[!.]*{RECEIPT}"))
    if path.name.endswith(RECEIPT):
        return [path]
    return [path.with_name(path.name.partition(".")[0] + RECEIPT)]


class PartLander(Closing):
    """Lands parts. Use as a context manager: at its end no process is left.

    :param told: is told of each page.
    :param unforeseen: is told of errors that only a mistake in the code explains.
    :param now: the wall clock.
    :param jobs: how many processes decode lines and prepare them; with 0, this one does.
    """

    def __init__(
        self,
        archive: Archive,
        policy: LandingPolicy,
        told: Told,
        unforeseen: Unforeseen,
        now: Callable[[], datetime],
        jobs: int = 0,
    ) -> None:
        self._archive, self._lander = archive, archive.lander(policy)
        self._told, self._unforeseen, self._now = told, unforeseen, now
        self._pool: WorkerPool[_Task, _Decoded] | None = None
        if jobs:
            self._pool = WorkerPool(_decode, jobs, _LIMIT_S)

    def land(self, found: FoundPart) -> PartLanded:
        """Land what is left of a part. Cut off at any moment, it goes on at the next line.

        :raises UnusableFile: it is damaged: what was landed of it stays.
        :raises ArchiveError: the archive can't be written.
        """
        receipt, done = found.receipt, PartLanded(found)
        before = self._archive.landed_parts.find(receipt.part)
        if before is not None and before.is_whole:
            done.known = True
            return done
        verify(found.directory, receipt)
        landed = before.lines if before is not None else 0
        lines = islice(raw_lines(found.directory, receipt), landed, None)
        for batch in self._decoded(lines):
            landed += len(batch)
            part = LandedPart(receipt.part, receipt.title, landed, receipt.rows)
            self._land(batch, part, done)
        if landed != receipt.rows:
            path = part_path(found.directory, receipt.part)
            raise UnusableFile(f"it has not the {receipt.rows:,} lines it should", path=path)
        if not receipt.rows:
            self._note(LandedPart(receipt.part, receipt.title, 0, 0))
        return done

    def close(self) -> None:
        """End the processes that decode lines."""
        if self._pool is not None:
            self._pool.close()

    def _decoded(self, lines: Iterator[bytes]) -> Iterator[Sequence[_Decoded | Exception]]:
        if self._pool is None:
            while some := list(islice(lines, BATCH)):
                yield [_tried(self._task(line)) for line in some]
            return
        for batch in self._pool.run(lines, self._task):
            yield [_found(found) for _, found in batch]

    def _task(self, line: bytes) -> _Task:
        try:
            source = source_in(line)
        except ValueError:
            source = None  # decoding it tells
        packing = self._archive.snapshots.packing(source) if source is not None else None
        return _Task(line, packing)

    def _land(
        self, batch: Iterable[_Decoded | Exception], part: LandedPart, done: PartLanded
    ) -> None:
        """Land some lines, and note in the same transaction that they were."""
        read = list(batch)
        lands = [land for one in read if (land := self._to_land(one)) is not None]
        landed = iter(land_together(self._archive, lands, lambda: self._note(part)))
        for one in read:
            if isinstance(one, Exception):
                self._tell(Failed(done.part.receipt.title, f"a line of its part: {one}"), done)
                continue
            line, _ = one
            if isinstance(line, FailedLine):
                self._tell(Failed(line.name, line.reason), done)
            else:
                self._tell(self._became(line, next(landed)), done)

    def _note(self, part: LandedPart) -> None:
        self._archive.landed_parts.note(part, self._now())

    def _tell(self, one: LandedPage | Failed, done: PartLanded) -> None:
        done.counts["failed" if isinstance(one, Failed) else one.landed.kind] += 1
        self._told(one)

    def _became(self, line: PageLine | KeptLine, landed: Landed | Exception) -> LandedPage | Failed:
        name = line.name if isinstance(line, PageLine) else line.ref.url
        if not isinstance(landed, Exception):
            return LandedPage(name, landed)
        if isinstance(landed, Forgotten | NotOfThisArchive):
            return Failed(name, landed.sentence, landed)
        self._unforeseen(name, landed)
        return Failed(name, f"unforeseen error: {type(landed).__name__}: {landed}")

    def _to_land(self, one: _Decoded | Exception) -> Land | None:
        if isinstance(one, Exception):
            return None
        line, prepared = one
        if isinstance(line, PageLine):
            return partial(self._land_page, line, prepared)
        return partial(self._land_kept, line, prepared) if isinstance(line, KeptLine) else None

    def _land_page(self, line: PageLine, prepared: Prepared) -> Landed:
        outcome = line.outcome.record
        ref = outcome.ref or line.ref
        return self._lander.land(line.page.page(), outcome, ref, self._now(), prepared)

    def _land_kept(self, line: KeptLine, prepared: Prepared) -> Landed:
        kept = self._archive.snapshots.kept(line.snapshot_id)
        if (
            kept is None
            or kept.ref != line.ref
            or hashlib.sha256(kept.page.body).hexdigest() != line.sha256
        ):
            raise NotOfThisArchive("the archive does not keep the page that was read")
        return self._lander.land_again(kept, line.outcome.record, prepared)


def _decode(task: _Task) -> _Decoded:
    """A line, and what landing it needs.

    :raises ValueError: it is none.
    """
    line = decoded(task.line)
    if isinstance(line, PageLine) and task.packing is not None:
        return line, prepare(line.page.page(), line.outcome.record, task.packing)
    if isinstance(line, KeptLine):
        return line, prepare_again(line.outcome.record)
    return line, Prepared()


def _tried(task: _Task) -> _Decoded | Exception:
    try:
        return _decode(task)
    except ValueError as error:
        return error


def _found(found: _Decoded | Raised | Lost | None) -> _Decoded | Exception:
    if isinstance(found, tuple):
        return found
    return found.error if isinstance(found, Raised) else ValueError("it can't be decoded")
