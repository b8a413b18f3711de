"""A crawl in words: the counts in a line, and what needs attention."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from jobs.crawling import Finished
from jobs.remedies import explain, remedy_for
from jobs.terminal import plural, printable, stderr
from scraper.archive.health.drift import Drift
from scraper.archive.runs import SourceTally

#: Counts of a run with their word for one and, where it is not regular, for several.
_WORDS = (
    ("new", "new transcript", None),
    ("revision", "revision", None),
    ("same", "unchanged", "unchanged"),
    ("not_modified", "not modified (304)", "not modified (304)"),
    ("no_transcript", "story without transcript", "stories without transcript"),
    ("duplicates", "duplicate", None),
    ("quarantined", "quarantined", "quarantined"),
    ("gone", "gone", "gone"),
    ("failed", "failed", "failed"),
    ("disallowed", "forbidden by robots.txt", "forbidden by robots.txt"),
)


def summary(counts: Mapping[str, int]) -> str:
    """The counts of a run in one line."""
    parts = [plural(count, one, many) for key, one, many in _WORDS if (count := counts.get(key, 0))]
    requests = plural(counts.get("requests", 0), "request")
    listings = plural(counts.get("listings", 0), "listing")
    if same := counts.get("listings_not_modified", 0):
        listings += f", {same:,} of them unchanged"
    return f"{', '.join(parts) or 'nothing new'} ({requests}, {listings})"


def show_problems(finished: Finished) -> None:
    """List what needs attention on stderr."""
    for line in problem_lines(finished):
        stderr().print(printable(line), soft_wrap=True)


def problem_lines(finished: Finished) -> Iterator[str]:
    """What needs attention, a line each; then what to do about failures of a known kind."""
    yield from map(explain, finished.unusable.values())
    for source, tally in finished.without_listings.items():
        yield f"{source}: {_no_listing(tally)}"
    yield from map(drift_sentence, finished.drift)
    yield from finished.untold
    for host, reason in finished.report.stopped.items():
        yield f"{host}: {reason}"
    for url, reason in finished.report.problems:
        yield f"  {url}: {reason}"
    for code in sorted(finished.report.codes):
        if remedy := remedy_for(code):
            yield remedy


def _no_listing(tally: SourceTally) -> str:
    """That none of the listings of a source could be read, and why."""
    which = "its listing" if tally.listings == 1 else f"none of its {tally.listings:,} listings"
    could = "could not be read" if tally.listings == 1 else "could be read"
    kinds = ((tally.listings_gone, "gone (404)"), (tally.listings_failed, "failed"))
    why = ", ".join(f"{count:,} {word}" for count, word in kinds if count)
    return f"{which} {could}: {why}" if why else f"{which} {could}"


def drift_sentence(drift: Drift) -> str:
    """An alarm with its examples, in a sentence."""
    return f"{drift.sentence}; for example {', '.join(drift.examples)}"
