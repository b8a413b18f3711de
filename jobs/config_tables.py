"""The tables of ``onrecord.toml``: each key with its type, default and description."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from scraper.fetch.settings import CONTACT
from scraper.model import Role
from scraper.origins.wayback import HOME

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
    proxy: Annotated[
        str | None, Meta(description="an HTTP proxy: http://host:port, user:password@ before it")
    ] = None
    ca_file: Annotated[
        str | None, Meta(description="certificates (PEM) to trust besides the public ones")
    ] = None
    use_environment: Annotated[
        bool,
        Meta(description="take proxies and certificates from HTTPS_PROXY and SSL_CERT_FILE, too"),
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
    """What is kept, and how long."""

    fetches_days: Annotated[
        int,
        Meta(ge=1, description="days to keep records of single requests; then they are summed up"),
    ] = 90
    snapshots: Annotated[
        Literal["all", "first-and-last", "last"],
        Meta(description="which copies of a page onrecord optimize keeps"),
    ] = "all"


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
    max_age: Annotated[
        str | None,
        Meta(description='how long ago the last good run of a source may be: "36h", "8d"'),
    ] = None


class WaybackConfig(Table, frozen=True):
    """Where captures of vanished pages are requested."""

    base_url: Annotated[
        str, Meta(description="the Wayback Machine, or an archive with the same interface")
    ] = HOME


class ServeConfig(Table, frozen=True):
    """Who may read what in the reading room."""

    publish: Annotated[
        bool,
        Meta(description="show whole transcripts and the tables to everybody, not to you alone"),
    ] = False


class LogConfig(Table, frozen=True):
    """How progress is written to stderr."""

    format: Annotated[
        Literal["text", "json"], Meta(description="lines for people, or one JSON object per line")
    ] = "text"


class AlertConfig(Table, frozen=True):
    """An alert: what to look for in what is new, and whom to tell."""

    query: Annotated[
        str | None, Meta(description="what to look for, as onrecord search takes it")
    ] = None
    speaker: Annotated[
        str | None, Meta(description="only what people of this name said: a part of it, an alias")
    ] = None
    role: Annotated[
        Role | None,
        Meta(description="only what people in this role said"),
    ] = None
    program: Annotated[
        str | None, Meta(description="only in programs so called: a part of the name")
    ] = None
    source: Annotated[str | None, Meta(description="only transcripts of this source")] = None
    newsmakers: Annotated[bool, Meta(description="leave out hosts, reporters and announcers")] = (
        False
    )
    atom: Annotated[
        str | None, Meta(description="an Atom file to write, relative to the archive")
    ] = None
    command: Annotated[
        list[str] | None,
        Meta(description="a command to run, with what was found as JSON Lines on its stdin"),
    ] = None
    mail_to: Annotated[
        str | None, Meta(description="an address to mail; [monitor] has the mail server")
    ] = None


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
    max_age: Annotated[
        str | None, Meta(description="how long ago its last good run may be; [monitor] if unset")
    ] = None
