"""Finding the element of a page that is the block of speech, and checking that it is the only
one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper.extract.account import Account, Piece, PieceKind, classify
from scraper.extract.beside_block import runs_on, spills_over
from scraper.extract.block_doubts import (
    foreign_block,
    label_without_words,
    odd_container,
    odd_paragraph,
    out_of_place,
)
from scraper.extract.block_text import BlockReader
from scraper.extract.broad_reader import reads_as_head
from scraper.extract.chrome import is_seen
from scraper.extract.elements import CONTAINERS
from scraper.extract.headings import with_heading_labels
from scraper.extract.label_jobs import OwnNames
from scraper.extract.page_text import collapsed
from scraper.extract.selectors import select, select_first
from scraper.sources.base import Layout, Source

_SHOWN = 60
#: What a browser opens again in each element behind a tag that is never closed
#: (https://html.spec.whatwg.org/multipage/parsing.html#formatting).
_FORMATTING = frozenset("a b big code em font i nobr s small strike strong tt u".split())
#: In characters: shorter parts may be said twice.
_SHORTEST_COPY = 40


@dataclass(frozen=True, slots=True)
class SpeechBlock:
    """The block of speech of a page, in the layout that fits."""

    layout: Layout
    account: Account
    hidden: bool = False


def find_speech(tree: LexborHTMLParser, source: Source, own: OwnNames) -> SpeechBlock | None:
    """The speech of a page in the first of the source's layouts that fits; None if none does.

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
            account = Account(account.pieces, runs_on(seen[-1], source))
        if account.problem is None:
            for node in nodes:
                node.decompose()
            account = Account(account.pieces, spills_over(tree, account, source, own))
        return SpeechBlock(layout, account)
    return SpeechBlock(hidden, Account(()), hidden=True) if hidden is not None else None


def _accounts(nodes: Sequence[LexborNode], layout: Layout, source: Source) -> list[Account]:
    """The account of each block; where a layout has many elements for one, those of one parent."""
    groups: dict[int, list[LexborNode]] = {}
    for node in nodes:
        parent = _parent(node) if layout.in_parts else None
        groups.setdefault(node.mem_id if parent is None else parent.mem_id, []).append(node)
    return [_account(group, layout, source) for group in groups.values()]


def _parent(node: LexborNode) -> LexborNode | None:
    """What holds a part of the block. A tag that is never closed wraps parts in bold or italics,
    which then stand between a part and its parent.
    """
    parent = node.parent
    while parent is not None and parent.tag in _FORMATTING:
        parent = parent.parent
    return parent


def _account(nodes: Sequence[LexborNode], layout: Layout, source: Source) -> Account:
    pieces: list[Piece] = []
    readers: list[BlockReader] = []
    problem: str | None = None
    for block in nodes:
        legal = _ids(block, layout.rights, spared="br")
        containers = [node for node in block.iter() if node.tag in CONTAINERS]
        originals, copies = _twice(containers)
        chrome = _ids(block, layout.chrome) | copies
        reader = BlockReader(_ids(block, layout.labels), legal, chrome)
        reader.read(block)
        readers.append(reader)
        pieces += reader.pieces
        explained = legal | chrome | originals
        problem = problem or reader.problem
        if problem is None and containers:
            problem = foreign_block(block, containers, explained, source)
    told, doubt = with_heading_labels(classify(pieces, source.disclaimers))
    doubts = (
        doubt,
        odd_paragraph(told),
        label_without_words(told),
        out_of_place(told, readers),
        odd_container(readers),
    )
    return Account(told, next(filter(None, (problem, *doubts)), None))


def _twice(containers: Iterable[LexborNode]) -> tuple[frozenset[int], frozenset[int]]:
    """Of the parts of a block, those with labels that stand there twice, for small and for large
    screens: the first of each, and the copies.
    """
    first: dict[str, int] = {}
    originals: set[int] = set()
    copies: set[int] = set()
    for node in containers:
        if len(text := collapsed(node.text())) >= _SHORTEST_COPY:
            if text in first and any(map(reads_as_head, node.text(separator="\n").split("\n"))):
                originals.add(first[text])
                copies.add(node.mem_id)
            else:
                first.setdefault(text, node.mem_id)
    return frozenset(originals), frozenset(copies)


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


def _only_one(accounts: Sequence[Account]) -> Account:
    """The one block that holds the story: the same block twice counts once, and one that is part of
    another is none of its own.
    """
    if len(accounts) == 1:
        return accounts[0]
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
