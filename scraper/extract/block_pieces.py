"""Collecting the pieces of a block: the current run of text, and the complete pieces."""

from __future__ import annotations

from collections import Counter

from selectolax.lexbor import LexborNode

from scraper.extract.account import Piece, PieceKind
from scraper.extract.block_parts import as_paragraph, label_in_markup, may_be_label
from scraper.extract.chrome import holds_markup
from scraper.extract.chrome_words import chrome_said
from scraper.extract.page_text import collapsed, spoken

_BUTTON_WORDS = 4
_UNCLOSED = "an attribute whose quote is not closed may have swallowed speech"
_NONE: frozenset[int] = frozenset()


class PieceCollector:
    """Collects the pieces of one block.

    :param marks: the nodes whose text is a label, by their ``mem_id``.
    :param legal: nodes that hold legal notices; ``chrome``: nodes that the layout calls chrome.
    """

    def __init__(
        self,
        marks: frozenset[int] = _NONE,
        legal: frozenset[int] = _NONE,
        chrome: frozenset[int] = _NONE,
    ) -> None:
        self.pieces: list[Piece] = []
        self.problem: str | None = None
        #: Paragraphs that a reader can't see; labelled paragraphs inside of chrome.
        self.hidden: list[Piece] = []
        self.voices_in_chrome: list[Piece] = []
        #: How many blocks have each class, and a text of one.
        self.containers: Counter[str] = Counter()
        self.samples: dict[str, str] = {}
        self._marks = marks
        self._special = legal | chrome
        self._legal = legal
        self._run: list[str] = []
        self._mark: str | None = None
        self._look = ""
        self._group = ""
        self._name = ""

    def _check(self, attributes: dict[str, str | None]) -> None:
        if attributes and holds_markup(attributes):
            self.problem = self.problem or _UNCLOSED

    def _is_control(self, text: str) -> bool:
        """True for a button that says what buttons say, or stands behind the end of a sentence."""
        if chrome_said(text) is not None:
            return True
        behind = "".join(self._run).rstrip()[-1:] in ".?!"
        return behind and len(text.split()) <= _BUTTON_WORDS and ":" not in text

    def _open_mark(self, node: LexborNode, tag: str, text: str) -> None:
        """Note what the first inline element of a paragraph is: a label, a link, bold text."""
        if not text.strip():
            return
        self._look = "b" if tag == "strong" else tag
        self._mark = label_in_markup(node, tag, self._marks)

    def _flush(self) -> None:
        """The run of text that ends here is a paragraph."""
        run, mark, look = self._run, self._mark, self._look
        self._mark, self._look = None, ""
        if run:
            self._run = []
            if text := spoken("".join(run)):
                self.pieces.append(as_paragraph(text, mark, look, self._group, self._name))

    def _account(self, kind: PieceKind, node: LexborNode, name: str) -> None:
        if text := collapsed(node.text(separator=" ") if kind is PieceKind.CHROME else node.text()):
            self.pieces.append(Piece(kind, text, name))

    def _count(self, node: LexborNode, attributes: dict[str, str | None]) -> None:
        named = attributes.get("class")
        if named:
            self.containers[named] += 1
            self.samples.setdefault(named, collapsed(node.text()))

    def _term(self, node: LexborNode) -> None:
        """The term of a definition list is the label of what it defines."""
        printed = spoken(node.text())
        text = printed.rstrip(" :：")
        if text and text == printed and not may_be_label(text):
            self.pieces.append(Piece(PieceKind.UNEXPLAINED, text, "a term"))
        elif text:
            self.pieces.append(Piece(PieceKind.SPEECH, f"{text}:", marked=text))
