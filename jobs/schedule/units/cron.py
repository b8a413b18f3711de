"""The schedule as lines of a crontab."""

from __future__ import annotations

import shlex
from datetime import timedelta

from jobs.exit_codes import ExitCode
from jobs.schedule.times import Cron, read_cron, read_interval
from jobs.schedule.timetable import SourceTimes
from jobs.schedule.units.groups import CommandLine, Groups
from scraper.errors import UsageError

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


def cron(groups: Groups, command_line: CommandLine) -> str:
    """Lines for ``crontab -e``.

    :raises UsageError: cron can't keep the times of a source.
    """
    lines = [
        "# Paste into `crontab -e`. If another run is using the archive, a run says so and exits",
        f"# with {ExitCode.BUSY}. cron mails what a run prints on stderr: what failed or changed.",
    ]
    if any(times.timezone for times in groups):
        lines.append(
            "# cronie honours CRON_TZ; Debian's cron does not and uses the machine's time zone."
        )
    zone = None
    # A zone holds for all lines below it.
    for times, sources in sorted(groups.items(), key=lambda group: group[0].timezone or ""):
        if times.timezone != zone:
            zone = times.timezone
            lines.append(f"CRON_TZ={zone}")
        command = shlex.join(command_line.run(*sources)).replace("%", r"\%")
        directory = shlex.quote(str(command_line.directory)).replace("%", r"\%")
        lines.append(f"{as_cron(times)}  cd {directory} && {command} > /dev/null")
    return "\n".join(lines)


def as_cron(times: SourceTimes) -> str:
    """The times as a cron expression.

    :raises UsageError: an interval divides neither an hour nor a day, or crontab(5) has no such
        expression.
    """
    every = times.every
    if every is None:
        read = read_cron(times.cron)
        if not read.is_plain:
            raise UsageError(f"{read.text!r}: cron has no L and #; `onrecord schedule` has")
        return _with_either_day(read)
    length = read_interval(every)
    minutes, hours = int(length / timedelta(minutes=1)), int(length / _HOUR)
    if length < _HOUR and not _HOUR % length:
        return f"*/{minutes} * * * *"
    if length < _DAY and not length % _HOUR and not _DAY % length:
        return f"0 */{hours} * * *" if hours > 1 else "0 * * * *"
    if length == _DAY:
        return "0 0 * * *"
    raise UsageError(
        f"{every!r} can't be written for cron, because it divides neither an hour nor a day;"
        " use a cron expression"
    )


def _with_either_day(read: Cron) -> str:
    """The expression; where it takes either of two days, without a star. (In crontab(5) both must
    match where one of them begins with a star: ``*/2``.)
    """
    minute, hour, day, month, weekday = read.text.split()
    if read.days is not None and read.weekdays is not None:
        if day.startswith("*"):
            day = ",".join(map(str, read.days))
        if weekday.startswith("*"):
            weekday = ",".join(map(str, read.weekdays))
    return f"{minute} {hour} {day} {month} {weekday}"
