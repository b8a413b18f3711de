"""The schedule as launchd agents of a user on macOS."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from xml.sax.saxutils import escape

from jobs.schedule.times import Cron, read_cron, read_interval
from jobs.schedule.units.groups import CommandLine, Groups
from scraper.errors import UsageError

#: launchd names every single time; more than this would fill a screen.
_MOST_TIMES = 100


def launchd(groups: Groups, command_line: CommandLine) -> str:
    """A property list for each group of sources.

    :raises UsageError: a source has too many times in a year for launchd, which lists each, or
        times that it can't express.
    """
    parts = []
    for times, sources in groups.items():
        name = "org.onrecord" if len(groups) == 1 else f"org.onrecord.{'-'.join(sources)}"
        if times.every is not None:
            seconds = int(read_interval(times.every).total_seconds())
            when = f"  <key>StartInterval</key>\n  <integer>{seconds}</integer>"
        else:
            when = "  <key>StartCalendarInterval</key>\n  <array>\n"
            when += "\n".join(
                f"    <dict>{one}</dict>" for one in _intervals(read_cron(times.cron))
            )
            when += "\n  </array>"
        words = "\n".join(f"    <string>{escape(w)}</string>" for w in command_line.run(*sources))
        note = (
            f"\n     launchd has no time zones: the times are the machine's, not {times.timezone}."
            if times.timezone
            else ""
        )
        parts.append(
            f"""\
<?xml version="1.0" encoding="UTF-8"?>
<!-- ~/Library/LaunchAgents/{name}.plist; then: launchctl bootstrap gui/$(id -u) that file.
     Runs that came due while the Mac slept are caught up on when it wakes.{note} -->
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>{name}</string>
  <key>WorkingDirectory</key>
  <string>{escape(str(command_line.directory))}</string>
  <key>ProgramArguments</key>
  <array>
{words}
  </array>
{when}
  <key>ProcessType</key>
  <string>Background</string>
  <key>StandardErrorPath</key>
  <string>{escape(str(command_line.directory / "onrecord.log"))}</string>
</dict>
</plist>"""
        )
    return "\n".join(parts)


def _intervals(cron: Cron) -> Iterator[str]:
    """The dictionaries of launchd.plist(5), one for each time. What is left out is any."""
    if not cron.is_plain:
        raise UsageError(f"{cron.text!r}: launchd has no L and #; `onrecord schedule` has")
    days: list[list[tuple[str, int]]]
    if cron.days is not None and cron.weekdays is not None:
        days = [[("Day", day)] for day in cron.days] + [[("Weekday", d)] for d in cron.weekdays]
    else:
        days = [[("Day", day)] for day in cron.days or ()]
        days += [[("Weekday", day)] for day in cron.weekdays or ()]
    fields = [
        [[("Month", month)] for month in cron.months or ()] or [[]],
        days or [[]],
        [[("Hour", hour)] for hour in cron.hours or ()] or [[]],
        [[("Minute", minute)] for minute in cron.minutes or ()] or [[]],
    ]
    times = list(itertools.product(*fields))
    if len(times) > _MOST_TIMES:
        raise UsageError(
            f"{cron.text!r} means {len(times)} times, and launchd needs an entry for each; set an"
            " interval with every = instead"
        )
    for time in times:
        yield "".join(
            f"<key>{key}</key><integer>{value}</integer>" for part in time for key, value in part
        )
