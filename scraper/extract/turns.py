"""Paragraphs into turns: a label opens one, a cue stands apart, the rest goes on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from scraper.extract.cues import is_cue, speaker_goes_on
from scraper.extract.labels import MAX_LABEL, Label, read_label, read_marked_label
from scraper.extract.layout import MarkedLabel
from scraper.model import TurnKind

# Transcripts of 2005 to 2011 open with the day: "October 4, 2010 - MICHELE NORRIS, host:".
_DATELINE = re.compile(r"^[A-Z][a-z]{2,8}\.? \d{1,2}, \d{4} ?[-–—]+ ?(?=[A-Z])")
# A label may begin after a sentence inside a paragraph: "… it's OK. BOND: Right."
_AFTER_SENTENCE = re.compile(r"""(?<=[.?!…)\]"”’-]) +(?=[A-Z][A-Za-z'’.-]*[A-Z.][^:]{0,120}:)""")


@dataclass(slots=True)
class DraftTurn:
    """A turn before its speaker is known."""

    label: Label | None
    kind: TurnKind
    paragraphs: list[str] = field(default_factory=list)
    #: The turn whose speaker this unlabelled one goes on with (after a reaction in the room).
    goes_on: DraftTurn | None = None

    @property
    def text(self) -> str:
        """The paragraphs, joined by a line break."""
        return self.paragraphs[0] if len(self.paragraphs) == 1 else "\n".join(self.paragraphs)


class LabelReader:
    """Reads labels with a memory of one transcript: they repeat all the time, and whoever was
    labelled at the head of a paragraph may be labelled inside another.
    """

    def __init__(self, newsrooms: tuple[str, ...]) -> None:
        self._newsrooms = newsrooms
        self._seen: dict[str, Label] = {}
        self._surnames: set[str] = set()

    def learn(self, paragraphs: Iterable[str]) -> None:
        """Remember the marked labels among ``paragraphs``: the same may stand unmarked too."""
        for paragraph in paragraphs:
            if isinstance(paragraph, MarkedLabel):
                self.at_head(paragraph)

    def at_head(self, paragraph: str) -> tuple[Label, str] | None:
        """The label that opens ``paragraph`` and what follows it."""
        if isinstance(paragraph, MarkedLabel):
            marked = read_marked_label(paragraph, self._newsrooms)
            return None if marked is None else (self._remembered(marked), "")
        colon = paragraph.find(":", 0, MAX_LABEL)
        if colon < 0:
            return None
        if (known := self._seen.get(paragraph[:colon])) is not None:
            return known, paragraph[colon + 1 :].strip()
        found = read_label(paragraph, self._newsrooms)
        if found is None:
            return None
        return self._remembered(found[0]), found[1]

    def _remembered(self, label: Label) -> Label:
        self._surnames.add(label.name.rsplit(" ", 1)[-1].casefold())
        return self._seen.setdefault(label.printed, label)

    def inside(self, paragraph: str) -> Iterable[tuple[int, Label, int]]:
        """Labels inside ``paragraph`` as (start, label, start of what follows). Only of people
        labelled elsewhere, or with their role printed: a sentence that shouts is no label.
        """
        for gap in _AFTER_SENTENCE.finditer(paragraph):
            found = read_label(paragraph[gap.end() :], self._newsrooms)
            if found is None:
                continue
            label, rest = found
            known = label.name.rsplit(" ", 1)[-1].casefold() in self._surnames
            if known or label.role in ("host", "reporter"):
                yield gap.start(), label, len(paragraph) - len(rest)


def draft_turns(paragraphs: Iterable[str], newsrooms: tuple[str, ...] = ()) -> list[DraftTurn]:
    """Cut white-space-collapsed paragraphs into turns, every word in exactly one, in order."""
    reader = LabelReader(newsrooms)
    turns: list[DraftTurn] = []
    current: DraftTurn | None = None
    paragraphs = list(paragraphs)
    reader.learn(paragraphs)
    for paragraph in paragraphs:
        paragraph = paragraph if turns else _without_dateline(paragraph)
        current = _take(paragraph, reader, turns, current)
    whole = [turn for turn in turns if turn.paragraphs]
    return _split_inside(whole, reader)


def _without_dateline(paragraph: str) -> str:
    found = _DATELINE.match(paragraph)
    if found and read_label(paragraph[found.end() :]):
        return paragraph[found.end() :]
    return paragraph


def _take(
    paragraph: str, reader: LabelReader, turns: list[DraftTurn], current: DraftTurn | None
) -> DraftTurn | None:
    """Add one paragraph; the turn that the next unlabelled paragraph goes on with."""
    if is_cue(paragraph):
        waiting = current is not None and current.label is not None and not current.paragraphs
        if current is not None and waiting and not _is_tape(paragraph):
            current.paragraphs.append(paragraph)  # "PUTIN:" and then "(Speaking Russian)"
            return current
        cue = DraftTurn(None, "cue", [paragraph])
        if current is not None and waiting:
            turns.insert(len(turns) - 1, cue)
            return current
        turns.append(cue)
        if current is not None and speaker_goes_on(paragraph):
            return DraftTurn(None, "speech", [], goes_on=current.goes_on or current)
        return None
    found = reader.at_head(paragraph)
    if found is not None:
        label, rest = found
        turn = DraftTurn(label, "speech", [rest] if rest else [])
        turns.append(turn)
        return turn
    if current is None or (current.goes_on is not None and not current.paragraphs):
        current = current or DraftTurn(None, "speech")
        turns.append(current)
    current.paragraphs.append(paragraph)
    return current


def _is_tape(cue: str) -> bool:
    return any(word in cue.casefold() for word in ("soundbite", "music", "begin", "end video"))


def _split_inside(turns: list[DraftTurn], reader: LabelReader) -> list[DraftTurn]:
    """Cut turns where a label stands inside a paragraph."""
    if not any(": " in p for turn in turns if turn.kind == "speech" for p in turn.paragraphs):
        return turns
    out: list[DraftTurn] = []
    for turn in turns:
        out.append(turn)
        if turn.kind == "cue":
            continue
        paragraphs, turn.paragraphs = turn.paragraphs, []
        current = turn
        for paragraph in paragraphs:
            done = 0
            for start, label, rest in reader.inside(paragraph) if ": " in paragraph else ():
                if before := paragraph[done:start].strip():
                    current.paragraphs.append(before)
                current = DraftTurn(label, "speech")
                out.append(current)
                done = rest
            if behind := paragraph[done:].strip():
                current.paragraphs.append(behind)
    return [turn for turn in out if turn.paragraphs]
