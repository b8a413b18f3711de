"""Sorting more lines than fit into memory: in runs on the disk, which are merged."""

from __future__ import annotations

import heapq
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from typing import IO, Self

#: Lines that are sorted in memory.
_RUN = 50_000


class SortedLines:
    """Takes lines in any order and gives them sorted by their bytes.
    Use as a context manager: its files go with the block.
    """

    def __init__(self, run: int = _RUN) -> None:
        self._run = run
        self._lines: list[bytes] = []
        self._runs: list[IO[bytes]] = []
        self._stack = ExitStack()

    def add(self, line: bytes) -> None:
        """Take a line, without its end."""
        self._lines.append(line + b"\n")
        if len(self._lines) >= self._run:
            self._spill()

    def __iter__(self) -> Iterator[bytes]:
        """The lines in order, each with its end."""
        for run in self._runs:
            run.seek(0)
        return heapq.merge(*self._runs, sorted(self._lines))

    def _spill(self) -> None:
        run: IO[bytes] = self._stack.enter_context(tempfile.TemporaryFile())  # noqa: SIM115
        run.writelines(sorted(self._lines))
        self._runs.append(run)
        self._lines.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()
