"""HTML (read by selectolax) as blocks. Code, scripts and invisible text are left out."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from scraper.markup import parse_html
from scraper.quotations.drafts.blocks import Block
from scraper.quotations.drafts.plain import without_urls

_NOT_TEXT = frozenset(
    "code pre kbd samp var script style noscript template head title svg math textarea select"
    " button nav iframe object audio video canvas".split()
)
_BLOCKS = frozenset(
    "address article aside blockquote body caption dd details dialog div dl dt fieldset figcaption"
    " figure footer form h1 h2 h3 h4 h5 h6 header hr html li main ol p section summary table tbody"
    " td tfoot th thead tr ul".split()
)
_BLANKS = re.compile(r"[ \t\r\n\f]+")


def html_blocks(text: str) -> list[Block]:
    """The blocks of an HTML page or a piece of one.

    :raises HostileMarkup: parsing it would take very much memory or time.
    """
    reader = _Reader()
    root = parse_html(text.encode("utf-8", "replace")).root
    if root is not None:
        reader.read(root)
    reader.end_block()
    return reader.blocks


class _Reader:
    """Collects the text of elements, block by block."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._pieces: list[str] = []
        self._quoted: list[str] | None = None

    def read(self, root: LexborNode) -> None:
        """Read a tree, without recursion: a page may nest very deep."""
        waiting: list[tuple[LexborNode, bool]] = [(root, False)]
        while waiting:
            node, is_end = waiting.pop()
            if is_end:
                self._end(node)
                continue
            tag = node.tag or ""
            if tag == "-text":
                self._pieces.append(_BLANKS.sub(" ", node.text(deep=False) or ""))
            elif tag in _NOT_TEXT or _is_hidden(node):
                self._pieces.append(" ")
            else:
                self._start(node, tag)
                waiting.append((node, True))
                children = list(node.iter(include_text=True))
                waiting += [(child, False) for child in reversed(children)]

    def _start(self, node: LexborNode, tag: str) -> None:
        if tag == "br":
            self._pieces.append("\n")
        elif tag == "q":
            self._pieces.append("\u201c")
        elif tag in _BLOCKS:
            self.end_block()
            if tag == "blockquote" and self._quoted is None:
                self._quoted = []
        if self._quoted is not None and (
            tag == "footer" or (tag == "cite" and not _inside(node, "footer"))
        ):
            self.end_block()
            self._pieces.append("\u2014 ")

    def _end(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if tag == "q":
            self._pieces.append("\u201d")
        elif tag in _BLOCKS:
            self.end_block()
            outside = node.parent is None or not _inside(node, "blockquote")
            if tag == "blockquote" and outside and self._quoted is not None:
                if self._quoted:
                    self.blocks.append(Block("\n".join(self._quoted), None, is_quote=True))
                self._quoted = None

    def end_block(self) -> None:
        """Keep what was collected as a block."""
        lines = [_BLANKS.sub(" ", line).strip() for line in "".join(self._pieces).split("\n")]
        self._pieces = []
        text = without_urls("\n".join(line for line in lines if line))
        if not text or text == "\u2014":
            return
        text = re.sub(r"^\u2014 [\u2014\u2013-]+\s*", "\u2014 ", text)
        if self._quoted is not None:
            self._quoted.append(text)
        else:
            self.blocks.append(Block(text, None))


def _is_hidden(node: LexborNode) -> bool:
    attributes = node.attributes if node.tag and node.tag[0] not in "-!" else {}
    style = (attributes.get("style") or "").replace(" ", "").lower()
    return "hidden" in attributes or "display:none" in style


def _inside(node: LexborNode, tag: str) -> bool:
    parent = node.parent
    while parent is not None:
        if parent.tag == tag:
            return True
        parent = parent.parent
    return False
