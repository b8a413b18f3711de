"""The command line. Nothing heavy is imported here: ``onrecord --help`` is quick."""

from __future__ import annotations

import sys

import click

from jobs.commands import crawl, forget, given, keep, people, query, sources, unattended
from jobs.exit_codes import ExitCode


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 96})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=lambda ctx, _, wanted: _print_versions(ctx) if wanted else None,
    help="Show the versions that matter in a bug report and exit.",
)
def cli() -> None:
    """Keep a searchable, citable copy of what was said on air.

    Transcripts of radio and TV programs, with who said what, in one SQLite file.

    \b
    Set up:       init, sources, completion
    Bring pages:  demo, run, backfill, schedule, add
    Read:         search, show, status
    Keep whole:   check, backup, reextract, quarantine, speakers, forget

    \b
    Files:
      archive.db     the archive; --db or ONRECORD_DB names another file
      onrecord.toml  the configuration; --config or ONRECORD_CONFIG names another file

    \b
    Environment:
      ONRECORD_FETCH__CONTACT and so on     a key of the configuration
      NO_COLOR                              no colours

    \b
    Exit codes:
      0    done
      1    done, but something needs attention (it is listed)
      2    wrong use, or an archive that can't be used
      75   another run holds the archive
      130  interrupted; the archive is safe, start again to continue

    Example: onrecord demo
    """  # noqa: D301  \b is what click reads


def _print_versions(ctx: click.Context) -> None:
    from jobs.version import versions

    click.echo(versions())
    ctx.exit()


for command in (
    crawl.demo,
    crawl.run,
    crawl.backfill,
    unattended.schedule,
    unattended.init,
    given.add,
    query.search,
    query.show,
    query.status,
    keep.reextract,
    keep.quarantine,
    keep.check,
    keep.backup,
    forget.forget,
    people.speakers,
    sources.sources,
    unattended.completion,
):
    cli.add_command(command)


def main() -> None:
    """Run the command; every failure ends in a sentence and an exit code."""
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
        sys.exit(ended.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted; the archive is safe", err=True)
        sys.exit(ExitCode.INTERRUPTED)
    except ArchiveBusy as error:
        click.echo(f"error: {explain(error)}", err=True)
        sys.exit(ExitCode.BUSY)
    except OnRecordError as error:
        click.echo(f"error: {explain(error)}", err=True)
        wrong_use = isinstance(error, UsageError | ArchiveUnusable | ArchiveDamaged)
        sys.exit(ExitCode.USAGE if wrong_use else ExitCode.ATTENTION)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(ExitCode.ATTENTION)


if __name__ == "__main__":
    main()
