"""``onrecord sources``: list the sources, check a source file, and begin a new one."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from jobs.commands.common import Common, common
from jobs.exit_codes import ExitCode


@click.group(invoke_without_command=True, short_help="List sources; check or begin one.")
@common
def sources(common: Common) -> None:
    """List the sources OnRecord knows, and the page layouts of each.

    If the file of a source can't be used, the list gives the reason, and the exit code is 1.

    Example: onrecord sources
    """
    if click.get_current_context().invoked_subcommand is not None:
        return
    from jobs.json_output import print_rows
    from jobs.sources import as_rows, print_sources

    rows = as_rows(common.config(besides=lambda _config, _name: True))
    if common.json:
        print_rows(rows)
    else:
        print_sources(rows)
    if any(row["problem"] for row in rows):
        sys.exit(ExitCode.ATTENTION)


@sources.command("check")
@common
@click.argument("name")
@click.argument("pages", nargs=-1, type=click.Path(path_type=Path), metavar="[PAGE.html...]")
def sources_check(common: Common, name: str, pages: tuple[Path, ...]) -> None:
    """Check the file of a source you are writing.

    Shows what the file does not define yet, and how it reads saved pages: every piece of text on
    a page is printed as speech, label, cue, note, legal notice or chrome.

    Example: onrecord sources check cnn saved/*.html
    """
    from dataclasses import asdict

    from jobs.json_output import print_rows
    from jobs.sources import (
        accounts,
        check_source,
        make,
        print_accounts,
        print_findings,
        unfinished,
    )

    source, findings = make(common.config(besides=lambda _, broken: broken == name), name)
    explained = {}
    if source is not None:
        findings = check_source(source, pages, date.today())  # noqa: DTZ011
        explained = accounts(source, pages)
    findings += unfinished(name)
    if common.json:
        rows = [asdict(finding) for finding in findings]
        for row in rows:
            row["account"] = [asdict(line) for line in explained.pop(row["what"], ())]
        print_rows(rows)
    else:
        print_accounts(explained)
        print_findings(name, findings)
    sys.exit(ExitCode.DONE if all(finding.ok for finding in findings) else ExitCode.ATTENTION)


@sources.command("new")
@common
@click.argument("name")
@click.option("--title", metavar="TITLE", help="Its name as people write it.")
@click.option("--home", metavar="URL", help="Its site, such as https://www.example.org.")
def sources_new(common: Common, name: str, title: str | None, home: str | None) -> None:
    """Begin a new source, in a clone of OnRecord's repository: write the file of its rules, a sheet
    of invented stories, and the made site that shows these to the tests.

    Together they work at once, for a site that does not exist. "FILL IN" marks what to replace;
    the new source's tests and `onrecord sources check` list what is left.

    Example: onrecord sources new kxyz --title "KXYZ Public Radio" --home https://www.kxyz.example
    """
    from jobs.json_output import print_object
    from jobs.new_source import NewSource, checkout, write_skeletons

    root = checkout()
    written = [
        path.relative_to(root).as_posix()
        for path in write_skeletons(NewSource(name, title, home), root)
    ]
    tests = f"pytest -k {name}"
    if common.json:
        print_object({"name": name, "wrote": written, "next": tests})
        return
    for path in written:
        click.echo(f"wrote {path}")
    click.echo(
        f'Fill in what is marked "FILL IN", in this order. `{tests}` and'
        f" `onrecord sources check {name}` say what is left;"
        " 'Adding a source' in CONTRIBUTING.md explains each step."
    )
