"""The options that every command takes."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click
from click.core import ParameterSource

if TYPE_CHECKING:
    from jobs.config import Config
    from jobs.progress import Verbosity
    from scraper.archive.database.upgrade import Upgrade
    from scraper.archive.store import Archive


_F = TypeVar("_F", bound=Callable[..., Any])
#: The environment's variable that names the configuration file.
CONFIG_VARIABLE = "ONRECORD_CONFIG"
#: Where click's context remembers that the warnings were printed.
_WARNED = f"{__name__}.warned"
#: Where it remembers the common options before a command's name.
_BEFORE = f"{__name__}.before."


@dataclass(frozen=True)
class Common:
    """The values of the options that every command takes."""

    given_db: Path | None
    config_path: Path | None
    json: bool
    verbosity: Verbosity
    copy: bool = True

    @functools.cached_property
    def db(self) -> Path:
        """The archive file: as given, or else as configured."""
        if self.given_db is not None:
            return self.given_db
        from jobs.config import DEFAULT_DB

        return Path(self.config().db or DEFAULT_DB)

    def config(self, *, besides: Callable[[Config, str], bool] | None = None) -> Config:
        """The configuration. Once per command, a warning names the sources that can't be used.

        :param besides: True for sources that the command reports on itself.
        """
        from jobs.config_file import load
        from jobs.remedies import explain
        from jobs.terminal import tell

        config = load(self.config_path)
        of_command = click.get_current_context().find_root().meta
        if not of_command.get(_WARNED):
            of_command[_WARNED] = True
            for name, error in config.broken().items():
                if besides is None or not besides(config, name):
                    tell(f"warning: {explain(error)}")
        return config

    def read(self) -> Archive:
        """The archive, for reading."""
        from scraper.archive.store import Archive

        self._refuse_directory()
        return Archive.read(self.db, self._upgrade())

    def write(self, *, create: bool = False) -> Archive:
        """The archive, for writing.

        :param create: create it if there is none, for commands that bring pages.
        """
        from scraper.archive.store import Archive
        from scraper.errors import ArchiveUnusable, ErrorCode, NotAnArchive

        self._refuse_directory()
        if not create and not self.db.exists():
            missing = f"there is no archive at {self.db}"
            raise ArchiveUnusable(missing, code=ErrorCode.ARCHIVE_MISSING)
        if not create and not self.db.stat().st_size:
            raise NotAnArchive(f"{self.db} is an empty file, not an OnRecord archive")
        return Archive.write(self.db, self._upgrade())

    def _refuse_directory(self) -> None:
        from scraper.errors import ArchiveUnusable, ErrorCode

        if self.db.is_dir():
            sentence = f"{self.db} is a directory, not an archive file"
            raise ArchiveUnusable(sentence, code=ErrorCode.ARCHIVE_IS_DIRECTORY)

    def _upgrade(self) -> Upgrade:
        """How to upgrade an archive of an older version. Each step is reported on stderr."""
        from jobs.terminal import tell
        from scraper.archive.database.upgrade import Upgrade, UpgradeStep

        def say(step: UpgradeStep) -> None:
            if self.verbosity != "quiet":
                tell(f"upgrading {self.db}, step {step.number} of {step.count}: {step.what}")

        def report(sentence: str) -> None:
            if self.verbosity != "quiet":
                tell(f"  {sentence}")

        return Upgrade(self.copy, say, report)

    def tell_if_empty(self, archive: Archive) -> None:
        """Print a hint if nothing can be found because the archive is still empty."""
        from jobs.terminal import tell

        if archive.records.is_empty():
            tell(f"{self.db} has no transcripts yet: `onrecord run` fetches some")


_OPTIONS = (
    click.option(
        "--db",
        "given_db",
        type=click.Path(path_type=Path),
        envvar="ONRECORD_DB",
        show_envvar=True,
        help="The archive file.  [default: db in the configuration, or archive.db]",
    ),
    click.option(
        "--config",
        "config_path",
        type=click.Path(path_type=Path),
        envvar=CONFIG_VARIABLE,
        show_envvar=True,
        help="The configuration file.  [default: onrecord.toml, if there is one]",
    ),
    click.option("--json", "as_json", is_flag=True, help="Print results as JSON."),
    click.option("-q", "--quiet", is_flag=True, help="Don't show progress."),
    click.option("-v", "--verbose", is_flag=True, help="Show a line for every page."),
    click.option(
        "--no-copy", is_flag=True, help="Upgrade an older archive without copying it first."
    ),
)


def common(command: _F) -> _F:
    """Give a command the common options as one :class:`Common`. They can be given before or after
    the command's name; those after it take precedence.
    """

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
        _refuse_bytes()
        own = {"given_db": given_db, "config_path": config_path, "as_json": as_json,
               "quiet": quiet, "verbose": verbose, "no_copy": no_copy}  # fmt: skip
        chosen = _chosen(own)
        verbosity: Verbosity = (
            "quiet" if chosen["quiet"] else "verbose" if chosen["verbose"] else "normal"
        )
        known = Common(
            chosen["given_db"],
            chosen["config_path"],
            chosen["as_json"],
            verbosity,
            copy=not chosen["no_copy"],
        )
        return command(known, **options)

    return cast("_F", _with_options(wrapped))


def _refuse_bytes() -> None:
    """Reject arguments that should be text but are not valid UTF-8. File names can be anything.

    :raises UsageError: an argument is not valid.
    """
    from jobs.utf8 import refuse_bytes

    context = click.get_current_context()
    for parameter in context.command.params:
        if parameter.type is click.STRING and parameter.name is not None:
            value = context.params.get(parameter.name)
            for text in (value,) if isinstance(value, str) else value or ():
                refuse_bytes(text)


def before_command(group: _F) -> _F:
    """Give a group of commands the common options, which then apply to the command that follows."""

    @functools.wraps(group)
    def wrapped(**options: Any) -> Any:
        context = click.get_current_context()
        for option in _options_in(options):
            value = options.pop(option)
            if context.get_parameter_source(option) == ParameterSource.COMMANDLINE:
                context.find_root().meta[_BEFORE + option] = value
        return group(**options)

    return cast("_F", _with_options(wrapped))


def _with_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def _options_in(options: dict[str, Any]) -> list[str]:
    known = ("given_db", "config_path", "as_json", "quiet", "verbose", "no_copy")
    return [name for name in known if name in options]


def _chosen(own: dict[str, Any]) -> dict[str, Any]:
    """The options of a command, including those given before its name."""
    context = click.get_current_context()
    before = context.find_root().meta
    found = dict(own)
    for name in own:
        typed = context.get_parameter_source(name) == ParameterSource.COMMANDLINE
        if not typed and _BEFORE + name in before:
            found[name] = before[_BEFORE + name]
    if "quiet" in own and (own["quiet"] or own["verbose"]):
        found["quiet"], found["verbose"] = own["quiet"], own["verbose"]
    return found
