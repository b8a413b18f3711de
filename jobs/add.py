"""``onrecord add``: land URLs, saved pages, text renderings, WARC files, archives and parts."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from jobs.add_archive import AddedArchive, add_archive
from jobs.add_parts import AddedPart, add_parts, is_parts
from jobs.config import Config
from jobs.exit_codes import ExitCode
from jobs.progress import Display
from jobs.remedies import explain, with_remedy
from jobs.stopping import terminated_as_interrupted
from jobs.utf8 import refuse_bytes
from scraper.archive.records.landing import Landed, LandingPolicy
from scraper.archive.states import LandedKind, RunOutcome
from scraper.archive.store import Archive
from scraper.crawl.land_archive import StoryKind
from scraper.crawl.land_saved import Failed, LandedPage, PageLander, RefusedFile
from scraper.crawl.land_urls import GivenStory, land_urls
from scraper.errors import UnusableFile, UsageError
from scraper.model import FetchRecord
from scraper.origins.wayback import HOME
from scraper.reading.reader import PageReader
from scraper.sources import Source, story_at
from scraper.urls import host_of
from scraper.warc import is_warc


@dataclass(slots=True)
class Added:
    """The result: the pages that landed, and (what, why) for those that failed. ``refused`` counts
    the failed files that contain no page at all. ``archives`` are the archives that were added,
    ``parts`` what other machines read.
    """

    landed: list[tuple[str, Landed]] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    refused: int = 0
    archives: list[AddedArchive] = field(default_factory=list)
    parts: list[AddedPart] = field(default_factory=list)

    def take(self, one: LandedPage | Failed | RefusedFile) -> None:
        """Take down what became of a page or a file."""
        if isinstance(one, RefusedFile):
            self.failed.append((str(one.path), explain(one.error)))
            self.refused += 1
        elif isinstance(one, Failed):
            reason = with_remedy(one.reason, one.error) if one.error else one.reason
            self.failed.append((one.name, reason))
        else:
            self.landed.append((one.name, one.landed))

    def take_archive(self, path: Path, add_it: Callable[[], AddedArchive]) -> None:
        """Take over an archive, and take down what became of it."""
        try:
            self.archives.append(add_it())
        except UsageError as error:
            self.take(RefusedFile(path, error))

    def take_parts(self, done: tuple[list[AddedPart], list[UnusableFile]]) -> None:
        """Take down what became of parts."""
        self.parts, unusable = done
        for error in unusable:
            self.take(RefusedFile(Path(str(error.facts["path"])), error))

    @property
    def counts(self) -> dict[str, int]:
        """How many pages and stories landed, and how many failed."""
        stories = sum(one.counts[StoryKind.NEW] for one in self.archives)
        pages = sum(one.count for one in self.parts)
        failed = sum(len(one.failed) for one in self.archives)
        failed += sum(len(one.failed) for one in self.parts)
        return {
            "landed": len(self.landed) + stories + pages,
            "failed": len(self.failed) + failed,
        }

    @property
    def exit_code(self) -> ExitCode:
        """A usage error only when nothing of what was given is a page."""
        brought = self.landed or self.archives or self.parts
        if self.refused and self.refused == len(self.failed) and not brought:
            return ExitCode.USAGE
        if any(one.needs_attention for one in self.archives):
            return ExitCode.ATTENTION
        if any(one.needs_attention for one in self.parts):
            return ExitCode.ATTENTION
        quarantined = any(landed.kind == LandedKind.QUARANTINED for _, landed in self.landed)
        return ExitCode.ATTENTION if self.failed or quarantined else ExitCode.DONE


def check(things: Sequence[str], url: str | None, sources: list[Source], config: Config) -> None:
    """Refuse arguments that make no sense, before anything is done.

    :param url: the value of ``--url``.
    :raises UsageError: a file is missing, a URL is not that of a story, or ``--url`` does not go
        with the arguments.
    """
    if url is not None:
        if len(things) != 1 or _is_url(things[0]):
            raise UsageError("--url gives the URL of one FILE: name exactly one file")
        if Archive.is_at(Path(things[0])):
            raise UsageError(f"{things[0]} is an archive and records its URLs: leave out --url")
        story_at(config.public_url(url, sources), sources)
    for thing in things:
        if _is_url(thing):
            refuse_bytes(thing)
            _refuse_capture(thing)
            story_at(config.public_url(thing, sources), sources)
        elif not Path(thing).exists() and any(one.owns(f"https://{thing}") for one in sources):
            raise UsageError(f"there is no file {thing}; a URL begins with https://")
        elif Path(thing).is_dir():
            if not is_parts(Path(thing)):
                raise UsageError(f"{thing} is a directory: name the files in it")
        elif not Path(thing).is_file():
            raise UsageError(f"there is no file {thing}")


def _refuse_capture(url: str) -> None:
    """Refuse the URL of a page of the Wayback Machine, which has more than the page on it.

    :raises UsageError: it is one.
    """
    if host_of(url) != host_of(HOME):
        return
    original = re.search(r"/web/\w+/(https?://.+)", url)
    which = f": {original.group(1)}" if original else ""
    raise UsageError(f"{url} is on the Wayback Machine; give the publisher's URL{which}")


def add(
    archive: Archive,
    things: Sequence[str],
    url: str | None,
    config: Config,
    display: Display,
    jobs: int | None = None,
) -> Added:
    """Land each of ``things``; one that fails doesn't hold up the others.

    :param display: how progress is shown, and where errors are logged that only a mistake in the
        code explains.
    :param jobs: how many processes read files; None: 1, but none to read a single page.
    :raises ArchiveError: the archive can't be written.
    """
    added, sources = Added(), config.known_sources()
    run_id = archive.runs.start("add", datetime.now(UTC))
    if url is not None:
        url = config.public_url(url, sources)
    paths = [Path(thing) for thing in things if not _is_url(thing)]
    archives = [path for path in paths if Archive.is_at(path)]
    parts = [path for path in paths if is_parts(path)]
    files = [path for path in paths if path not in archives and path not in parts]
    if jobs is None:
        single = not parts and len(paths) <= 1 and not archives and not any(map(is_warc, files))
        jobs = 0 if single else 1
    with terminated_as_interrupted(), PageReader(sources, jobs) as reader:
        policy = LandingPolicy(reread=reader.reread, follow=False)
        lander = PageLander(
            archive,
            policy,
            display.unforeseen("page"),
            lambda: datetime.now(UTC),
        )
        for one in lander.land_files(files, sources, reader, url):
            added.take(one)
        for path in archives:
            added.take_archive(
                path, partial(add_archive, archive, path, sources, reader.reread, display)
            )
        if parts:
            added.take_parts(add_parts(archive, parts, policy, display, jobs))
        if urls := [thing for thing in things if _is_url(thing)]:
            requests: list[FetchRecord] = []
            asyncio.run(_add_urls(lander, urls, config, requests, added))
            archive.runs.log_requests(run_id, requests)
    outcome = RunOutcome.TROUBLED if added.exit_code else RunOutcome.DONE
    archive.runs.finish(run_id, outcome, added.counts, datetime.now(UTC))
    return added


def _is_url(thing: str) -> bool:
    return thing[:8].casefold().startswith(("http://", "https://"))


async def _add_urls(
    lander: PageLander,
    urls: Sequence[str],
    config: Config,
    requests: list[FetchRecord],
    added: Added,
) -> None:
    stories, sources = [], config.known_sources()
    for url in urls:
        source, ref = story_at(config.public_url(url, sources), sources)
        stories.append(GivenStory(url, config.origins(source), ref))
    async for one in land_urls(lander, stories, config.fetch_settings(), requests.append):
        if isinstance(one, tuple):
            given, error = one
            added.failed.append((given, with_remedy(error.sentence, error)))
        else:
            added.take(one)
