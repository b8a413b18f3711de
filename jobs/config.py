"""The whole of ``onrecord.toml``, and what is passed to the library. :mod:`jobs.config_tables` has
its tables; :mod:`jobs.config_file` reads the file.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from jobs.config_tables import (
    AlertConfig,
    FetchConfig,
    KeepConfig,
    LogConfig,
    MonitorConfig,
    RefetchConfig,
    ScheduleConfig,
    ServeConfig,
    SourceConfig,
    Table,
    WaybackConfig,
)
from scraper.archive.queue.refetch import RefetchPolicy
from scraper.errors import BrokenSource, UsageError
from scraper.fetch.settings import FetchSettings
from scraper.origins import Origins
from scraper.sources import (
    Source,
    broken_sources,
    make_source,
    source_file,
    source_named,
    source_names,
)

DEFAULT_DB = Path("archive.db")


class Config(Table, frozen=True):
    """All of ``onrecord.toml``."""

    db: Annotated[str | None, Meta(description="the archive file; --db takes precedence")] = None
    fetch: FetchConfig = FetchConfig()
    refetch: RefetchConfig = RefetchConfig()
    schedule: ScheduleConfig = ScheduleConfig()
    keep: KeepConfig = KeepConfig()
    monitor: MonitorConfig = MonitorConfig()
    wayback: WaybackConfig = WaybackConfig()
    log: LogConfig = LogConfig()
    serve: ServeConfig = ServeConfig()
    sources: dict[str, SourceConfig] = msgspec.field(default_factory=dict)
    alerts: dict[str, AlertConfig] = msgspec.field(default_factory=dict)

    def fetch_settings(self) -> FetchSettings:
        """The limits of fetching."""
        own: dict[str, Any] = msgspec.structs.asdict(self.fetch)
        return FetchSettings(max_bytes=int(own.pop("max_mib") * 1024 * 1024), **own)

    def refetch_policy(self) -> RefetchPolicy:
        """When pages are fetched again."""
        own = self.refetch
        return RefetchPolicy(
            look_again=tuple(timedelta(days=days) for days in own.look_again_days),
            settled=timedelta(days=own.settled_days) if own.settled_days else None,
            first_retry=timedelta(minutes=own.first_retry_minutes),
            longest_retry=timedelta(hours=own.longest_retry_hours),
            max_attempts=own.attempts,
        )

    def enabled_sources(self, names: tuple[str, ...] = ()) -> list[Source]:
        """The sources to crawl: those named, else those that are enabled and can be used.

        :raises UnknownSource: there is no source of that name.
        :raises BrokenSource: the file of a source that is named can't be used.
        """
        for name in names:
            source_named(name)
        known = self.known_sources()
        return [s for s in known if (s.name in names if names else self.is_on(s.name))]

    def sources_to_crawl(self, names: tuple[str, ...] = ()) -> list[Source]:
        """The same, and at least one of them.

        :raises UnknownSource: there is no source of that name.
        :raises UsageError: no source is enabled, or none of them can be used.
        """
        if not (sources := self.enabled_sources(names)):
            for error in self.broken_enabled().values():
                raise error
            raise UsageError(
                "no source is enabled: set enabled = true under [sources.NAME] in onrecord.toml,"
                " or name one with --source; `onrecord sources` lists them"
            )
        return sources

    def known_sources(self) -> list[Source]:
        """Every source that can be used, enabled or not: a given page may belong to any."""
        broken = self.broken()
        return [self.source(name) for name in source_names() if name not in broken]

    def broken(self) -> dict[str, BrokenSource]:
        """Why sources can't be used, by their names: their files, or what is configured of them."""
        found = {file.name: file.error() for file in broken_sources()}
        for name in source_names():
            try:
                self.source(name)
            except BrokenSource as error:
                found.setdefault(name, error)
        return found

    def broken_enabled(self) -> dict[str, BrokenSource]:
        """Those of them that are enabled."""
        return {name: error for name, error in self.broken().items() if self.is_on(name)}

    def is_on(self, name: str) -> bool:
        """Whether a source is enabled, usable or not."""
        own, kind = self.sources.get(name), source_file(name).source
        by_default = kind is not None and bool(getattr(kind, "enabled_by_default", False))
        if own is None:
            return by_default
        if own.enabled is not None:
            return own.enabled
        names_hosts_alone = own.hosts is not None and own == SourceConfig(hosts=own.hosts)
        return by_default or not names_hosts_alone

    def source(self, name: str) -> Source:
        """The source called ``name``, as configured.

        :raises UnknownSource: there is none.
        :raises BrokenSource: its file can't be used.
        """
        return self.make(source_named(name))

    def make(self, kind: type[Source]) -> Source:
        """A source of that class, as configured.

        :raises BrokenSource: its file can't make it.
        """
        own = self.sources.get(kind.name, SourceConfig())
        return make_source(kind, program_pages=own.programs, feeds=own.feeds, more_hosts=own.hosts)

    def origins(self, source: Source) -> Origins:
        """Where the pages of ``source`` are requested, as configured."""
        return Origins(source, self.sources.get(source.name, SourceConfig()).base_url)

    def public_url(self, url: str, sources: Iterable[Source]) -> str:
        """The publisher's URL for one on the mirror of one of ``sources``; any other as it is."""
        own_sites = (self.origins(source).own_site for source in sources)
        public = (own_site.public_url(url) for own_site in own_sites)
        return next((found for found in public if found != url), url)
