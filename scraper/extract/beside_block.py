"""Speech outside the block of speech, because of a stray end tag or a second story."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper.extract.account import Account, Piece, PieceKind, classify
from scraper.extract.block_text import BlockReader
from scraper.extract.broad_reader import LONGEST_CAPITALS, broad_head
from scraper.extract.chrome import is_hidden
from scraper.extract.label_jobs import OwnNames
from scraper.extract.labels import read_label, read_marked_label
from scraper.extract.names import name_keys
from scraper.extract.piece_labels import is_of, known_speakers
from scraper.extract.selectors import select
from scraper.sources.base import Source

_SHOWN = 60
_STRANGERS = 3


def runs_on(block: LexborNode, source: Source) -> str | None:
    """Why paragraphs right behind the block must be explained: a stray end tag closes a block, and
    what follows belongs to nothing, or to a block of its own that is called a transcript, too.
    """
    follows = block.next
    while follows is not None:
        if follows.tag in ("div", "section") and _is_called_transcript(follows):
            reader = BlockReader()
            reader.read(follows)
            for piece in classify(reader.pieces, source.disclaimers):
                if piece.kind in (PieceKind.SPEECH, PieceKind.CUE):
                    return f"a second block holds a transcript: {piece.text[:_SHOWN]!r}"
        follows = follows.next
    inside: LexborNode | None = block
    while inside is not None and inside.tag not in ("body", "html", "td"):
        loose = _loose_behind(inside)
        for piece in classify(loose, source.disclaimers) if loose else ():
            if piece.kind in (PieceKind.SPEECH, PieceKind.CUE):
                return f"text goes on outside the block of speech: {piece.text[:_SHOWN]!r}"
        inside = inside.parent
    return None


def _loose_behind(node: LexborNode) -> Sequence[Piece]:
    """The pieces of text and paragraphs right behind ``node``, up to the next element."""
    reader: BlockReader | None = None
    follows = node.next
    while follows is not None and (tag := follows.tag) in ("-text", "-comment", "p", "br"):
        if tag == "p" or (tag == "-text" and not (follows.text_content or "").isspace()):
            reader = reader or BlockReader()
            reader.add(follows)
        follows = follows.next
    return reader.pieces if reader is not None else ()


def _is_called_transcript(node: LexborNode) -> bool:
    attributes = node.attributes
    named = f"{attributes.get('class') or ''} {attributes.get('id') or ''}".casefold()
    return "transcript" in named and not is_hidden(attributes)


def spills_over(
    tree: LexborHTMLParser, account: Account, source: Source, own: OwnNames
) -> str | None:
    """Why labelled speech outside the block must be explained; the block is out of ``tree``."""
    body = tree.body
    if body is None:
        return None
    text = body.text(separator="\n")
    if not any(map(broad_head, _heads(text))) and not _marked_outside(tree, source):
        return None
    for node in select(tree, source.beside) if source.beside else ():
        node.decompose()
    return _labelled_beside(body, source, own, account.of_kind(PieceKind.SPEECH))


def _heads(text: str) -> Iterator[str]:
    """What may be labels in capitals: each line that begins with them, up to its first colon."""
    colon = text.find(":")
    while colon >= 0:
        start = text.rfind("\n", 0, colon) + 1
        line = text[start : colon + 1].strip()
        if len(line) < LONGEST_CAPITALS and line[:2].isupper():
            yield line
        end = text.find("\n", colon)
        colon = text.find(":", end) if end >= 0 else -1


def _marked_outside(tree: LexborHTMLParser, source: Source) -> bool:
    labels = next((layout.labels for layout in source.layouts if layout.labels), "")
    return bool(labels) and any(
        node.text().strip().endswith(":") for node in select(tree, labels)[:200]
    )


def _labelled_beside(
    body: LexborNode, source: Source, own: OwnNames, speech: Sequence[Piece]
) -> str | None:
    """Labelled speech that stands beside the block of ``speech``."""
    known = known_speakers(speech)
    said = {piece.text for piece in speech}
    reader = BlockReader()
    reader.read(body)
    for piece in reader.voices_in_chrome:
        if piece.text not in said and is_of(piece, known):
            return f"speech goes on in chrome outside its block: {piece.text[:_SHOWN]!r}"
    strangers: list[str] = []
    for piece in classify(reader.pieces, source.disclaimers):
        if piece.kind is not PieceKind.SPEECH:
            continue
        found = read_label(piece.text, own)
        label = (
            found[0] if found else (read_marked_label(piece.marked, own) if piece.marked else None)
        )
        if label is None:
            continue
        if label.kind != "nobody" and not known.isdisjoint(name_keys(label.name)):
            return f"speech goes on outside its block: {piece.text[:_SHOWN]!r}"
        strangers.append(piece.text)
        if label.works_here and label.kind == "person":
            strangers += [piece.text] * _STRANGERS
    if len(strangers) >= _STRANGERS:
        return f"labelled speech stands outside the block: {strangers[0][:_SHOWN]!r}"
    return None
