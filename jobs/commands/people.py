"""``onrecord speakers``: who is who across transcripts."""

from __future__ import annotations

import click

from jobs.commands.common import COUNT, Common, common


@click.group()
def speakers() -> None:
    """Say who is who across transcripts, and correct it by hand.

    A name at one newsroom is one person, unless more than 20 years lie between. Corrections hold
    for every later run.

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

    from jobs.speakers import print_people
    from jobs.terminal import print_json

    with common.read() as archive:
        people = archive.people.find(name, limit)
    if common.json:
        print_json([asdict(person) for person in people])
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

    from jobs.speakers import print_unknown
    from jobs.terminal import print_json

    with common.read() as archive:
        labels = archive.people.unknown(limit)
    if common.json:
        print_json([asdict(label) for label in labels])
    else:
        print_unknown(labels)


@speakers.command("merge")
@common
@click.argument("into", type=COUNT)
@click.argument("others", type=COUNT, nargs=-1, required=True)
@click.option("--force", is_flag=True, help="Also people who speak in one transcript.")
def speakers_merge(common: Common, into: int, others: tuple[int, ...], *, force: bool) -> None:
    """Make one person of several: whoever is called as any of OTHERS is INTO.

    Numbers are those that `onrecord speakers find` prints.

    Example: onrecord speakers merge 12 345
    """
    from jobs.speakers import merged
    from jobs.terminal import print_json, prose, stdout

    with common.write() as archive:
        names = archive.people.names((into, *others))
        archive.people.merge(into, others, force=force)
    if common.json:
        print_json({"speaker": into, "merged": list(others)})
    else:
        prose(stdout(), merged(names, into, others))


@speakers.command("split")
@common
@click.argument("speaker", type=COUNT)
@click.option(
    "--transcript", "transcripts", type=COUNT, multiple=True, help="Where the other one speaks."
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
    """Separate two people recorded as one.

    Example: onrecord speakers split 12 --transcript 88 --transcript 91
    """
    from jobs.speakers import separated
    from jobs.terminal import print_json, prose, stdout
    from scraper.errors import UsageError

    if bool(transcripts) == bool(alias):
        raise UsageError("choose what to separate: give --transcript (repeatable) or --alias")
    with common.write() as archive:
        new = archive.people.split(speaker, transcripts=transcripts, alias=alias, name=name)
    if common.json:
        print_json({"speaker": speaker, "new": new})
    else:
        prose(stdout(), separated(speaker, new))
