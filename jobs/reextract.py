"""``onrecord reextract``: read every kept page again with the rules of this version."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from jobs.counting import show_count
from jobs.exit_codes import ExitCode
from jobs.progress import Display
from jobs.read_units import UnitsRead, land_units, read_units
from jobs.scaling import Scaling
from jobs.stopping import terminated_as_interrupted
from jobs.terminal import plural, printable, prose, stderr, stdout
from scraper.archive.records.landing import Landed, LandingPolicy
from scraper.archive.states import LandedKind, RunOutcome
from scraper.archive.store import Archive
from scraper.crawl import reextract as crawl_reextract
from scraper.crawl.land_saved import Failed, LandedPage, Unforeseen
from scraper.parts.kept import kept_units
from scraper.parts.landing import PartLander
from scraper.parts.running import remove_parts
from scraper.parts.unit import KEPT_PAGES
from scraper.reading.reader import PageReader
from scraper.sources import Source

#: Transcripts in doubt that are printed one by one; the rest are counted.
_SHOWN = 20
_PAGES = {
    "same": "unchanged",
    "revision": "with other words",
    "no_transcript": "without a transcript",
    "doubted": "not understood any more",
}
_ONE_DOUBTED = (
    "1 transcript is now in doubt: the current rules no longer understand its page. It is left as"
    " it was:"
)
_DOUBTED = (
    "{count:,} transcripts are now in doubt: the current rules no longer understand their pages."
    " They are left as they were:"
)


@dataclass(slots=True)
class Reread:
    """The number of pages with each outcome, the transcripts now in doubt, and the pages that
    failed, with the reasons.
    """

    counts: Counter[str] = field(default_factory=Counter)
    doubted: list[Landed] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    quarantined: bool = False

    def take(self, one: Landed | Failed) -> None:
        """Take down what became of a page."""
        if isinstance(one, Failed):
            self.counts["failed"] += 1
            self.failed.append((one.name, one.reason))
            return
        self.counts["doubted" if one.doubted else one.kind] += 1
        if one.doubted:
            self.doubted.append(one)

    @property
    def exit_code(self) -> ExitCode:
        """What the command exits with."""
        return ExitCode.ATTENTION if self.doubted or self.failed else ExitCode.DONE

    @property
    def outcome(self) -> RunOutcome:
        """How it ended, as ``runs.outcome`` says it."""
        return RunOutcome.TROUBLED if self.exit_code else RunOutcome.DONE


def reextract(
    archive: Archive,
    sources: list[Source],
    display: Display,
    *,
    quarantined: bool = False,
    scaling: Scaling = Scaling(),  # noqa: B008  it is frozen
) -> Reread:
    """Extract and land the kept pages of ``sources`` again. Nothing is fetched. Better speakers
    and metadata are put right in place; other words are a revision. A transcript whose page is no
    longer understood stays, and is in doubt.

    :param display: how progress is shown.
    :param quarantined: only pages that are quarantined.
    :param scaling: where pages are read, and by how many processes.
    :raises ArchiveError: the archive can't be written.
    """
    run_id = archive.runs.start("reextract", datetime.now(UTC))
    done = Reread(quarantined=quarantined)

    total = sum(archive.snapshots.count(one.name, quarantined=quarantined) for one in sources)
    with terminated_as_interrupted(), show_count(display, total, "page") as count_one:

        def take(one: Landed | Failed) -> None:
            count_one()
            done.take(one)

        if scaling.cluster:
            _on_cluster(
                archive, sources, scaling, take, display.unforeseen("url"), quarantined=quarantined
            )
        else:
            with PageReader(sources, scaling.jobs) as reader:
                for one in crawl_reextract.reextract(
                    archive, sources, reader, display.unforeseen("url"), quarantined=quarantined
                ):
                    take(one)
    archive.runs.finish(run_id, done.outcome, done.counts, datetime.now(UTC))
    return done


def _on_cluster(
    archive: Archive,
    sources: list[Source],
    scaling: Scaling,
    take: Callable[[Landed | Failed], None],
    unforeseen: Unforeseen,
    *,
    quarantined: bool,
) -> None:
    """Read the pages on a cluster, and land them in their order.

    :raises ArchiveError: the archive can't be written.
    """
    directory = scaling.directory(archive.path)
    if not directory.is_dir():  # nothing was begun: each page is landed, also where it was before
        archive.landed_parts.forget_inputs(KEPT_PAGES)
    units = kept_units(crawl_reextract.pages_to_read(archive, sources, quarantined=quarantined))

    def told(one: LandedPage | Failed) -> None:
        take(one.landed if isinstance(one, LandedPage) else one)

    def now() -> datetime:
        return datetime.now(UTC)

    with PageReader(sources, 1) as reader, scaling.reader(directory, sources) as cluster:
        policy = LandingPolicy(reread=reader.reread)
        with PartLander(archive, policy, told, unforeseen, now) as lander:
            done, names = land_units(units, cluster, lander, directory, lambda one: None)
    for unit, reason in done.failed:
        take(Failed(unit, reason))
    if not done.failed:
        archive.landed_parts.forget(names)  # to read these pages again is to land them again
        if scaling.parts is None:
            remove_parts(directory, names)


def read_only(
    archive: Archive,
    sources: list[Source],
    scaling: Scaling,
    display: Display,
    *,
    quarantined: bool,
) -> UnitsRead:
    """Read this machine's share of the kept pages into parts. Nothing is landed, so that the
    archive may be a copy.
    """
    pages = crawl_reextract.pages_to_read(archive, sources, quarantined=quarantined)
    units = scaling.of_shard(kept_units(pages))
    return read_units(units, 0, scaling, sources, display)


def print_summary(done: Reread) -> None:
    """Print what was done, and which transcripts are in doubt, for a person."""
    console = stdout()
    if not done.counts:
        prose(console, "no page is quarantined" if done.quarantined else "no page is kept")
    else:
        parts = [_part(kind, count) for kind, count in done.counts.most_common()]
        read = plural(done.counts.total(), "page")
        prose(console, f"{read} read again: {', '.join(parts)}")
    for url, reason in done.failed:
        stderr().print(printable(f"error: {url}: {reason}"), soft_wrap=True)
    if not done.doubted:
        return
    said = _ONE_DOUBTED if len(done.doubted) == 1 else _DOUBTED
    prose(console, said.format(count=len(done.doubted)))
    for landed in done.doubted[:_SHOWN]:
        line = f"  {landed.ref.source} {landed.ref.story_id} [{landed.transcript_id}]"
        console.print(printable(f"{line}: {landed.reason}"), soft_wrap=True)
    if len(done.doubted) > _SHOWN:
        console.print(f"  … and {len(done.doubted) - _SHOWN:,} more, in --json")


def _part(kind: str, count: int) -> str:
    if kind == LandedKind.NEW:
        return plural(count, "new transcript")
    return f"{count:,} {_PAGES.get(kind, kind)}"


def as_json(done: Reread) -> dict[str, object]:
    """What was done, for machines."""
    return {
        "counts": done.counts,
        "failed": [{"url": url, "reason": reason} for url, reason in done.failed],
        "doubted": [
            {
                "transcript_id": landed.transcript_id,
                "source": landed.ref.source,
                "story_id": landed.ref.story_id,
                "reason": landed.reason,
            }
            for landed in done.doubted
        ],
    }
