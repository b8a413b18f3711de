"""The folder of an export: written under a temporary name, and moved into place when complete."""

from __future__ import annotations

import hashlib
import json
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import Any, BinaryIO, Self

from scraper.errors import ExportError

#: What every export has; it names all other files.
MANIFEST = "manifest.json"
#: Of a name, so many characters are in that of a temporary folder: names have at most 255 bytes.
_NAME = 40


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A file of an export: its path in the folder, its size in bytes, and its SHA-256."""

    path: str
    size: int
    sha256: str


class Folder:
    """The folder, while it is being written. Use as a context manager: it appears at ``path`` when
    the block ends, in place of an earlier export; if the block fails, nothing changes.

    :raises ExportError: something else than an export is there, or it can't be written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.files: list[WrittenFile] = []
        self._temporary = Path()

    @contextmanager
    def file(self, path: str) -> Iterator[BinaryIO]:
        """A file to write, from its beginning to its end.

        :param path: where in the folder, with slashes.
        """
        with self.place(path).open("wb") as out:
            yield out
        self.note(path)

    def place(self, path: str) -> Path:
        """Where a library is to write a file of its own; :meth:`note` it when it is complete."""
        place = self._temporary / PurePosixPath(path)
        place.parent.mkdir(parents=True, exist_ok=True)
        return place

    def note(self, path: str) -> None:
        """Note a complete file, for the manifest."""
        place = self._temporary / PurePosixPath(path)
        with place.open("rb") as written:
            digest = hashlib.file_digest(written, "sha256").hexdigest()
        self.files.append(WrittenFile(path, place.stat().st_size, digest))

    def __enter__(self) -> Self:
        try:
            self._refuse_others()
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._temporary = self._beside("writing")
            self._temporary.mkdir()
        except OSError as error:
            raise self._failed(error) from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if error is None:
                self._put_in_place()
        except OSError as failed:
            raise self._failed(failed) from failed
        finally:
            shutil.rmtree(self._temporary, ignore_errors=True)
        if isinstance(error, OSError):
            raise self._failed(error) from error

    def _put_in_place(self) -> None:
        self._refuse_others()  # much time has passed
        replaced = None
        if self.path.exists():
            replaced = self._beside("replaced")
            self.path.rename(replaced)
        try:
            self._temporary.rename(self.path)
        except OSError:
            if replaced is not None and not self.path.exists():
                replaced.rename(self.path)
            raise
        if replaced is not None:
            shutil.rmtree(replaced, ignore_errors=True)

    def _beside(self, what: str) -> Path:
        """A name beside the export that nobody else has."""
        name = f".{self.path.name[:_NAME]}.{what}-{secrets.token_hex(8)}"
        return self.path.with_name(name)

    def _failed(self, why: str | OSError) -> ExportError:
        if isinstance(why, OSError):
            why = why.strerror or str(why)
        return ExportError(f"{self.path} can't be written: {why}", path=str(self.path))

    def _refuse_others(self) -> None:
        """An earlier export is replaced; anything else that is there belongs to somebody."""
        if not self.path.name or self.path.name == ".." or self.path.resolve() in _here():
            raise self._failed("name a new folder, not the one you are in or one around it")
        if self.path.is_symlink() or (self.path.exists() and not self.path.is_dir()):
            raise self._failed("it is not a folder")
        if self.path.is_dir() and (others := files_beside(self.path)):
            held = f"it holds {others[0]}, which is not part of an export"
            raise self._failed(f"{held}; name a new folder")


def files_beside(path: Path) -> list[str]:
    """The files in a folder that are not part of an export, by their paths in it."""
    held = {str(one.relative_to(path)) for one in path.rglob("*") if not one.is_dir()}
    return sorted(held - _exported(path))


def _exported(path: Path) -> set[str]:
    """The files of the export in a folder; none where there is no export."""
    try:
        found: Any = json.loads((path / MANIFEST).read_bytes())
        return {MANIFEST, *(str(PurePosixPath(one["path"])) for one in found["files"])}
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return set()


def _here() -> set[Path]:
    here = Path.cwd()
    return {here, *here.parents}
