"""``onrecord speakers``: who is who across transcripts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from jobs.commands.common import Common, before_command, common
from jobs.commands.options import COUNT

if TYPE_CHECKING:
    from scraper.archive.people import Reason, StatedRule


@click.group()
@before_command
def speakers() -> None:
    """Say who is who across transcripts, and correct it by hand.

    A name at one newsroom is one person, unless more than 20 years lie between. Corrections are
    rules that hold in every later run; `rules` lists them, and `undo` takes one back.

    Example: onrecord speakers find kelemen
    """


@speakers.command("find", short_help="List people by name.")
@common
@click.argument("name")
@click.option("--limit", type=COUNT, default=20, show_default=True)
def speakers_find(common: Common, name: str, limit: int) -> None:
    """List people by name (a part is enough), with their numbers.

    Example: onrecord speakers find kelemen
    """
    from dataclasses import asdict

    from jobs.json_output import print_rows
    from jobs.speakers import print_people

    with common.read() as archive:
        people = archive.people.find(name, limit)
    if common.json:
        print_rows(asdict(person) for person in people)
    else:
        print_people(people, name)


@speakers.command("unknown")
@common
@click.option("--limit", type=COUNT, default=20, show_default=True)
def speakers_unknown(common: Common, limit: int) -> None:
    """List the labels that most often name nobody, or somebody in doubt, with examples.

    Example: onrecord speakers unknown --limit 50
    """
    from dataclasses import asdict

    from jobs.json_output import print_rows
    from jobs.speakers import print_unknown

    with common.read() as archive:
        labels = archive.people.unknown(limit)
    if common.json:
        print_rows(asdict(label) for label in labels)
    else:
        print_unknown(labels)


_WHY = click.option("--why", help="The reason, which `speakers rules` shows.")


@speakers.command("merge", short_help="Make one person of several.")
@common
@click.argument("into")
@click.argument("others", nargs=-1, required=True)
@click.option("--force", is_flag=True, help="Also people who speak in one transcript.")
@_WHY
def speakers_merge(
    common: Common, into: str, others: tuple[str, ...], why: str | None, *, force: bool
) -> None:
    """Make one person of several: whoever is one of OTHERS is INTO.

    Give the numbers that `onrecord speakers find` prints, or whole names.

    Example: onrecord speakers merge 12 345 --why "the same voice; he signs as Bob"
    """
    from jobs.corrections import speaker

    with common.write() as archive:
        numbers = [speaker(archive, one) for one in others]
        made = archive.corrections.merge(speaker(archive, into), numbers, _reason(why), force=force)
    _print_made(common, made)


@speakers.command("split", short_help="Separate two people recorded as one.")
@common
@click.argument("speaker")
@click.option(
    "--transcript",
    "transcripts",
    metavar="ID",
    multiple=True,
    required=True,
    help="Where the other one speaks.",
)
@click.option("--name", help="What to call the other one; the same name otherwise.")
@_WHY
def speakers_split(
    common: Common,
    speaker: str,
    transcripts: tuple[str, ...],
    name: str | None,
    why: str | None,
) -> None:
    """Separate two people recorded as one. A transcript is given by its number, its story's id or
    its URL.

    Example: onrecord speakers split 12 --transcript 88 --transcript 91
    """
    from jobs import corrections as job

    sources = common.config().known_sources()
    with common.write() as archive:
        number = job.speaker(archive, speaker)
        found = [job.transcript(archive, one, sources) for one in transcripts]
        made = archive.corrections.split(number, found, _reason(why), name)
    _print_made(common, [made])


@speakers.command("assign", short_help="Say whose turn it is.")
@common
@click.argument("turn")
@click.argument("speaker", required=False)
@click.option("--new", metavar="NAME", help="Somebody whom the archive doesn't know yet.")
@click.option("--nobody", is_flag=True, help="The turn is not theirs, and nobody knows whose.")
@_WHY
def speakers_assign(
    common: Common,
    turn: str,
    speaker: str | None,
    new: str | None,
    why: str | None,
    *,
    nobody: bool,
) -> None:
    """Say whose turn it is. TURN is STORY#N: a transcript's number, story id or URL with the
    position of the turn behind it, or the turn's permanent id.

    Example: onrecord speakers assign 88#4 12 --why "heard in the recording"

    Example: onrecord speakers assign 88#5 --new "Ann Lee"
    """
    from jobs import corrections as job
    from scraper.errors import UsageError

    if (speaker is not None) + (new is not None) + nobody != 1:
        raise UsageError("say whose turn it is: give SPEAKER, --new NAME or --nobody")
    sources = common.config().known_sources()
    with common.write() as archive:
        transcript, position = job.turn(archive, turn, sources)
        to = new if speaker is None else job.speaker(archive, speaker)
        made = archive.corrections.assign(transcript, position, to, _reason(why))
    _print_made(common, [made])


@speakers.command("rename", short_help="Call somebody by another name.")
@common
@click.argument("speaker")
@click.argument("name")
@_WHY
def speakers_rename(common: Common, speaker: str, name: str, why: str | None) -> None:
    """Call somebody by another name.

    Example: onrecord speakers rename 12 "Robert Siegel"
    """
    from jobs import corrections as job

    with common.write() as archive:
        number = job.speaker(archive, speaker)
        made = archive.corrections.rename(number, name, _reason(why))
    _print_made(common, [made])


@speakers.command("rules")
@common
def speakers_rules(common: Common) -> None:
    """List what was corrected by hand, with date and reason.

    Example: onrecord speakers rules
    """
    from dataclasses import asdict

    from jobs.corrections import print_rules
    from jobs.json_output import print_rows

    with common.read() as archive:
        rules = archive.corrections.rules()
    if common.json:
        print_rows(asdict(rule) for rule in rules)
    else:
        print_rules(rules)


@speakers.command("undo", short_help="Take a correction back.")
@common
@click.argument("rule", type=COUNT)
def speakers_undo(common: Common, rule: int) -> None:
    """Take a correction back: the archive is what it would be without it.

    RULE is a number that `onrecord speakers rules` prints.

    Example: onrecord speakers undo 3
    """
    from dataclasses import asdict

    from jobs.corrections import print_undone
    from jobs.json_output import print_object

    with common.write() as archive:
        undone = archive.corrections.undo(rule)
    if common.json:
        print_object(asdict(undone))
    else:
        print_undone(undone)


def _reason(why: str | None) -> Reason:
    from scraper.archive.people import Reason

    return Reason(datetime.now(UTC), why)


def _print_made(common: Common, made: Sequence[StatedRule]) -> None:
    from dataclasses import asdict

    from jobs.corrections import print_made
    from jobs.json_output import print_rows

    if common.json:
        print_rows(asdict(rule) for rule in made)
    else:
        print_made(made)
