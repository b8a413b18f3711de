"""The exit codes of every command."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """How a command ended, for the shell, cron and service managers."""

    DONE = 0
    ATTENTION = 1  # done, but something needs attention; it is listed
    USAGE = 2  # wrong use, or an archive that can't be used
    BUSY = 75  # another run holds the archive; EX_TEMPFAIL of sysexits.h
    INTERRUPTED = 130  # by SIGINT, as shells count: 128 + 2
