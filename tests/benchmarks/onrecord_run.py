"""OnRecord's side of the crawl: ``python -m tests.benchmarks.onrecord_run URL DB``."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from jobs.config import Config
from jobs.config_tables import FetchConfig, SourceConfig
from jobs.progress import Display
from jobs.run import run
from scraper.archive.store import Archive
from tests.conftest import raw


def main(url: str, db: Path) -> None:
    """The real ``run``; print how many stories landed and the seconds it took."""
    config = Config(
        fetch=FetchConfig(rate=0, connections=8, allow_private=True),
        sources={"npr": SourceConfig(base_url=url, programs=[], feeds=[])},
    )
    with Archive.write(db) as archive:
        started = time.perf_counter()
        run(archive, [config.source("npr")], config, Display("quiet"))
        seconds = time.perf_counter() - started
        (count,) = raw(archive).execute("SELECT count(*) FROM transcripts").fetchone()
    print(count, seconds)  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
