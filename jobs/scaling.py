"""Reading on many machines, or a share of it on this one: what the options ask for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TypeVar

from scraper.errors import UsageError
from scraper.parts.running import HereReader, Reads
from scraper.sources import Source

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Scaling:
    """How stored pages are read.

    :ivar parts: the directory for parts; None: beside the archive, until they are landed.
    :ivar land: with a cluster, land the parts; without one, parts are only written.
    :ivar shard: ``(I, N)``: only every Nth unit, from the Ith on.
    :ivar cluster: on a cluster of Dask's: that of the ``scheduler``, or one on this machine with so
        many ``workers``, whose dashboard is at the port ``dashboard`` if it has one.
    """

    parts: Path | None = None
    land: bool = True
    shard: tuple[int, int] = (1, 1)
    cluster: bool = False
    scheduler: str | None = None
    workers: int | None = None
    dashboard: int | None = None
    jobs: int = 1

    @property
    def only_reads(self) -> bool:
        """True where parts are to be written and nothing landed."""
        return self.parts is not None and not (self.cluster and self.land)

    @property
    def asked(self) -> bool:
        """True where pages are to be read into parts."""
        return self.cluster or self.parts is not None

    def check(self) -> None:
        """Refuse options that contradict one another.

        :raises UsageError: they do.
        """
        if self.shard != (1, 1) and self.cluster:
            raise UsageError("--shard is for machines that share the work without --cluster")
        if self.shard != (1, 1) and self.parts is None:
            raise UsageError("--shard needs --parts, the directory for what it reads")
        if not self.land and self.parts is None:
            raise UsageError("--no-land needs --parts, the directory for what is read")
        if not self.cluster and (self.workers is not None or self.dashboard is not None):
            raise UsageError("--workers and --dashboard are for --cluster")
        if self.scheduler is not None and (self.workers is not None or self.dashboard is not None):
            raise UsageError("--workers and --dashboard are for a cluster on this machine")

    def directory(self, db: Path) -> Path:
        """Where the parts are.

        :param db: the archive's file.
        """
        return self.parts or db.with_name(f"{db.name}.parts")

    def of_shard(self, units: Iterable[T]) -> Iterator[T]:
        """The units that are this machine's."""
        which, count = self.shard
        return islice(units, which - 1, None, count)

    @contextmanager
    def reader(self, directory: Path, sources: Sequence[Source]) -> Iterator[Reads]:
        """What reads units into parts in a directory.

        :raises UsageError: there is no cluster.
        """
        if not self.cluster:
            with HereReader(directory, sources, self.jobs) as here:
                yield here
            return
        from scraper.cluster.reading import ClusterReader, Where  # noqa: PLC0415  an extra
        from scraper.cluster.worker import HowToRead  # noqa: PLC0415

        how = HowToRead(directory.absolute(), tuple(sources))
        where = Where(self.scheduler, self.workers, self.dashboard)
        with ClusterReader(how, where) as cluster:
            yield cluster


def parse_shard(text: str) -> tuple[int, int]:
    """``3/16``: the third of sixteen.

    :raises UsageError: it is something else.
    """
    which, _, count = text.partition("/")
    if which.isdecimal() and count.isdecimal() and 1 <= int(which) <= int(count):
        return int(which), int(count)
    raise UsageError(f"{text!r} is no shard: use I/N, from 1/N to N/N")
