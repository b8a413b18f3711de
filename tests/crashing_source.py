"""A source some of whose pages end whoever reads them, and the command that reads them:
``python -m tests.crashing_source ARGS…`` is ``onrecord ARGS…`` with that source as NPR.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from multiprocessing import parent_process

from jobs import cli
from jobs.config import Config
from scraper.sources.base import Source
from scraper.sources.npr import Npr

#: What ends reading a page, by how its story id ends.
SEGFAULT, EXIT, FOREVER, MISTAKE, OUT_OF_MEMORY = "666661 666662 666663 666664 666665".split()


class CrashingNpr(Npr):
    """NPR, with such pages. It does nothing where its pages are landed."""

    def zone_of(self, url: str | None) -> str:
        if url is not None and parent_process() is not None:
            self._end(url.rsplit("-", maxsplit=1)[-1])
        return super().zone_of(url)

    def _end(self, story: str) -> None:
        if story == SEGFAULT:
            os.kill(os.getpid(), signal.SIGSEGV)
        elif story == EXIT:
            os._exit(3)
        elif story == FOREVER:
            time.sleep(1e6)
        elif story == MISTAKE:
            raise ZeroDivisionError("division by zero")
        elif story == OUT_OF_MEMORY:
            os.kill(os.getpid(), signal.SIGKILL)


def _sources(self: Config) -> list[Source]:  # noqa: ARG001  as the method has it
    return [CrashingNpr()]


def main() -> None:
    """Run the command."""
    Config.known_sources = _sources  # type: ignore[method-assign]
    sys.argv = ["onrecord", *sys.argv[1:]]
    cli.main()


if __name__ == "__main__":
    main()
