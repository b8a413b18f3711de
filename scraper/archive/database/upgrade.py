"""Upgrading an archive to this version: checking the disk space, copying the file, showing each
step.

Every migration runs in one transaction together with the record that it was applied. So if the
process is killed at any point, the next start continues the upgrade. After the last migration,
transcripts that were never compared are compared, and rows without a checksum get one. ``PRAGMA
user_version`` says for how many migrations that was done.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlite_utils import Database as SqliteUtils

from scraper.archive.database.connection import Database
from scraper.archive.database.migrations import migrations
from scraper.archive.integrity.checksums import seal_revision, seal_snapshot, seal_transcript
from scraper.archive.people.identity import settle_people
from scraper.archive.same_speech.older_rows import complete_older_rows
from scraper.errors import ArchiveUnusable

#: Rows that are sealed in one transaction.
_TOGETHER = 500
#: What an upgrade needs at most, as a share of the archive's size: the largest table, written anew.
_SHARE = 0.5
#: The same where the index of speech is to be built: measured on an archive that is all text,
#: it is 0.7 of the size, and as much stands in the log until it is written.
_SHARE_WITH_INDEX = 1.5
_SEALS = {
    "transcripts": seal_transcript,
    "revisions": seal_revision,
    "snapshots": seal_snapshot,
}


@dataclass(frozen=True, slots=True)
class UpgradeStep:
    """The start of a step of an upgrade, ``number`` of ``count``."""

    number: int
    count: int
    what: str


@dataclass(frozen=True, slots=True)
class Upgrade:
    """How an archive of an older version is upgraded.

    :ivar copy: first copy it next to itself, if there is room.
    :ivar progress: called at the start of each step.
    :ivar report: called with a sentence for each change that a step made to the user's data.
    """

    copy: bool = True
    progress: Callable[[UpgradeStep], None] = lambda step: None
    report: Callable[[str], None] = lambda sentence: None


def needs_upgrade(connection: sqlite3.Connection) -> bool:
    """True if this version has more to do to the archive."""
    database = SqliteUtils(connection, execute_plugins=False)
    return bool(migrations.pending(database)) or _finished(connection) < _count()


def upgrade(path: Path, connection: sqlite3.Connection, how: Upgrade) -> None:
    """Apply what is pending.

    :raises ArchiveUnusable: there is too little room on the disk.
    """
    database = SqliteUtils(connection, execute_plugins=False)
    pending = [migration.name for migration in migrations.pending(database)]
    if not pending and _finished(connection) >= _count():
        return
    if not migrations.applied(database):
        migrations.apply(database)
        _finish(connection)
        return
    size = path.stat().st_size
    free = shutil.disk_usage(path.parent).free
    needed = int(size * (_SHARE_WITH_INDEX if "m015_speech" in pending else _SHARE))
    if free < needed:
        raise ArchiveUnusable(
            f"upgrading {path} to this version needs {needed:,} bytes of free space; {free:,} are"
            " free"
        )
    steps: list[tuple[str, Callable[[], None]]] = []
    if how.copy and free > size + needed:
        copy = path.with_name(f"{path.name}.before-{pending[0] if pending else 'checksums'}")
        steps.append((f"copy it to {copy.name}", partial(_copy, connection, copy)))
    steps += [(f"apply {name}", partial(_apply, database, name)) for name in pending]
    steps.append(("compare transcripts", partial(complete_older_rows, Database(path, connection))))
    if "m011_speaker_rules" in pending:
        steps.append(("apply corrections", partial(settle_people, Database(path, connection))))
    steps.append(("write checksums", partial(_seal_rows, path, connection)))
    for number, (what, do) in enumerate(steps, start=1):
        how.progress(UpgradeStep(number, len(steps), what))
        do()
    _finish(connection)
    reports = connection.execute("SELECT migration, text FROM upgrade_reports ORDER BY id")
    for migration, text in reports.fetchall():
        if migration in pending:
            how.report(text)


def _apply(database: SqliteUtils, name: str) -> None:
    """Apply one migration."""
    after = [migration.name for migration in migrations.pending(database)]
    following = after[after.index(name) + 1 :]
    if following:
        migrations.apply(database, stop_before=following[0])
    else:
        migrations.apply(database)


def _copy(connection: sqlite3.Connection, copy: Path) -> None:
    """Copy the archive beside itself; a copy that was made before is left as it is."""
    if copy.exists():
        _check_copy(copy)
        return
    growing = copy.with_name(copy.name + ".part")
    growing.unlink(missing_ok=True)
    with closing(sqlite3.connect(growing)) as copied:
        connection.backup(copied)
        copied.execute("PRAGMA journal_mode = DELETE")
    with growing.open("rb") as written:
        os.fsync(written.fileno())
    growing.replace(copy)


def _check_copy(copy: Path) -> None:
    """Refuse a file in the copy's place that is none.

    :raises ArchiveUnusable: then.
    """
    try:
        with closing(sqlite3.connect(f"{copy.resolve().as_uri()}?mode=ro", uri=True)) as found:
            applied = found.execute("SELECT count(*) FROM _sqlite_migrations").fetchone()[0]
    except sqlite3.Error:
        applied = 0
    if not applied:
        raise ArchiveUnusable(
            f"the archive can't be copied to {copy} before the upgrade: another file is there"
        )


def _seal_rows(path: Path, connection: sqlite3.Connection) -> None:
    """Give every row without a checksum one, some rows to a transaction."""
    db = Database(path, connection)
    # Text that is damaged must not keep an archive from being opened: a check tells of it.
    connection.text_factory = _text
    try:
        for table, seal in _SEALS.items():
            while rows := db.all(
                int, f"SELECT id FROM {table} WHERE checksum IS NULL LIMIT {_TOGETHER}"
            ):
                with db.transaction():
                    for row in rows:
                        seal(db, row)
    finally:
        connection.text_factory = str


def _text(value: bytes) -> str:
    return value.decode("utf-8", "replace")


def _count() -> int:
    return len(migrations._migrations)


def _finished(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _finish(connection: sqlite3.Connection) -> None:
    connection.execute(f"PRAGMA user_version = {_count()}")
