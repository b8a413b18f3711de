"""The schedule as a GitHub Actions workflow, which keeps the archive as an artifact."""

from __future__ import annotations

import shlex
from dataclasses import replace
from pathlib import Path

from jobs.exit_codes import ExitCode
from jobs.schedule.units.cron import as_cron
from jobs.schedule.units.groups import CommandLine, Groups

_WORKFLOW = """\
# .github/workflows/onrecord.yml, in a private repository of yours: the pages are their
# publishers'. The archive is kept as an artifact from run to run, for 90 days after the last;
# onrecord.toml, if there is one, is taken from the repository. A clone of OnRecord must be in the
# repository, too: as the folder OnRecord, or as a submodule of that name.
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
        with:
          submodules: true
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - run: pipx install ./OnRecord
      - name: Download the archive of the last run
        env:
          GH_TOKEN: ${{{{ github.token }}}}
        run: |
          last=$(gh api "repos/$GITHUB_REPOSITORY/actions/artifacts?name=archive&per_page=1" \\
            --jq '.artifacts[] | select(.expired | not) | .workflow_run.id')
          if [ -n "$last" ]; then gh run download "$last" --name archive; fi
      - name: Run
        run: |
          {command} --max-time 5h || [ $? -eq {attention} ]
          onrecord check --db {quoted_db}
      - uses: actions/upload-artifact@v4
        with:
          name: archive
          path: {db}
          retention-days: 90"""


def github_actions(groups: Groups, command_line: CommandLine) -> str:
    """A workflow that runs all sources.

    :raises UsageError: cron expressions can't keep the times of a source.
    """
    whose: dict[str, list[str]] = {}
    for times, sources in groups.items():
        meant = f" (in {times.timezone})" if times.timezone else ""
        whose.setdefault(as_cron(times), []).append(", ".join(sources) + meant)
    when = "\n".join(f'    - cron: "{cron}"  # {"; ".join(of)}' for cron, of in whose.items())
    note = "# Times here are in UTC, and GitHub may be some minutes late."
    if any(times.timezone for times in groups):
        note += "\n# Yours are in another time zone: change the hours accordingly."
    every = [source for sources in groups.values() for source in sources]
    db = command_line.db.name
    command = shlex.join(replace(command_line, onrecord="onrecord", db=Path(db)).run(*every))
    return _WORKFLOW.format(
        attention=int(ExitCode.ATTENTION),
        note=note,
        when=when,
        command=command,
        quoted_db=shlex.quote(db),
        db=db,
    )
