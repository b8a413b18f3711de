"""Whether a quotation was put together from several passages. Its words are covered from the first
to the last, each time with the passage that has the most of the following words.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from scraper.quotations.alignment import weight
from scraper.quotations.judging import judge
from scraper.quotations.marks import read_quotation
from scraper.quotations.passages import Candidate, Effort
from scraper.quotations.search import Search, written
from scraper.quotations.verdict import Match, PieceKind, Verdict
from scraper.quotations.words import words

#: Parts at most, words that are looked for at once, and the least that a part says, by weight.
_PARTS, _LOOKED_FOR, _SAYS = 4, (8, 5, 3), 3.0
#: Words between two parts that may be in neither, and in all.
_SKIPPED, _SKIPPED_IN_ALL = 2, 3
#: How many more words must be explained for each further part.
_WORTH = 3
#: Words that must stand together somewhere before parts are looked for at all.
_TOGETHER = 4


@dataclass(frozen=True, slots=True)
class _Part:
    """The words of the quotation from ``start`` to before ``end`` are together in one turn."""

    start: int
    end: int
    turn: Candidate


def parts_of(search: Search, best: Match) -> list[Match] | None:
    """The passages that a quotation was joined from, in its order; None if one passage explains
    it as well.

    :param best: the passage that comes closest.
    """
    lost = _lost(best)
    if lost < _WORTH or not _stand_together(search):
        return None
    keys = search.keys
    parts, start, skipped = list[_Part](), 0, 0
    while start < len(keys) and len(parts) < _PARTS and skipped <= _SKIPPED_IN_ALL:
        part = _longest(search, start, parts[-1].turn if parts else None)
        if part is not None:
            parts.append(part)
            start = part.end
        elif len(keys) - start <= _SKIPPED or (parts and start - parts[-1].end < _SKIPPED):
            start += 1
            skipped += 1
        else:
            return None
    if start < len(keys) or len(parts) < 2 or skipped > _SKIPPED_IN_ALL:
        return None
    if lost < skipped + _WORTH * (len(parts) - 1):
        return None
    return [match for part in parts if (match := _as_match(search, part)) is not None]


def _lost(match: Match) -> int:
    """How many words of the quotation a passage does not have."""
    of_quotation = (PieceKind.CHANGED, PieceKind.ADDED)
    quoted = sum(len(words(one.quoted)) for one in match.pieces if one.kind in of_quotation)
    return quoted + _WORTH * (len(match.differences) > 2)


def _stand_together(search: Search) -> bool:
    """True if some words of the quotation stand together in a turn that was seen."""
    keys = search.keys
    runs = {tuple(keys[n : n + _TOGETHER]) for n in range(len(keys) - _TOGETHER + 1)}
    return any(
        tuple(said[n : n + _TOGETHER]) in runs
        for said in map(search.said, search.seen.values())
        for n in range(len(said))
    )


def _longest(search: Search, start: int, before: Candidate | None) -> _Part | None:
    """The turn that has most of what follows, by preference in the story of the part before."""
    found = _best(search, search.seen.values(), start, before)
    for size in _LOOKED_FOR:
        stretches = written(search.quotation, start, min(len(search.keys), start + size))
        if found is not None and found.end - start >= size:
            break
        candidates = search.passages.candidates(stretches, Effort.EXACT)
        found = max(
            filter(None, (found, _best(search, candidates, start, before))),
            key=lambda part: (part.end, _near(part.turn, before)),
            default=None,
        )
    return found


def _best(
    search: Search, candidates: Iterable[Candidate], start: int, before: Candidate | None
) -> _Part | None:
    keys = search.keys
    best: tuple[int, tuple[bool, bool, str], Candidate] | None = None
    for one in candidates:
        said = search.said(one)
        size = _prefix(keys, start, said)
        if best is None or (size, _near(one, before)) > best[:2]:
            best = (size, _near(one, before), one)
    if best is None or sum(map(weight, keys[start : start + best[0]])) < _SAYS:
        return None
    return _Part(start, start + best[0], best[2])


def _near(one: Candidate, before: Candidate | None) -> tuple[bool, bool, str]:
    same = before is not None and one.transcript_id == before.transcript_id
    return same, bool(one.counted), one.date or ""


def _prefix(keys: Sequence[str], start: int, said: Sequence[str]) -> int:
    """How many words from ``start`` on stand together somewhere in a turn."""
    longest, first = 0, keys[start]
    for place, word in enumerate(said):
        if word != first:
            continue
        size = 0
        while (
            start + size < len(keys)
            and place + size < len(said)
            and keys[start + size] == said[place + size]
        ):
            size += 1
        longest = max(longest, size)
    return longest


def _as_match(search: Search, part: _Part) -> Match | None:
    quoted = search.quotation
    text = quoted.text[quoted.words[part.start].start : quoted.words[part.end - 1].end]
    places: Collection[int] = {part.turn.position}
    passage = search.passage(part.turn.transcript_id, places)
    found = judge(read_quotation(text), passage, set(places))
    if not found:
        return None
    return replace(found[0].match, verdict=Verdict.JOINED, joined="one of several passages")
