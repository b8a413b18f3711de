"""A folder that an export is written into: aside first, and in place only when it is whole."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import Any, BinaryIO, Self

from scraper.errors import ExportError

#: What every export has, and by which an earlier one is known.
MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A file of an export: its path in the folder, its size in bytes, and its SHA-256."""

    path: str
    size: int
    sha256: str


class Folder:
    """The folder, while it is being written. Use as a context manager: it appears at ``path`` when
    the block ends, in place of an earlier export; if the block fails, nothing changes.

    :raises ExportError: something that is no export stands there, or it can't be written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.files: list[WrittenFile] = []
        self._aside = path.with_name(f"{path.name}.part")
        self._replaced = path.with_name(f"{path.name}.old")

    @contextmanager
    def file(self, path: str) -> Iterator[BinaryIO]:
        """A file to write, from its beginning to its end.

        :param path: where in the folder, with slashes.
        :raises ExportError: it can't be written.
        """
        place = self._aside / PurePosixPath(path)
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            with place.open("wb") as out:
                yield out
            self.note(path)
        except OSError as error:
            raise self._failed(error.strerror or str(error)) from error

    def place(self, path: str) -> Path:
        """Where a library is to write a file of its own; :meth:`note` it when it is whole."""
        place = self._aside / PurePosixPath(path)
        place.parent.mkdir(parents=True, exist_ok=True)
        return place

    def note(self, path: str) -> None:
        """Note a file that is whole, for the manifest."""
        place = self._aside / PurePosixPath(path)
        with place.open("rb") as written:
            digest = hashlib.file_digest(written, "sha256").hexdigest()
        self.files.append(WrittenFile(path, place.stat().st_size, digest))

    def __enter__(self) -> Self:
        try:
            self._refuse_others()
            shutil.rmtree(self._aside, ignore_errors=True)
            self._aside.mkdir(parents=True)
        except OSError as error:
            raise self._failed(error.strerror or str(error)) from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is not None:
            shutil.rmtree(self._aside, ignore_errors=True)
            return
        try:
            if self.path.exists():
                self.path.rename(self._replaced)
            self._aside.rename(self.path)
            shutil.rmtree(self._replaced, ignore_errors=True)
        except OSError as failed:
            raise self._failed(failed.strerror or str(failed)) from failed

    def _failed(self, why: str) -> ExportError:
        return ExportError(f"{self.path} can't be written: {why}", path=str(self.path))

    def _refuse_others(self) -> None:
        """An earlier export is replaced; anything else that stands there is somebody's."""
        if self.path.is_symlink() or (self.path.exists() and not self.path.is_dir()):
            raise self._failed("it is not a folder")
        if self.path.is_dir() and any(self.path.iterdir()) and not _is_export(self.path):
            raise self._failed("it holds other files; name a new folder")


def _is_export(path: Path) -> bool:
    try:
        found: Any = json.loads((path / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return False
    return isinstance(found, dict) and "onrecord" in found
