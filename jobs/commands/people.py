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
    """List the speakers, and correct who is who.

    The same name at the same newsroom is one person, unless two transcripts are more than 20
    years apart. Corrections are rules that also apply to later runs: `rules` lists them, and
    `undo` undoes one.

    Example: onrecord speakers find kelemen
    """


@speakers.command("find", short_help="List people by name.")
@common
@click.argument("name")
@click.option("--limit", type=COUNT, default=20, show_default=True)
def speakers_find(common: Common, name: str, limit: int) -> None:
    """List people by name or part of a name, with their numbers.

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


@speakers.command("unknown", short_help="List the labels that name nobody for certain.")
@common
@click.option("--limit", type=COUNT, default=20, show_default=True)
def speakers_unknown(common: Common, limit: int) -> None:
    """List the labels that most often name no speaker, or a doubtful one, with examples.

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


@speakers.command("merge", short_help="Merge several people into one.")
@common
@click.argument("into")
@click.argument("others", nargs=-1, required=True)
@click.option("--force", is_flag=True, help="Merge even people who speak in the same transcript.")
@_WHY
def speakers_merge(
    common: Common, into: str, others: tuple[str, ...], why: str | None, *, force: bool
) -> None:
    """Merge several people into one: the OTHERS become INTO.

    Give full names, or the numbers that `onrecord speakers find` prints.

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
    help="A transcript in which the other person speaks; can be repeated.",
)
@click.option("--name", help="The other person's name; the same name by default.")
@_WHY
def speakers_split(
    common: Common,
    speaker: str,
    transcripts: tuple[str, ...],
    name: str | None,
    why: str | None,
) -> None:
    """Separate two people recorded as one.

    ID is a transcript's number, or its story's id or URL.

    Example: onrecord speakers split 12 --transcript 88 --transcript 91
    """
    from jobs import corrections as job

    sources = common.config().known_sources()
    with common.write() as archive:
        number = job.speaker(archive, speaker)
        found = [job.transcript(archive, one, sources) for one in transcripts]
        made = archive.corrections.split(number, found, _reason(why), name)
    _print_made(common, [made])


@speakers.command("assign", short_help="Assign a turn to a speaker.")
@common
@click.argument("turn")
@click.argument("speaker", required=False)
@click.option("--new", metavar="NAME", help="Assign it to somebody new to the archive.")
@click.option("--nobody", is_flag=True, help="Record that the speaker is unknown.")
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
    """Assign a turn to a speaker.

    TURN is the turn's permanent id, or STORY#N: a transcript's number, story id or URL, and the
    position of the turn.

    Example: onrecord speakers assign 88#4 12 --why "heard in the recording"

    Example: onrecord speakers assign 88#5 --new "Ann Lee"
    """
    from jobs import corrections as job
    from scraper.errors import UsageError

    if (speaker is not None) + (new is not None) + nobody != 1:
        raise UsageError("give exactly one of SPEAKER, --new NAME and --nobody")
    sources = common.config().known_sources()
    with common.write() as archive:
        transcript, position = job.turn(archive, turn, sources)
        to = new if speaker is None else job.speaker(archive, speaker)
        made = archive.corrections.assign(transcript, position, to, _reason(why))
    _print_made(common, [made])


@speakers.command("rename", short_help="Change the name shown for a person.")
@common
@click.argument("speaker")
@click.argument("name")
@_WHY
def speakers_rename(common: Common, speaker: str, name: str, why: str | None) -> None:
    """Change the name shown for a person.

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
    """List the corrections made by hand, with date and reason.

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


@speakers.command("undo", short_help="Undo a correction.")
@common
@click.argument("rule", type=COUNT)
def speakers_undo(common: Common, rule: int) -> None:
    """Undo a correction, as if it had never been made.

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
