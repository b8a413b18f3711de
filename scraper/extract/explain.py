"""The account of a page for people to read: what each piece of text is, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scraper.extract.account import Account, PieceKind
from scraper.extract.cues import is_time_stamp, leading_cues, without_medium
from scraper.extract.heads import HeadReader
from scraper.extract.label_jobs import OwnNames


@dataclass(frozen=True, slots=True)
class AccountLine:
    """A piece of text: what it is ("speech", "label", "medium mark", "cue", "note", "legal notice",
    "chrome", "unexplained"), what is known of it besides, and its words.
    """

    kind: str
    detail: str
    text: str


def explain(account: Account, own: OwnNames) -> Iterator[AccountLine]:
    """The lines of ``account``, in the order of the page; labels apart from what they label."""
    reader = HeadReader(own)
    reader.learn(account.of_kind(PieceKind.SPEECH))
    for piece in account.pieces:
        if piece.kind is not PieceKind.SPEECH:
            yield AccountLine(piece.kind.value, piece.name, piece.text)
            continue
        cues, rest = leading_cues(piece.text) if piece.marked is None else ([], piece.text)
        found = reader.at_head(piece._replace(text=rest) if cues else piece)
        if cues and found is None and not all(map(is_time_stamp, cues)):
            cues, rest = [], piece.text
        for cue in cues:
            yield AccountLine("cue", "", cue)
        if found is None:
            yield AccountLine("speech", "", rest)
            continue
        detail = f"read as {found.label.name}" if found.label else "could not be read: nobody's"
        yield AccountLine("label", detail, found.printed)
        speech = without_medium(found.rest)
        if mark := found.rest[: len(found.rest) - len(speech)].strip():
            yield AccountLine("medium mark", "", mark)
        if speech:
            yield AccountLine("speech", "", speech)
