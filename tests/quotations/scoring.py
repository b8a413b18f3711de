"""How many made quotations are found, and how many verdicts are wrong."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from jobs.named_speakers import NamedSpeakers
from scraper.archive.store import Archive
from scraper.quotations.finding import find
from scraper.quotations.verdict import Finding
from tests.quotations.made import Made


@dataclass
class Score:
    """The counts; ``wrong`` are quotations with the verdict they got."""

    made: int = 0
    on_record: int = 0
    found: int = 0
    false_verbatim: int = 0
    wrong: list[tuple[Made, Finding]] = field(default_factory=list)
    missed: list[tuple[Made, Finding]] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)

    @classmethod
    def sum(cls, scores: Iterable[Score]) -> Score:
        """Several scores as one."""
        whole = cls()
        for one in scores:
            whole.made += one.made
            whole.on_record += one.on_record
            whole.found += one.found
            whole.false_verbatim += one.false_verbatim
            whole.wrong += one.wrong
            whole.missed += one.missed
            whole.milliseconds += one.milliseconds
        return whole

    def percentile(self, share: float) -> float:
        """Milliseconds in which this share of the look-ups are done."""
        return sorted(self.milliseconds)[
            min(len(self.milliseconds) - 1, int(len(self.milliseconds) * share))
        ]


def score(archive: Archive, quotations: Iterable[Made]) -> Score:
    """Look every quotation up."""
    counts = Score()
    people = NamedSpeakers(archive)
    for made in quotations:
        started = time.perf_counter()
        named = None if made.speaker is None else people.given(made.speaker)
        finding = find(made.text, archive.quotations, named)
        counts.milliseconds.append((time.perf_counter() - started) * 1000)
        counts.made += 1
        if made.stories:
            counts.on_record += 1
            if _finds(made, finding):
                counts.found += 1
            else:
                counts.missed.append((made, finding))
        if finding.verdict != made.verdict:
            counts.wrong.append((made, finding))
            counts.false_verbatim += finding.verdict == "verbatim"
    return counts


def _finds(made: Made, finding: Finding) -> bool:
    """True where every turn that a quotation is made of is among those that are told."""
    told = {
        (match.passage.story.story_id, turn.position)
        for match in finding.matches
        for turn in match.turns
    }
    return told >= set(made.stories)
