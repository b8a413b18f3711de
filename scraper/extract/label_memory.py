"""Remembering the labels of one transcript, because they repeat all the time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from scraper.extract.account import Piece
from scraper.extract.cues import behind_cues
from scraper.extract.label_jobs import OwnNames
from scraper.extract.label_scan import MAX_LABEL
from scraper.extract.labels import Label, read_label, read_marked_label, read_mixed_label
from scraper.extract.names import name_keys
from scraper.given_names import GIVEN_NAMES

#: So many labels in small letters show that the page sets none in capitals.
SEVERAL_MIXED = 2


class LabelMemory:
    """The labels of one transcript that were read with certainty, and how often each name
    occurs.
    """

    def __init__(self, own: OwnNames) -> None:
        self._own = own
        self._seen: dict[str, Label] = {}
        self._known: dict[str, Label] = {}
        self._mixed = self._capitals = self._marked_mixed = 0
        #: How often each name is a label, and each surname ends one.
        self._times: Counter[str] = Counter()
        self._surnames: Counter[str] = Counter()
        #: The last words of heads that only the broad reader saw.
        self._unread_names: set[str] = set()

    def learn(self, pieces: Iterable[Piece]) -> None:
        """Remember the labels that the grammar reads for sure, before anything is decided."""
        found: dict[str, tuple[Label, str]] = {}
        times: dict[str, int] = {}
        for piece in pieces:
            text = piece.text
            if piece.marked is None and has_no_colon(text):
                continue
            colon = text.find(":", 0, MAX_LABEL)
            head = piece.marked or text[: max(colon, 0)] or text
            if head in found:
                times[head] += 1
            elif (read := self._read_first(piece)) is not None:
                found[head] = read
                times[head] = 1
        for head, (label, _) in found.items():
            key, surname = name_keys(label.name)
            self._times[key] += times[head]
            self._surnames[surname] += times[head]
        for label, rest in found.values():
            if label.sure and self._may_be(label, rest):
                self._remember(label)

    def _read_first(self, piece: Piece) -> tuple[Label, str] | None:
        """The label of a piece as the grammar reads it, and a note of its letters."""
        if piece.marked is not None:
            label = read_marked_label(piece.marked, self._own)
            read = None if label is None else (label, "")
        else:
            read = read_label(behind_cues(piece.text), self._own)
            if read is None and read_mixed_label(piece.text, self._own):
                self._mixed += 1
        if read is not None and read[0].sure:
            capitals = read[0].printed[:2].isupper()
            self._capitals += capitals
            self._marked_mixed += piece.marked is not None and not capitals
        return read

    def _may_be(self, label: Label, rest: str) -> bool:
        """Words of sentences are a name only where somebody on the page is called so; and so are
        capitals of which nothing else is known, where what follows goes on in small letters.
        """
        if label.kind != "person" and not label.printed.isupper():
            return self._mixed >= SEVERAL_MIXED or not rest[:1].islower()
        key, surname = name_keys(label.name)
        if label.kind != "person" or self._times[key] > 1:
            return True
        if not label.sure:
            return self._is_known(label)
        plain = label.role is None and label.description is None and label.honorific is None
        alone = plain and rest[:1].islower() and self._surnames[surname] < SEVERAL_MIXED
        return not alone or key.split()[0] in GIVEN_NAMES

    def _is_known(self, label: Label) -> bool:
        key, surname = name_keys(label.name)
        return key in self._known or surname in self._known

    def _is_told(self, label: Label) -> bool:
        return self._is_known(label) or label.works_here

    def _remember(self, label: Label) -> Label:
        if label.kind == "person":
            for key in name_keys(label.name):
                self._known.setdefault(key, label)
        return self._seen.setdefault(label.printed, label)


def has_no_colon(text: str) -> bool:
    """True for text without a colon or a sign that looks like one, which are not ASCII."""
    return ":" not in text and text.isascii()
