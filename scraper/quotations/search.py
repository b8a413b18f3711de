"""Finding the passages closest to a quotation: candidates from the index, compared word by word."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise

from scraper.invisible import INVISIBLE
from scraper.quotations.alignment import weight
from scraper.quotations.judging import judge
from scraper.quotations.marks import Quotation
from scraper.quotations.passages import MOST_CANDIDATES, Candidate, Effort, Passage, Passages
from scraper.quotations.verdict import Match, Verdict
from scraper.quotations.words import words

#: Candidates that are compared word by word, and turns that are read on either side of one.
_COMPARED, _AROUND = 8, 6
#: What a candidate shares with the quotation, beside the best, to be worth that.
_WORTH = 0.5
#: Words of a quotation by which candidates are looked for at once.
_WINDOW = 40
#: A score with which no more candidates are looked for.
_CLOSE = 0.8
#: So many turns with the very words are counted.
COUNTED_TO = 1_000


class Search:
    """The search for one quotation.

    :ivar seen: every candidate from the index, by transcript and position.
    """

    def __init__(self, quotation: Quotation, passages: Passages) -> None:
        self.quotation = quotation
        self.passages = passages
        self.seen: dict[tuple[int, int], Candidate] = {}
        self._complete = False
        self.keys = [word.folded for word in quotation.words]
        self._said: dict[tuple[int, int], list[str]] = {}
        self._judged: dict[tuple[int, int], list[Match]] = {}

    def matches(self) -> list[Match]:
        """The passages that come closest, the closest first."""
        found: list[Match] = []
        efforts = Effort if len(self.keys) <= _WINDOW else (Effort.EXACT, Effort.PHRASES)
        for effort in efforts:
            found = sorted([*found, *self._found(effort)], key=closeness)
            if found and (
                found[0].verdict == Verdict.VERBATIM
                or (effort > Effort.EXACT and found[0].score >= _CLOSE)
            ):
                break
        return distinct(found)

    def matches_of(self, speakers: Collection[int]) -> list[Match]:
        """The passages of some people that come closest, the closest first."""
        if not speakers:
            return []
        found = self._found(Effort.EXACT, speakers)
        if not any(match.verdict == Verdict.VERBATIM for match in found):
            found += self._found(Effort.PHRASES, speakers)
        return distinct(sorted(found, key=closeness))

    def places(self) -> int | None:
        """In how many turns that are counted the very words stand; None if they are in parts."""
        stretches = written(self.quotation, 0, len(self.keys))
        if len(stretches) != 1:
            return None
        if self._complete:
            wanted = f" {' '.join(self.keys)} "
            found = [one for one in self.seen.values() if wanted in f" {' '.join(self.said(one))} "]
            return max(1, sum(bool(one.counted) for one in found))
        return max(1, self.passages.count_exact(stretches[0], COUNTED_TO))

    def _found(self, effort: Effort, speakers: Collection[int] | None = None) -> list[Match]:
        found: list[Match] = []
        for stretches in _windows(self.quotation):
            candidates = self.passages.candidates(stretches, effort, speakers)
            if effort == Effort.EXACT and speakers is None:
                self._complete = len(candidates) < MOST_CANDIDATES
            found += self._compared(candidates)
        return found

    def said(self, one: Candidate) -> list[str]:
        """The words of a candidate as they are compared."""
        place = one.transcript_id, one.position
        if place not in self._said:
            self._said[place] = [word.folded for word in words(one.text)]
        return self._said[place]

    def passage(self, transcript_id: int, places: Iterable[int]) -> Passage:
        """Some turns of a transcript with those around them."""
        places = set(places)
        return self.passages.around(transcript_id, min(places) - _AROUND, max(places) + _AROUND)

    def _compared(self, candidates: Sequence[Candidate]) -> list[Match]:
        """The best candidates beside the quotation, word by word."""
        self.seen |= {(one.transcript_id, one.position): one for one in candidates}
        near: dict[tuple[int, int], set[int]] = defaultdict(set)
        for one in self._closest(candidates):
            if (one.transcript_id, one.position) not in self._judged:
                near[one.transcript_id, one.position // _AROUND].add(one.position)
        for (transcript_id, _), places in near.items():
            judged = judge(self.quotation, self.passage(transcript_id, places), places)
            for place in places:
                self._judged[transcript_id, place] = [
                    one.match for one in judged if place in one.positions
                ]
        return [
            match
            for one in candidates
            for match in self._judged.get((one.transcript_id, one.position), ())
        ]

    def _closest(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        """The candidates that share most words and pairs of words with the quotation."""
        weights = {word: weight(word) for word in self.keys}
        pairs = set(pairwise(self.keys))
        ranked = []
        for one in candidates:
            said = self.said(one)
            shared = sum(weights[word] for word in weights.keys() & set(said))
            together = len(pairs & set(pairwise(said)))
            ranked.append((shared + together, bool(one.counted), one.date or "", one))
        ranked.sort(key=lambda one: one[:3], reverse=True)
        most = _COMPARED if len(self.keys) <= _WINDOW else _COMPARED // 2
        return [one[-1] for one in ranked[:most] if one[0] >= _WORTH * ranked[0][0]]


def closeness(match: Match) -> tuple[bool, float, bool, bool, int]:
    """The order of matches: the closest first, then what is counted, what nobody doubts, the
    newest.
    """
    story = match.passage.story
    day = int((story.date or "0").replace("-", "")[:8] or 0)
    verbatim = match.verdict == Verdict.VERBATIM
    return (not verbatim, -round(match.score, 2), not story.counted, bool(match.doubts), -day)


def distinct(matches: Iterable[Match]) -> list[Match]:
    """The matches, each passage once."""
    seen: dict[tuple[int, int, int], Match] = {}
    for match in matches:
        seen.setdefault((match.passage.story.transcript_id, match.first, match.last), match)
    return list(seen.values())


def written(quotation: Quotation, start: int, end: int) -> list[list[str]]:
    """The words from one to before another as they are written, parted where the writer marked
    something.
    """
    made: list[list[str]] = [[]]
    for number in range(start, end):
        word, bracket = quotation.words[number], quotation.bracket_at(number)
        if number in quotation.omissions or bracket is not None:
            made.append([])
        text = INVISIBLE.sub("", quotation.text[word.start : word.end])
        if bracket is None and any(map(str.isalnum, text)):
            made[-1].append(text)
    return [stretch for stretch in made if stretch]


def _windows(quotation: Quotation) -> Iterator[list[list[str]]]:
    """The words to look for: all at once or, of a long quotation, those of its beginning, middle
    and end.
    """
    size = len(quotation.words)
    if size <= _WINDOW:
        yield written(quotation, 0, size)
        return
    half = _WINDOW // 2
    for start in (0, size // 2 - half // 2, size - half):
        yield written(quotation, start, start + half)
