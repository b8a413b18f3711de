"""Which WARC files are meant by a path, a pattern or a URL of another file system, and their
content on this machine's disk.

Other file systems are read by fsspec: an extra, imported only where one is named.
"""

from __future__ import annotations

import glob
import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

from scraper.errors import ErrorCode, OnRecordError, UnusableFile, UsageError
from scraper.parts.unit import WarcUnit

_URL = re.compile(r"[a-z][a-z0-9+.-]*(?:::[a-z][a-z0-9+.-]*)*://", re.IGNORECASE)
_PATTERN = re.compile(r"[*?\[]")
_STEP = 1024 * 1024


class FileUnreachable(OnRecordError):
    """A file that can't be read now."""


def is_remote(path: str) -> bool:
    """True for the URL of another file system: ``s3://bucket/a.warc.gz``."""
    return _URL.match(path) is not None


def is_pattern(path: str) -> bool:
    """True for what may name several files: ``crawl/*.warc.gz``. A file of that very name is one
    file.
    """
    return _PATTERN.search(path) is not None and (is_remote(path) or not Path(path).exists())


def warc_units(given: Sequence[str]) -> list[WarcUnit]:
    """The files that are meant, each once, in the order in which they were given; those of a
    pattern are sorted by name.

    :raises UnusableFile: there is none for one of ``given``, or what reads it is not installed.
    """
    found: dict[str, WarcUnit] = {}
    for path in given:
        for unit in _remote(path) if is_remote(path) else _local(path):
            found.setdefault(unit.path, unit)
    return list(found.values())


def _local(given: str) -> Iterator[WarcUnit]:
    paths = sorted(glob.glob(given, recursive=True)) if is_pattern(given) else [given]  # noqa: PTH207
    files = [Path(path) for path in paths if Path(path).is_file()]
    if not files:
        raise UsageError(f"there is no file {given}")
    for file in files:
        stat = file.stat()
        yield WarcUnit(str(file), f"{stat.st_size} {stat.st_mtime_ns}")


def _remote(given: str) -> Iterator[WarcUnit]:
    try:
        system, path = _file_system(given)
        names = sorted(system.glob(path)) if is_pattern(given) else [path]
        found = [(system.unstrip_protocol(name), system.ukey(name)) for name in names]
    except UnusableFile:
        raise
    except Exception as error:
        raise UnusableFile(f"{given} can't be read: {_said(error)}", path=given) from error
    if not found:
        raise UsageError(f"there is no file {given}")
    for url, version in found:
        yield WarcUnit(url, str(version))


@contextmanager
def local_copy(path: str) -> Iterator[Path]:
    """A file on this machine's disk: itself, or a copy that is removed afterwards. WARC files are
    read from several places, which other file systems are slow at.

    :raises FileUnreachable: it can't be read.
    """
    if not is_remote(path):
        if not Path(path).is_file():
            raise FileUnreachable("there is no such file on this machine")
        yield Path(path)
        return
    with tempfile.TemporaryDirectory(prefix="onrecord-") as directory:
        copy = Path(directory) / PurePosixPath(path).name
        try:
            system, remote = _file_system(path)
            with system.open(remote, "rb") as file, copy.open("wb") as out:
                shutil.copyfileobj(file, out, _STEP)
        except Exception as error:
            raise FileUnreachable(f"it can't be read: {_said(error)}") from error
        yield copy


def _file_system(url: str) -> tuple[Any, str]:
    """The file system of a URL, and the path there.

    :raises UnusableFile: what reads it is not installed.
    """
    try:
        import fsspec  # noqa: PLC0415  an extra

        system, path = fsspec.url_to_fs(url)
    except ImportError as error:
        missing = "fsspec" if error.name == "fsspec" else f"what reads {url.partition(':')[0]}://"
        raise UnusableFile(
            f"{url} can't be read: {missing} is not installed ({error})",
            code=ErrorCode.CLUSTER_SUPPORT_MISSING,
        ) from error
    return system, str(path)


def _said(error: Exception) -> str:
    return str(error).strip() or type(error).__name__
