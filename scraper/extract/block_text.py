"""Reading the block of speech: its paragraphs, with what the markup says about each.

Real markup is broken (``<p><p>LABEL: <p><p> text``), so this reads the parsed tree and never the
source text: every run of inline content between block borders or ``<br>`` is a paragraph.
"""

from __future__ import annotations

from selectolax.lexbor import LexborNode

from scraper.extract.account import Piece, PieceKind
from scraper.extract.block_parts import (
    as_control,
    is_button,
    is_footnote_mark,
    is_inline_chrome,
    is_link_list,
    is_part_of_a_sentence,
    label_in,
)
from scraper.extract.block_pieces import PieceCollector
from scraper.extract.broad_reader import reads_as_head
from scraper.extract.chrome import UNSEEN_TAGS, chrome_name, is_hidden
from scraper.extract.cues import is_cue, is_time_stamp
from scraper.extract.elements import (
    BLOCK_SELECTOR,
    BLOCKS,
    CONTAINERS,
    HEADINGS,
    HOLDS_TEXT,
    INLINE,
    LISTS,
    STRUCK,
)
from scraper.extract.page_text import collapsed, spoken
from scraper.extract.selectors import select_first

_TEXT, _BREAK, _COMMENT = "-text", "br", "-comment"
_BROKEN_INSIDE = (
    "p, div, li, br, h1, h2, h3, h4, [hidden], [aria-hidden], s, del, script, style, sup, time,"
    " [class], [style]"
)
_MANY_WORDS, _TOO_MANY_WORDS, _SEVERAL = 30, 90, 2
#: Chrome that other people's labels may stand in.
_MANY_VOICES = frozenset({"comments", "related link", "tags"})
_SWALLOWED = "a block of the page's chrome is so long that speech may be in it"


class BlockReader(PieceCollector):
    """Reads one block into pieces."""

    def read(self, block: LexborNode) -> None:
        """Add the pieces of ``block``."""
        self._children(block, inside_text=block.tag in HOLDS_TEXT)
        self._flush()

    def add(self, node: LexborNode) -> None:
        """Add the pieces of one node that stands by itself."""
        self._node(node, inside_text=False)
        self._flush()

    # -- the walk -----------------------------------------------------------------------------

    def _children(self, block: LexborNode, *, inside_text: bool) -> None:
        for node in block.iter(include_text=True, skip_empty=False):
            self._node(node, inside_text=inside_text)

    def _node(self, node: LexborNode, *, inside_text: bool) -> None:
        tag = node.tag
        if tag == _TEXT:
            text = node.text_content or ""
            if not text.isspace():
                self._look = "" if text else self._look
                self._run.append(text)
            elif self._run:
                self._run.append(text)
        elif tag == "p":
            if self._run or self._look or self._mark is not None:
                self._flush()
            self._paragraph(node)
        elif tag in (_BREAK, "hr"):
            self._flush()
        elif tag != _COMMENT and tag is not None:
            self._element(node, tag, inside_text=inside_text)

    def _paragraph(self, node: LexborNode) -> None:
        child = node.first_child
        attributes = node.attributes
        if attributes and not self._is_plain(node, "p", attributes):
            return
        if child is None:
            return
        group = attributes.get("class") or "" if attributes else ""
        if child.tag == _TEXT and child.next is None:  # nearly all of them
            if text := spoken(child.text_content or ""):
                self.pieces.append(Piece(PieceKind.SPEECH, text, "", None, group))
            return
        self._group = group if select_first(node, "br") is None else ""
        self._children(node, inside_text=True)
        self._flush()
        self._group = ""

    def _element(self, node: LexborNode, tag: str, *, inside_text: bool) -> None:
        if tag in UNSEEN_TAGS or tag in STRUCK:
            if tag == "noscript":
                self._hide(node)
            return
        attributes = node.attributes
        if tag in INLINE or (tag not in BLOCKS and self._runs_on(node, inside_text=inside_text)):
            self._inline_element(node, tag, attributes)
            return
        self._flush()
        if not self._is_plain(node, tag, attributes):
            return
        if tag in CONTAINERS:
            self._count(node, attributes)
        if tag in LISTS and is_link_list(node):
            self._chrome(node, "related link")
        elif tag == "dt" and select_first(node, "p, dd, div") is None:
            self._term(node)
        elif tag in ("button", "summary") and (control := as_control(node)) is not None:
            self.pieces.append(control)
        elif tag == "table" and not self._holds_labels(node):
            self._table(node)
        else:
            name = self._name
            if tag == "blockquote" or tag in HEADINGS:
                self._name = "heading" if tag in HEADINGS else tag
            self._children(node, inside_text=tag in HOLDS_TEXT)
            self._flush()
            self._name = name

    def _is_plain(self, node: LexborNode, tag: str, attributes: dict[str, str | None]) -> bool:
        """Whether an element is none that is known to hold no speech; those are accounted for."""
        self._check(attributes)
        if is_hidden(attributes) or (tag == "dialog" and "open" not in attributes):
            self._hide(node)
            return False
        if node.mem_id in self._legal:
            self._account(PieceKind.LEGAL, node, "")
        elif node.mem_id in self._special:
            self._chrome(node, chrome_name(tag, attributes) or "part of the layout")
        elif (name := chrome_name(tag, attributes)) is not None:
            text = spoken(node.text())
            if name == "note":
                self._account(PieceKind.NOTE, node, "")
            elif name == "heading" and is_cue(text):
                self._account(PieceKind.CUE, node, "")
            elif (name == "heading" or tag == "p") and self._is_labelled(text, node):
                return True
            else:
                self._chrome(node, name)
        else:
            return True
        return False

    def _is_labelled(self, text: str, node: LexborNode) -> bool:
        """True for a heading or a paragraph of chrome that a label opens."""
        if not text or select_first(node, "p") is not None:
            return False
        return reads_as_head(text) or node.mem_id in self._marks or label_in(text) is not None

    def _runs_on(self, node: LexborNode, *, inside_text: bool) -> bool:
        """True for an element that no list knows and that stands in a run of text."""
        if node.tag in ("select", "input", "textarea", "iframe", "object", "label"):
            return False
        if node.tag in ("button", "summary"):
            return inside_text and is_part_of_a_sentence(node)
        tag = node.tag or ""
        if chrome_name(tag, node.attributes) or select_first(node, BLOCK_SELECTOR):
            return False
        if "-" in tag and reads_as_head(spoken(node.text())):
            return False
        return inside_text or is_part_of_a_sentence(node)

    def _inline_element(
        self, node: LexborNode, tag: str, attributes: dict[str, str | None]
    ) -> None:
        self._check(attributes)
        special = node.mem_id in self._special
        if attributes and (is_hidden(attributes) or special):
            self._is_plain(node, tag, attributes)
            return
        text = node.text()
        if (tag in ("time", "span", "a", "small") or attributes) and is_time_stamp(text):
            self._flush()
            self.pieces.append(Piece(PieceKind.CUE, collapsed(text)))
        elif is_button(tag, attributes) and self._is_control(spoken(text)):
            self._account(PieceKind.CHROME, node, "button")
        elif tag in ("sup", "a") and is_footnote_mark(text, raised=tag == "sup"):
            return
        elif attributes and is_inline_chrome(node, tag, attributes):
            self._account(PieceKind.CHROME, node, chrome_name(tag, attributes) or "")
        else:
            self._inline(node, tag, text)

    def _inline(self, node: LexborNode, tag: str, text: str) -> None:
        inner = select_first(node, _BROKEN_INSIDE) if node.first_child is not None else None
        if inner is None:
            if text:
                if not "".join(self._run).strip() and self._mark is None:
                    self._open_mark(node, tag, text)
                elif text.strip():
                    self._look = self._look if self._look == tag else ""
                self._run.append(text)
            return
        if inner.tag in ("p", "div", "li"):  # its end tag is lost, and it spills over the next ones
            self._flush()
        elif not "".join(self._run).strip() and self._mark is None:
            self._open_mark(node, tag, text)
            look, mark = self._look, self._mark
            self._children(node, inside_text=True)
            self._look, self._mark = look, self._mark or mark
            return
        self._children(node, inside_text=True)

    def _hide(self, node: LexborNode) -> None:
        self.hidden += self._inside(node)

    def _inside(self, node: LexborNode) -> list[Piece]:
        """The paragraphs of a block that is not part of the speech."""
        inside = BlockReader(self._marks)
        inside.read(node)
        return [piece for piece in inside.pieces if piece.kind is PieceKind.SPEECH]

    def _chrome(self, node: LexborNode, name: str) -> None:
        """A block of chrome; one whose end tag is lost runs on over the speech behind it."""
        speech = self._inside(node)
        labels = [piece for piece in speech if reads_as_head(piece.text)]
        self.voices_in_chrome += speech
        words = sum(len(piece.text.split()) for piece in speech)
        long = words >= _TOO_MANY_WORDS and len(speech) > _SEVERAL
        several = len(labels) >= _SEVERAL and words >= _MANY_WORDS and name not in _MANY_VOICES
        if long or several:
            self.problem = self.problem or _SWALLOWED
        self._account(PieceKind.CHROME, node, name)

    def _table(self, node: LexborNode) -> None:
        """A table without labels may be anything."""
        if text := collapsed(node.text(separator=" ")):
            self.pieces.append(Piece(PieceKind.UNEXPLAINED, text, "a table"))
            self.problem = self.problem or f"a table stands in the speech: {text[:60]!r}"

    def _holds_labels(self, node: LexborNode) -> bool:
        inside = BlockReader(self._marks)
        inside.read(node)
        return any(piece.marked or reads_as_head(piece.text) for piece in inside.pieces)
