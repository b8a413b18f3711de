"""The command line: options and wording only; each job has a file of its own.

Nothing heavy is imported here: ``onrecord --help`` is quick.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

if TYPE_CHECKING:
    from jobs.config import Config
    from jobs.crawling import Finished, Verbosity
    from scraper.archive.database import Archive

EXIT_USAGE, EXIT_TROUBLED, EXIT_BUSY, EXIT_INTERRUPTED = 2, 1, 75, 130

_F = TypeVar("_F", bound=Callable[..., Any])
_DAY = click.DateTime(["%Y-%m-%d"])
_COUNT = click.IntRange(1, 1_000_000_000)


@dataclass(frozen=True)
class Common:
    """What every command takes."""

    db: Path
    config_path: Path | None
    json: bool
    verbosity: Verbosity

    def config(self) -> Config:
        """The configuration."""
        from jobs.config_file import load

        return load(self.config_path)

    def read(self) -> Archive:
        """The archive, for reading."""
        from scraper.archive.database import Archive

        return Archive.read(self.db)

    def write(self) -> Archive:
        """The archive, for writing."""
        from scraper.archive.database import Archive

        return Archive.write(self.db)


def common(command: _F) -> _F:
    """Give a command the common options as one :class:`Common`."""

    @click.option(
        "--db",
        type=click.Path(path_type=Path),
        default=Path("archive.db"),
        envvar="ONRECORD_DB",
        show_default=True,
        help="The archive's file.",
    )
    @click.option(
        "--config",
        "config_path",
        type=click.Path(path_type=Path),
        help="The configuration; onrecord.toml here if there is one.",
    )
    @click.option("--json", "as_json", is_flag=True, help="Results as JSON.")
    @click.option("-q", "--quiet", is_flag=True, help="No progress.")
    @click.option("-v", "--verbose", is_flag=True, help="A line for every page.")
    @functools.wraps(command)
    def wrapped(
        db: Path,
        config_path: Path | None,
        as_json: bool,
        quiet: bool,
        verbose: bool,
        **options: Any,
    ) -> Any:
        verbosity: Verbosity = "quiet" if quiet else "verbose" if verbose else "normal"
        return command(Common(db, config_path, as_json, verbosity), **options)

    return cast("_F", wrapped)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 96})
@click.version_option(package_name="onrecord", prog_name="onrecord")
def cli() -> None:
    """Keep a searchable, citable copy of what was said on air.

    Transcripts of radio and TV newsrooms, with who said what, in one SQLite file.
    """


@cli.command()
@common
def demo(common: Common) -> None:
    """Run against a small fake newsroom on loopback and show what landed.

    Example: onrecord demo
    """
    from jobs.demo import demo, print_report, report
    from jobs.terminal import print_json

    with common.write() as archive:
        first, again = demo(archive, common.verbosity)
        if common.json:
            print_json(report(archive, first, again))
        else:
            print_report(archive, first, again)
    sys.exit(max(first.exit_code, again.exit_code))


@cli.command()
@common
@click.option("--source", "names", multiple=True, help="Only this source; may be repeated.")
@click.option("--limit", type=_COUNT, help="At most this many stories.")
@click.option("--refetch", is_flag=True, help="Look again at every story, settled ones too.")
def run(common: Common, names: tuple[str, ...], limit: int | None, refetch: bool) -> None:
    """Discover what is new, look again at what is due, land it. What cron calls.

    Example: onrecord run --db archive.db
    """
    from jobs.demo import warn_of_demo
    from jobs.run import run

    config = common.config()
    sources = config.enabled_sources(names)
    with common.write() as archive:
        warn_of_demo(archive)
        finished = run(
            archive,
            sources,
            config.fetch_settings(),
            refetch=refetch,
            limit=limit,
            verbosity=common.verbosity,
        )
    _finish(common, finished)


@cli.command()
@common
@click.option("--from", "since", type=_DAY, required=True, help="First day (YYYY-MM-DD).")
@click.option("--to", "until", type=_DAY, required=True, help="Last day (YYYY-MM-DD).")
@click.option("--source", "names", multiple=True, help="Only this source; may be repeated.")
@click.option("--limit", type=_COUNT, help="At most this many stories.")
@click.option("--oldest-first", is_flag=True, help="Begin at --from; the default is newest first.")
def backfill(
    common: Common,
    since: datetime,
    until: datetime,
    names: tuple[str, ...],
    limit: int | None,
    oldest_first: bool,
) -> None:
    """Land the stories of a range of days. Interrupted, it goes on when started again.

    Example: onrecord backfill --from 2014-08-01 --to 2014-08-31
    """
    from jobs.backfill import backfill, check_range
    from jobs.demo import warn_of_demo

    config = common.config()
    sources = config.enabled_sources(names)
    today = date.today()  # noqa: DTZ011  the day of whoever asks
    check_range(since.date(), until.date(), today, sources)  # before anything is made
    with common.write() as archive:
        warn_of_demo(archive)
        finished = backfill(
            archive,
            sources,
            config.fetch_settings(),
            since.date(),
            until.date(),
            oldest_first=oldest_first,
            limit=limit,
            verbosity=common.verbosity,
        )
    _finish(common, finished)


def _finish(common: Common, finished: Finished) -> None:
    from jobs.crawling import as_json, show_problems, summary
    from jobs.terminal import print_json, prose, stdout

    show_problems(finished)
    if common.json:
        print_json(as_json(finished))
    else:
        prose(stdout(), summary(finished.report.counts))
    if finished.interrupted:
        click.echo("interrupted; start it again to go on", err=True)
    sys.exit(finished.exit_code)


@cli.command()
@common
@click.argument("things", nargs=-1, required=True, metavar="URL|FILE...")
@click.option("--url", help="The URL of a FILE that doesn't tell it.")
def add(common: Common, things: tuple[str, ...], url: str | None) -> None:
    """Land given pages: URLs, saved .html pages, .txt renderings of pages, .warc files.

    Example: onrecord add page.html --url https://www.npr.org/transcripts/222172602
    """
    from jobs.add import add, check
    from jobs.demo import warn_of_demo
    from jobs.terminal import plural, print_json, printable, stderr, stdout

    config = common.config()
    sources = config.known_sources()
    check(list(things), url, sources)
    with common.write() as archive:
        warn_of_demo(archive)
        added = add(archive, list(things), url, sources, config.fetch_settings())
    if common.json:
        print_json(
            {
                "landed": [
                    {
                        "given": given,
                        "kind": landed.kind,
                        "source": landed.ref.source,
                        "story_id": landed.ref.story_id,
                        "transcript_id": landed.transcript_id,
                        "duplicate_of": landed.duplicate_of,
                        "words": landed.words,
                        "reason": landed.reason,
                    }
                    for given, landed in added.landed
                ],
                "failed": [{"given": given, "reason": reason} for given, reason in added.failed],
            }
        )
    else:
        for given, landed in added.landed:
            what = landed.reason or plural(landed.words, "word")
            number = f" [{landed.transcript_id}]" if landed.transcript_id else ""
            line = f"{landed.kind}{number}: {given}: {what}"
            stdout().print(printable(line), soft_wrap=True)
    for given, reason in added.failed:
        stderr().print(printable(f"error: {given}: {reason}"), soft_wrap=True)
    sys.exit(added.exit_code)


@cli.command()
@common
@click.argument("query")
@click.option("--speaker", help="Only what somebody so called said (part of the name).")
@click.option("--program", help="Only in programs so called (part of the name).")
@click.option("--since", type=_DAY, help="Aired on this day or later (YYYY-MM-DD).")
@click.option("--until", type=_DAY, help="Aired on this day or before (YYYY-MM-DD).")
@click.option("--duplicates", is_flag=True, help="Also where the same words aired again.")
@click.option("--limit", type=_COUNT, default=20, show_default=True)
def search(
    common: Common,
    query: str,
    speaker: str | None,
    program: str | None,
    since: datetime | None,
    until: datetime | None,
    duplicates: bool,
    limit: int,
) -> None:
    """Find the words again: words, "phrases", AND, OR, NOT, word*, NEAR(a b).

    Example: onrecord search '"peace conference" NOT iran' --speaker kelemen --since 2013-01-01
    """
    from jobs.search import as_json, print_hits
    from jobs.terminal import print_json
    from scraper.archive.search import search
    from scraper.errors import UsageError

    if since and until and since > until:
        raise UsageError(f"--since {since:%Y-%m-%d} is after --until {until:%Y-%m-%d}")
    with common.read() as archive:
        total, hits = search(
            archive,
            query,
            speaker=speaker,
            program=program,
            since=f"{since:%Y-%m-%d}" if since else None,
            until=f"{until:%Y-%m-%d}" if until else None,
            duplicates=duplicates,
            limit=limit,
        )
    if common.json:
        print_json(as_json(total, hits))
    else:
        print_hits(total, hits)


@cli.command()
@common
@click.argument("transcript", metavar="ID")
def show(common: Common, transcript: str) -> None:
    """Print a transcript, by its number, its story's id or its URL.

    Example: onrecord show nx-s1-5340027
    """
    from jobs.show import as_record, find, print_transcript
    from jobs.terminal import print_json

    sources = common.config().known_sources()
    with common.read() as archive:
        record = as_record(archive, find(archive, transcript, sources))
    if common.json:
        print_json(record)
    else:
        print_transcript(record)


@cli.command()
@common
@click.option("--source", "names", multiple=True, help="Only this source; may be repeated.")
def reextract(common: Common, names: tuple[str, ...]) -> None:
    """Read every kept page again with the rules of this version. Fetches nothing.

    Example: onrecord reextract --source npr
    """
    from jobs.reextract import reextract, summary
    from jobs.terminal import print_json, prose, stdout

    config = common.config()
    sources = config.enabled_sources(names) if names else config.known_sources()
    with common.write() as archive:
        counts = reextract(archive, sources)
    if common.json:
        print_json({"counts": counts})
    else:
        prose(stdout(), summary(counts))


@cli.command()
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


@cli.command()
@common
@click.argument("destination", type=click.Path(path_type=Path), metavar="DEST")
def backup(common: Common, destination: Path) -> None:
    """Copy the archive to DEST, while a run may be writing; verified, then put in place.

    Example: onrecord backup /mnt/backup/archive.db
    """
    from jobs.terminal import print_json, prose, stdout
    from scraper.archive.backup import backup

    with common.read() as archive:
        size = backup(archive, destination)
    if common.json:
        print_json({"backup": str(destination), "bytes": size})
    else:
        prose(stdout(), f"{destination}: {size / 1e6:.1f} MB, verified")


@cli.group()
def speakers() -> None:
    """Say who is who across transcripts, and correct it by hand.

    A name at one newsroom is one person, unless more than 20 years lie between. Corrections hold
    for every later run.

    Example: onrecord speakers find kelemen
    """


@speakers.command("find")
@common
@click.argument("name")
@click.option("--limit", type=_COUNT, default=20, show_default=True)
def speakers_find(common: Common, name: str, limit: int) -> None:
    """List the people so called (part of the name), with their numbers.

    Example: onrecord speakers find kelemen
    """
    from jobs.speakers import print_people
    from jobs.terminal import print_json
    from scraper.archive.people import find

    with common.read() as archive:
        people = find(archive, name, limit)
    if common.json:
        print_json(people)
    else:
        print_people(people, name)


@speakers.command("merge")
@common
@click.argument("into", type=_COUNT)
@click.argument("others", type=_COUNT, nargs=-1, required=True)
def speakers_merge(common: Common, into: int, others: tuple[int, ...]) -> None:
    """Make one person of several: whoever is called as any of OTHERS is INTO.

    Example: onrecord speakers merge 12 345
    """
    from jobs.speakers import merged
    from jobs.terminal import print_json, prose, stdout
    from scraper.archive.people import merge

    with common.write() as archive:
        merge(archive, into, others)
    if common.json:
        print_json({"speaker": into, "merged": list(others)})
    else:
        prose(stdout(), merged(into, others))


@speakers.command("split")
@common
@click.argument("speaker", type=_COUNT)
@click.option(
    "--transcript", "transcripts", type=_COUNT, multiple=True, help="Where the other one speaks."
)
@click.option("--alias", help="Undo a merge: the name by which the other one goes.")
@click.option("--name", help="What to call the other one; the same name otherwise.")
def speakers_split(
    common: Common,
    speaker: int,
    transcripts: tuple[int, ...],
    alias: str | None,
    name: str | None,
) -> None:
    """Part two people whom OnRecord took for one.

    Example: onrecord speakers split 12 --transcript 88 --transcript 91
    """
    from jobs.speakers import parted
    from jobs.terminal import print_json, prose, stdout
    from scraper.archive.people import split
    from scraper.errors import UsageError

    if bool(transcripts) == bool(alias):
        raise UsageError(
            "say who is to be parted: either --transcript (may be repeated) or --alias"
        )
    with common.write() as archive:
        new = split(archive, speaker, transcripts=transcripts, alias=alias, name=name)
    if common.json:
        print_json({"speaker": speaker, "new": new})
    else:
        prose(stdout(), parted(speaker, new))


@cli.command()
@common
def status(common: Common) -> None:
    """Say what the archive holds, what is waiting and what went wrong.

    Example: onrecord status --json
    """
    from jobs.status import print_status, status
    from jobs.terminal import print_json

    sources = common.config().known_sources()
    with common.read() as archive:
        found = status(archive, sources)
    if common.json:
        print_json(found)
    else:
        print_status(found)
    if found["drift"]:
        sys.exit(EXIT_TROUBLED)


@cli.group(invoke_without_command=True)
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
    """Tell whoever adds a newsroom what its rules lack, tried on saved pages of it.

    Example: onrecord sources check cnn saved/*.html
    """
    from dataclasses import asdict

    from jobs.sources import check_source, print_findings
    from jobs.terminal import print_json
    from scraper.sources import source_named
    from scraper.sources.check import missing_parts

    findings = missing_parts(source_named(name))
    if not findings:
        source = common.config().source(name)
        findings = check_source(source, pages, date.today())  # noqa: DTZ011
    if common.json:
        print_json([asdict(finding) for finding in findings])
    else:
        print_findings(name, findings)
    sys.exit(0 if all(finding.ok for finding in findings) else EXIT_TROUBLED)


def main() -> None:
    """Run the command; every failure is a sentence and an exit code."""
    from scraper.errors import ArchiveBusy, ArchiveUnusable, OnRecordError, UsageError

    try:
        cli(standalone_mode=False)
    except click.exceptions.Exit as ended:
        sys.exit(ended.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted; the archive is safe", err=True)
        sys.exit(EXIT_INTERRUPTED)
    except ArchiveBusy as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(EXIT_BUSY)
    except OnRecordError as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(EXIT_USAGE if isinstance(error, UsageError | ArchiveUnusable) else EXIT_TROUBLED)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(EXIT_TROUBLED)


if __name__ == "__main__":
    main()
