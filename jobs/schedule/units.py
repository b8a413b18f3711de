"""``onrecord schedule --print``: the same schedule for those who would rather have their system run
``onrecord run``: cron, systemd, launchd, GitHub Actions.
"""

from __future__ import annotations

import itertools
import shlex
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from xml.sax.saxutils import escape

from jobs.config import Config
from jobs.schedule.times import Cron, read_cron, read_interval
from jobs.schedule.timetable import Written, written
from scraper.errors import UsageError

#: launchd names every single time; more than this would fill a screen with them.
_MOST_TIMES = 100
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_WEEKDAYS = "Sun Mon Tue Wed Thu Fri Sat".split()


@dataclass(frozen=True, slots=True)
class Called:
    """How the command is called there: by which path, in which directory, into which archive."""

    onrecord: str
    directory: Path
    db: Path

    def run(self, *sources: str) -> list[str]:
        """The words of the command."""
        named = [word for source in sources for word in ("--source", source)]
        return [self.onrecord, "run", "--quiet", "--db", str(self.db), *named]


def units(kind: str, config: Config, called: Called) -> str:
    """The schedule as a file of ``kind``, with what is to be done with it in comments.

    :raises UsageError: that system can't keep the schedule.
    """
    return _KINDS[kind](_groups(config), called)


def _groups(config: Config) -> dict[Written, list[str]]:
    """The sources that are run at the same times, by their times."""
    groups: dict[Written, list[str]] = {}
    for source in config.enabled_sources():
        times = written(config, source.name)
        # An interval has no time zone.
        times = times if times.every is None else replace(times, timezone=None)
        groups.setdefault(times, []).append(source.name)
    return groups


_Groups = Mapping[Written, list[str]]


def _as_cron(times: Written) -> str:
    """A cron expression for what is written.

    :raises UsageError: the interval doesn't divide an hour or a day.
    """
    every = times.every
    if every is None:
        return " ".join(read_cron(times.cron).text.split())
    length = read_interval(every)
    minutes, hours = int(length / timedelta(minutes=1)), int(length / _HOUR)
    if length < _HOUR and not _HOUR % length:
        return f"*/{minutes} * * * *"
    if length < _DAY and not length % _HOUR and not _DAY % length:
        return f"0 */{hours} * * *" if hours > 1 else "0 * * * *"
    if length == _DAY:
        return "0 0 * * *"
    raise UsageError(
        f"{every!r} does not divide an hour or a day, which cron can't keep; use a cron expression"
    )


def _cron(groups: _Groups, called: Called) -> str:
    lines = [
        "# Paste into `crontab -e`. One run at a time: one that finds the archive held says so and",
        "# ends with 75. cron mails what a run prints on stderr: what failed or changed.",
    ]
    if any(times.timezone for times in groups):
        lines.append(
            "# cronie heeds CRON_TZ; Debian's cron does not, there the times are the machine's."
        )
    zone = None
    # A zone holds for all lines below it.
    for times, sources in sorted(groups.items(), key=lambda group: group[0].timezone or ""):
        if times.timezone != zone:
            zone = times.timezone
            lines.append(f"CRON_TZ={zone}")
        command = shlex.join(called.run(*sources)).replace("%", r"\%")
        directory = shlex.quote(str(called.directory)).replace("%", r"\%")
        lines.append(f"{_as_cron(times)}  cd {directory} && {command} > /dev/null")
    return "\n".join(lines)


def _systemd(groups: _Groups, called: Called) -> str:
    parts = []
    for times, sources in groups.items():
        name = "onrecord" if len(groups) == 1 else f"onrecord-{'-'.join(sources)}"
        if times.every is None:
            zone = f" {times.timezone}" if times.timezone else ""
            when = "\n".join(f"OnCalendar={one}{zone}" for one in _calendar(read_cron(times.cron)))
        else:
            seconds = int(read_interval(times.every).total_seconds())
            when = f"OnActiveSec=1min\nOnUnitActiveSec={seconds}s"
        command = " ".join(_systemd_quoted(word) for word in called.run(*sources))
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
WorkingDirectory={str(called.directory).replace("%", "%%")}
ExecStart={command}
# 75: another run holds the archive; it is no failure, and the next time will do.
SuccessExitStatus=75
Nice=10
NoNewPrivileges=yes

# ~/.config/systemd/user/{name}.timer
[Unit]
Description=When OnRecord runs: {", ".join(sources)}

[Timer]
{when}
RandomizedDelaySec=60
# What came due while the machine was off is made up for.
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
    weekdays = ",".join(_WEEKDAYS[day] for day in cron.weekdays or ())
    if cron.days is not None or not weekdays:
        yield f"*-{month}-{_list(cron.days)} {time}"
    if weekdays:
        yield f"{weekdays} *-{month}-* {time}"


def _list(numbers: tuple[int, ...] | None) -> str:
    return "*" if numbers is None else ",".join(f"{number:02}" for number in numbers)


def _launchd(groups: _Groups, called: Called) -> str:
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
        words = "\n".join(f"    <string>{escape(w)}</string>" for w in called.run(*sources))
        note = (
            "\n     launchd knows no time zones: the times are the machine's, not"
            f" {times.timezone}."
            if times.timezone
            else ""
        )
        parts.append(
            f"""\
<?xml version="1.0" encoding="UTF-8"?>
<!-- ~/Library/LaunchAgents/{name}.plist; then: launchctl bootstrap gui/$(id -u) that file.
     What came due while the Mac slept is made up for when it wakes.{note} -->
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>{name}</string>
  <key>WorkingDirectory</key>
  <string>{escape(str(called.directory))}</string>
  <key>ProgramArguments</key>
  <array>
{words}
  </array>
{when}
  <key>ProcessType</key>
  <string>Background</string>
  <key>StandardErrorPath</key>
  <string>{escape(str(called.directory / "onrecord.log"))}</string>
</dict>
</plist>"""
        )
    return "\n".join(parts)


def _intervals(cron: Cron) -> Iterator[str]:
    """The dictionaries of launchd.plist(5), one for each time. What is left out is any."""
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
            f"{cron.text!r} is {len(times)} times, each of which launchd wants by itself; say"
            " how often with every ="
        )
    for time in times:
        yield "".join(
            f"<key>{key}</key><integer>{value}</integer>" for part in time for key, value in part
        )


def _github_actions(groups: _Groups, called: Called) -> str:
    whose: dict[str, list[str]] = {}
    for times, sources in groups.items():
        meant = f" (meant in {times.timezone})" if times.timezone else ""
        whose.setdefault(_as_cron(times), []).append(", ".join(sources) + meant)
    when = "\n".join(f'    - cron: "{cron}"  # {"; ".join(of)}' for cron, of in whose.items())
    note = "# Times here are in UTC, and GitHub may be some minutes late."
    if any(times.timezone for times in groups):
        note += "\n# Yours are meant in another time zone: move the hours accordingly."
    every = [source for sources in groups.values() for source in sources]
    db = called.db.name
    command = shlex.join(replace(called, onrecord="onrecord", db=Path(db)).run(*every))
    return f"""\
# .github/workflows/onrecord.yml, in a repository of yours that is private: the pages are their
# publishers'. The archive is kept as an artifact from run to run, for 90 days after the last;
# onrecord.toml, if there is one, is taken from the repository.
{note}
name: onrecord
on:
  schedule:
{when}
  workflow_dispatch:
permissions:
  actions: read
  contents: read
concurrency: onrecord
jobs:
  run:
    runs-on: ubuntu-latest
    timeout-minutes: 350
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - run: pip install onrecord
      - name: Take up the archive of the last run
        env:
          GH_TOKEN: ${{{{ github.token }}}}
        run: |
          last=$(gh api "repos/$GITHUB_REPOSITORY/actions/artifacts?name=archive&per_page=1" \\
            --jq '.artifacts[] | select(.expired | not) | .workflow_run.id')
          if [ -n "$last" ]; then gh run download "$last" --name archive; fi
      - name: Run
        run: |
          {command} --max-time 5h || [ $? -eq 1 ]
          onrecord check --db {shlex.quote(db)}
      - uses: actions/upload-artifact@v4
        with:
          name: archive
          path: {db}
          retention-days: 90"""


_KINDS: dict[str, Callable[[_Groups, Called], str]] = {
    "cron": _cron,
    "systemd": _systemd,
    "launchd": _launchd,
    "github-actions": _github_actions,
}
