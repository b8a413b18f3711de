"""``onrecord.toml``: read, checked, turned into what the library takes."""

from __future__ import annotations

import difflib
import re
from pathlib import Path
from typing import Annotated

import msgspec

from scraper.errors import UsageError
from scraper.fetch.settings import CONTACT, FetchSettings
from scraper.sources import Source, all_sources, source_named

DEFAULT_PATH = Path("onrecord.toml")

_Positive = Annotated[float, msgspec.Meta(gt=0)]
_Rate = Annotated[float, msgspec.Meta(ge=0)]
_Count = Annotated[int, msgspec.Meta(ge=1, le=64)]


class FetchConfig(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, frozen=True):
    """The ``[fetch]`` table; docs/configuration.md explains each key."""

    contact: str = CONTACT
    rate: _Rate = 1.0
    connections: _Count = 2
    timeout_s: _Positive = 30.0
    max_mib: _Positive = 10.0
    attempts: _Count = 3
    allow_private: bool = False


class SourceConfig(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, frozen=True):
    """A ``[sources.NAME]`` table."""

    enabled: bool | None = None
    base_url: str | None = None
    programs: list[str] | None = None
    feeds: list[str] | None = None


class Config(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, frozen=True):
    """All of ``onrecord.toml``."""

    fetch: FetchConfig = FetchConfig()
    sources: dict[str, SourceConfig] = {}

    def fetch_settings(self) -> FetchSettings:
        """The limits of fetching."""
        fetch = self.fetch
        return FetchSettings(
            contact=fetch.contact,
            rate=fetch.rate,
            connections=fetch.connections,
            timeout_s=fetch.timeout_s,
            max_bytes=int(fetch.max_mib * 1024 * 1024),
            attempts=fetch.attempts,
            allow_private=fetch.allow_private,
        )

    def enabled_sources(self, names: tuple[str, ...] = ()) -> list[Source]:
        """The newsrooms to crawl: those named, else those that are switched on.

        :raises UnknownSource: a name of no newsroom.
        """
        for name in names:
            source_named(name)
        return [s for s in self.known_sources() if (s.name in names if names else self._is_on(s))]

    def known_sources(self) -> list[Source]:
        """Every newsroom, switched on or not: a page given by hand may be any's."""
        return [self.source(name) for name in sorted(all_sources())]

    def _is_on(self, source: Source) -> bool:
        own = self.sources.get(source.name)
        if own is None:
            return source.enabled_by_default
        return own.enabled if own.enabled is not None else True

    def source(self, name: str) -> Source:
        """The newsroom called ``name``, as configured.

        :raises UnknownSource: there is none.
        """
        own = self.sources.get(name, SourceConfig())
        return source_named(name)(own.base_url, program_pages=own.programs, feeds=own.feeds)


def load(path: Path | None) -> Config:
    """The configuration in ``path``, or in ``onrecord.toml`` where there is one, or the defaults.

    :raises UsageError: the file is missing, no TOML, or has a key or value that can't be.
    """
    if path is None:
        if not DEFAULT_PATH.is_file():
            return Config()
        path = DEFAULT_PATH
    try:
        config = msgspec.toml.decode(path.read_bytes(), type=Config)
    except OSError as error:
        raise UsageError(f"the configuration {path} can't be read: {error.strerror}") from error
    except msgspec.ValidationError as error:
        raise UsageError(f"{path}: {_explained(str(error))}") from error
    except msgspec.DecodeError as error:
        raise UsageError(f"{path} is not TOML: {error}") from error
    for name, own in config.sources.items():
        if name not in all_sources():
            known = ", ".join(sorted(all_sources()))
            raise UsageError(f"{path}: there is no source {name!r} to configure; known: {known}")
        if own.base_url is not None and not re.match(r"https?://[^/\s]+", own.base_url):
            raise UsageError(
                f"{path}: sources.{name}.base_url is {own.base_url!r}, which is not an http(s) URL"
            )
        for url in (own.base_url or "", *(own.feeds or ())):
            if re.match(r"[a-z]+://[^/?#]*@", url, re.IGNORECASE):
                raise UsageError(
                    f"{path}: a URL of sources.{name} holds a user name or password, which would be"
                    " kept in the archive with every request; leave it out (a proxy of your own can"
                    " add it)"
                )
    return config


def _explained(said: str) -> str:
    """Msgspec's complaint, with the nearest known key for an unknown one."""
    found = re.search(r"unknown field `(\w+)`(?: - at `\$\.?(.*?)`)?", said)
    if found is None:
        return said.replace("`$.", "`")
    key, place = found.group(1), found.group(2) or ""
    table = FetchConfig if place == "fetch" else SourceConfig if place else Config
    near = difflib.get_close_matches(key, table.__struct_fields__, n=1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    where = f" in [{place}]" if place and "..." not in place else ""
    return f"unknown key {key!r}{where}{hint}"
