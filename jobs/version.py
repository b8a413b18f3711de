"""``onrecord --version``: the versions that matter in a bug report."""

from __future__ import annotations

import platform
import sys
from importlib.metadata import PackageNotFoundError, version

from scraper import __version__
from scraper.archive.database.connection import SQLITE_VERSION

#: The libraries that fetch, extract, land and schedule.
_LIBRARIES = (
    "httpx", "selectolax", "tenacity", "sqlite-utils", "apscheduler", "cronsim", "zstandard",
    "click",
)  # fmt: skip


def versions() -> str:
    """A few lines to paste: OnRecord, Python, the system, SQLite, libraries."""
    libraries = ", ".join(f"{name} {_version(name)}" for name in _LIBRARIES)
    return (
        f"onrecord {__version__}\n"
        f"{platform.python_implementation()} {platform.python_version()} ({sys.executable})\n"
        f"{platform.platform()}\n"
        f"SQLite {SQLITE_VERSION}\n"
        f"{libraries}"
    )


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "missing"
