"""``onrecord check --against``: compare the archive with the words of an export."""

from __future__ import annotations

from typing import Any

from jobs.terminal import plural, printable, prose, stdout
from scraper.export.comparing import Compared, Comparison

#: Differences that are printed one by one; the rest are counted.
_SHOWN = 50
_SAID = {
    Compared.CHANGED: "other words here",
    Compared.MISSING: "not in this archive",
}


def print_comparison(found: Comparison) -> None:
    """Print what differs, for a person."""
    console = stdout()
    lines = [f"{file}: {why}" for file, why in found.damaged]
    lines += [f"{one.story}: {_SAID[outcome]} ({one.url})" for one, outcome in found.different]
    for line in lines[:_SHOWN]:
        console.print(printable(line), soft_wrap=True)
    if len(lines) > _SHOWN:
        console.print(f"… and {len(lines) - _SHOWN:,} more, in --json")
    prose(console, f"{plural(found.same, 'transcript')} with the same words")
    for outcome, said in _SAID.items():
        if count := sum(of_one == outcome for _, of_one in found.different):
            prose(console, f"{plural(count, 'transcript')}: {said}")
    if found.damaged:
        prose(console, f"files of the export that are missing or damaged: {len(found.damaged):,}")


def as_json(found: Comparison) -> dict[str, Any]:
    """What differs, for machines."""
    return {
        "same": found.same,
        "different": [
            {"story": one.story, "url": one.url, "outcome": outcome}
            for one, outcome in found.different
        ],
        "damaged": [{"file": file, "reason": why} for file, why in found.damaged],
    }
