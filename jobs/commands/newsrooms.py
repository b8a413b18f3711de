"""``onrecord sources``: the newsrooms OnRecord knows."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from jobs.commands.common import EXIT_TROUBLED, Common, common


@click.group(invoke_without_command=True, short_help="List newsrooms; check the file of one.")
@common
def sources(common: Common) -> None:
    """List the newsrooms OnRecord knows and the page layouts of each.

    Example: onrecord sources
    """
    if click.get_current_context().invoked_subcommand is not None:
        return
    from jobs.sources import as_rows, print_sources
    from jobs.terminal import print_json

    config = common.config()
    if common.json:
        print_json(as_rows(config))
    else:
        print_sources(as_rows(config))


@sources.command("check")
@common
@click.argument("name")
@click.argument("pages", nargs=-1, type=click.Path(path_type=Path), metavar="[PAGE.html...]")
def sources_check(common: Common, name: str, pages: tuple[Path, ...]) -> None:
    """Tell whoever adds a newsroom what its rules lack, tried on saved pages of it, and what each
    piece of text on a page is: speech, label, cue, note, legal notice or chrome.

    Example: onrecord sources check cnn saved/*.html
    """
    from dataclasses import asdict

    from jobs.sources import accounts, check_source, print_accounts, print_findings
    from jobs.terminal import print_json
    from scraper.sources import source_named
    from scraper.sources.check import missing_parts

    findings = missing_parts(source_named(name))
    explained = {}
    if not findings:
        source = common.config().source(name)
        findings = check_source(source, pages, date.today())  # noqa: DTZ011
        explained = accounts(source, pages)
    if common.json:
        rows = [asdict(finding) for finding in findings]
        for row in rows:
            row["account"] = [asdict(line) for line in explained.pop(row["what"], ())]
        print_json(rows)
    else:
        print_accounts(explained)
        print_findings(name, findings)
    sys.exit(0 if all(finding.ok for finding in findings) else EXIT_TROUBLED)
