"""What ``onrecord backfill`` is asked for, and what that leads to without a request."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from jobs.config import Config
from jobs.run import each_of
from jobs.scaling import Scaling
from scraper.archive.states import AlertOn
from scraper.errors import UnknownSource, UsageError
from scraper.model import ListingRef, StoryRef
from scraper.origins import Origin, Wayback
from scraper.parts.inputs import is_remote, warc_units
from scraper.parts.unit import COMMON_CRAWL, WarcUnit
from scraper.sources import Source, blamed
from scraper.url_lists import read_url_list


@dataclass(frozen=True, slots=True)
class BackfillInputs:
    """Where a backfill looks for stories: the listings of a range of days and the captures that
    the Wayback Machine has of them, files of URLs, sitemaps, WARC files. Where there are
    ``programs``, only their own archive pages are read, and only their stories taken. With
    ``alerts``, alerts tell of what lands. ``scaling`` says how the pages in WARC files are read.

    :ivar warcs: files, patterns of their names, and URLs of other file systems.
    :ivar indexes: files with index lines of Common Crawl, whose WARC files are at ``index_base``.
    """

    since: date | None = None
    until: date | None = None
    urls: Sequence[Path] = ()
    sitemaps: Sequence[str] = ()
    warcs: Sequence[str] = ()
    captures: bool = False
    oldest_first: bool = False
    programs: Sequence[str] = ()
    alerts: bool = False
    scaling: Scaling = field(default_factory=Scaling)
    indexes: Sequence[Path] = ()
    index_base: str = COMMON_CRAWL

    @property
    def reads_parts(self) -> bool:
        """True where what is at hand is read into parts first."""
        return bool(self.scaling.asked or self.indexes or any(map(is_remote, self.warcs)))

    @property
    def alert_on(self) -> AlertOn:
        """Of what alerts tell: of old stories only where they are asked to."""
        return AlertOn.EVERYTHING if self.alerts else AlertOn.NOTHING

    @property
    def command(self) -> str:
        """The command line for these inputs, as ``runs.command`` stores it."""
        parts = ["backfill"]
        if self.since and self.until:
            parts.append(f"--from {self.since} --to {self.until}")
        parts += [f"--program {shlex.quote(name)}" for name in self.programs]
        parts += [f"--urls {path}" for path in self.urls]
        parts += [f"--sitemap {url}" for url in self.sitemaps]
        parts += [f"--warc {path}" for path in self.warcs]
        parts += [f"--cdx {path}" for path in self.indexes]
        if self.captures:
            parts.append("--wayback")
        if self.alerts:
            parts.append("--alerts")
        return " ".join(parts)


@dataclass(frozen=True, slots=True)
class BackfillPlan:
    """What a backfill starts with: the listings to read, in order, and the stories whose URLs are
    known. ``unusable`` has the sources that can't say what to read, with the errors. ``warcs`` are
    the WARC files, in the order given.
    """

    inputs: BackfillInputs
    listings: list[ListingRef]
    stories: list[StoryRef]
    unusable: Mapping[str, UsageError] = field(default_factory=dict)
    warcs: Sequence[WarcUnit] = ()


def plan(
    inputs: BackfillInputs, sources: list[Source], config: Config, today: date
) -> BackfillPlan:
    """What ``inputs`` lead to, as far as it is known without a request.

    :raises UsageError: an input makes no sense: a range, a file, a URL of no source.
    """
    _check(inputs)
    listings = [_sitemap(url, sources, config) for url in inputs.sitemaps]
    unusable: dict[str, UsageError] = {}
    if inputs.since and inputs.until:
        check_range(inputs.since, inputs.until, today, sources)
        found, unusable = each_of(sources, lambda one: _listings(one, inputs, config, today))
        listings += [ref for of_source in found.values() for ref in of_source]
    stories = [ref for path in inputs.urls for ref in _stories_listed(path, sources, config)]
    in_order = listings[::-1] if inputs.oldest_first else listings
    return BackfillPlan(inputs, in_order, stories, unusable, warc_units(inputs.warcs))


def _listings(
    source: Source, inputs: BackfillInputs, config: Config, today: date
) -> list[ListingRef]:
    """The listings of a source for the range of days.

    :raises BrokenSource: its file can't say it.
    """
    assert inputs.since is not None
    assert inputs.until is not None
    origins: list[Origin] = [config.origins(source).own_site]
    if inputs.captures:
        origins.append(Wayback(source, config.wayback.base_url))
    since = max(inputs.since, source.first_day)
    if inputs.programs:
        with blamed(source.name, "program_listings"):
            return list(source.program_listings(since, inputs.until, today))
    with blamed(source.name, "listings_between"):
        return [
            ref for origin in origins for ref in origin.listings_between(since, inputs.until, today)
        ]


def _check(inputs: BackfillInputs) -> None:
    """Reject inputs that are wrong at first sight.

    :raises UsageError: there are no inputs, only half a range, or a file is missing.
    """
    files = inputs.warcs or inputs.indexes
    if not (inputs.since or inputs.until or inputs.urls or inputs.sitemaps or files):
        raise UsageError(
            "choose what to backfill: --from and --to, --urls, --sitemap, --warc or --cdx"
        )
    if inputs.scaling.asked and not files:
        raise UsageError("--cluster and --parts need --warc or --cdx")
    if inputs.scaling.only_reads and (inputs.since or inputs.urls or inputs.sitemaps):
        raise UsageError("--parts lands nothing: use it with --warc and --cdx only")
    if bool(inputs.since) != bool(inputs.until) or (inputs.captures and not inputs.since):
        raise UsageError("a range of days needs both --from and --to")
    if inputs.programs and not inputs.since:
        raise UsageError("--program needs a range of days: add --from and --to")
    if inputs.programs and (inputs.urls or inputs.sitemaps or files or inputs.captures):
        raise UsageError(
            "--program can't be combined with --urls, --sitemap, --warc or --wayback, which don't"
            " name a story's program: run them separately"
        )
    for path in (*inputs.urls, *inputs.indexes):
        if str(path) != "-" and not path.is_file():
            raise UsageError(f"there is no file {path}")


def check_range(since: date, until: date, today: date, sources: list[Source]) -> None:
    """Reject an impossible range.

    :raises UsageError: it runs backwards, begins in the future or ends before there was anything.
    """
    if since > until:
        raise UsageError(f"the range runs backwards: --from {since} is after --to {until}")
    if since > today:
        raise UsageError(f"the range begins in the future: --from {since}")
    first = min((source.first_day for source in sources), default=since)
    if until < first:
        raise UsageError(f"the range ends before the first broadcast on {first}: --to {until}")


def _sitemap(url: str, sources: list[Source], config: Config) -> ListingRef:
    public = config.public_url(url, sources)
    for source in sources:
        if source.owns(public):
            return ListingRef(source.name, public)
    others = [source.name for source in config.known_sources() if source.owns(public)]
    if not others:
        raise UnknownSource(f"{url} does not belong to any source OnRecord knows", url=url)
    raise UsageError(f"{url} belongs to {others[0]}; add --source {others[0]}")


def _stories_listed(path: Path, sources: list[Source], config: Config) -> list[StoryRef]:
    """The stories whose URLs are listed in a file, or on stdin.

    :raises UsageError: it can't be read, or a line is not the URL of a story.
    """
    try:
        listed = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} can't be read: {error}") from error
    return read_url_list(listed, str(path), sources, lambda url: config.public_url(url, sources))
