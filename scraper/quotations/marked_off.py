"""Words that omission marks separate from the others: "It's … too sad to throw away".

An alignment leaves out single common words, because they occur everywhere. If the writer marked an
omission next to them, they are looked up within the reach of the mark.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from scraper.quotations.alignment import PUT_IN, Run
from scraper.quotations.gaps import MARKED_FOR
from scraper.quotations.spoken import Spoken


def with_marked_off(
    runs: Sequence[Run], keys: Sequence[str], spoken: Spoken, omissions: Collection[int]
) -> tuple[Run, ...]:
    """The runs of a chain with those that marks part from them, in the words of the same voice."""
    made: list[Run] = []
    for number in range(len(runs) + 1):
        before = runs[number - 1] if number else None
        behind = runs[number] if number < len(runs) else None
        start = before.q_end if before else 0
        end = behind.q if behind else len(keys)
        is_marked_off = (before is None or start in omissions) and (
            behind is None or end in omissions
        )
        if start < end and is_marked_off and PUT_IN not in keys[start:end]:
            made += _nearest(keys[start:end], start, before, behind, spoken)
        if behind is not None:
            made.append(behind)
    return tuple(made)


def _nearest(
    wanted: Sequence[str], q: int, before: Run | None, behind: Run | None, spoken: Spoken
) -> list[Run]:
    """The words ``wanted`` between two runs, where they are nearest to the one that there is."""
    size, reach = len(wanted), MARKED_FOR + len(wanted)
    if before is None and behind is None:
        return []
    low = before.p_end if before else max(0, behind.p - reach if behind else 0)
    high = behind.p if behind else min(len(spoken.keys), low + reach)
    beside = behind.p if behind else low - 1
    places = [
        place
        for place in range(low, high - size + 1)
        if list(spoken.keys[place : place + size]) == list(wanted)
        and spoken.voice_of(place) == spoken.voice_of(beside)
    ]
    if not places:
        return []
    return [Run(q, places[-1] if before is None else places[0], size)]
