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
    """A table of the configuration. ``onrecord init`` writes the ``Meta(description=…)`` of each
    field as a comment into the file.
    """


class FetchConfig(Table, frozen=True):
    """How politely pages are fetched, and how long to wait for them."""

    contact: Annotated[
        str, Meta(description="an e-mail address or URL where the operators of sites can reach you")
    ] = CONTACT
    rate: Annotated[
        float, Meta(ge=0, description="requests per second to one host; 0 sets no limit")
    ] = 1.0
    connections: Annotated[_Count, Meta(description="simultaneous requests to one host")] = 2
    timeout_s: Annotated[_Positive, Meta(description="seconds allowed for a whole request")] = 30.0
    max_mib: Annotated[
        _Positive, Meta(description="the largest body accepted, in MiB after decompression")
    ] = 10.0
    attempts: Annotated[_Count, Meta(description="tries for one request")] = 3
    max_failures: Annotated[
        _Count, Meta(description="failures in a row after which a host is left alone for a while")
    ] = 5
    cool_down_s: Annotated[_Positive, Meta(description="how long it is left alone, in seconds")] = (
        60.0
    )
    max_wait_s: Annotated[
        _Positive,
        Meta(description="the longest Retry-After to wait out within a run, in seconds"),
    ] = 120.0
    http2: Annotated[bool, Meta(description="speak HTTP/2 to servers that offer it")] = True
    allow_private: Annotated[
        bool, Meta(description="also fetch from loopback, private and link-local addresses")
    ] = False
    proxy: Annotated[
        str | None,
        Meta(description="an HTTP proxy: http://host:port or http://user:password@host:port"),
    ] = None
    ca_file: Annotated[
        str | None, Meta(description="more certificates (PEM) to trust, besides the public ones")
    ] = None
    use_environment: Annotated[
        bool,
        Meta(description="also take proxies and certificates from HTTPS_PROXY and SSL_CERT_FILE"),
    ] = False


class RefetchConfig(Table, frozen=True):
    """When pages are fetched again."""

    look_again_days: Annotated[
        tuple[_Positive, ...],
        Meta(description="the ages, in days, at which a story is fetched again"),
    ] = (1.0, 3.0, 14.0)
    settled_days: Annotated[
        float,
        Meta(ge=0, description="days between later fetches of an older story; 0: never"),
    ] = 365.0
    first_retry_minutes: Annotated[
        _Positive,
        Meta(description="minutes before a failed page is tried again; doubled each time"),
    ] = 15.0
    longest_retry_hours: Annotated[_Positive, Meta(description="the longest such wait")] = 24.0
    attempts: Annotated[
        _Count, Meta(description="failures in a row after which a page is treated as settled")
    ] = 8


class ScheduleConfig(Table, frozen=True):
    """When ``onrecord schedule`` runs each source."""

    cron: Annotated[
        str, Meta(description="minute, hour, day of month, month and day of week, as in a crontab")
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
        Meta(ge=0, le=3600, description="start each run at random up to this many seconds late"),
    ] = 60


class KeepConfig(Table, frozen=True):
    """What is kept, and for how long."""

    fetches_days: Annotated[
        int,
        Meta(ge=1, description="days to keep records of single requests; then they are summed up"),
    ] = 90
    snapshots: Annotated[
        Literal["all", "first-and-last", "last"],
        Meta(description="which copies of a page `onrecord optimize` keeps"),
    ] = "all"


class MonitorConfig(Table, frozen=True):
    """Where the outcome of runs is reported."""

    ping_url: Annotated[
        str | None,
        Meta(description="a healthcheck URL: URL/start, URL and URL/fail are requested"),
    ] = None
    on_failure: Annotated[
        list[str] | None,
        Meta(description="a command to run when a run fails; it gets the summary on stdin"),
    ] = None
    mail_to: Annotated[
        str | None, Meta(description="an e-mail address to write to when a run fails")
    ] = None
    mail_from: Annotated[
        str | None, Meta(description="the sender of that e-mail; mail_to if unset")
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
        Meta(description='the longest time since the last good run of a source: "36h", "8d"'),
    ] = None


class WaybackConfig(Table, frozen=True):
    """Where captures of pages that are gone are requested."""

    base_url: Annotated[
        str, Meta(description="the Wayback Machine, or an archive with the same interface")
    ] = HOME


class ServeConfig(Table, frozen=True):
    """Who may read what in the reading room."""

    publish: Annotated[
        bool,
        Meta(description="show whole transcripts and the tables to everybody, not only to you"),
    ] = False


class LogConfig(Table, frozen=True):
    """How progress is written to stderr."""

    format: Annotated[
        Literal["text", "json"], Meta(description="lines for people, or one JSON object per line")
    ] = "text"


class AlertConfig(Table, frozen=True):
    """An alert: a search to repeat over new transcripts, and where to send its results."""

    query: Annotated[
        str | None, Meta(description="the search, as you would give it to `onrecord search`")
    ] = None
    speaker: Annotated[
        str | None, Meta(description="only speakers with this name, part of a name, or alias")
    ] = None
    role: Annotated[
        Role | None,
        Meta(description="only speakers in this role"),
    ] = None
    program: Annotated[str | None, Meta(description="only programs with this in their name")] = None
    source: Annotated[str | None, Meta(description="only this source")] = None
    newsmakers: Annotated[bool, Meta(description="leave out hosts, reporters and announcers")] = (
        False
    )
    atom: Annotated[
        str | None, Meta(description="an Atom file to write, relative to the archive")
    ] = None
    command: Annotated[
        list[str] | None,
        Meta(description="a command to run; it gets the turns found as JSON Lines on stdin"),
    ] = None
    mail_to: Annotated[
        str | None, Meta(description="an e-mail address; the mail server is set under [monitor]")
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
        Meta(description="the time zone of its cron expression; as in [schedule] if unset"),
    ] = None
    max_age: Annotated[
        str | None,
        Meta(description="the longest time since its last good run; as in [monitor] if unset"),
    ] = None
