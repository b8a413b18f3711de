"""The command ``cite``."""

from __future__ import annotations

import sys
from typing import IO

import click

from jobs.commands.common import Common, common
from jobs.exit_codes import ExitCode

_FORMATS = ("text", "bibtex", "csl-json", "wikipedia")


@click.command(short_help="Cite a story or a turn, or check citations.")
@common
@click.argument("what", metavar="ID", required=False)
@click.option(
    "--format", "form", type=click.Choice(_FORMATS), help="The citation format.  [default: text]"
)
@click.option(
    "--check",
    "file",
    type=click.File("rb"),
    metavar="FILE",
    help="Check every id that FILE cites (- for standard input).",
)
def cite(common: Common, what: str | None, form: str | None, file: IO[bytes] | None) -> None:
    """Cite a story or a turn, with a link to the words and an id that finds them again.

    ID is a transcript's number, a story's id or URL, or a turn. Name a turn by STORY#N or by its
    permanent id (onrecord:SOURCE/STORY#N~HASH); you can leave out onrecord: and ~HASH.

    --check reads a bibliography or any other text, and reports for every id in it whether the
    words are as cited, have moved, have changed or are gone. It exits with 1 if any id no longer
    leads to the cited words.

    \b
    Example: onrecord cite nx-s1-5340027#5 --format bibtex
             onrecord cite --check references.bib
    """  # noqa: D301  \b is what click reads
    if (what is None) == (file is None):
        raise click.UsageError("give an ID to cite, or a file to check with --check")
    if file is not None:
        if form is not None:
            raise click.UsageError("--format can't be combined with --check")
        _check(common, file)
    elif what is not None:
        _cite(common, what, form or "text")


def _cite(common: Common, what: str, form: str) -> None:
    from jobs.cite import as_json, cited, print_citation
    from jobs.json_output import print_object

    config = common.config()
    sources = config.known_sources()
    with common.read() as archive:
        found = cited(archive, config.public_url(what, sources), sources)
    if common.json:
        print_object(as_json(found, form))
    else:
        print_citation(found, form)
    if not found.holds:
        sys.exit(ExitCode.ATTENTION)


def _check(common: Common, file: IO[bytes]) -> None:
    from jobs.citations.check import as_json, check, print_checked
    from jobs.json_output import print_object
    from jobs.terminal import tell

    with common.read() as archive:
        found = check(archive, file.read())
    name = click.format_filename(getattr(file, "name", "-")).replace("<stdin>", "-")
    if common.json:
        print_object({"file": name} | as_json(found))
    else:
        print_checked(found)
    if not found:
        tell(
            f"{'the input' if name == '-' else name} contains no OnRecord ids: nothing was checked"
        )
    if not found or not all(one.holds for one in found):
        sys.exit(ExitCode.ATTENTION)
