"""Reading the block that holds the speech: its paragraphs, without the page's chrome.

Real markup is broken (``<p><p>LABEL: <p><p> text``), so this reads the parsed tree and never the
source text: every run of inline content between block borders or ``<br>`` is a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper.extract.labels import read_label
from scraper.extract.selectors import select, select_first
from scraper.sources.base import Layout

_INLINE = frozenset(
    "a abbr b bdi bdo cite code data dfn em font i kbd mark q s samp small span strong sub sup "
    "time tt u var wbr -text".split()
)
_NEVER_SPEECH = frozenset(
    "script style noscript template iframe object embed form button input select textarea svg img "
    "picture video audio canvas nav footer header aside figure figcaption ul ol dl table".split()
)
_SPEECH_BLOCKS = frozenset("p div section article blockquote center main td tr tbody".split())
#: The C0 and C1 sets and DEL, save those that are white space to ``str.split``.
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
_ENTITY = re.compile(r"&(?:#\d{2,6}|#x[0-9a-fA-F]{2,5}|[a-zA-Z]{2,8});")
_FEW = 3
#: A block of chrome with this many words may have swallowed speech, if it has labels or still more.
_MANY_WORDS, _TOO_MANY_WORDS = 30, 90
_TEXT, _BREAK, _COMMENT = "-text", "br", "-comment"


class MarkedLabel(str):
    """A paragraph that is a label because its markup says so; its colon is gone."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class SpeechBlock:
    """The paragraphs of a page's transcript, white space collapsed (a :class:`MarkedLabel` among
    them stands before what it labels), and its rights lines.
    """

    layout: Layout
    paragraphs: tuple[str, ...]
    rights: tuple[str, ...]
    #: Why this may be less than what was said.
    doubt: str | None = None
    #: The texts of blocks that stand among the paragraphs and no rule knows.
    foreign: tuple[str, ...] = ()


def find_speech(tree: LexborHTMLParser, layouts: tuple[Layout, ...]) -> SpeechBlock | None:
    """The speech of a page in the first of ``layouts`` that fits; None when none does.

    Takes chrome out of ``tree``, so it comes last in reading a page.
    """
    for layout in layouts:
        blocks = _outermost(select(tree, layout.transcript))
        if not blocks:
            continue
        rights: list[str] = []
        paragraphs: list[str] = []
        doubt: str | None = None
        foreign: list[str] = []
        for block in blocks:
            for node in select(block, layout.rights) if layout.rights else ():
                if select_first(node, "br") is None:  # else speech may have run into it
                    rights.append(collapsed(node.text()))
                    node.decompose()
            if layout.chrome:
                for node in select(block, layout.chrome):
                    doubt = doubt or _may_hold_speech(node)
                    node.decompose()
            foreign += _foreign_blocks(block)
            marks = select(block, layout.labels) if layout.labels else ()
            paragraphs += _paragraphs(block, frozenset(node.mem_id for node in marks))
        notices = tuple(line for line in rights if line)
        return SpeechBlock(layout, tuple(paragraphs), notices, doubt, tuple(foreign))
    return None


def _may_hold_speech(chrome: LexborNode) -> str | None:
    """An advertisement whose end tag is lost runs on over the speech behind it."""
    if len(chrome.text().split()) < _MANY_WORDS or len(select(chrome, "p, br")) < _FEW:
        return None
    paragraphs = list(_paragraphs(chrome))
    words = sum(len(paragraph.split()) for paragraph in paragraphs)  # not those of scripts
    if words < _TOO_MANY_WORDS and not any(map(read_label, paragraphs[1:])):
        return None
    return "a block of the page's chrome is so long that speech may be in it"


def _foreign_blocks(block: LexborNode) -> list[str]:
    """The texts of the few blocks with a class of their own among paragraphs of speech: an
    advertisement that got a new name is one.
    """
    children = list(block.iter())
    inside = [
        collapsed(node.text())
        for node in children
        if node.tag in ("div", "section", "article") and node.attributes.get("class")
    ]
    if len(inside) > _FEW or not any(node.tag == "p" for node in children):
        return []
    return [text for text in inside if text]


def _outermost(nodes: list[LexborNode]) -> list[LexborNode]:
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


def collapsed(text: str) -> str:
    """``text`` with each run of white space (no-break spaces too) as one space, and without
    control characters (nobody says those, and terminals obey them).
    """
    text = text.strip()
    if text.isprintable() and "  " not in text:  # no white space but single spaces
        return text
    return " ".join(_CONTROL.sub("", text).split())


def _spoken(text: str) -> str:
    """The text of a paragraph: white space collapsed, and entities that were escaped twice undone
    (nobody says "&quot;").
    """
    if "&" in text:
        text = _ENTITY.sub(lambda found: unescape(found.group()), text)
    return collapsed(text)


def _paragraphs(block: LexborNode, marks: frozenset[int] = frozenset()) -> Iterator[str]:
    """The non-empty paragraphs of a block, in order.

    :param marks: the nodes that hold labels, by their ``mem_id``.
    """
    run: list[str] = []
    labelled = False
    for node in block.iter(include_text=True, skip_empty=False):
        tag = node.tag
        if tag == _TEXT:
            text = node.text_content or ""
            run.append(text.removeprefix(":") if labelled else text)
        elif tag == "p" and (only := _only_text(node)) is not None:  # nearly all of them
            if run:
                yield from _flush(run)
            if text := _spoken(only):
                yield text
        elif tag == _BREAK:
            yield from _flush(run)
        elif marks and tag in _INLINE and (label := _marked(node, marks, run)):
            run.clear()
            labelled = True
            yield label
            continue
        elif tag in _INLINE:
            inner = select_first(node, "p, div, li, br")
            if inner is None:
                run.append(node.text())
            elif inner.tag == _BREAK:
                yield from _joined(run, list(_paragraphs(node, marks)))
            else:  # its end tag is lost, and it spills over the next paragraphs
                yield from _flush(run)
                yield from _paragraphs(node, marks)
        elif tag in _SPEECH_BLOCKS or (tag not in _NEVER_SPEECH and tag != _COMMENT):
            yield from _flush(run)
            yield from _paragraphs(node, marks)
        labelled = False
    yield from _flush(run)


def _marked(node: LexborNode, marks: frozenset[int], run: list[str]) -> MarkedLabel | None:
    """The label that ``node`` holds: it opens its paragraph, and a colon ends it or follows it."""
    if node.mem_id not in marks or "".join(run).strip():
        return None
    text = _spoken(node.text())
    if text.endswith(":"):
        return MarkedLabel(text[:-1].rstrip())
    behind = node.next
    if behind is not None and behind.tag == _TEXT and (behind.text_content or "").startswith(":"):
        return MarkedLabel(text)
    return None


def _only_text(node: LexborNode) -> str | None:
    """The text of a node that holds nothing but text, None for any other."""
    child = node.first_child
    if child is None:
        return ""
    if child.tag == _TEXT and child.next is None:
        return child.text_content
    return None


def _joined(run: list[str], inner: list[str]) -> Iterator[str]:
    """Paragraphs of an inline element cut by ``<br>``: its first goes on with what is before it,
    its last with what follows.
    """
    if not inner:
        return
    run.append(inner[0])
    for text in inner[1:]:
        yield from _flush(run)
        run.append(text)


def _flush(run: list[str]) -> Iterator[str]:
    text = _spoken("".join(run))
    run.clear()
    if text:
        yield text
