"""A finished crawl as JSON."""

from __future__ import annotations

from dataclasses import asdict

from jobs.crawling import Finished
from scraper.archive.records.landing import Landed


def as_json(finished: Finished) -> dict[str, object]:
    """A finished crawl for machines."""
    return {
        "counts": finished.report.counts,
        "problems": [{"url": url, "reason": reason} for url, reason in finished.report.problems],
        "stopped": finished.report.stopped,
        "unusable": {name: error.sentence for name, error in finished.unusable.items()},
        "drift": [asdict(drift) for drift in finished.drift],
        "without_listings": sorted(finished.without_listings),
        "untold": list(finished.untold),
        "landed": len(finished.report.landed),
        "interrupted": finished.interrupted,
        "time_up": finished.time_up,
        "without_program": finished.without_program,
    }


def landed_json(landed: Landed) -> dict[str, object]:
    """A transcript that a crawl landed, for machines."""
    return {
        "kind": landed.kind,
        "source": landed.ref.source,
        "story_id": landed.ref.story_id,
        "url": landed.ref.url,
        "transcript_id": landed.transcript_id,
        "duplicate_of": landed.duplicate_of,
        "words": landed.words,
        "changed": list(landed.changed),
        "cause": landed.cause,
    }
