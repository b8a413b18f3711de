"""The result for a quotation: the verdict, the differences, and where the words are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from scraper.quotations.passages import Passage, PassageTurn


class Verdict(StrEnum):
    """How a quotation compares with what was said, the best first."""

    VERBATIM = "verbatim"
    SHORTENED = "shortened"
    JOINED = "joined"
    CHANGED = "changed"
    UNCERTAIN = "uncertain"
    OTHER_SPEAKER = "other_speaker"
    NOT_ON_RECORD = "not_on_record"


class PieceKind(StrEnum):
    """How a stretch of a quotation compares with the words that were said.

    ``omission`` and ``insertion`` are marked by the writer ("…", "[the president]"); ``changed``,
    ``left_out`` and ``added`` are not.
    """

    SAME = "same"
    CHANGED = "changed"
    LEFT_OUT = "left_out"
    ADDED = "added"
    OMISSION = "omission"
    INSERTION = "insertion"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a quotation: the words said and the words quoted.

    :ivar start: where the said words begin in the text of the match; ``end``, where they end. If
        there are none, both are the place at which words were added.
    """

    kind: PieceKind
    said: str
    quoted: str
    start: int = 0
    end: int = 0


#: Verdicts on who said it: the words may differ besides.
ABOUT_SPEAKER = (Verdict.UNCERTAIN, Verdict.OTHER_SPEAKER)
#: Pieces in which a quotation is not what was said.
DIFFERENCES = (PieceKind.CHANGED, PieceKind.LEFT_OUT, PieceKind.ADDED)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of the record as it stands, with the quotation's version; ``piece`` is None for
    text outside the quotation.
    """

    text: str
    piece: Piece | None


@dataclass(frozen=True, slots=True)
class Match:
    """A passage compared with a quotation.

    :ivar verdict: the verdict on the words, whoever is supposed to have said them.
    :ivar score: 1.0 if all words are the same; about 0 if none are.
    :ivar first: the position of the turn in which the words begin; ``last``, where they end.
    :ivar joined: why it counts as two passages, in words; None if it is one.
    """

    verdict: Verdict
    score: float
    passage: Passage
    first: int
    last: int
    pieces: tuple[Piece, ...]
    joined: str | None = None

    @property
    def turns(self) -> list[PassageTurn]:
        """The turns that hold the words."""
        return [
            turn
            for turn in self.passage.turns
            if self.first <= turn.position <= self.last and turn.kind == "speech"
        ]

    @property
    def text(self) -> str:
        """All that is said in these turns, as it stands on record, a line for each."""
        return "\n".join(turn.text for turn in self.turns)

    def stretches(self) -> Iterator[Stretch]:
        """The same text in stretches: joined, they are the text. Those before the first piece and
        behind the last are there, too, empty or not.
        """
        text, place = self.text, 0
        for piece in self.pieces:
            if place < piece.start or not place:
                yield Stretch(text[place : piece.start], None)
            yield Stretch(text[piece.start : piece.end], piece)
            place = piece.end
        yield Stretch(text[place:], None)

    @property
    def doubts(self) -> list[str]:
        """Why it is not certain who says the words."""
        return [turn.doubt for turn in self.turns if turn.doubt]

    @property
    def speakers(self) -> list[str]:
        """Who says the words, each once; without those whom nobody knows."""
        return list(dict.fromkeys(turn.speaker for turn in self.turns if turn.speaker))

    @property
    def differences(self) -> list[Piece]:
        """Where the quotation is not what was said."""
        return [piece for piece in self.pieces if piece.kind in DIFFERENCES]


@dataclass(frozen=True, slots=True)
class Finding:
    """The result for a quotation.

    :ivar matches: the closest passages, the closest first; for a joined quotation, its parts in
        order; empty if none of its words are on record.
    :ivar places: the number of turns with exactly these words; None if that was not counted.
    :ivar named: the speaker it is attributed to; None if nobody is named.
    :ivar earlier: a match with exactly these words in a wording that its publisher has corrected
        since. It is looked up if no current wording has them.
    :ivar earlier_seen: when that wording was seen.
    :ivar corrected_at: when the correction was seen.
    """

    quotation: str
    verdict: Verdict
    matches: tuple[Match, ...]
    places: int | None = None
    named: str | None = None
    earlier: Match | None = None
    earlier_seen: str | None = None
    corrected_at: str | None = None

    @property
    def holds(self) -> bool:
        """True for what may be printed as it is."""
        return self.verdict == Verdict.VERBATIM

    @property
    def is_corrected_since(self) -> bool:
        """True where it was right when it was published: the page had these words, of whoever is
        named, until its publisher corrected them.
        """
        return self.earlier is not None and self.verdict not in ABOUT_SPEAKER

    @property
    def words_differ(self) -> bool:
        """True if the person is in question and the words are not what was said, either."""
        return self.verdict in ABOUT_SPEAKER and self.matches[0].verdict != Verdict.VERBATIM
