"""Commands for setting up OnRecord to run by itself: ``schedule``, ``init``, ``completion``."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jobs.commands.common import Common, common
from jobs.exit_codes import ExitCode

if TYPE_CHECKING:
    from jobs.config import Config
    from jobs.crawling import Finished
    from scraper.archive.runs import DueRun
    from scraper.archive.store import Archive

UNITS = ("cron", "systemd", "launchd", "github-actions")


@click.command(short_help="Run each source on its schedule, until stopped.")
@common
@click.option("--log-format", type=click.Choice(["text", "json"]), help="The format of stderr.")
@click.option(
    "--print",
    "unit",
    type=click.Choice(UNITS),
    help="Print the schedule for another scheduler instead of running it.",
)
def schedule(common: Common, log_format: str | None, unit: str | None) -> None:
    """Run each source on its schedule, in the foreground, until stopped.

    When it starts, it catches up on the runs it missed. It reads the configuration again when the
    file changes, or on SIGHUP.

    Example: onrecord schedule --db npr.db

    Example: onrecord schedule --print systemd
    """
    import signal

    from jobs.commands.crawl import load_config_and_display, warn_of_contact
    from jobs.config_file import DEFAULT_PATH, load

    config, display = load_config_and_display(common, log_format)
    config.sources_to_crawl()
    warn_of_contact(config, display)
    if unit is not None:
        from jobs.remedies import explain
        from jobs.schedule.units import CommandLine, units
        from jobs.terminal import tell

        for error in config.broken_enabled().values():
            tell(f"warning: a source is enabled but not scheduled: {explain(error)}")
        command_line = CommandLine(_own_path(), Path.cwd(), common.db.absolute())
        click.echo(units(unit, config, command_line))
        return
    from jobs.monitor import report_failure, run_monitored
    from jobs.run import RunOptions, run
    from jobs.schedule.scheduler import Configuration, Runner, Scheduler

    def make(archive: Archive, config: Config, due: list[DueRun]) -> Finished:
        sources = config.enabled_sources(tuple(one.source for one in due))
        unusable = config.broken_enabled()
        options = RunOptions(command="schedule", due=due, unusable=unusable)
        return run_monitored(
            config,
            display.log,
            archive,
            lambda: run(archive, sources, config, display, options),
        )

    path = common.config_path or DEFAULT_PATH
    scheduler = Scheduler(
        common.db,
        Configuration(lambda: load(common.config_path), path),
        Runner(make, lambda config, error: report_failure(config, display.log, error)),
        display.log,
    )
    scheduler.serve()
    if scheduler.interrupted_by == signal.SIGINT:
        sys.exit(ExitCode.INTERRUPTED)


def _own_path() -> str:
    """Where ``onrecord`` is installed: another scheduler may have another PATH."""
    own = Path(sys.argv[0]).absolute()
    if own.name.startswith("onrecord") and os.access(own, os.X_OK):
        return str(own)
    return shutil.which("onrecord") or "onrecord"


@click.command(short_help="Write a configuration file, with comments.")
@common
@click.option("--contact", help="An e-mail address or URL where sites can reach you.")
@click.option("--source", "names", multiple=True, help="A source to read; can be repeated.")
@click.option("--cron", help="When to run, as a cron expression.")
@click.option("--every", help="How often to run (6h).")
@click.option("--timezone", help='The time zone of --cron ("America/New_York").')
@click.option("--force", is_flag=True, help="Overwrite an existing onrecord.toml.")
@click.argument("path", type=click.Path(path_type=Path), required=False)
def init(
    common: Common,
    contact: str | None,
    names: tuple[str, ...],
    cron: str | None,
    every: str | None,
    timezone: str | None,
    force: bool,
    path: Path | None,
) -> None:
    """Write a configuration file, with comments, to PATH or to the file that --config names.

    On a terminal, it asks for what it needs. Elsewhere, use the options.

    Example: onrecord init --contact mailto:me@example.org --source npr --every 6h
    """
    from jobs.config_file import DEFAULT_PATH
    from jobs.init import Answers, ask, check, write
    from jobs.json_output import print_object
    from scraper.errors import UsageError

    path, db = path or common.config_path or DEFAULT_PATH, common.given_db
    answers = Answers(contact, names, cron, every, timezone, str(db) if db else None)
    check(answers, path, force=force)
    if sys.stdin.isatty() and sys.stdout.isatty():
        answers = ask(answers, click.prompt)
    elif contact is None:
        raise UsageError(
            "give an address where the sites you read can reach you: --contact"
            " mailto:you@example.org"
        )
    write(answers, path)
    given = "" if path == DEFAULT_PATH else f" --config {shlex.quote(str(path))}"
    following = f"onrecord run --limit 5{given}"
    if common.json:
        print_object({"wrote": str(path), "next": following})
    else:
        click.echo(f"wrote {path}; try: {following}")


@click.command(short_help="Print a completion script for your shell.")
@common
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(common: Common, shell: str) -> None:
    """Print a script that completes onrecord's commands and options in your shell.

    bash: onrecord completion bash > ~/.local/share/bash-completion/completions/onrecord

    zsh: onrecord completion zsh > _onrecord, in a directory of your fpath

    fish: onrecord completion fish > ~/.config/fish/completions/onrecord.fish

    Example: onrecord completion bash
    """
    from click.shell_completion import get_completion_class

    from jobs.json_output import print_object

    kind = get_completion_class(shell)
    assert kind is not None, "click knows all three"
    root = click.get_current_context().find_root().command
    script = kind(root, {}, "onrecord", "_ONRECORD_COMPLETE").source()
    if common.json:
        print_object({"shell": shell, "script": script})
    else:
        click.echo(script)
