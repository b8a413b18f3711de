"""The common parts of all units: the command, and the sources grouped by their times."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from jobs.config import Config
from jobs.schedule.timetable import SourceTimes, times_of

#: The sources that run at the same times, by their times.
Groups = Mapping[SourceTimes, list[str]]


@dataclass(frozen=True, slots=True)
class CommandLine:
    """The command that another scheduler calls: its path, its working directory, and the archive it
    writes to.
    """

    onrecord: str
    directory: Path
    db: Path

    def run(self, *sources: str) -> list[str]:
        """The words of ``onrecord run`` for ``sources``."""
        named = [word for source in sources for word in ("--source", source)]
        return [self.onrecord, "run", "--quiet", "--db", str(self.db), *named]


def grouped(config: Config) -> Groups:
    """The enabled sources by their times."""
    groups: dict[SourceTimes, list[str]] = {}
    for source in config.enabled_sources():
        times = times_of(config, source.name)
        # An interval has no time zone.
        times = times if times.every is None else replace(times, timezone=None)
        groups.setdefault(times, []).append(source.name)
    return groups
