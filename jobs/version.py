"""``onrecord --version``: the versions that matter in a bug report."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterator
from importlib.metadata import (
    PackageNotFoundError,
    distribution,
    packages_distributions,
    version,
)
from pathlib import Path

import jobs
import scraper
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
        f"{libraries}" + "".join(f"\nwarning: {sentence}" for sentence in _overwritten())
    )


def _overwritten() -> Iterator[str]:
    """A sentence about each of OnRecord's packages that another distribution has installed, too,
    into the same folder: the files of one overwrite the other's. Packages found elsewhere stop the
    command before this (module ``onrecord``).
    """
    providers = packages_distributions()
    for package in (jobs, scraper):
        name, own = package.__name__, Path(package.__path__[0]).resolve()
        for other in sorted({*providers.get(name, ())} - {"onrecord"}):
            if Path(str(distribution(other).locate_file(name))).resolve() != own:
                continue
            yield (
                f"{other} has installed a package {name!r}, too, which may have overwritten"
                " OnRecord's; install OnRecord in an environment of its own"
            )


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "missing"
