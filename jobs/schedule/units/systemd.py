"""The schedule as systemd services and timers of a user."""

from __future__ import annotations

from collections.abc import Iterator

from jobs.exit_codes import ExitCode
from jobs.schedule.times import Cron, read_cron, read_interval
from jobs.schedule.units.groups import CommandLine, Groups

_WEEKDAYS = "Sun Mon Tue Wed Thu Fri Sat".split()


def systemd(groups: Groups, command_line: CommandLine) -> str:
    """A service and a timer for each group of sources."""
    parts = []
    for times, sources in groups.items():
        name = "onrecord" if len(groups) == 1 else f"onrecord-{'-'.join(sources)}"
        if times.every is None:
            zone = f" {times.timezone}" if times.timezone else ""
            when = "\n".join(f"OnCalendar={one}{zone}" for one in _calendar(read_cron(times.cron)))
        else:
            seconds = int(read_interval(times.every).total_seconds())
            when = f"OnActiveSec=1min\nOnUnitActiveSec={seconds}s"
        command = " ".join(_systemd_quoted(word) for word in command_line.run(*sources))
        parts.append(
            f"""\
# ~/.config/systemd/user/{name}.service
[Unit]
Description=OnRecord: {", ".join(sources)}
Documentation=https://pypi.org/project/onrecord/
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
WorkingDirectory={str(command_line.directory).replace("%", "%%")}
ExecStart={command}
# Another run holds the archive: that is no failure, the next run will catch up.
SuccessExitStatus={ExitCode.BUSY}
Nice=10
NoNewPrivileges=yes

# ~/.config/systemd/user/{name}.timer
[Unit]
Description=When OnRecord runs: {", ".join(sources)}

[Timer]
{when}
RandomizedDelaySec=60
# Catch up on runs that came due while the machine was off.
Persistent=true

[Install]
WantedBy=timers.target

# systemctl --user daemon-reload && systemctl --user enable --now {name}.timer
# loginctl enable-linger    (so that it runs while you are not logged in)"""
        )
    return "\n\n".join(parts)


def _systemd_quoted(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{escaped}"' if set(escaped) & set(" \t'\"\\") else escaped


def _calendar(cron: Cron) -> Iterator[str]:
    """Calendar events of systemd.time(7). Where cron takes either of two days, there are two."""
    time = f"{_list(cron.hours)}:{_list(cron.minutes)}:00"
    month = _list(cron.months)
    if cron.days or (cron.days is None and cron.weekdays is None):
        yield f"*-{month}-{_list(cron.days)} {time}"
    if cron.last_day:
        yield f"*-{month}~01 {time}"
    if cron.weekdays:
        yield f"{','.join(_WEEKDAYS[day] for day in cron.weekdays)} *-{month}-* {time}"
    for day, nth in cron.nth_weekdays:
        # The second Friday is the one from the 8th to the 14th; ~07/1 is the last seven days.
        week = "~07/1" if nth is None else f"-{7 * nth - 6:02}..{min(7 * nth, 31):02}"
        yield f"{_WEEKDAYS[day]} *-{month}{week} {time}"


def _list(numbers: tuple[int, ...] | None) -> str:
    return "*" if numbers is None else ",".join(f"{number:02}" for number in numbers)
