"""Labels of pieces: which label opens a piece, and whose words follow it."""

from __future__ import annotations

from collections.abc import Iterable

from scraper.extract.account import Piece
from scraper.extract.cues import behind_cues
from scraper.extract.label_jobs import OwnNames, own_names
from scraper.extract.label_scan import MAX_LABEL
from scraper.extract.labels import (
    Label,
    read_label,
    read_marked_label,
    read_mixed_label,
    read_semicolon_label,
)
from scraper.extract.names import name_keys

_OWN = own_names(())
_LONGEST_ALONE = 70


def label_of(piece: Piece, own: OwnNames = _OWN) -> Label | None:
    """The label that opens a piece."""
    if piece.marked is not None:
        return read_marked_label(piece.marked, own)
    text = behind_cues(piece.text)
    found = read_label(text, own)
    if found is None and ";" in text[:MAX_LABEL]:
        found = read_semicolon_label(text, own)
        told = found is not None and found[0].works_here
        found = found if told else None
    return found[0] if found else None


def known_speakers(pieces: Iterable[Piece]) -> frozenset[str]:
    """The keys of the names and surnames in the labels of ``pieces``."""
    keys: set[str] = set()
    for piece in pieces:
        label = label_of(piece)
        if label is not None and label.kind == "person":
            keys.update(name_keys(label.name))
    return frozenset(keys)


def is_of(piece: Piece, known: frozenset[str]) -> bool:
    """True for words of a known speaker, or of one whom their label tells fully."""
    label = label_of(piece)
    if label is None and piece.marked is None and (found := read_mixed_label(piece.text, _OWN)):
        label = found[0]
    return label is not None and (label.kind == "nobody" or is_told(label, known))


def is_told(label: Label, known: frozenset[str]) -> bool:
    """True for the label of a known speaker, or one that tells fully who its person is."""
    if label.kind != "person":
        return False
    if label.works_here or (label.honorific and label.description):
        return True
    return not known.isdisjoint(name_keys(label.name))


def label_alone(text: str) -> Label | None:
    """The label that ``text`` would be if a colon stood behind it."""
    if len(text) > _LONGEST_ALONE or ":" in text:
        return None
    return read_marked_label(text, _OWN)
