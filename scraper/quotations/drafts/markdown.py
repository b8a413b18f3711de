"""Markdown (CommonMark with tables, read by markdown-it-py) as blocks. Code is left out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from scraper.quotations.drafts.blocks import Block
from scraper.quotations.drafts.markup import html_blocks
from scraper.quotations.drafts.plain import without_urls

_FRONT_MATTER = re.compile(r"\A---\r?\n.*?\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_QUOTE_TAG = re.compile(r"<(/?)q\b", re.IGNORECASE)


def markdown_blocks(text: str) -> list[Block]:
    """The blocks of a Markdown text; front matter is none of it."""
    text = _FRONT_MATTER.sub(lambda found: "\n" * found.group().count("\n"), text)
    blocks: list[Block] = []
    quoted: list[str] = []
    depth, started = 0, 1
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        line = token.map[0] + 1 if token.map else None
        if token.type == "blockquote_open":
            depth += 1
            started = line or 1 if depth == 1 else started
        elif token.type == "blockquote_close":
            depth -= 1
            if not depth and quoted:
                blocks.append(Block("\n".join(quoted), started, is_quote=True))
                quoted = []
        elif token.type == "inline":
            content = _text_of(token.children or ())
            if depth:
                quoted.append(content)
            else:
                blocks.append(Block(content, line))
        elif token.type == "html_block":
            blocks += [Block(one.text, line, one.is_quote) for one in html_blocks(token.content)]
    return blocks


def _text_of(children: Sequence[Token]) -> str:
    """The text of a paragraph as a reader sees it."""
    pieces = []
    for token in children:
        if token.type == "text":
            pieces.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            pieces.append("\n")
        elif token.type == "code_inline":
            pieces.append(" ")
        elif token.type == "html_inline" and (found := _QUOTE_TAG.match(token.content)):
            pieces.append("\u201d" if found.group(1) else "\u201c")
    return without_urls("".join(pieces))
