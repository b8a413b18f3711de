"""``onrecord reextract``: read every kept page again with the rules of this version."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from jobs.terminal import plural, printable, prose, stdout
from scraper.archive.records.landing import Landed
from scraper.archive.snapshots import KeptPage
from scraper.archive.states import LandedKind, RunOutcome
from scraper.archive.store import Archive
from scraper.crawl.reread import read_again, reader_of
from scraper.sources import Source

#: Transcripts in doubt that are printed one by one; the rest are counted.
_SHOWN = 20
_PAGES = {
    "same": "with the same words",
    "revision": "with other words",
    "doubted": "not understood any more",
}
_ONE_DOUBTED = (
    "1 transcript is now in doubt: the current rules no longer understand its page. It stays as it"
    " was read before:"
)
_DOUBTED = (
    "{count:,} transcripts are now in doubt: the current rules no longer understand their pages."
    " They stay as they were read before:"
)


@dataclass(slots=True)
class Reread:
    """How many pages came to what, and the transcripts that are in doubt now."""

    counts: Counter[str] = field(default_factory=Counter)
    doubted: list[Landed] = field(default_factory=list)

    @property
    def outcome(self) -> RunOutcome:
        """How it ended, as ``runs.outcome`` says it."""
        return RunOutcome.TROUBLED if self.doubted else RunOutcome.DONE


def reextract(archive: Archive, sources: list[Source], *, quarantined: bool = False) -> Reread:
    """Extract and land the kept pages of ``sources`` again. Nothing is fetched. Better speakers
    and metadata are put right in place; other words are a revision. A transcript whose page is no
    longer understood stays, and is in doubt.

    :param quarantined: only pages that are quarantined.
    :raises ArchiveError: the archive can't be written.
    """
    run_id = archive.runs.start("reextract", datetime.now(UTC))
    lander, done = archive.lander(reread=reader_of(sources)), Reread()
    for source in sources:
        for kept in _kept(archive, source, quarantined=quarantined):
            landed = lander.land_again(kept, read_again(kept, source))
            done.counts["doubted" if landed.doubted else landed.kind] += 1
            if landed.doubted:
                done.doubted.append(landed)
    archive.runs.finish(run_id, done.outcome, done.counts, datetime.now(UTC))
    return done


def _kept(archive: Archive, source: Source, *, quarantined: bool) -> Iterator[KeptPage]:
    """The pages to read again: of each story the one that its transcript was read from; of one
    that is quarantined, where only those are wanted, the last.
    """
    if not quarantined:
        yield from archive.snapshots.newest(source.name)
        return
    _, pages = archive.queue.quarantined([source.name], -1)
    for page in pages:
        if (kept := archive.snapshots.last(page.id)) is not None:
            yield kept


def print_summary(done: Reread) -> None:
    """Print what was done, and which transcripts are in doubt, for a person."""
    console = stdout()
    parts = [_part(kind, count) for kind, count in sorted(done.counts.items())]
    read = plural(done.counts.total(), "page")
    prose(console, f"{read} read again: {', '.join(parts) or 'none is kept'}")
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
