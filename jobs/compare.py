"""``onrecord check --against``: compare the archive with the words of an export."""

from __future__ import annotations

from typing import Any

from jobs.terminal import plural, printable, prose, stdout
from scraper.export.comparing import Compared, Comparison, Difference

#: Differences that are printed one by one; the rest are counted.
_SHOWN = 50
_SAID = {
    Compared.CHANGED: "other words here",
    Compared.MISSING: "not in this archive",
}


def print_comparison(found: Comparison) -> None:
    """Print what differs, for a person."""
    console = stdout()
    every = found.damaged + found.different
    for one in every[:_SHOWN]:
        console.print(printable(_sentence(one)), soft_wrap=True)
    if len(every) > _SHOWN:
        console.print(f"… and {len(every) - _SHOWN:,} more, in --json")
    prose(console, f"{plural(found.same, 'transcript')} with the same words")
    for outcome, said in _SAID.items():
        if count := sum(one.outcome == outcome for one in found.different):
            prose(console, f"{plural(count, 'transcript')}: {said}")
    if found.damaged:
        prose(console, f"{plural(len(found.damaged), 'file')} of the export damaged")


def as_json(found: Comparison) -> dict[str, Any]:
    """What differs, for machines."""
    return {
        "same": found.same,
        "different": [
            {"story": one.what, "url": one.url, "outcome": one.outcome} for one in found.different
        ],
        "damaged": [{"file": one.what, "reason": one.outcome} for one in found.damaged],
    }


def _sentence(one: Difference) -> str:
    said = _SAID[Compared(one.outcome)] if one.url is not None else one.outcome
    return f"{one.what}: {said}" + (f" ({one.url})" if one.url is not None else "")
