"""What a draft is made of, whatever its form: paragraphs, and quotations set as blocks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Format(StrEnum):
    """The form of a draft."""

    MARKDOWN = "markdown"
    HTML = "html"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a heading, an item of a list, a cell: text without markup.

    :ivar line: the line of the draft in which it begins.
    :ivar is_quote: it is set as a quotation; its paragraphs are lines of ``text``.
    """

    text: str
    line: int | None
    is_quote: bool = False
