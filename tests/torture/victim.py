"""The job, in a process that kills itself at a chosen point: ``victim.py POINT NTH ARGS…`` runs
``onrecord ARGS…`` and at the NTH time it comes to POINT sends itself SIGKILL.

The points: ``begin`` after a transaction began, ``write`` after a page's snapshot was written
inside it, ``commit`` before and ``committed`` after the commit, ``statement`` in the middle of
executing a statement, ``migrate`` between the statements of a migration, ``checkpoint`` before and
after the write-ahead log is copied into the file.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from jobs import cli
from scraper.archive.database import migrations, opening
from scraper.archive.database.connection import Database
from scraper.archive.snapshots import Snapshots

POINTS = ("begin", "write", "commit", "committed", "statement", "migrate", "checkpoint")


class Fate:
    """Counts the visits to the chosen point."""

    def __init__(self, point: str, nth: int) -> None:
        self._point = point
        self._left = nth

    def at(self, point: str) -> None:
        """Die here, if it is time."""
        if point == self._point:
            self._left -= 1
            if self._left <= 0:
                os.kill(os.getpid(), signal.SIGKILL)


def doom(fate: Fate) -> None:
    """Put the points into the archive's code, as its callers see it."""
    transaction = Database._own_transaction
    keep = Snapshots.keep
    statements = migrations.statements
    connect = opening._connect

    @contextmanager
    def doomed(self: Database) -> Iterator[None]:
        with transaction(self):
            fate.at("begin")
            yield
            fate.at("commit")
        fate.at("committed")
        if fate._point == "checkpoint":
            fate.at("checkpoint")
            self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            fate.at("checkpoint")

    def keeping(self: Snapshots, *args: Any) -> int:
        kept = keep(self, *args)
        fate.at("write")
        return kept

    def migrating(script: str) -> Iterator[str]:
        for statement in statements(script):
            yield statement
            fate.at("migrate")

    def connecting(*args: Any) -> sqlite3.Connection:
        connection = connect(*args)

        def tick() -> int:
            fate.at("statement")
            return 0

        connection.set_progress_handler(tick, 500)
        return connection

    Database._own_transaction = doomed  # type: ignore[method-assign]
    Snapshots.keep = keeping  # type: ignore[assignment, method-assign]
    migrations.statements = migrating  # type: ignore[assignment]
    opening._connect = connecting  # type: ignore[assignment]


def main() -> None:
    """Run the command until it is done or dead."""
    point, nth, *args = sys.argv[1:]
    doom(Fate(point, int(nth)))
    sys.argv = ["onrecord", *args]
    cli.main()


if __name__ == "__main__":
    main()
