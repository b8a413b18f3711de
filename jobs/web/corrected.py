"""What a publisher corrected, turn by turn and word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jobs.terminal import clipped
from scraper.archive.records.differences import Difference, DifferencePiece, PieceKind
from scraper.archive.records.reading import Revision, SpokenTurn
from scraper.archive.rows import TranscriptRow
from scraper.archive.store import Archive
from scraper.errors import ArchiveDamaged, UnknownStory

#: Words that are the same on each side of a change, and of what changed: a correction is quoted,
#: the transcript is not.
_CONTEXT, _LONGEST = 8, 60
#: Turns of a correction that are shown; and of one in a transcript that is closed, with how many
#: of the words that changed.
_TURNS = 20
_TURNS_CLOSED, _WORDS_CLOSED = 3, 20


#: Punctuation around a word.
_BEFORE_WORD, _BEHIND_WORD = re.compile(r"\A[^\w\s]+"), re.compile(r"[^\w\s]+\Z")


@dataclass(frozen=True, slots=True)
class ShownPiece:
    """A stretch of a difference as it is shown, with or without a space behind it."""

    kind: PieceKind
    text: str
    has_space_behind: bool = True


@dataclass(frozen=True, slots=True)
class CorrectedTurn:
    """A turn that was corrected: its label before and after, and its words in short pieces.

    :ivar position: where the turn stands now with these words; None if it does no longer.
    :ivar speaker: who says it, if it stands there.
    """

    label_before: str | None
    label_after: str | None
    pieces: list[ShownPiece]
    position: int | None = None
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class Corrected:
    """A publisher's correction. ``turns`` are None where the words before are not kept; ``more``
    is how many turns are not shown.
    """

    revision: int
    seen_at: str
    changed: str
    turns: list[CorrectedTurn] | None
    more: int = 0


def corrected(
    archive: Archive, row: TranscriptRow, revision: Revision, *, is_closed: bool
) -> Corrected:
    """What changed with a revision; less of it where the transcript is closed to the reader."""
    turns, words = (_TURNS_CLOSED, _WORDS_CLOSED) if is_closed else (_TURNS, _LONGEST)
    changed = revision.changed or "words"
    try:
        found = archive.records.differences(row, revision.revision - 1, revision.revision)
    except (UnknownStory, ArchiveDamaged):
        return Corrected(revision.revision, revision.seen_at, changed, None)
    return Corrected(
        revision.revision,
        revision.seen_at,
        changed,
        [_turn(archive, row, one, words) for one in found[:turns]],
        max(len(found) - turns, 0),
    )


def shown_difference(one: Difference, *, is_closed: bool) -> list[ShownPiece]:
    """What changed in a turn; less of it where the transcript is closed to the reader."""
    return shown_pieces(list(_short(one, _WORDS_CLOSED)) if is_closed else one.pieces)


def _turn(archive: Archive, row: TranscriptRow, one: Difference, longest: int) -> CorrectedTurn:
    pieces = shown_pieces(list(_short(one, longest)))
    now = _now(archive, row, one)
    position, speaker = (now.position, now.speaker) if now is not None else (None, None)
    return CorrectedTurn(one.label_before, one.label_after, pieces, position, speaker)


def _now(archive: Archive, row: TranscriptRow, one: Difference) -> SpokenTurn | None:
    """The turn that has the corrected words now; None if later corrections changed or moved it."""
    if one.after is None or row.id is None:
        return None
    words = " ".join(piece.text for piece in one.pieces if piece.kind != "removed").split()
    found = archive.records.turns(row.id, one.after, one.after)
    return next((turn for turn in found if turn.text.split() == words), None)


def shown_pieces(pieces: Sequence[DifferencePiece]) -> list[ShownPiece]:
    """The pieces of a difference, so that punctuation that a replaced word and its replacement have
    both stands outside of them: "2011 → 2012.", not "2011. → 2012.".
    """
    made: list[ShownPiece] = []
    waiting = [DifferencePiece(one.kind, one.text.strip()) for one in pieces if one.text.strip()]
    while waiting:
        one, *waiting = waiting
        other = waiting[0] if waiting else None
        if one.kind != "removed" or other is None or other.kind != "added":
            made.append(ShownPiece(one.kind, one.text))
            continue
        waiting = waiting[1:]
        before, behind = _shared(_BEFORE_WORD, one, other), _shared(_BEHIND_WORD, one, other)
        if before:
            made.append(ShownPiece("same", before, has_space_behind=False))
        for piece in (one, other):
            text = piece.text[len(before) : len(piece.text) - len(behind)]
            made.append(ShownPiece(piece.kind, text, piece is one or not behind))
        if behind:
            made.append(ShownPiece("same", behind))
    return made


def _shared(punctuation: re.Pattern[str], one: DifferencePiece, other: DifferencePiece) -> str:
    """The punctuation that two stretches have at the same end, where words are left of them."""
    found = [punctuation.search(piece.text) for piece in (one, other)]
    texts = {mark.group() if mark is not None else "" for mark in found}
    is_all = any(mark is not None and mark.group() == mark.string for mark in found)
    return texts.pop() if len(texts) == 1 and not is_all else ""


def _short(one: Difference, longest: int) -> Iterator[DifferencePiece]:
    last = len(one.pieces) - 1
    for number, piece in enumerate(one.pieces):
        words = piece.text.split()
        text = " ".join(words)
        if piece.kind == "same":
            before = words[-_CONTEXT:] if number == 0 else []
            behind = words[:_CONTEXT] if number == last else []
            if number == 0 and len(words) > _CONTEXT:
                text = "… " + " ".join(before)
            elif number == last and len(words) > _CONTEXT:
                text = " ".join(behind) + " …"
            else:
                text = clipped(text, 2 * _CONTEXT)
        else:
            text = clipped(text, longest)
        yield DifferencePiece(piece.kind, text)
