"""``onrecord reextract``: read every kept page again with the rules of this version."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

from jobs.terminal import plural
from scraper.archive.database import Archive
from scraper.archive.landing import Lander
from scraper.archive.runs import finish_run, start_run
from scraper.archive.snapshots import SnapshotStore
from scraper.extract import extract
from scraper.sources import Source


def reextract(archive: Archive, sources: list[Source]) -> Counter[str]:
    """Extract and land the kept pages of ``sources`` again; how many came to what. Nothing is
    fetched. Better speakers and metadata are put right in place; other words are a revision.

    :raises ArchiveError: the archive can't be written.
    """
    run_id = start_run(archive, "reextract", datetime.now(UTC))
    lander, counts = Lander(archive), Counter[str]()
    for source in sources:
        for kept in SnapshotStore(archive.connection).newest(source.name):
            outcome = extract(kept.page, source, kept.ref)
            counts[lander.land_again(kept, outcome).kind] += 1
    finish_run(archive, run_id, "done", counts, datetime.now(UTC))
    return counts


def summary(counts: Counter[str]) -> str:
    """What was done, in a line."""
    said = {"same": "with the same words", "revision": "with other words", "new": "new transcripts"}
    parts = [f"{count:,} {said.get(kind, kind)}" for kind, count in sorted(counts.items())]
    return f"{plural(counts.total(), 'page')} read again: {', '.join(parts) or 'none is kept'}"
