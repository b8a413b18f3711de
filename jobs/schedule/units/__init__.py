"""``onrecord schedule --print``: the same schedule for another scheduler, which then calls
``onrecord run``: cron, systemd, launchd, GitHub Actions.
"""

from __future__ import annotations

from collections.abc import Callable

from jobs.config import Config
from jobs.schedule.units.cron import cron
from jobs.schedule.units.github_actions import github_actions
from jobs.schedule.units.groups import CommandLine, Groups, grouped
from jobs.schedule.units.launchd import launchd
from jobs.schedule.units.systemd import systemd

__all__ = ["CommandLine", "units"]

_KINDS: dict[str, Callable[[Groups, CommandLine], str]] = {
    "cron": cron,
    "systemd": systemd,
    "launchd": launchd,
    "github-actions": github_actions,
}


def units(kind: str, config: Config, command_line: CommandLine) -> str:
    """The schedule as a file of ``kind``; comments in it say what to do with the file.

    :raises UsageError: that scheduler can't keep the schedule.
    """
    return _KINDS[kind](grouped(config), command_line)
