"""Commands that maintain the archive: ``reextract``, ``quarantine``, ``check``, ``backup``,
``optimize``.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from jobs.commands.common import Common, common
from jobs.commands.options import COUNT
from jobs.commands.scaling import scaling_of, scaling_options
from jobs.exit_codes import ExitCode


@click.command(short_help="Read the kept pages again with the current rules.")
@common
@click.option("--source", "names", multiple=True, help="Only this source; can be repeated.")
@click.option("--quarantined", is_flag=True, help="Only quarantined pages.")
@scaling_options
def reextract(common: Common, names: tuple[str, ...], *, quarantined: bool, **options: Any) -> None:
    """Read every kept page again with the rules of this version. Nothing is fetched.

    If these rules no longer understand a page, its transcript stays as it is and is marked as in
    doubt. Such transcripts are listed, and the exit code is 1.

    Example: onrecord reextract --source npr

    Example: onrecord reextract --jobs 4

    Example: onrecord reextract --cluster
    """
    from jobs.json_output import print_object
    from jobs.progress import Display
    from jobs.read_units import print_read
    from jobs.reextract import as_json, print_summary, read_only, reextract

    scaling = scaling_of(options)
    config = common.config(besides=lambda _, name: name in names)
    sources = config.enabled_sources(names) if names else config.known_sources()
    display = Display(common.verbosity)
    if scaling.only_reads:
        with common.read() as archive:
            read = read_only(archive, sources, scaling, display, quarantined=quarantined)
        if common.json:
            print_object(read.as_json())
        else:
            print_read(read)
        sys.exit(read.exit_code)
    with common.write() as archive:
        done = reextract(archive, sources, display, quarantined=quarantined, scaling=scaling)
    if common.json:
        print_object(as_json(done))
    else:
        print_summary(done)
    sys.exit(done.exit_code)


@click.command(short_help="List the quarantined pages.")
@common
@click.option("--source", "names", multiple=True, help="Only this source; can be repeated.")
@click.option("--limit", type=COUNT, default=20, show_default=True)
def quarantine(common: Common, names: tuple[str, ...], limit: int) -> None:
    """List the pages that no rule understands, with the reason and the lines in question.

    The pages are kept: a later version may understand them (`onrecord reextract --quarantined`).
    Exits with 1 if there are any.

    Example: onrecord quarantine --source npr
    """
    from jobs.json_output import print_rows
    from jobs.quarantine import as_rows, print_quarantined, quarantined

    config = common.config(besides=lambda _, name: name in names)
    sources = config.enabled_sources(names) if names else config.known_sources()
    with common.read() as archive:
        total, found = quarantined(archive, sources, limit)
    if common.json:
        print_rows(as_rows(found), {"total": total})
    else:
        print_quarantined(total, found)
    sys.exit(ExitCode.ATTENTION if total else ExitCode.DONE)


@click.command(short_help="Check the archive for damage, and repair it.")
@common
@click.option("--repair", is_flag=True, help="Repair what can be repaired.")
@click.option(
    "--against",
    type=click.Path(path_type=Path),
    metavar="MANIFEST",
    help="Compare with an export instead, by its folder or its manifest.json.",
)
def check(common: Common, repair: bool, against: Path | None) -> None:
    """Check the archive for damage: its structure, its indexes, every word, every kept page.

    \b
    Example: onrecord check --repair
             onrecord check --against corpus/manifest.json
    """  # noqa: D301  \b is what click reads
    if against is not None:
        if repair:
            raise click.UsageError("--repair can't be combined with --against")
        _check_against(common, against)
        return
    from jobs.check import as_json, find_problems, print_problems
    from jobs.check import repair as repair_problems
    from jobs.json_output import print_object

    with common.write() as archive:
        problems = find_problems(archive, quiet=common.verbosity == "quiet")
        repaired = None
        if repair and problems:
            left = repair_problems(archive, common.config().known_sources(), problems)
            repaired, problems = max(len(problems) - len(left), 0), left
    if common.json:
        print_object(as_json(problems, repaired))
    else:
        print_problems(problems, repaired=repaired)
    sys.exit(ExitCode.ATTENTION if problems else ExitCode.DONE)


def _check_against(common: Common, manifest: Path) -> None:
    from jobs.compare import as_json, print_comparison
    from jobs.json_output import print_object
    from scraper.export.comparing import compare

    with common.read() as archive:
        found = compare(archive, manifest)
    if common.json:
        print_object(as_json(found))
    else:
        print_comparison(found)
    if not found.holds:
        sys.exit(ExitCode.ATTENTION)


@click.command(short_help="Copy the archive, even during a run.")
@common
@click.argument("destination", type=click.Path(path_type=Path), metavar="DEST")
def backup(common: Common, destination: Path) -> None:
    """Copy the archive to DEST, even during a run. The copy is verified before it replaces DEST.

    Example: onrecord backup /mnt/backup/archive.db
    """
    from rich.filesize import decimal

    from jobs.json_output import print_object
    from jobs.terminal import prose, stdout

    with common.read() as archive:
        size = archive.integrity.backup(destination)
    if common.json:
        print_object({"backup": str(destination), "bytes": size})
    else:
        prose(stdout(), f"{destination}: {decimal(size)}, verified")


@click.command(short_help="Make the archive smaller and its searches faster.")
@common
@click.option(
    "--dry-run", is_flag=True, help="Only show what it would do and how much disk space it needs."
)
def optimize(common: Common, dry_run: bool) -> None:
    """Compress kept pages again, merge the full-text indexes, and write the file without gaps.

    It first shows how much disk space it needs, and does nothing if there is too little. If it is
    interrupted or killed, the archive stays intact; start it again to continue. If snapshots is
    set under [keep] in the configuration, it also drops old copies of pages that changed.

    Example: onrecord optimize --dry-run
    """
    from jobs.json_output import print_object
    from jobs.optimize import Optimized, as_json, optimize, plan, print_sizes, say_plan
    from jobs.progress import Display

    config = common.config()
    with common.write() as archive:
        planned = plan(archive, config.keep.snapshots)
        if common.verbosity != "quiet":
            say_plan(planned)
        if dry_run:
            done = Optimized(planned, archive.optimizing.sizes())
        else:
            done = optimize(archive, planned, Display(common.verbosity))
    if common.json:
        print_object(as_json(done))
    else:
        print_sizes(done)
