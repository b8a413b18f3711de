"""Parts and their receipts in a directory, which several machines may share.

A part is JSON Lines compressed with Zstandard. It is written aside, synced and renamed, and so is
its receipt after it: whatever is killed when, a receipt vouches for a part that is whole. Two
machines that read the same unit write the same part.
"""

from __future__ import annotations

import hashlib
import os
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

import msgspec
import zstandard

from scraper.errors import UnusableFile
from scraper.parts.line import FailedLine, Line, encoded
from scraper.parts.unit import Order, UnitKind, title_of_order

#: How the files are called.
PART, RECEIPT = ".jsonl.zst", ".receipt.json"
#: Level 9 takes half as long again to write and saves one part in twenty.
_LEVEL = 6
_LONGEST_LINE = 256 * 1024 * 1024
_AGAIN = "remove it and read its input again"


class ReceiptInput(msgspec.Struct, frozen=True):
    """What a part was read from: its place among units, its content, and its ``version`` by which
    the same file is known without reading it.
    """

    kind: UnitKind
    name: str
    number: int
    sha256: str
    version: str | None = None


class Receipt(msgspec.Struct, frozen=True):
    """What vouches for a part.

    :ivar part: the name of the part, without what its file's name ends with.
    :ivar sha256: of the part's file.
    :ivar rows: its lines.
    :ivar errors: how many of them are pages that can't be read.
    :ivar refused: why its input holds no page at all; None where it does.
    :ivar rules: the sources by whose rules it was read.
    """

    part: str
    sha256: str
    size: int
    rows: int
    errors: int
    input: ReceiptInput
    extractor: str
    rules: tuple[str, ...]
    refused: str | None = None
    version: Literal[1] = 1

    @property
    def order(self) -> Order:
        """Its place among others."""
        return Order(self.input.kind, self.input.name, self.input.number)

    @property
    def title(self) -> str:
        """What was read, for a person."""
        return title_of_order(self.order)


@dataclass(frozen=True, slots=True)
class Written:
    """The lines of a part that were written."""

    rows: int
    errors: int


def part_path(directory: Path, name: str) -> Path:
    """Where the part of that name is."""
    return directory / f"{name}{PART}"


def receipt_path(directory: Path, name: str) -> Path:
    """Where its receipt is."""
    return directory / f"{name}{RECEIPT}"


def read_receipt(path: Path) -> Receipt:
    """A receipt.

    :raises UnusableFile: it can't be read, or is none.
    """
    try:
        receipt = msgspec.json.decode(path.read_bytes(), type=Receipt)
    except OSError as error:
        raise UnusableFile(f"it can't be read: {error.strerror}", path=path) from error
    except ValueError as error:  # msgspec's errors are such
        raise UnusableFile(
            "it is damaged, or no receipt of a part; remove it and read its input again", path=path
        ) from error
    if path.name != f"{receipt.part}{RECEIPT}":
        raise UnusableFile(f"it is the receipt of another part, {receipt.part}", path=path)
    return receipt


def verify(directory: Path, receipt: Receipt) -> None:
    """Make sure that the part of a receipt is there and whole.

    :raises UnusableFile: it is not.
    """
    path = part_path(directory, receipt.part)
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise UnusableFile(f"its part can't be read: {error.strerror}", path=path) from error
    if found != receipt.sha256:
        raise UnusableFile(
            "its bytes are not those that its receipt names; remove it and read its input again",
            path=path,
        )


def is_whole(directory: Path, receipt: Receipt) -> bool:
    """Whether the part of a receipt is there and whole."""
    try:
        verify(directory, receipt)
    except UnusableFile:
        return False
    return True


def write_part(directory: Path, name: str, lines: Iterable[Line]) -> tuple[str, int, Written]:
    """Write a part; its SHA-256, its size, and what is in it. Lines are held one at a time.

    :raises OSError: it can't be written.
    """
    rows = errors = 0
    with _in_place(part_path(directory, name)) as file:
        packing = zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True).compressobj()
        hashing = _Hashing(file)
        for line in lines:
            hashing.write(packing.compress(_encoded(line) + b"\n"))
            rows += 1
            errors += isinstance(line, FailedLine)
        hashing.write(packing.flush())
    return hashing.digest.hexdigest(), hashing.size, Written(rows, errors)


def write_receipt(directory: Path, receipt: Receipt) -> None:
    """Write a receipt beside its part.

    :raises OSError: it can't be written.
    """
    with _in_place(receipt_path(directory, receipt.part)) as file:
        file.write(msgspec.json.format(msgspec.json.encode(receipt), indent=2) + b"\n")


def raw_lines(directory: Path, receipt: Receipt) -> Iterator[bytes]:
    """The lines of a part, still as JSON.

    :raises UnusableFile: it is damaged.
    """
    path = part_path(directory, receipt.part)
    try:
        with path.open("rb") as file, zstandard.ZstdDecompressor().stream_reader(file) as packed:
            rest = b""
            while chunk := packed.read(1024 * 1024):
                *whole, rest = (rest + chunk).split(b"\n")
                yield from whole
                if len(rest) > _LONGEST_LINE:
                    raise UnusableFile("a line of it is too long", path=path)
    except OSError as error:
        raise UnusableFile(f"it can't be read: {error.strerror}", path=path) from error
    except zstandard.ZstdError as error:
        raise UnusableFile("its compression is damaged", path=path) from error


def _encoded(line: Line) -> bytes:
    try:
        return encoded(line)
    except ValueError:  # half of a surrogate pair is in it
        name = "a page" if isinstance(line, FailedLine) else line.ref.url
        return encoded(FailedLine(name, "it holds characters that are none"))


class _Hashing:
    """A file that knows the digest of what is written to it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.digest, self.size = file, hashlib.sha256(), 0

    def write(self, data: bytes) -> None:
        self.digest.update(data)
        self.size += len(data)
        self._file.write(data)


@contextmanager
def _in_place(path: Path) -> Iterator[IO[bytes]]:
    """A file that takes its place when it is whole and on the disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{uuid.uuid4().hex}.tmp")
    try:
        with aside.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
