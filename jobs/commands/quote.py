"""The command that checks quotations: ``quote``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from jobs.commands.common import Common, common
from jobs.commands.options import AROUND
from jobs.exit_codes import ExitCode


@click.command(short_help="Check a quotation, or every quotation in a draft.")
@common
@click.argument("quotation", required=False)
@click.option("--file", "draft", type=click.Path(path_type=Path), metavar="DRAFT",
              help="Check every quotation in a Markdown, HTML or text file.")  # fmt: skip
@click.option("--speaker", help="The speaker it is attributed to (name, part of a name or alias).")
@click.option("-C", "--context", type=AROUND, default=1, show_default=True,
              metavar="N", help="Show N turns before and after each passage.")  # fmt: skip
def quote(
    common: Common, quotation: str | None, draft: Path | None, speaker: str | None, context: int
) -> None:
    """Find what was actually said: the passages closest to a quotation, and how they differ.

    Exits with 0 if the quotation is verbatim, otherwise with 1. Omissions marked with "…" or
    "[...]" and insertions in square brackets are allowed. Use - to read the quotation from stdin,
    and --file - to read a draft from stdin.

    In a draft, the speaker named beside a quotation is checked too.

    Example: onrecord quote "it sounds like frying bacon"
    """
    from scraper.errors import UsageError

    if (quotation is None) == (draft is None):
        raise UsageError("give either a quotation or --file with a draft")
    if draft is not None:
        if speaker is not None:
            raise UsageError("--speaker can't be combined with --file: a draft names its speakers")
        holds = _check_draft(common, draft, context)
    else:
        holds = _check_one(common, quotation or "", speaker, context)
    if not holds:
        sys.exit(ExitCode.ATTENTION)


def _check_one(common: Common, quotation: str, speaker: str | None, context: int) -> bool:
    from jobs.given_text import given_quotation
    from jobs.json_output import print_object
    from jobs.named_speakers import NamedSpeakers
    from jobs.quote import print_finding
    from jobs.quote_json import as_json
    from jobs.search import matched
    from jobs.terminal import tell
    from scraper.quotations.finding import find

    text = given_quotation(quotation)
    with common.read() as archive:
        people = NamedSpeakers(archive)
        named = None if speaker is None else people.given(speaker)
        found = find(text, archive.quotations, named)
        if common.json:
            print_object(as_json(archive, found, context))
        else:
            print_finding(archive, found, context)
        if speaker is not None and not common.json and not people.people(speaker):
            for line in matched(speaker, []):
                tell(line)
        common.tell_if_empty(archive)
    return found.holds


def _check_draft(common: Common, draft: Path, context: int) -> bool:
    from jobs.drafts import quotations_in
    from jobs.json_output import print_rows
    from jobs.quote_draft import check, print_report, row_json
    from jobs.quote_json import header_json

    quotations = quotations_in(draft)
    with common.read() as archive:
        checked = check(archive, quotations)
        if common.json:
            rows = [row_json(archive, one, context) for one in checked]
            print_rows(rows, header_json(str(draft), [one.finding for one in checked]))
        else:
            print_report(archive, str(draft), checked, context)
        common.tell_if_empty(archive)
    return all(one.finding.holds for one in checked)
