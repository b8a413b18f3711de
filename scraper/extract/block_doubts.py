"""Text in a block of speech that no rule explains, so that its account can't be trusted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from selectolax.lexbor import LexborNode

from scraper.extract.account import Piece, PieceKind
from scraper.extract.block_text import BlockReader
from scraper.extract.broad_reader import broad_head
from scraper.extract.chrome import chrome_name, is_hidden
from scraper.extract.chrome_words import chrome_said
from scraper.extract.notes import note_kind
from scraper.extract.page_text import collapsed
from scraper.extract.piece_labels import is_of, known_speakers
from scraper.sources.base import Source

_FEW = 3
_SHOWN = 60
#: A class that at most this share of the paragraphs has is one of its own.
_ODD_SHARE = 0.25
_SEVERAL_CLASSES, _MANY_CONTAINERS, _LONG_LINK = 2, 4, 60
#: Classes that say how a paragraph looks, and nothing of what it is.
_PLAIN_CLASS = re.compile(
    r"first|last|lead|lede|intro|drop|^p\d|normal|para|text|body|align|indent|speaker|transcript"
    r"|turn|line",
    re.IGNORECASE,
)


def out_of_place(pieces: Sequence[Piece], readers: Sequence[BlockReader]) -> str | None:
    """Why speech may be hidden, or stand in chrome: a speaker's words that not all can see, or in a
    block of chrome.
    """
    hidden = [piece for reader in readers for piece in reader.hidden]
    voices = [piece for reader in readers for piece in reader.voices_in_chrome]
    links = [piece.text for piece in pieces if piece.name == "related link"]
    speech = [piece for piece in pieces if piece.kind is PieceKind.SPEECH]
    long = any(len(text) > _LONG_LINK for text in links)
    if long and len(links) > max(_FEW, len(speech) // 2):
        return "most of its paragraphs are links"
    if not hidden and not voices:
        return None
    seen = {piece.text for piece in pieces if piece.kind in (PieceKind.SPEECH, PieceKind.CUE)}
    known = known_speakers(speech)
    for piece in hidden:
        if piece.text not in seen and is_of(piece, known):
            return f"speech is hidden from readers: {piece.text[:_SHOWN]!r}"
    for piece in voices:
        if piece.text not in seen and is_of(piece, known):
            return f"a block of chrome holds a speaker's words: {piece.text[:_SHOWN]!r}"
    return None


def label_without_words(pieces: Sequence[Piece]) -> str | None:
    """Why a label with nothing behind it but chrome must be explained: its words are in there."""
    for at, piece in enumerate(pieces[:-1]):
        if piece.kind is not PieceKind.SPEECH or piece.marked is None:
            continue
        follows = pieces[at + 1]
        if follows.kind is PieceKind.CHROME and piece.text.rstrip(" :：") == piece.marked:
            behind = next((p for p in pieces[at + 2 :] if p.kind is PieceKind.SPEECH), None)
            if behind is None or behind.marked is not None:
                return f"the words of a label are in chrome: {follows.text[:_SHOWN]!r}"
    return None


def odd_container(readers: Sequence[BlockReader]) -> str | None:
    """Why a block with a class of its own among many with one class must be explained."""
    total: Counter[str] = Counter()
    for reader in readers:
        total += reader.containers
    if len(total) < _SEVERAL_CLASSES or total.most_common(1)[0][1] < _MANY_CONTAINERS:
        return None
    most = total.most_common(1)[0][1]
    for named, count in total.items():
        if count <= _FEW and count <= _ODD_SHARE * most:
            text = next(r.samples[named] for r in readers if named in r.samples)
            if text and not _PLAIN_CLASS.search(named) and not chrome_said(text):
                return f"a block that no rule knows stands within the speech: {text[:_SHOWN]!r}"
    return None


def foreign_block(
    block: LexborNode,
    containers: Iterable[LexborNode],
    explained: frozenset[int],
    source: Source,
) -> str | None:
    """A few blocks with a class of their own among paragraphs of speech: an advertisement that got
    a new name, or another story, is one.
    """
    if not any(node.tag == "p" for node in block.iter()):
        return None
    odd = []
    for node in containers:
        if node.mem_id not in explained:
            attributes = node.attributes
            named = attributes.get("class") or attributes.get("id")
            tag = node.tag or ""
            if named and not is_hidden(attributes) and not chrome_name(tag, attributes):
                text = collapsed(node.text())
                known = chrome_said(text) or note_kind(text) if text else True
                if not known and not text.startswith(source.disclaimers):
                    odd.append(text)
    if odd and len(odd) <= _FEW:
        return f"a block that no rule knows stands within the speech: {odd[0][:_SHOWN]!r}"
    return None


def odd_paragraph(pieces: Sequence[Piece]) -> str | None:
    """Why an unlabelled paragraph with a class that few have must be explained."""
    odd = _odd_groups(pieces) if any(piece.group for piece in pieces) else frozenset()
    for piece in pieces if odd else ():
        speech = piece.kind is PieceKind.SPEECH and piece.group in odd and piece.marked is None
        if speech and not _PLAIN_CLASS.search(piece.group) and broad_head(piece.text) is None:
            return (
                f"a paragraph with a class of its own stands in the speech: {piece.text[:_SHOWN]!r}"
            )
    return None


def _odd_groups(pieces: Sequence[Piece]) -> frozenset[str]:
    """Classes that few of the paragraphs of speech have, while most have one and the same."""
    groups = [piece.group for piece in pieces if piece.kind is PieceKind.SPEECH]
    if not groups or len(set(groups)) != _SEVERAL_CLASSES:
        return frozenset()
    most = _ODD_SHARE * len(groups)
    return frozenset(group for group in set(groups) if groups.count(group) <= most)
