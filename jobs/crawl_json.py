"""A finished crawl as JSON."""

from __future__ import annotations

from dataclasses import asdict

from jobs.crawling import Finished


def as_json(finished: Finished) -> dict[str, object]:
    """A finished crawl for machines."""
    return {
        "counts": finished.report.counts,
        "problems": [{"url": url, "reason": reason} for url, reason in finished.report.problems],
        "stopped": finished.report.stopped,
        "unusable": {name: error.sentence for name, error in finished.unusable.items()},
        "drift": [asdict(drift) for drift in finished.drift],
        "interrupted": finished.interrupted,
        "time_up": finished.time_up,
        "without_program": finished.without_program,
    }
