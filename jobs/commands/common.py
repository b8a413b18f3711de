"""What every command takes."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

if TYPE_CHECKING:
    from jobs.config import Config
    from jobs.progress import Verbosity
    from scraper.archive.database.upgrade import Upgrade
    from scraper.archive.store import Archive


_F = TypeVar("_F", bound=Callable[..., Any])
#: Where click's context remembers that the warnings were printed.
_WARNED = f"{__name__}.warned"
DAY = click.DateTime(["%Y-%m-%d"])


class _Count(click.ParamType[int]):
    """A number of things, at least one. (Click would print the range of its own type.)"""

    name = "integer"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number, or a usage error."""
        return click.IntRange(1, 1_000_000_000).convert(value, param, ctx)


COUNT = _Count()


class _Length(click.ParamType[timedelta]):
    """A length of time: ``90m``, ``6h``, ``1d12h``."""

    name = "length"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> timedelta:
        """The length of time, or a usage error."""
        from jobs.schedule.times import read_length
        from scraper.errors import UsageError

        try:
            return read_length(value)
        except UsageError as error:
            self.fail(str(error), param, ctx)


LENGTH = _Length()


@dataclass(frozen=True)
class Common:
    """What every command takes."""

    given_db: Path | None
    config_path: Path | None
    json: bool
    verbosity: Verbosity
    copy: bool = True

    @functools.cached_property
    def db(self) -> Path:
        """The archive's file: as given, else as configured."""
        if self.given_db is not None:
            return self.given_db
        from jobs.config import DEFAULT_DB

        return Path(self.config().db or DEFAULT_DB)

    def config(self, *, besides: Callable[[Config, str], bool] | None = None) -> Config:
        """The configuration. Once a command, a warning names the sources that can't be used.

        :param besides: True for sources of which the command speaks itself.
        """
        from jobs.config_file import load
        from jobs.remedies import explain

        config = load(self.config_path)
        of_command = click.get_current_context().find_root().meta
        if not of_command.get(_WARNED):
            of_command[_WARNED] = True
            for name, error in config.broken().items():
                if besides is None or not besides(config, name):
                    click.echo(f"warning: {explain(error)}", err=True)
        return config

    def read(self) -> Archive:
        """The archive, for reading."""
        from scraper.archive.store import Archive

        self._refuse_directory()
        return Archive.read(self.db, self._upgrade())

    def write(self, *, create: bool = False) -> Archive:
        """The archive, for writing.

        :param create: make it where there is none: for commands that bring pages.
        """
        from scraper.archive.store import Archive
        from scraper.errors import ArchiveUnusable, ErrorCode, NotAnArchive

        self._refuse_directory()
        if not create and not self.db.exists():
            missing = f"there is no archive at {self.db}"
            raise ArchiveUnusable(missing, code=ErrorCode.ARCHIVE_MISSING)
        if not create and not self.db.stat().st_size:
            raise NotAnArchive(f"{self.db} is empty: it is not an OnRecord archive")
        return Archive.write(self.db, self._upgrade())

    def _refuse_directory(self) -> None:
        from scraper.errors import ArchiveUnusable, ErrorCode

        if self.db.is_dir():
            sentence = f"{self.db} is a directory, not an archive's file"
            raise ArchiveUnusable(sentence, code=ErrorCode.ARCHIVE_IS_DIRECTORY)

    def _upgrade(self) -> Upgrade:
        """How an archive of an older version is upgraded: each step is said on stderr."""
        from scraper.archive.database.upgrade import Upgrade, UpgradeStep

        def say(step: UpgradeStep) -> None:
            if self.verbosity != "quiet":
                click.echo(
                    f"upgrading {self.db}, step {step.number} of {step.count}: {step.what}",
                    err=True,
                )

        def report(sentence: str) -> None:
            if self.verbosity != "quiet":
                click.echo(f"  {sentence}", err=True)

        return Upgrade(self.copy, say, report)


def common(command: _F) -> _F:
    """Give a command the common options as one :class:`Common`."""

    @click.option(
        "--db",
        "given_db",
        type=click.Path(path_type=Path),
        envvar="ONRECORD_DB",
        show_envvar=True,
        help="The archive's file.  [default: as configured, else archive.db]",
    )
    @click.option(
        "--config",
        "config_path",
        type=click.Path(path_type=Path),
        envvar="ONRECORD_CONFIG",
        show_envvar=True,
        help="The configuration file.  [default: onrecord.toml, if there is one]",
    )
    @click.option("--json", "as_json", is_flag=True, help="Results as JSON.")
    @click.option("-q", "--quiet", is_flag=True, help="No progress.")
    @click.option("-v", "--verbose", is_flag=True, help="A line for every page.")
    @click.option(
        "--no-copy", is_flag=True, help="Upgrade an older archive without copying it first."
    )
    @functools.wraps(command)
    def wrapped(
        given_db: Path | None,
        config_path: Path | None,
        as_json: bool,
        quiet: bool,
        verbose: bool,
        no_copy: bool,
        **options: Any,
    ) -> Any:
        verbosity: Verbosity = "quiet" if quiet else "verbose" if verbose else "normal"
        known = Common(given_db, config_path, as_json, verbosity, copy=not no_copy)
        return command(known, **options)

    return cast("_F", wrapped)
