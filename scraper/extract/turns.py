"""Turning pieces into turns: a label opens a turn, a cue is separate, the rest continues a turn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from scraper.extract.account import Piece, PieceKind
from scraper.extract.cues import (
    is_cue,
    is_time_stamp,
    leading_cues,
    leading_stamp,
    speaker_goes_on,
    split_at_structure,
    without_medium,
)
from scraper.extract.heads import UNREAD, FoundHead, HeadReader
from scraper.extract.label_jobs import OwnNames
from scraper.extract.labels import Label
from scraper.extract.notes import may_hold_note, note_kind, split_notes
from scraper.extract.piece_repairs import (
    joined_labels,
    stamps_apart,
    without_dateline,
    without_line_numbers,
)
from scraper.model import NoteKind, TurnKind

NO_WORDS = "no words follow the last label"
UNEXPLAINED = "text that no rule explains stands beside it"
_TAPE = ("soundbite", "music", "begin", "end video", "end audio", "commercial")


@dataclass(slots=True, eq=False)
class DraftTurn:
    """A turn before its speaker is known. ``printed`` is the label as printed, read or not;
    ``continues`` the turn whose speaker goes on without a label; ``speaker`` is filled in by
    :func:`scraper.extract.speakers.resolve`.
    """

    label: Label | None
    kind: TurnKind
    paragraphs: list[str] = field(default_factory=list)
    printed: str | None = None
    continues: DraftTurn | None = None
    doubt: str | None = None
    speaker: int | None = None

    @property
    def text(self) -> str:
        """The paragraphs, joined by a line break."""
        return self.paragraphs[0] if len(self.paragraphs) == 1 else "\n".join(self.paragraphs)


@dataclass(slots=True)
class DraftNote:
    """A note and the turn that it follows; None if it is before the first turn."""

    behind: DraftTurn | None
    kind: NoteKind
    text: str


@dataclass(slots=True)
class Draft:
    """The turns and notes of a transcript, and how many heads the grammar could not read.
    ``without_words`` is a label behind which stands only text that no rule explains.
    """

    turns: list[DraftTurn] = field(default_factory=list)
    notes: list[DraftNote] = field(default_factory=list)
    unread: int = 0
    without_words: str | None = None


def draft_turns(pieces: Iterable[Piece], own: OwnNames = OwnNames()) -> Draft:  # noqa: B008
    """Cut pieces into turns, every word in exactly one turn or note, in order."""
    reader = HeadReader(own)
    pieces = list(pieces)
    if any(piece.text[:1].isdigit() for piece in pieces):
        pieces = stamps_apart(without_line_numbers(pieces))
    pieces = joined_labels(pieces, own)
    reader.learn([piece for piece in pieces if piece.kind is PieceKind.SPEECH])
    builder = _Builder(reader)
    for piece in pieces:
        builder.take(piece)
    return builder.finished()


class _Builder:
    """Takes pieces in order; ``_current`` is the turn that an unlabelled paragraph goes on with."""

    def __init__(self, reader: HeadReader) -> None:
        self._reader = reader
        self._draft = Draft()
        self._current: DraftTurn | None = None
        self._doubt_next = False

    def take(self, piece: Piece) -> None:
        """Add one piece."""
        if piece.kind is PieceKind.SPEECH:
            self._speech(piece)
        elif piece.kind is PieceKind.CUE:
            for _, text in split_at_structure(piece.text):
                self._cue(text)
        elif piece.kind is PieceKind.NOTE:
            self._note(note_kind(piece.text) or "note", piece.text)
        elif piece.kind is PieceKind.UNEXPLAINED:
            self._note("unexplained", piece.text)
            if self._draft.turns:
                last = self._draft.turns[-1]
                last.doubt = last.doubt or UNEXPLAINED
            self._doubt_next = True

    def finished(self) -> Draft:
        """The draft, without turns that stayed empty, cut where labels stand inside paragraphs."""
        for turn in self._draft.turns:
            if turn.label is None and turn.printed is not None and not turn.paragraphs:
                turn.paragraphs.append("")
        last = self._draft.turns[-1] if self._draft.turns else None
        if last is not None and last.printed is not None and not last.paragraphs:
            last.paragraphs.append("")
            last.doubt = last.doubt or NO_WORDS
        for note in self._draft.notes:
            if note.kind == "unexplained" and note.behind and not note.behind.paragraphs:
                self._draft.without_words = note.behind.printed
            note.behind = self._kept(note.behind)
        whole = [turn for turn in self._draft.turns if turn.paragraphs]
        self._draft.turns = _split_inside(whole, self._reader)
        return self._draft

    def _kept(self, turn: DraftTurn | None) -> DraftTurn | None:
        """``turn``, or where that stayed empty the one before it that did not."""
        if turn is None or turn.paragraphs:
            return turn
        before = self._draft.turns[: self._draft.turns.index(turn)]
        return next((one for one in reversed(before) if one.paragraphs), None)

    def _speech(self, piece: Piece) -> None:
        if not self._draft.turns:
            piece = without_dateline(piece)
        if not may_hold_note(piece.text):
            self._words(piece)
            return
        for kind, part in split_notes(piece.text):
            if kind is not None:
                self._note(kind, part)
            else:
                self._words(piece._replace(text=part))

    def _words(self, piece: Piece) -> None:
        """A paragraph without notes: cues before it, its label, and the words."""
        if piece.text[:1].isalpha():  # no cue, no time
            self._headed(self._reader.at_head(piece), piece.text)
            return
        cues, rest = leading_cues(piece.text) if piece.marked is None else ([], piece.text)
        if not cues and (stamp := leading_stamp(piece.text)):
            if is_cue(stamp[1]):
                self._cue(stamp[0])
                self._cue(stamp[1])
                return
            found = self._reader.at_head(piece._replace(text=stamp[1], marked=None))
            if found is not None and found.label is not None:
                cues, rest = [stamp[0]], stamp[1]
        if cues:
            behind = piece._replace(text=rest)
            found = self._reader.at_head(behind)
            if found is None and not all(map(is_time_stamp, cues)):
                stamps = [cue for cue in cues if is_time_stamp(cue)]
                cues, rest = stamps, piece.text
                for one in stamps:
                    rest = rest.replace(one, "", 1).strip()
            for cue in cues:
                self._cue(cue)
        else:
            found = self._reader.at_head(piece)
        self._headed(found, rest)

    def _headed(self, found: FoundHead | None, text: str) -> None:
        """A paragraph with the head that was found, or without one."""
        if found is None:
            self._go_on(text)
        else:
            self._open(found)

    def _open(self, found: FoundHead) -> None:
        turn = DraftTurn(found.label, "speech", printed=found.printed)
        if found.label is None:
            turn.doubt = UNREAD
            self._draft.unread += 1
        self._add(turn)
        self._current = turn
        rest = found.rest
        if "(" not in rest and "[" not in rest and not is_cue(rest):
            if rest := rest.strip():
                self._say(rest)
            return
        rest = without_medium(rest)
        if is_cue(rest) and found.rest and not speaker_goes_on(rest) and _is_tape(rest):
            self._cue(rest)
        elif rest:
            self._go_on(rest)

    def _go_on(self, text: str) -> None:
        """Words without a label: the current turn's, or a new one's where a cue came between."""
        for is_a_cue, part in split_at_structure(without_medium(text)):
            if is_a_cue:
                self._cue(part)
            else:
                self._say(part)

    def _say(self, words: str) -> None:
        current = self._current
        if current is None:
            current = self._current = DraftTurn(None, "speech")
            self._add(current)
        elif current.continues is not None and not current.paragraphs:
            self._add(current)
        current.paragraphs.append(words)

    def _cue(self, text: str) -> None:
        current = self._current
        waiting = current is not None and current.printed is not None and not current.paragraphs
        if waiting and current is not None and not _is_tape(text) and not is_time_stamp(text):
            current.paragraphs.append(text)  # "PUTIN:" and then "(Speaking Russian)"
            return
        cue = DraftTurn(None, "cue", [text])
        if waiting:
            self._draft.turns.insert(len(self._draft.turns) - 1, cue)
            return
        self._draft.turns.append(cue)
        if current is not None and speaker_goes_on(text):
            self._current = DraftTurn(None, "speech", continues=current.continues or current)
        else:
            self._current = None

    def _note(self, kind: NoteKind, text: str) -> None:
        behind = self._draft.turns[-1] if self._draft.turns else None
        self._draft.notes.append(DraftNote(behind, kind, text))

    def _add(self, turn: DraftTurn) -> None:
        if self._doubt_next:
            turn.doubt = turn.doubt or UNEXPLAINED
            self._doubt_next = False
        self._draft.turns.append(turn)


def _is_tape(cue: str) -> bool:
    folded = cue.casefold()
    return any(word in folded for word in _TAPE)


def _split_inside(turns: Sequence[DraftTurn], reader: HeadReader) -> list[DraftTurn]:
    """Cut turns where a label stands inside a paragraph."""
    out: list[DraftTurn] = []
    for turn in turns:
        out.append(turn)
        if turn.kind == "cue" or ": " not in turn.text:
            continue
        paragraphs, turn.paragraphs = turn.paragraphs, []
        current = turn
        for paragraph in paragraphs:
            done = 0
            for start, label, rest in reader.inside(paragraph) if ": " in paragraph else ():
                if before := paragraph[done:start].strip():
                    current.paragraphs.append(before)
                current = DraftTurn(label, "speech", printed=label.printed)
                out.append(current)
                done = rest
            if behind := paragraph[done:].strip():
                current.paragraphs.append(behind)
    return [turn for turn in out if turn.paragraphs]
