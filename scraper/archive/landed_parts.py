"""Which parts were landed, and how far: each line of a part is landed once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from scraper.archive.database.connection import Database
from scraper.archive.times import stamp


@dataclass(frozen=True, slots=True)
class LandedPart:
    """A part of which ``lines`` of ``line_count`` were landed."""

    name: str
    input: str
    lines: int
    line_count: int

    @property
    def is_whole(self) -> bool:
        """True when nothing of it is left."""
        return self.lines >= self.line_count


class LandedParts:
    """The parts that an archive has landed."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def find(self, name: str) -> LandedPart | None:
        """A part of which something was landed, None where nothing was."""
        return self._db.first(
            LandedPart,
            "SELECT name, input, lines, line_count FROM landed_parts WHERE name = :name",
            {"name": name},
        )

    def note(self, part: LandedPart, now: datetime) -> None:
        """Note how far a part was landed. Call in the transaction in which it was.

        :raises ArchiveError: the archive can't be written.
        """
        with self._db.transaction():
            self._db.execute(
                "INSERT INTO landed_parts (name, input, lines, line_count, landed_at)"
                " VALUES (:name, :input, :lines, :line_count, :now) ON CONFLICT (name)"
                " DO UPDATE SET lines = excluded.lines, line_count = excluded.line_count,"
                " landed_at = excluded.landed_at",
                {
                    "name": part.name,
                    "input": part.input,
                    "lines": part.lines,
                    "line_count": part.line_count,
                    "now": stamp(now),
                },
            )

    def forget(self, names: Collection[str]) -> None:
        """Forget that parts were landed: they may be landed again.

        :raises ArchiveError: the archive can't be written.
        """
        with self._db.transaction():
            self._db.execute_many(
                "DELETE FROM landed_parts WHERE name = :name", [{"name": name} for name in names]
            )

    def forget_inputs(self, beginning: str) -> None:
        """Forget the parts whose input begins like that.

        :raises ArchiveError: the archive can't be written.
        """
        with self._db.transaction():
            self._db.execute(
                "DELETE FROM landed_parts WHERE substr(input, 1, :length) = :beginning",
                {"length": len(beginning), "beginning": beginning},
            )
