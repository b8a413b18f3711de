"""The blocks of a draft, whatever its format: paragraphs and block quotations."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Format(StrEnum):
    """The format of a draft."""

    MARKDOWN = "markdown"
    HTML = "html"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a heading, a list item or a cell: text without markup.

    :ivar line: the line of the draft in which it begins.
    :ivar is_quote: it is a block quotation; its paragraphs are lines of ``text``.
    """

    text: str
    line: int | None
    is_quote: bool = False
