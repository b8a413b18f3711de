"""Text to check: a quotation, or a draft in any usual encoding."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from scraper.charset import decode_text, to_utf8
from scraper.errors import UnusableFile, UsageError
from scraper.quotations.drafts.quote_marks import without_marks
from scraper.quotations.words import words

#: What other kinds of files begin with.
_OTHER_FILES = (b"PK\x03\x04", b"%PDF", b"{\\rtf", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"\x89PNG")
_LARGEST = 20 * 1024 * 1024
_MOST_WORDS = 2_000
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def given_quotation(text: str) -> str:
    """A quotation as somebody gave it on the command line; ``-`` is stdin.

    :raises UsageError: it has no words, or more than any quotation.
    """
    return bare_quotation(draft_text(read_bytes(Path("-")), "stdin") if text == "-" else text)


def bare_quotation(text: str) -> str:
    """A quotation without quotation marks around it.

    :raises UsageError: it has no words, or more than any quotation.
    """
    text = without_marks(text)
    count = len(words(text))
    if not count:
        raise UsageError("the quotation is empty: it has no words")
    if count > _MOST_WORDS:
        raise UsageError(
            f"the quotation has {count:,} words; the limit is {_MOST_WORDS:,};"
            " check a draft with --file"
        )
    return text


def read_bytes(path: Path) -> bytes:
    """The bytes of a file, or of stdin where it is called ``-``.

    :raises UnusableFile: it can't be read, or is larger than any draft.
    """
    if str(path) == "-":
        if sys.stdin is None:  # closed by the shell: <&-
            raise UnusableFile("stdin is closed, so there is nothing to read")
        return sys.stdin.buffer.read(_LARGEST)
    if path.is_dir():
        raise UnusableFile(f"{path} is a directory, not a draft", path=path)
    try:
        if path.stat().st_size > _LARGEST:
            limit = _LARGEST // 1024 // 1024
            raise UnusableFile(f"{path} is larger than {limit} MiB: too large a draft", path=path)
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
