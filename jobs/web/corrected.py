"""What a publisher corrected, turn by turn and word by word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jobs.terminal import clipped
from scraper.archive.records.differences import Difference, DifferencePiece
from scraper.archive.records.reading import Revision
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


@dataclass(frozen=True, slots=True)
class CorrectedTurn:
    """A turn that was corrected: its label before and after, and its words in short pieces."""

    position: int | None
    label_before: str | None
    label_after: str | None
    pieces: list[DifferencePiece]


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
        [_turn(one, words) for one in found[:turns]],
        max(len(found) - turns, 0),
    )


def _turn(one: Difference, longest: int) -> CorrectedTurn:
    pieces = list(_short(one, longest))
    return CorrectedTurn(one.after or one.before, one.label_before, one.label_after, pieces)


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
