"""Checking the archive, and repairing what can be repaired without anything else."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from scraper.archive.database.connection import Database
from scraper.archive.integrity.backup import backup
from scraper.archive.integrity.contents import check_revisions, check_snapshots, check_transcripts
from scraper.archive.integrity.problem import Problem
from scraper.archive.integrity.relations import (
    check_marker,
    check_pages,
    check_rules,
    check_speakers,
)
from scraper.archive.integrity.repair import repair_row
from scraper.archive.integrity.same_speech import check_same_speech
from scraper.archive.integrity.structure import (
    check_keys,
    check_schema,
    check_search_indexes,
    check_speech,
    check_structure,
    check_values,
    rebuild_indexes,
)
from scraper.archive.snapshots.store import Snapshots
from scraper.archive.states import Repair
from scraper.errors import ArchiveError

_CHECKS: tuple[Callable[[Database], Iterator[Problem]], ...] = (
    check_structure,
    check_schema,
    check_values,
    check_keys,
    check_search_indexes,
    check_speech,
    check_transcripts,
    check_revisions,
    check_marker,
    check_pages,
    check_speakers,
    check_rules,
    check_same_speech,
)


class Integrity:
    """Checks, repairs and backs up an archive."""

    def __init__(self, db: Database, snapshots: Snapshots) -> None:
        self._db, self._snapshots = db, snapshots

    def check(
        self, watch: Callable[[int, int, str], None] = lambda number, count, what: None
    ) -> Iterator[Problem]:
        """Everything that is wrong with an archive that is open for writing. (Nothing is written:
        the search indexes are checked by statements that count as writes.)

        :param watch: is told of each step as it begins: its number, of how many, and what is
            checked.
        """
        checks: list[Callable[[Database], Iterator[Problem]]] = [*_CHECKS]
        checks.append(partial(check_snapshots, snapshots=self._snapshots))
        for number, check in enumerate(checks, start=1):
            watch(number, len(checks), _what(check))
            try:
                yield from check(self._db)
            except (ArchiveError, sqlite3.Error, OverflowError, UnicodeError) as error:
                yield Problem(f"parts of the archive can't be read: {error}", Repair.RESTORE)

    def repair(self, problems: Sequence[Problem]) -> list[Problem]:
        """Repair what the archive alone can repair; what is left for others: transcripts to be
        read again are the caller's, who has the sources' rules.

        :raises ArchiveError: the archive can't be written.
        """
        if any(problem.repair == Repair.INDEX for problem in problems):
            self.rebuild_indexes()
        with self._db.transaction():
            return [
                problem
                for problem in problems
                if problem.repair != Repair.INDEX and not repair_row(self._db, problem)
            ]

    def rebuild_indexes(self) -> None:
        """Build every index anew from its table.

        :raises ArchiveError: the archive can't be written.
        """
        with self._db.transaction():
            rebuild_indexes(self._db)

    def backup(self, destination: Path) -> int:
        """Copy the archive to ``destination`` as it is at one moment, while a run may write; the
        size of the copy in bytes.

        :raises UsageError: the destination is the archive itself, a directory, or no archive's
            file.
        :raises ArchiveError: the copy can't be written or is not whole.
        """
        return backup(self._db, destination)


def _what(check: Callable[[Database], Iterator[Problem]]) -> str:
    """What a check looks at, in words: ``check_search_indexes`` at search indexes."""
    function = check.func if isinstance(check, partial) else check
    name: str = function.__name__
    return name.removeprefix("check_").replace("_", " ")
