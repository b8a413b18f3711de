"""Copying the archive, even during a run. The copy is verified before it is put in place."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from scraper.archive.database.connection import Database
from scraper.archive.database.opening import APPLICATION_ID
from scraper.errors import ArchiveDamaged, ArchiveError, UsageError


def backup(db: Database, destination: Path) -> int:
    """Copy the archive to ``destination`` by SQLite's backup API
    (https://www.sqlite.org/backup.html), as it is at one moment; the size of the copy in bytes.

    The copy grows beside its place, is checked (structure, keys, and that it holds as many
    transcripts), brought to the disk and only then renamed over what was there: a backup that
    fails leaves the one before.

    :raises UsageError: the destination is the archive itself, a directory, or no archive's file.
    :raises ArchiveError: the copy can't be written or is not whole.
    """
    _refuse(db, destination)
    growing = destination.with_name(destination.name + ".part")
    try:
        with closing(sqlite3.connect(growing)) as copy:
            # All pages in one step: smaller ones start anew whenever a run commits.
            db.connection.backup(copy, pages=-1)
            copy.execute("PRAGMA journal_mode = DELETE")
            _verify(db, copy)
        with growing.open("rb") as written:
            os.fsync(written.fileno())
        growing.replace(destination)
        _sync_directory(destination.parent)
    except (sqlite3.Error, OSError) as error:
        raise ArchiveError(f"{destination} can't be written: {error}") from error
    finally:
        with suppress(OSError):
            growing.unlink(missing_ok=True)
    return destination.stat().st_size


def _refuse(db: Database, destination: Path) -> None:
    if destination.is_dir():
        raise UsageError(f"{destination} is a directory, not a file")
    if not destination.parent.is_dir():
        raise UsageError(f"there is no directory {destination.parent}")
    if not destination.exists():
        return
    if not destination.is_file():
        raise UsageError(f"{destination} is a device, not a file")
    if destination.samefile(db.path):
        raise UsageError(f"{destination} is the archive itself")
    try:
        with closing(sqlite3.connect(f"{destination.resolve().as_uri()}?mode=ro", uri=True)) as old:
            ours = old.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
    except sqlite3.Error:
        ours = False
    if not ours and destination.stat().st_size:
        raise UsageError(f"{destination} exists and is not a backup, so it was not replaced")


def _verify(db: Database, copy: sqlite3.Connection) -> None:
    found = [row[0] for row in copy.execute("PRAGMA integrity_check")]
    if found != ["ok"]:
        raise ArchiveDamaged(f"{db.path} is damaged, so it was not backed up: {found[0]}")
    if (broken := copy.execute("PRAGMA foreign_key_check").fetchone()) is not None:
        raise ArchiveDamaged(
            f"{db.path} is damaged, so it was not backed up: row {broken[1]} of {broken[0]}"
            f" belongs to a row of {broken[2]} that is missing"
        )


def _sync_directory(directory: Path) -> None:
    """Bring a rename to the disk, where the system can."""
    with suppress(OSError):
        handle = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
