"""Which of Datasette's databases is an archive."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from scraper.archive.store import Archive

#: Datasette's own.
_INTERNAL = ("_internal", "_memory")


def archive_database(datasette: Any) -> Any | None:
    """The database that the reading room reads: the first that is an archive."""
    for database in list(datasette.databases.values()):
        if is_archive_file(database.path):
            return database
    return None


def is_alone(datasette: Any) -> bool:
    """Whether the only database is an archive."""
    others = [name for name in list(datasette.databases) if name not in _INTERNAL]
    return len(others) == 1 and archive_database(datasette) is not None


def is_archive_file(path: str | Path | None) -> bool:
    """Whether a database's file is an archive."""
    if path is None:
        return False
    found = Path(path)
    try:
        written = found.stat().st_mtime_ns
    except OSError:
        return False
    return _is_archive(found, written)


@lru_cache(maxsize=64)
def _is_archive(path: Path, _written: int) -> bool:
    return Archive.is_at(path)
