"""Written text next to speech: whether a page reads like a transcript, and whether writing shares
the block of speech.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from selectolax.lexbor import LexborHTMLParser

from scraper.extract.account import Piece, PieceKind
from scraper.extract.broad_reader import broad_head
from scraper.extract.cues import behind_cues
from scraper.extract.label_jobs import OwnNames
from scraper.extract.labels import Label, read_label, read_marked_label
from scraper.extract.page_text import collapsed
from scraper.extract.piece_labels import label_of
from scraper.extract.selectors import select
from scraper.extract.text_head import sounds_on_air

_SEVERAL = 3
_LONGEST_NAME = 60
#: What people say and reports don't write.
_SPOKEN = re.compile(
    r"\b(?:I|you|we|my|your|our|us|me|I'm|yeah|OK|oh|well|thanks|thank|hello|please|NPR|right|so)\b|\?|\w'(?:s|re|m|ll"
    r"|ve|d|t)\b|[a-z] - |\.\.\.|--|…",
)
_OF_TRANSCRIPT = re.compile(r"^(?:this |the )?transcript\b", re.IGNORECASE)


def reads_like_a_transcript(lines: Iterable[str], own: OwnNames, *, mixed: bool) -> bool:
    """True if several lines begin with a label and one of those names a host or reporter, or
    stands there again: a story without transcript has none.

    :param mixed: the newsroom's labels need no capitals, and may be all of a line.
    """
    labels = [label for line in lines if (label := _label_of(line, own, mixed=mixed)) is not None]
    return _are_a_transcripts(labels)


def are_a_transcript(pieces: Sequence[Piece], own: OwnNames) -> bool | None:
    """True if pieces are a transcript, False if they are none; None for some labels, which are
    too few to tell a transcript from a written story.
    """
    speech = [piece for piece in pieces if piece.kind is PieceKind.SPEECH]
    labels = [label for piece in speech if (label := _spoken_label(piece, own)) is not None]
    if _are_a_transcripts(labels):
        return True
    opens = bool(speech) and _spoken_label(speech[0], own) is not None
    told = any(label.works_here for label in labels)
    marked = sum(piece.marked is not None for piece in speech)
    if opens and len(labels) > 1 and (told or marked == len(labels)):
        return True
    people = [label for label in labels if label.kind == "person"]
    return None if told or len(people) > 1 or (opens and people) else False


def _are_a_transcripts(labels: Sequence[Label]) -> bool:
    own = any(label.works_here for label in labels)
    again = len({label.printed for label in labels}) < len(labels)
    return len(labels) >= _SEVERAL and (own or again)


def _spoken_label(piece: Piece, own: OwnNames) -> Label | None:
    return label_of(piece, own) if piece.kind is PieceKind.SPEECH else None


def _label_of(line: str, own: OwnNames, *, mixed: bool) -> Label | None:
    if found := read_label(behind_cues(line), own):
        return found[0]
    if mixed and line.endswith(":") and len(line) < _LONGEST_NAME:
        return read_marked_label(line[:-1], own)
    return None


def lines_of(tree: LexborHTMLParser) -> Iterator[list[str]]:
    """What may be the paragraphs of a page, whatever its markup: its ``p`` elements; its pieces of
    text.
    """
    yield [collapsed(node.text()) for node in select(tree, "p")]
    if tree.body is not None:
        yield [collapsed(line) for line in tree.body.text(separator="\n").split("\n")]


def written_beside(pieces: Sequence[Piece], own: OwnNames) -> str | None:
    """Why a block that written stories share may hold writing besides the speech: something
    stands before the first label that nobody would say, or, where no markup tells labels apart, the
    last paragraph reads as written.
    """
    speech = [piece for piece in pieces if piece.kind in (PieceKind.SPEECH, PieceKind.CUE)]
    for piece in speech:
        if _spoken_label(piece, own) or sounds_on_air(piece.text):
            break
        return "written text and transcript share a block, and nothing parts them"
    marked = any(piece.marked for piece in speech)
    ended = _is_ended(pieces)
    last = speech[-1] if speech and not marked and not ended else None
    if (
        last is None
        or last.kind is PieceKind.CUE
        or last.marked is not None
        or broad_head(last.text)
    ):
        return None
    if _SPOKEN.search(last.text.replace("’", "'")) is None:
        return "written text may stand behind the transcript in its block"
    return None


def _is_ended(pieces: Sequence[Piece]) -> bool:
    """True if a notice about the transcript stands behind the last words: it ends it."""
    last = max((i for i, piece in enumerate(pieces) if piece.kind is PieceKind.SPEECH), default=-1)
    behind = pieces[last + 1] if 0 <= last < len(pieces) - 1 else None
    return (
        behind is not None
        and behind.kind is PieceKind.LEGAL
        and _OF_TRANSCRIPT.match(behind.text) is not None
    )
