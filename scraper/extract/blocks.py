"""One story, one block of speech: which element of a page holds it, and whether others do."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper.extract.account import Account, Piece, PieceKind, chrome_said, classify
from scraper.extract.block_text import BlockReader
from scraper.extract.broad_reader import LONGEST_CAPITALS, broad_head
from scraper.extract.chrome import chrome_name, is_hidden, is_seen
from scraper.extract.cues import behind_cues
from scraper.extract.label_jobs import OwnNames, own_names
from scraper.extract.labels import Label, read_label, read_marked_label, read_mixed_label
from scraper.extract.notes import note_kind
from scraper.extract.page_text import collapsed
from scraper.extract.selectors import select, select_first
from scraper.names import name_key
from scraper.sources.base import Layout, Source

_FEW = 3
_SHOWN = 60
#: A class that at most this share of the paragraphs has is one of its own.
_ODD_SHARE = 0.25
_STRANGERS = 3
_OWN = own_names(())
_SEVERAL_CLASSES, _MANY_CONTAINERS, _LONG_LINK = 2, 4, 60
#: Classes that say how a paragraph looks, and nothing of what it is.
_PLAIN_CLASS = re.compile(
    r"first|last|lead|lede|intro|drop|^p\d|normal|para|text|body|align|indent|speaker|transcript|turn|line",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class SpeechBlock:
    """The block of speech of a page, in the layout that fits."""

    layout: Layout
    account: Account
    hidden: bool = False


def find_speech(tree: LexborHTMLParser, source: Source, own: OwnNames) -> SpeechBlock | None:
    """The speech of a page in the first of the source's layouts that fits; None when none does.

    Takes the block out of ``tree``, so it comes last in reading a page.
    """
    hidden: Layout | None = None
    for layout in source.layouts:
        nodes = outermost(select(tree, layout.transcript))
        seen = [node for node in nodes if is_seen(node)]
        if not seen:
            hidden = hidden or (layout if nodes else None)
            continue
        accounts = _accounts(seen, layout, source)
        account = _only_one(accounts)
        if account.problem is None:
            account = Account(account.pieces, _runs_on(seen[-1], source))
        if account.problem is None:
            for node in nodes:
                node.decompose()
            account = Account(account.pieces, _spills_over(tree, account, source, own))
        return SpeechBlock(layout, account)
    return SpeechBlock(hidden, Account(()), hidden=True) if hidden is not None else None


def _accounts(nodes: Sequence[LexborNode], layout: Layout, source: Source) -> list[Account]:
    """The account of each block; where a layout has many elements for one, those of one parent."""
    groups: dict[int, list[LexborNode]] = {}
    for node in nodes:
        parent = node.parent
        together = layout.in_parts and parent is not None
        groups.setdefault(parent.mem_id if together and parent else node.mem_id, []).append(node)
    return [_account(group, layout, source) for group in groups.values()]


def _account(nodes: Sequence[LexborNode], layout: Layout, source: Source) -> Account:
    pieces: list[Piece] = []
    readers: list[BlockReader] = []
    problem: str | None = None
    for block in nodes:
        legal = _ids(block, layout.rights, spared="br")
        chrome = _ids(block, layout.chrome)
        reader = BlockReader(_ids(block, layout.labels), legal, chrome)
        reader.read(block)
        readers.append(reader)
        pieces += reader.pieces
        problem = problem or reader.problem or _foreign(block, legal | chrome, source)
    told = _headings(classify(pieces, source.disclaimers))
    for doubt in (_odd_one(told), _out_of_place(told, readers), _odd_container(readers)):
        problem = problem or doubt
    return Account(told, problem)


def _out_of_place(pieces: Sequence[Piece], readers: Sequence[BlockReader]) -> str | None:
    """Why speech may be hidden, or stand in chrome: labelled words that are not in the block for all
    to see, or a known speaker's label in a block of chrome.
    """
    hidden = [text for reader in readers for text in reader.hidden]
    voices = [text for reader in readers for text in reader.voices_in_chrome]
    links = sum(piece.name == "related link" for piece in pieces)
    speech = [piece for piece in pieces if piece.kind is PieceKind.SPEECH]
    if links > max(_FEW, len(speech) // 2) and any(len(p.text) > _LONG_LINK for p in pieces):
        return "most of its paragraphs are links"
    if not hidden and not voices:
        return None
    seen = {piece.text for piece in pieces if piece.kind in (PieceKind.SPEECH, PieceKind.CUE)}
    known = known_speakers(speech)
    for text in hidden:
        if text not in seen and broad_head(text) and _is_of(text, known):
            return f"speech is hidden from readers: {text[:_SHOWN]!r}"
    for text in voices:
        if text not in seen and _is_of(text, known):
            return f"a block of chrome holds a speaker's words: {text[:_SHOWN]!r}"
    return None


def _headings(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """A heading with a colon is speech where it is a label alone, or a known speaker's."""
    if not any(piece.name == "heading" for piece in pieces):
        return tuple(pieces)
    others = [piece for piece in pieces if piece.name != "heading"]
    known = known_speakers([piece for piece in others if piece.kind is PieceKind.SPEECH])
    return tuple(
        replace(piece, kind=PieceKind.CHROME)
        if piece.kind is PieceKind.SPEECH
        and piece.name == "heading"
        and not piece.text.endswith(":")
        and not _is_of(piece.text, known)
        else piece
        for piece in pieces
    )


def known_speakers(pieces: Sequence[Piece]) -> frozenset[str]:
    """The keys of the names and surnames in the labels of ``pieces``."""
    keys: set[str] = set()
    for piece in pieces:
        label = label_of(piece)
        if label is not None and label.kind == "person":
            key = name_key(label.name)
            keys |= {key, key.rsplit(" ", 1)[-1]}
    return frozenset(keys)


def _is_of(text: str, known: frozenset[str]) -> bool:
    found = read_label(text, _OWN) or read_mixed_label(text, _OWN)
    if found is None:
        return False
    if found[0].kind == "nobody" or found[0].role in ("host", "reporter"):
        return True
    key = name_key(found[0].name)
    return key in known or key.rsplit(" ", 1)[-1] in known


def _odd_container(readers: Sequence[BlockReader]) -> str | None:
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


def _ids(block: LexborNode, selector: str, spared: str = "") -> frozenset[int]:
    """The nodes that ``selector`` finds, save those that hold what is ``spared``: speech may have
    run into them.
    """
    if not selector:
        return frozenset()
    found = select(block, selector)
    return frozenset(
        node.mem_id for node in found if not spared or select_first(node, spared) is None
    )


def _foreign(block: LexborNode, explained: frozenset[int], source: Source) -> str | None:
    """A few blocks with a class of their own among paragraphs of speech: an advertisement that got
    a new name, or another story, is one.
    """
    children = [node for node in block.iter() if node.tag not in ("-comment", "-text")]
    if not any(node.tag == "p" for node in children):
        return None
    odd = []
    for node in children:
        if node.tag in ("div", "section", "article", "blockquote") and node.mem_id not in explained:
            attributes = node.attributes
            named = attributes.get("class") or attributes.get("id")
            if named and not is_hidden(attributes) and not chrome_name(node.tag, attributes):
                text = collapsed(node.text())
                known = chrome_said(text) or note_kind(text) if text else True
                if not known and not text.startswith(source.disclaimers):
                    odd.append(text)
    if odd and len(odd) <= _FEW:
        return f"a block that no rule knows stands within the speech: {odd[0][:_SHOWN]!r}"
    return None


def _odd_one(pieces: Sequence[Piece]) -> str | None:
    """Why an unlabelled paragraph with a class that few have must be explained."""
    odd = odd_groups(pieces) if any(piece.group for piece in pieces) else frozenset()
    for piece in pieces if odd else ():
        speech = piece.kind is PieceKind.SPEECH and piece.group in odd and piece.marked is None
        if speech and not _PLAIN_CLASS.search(piece.group) and broad_head(piece.text) is None:
            return (
                f"a paragraph with a class of its own stands in the speech: {piece.text[:_SHOWN]!r}"
            )
    return None


def odd_groups(pieces: Sequence[Piece]) -> frozenset[str]:
    """Classes that few of the paragraphs of speech have, while most have one and the same."""
    groups = [piece.group for piece in pieces if piece.kind is PieceKind.SPEECH]
    if not groups or len(set(groups)) != _SEVERAL_CLASSES:
        return frozenset()
    most = _ODD_SHARE * len(groups)
    return frozenset(group for group in set(groups) if groups.count(group) <= most)


def label_of(piece: Piece, own: OwnNames = _OWN) -> Label | None:
    """The label that opens a piece."""
    if piece.marked is not None:
        return read_marked_label(piece.marked, own)
    found = read_label(behind_cues(piece.text), own)
    return found[0] if found else None


def _only_one(accounts: Sequence[Account]) -> Account:
    """The one block that holds the story: the same block twice counts once, and one that is part of
    another is none of its own.
    """
    spoken = [account for account in accounts if account.of_kind(PieceKind.SPEECH)]
    if not spoken:
        return accounts[0]
    spoken.sort(key=lambda account: -len(account.of_kind(PieceKind.SPEECH)))
    words = {piece.text for piece in spoken[0].of_kind(PieceKind.SPEECH)}
    for other in spoken[1:]:
        if not {piece.text for piece in other.of_kind(PieceKind.SPEECH)} <= words:
            first = other.of_kind(PieceKind.SPEECH)[0].text
            return Account(
                spoken[0].pieces,
                f"the page has a second block of speech: {first[:_SHOWN]!r}",
            )
    return spoken[0]


def _runs_on(block: LexborNode, source: Source) -> str | None:
    """Why paragraphs right behind the block must be explained: a stray end tag closes a block, and
    what follows belongs to nothing.
    """
    inside: LexborNode | None = block
    while inside is not None and inside.tag not in ("body", "html", "td"):
        reader = BlockReader()
        follows = inside.next
        while follows is not None and (follows.tag in ("-text", "-comment", "p", "br")):
            reader.add(follows)
            follows = follows.next
        for piece in classify(reader.pieces, source.disclaimers):
            if piece.kind in (PieceKind.SPEECH, PieceKind.CUE):
                return f"text goes on outside the block of speech: {piece.text[:_SHOWN]!r}"
        inside = inside.parent
    return None


def _spills_over(
    tree: LexborHTMLParser, account: Account, source: Source, own: OwnNames
) -> str | None:
    """Why labelled speech outside the block must be explained; the block is out of ``tree``."""
    body = tree.body
    if account.problem is not None or body is None:
        return account.problem
    text = body.text(separator="\n")
    if not any(map(broad_head, _heads(text))) and not _marked_outside(tree, source):
        return None
    known = known_speakers(account.of_kind(PieceKind.SPEECH))
    return _labelled_beside(tree, source, own, known)


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
    tree: LexborHTMLParser, source: Source, own: OwnNames, known: frozenset[str]
) -> str | None:
    """Labelled speech that stands beside the block, outside of chrome."""
    body = tree.body
    if body is None:
        return None
    for node in select(tree, source.beside) if source.beside else ():
        node.decompose()
    reader = BlockReader()
    reader.read(body)
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
        key = name_key(label.name)
        if (key in known or key.rsplit(" ", 1)[-1] in known) and label.kind != "nobody":
            return f"speech goes on outside its block: {piece.text[:_SHOWN]!r}"
        strangers.append(piece.text)
        if label.role in ("host", "reporter") and label.kind == "person":
            strangers += [piece.text] * _STRANGERS
    if len(strangers) >= _STRANGERS:
        return f"labelled speech stands outside the block: {strangers[0][:_SHOWN]!r}"
    return None


def outermost(nodes: list[LexborNode]) -> list[LexborNode]:
    """Each node once (a list of selectors yields it for each that matches), none inside another."""
    if len(nodes) < 2:
        return nodes
    kept: dict[int, LexborNode] = {}
    matched = {node.mem_id for node in nodes}
    for node in nodes:
        parent = node.parent
        while parent is not None and parent.mem_id not in matched:
            parent = parent.parent
        if parent is None:
            kept.setdefault(node.mem_id, node)
    return list(kept.values())
