"""``onrecord backfill``: fetch old stories, from listings, lists of URLs and files."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

from jobs.alerts import tell_alerts
from jobs.config import Config
from jobs.crawling import Bounds, CrawlPlan, Finished, crawl
from jobs.progress import Display
from jobs.remedies import explain
from jobs.run import each_of
from jobs.stopping import terminated_as_interrupted
from scraper.archive.records.landing import LandingPolicy
from scraper.archive.states import UNFETCHED, AlertOn
from scraper.archive.store import Archive
from scraper.crawl import CrawlReport, PageDone, Scope
from scraper.crawl.land_saved import Failed, LandedPage, PageLander, RefusedFile
from scraper.errors import UnknownSource, UsageError
from scraper.model import ListingRef, StoryRef
from scraper.origins import Origin, Wayback
from scraper.reading.reader import PageReader
from scraper.sources import Source, blamed
from scraper.url_lists import read_url_list


@dataclass(frozen=True, slots=True)
class BackfillInputs:
    """Where a backfill looks for stories: the listings of a range of days, the Wayback Machine's
    captures for these days, files of URLs, sitemaps, and WARC files. If there are ``programs``,
    only their own archive pages are read, and only their stories are fetched. With ``alerts``,
    alerts are sent about what lands. ``jobs`` processes read the pages in WARC files.
    """

    since: date | None = None
    until: date | None = None
    urls: Sequence[Path] = ()
    sitemaps: Sequence[str] = ()
    warcs: Sequence[Path] = ()
    captures: bool = False
    oldest_first: bool = False
    programs: Sequence[str] = ()
    alerts: bool = False
    jobs: int = 1

    @property
    def alert_on(self) -> AlertOn:
        """What alerts are sent about: old stories only if that was asked for."""
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
        if self.captures:
            parts.append("--wayback")
        if self.alerts:
            parts.append("--alerts")
        return " ".join(parts)


@dataclass(frozen=True, slots=True)
class BackfillPlan:
    """What a backfill starts with: the listings to read, in order, and the stories whose URLs are
    known. ``unusable`` has the sources that can't say what to read, with the errors.
    """

    inputs: BackfillInputs
    listings: list[ListingRef]
    stories: list[StoryRef]
    unusable: Mapping[str, UsageError] = field(default_factory=dict)


def plan(
    inputs: BackfillInputs, sources: list[Source], config: Config, today: date
) -> BackfillPlan:
    """What ``inputs`` lead to, as far as is known without a request.

    :raises UsageError: an input is wrong: a range, a file, or a URL that belongs to no source.
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
    return BackfillPlan(inputs, in_order, stories, unusable)


def _listings(
    source: Source, inputs: BackfillInputs, config: Config, today: date
) -> list[ListingRef]:
    """The listings of a source for the range of days.

    :raises BrokenSource: its file fails.
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
    if not (inputs.since or inputs.until or inputs.urls or inputs.sitemaps or inputs.warcs):
        raise UsageError("choose what to backfill: --from and --to, --urls, --sitemap or --warc")
    if bool(inputs.since) != bool(inputs.until) or (inputs.captures and not inputs.since):
        raise UsageError("a range of days needs both --from and --to")
    if inputs.programs and not inputs.since:
        raise UsageError("--program needs a range of days: add --from and --to")
    if inputs.programs and (inputs.urls or inputs.sitemaps or inputs.warcs or inputs.captures):
        raise UsageError(
            "--program can't be combined with --urls, --sitemap, --warc or --wayback, which don't"
            " name a story's program: run them separately"
        )
    for path in (*inputs.urls, *inputs.warcs):
        if str(path) != "-" and not path.is_file():
            raise UsageError(f"there is no file {path}")


def check_range(since: date, until: date, today: date, sources: list[Source]) -> None:
    """Reject an impossible range.

    :raises UsageError: it runs backwards, begins in the future, or ends before the first broadcast.
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
    """The stories whose URLs are listed in a file or on stdin.

    :raises UsageError: it can't be read, or a line is not the URL of a story.
    """
    try:
        listed = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} can't be read: {error}") from error
    return read_url_list(listed, str(path), sources, lambda url: config.public_url(url, sources))


def backfill(
    archive: Archive,
    sources: list[Source],
    config: Config,
    display: Display,
    planned: BackfillPlan,
    bounds: Bounds | None = None,
) -> Finished:
    """Fetch the stories of ``planned`` that were never fetched; read its listings in order.

    :raises ArchiveError: the archive can't be written.
    """
    inputs, bounds = planned.inputs, bounds or Bounds()
    sources = [source for source in sources if source.name not in planned.unusable]
    archive.queue.add_stories(planned.stories, datetime.now(UTC))

    def land_warcs(report: CrawlReport, watch: Callable[[PageDone], None]) -> None:
        with terminated_as_interrupted(), PageReader(sources, inputs.jobs) as reader:
            lander = PageLander(
                archive,
                LandingPolicy(
                    config.refetch_policy(), reader.reread, follow=False, alert=inputs.alert_on
                ),
                lambda url, error: display.log.error("unforeseen error", page=url, exc_info=error),
                lambda: datetime.now(UTC),
            )
            for one in lander.land_files(inputs.warcs, sources, reader):
                _take(one, report, watch)

    job = CrawlPlan(
        command=inputs.command,
        alert=inputs.alert_on,
        listings=planned.listings,
        scope=Scope(
            UNFETCHED, inputs.since, inputs.until, limit=bounds.limit, programs=inputs.programs
        ),
        max_time=bounds.max_time,
        land_first=land_warcs if inputs.warcs else None,
        unusable=planned.unusable,
        named_listings={config.public_url(url, sources) for url in inputs.sitemaps},
    )
    finished = crawl(archive, sources, config, display, job)
    if inputs.alerts and not finished.interrupted:
        finished = tell_alerts(archive, config, finished)
    if inputs.programs:
        names = [source.name for source in sources]
        left = archive.queue.count_without_program(names)
        finished = replace(finished, without_program=left)
    return finished


def _take(
    one: LandedPage | Failed | RefusedFile,
    report: CrawlReport,
    watch: Callable[[PageDone], None],
) -> None:
    """Count what became of a story in a WARC file, and report what failed."""
    if isinstance(one, LandedPage):
        landed = one.landed
        report.take(landed)
        watch(PageDone(landed.kind, landed.ref.source, landed.ref.url, landed.reason, landed))
        return
    report.count("failed")
    if isinstance(one, RefusedFile):
        report.problem(str(one.path), explain(one.error))
    else:
        report.problem(one.name, one.reason)
