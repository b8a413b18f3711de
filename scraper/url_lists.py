"""Lists of story URLs, one per line; ``#`` begins a comment. Byte order marks are ignored."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from scraper.charset import decode_text, to_utf8
from scraper.errors import ErrorCode, UnusableFile
from scraper.model import StoryRef
from scraper.sources import Source

#: Wrong lines that are named; the rest are counted.
_SHOWN = 5


def read_url_list(
    text: str | bytes,
    name: str,
    sources: Sequence[Source],
    public_url: Callable[[str], str] = lambda url: url,
) -> list[StoryRef]:
    """The stories whose URLs are listed in ``text``, or in the bytes of a file in UTF-8, UTF-16 or
    windows-1252.

    :param name: what the list is called, for the error.
    :param public_url: gives the publisher's URL for one on a mirror.
    :raises UnusableFile: a line is not the URL of a story of one of ``sources``.
    """
    text = text if isinstance(text, str) else _decoded(text)
    found, wrong = [], []
    for number, url in _lines(text):
        refs = (source.identify(public_url(url)) for source in sources)
        if (ref := next((ref for ref in refs if ref is not None), None)) is not None:
            found.append(ref)
        else:
            wrong.append(f"line {number}: {url}")
    if wrong:
        more = f" and {len(wrong) - _SHOWN} more" if len(wrong) > _SHOWN else ""
        raise UnusableFile(
            f"{name}: not the URL of a story of {', '.join(source.name for source in sources)}:"
            f" {'; '.join(wrong[:_SHOWN])}{more}",
            code=ErrorCode.NOT_STORY_URLS,
            name=name,
        )
    return found


def _decoded(body: bytes) -> str:
    try:
        return decode_text(body)
    except UnicodeDecodeError:
        return to_utf8(body).decode("utf-8", "replace")


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), start=1):
        # Lists that were joined have byte order marks within.
        url = line.lstrip("\ufeff").partition(" #")[0].strip()
        if url and not url.startswith("#"):
            yield number, url
