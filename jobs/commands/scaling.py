"""The options of commands that can read on many machines."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from jobs.commands.options import COUNT, PROCESSES

if TYPE_CHECKING:
    from jobs.scaling import Scaling

_F = TypeVar("_F", bound=Callable[..., Any])
_NAMES = ("cluster", "scheduler", "workers", "dashboard", "shard", "parts", "no_land", "jobs")
_OPTIONS = (
    click.option(
        "--jobs", type=PROCESSES, default=1, show_default=True, help="Processes that read pages."
    ),
    click.option(
        "--cluster", is_flag=True, help="Read on a Dask cluster, by default one on this machine."
    ),
    click.option(
        "--scheduler",
        metavar="URL",
        help="The scheduler of the cluster (tcp://host:8786); implies --cluster.",
    ),
    click.option(
        "--workers", type=COUNT, help="Workers on this machine.  [default: one for each processor]"
    ),
    click.option(
        "--dashboard", type=COUNT, metavar="PORT", help="Show Dask's dashboard on loopback."
    ),
    click.option(
        "--parts",
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="Write what is read into DIR; without --cluster, land nothing.",
    ),
    click.option(
        "--no-land", is_flag=True, help="With --cluster and --parts: only read, land nothing."
    ),
    click.option("--shard", metavar="I/N", help="With --parts: only the Ith of N shares."),
)


def scaling_options(command: _F) -> _F:
    """Give a command the options of reading on many machines."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def scaling_of(options: dict[str, Any]) -> Scaling:
    """What these options ask for; they are taken out of ``options``.

    :raises UsageError: they contradict one another.
    """
    from jobs.scaling import Scaling, parse_shard

    own = {name: options.pop(name) for name in _NAMES}
    scaling = Scaling(
        parts=own["parts"],
        land=not own["no_land"],
        shard=parse_shard(own["shard"]) if own["shard"] else (1, 1),
        cluster=own["cluster"] or own["scheduler"] is not None,
        scheduler=own["scheduler"],
        workers=own["workers"],
        dashboard=own["dashboard"],
        jobs=own["jobs"],
    )
    scaling.check()
    return scaling
