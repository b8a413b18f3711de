"""The command line. Nothing heavy is imported here, so that ``onrecord --help`` is quick."""

from __future__ import annotations

import io
import sys

import click

from jobs.commands import (
    alerts,
    backfill,
    cite,
    crawl,
    export,
    forget,
    given,
    keep,
    people,
    query,
    quote,
    search,
    serve,
    sources,
    unattended,
)
from jobs.commands.common import Common, before_command, common
from jobs.exit_codes import ExitCode
from jobs.output import give_up_output, make_streams_safe, output_error


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 96})
@before_command
@click.option(
    "-V",
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=lambda ctx, _, wanted: _print_versions(ctx) if wanted else None,
    help="Show the versions to give in a bug report, and exit.",
)
def cli() -> None:
    """Keep a searchable, citable copy of what was said on air.

    OnRecord stores the transcripts of radio and TV programs, with who said what, in one SQLite
    file.

    \b
    Set up:       init, sources, completion
    Collect:      demo, run, backfill, schedule, add
    Read:         search, quote, show, cite, serve, alerts, status, coverage
    Export:       export
    Maintain:     check, backup, reextract, quarantine, speakers, forget, optimize
    Get help:     help COMMAND, or COMMAND --help

    \b
    Files:
      archive.db     the archive; --db or ONRECORD_DB names another file
      onrecord.toml  the configuration; --config or ONRECORD_CONFIG names another file

    \b
    Environment:
      ONRECORD_FETCH__CONTACT and so on     a key of the configuration
      NO_COLOR                              turns colours off

    \b
    Exit codes:
      0    done
      1    done, but something needs attention (it is listed)
      2    wrong use, or the archive can't be used
      75   another run is using the archive
      130  interrupted; the archive is safe, start again to continue

    Example: onrecord demo
    """  # noqa: D301  \b is what click reads


def _print_versions(ctx: click.Context) -> None:
    from jobs.version import versions

    click.echo(versions())
    ctx.exit()


@cli.command("help", short_help="Show what a command does.")
@common
@click.argument("names", nargs=-1, metavar="[COMMAND]...")
@click.pass_context
def help_command(ctx: click.Context, common: Common, names: tuple[str, ...]) -> None:
    """Show what a command does, as COMMAND --help does.

    Example: onrecord help speakers merge
    """
    from jobs.json_output import print_object
    from scraper.did_you_mean import did_you_mean

    parent = ctx.find_root()
    command: click.Command = parent.command
    for name in names:
        found = command.get_command(parent, name) if isinstance(command, click.Group) else None
        if found is None:
            sentence = f"there is no command {' '.join(names)!r}"
            hint = did_you_mean(name, getattr(command, "commands", {}))
            raise click.UsageError("; ".join(filter(None, (sentence, hint))))
        parent = click.Context(found, info_name=name, parent=parent)
        command = found
    if common.json:
        print_object({"about": " ".join(names), "help": command.get_help(parent)})
    else:
        click.echo(command.get_help(parent))


for command in (
    crawl.demo,
    crawl.run,
    backfill.backfill,
    unattended.schedule,
    unattended.init,
    given.add,
    search.search,
    query.show,
    cite.cite,
    export.export,
    quote.quote,
    serve.serve,
    alerts.alerts,
    query.status,
    query.coverage,
    keep.reextract,
    keep.quarantine,
    keep.check,
    keep.backup,
    keep.optimize,
    forget.forget,
    people.speakers,
    sources.sources,
    unattended.completion,
):
    cli.add_command(command)


def main() -> None:
    """Run the command. Every failure ends with a sentence and an exit code."""
    make_streams_safe()
    code: str | int | None = ExitCode.ATTENTION
    try:
        code = _run()
    except SystemExit as ended:
        code = ended.code
    except OSError as error:
        if not isinstance(error, BrokenPipeError) and output_error() is None:
            raise
    if (failed := output_error()) is not None:
        give_up_output()
        code = ExitCode.ATTENTION
        if not isinstance(failed, BrokenPipeError):
            _tell(f"the output can't be written: {failed.strerror or failed}")
    sys.exit(code)


def _run() -> int:
    """Run the command and return its exit code."""
    from jobs.json_output import print_error, print_interrupted
    from jobs.remedies import explain
    from scraper.errors import (
        ArchiveBusy,
        ArchiveDamaged,
        ArchiveUnusable,
        OnRecordError,
        UsageError,
    )

    try:
        cli(standalone_mode=False)
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except click.ClickException as error:
        if _wants_json():
            print_error(error)
        else:
            _show(error)
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        if _wants_json():
            print_interrupted()
        else:
            click.echo("interrupted; the archive is safe", err=True)
        return ExitCode.INTERRUPTED
    except OnRecordError as error:
        if _wants_json():
            print_error(error)
        else:
            _tell(explain(error))
        if isinstance(error, ArchiveBusy):
            return ExitCode.BUSY
        wrong_use = isinstance(error, UsageError | ArchiveUnusable | ArchiveDamaged)
        return ExitCode.USAGE if wrong_use else ExitCode.ATTENTION
    return ExitCode.DONE


def _wants_json() -> bool:
    """True if JSON was asked for, even if the command line can't be parsed."""
    return "--json" in sys.argv[1:]


def _show(error: click.ClickException) -> None:
    """Show it as click does, but without terminal control characters."""
    told = io.StringIO()
    error.show(file=told)
    _tell(told.getvalue().rstrip(), head="")


def _tell(sentence: str, head: str = "error: ") -> None:
    from jobs.terminal import tell

    tell(head + sentence)


if __name__ == "__main__":
    main()
