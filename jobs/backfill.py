"""``onrecord backfill``: stories of other days, by several roads; started again it goes on."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from jobs.add import stories_in_warc
from jobs.config import Config
from jobs.crawling import Finished, crawl
from jobs.progress import Show
from scraper.archive.database import Archive
from scraper.archive.landing import Lander
from scraper.archive.pages import UNFETCHED, add_stories
from scraper.crawl import CrawlReport, PageDone, Scope
from scraper.errors import UsageError
from scraper.extract import extract
from scraper.model import ListingRef, StoryRef
from scraper.origins import Origin, Wayback
from scraper.sources import Source


@dataclass(frozen=True, slots=True)
class Roads:
    """Where stories are looked for: the listings of a range of days and the captures that the
    Wayback Machine has of them, files of URLs, sitemaps, WARC files.
    """

    since: date | None = None
    until: date | None = None
    urls: Sequence[Path] = ()
    sitemaps: Sequence[str] = ()
    warcs: Sequence[Path] = ()
    captures: bool = False

    @property
    def says(self) -> str:
        """The command that asks for these."""
        parts = ["backfill"]
        if self.since and self.until:
            parts.append(f"--from {self.since} --to {self.until}")
        parts += [f"--urls {path}" for path in self.urls]
        parts += [f"--sitemap {url}" for url in self.sitemaps]
        parts += [f"--warc {path}" for path in self.warcs]
        if self.captures:
            parts.append("--wayback")
        return " ".join(parts)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a backfill begins with: listings to read and stories known by their URL."""

    listings: list[ListingRef]
    stories: list[StoryRef]


def check_range(since: date, until: date, today: date, sources: list[Source]) -> None:
    """Refuse a range that can't be meant.

    :raises UsageError: it runs backwards, begins in the future or ends before there was anything.
    """
    if since > until:
        raise UsageError(f"the range runs backwards: --from {since} is after --to {until}")
    if since > today:
        raise UsageError(f"the range begins in the future: --from {since}")
    first = min((source.first_day for source in sources), default=since)
    if until < first:
        raise UsageError(f"the range ends before the first broadcast, on {first}: --to {until}")


def plan(roads: Roads, sources: list[Source], config: Config, today: date) -> Plan:
    """What the roads lead to, as far as it is known without asking anybody.

    :raises UsageError: a road can't be: a range, a file, a URL that is no newsroom's.
    """
    if not (roads.since or roads.until or roads.urls or roads.sitemaps or roads.warcs):
        raise UsageError("say what is to be brought: --from and --to, --urls, --sitemap or --warc")
    if bool(roads.since) != bool(roads.until) or (roads.captures and not roads.since):
        raise UsageError("a range of days needs both --from and --to")
    for path in (*roads.urls, *roads.warcs):
        if str(path) != "-" and not path.is_file():
            raise UsageError(f"there is no file {path}")
    listings = [_sitemap(config.public_url(url, sources), sources) for url in roads.sitemaps]
    if roads.since and roads.until:
        check_range(roads.since, roads.until, today, sources)
        for source in sources:
            since = max(roads.since, source.first_day)
            origins: list[Origin] = [config.origins(source).own_site]
            if roads.captures:
                origins.append(Wayback(source, config.wayback.base_url))
            for origin in origins:
                listings += origin.listings_between(since, roads.until, today)
    stories = [ref for path in roads.urls for ref in _stories_listed(path, sources, config)]
    return Plan(listings, stories)


def _sitemap(url: str, sources: list[Source]) -> ListingRef:
    for source in sources:
        if source.owns(url):
            return ListingRef(source.name, url)
    names = ", ".join(source.name for source in sources)
    raise UsageError(f"{url} is on no site of {names}; name its newsroom with --source")


def _stories_listed(path: Path, sources: list[Source], config: Config) -> list[StoryRef]:
    """The stories whose URLs stand in a file, one a line; ``#`` begins a comment.

    :raises UsageError: a line is no story's URL.
    """
    try:
        text = sys.stdin.read() if str(path) == "-" else path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} can't be read: {error}") from error
    found, wrong = [], []
    for number, line in enumerate(text.splitlines(), start=1):
        url = line.partition(" #")[0].strip()
        if not url or url.startswith("#"):
            continue
        public = config.public_url(url, sources)
        refs = (source.identify(public) for source in sources)
        if (ref := next((ref for ref in refs if ref is not None), None)) is not None:
            found.append(ref)
        else:
            wrong.append(f"line {number}: {url}")
    if wrong:
        more = f" and {len(wrong) - 5} more" if len(wrong) > 5 else ""
        raise UsageError(
            f"{path}: no story of {', '.join(s.name for s in sources)}:"
            f" {'; '.join(wrong[:5])}{more}; take them out, or name their newsroom with --source"
        )
    return found


def backfill(
    archive: Archive,
    sources: list[Source],
    config: Config,
    show: Show,
    roads: Roads,
    planned: Plan,
    *,
    oldest_first: bool = False,
    limit: int | None = None,
    max_time: timedelta | None = None,
) -> Finished:
    """Walk ``roads``, as ``planned``, and land the stories not yet fetched.

    :raises ArchiveError: the archive can't be written.
    """
    with archive.transaction() as connection:
        add_stories(connection, planned.stories, datetime.now(UTC))
    listings = planned.listings[::-1] if oldest_first else planned.listings

    def land_warcs(report: CrawlReport, watch: Callable[[PageDone], None]) -> None:
        lander = Lander(archive, config.refetch_policy())
        for path in roads.warcs:
            _land_warc(lander, path, sources, report, watch)

    return crawl(
        archive,
        sources,
        config,
        show,
        command=roads.says,
        listings=listings,
        reread=False,
        scope=Scope(states=UNFETCHED, since=roads.since, until=roads.until, limit=limit),
        max_time=max_time,
        first=land_warcs if roads.warcs else None,
    )


def _land_warc(
    lander: Lander,
    path: Path,
    sources: list[Source],
    report: CrawlReport,
    watch: Callable[[PageDone], None],
) -> None:
    """Land the stories in a WARC file, but for those of which later words are on record."""
    try:
        for given in stories_in_warc(path, sources):
            outcome = extract(given.page, given.source, given.ref)
            ref = outcome.ref or given.ref
            landed = lander.land(given.page, outcome, ref, datetime.now(UTC), follow=False)
            report.count(landed.kind)
            report.count("duplicates", landed.duplicates)
            if landed.kind == "quarantined":
                report.problem(ref.url, f"quarantined: {landed.reason}")
            watch(PageDone(landed.kind, ref.source, ref.url, landed.reason, landed))
    except UsageError as error:
        report.count("failed")
        report.problem(str(path), str(error))
