"""The parts of a block: marked labels, controls, lists of links, footnote marks."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from scraper.extract.account import Piece, PieceKind
from scraper.extract.broad_reader import reads_as_head
from scraper.extract.chrome import chrome_name
from scraper.extract.chrome_words import chrome_said
from scraper.extract.label_jobs import own_names
from scraper.extract.labels import Label, read_label, read_marked_label, read_mixed_label
from scraper.extract.page_text import collapsed, spoken
from scraper.extract.selectors import select_first

#: Inline elements that set a label apart where a layout names none; italics are for titles.
_MARKING = frozenset("b strong span font u big".split())
_FEW_LINK_WORDS, _HEADING_WORDS, _CONTROL_WORDS = 2, 12, 40
#: So much of an item is the link, the rest a date or a source.
_LINK_SHARE = 0.35
_FOOTNOTE = re.compile(r"^(?:\[?\d{1,3}\]?|[*†‡§¶]{1,3})$")
_BRACKETED = re.compile(r"^\[\d{1,3}\]$")
_LOOKS_LIKE_CAPTION = frozenset({"caption", "advertisement", "appeal", "social post"})
#: What fonts turn into an icon, and what shows only under the pointer.
_ICON = re.compile(r"(?:^|[\s_-])(?:icon|material-icons|tooltip-?(?:text|content|body))(?:$|\s)")
_COLONS = (":", "：")
_NOBODY_OWN = own_names(())


def as_paragraph(text: str, mark: str | None, look: str, group: str, name: str) -> Piece:
    """The piece that a run of text is.

    :param mark: the label that the markup sets apart at its head.
    :param look: the inline element that all of it stands in, "" for none.
    """
    words = len(text.split())
    if mark is None and look and text[0] not in "([":
        if look == "a" and words > _FEW_LINK_WORDS and label_in(text) is None:
            if text[-1] == "." and not chrome_said(text):
                return Piece(PieceKind.UNEXPLAINED, text, "a sentence that is a link")
            return Piece(PieceKind.CHROME, text, "related link")
        heading = look == "b" and words <= _HEADING_WORDS and text[-1].isalnum()
        if heading and not reads_as_head(text):
            return Piece(PieceKind.CHROME, text, "heading")
    if look == "small" and mark is None and label_in(text) is None:
        return Piece(PieceKind.CHROME, text, "caption")
    italics = "italics" if look in ("i", "em") and mark is None else ""
    return Piece(PieceKind.SPEECH, text, name or italics, marked=mark, group=group)


def label_in(text: str) -> Label | None:
    """The label that the grammar reads at the head of ``text``, in capitals or not."""
    if ":" not in text:
        return None
    found = read_label(text, _NOBODY_OWN) or read_mixed_label(text, _NOBODY_OWN)
    return found[0] if found else None


def may_be_label(text: str) -> bool:
    """True for what may be a label without its colon: in capitals, of several words, or with a
    title or a role.
    """
    label = read_marked_label(text, _NOBODY_OWN)
    if label is None:
        return False
    told = label.honorific or label.description or label.role or " " in label.name
    return bool(told) or label.kind != "person" or reads_as_head(f"{text}:")


def label_in_markup(node: LexborNode, tag: str, marks: frozenset[int]) -> str | None:
    """The label that an inline element at the head of a paragraph is: a colon ends it or follows
    it, or the layout marks labels so and it is all of its paragraph.
    """
    shown = spoken(node.text())
    label = shown.rstrip(" :：")
    if not label:
        return None
    is_mark = node.mem_id in marks
    behind = node.next
    follows = behind.text_content or "" if behind is not None and behind.tag == "-text" else ""
    follows = follows.lstrip("\xa0 \n\t")
    if shown.endswith(_COLONS) or follows.startswith(_COLONS):
        if shown[-1:].isdigit() and follows[1:2].isdigit():
            return None  # "<b>7</b>:10"
        if label[-1:].isdigit() and follows[:1].isdigit():
            return None  # "<b>7:</b>10"
        if is_mark or (not marks and tag in _MARKING):
            return label
        read = read_marked_label(label, _NOBODY_OWN) if " " in label else None
        return label if read is not None else None
    if not is_mark or node.parent is None or collapsed(node.parent.text()) != shown:
        return None
    read = read_marked_label(label, _NOBODY_OWN)
    full = read is not None and (" " in read.name or read.kind != "person")
    return label if full and shown[-1:].isalnum() else None


def as_control(node: LexborNode) -> Piece | None:
    """A button or a summary: speech where a label opens it, chrome where it says what such things
    say, else unexplained. None if so much is in it that its end tag is lost.
    """
    text = spoken(node.text())
    words = len(text.split())
    if not text or words > _CONTROL_WORDS or select_first(node, "p, div, li, br") is not None:
        return None
    if reads_as_head(text) or label_in(text) is not None:
        return Piece(PieceKind.SPEECH, text)
    if chrome_said(text) or (node.tag == "summary" and words <= _HEADING_WORDS):
        return Piece(PieceKind.CHROME, text, "button")
    return Piece(PieceKind.UNEXPLAINED, text, "a button")


def is_link_list(node: LexborNode) -> bool:
    """True for a list each item of which is nothing but a link or a word of a tool."""
    items = [item for item in node.iter() if item.tag == "li"]
    for item in items:
        text = collapsed(item.text())
        link = select_first(item, "a")
        linked = link is not None and len(collapsed(link.text())) >= _LINK_SHARE * len(text)
        if text and not linked and not chrome_said(text):
            return False
    return bool(items)


def is_button(tag: str, attributes: dict[str, str | None]) -> bool:
    """True for a button, or what a script makes one of."""
    return tag == "button" or attributes.get("role") == "button"


def is_part_of_a_sentence(node: LexborNode) -> bool:
    """True for an element right before or behind text."""
    return any(
        beside is not None and beside.tag == "-text" and (beside.text_content or "").strip() != ""
        for beside in (node.prev, node.next)
    )


def is_footnote_mark(text: str, *, raised: bool) -> bool:
    """True for the mark of a footnote: a raised number or sign, or a number in brackets."""
    return (_FOOTNOTE if raised else _BRACKETED).match(text.strip()) is not None


def is_inline_chrome(node: LexborNode, tag: str, attributes: dict[str, str | None]) -> bool:
    """True for a caption, a credit or an advertisement in an inline element, which is no label and
    no word of a sentence.
    """
    if _ICON.search(attributes.get("class") or ""):
        return True
    if chrome_name(tag, attributes) not in _LOOKS_LIKE_CAPTION:
        return False
    if node.text().rstrip().endswith(_COLONS):
        return False
    return tag in ("cite", "small", "ins") or not is_part_of_a_sentence(node)
