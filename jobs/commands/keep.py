"""Commands that look after the archive: ``reextract``, ``check``, ``backup``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from jobs.commands.common import EXIT_TROUBLED, Common, common


@click.command()
@common
@click.option("--source", "names", multiple=True, help="Only this source; may be repeated.")
def reextract(common: Common, names: tuple[str, ...]) -> None:
    """Read every kept page again with the rules of this version. Fetches nothing.

    A transcript whose page these rules no longer understand stays and is marked as in doubt. The
    exit code is 1 when there are any; they are listed.

    Example: onrecord reextract --source npr
    """
    from jobs.reextract import as_json, print_summary, reextract
    from jobs.terminal import print_json

    config = common.config()
    sources = config.enabled_sources(names) if names else config.known_sources()
    with common.write() as archive:
        done = reextract(archive, sources)
    if common.json:
        print_json(as_json(done))
    else:
        print_summary(done)
    sys.exit(EXIT_TROUBLED if done.doubted else 0)


@click.command(short_help="Check that the archive is whole; mend it.")
@common
@click.option("--repair", is_flag=True, help="Mend what can be mended.")
def check(common: Common, repair: bool) -> None:
    """Check that the archive is whole: structure, indexes, every word, every kept page.

    Example: onrecord check --repair
    """
    from dataclasses import asdict

    from jobs.check import find_problems, mend, print_problems
    from jobs.terminal import print_json

    with common.write() as archive:
        problems = find_problems(archive)
        mended = None
        if repair and problems:
            left = mend(archive, common.config().known_sources(), problems)
            mended, problems = max(len(problems) - len(left), 0), left
    if common.json:
        told = [asdict(problem) | {"sentence": problem.sentence} for problem in problems]
        print_json({"problems": told, "mended": mended})
    else:
        print_problems(problems, mended=mended)
    sys.exit(EXIT_TROUBLED if problems else 0)


@click.command(short_help="Copy the archive while a run may be writing.")
@common
@click.argument("destination", type=click.Path(path_type=Path), metavar="DEST")
def backup(common: Common, destination: Path) -> None:
    """Copy the archive to DEST, while a run may be writing; verified, then put in place.

    Example: onrecord backup /mnt/backup/archive.db
    """
    from rich.filesize import decimal

    from jobs.terminal import print_json, prose, stdout
    from scraper.archive.backup import backup

    with common.read() as archive:
        size = backup(archive, destination)
    if common.json:
        print_json({"backup": str(destination), "bytes": size})
    else:
        prose(stdout(), f"{destination}: {decimal(size)}, verified")
