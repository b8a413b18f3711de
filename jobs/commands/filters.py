"""The options that choose transcripts and turns, and the filters they stand for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import click

from jobs.commands.options import FIRST_DAY, LAST_DAY
from scraper.model import ROLES

if TYPE_CHECKING:
    from scraper.archive.search import Filters
    from scraper.archive.store import Archive

_F = TypeVar("_F", bound=Callable[..., Any])

_OPTIONS = (
    click.option("--speaker", help="Only speakers with this name, part of a name, or alias."),
    click.option("--role", type=click.Choice(ROLES), help="Only speakers in this role."),
    click.option("--newsmakers", is_flag=True, help="Leave out hosts, reporters and announcers."),
    click.option("--program", help="Only programs with this in their name."),
    click.option("--source", help="Only this source: npr, cnn, …"),
    click.option(
        "--since", type=FIRST_DAY, help="Aired on or after this day: 2013-09-30, 2013-09 or 2013."
    ),
    click.option("--until", type=LAST_DAY, help="Aired on or before this day, month or year."),
)
FILTERS = ("speaker", "role", "newsmakers", "program", "source", "since", "until")


def filter_options(command: _F) -> _F:
    """Give a command the options that choose turns."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def refuse_reversed_days(options: Mapping[str, Any]) -> None:
    """Reject a range of days that runs backwards.

    :raises UsageError: ``--since`` is after ``--until``.
    """
    from scraper.errors import UsageError

    since, until = options["since"], options["until"]
    if since and until and since > until:
        raise UsageError(f"--since {since:%Y-%m-%d} is after --until {until:%Y-%m-%d}")


def filters_of(archive: Archive, options: Mapping[str, Any]) -> Filters:
    """The filters for these options.

    :raises UsageError: there is no such source or program.
    """
    from jobs.search import refuse_unknown
    from scraper.archive.search import Filters

    speaker, since, until = (options[name] for name in ("speaker", "since", "until"))
    refuse_unknown(archive, options["source"], options["program"])
    return Filters(
        None if speaker is None else archive.people.named(speaker),
        options["program"],
        since.isoformat() if since else None,
        until.isoformat() if until else None,
        duplicates=options["duplicates"],
        role=options["role"],
        source=options["source"],
        newsmakers=options["newsmakers"],
    )
