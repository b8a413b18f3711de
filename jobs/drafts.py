"""Reading a draft: a file in Markdown, HTML or plain text, in any usual encoding."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from scraper.charset import decode_text, to_utf8
from scraper.errors import HostileMarkup, UnusableFile
from scraper.quotations.drafts import DraftQuotation, Format, read_draft

_FORMATS = {
    ".md": Format.MARKDOWN, ".markdown": Format.MARKDOWN, ".mdown": Format.MARKDOWN,
    ".mkd": Format.MARKDOWN, ".qmd": Format.MARKDOWN, ".rmd": Format.MARKDOWN,
    ".html": Format.HTML, ".htm": Format.HTML, ".xhtml": Format.HTML,
    ".txt": Format.TEXT, ".text": Format.TEXT,
}  # fmt: skip
#: What other kinds of files begin with.
_OTHER_FILES = (b"PK\x03\x04", b"%PDF", b"{\\rtf", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"\x89PNG")
_LARGEST = 20 * 1024 * 1024
_HTML = re.compile(r"\s*(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body|article|p|div)\b", re.I | re.S)
_MARKDOWN = re.compile(r"^(?:#{1,6} |>|[-*+] |\d+\. |```)|\]\(|\*\*\w", re.MULTILINE)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


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


def read_bytes(path: Path) -> bytes:
    """The bytes of a file, or of stdin where it is called ``-``.

    :raises UnusableFile: it can't be read, or is larger than any draft.
    """
    if str(path) == "-":
        return sys.stdin.buffer.read(_LARGEST)
    if path.is_dir():
        raise UnusableFile(f"{path} is a directory, not a draft", path=path)
    try:
        if path.stat().st_size > _LARGEST:
            limit = _LARGEST // 1024 // 1024
            raise UnusableFile(f"{path} is larger than {limit} MiB, so it is no draft", path=path)
        return path.read_bytes()
    except FileNotFoundError:
        raise UnusableFile(f"there is no file {path}", path=path) from None
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise UnusableFile(f"{path} can't be read: {why}", path=path) from error


def draft_text(body: bytes, name: str) -> str:
    """The text of a draft.

    :raises UnusableFile: the bytes are no text.
    """
    wrong = f"{name} is not text: give a Markdown, HTML or text file"
    if body.startswith(_OTHER_FILES):
        raise UnusableFile(wrong, name=name)
    try:
        text = decode_text(body)
    except UnicodeDecodeError:
        if b"\0" in body:
            raise UnusableFile(wrong, name=name) from None
        text = to_utf8(body).decode("utf-8", "replace")
    if len(_CONTROLS.findall(text)) * 100 > len(text):
        raise UnusableFile(wrong, name=name)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _form(text: str) -> Format:
    """The form of a text that no file name tells."""
    if _HTML.match(text):
        return Format.HTML
    return Format.MARKDOWN if _MARKDOWN.search(text) else Format.TEXT
