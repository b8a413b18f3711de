"""Reading the block that holds the speech: its paragraphs, with what the markup says each is.

Real markup is broken (``<p><p>LABEL: <p><p> text``), so this reads the parsed tree and never the
source text: every run of inline content between block borders or ``<br>`` is a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape

from selectolax.lexbor import LexborNode

from scraper.extract.account import Piece, PieceKind, chrome_said
from scraper.extract.broad_reader import reads_as_head
from scraper.extract.chrome import UNSEEN_TAGS, chrome_name, is_hidden
from scraper.extract.selectors import select_first
from scraper.invisible import visible_text

_TEXT, _BREAK, _COMMENT = "-text", "br", "-comment"
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big blink cite code data dfn em font i ins kbd mark q rp rt ruby"
    " samp small "
    "span strong sub sup time tt u var wbr nobr output".split()
)
#: Words that the newsroom struck out.
_STRUCK = frozenset("del s strike".split())
_BLOCKS = frozenset(
    """p div section article main blockquote center table tbody thead tfoot tr td th ul ol li menu
    dl dt dd details summary pre address hr fieldset figure figcaption aside nav header footer
    form h1 h2 h3 h4 h5 h6 br""".split()
)
#: Inline elements that set a label apart; italics are for titles.
_MARKING = frozenset("b strong span font u big".split())
_LISTS = frozenset("ul ol menu".split())
_BLOCK_SELECTOR = "p, div, section, article, li, dd, dt, td, br, h1, h2, h3, h4, blockquote"
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
_ENTITY = re.compile(r"&(?:#\d{2,6}|#x[0-9a-fA-F]{2,5}|[a-zA-Z]{2,8});")
#: Symbols that stand for an icon at the head of a paragraph: "▶ ANN LEE: …".
_ICON = re.compile(r"^(?:[▶►▸▷●•◆■▪‣🔊🎧🎙🔈⏵»]\ufe0f?\s*|>>+\s*|\*+\s*)+")
_MANY_WORDS, _TOO_MANY_WORDS = 30, 90
_FEW_LINK_WORDS = 2
_HEADING_WORDS = 12


def collapsed(text: str) -> str:
    """``text`` with each run of white space (no-break spaces too) as one space, and without
    control and invisible characters (nobody says those, and terminals obey them).
    """
    text = text.strip()
    if text.isprintable() and "  " not in text:  # no white space but single spaces
        return text if text.isascii() else visible_text(text)
    return " ".join(visible_text(_CONTROL.sub("", text)).split())


def spoken(text: str) -> str:
    """The text of a paragraph: white space collapsed, and entities that were escaped twice undone
    (nobody says "&quot;").
    """
    if "&" in text:
        text = _ENTITY.sub(lambda found: unescape(found.group()), text)
    text = collapsed(text)
    return text if text[:1].isalnum() or not text else _ICON.sub("", text)


class BlockReader:
    """Reads one block into pieces.

    :param marks: the nodes whose text is a label, by their ``mem_id``.
    :param legal: nodes that hold legal notices; ``chrome``: nodes that the layout calls chrome.
    """

    def __init__(
        self, marks: frozenset[int], legal: frozenset[int], chrome: frozenset[int]
    ) -> None:
        self.pieces: list[Piece] = []
        self.problem: str | None = None
        self._marks = marks
        self._special = legal | chrome
        self._legal = legal
        self._run: list[str] = []
        self._mark: str | None = None
        self._links = self._bold = False
        self._group = ""

    def read(self, block: LexborNode) -> None:
        """Add the pieces of ``block``."""
        self._children(block, inside_text=block.tag in ("p", "li", "dd", "td"))
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
            if text and not text.isspace():
                self._links = self._bold = False
            self._run.append(text)
        elif tag == "p":
            self._flush()
            self._paragraph(node)
        elif tag in (_BREAK, "hr"):
            self._flush()
        elif tag != _COMMENT and tag is not None:
            self._element(node, tag, inside_text=inside_text)

    def _paragraph(self, node: LexborNode) -> None:
        attributes = node.attributes
        if attributes and not self._plain(node, "p", attributes):
            return
        group = attributes.get("class") or "" if attributes else ""
        child = node.first_child
        if child is None:
            return
        if child.tag == _TEXT and child.next is None:  # nearly all of them
            if text := spoken(child.text_content or ""):
                self.pieces.append(Piece(PieceKind.SPEECH, text, group=group))
            return
        self._group = group if select_first(node, "br") is None else ""
        self._children(node, inside_text=True)
        self._flush()
        self._group = ""

    def _element(self, node: LexborNode, tag: str, *, inside_text: bool) -> None:
        if tag in UNSEEN_TAGS or tag in _STRUCK:
            return
        attributes = node.attributes
        if tag in _INLINE or (tag not in _BLOCKS and self._runs_on(node, inside_text=inside_text)):
            if (attributes and is_hidden(attributes)) or node.mem_id in self._special:
                self._plain(node, tag, attributes)
            else:
                self._inline(node, tag)
            return
        self._flush()
        if not self._plain(node, tag, attributes):
            return
        if tag in _LISTS and self._is_link_list(node):
            self._chrome(node, "related link")
        elif tag == "dt":
            self._term(node)
        elif tag in ("button", "summary"):
            self._control(node)
        elif tag == "table" and not self._holds_labels(node):
            self._table(node)
        else:
            self._children(node, inside_text=tag in ("li", "dd", "td"))
            self._flush()

    def _plain(self, node: LexborNode, tag: str, attributes: dict[str, str | None]) -> bool:
        """Whether an element is none that is known to hold no speech; those are accounted for."""
        if is_hidden(attributes):
            return False
        if node.mem_id in self._legal:
            self._account(PieceKind.LEGAL, node, "")
        elif node.mem_id in self._special:
            self._chrome(node, chrome_name(tag, attributes) or "part of the layout")
        elif (name := chrome_name(tag, attributes)) is not None:
            text = spoken(node.text())
            if (name == "heading" or tag == "p") and self._labelled(text, node):
                return True
            self._chrome(node, name)
        else:
            return True
        return False

    def _labelled(self, text: str, node: LexborNode) -> bool:
        """True for a heading or a paragraph of chrome that a label opens."""
        return bool(text) and (reads_as_head(text) or node.mem_id in self._marks)

    def _runs_on(self, node: LexborNode, *, inside_text: bool) -> bool:
        """True for an element that no list knows and that stands in a run of text."""
        if node.tag in ("button", "summary", "select", "input", "textarea", "iframe", "object"):
            return False
        if (
            chrome_name(node.tag or "", node.attributes)
            or select_first(node, _BLOCK_SELECTOR) is not None
        ):
            return False
        if inside_text:
            return True
        before, behind = node.prev, node.next
        return any(
            beside is not None and beside.tag == _TEXT and (beside.text_content or "").strip() != ""
            for beside in (before, behind)
        )

    def _inline(self, node: LexborNode, tag: str) -> None:
        inner = select_first(
            node, "p, div, li, br, h1, h2, h3, h4, [hidden], [aria-hidden], s, del, script, style"
        )
        if inner is None:
            text = node.text()
            if not text:
                return
            opens = not "".join(self._run).strip()
            if opens and self._mark is None:
                self._open_mark(node, tag, text)
            self._run.append(text)
            return
        if inner.tag in ("p", "div", "li"):  # its end tag is lost, and it spills over the next ones
            self._flush()
        self._children(node, inside_text=True)

    def _open_mark(self, node: LexborNode, tag: str, text: str) -> None:
        """Note what the first inline element of a paragraph is: a label, a link, bold text."""
        self._links, self._bold = tag == "a", tag in ("b", "strong")
        marks = node.mem_id in self._marks if self._marks else tag in _MARKING
        if not marks or not text.strip():
            return
        shown = spoken(text)
        behind = node.next
        follows = behind.text_content or "" if behind is not None and behind.tag == _TEXT else ""
        ends = shown.endswith((":", "："))
        follows = follows.lstrip("\xa0 \n\t")
        if shown[-1:].isdigit() and follows[1:2].isdigit():
            return  # "<b>7</b>:10"
        if ends or follows.startswith((":", "：")):
            self._mark = shown.rstrip(" :：")

    # -- what pieces are ----------------------------------------------------------------------

    def _flush(self) -> None:
        run, self._run = self._run, []
        mark, self._mark = self._mark, None
        links, bold = self._links, self._bold
        self._links = self._bold = False
        text = spoken("".join(run)) if run else ""
        if not text:
            return
        words = len(text.split())
        if mark is None and not reads_as_head(text) and text[0] not in "([":
            if links and words > _FEW_LINK_WORDS:
                self.pieces.append(Piece(PieceKind.CHROME, text, "related link"))
                return
            if bold and words <= _HEADING_WORDS and text[-1].isalnum():
                self.pieces.append(Piece(PieceKind.CHROME, text, "heading"))
                return
        self.pieces.append(Piece(PieceKind.SPEECH, text, marked=mark, group=self._group))

    def _account(self, kind: PieceKind, node: LexborNode, name: str) -> None:
        if text := collapsed(node.text(separator=" ") if kind is PieceKind.CHROME else node.text()):
            self.pieces.append(Piece(kind, text, name))

    def _chrome(self, node: LexborNode, name: str) -> None:
        """A block of chrome; one whose end tag is lost runs on over the speech behind it."""
        if name not in ("heading", "caption") or select_first(node, "p") is not None:
            self._look_for_speech(node)
        self._account(PieceKind.CHROME, node, name)

    def _look_for_speech(self, node: LexborNode) -> None:
        inside = BlockReader(frozenset(), frozenset(), frozenset())
        if len(node.text().split()) < _MANY_WORDS:
            return
        inside._children(node, inside_text=False)
        inside._flush()
        speech = [piece.text for piece in inside.pieces if piece.kind is PieceKind.SPEECH]
        words = sum(len(text.split()) for text in speech)
        labels = sum(map(reads_as_head, speech[1:]))
        if len(speech) > _FEW_LINK_WORDS and (words >= _TOO_MANY_WORDS or labels):
            self.problem = self.problem or (
                "a block of the page's chrome is so long that speech may be in it"
            )

    def _term(self, node: LexborNode) -> None:
        """The term of a definition list is the label of what it defines."""
        text = spoken(node.text()).rstrip(" :：")
        if text:
            self.pieces.append(Piece(PieceKind.SPEECH, f"{text}:", marked=text))

    def _control(self, node: LexborNode) -> None:
        """A button or a summary is chrome where it says what such things say, else unexplained."""
        text = spoken(node.text())
        if not text:
            return
        if reads_as_head(text):
            self.pieces.append(Piece(PieceKind.SPEECH, text))
        elif chrome_said(text) or (node.tag == "summary" and len(text.split()) <= _HEADING_WORDS):
            self.pieces.append(Piece(PieceKind.CHROME, text, "button"))
        else:
            self.pieces.append(Piece(PieceKind.UNEXPLAINED, text, "a button"))

    def _table(self, node: LexborNode) -> None:
        """A table without labels may be anything."""
        text = collapsed(node.text(separator=" "))
        if text:
            self.pieces.append(Piece(PieceKind.UNEXPLAINED, text, "a table"))

    def _holds_labels(self, node: LexborNode) -> bool:
        inside = BlockReader(self._marks, frozenset(), frozenset())
        inside._children(node, inside_text=False)
        inside._flush()
        return any(piece.marked or reads_as_head(piece.text) for piece in inside.pieces)

    def _is_link_list(self, node: LexborNode) -> bool:
        """True for a list each item of which is nothing but a link or a word of a tool."""
        items = [item for item in node.iter() if item.tag == "li"]
        if not items:
            return False
        for item in items:
            text = collapsed(item.text())
            link = select_first(item, "a")
            linked = link is not None and collapsed(link.text()) == text
            if text and not linked and not chrome_said(text):
                return False
        return True


def odd_groups(pieces: Iterable[Piece], most: float) -> frozenset[str]:
    """Classes that few of the paragraphs of speech have, while most have one and the same."""
    groups = [piece.group for piece in pieces if piece.kind is PieceKind.SPEECH]
    if not groups or len(set(groups)) != 2:
        return frozenset()
    return frozenset(group for group in set(groups) if groups.count(group) <= most * len(groups))
