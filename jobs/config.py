"""The tables of ``onrecord.toml``: each key with its type, default and description, and what the
library is given of them. :mod:`jobs.config_file` reads the file.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from scraper.archive.queue.refetch import RefetchPolicy
from scraper.errors import BrokenSource, UsageError
from scraper.fetch.settings import CONTACT, FetchSettings
from scraper.origins import Origins
from scraper.origins.wayback import HOME
from scraper.sources import (
    Source,
    broken_sources,
    make_source,
    source_file,
    source_named,
    source_names,
)

DEFAULT_DB = Path("archive.db")
DEFAULT_CRON = "17 * * * *"

_Positive = Annotated[float, Meta(gt=0)]
_Count = Annotated[int, Meta(ge=1, le=64)]


class Table(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, frozen=True):
    """A table of the configuration. The ``Meta(description=…)`` of a field explains the key in the
    commented file that ``onrecord init`` writes.
    """


class FetchConfig(Table, frozen=True):
    """How politely and how long pages are fetched."""

    contact: Annotated[
        str, Meta(description="a URL or address where a site's operator can reach you")
    ] = CONTACT
    rate: Annotated[
        float, Meta(ge=0, description="requests a second to one host; 0 sets no limit")
    ] = 1.0
    connections: Annotated[_Count, Meta(description="requests under way at once to one host")] = 2
    timeout_s: Annotated[_Positive, Meta(description="seconds for one whole request")] = 30.0
    max_mib: Annotated[
        _Positive, Meta(description="the largest body, in MiB after decompression")
    ] = 10.0
    attempts: Annotated[_Count, Meta(description="tries for one request")] = 3
    max_failures: Annotated[
        _Count, Meta(description="failures in a row after which a host is given a rest")
    ] = 5
    cool_down_s: Annotated[_Positive, Meta(description="the length of that rest, in seconds")] = (
        60.0
    )
    max_wait_s: Annotated[
        _Positive,
        Meta(description="the longest Retry-After to wait for within a run, in seconds"),
    ] = 120.0
    http2: Annotated[bool, Meta(description="speak HTTP/2 to servers that offer it")] = True
    allow_private: Annotated[
        bool, Meta(description="fetch from loopback, private and link-local addresses too")
    ] = False


class RefetchConfig(Table, frozen=True):
    """When pages are fetched again."""

    look_again_days: Annotated[
        tuple[_Positive, ...],
        Meta(description="ages of a story, in days, at which it is fetched again"),
    ] = (1.0, 3.0, 14.0)
    settled_days: Annotated[
        float,
        Meta(ge=0, description="days after which an older story is fetched again; 0: never"),
    ] = 365.0
    first_retry_minutes: Annotated[
        _Positive,
        Meta(description="minutes until a failed page is tried again; doubled each time"),
    ] = 15.0
    longest_retry_hours: Annotated[_Positive, Meta(description="the longest such wait")] = 24.0
    attempts: Annotated[
        _Count, Meta(description="failures in a row after which a page counts as settled")
    ] = 8


class ScheduleConfig(Table, frozen=True):
    """When ``onrecord schedule`` runs each source."""

    cron: Annotated[
        str, Meta(description="minute, hour, day of month, month, day of week, as crontab has them")
    ] = DEFAULT_CRON
    every: Annotated[
        str | None,
        Meta(description='an interval instead of a cron expression: "90m", "6h", "1d"'),
    ] = None
    timezone: Annotated[
        str | None,
        Meta(description='the time zone of cron ("America/New_York"); this machine\'s if unset'),
    ] = None
    jitter_s: Annotated[
        int,
        Meta(ge=0, le=3600, description="start up to this many seconds late, at random"),
    ] = 60


class KeepConfig(Table, frozen=True):
    """How long records of passing interest are kept."""

    fetches_days: Annotated[
        int,
        Meta(ge=1, description="days to keep records of single requests; then they are summed up"),
    ] = 90


class MonitorConfig(Table, frozen=True):
    """Where the outcome of runs is reported."""

    ping_url: Annotated[
        str | None,
        Meta(description="a healthcheck URL: URL/start, URL and URL/fail are requested"),
    ] = None
    on_failure: Annotated[
        list[str] | None,
        Meta(description="a command to run when a run fails, with the summary on its stdin"),
    ] = None
    mail_to: Annotated[str | None, Meta(description="an address to mail when a run fails")] = None
    mail_from: Annotated[
        str | None, Meta(description="the sender of such mail; mail_to if unset")
    ] = None
    smtp_url: Annotated[
        str,
        Meta(description="the mail server: smtp://host:25, or smtps://user:password@host:465"),
    ] = "smtp://localhost:25"
    metrics_file: Annotated[
        str | None, Meta(description="a Prometheus text file to write after each run")
    ] = None


class WaybackConfig(Table, frozen=True):
    """Where captures of vanished pages are requested."""

    base_url: Annotated[
        str, Meta(description="the Wayback Machine, or an archive with the same interface")
    ] = HOME


class LogConfig(Table, frozen=True):
    """How progress is written to stderr."""

    format: Annotated[
        Literal["text", "json"], Meta(description="lines for people, or one JSON object per line")
    ] = "text"


class SourceConfig(Table, frozen=True):
    """A source."""

    enabled: Annotated[
        bool | None, Meta(description="whether run, backfill and schedule crawl it")
    ] = None
    base_url: Annotated[
        str | None, Meta(description="another server to request its pages from: a mirror, a proxy")
    ] = None
    programs: Annotated[list[str] | None, Meta(description="the programs to read")] = None
    feeds: Annotated[
        list[str] | None, Meta(description="URLs of the feeds, sitemaps and other listings to read")
    ] = None
    hosts: Annotated[
        list[str] | None, Meta(description="more hosts whose pages belong to this source")
    ] = None
    cron: Annotated[str | None, Meta(description="its own cron expression")] = None
    every: Annotated[str | None, Meta(description="its own interval")] = None
    timezone: Annotated[
        str | None,
        Meta(description="the time zone of its cron expression; that of [schedule] if unset"),
    ] = None


class Config(Table, frozen=True):
    """All of ``onrecord.toml``."""

    db: Annotated[str | None, Meta(description="the archive's file; --db takes precedence")] = None
    fetch: FetchConfig = FetchConfig()
    refetch: RefetchConfig = RefetchConfig()
    schedule: ScheduleConfig = ScheduleConfig()
    keep: KeepConfig = KeepConfig()
    monitor: MonitorConfig = MonitorConfig()
    wayback: WaybackConfig = WaybackConfig()
    log: LogConfig = LogConfig()
    sources: dict[str, SourceConfig] = {}

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
                "no source is enabled: set enabled = true in [sources.NAME] of onrecord.toml,"
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
