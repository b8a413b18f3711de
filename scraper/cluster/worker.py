"""What runs in a worker of a cluster: units in, receipts out. It opens no archive."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from scraper.parts.reading import UnitFailed, UnitRead, read_unit
from scraper.parts.unit import Unit
from scraper.reading.reader import LIMIT_S, PageReader
from scraper.sources import Source


@dataclass(frozen=True, slots=True)
class HowToRead:
    """Where parts are written, by whose rules pages are read, and how long one may take."""

    directory: Path
    sources: tuple[Source, ...]
    limit_s: float = LIMIT_S


class _OfThread(threading.local):
    """What reads pages for a thread of this worker, for as long as it lives: starting a process for
    each unit would take longer than reading a small one.
    """

    reader: PageReader | None = None
    rules: tuple[object, ...] = ()

    def reader_for(self, how: HowToRead) -> PageReader:
        rules = (tuple((one.name, one.more_hosts) for one in how.sources), how.limit_s)
        if self.reader is None or self.rules != rules:
            self.close()
            _allow_children()
            self.reader, self.rules = PageReader(how.sources, 1, how.limit_s), rules
        return self.reader

    def close(self) -> None:
        if self.reader is not None:
            self.reader.close()
            self.reader = None


_of_thread = _OfThread()


def read(unit: Unit, how: HowToRead) -> UnitRead:
    """Read a unit into its part.

    :raises UnitFailed: it can't be read now.
    """
    sources: Sequence[Source] = how.sources
    try:
        return read_unit(unit, how.directory, sources, _of_thread.reader_for(how))
    except UnitFailed as error:
        # Its cause may not survive the way to the client.
        raise UnitFailed(error.sentence) from None
    except BaseException:
        _of_thread.close()  # its processes may be in the middle of something
        raise


def _allow_children() -> None:
    """Let this process start others. Dask starts its workers as daemons, which Python lets have no
    children, lest they outlive them; those that read pages end by themselves when their connection
    does.
    """
    config = getattr(multiprocessing.current_process(), "_config", None)
    if isinstance(config, dict):
        config["daemon"] = False
