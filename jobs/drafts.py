"""Reading a draft: a file in Markdown, HTML or plain text."""

from __future__ import annotations

import re
from pathlib import Path

from jobs.given_text import draft_text, read_bytes
from scraper.charset import to_utf8
from scraper.errors import HostileMarkup, UnusableFile
from scraper.quotations.drafts.blocks import Format
from scraper.quotations.drafts.reading import DraftQuotation, read_draft

_FORMATS = {
    ".md": Format.MARKDOWN, ".markdown": Format.MARKDOWN, ".mdown": Format.MARKDOWN,
    ".mkd": Format.MARKDOWN, ".qmd": Format.MARKDOWN, ".rmd": Format.MARKDOWN,
    ".html": Format.HTML, ".htm": Format.HTML, ".xhtml": Format.HTML,
    ".txt": Format.TEXT, ".text": Format.TEXT,
}  # fmt: skip
_HTML = re.compile(
    r"\s*(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body|article|p|div)\b",
    re.IGNORECASE | re.DOTALL,
)
_MARKDOWN = re.compile(r"^(?:#{1,6} |>|[-*+] |\d+\. |```)|\]\(|\*\*\w", re.MULTILINE)


def quotations_in(path: Path) -> list[DraftQuotation]:
    """The quotations in a file; ``-`` is stdin.

    :raises UnusableFile: there is no such file, or it is no draft.
    """
    body = read_bytes(path)
    name = "stdin" if str(path) == "-" else str(path)
    text = draft_text(body, name)
    form = _FORMATS.get(path.suffix.lower()) or _form(text)
    if form == Format.HTML:
        text = to_utf8(body).decode("utf-8", "replace")
    try:
        return read_draft(text, form)
    except HostileMarkup as error:
        raise UnusableFile(f"{name} can't be read: {error.sentence}", path=path) from error


def _form(text: str) -> Format:
    """The form of a text that no file name tells."""
    if _HTML.match(text):
        return Format.HTML
    return Format.MARKDOWN if _MARKDOWN.search(text) else Format.TEXT
