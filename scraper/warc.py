"""Pages in WARC files (ISO 28500), read by warcio: an extra, imported only where it is used."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from scraper.errors import ErrorCode, UnusableFile
from scraper.model import Page

#: In bytes, of one body.
LARGEST = 10 * 1024 * 1024


def is_warc(path: Path) -> bool:
    """True for ``.warc`` and ``.warc.gz``."""
    return path.name.lower().endswith((".warc", ".warc.gz"))


def pages_in_warc(path: Path) -> Iterator[Page]:
    """The pages in a WARC file: its responses with status 200, content encoding undone. A body
    that is too large is cut one byte after :data:`LARGEST`.

    :raises UnusableFile: warcio is not installed, or the file is not a WARC file.
    """
    try:
        from warcio.archiveiterator import ArchiveIterator  # noqa: PLC0415  an extra
        from warcio.exceptions import ArchiveLoadFailed  # noqa: PLC0415
    except ImportError:
        raise UnusableFile(
            "reading WARC files needs the library warcio, which is not installed",
            code=ErrorCode.WARC_SUPPORT_MISSING,
        ) from None
    with path.open("rb") as stream:
        try:
            for record in ArchiveIterator(stream):
                if record.rec_type != "response" or record.http_headers is None:
                    continue
                if record.http_headers.get_statuscode() != "200":
                    continue
                body = record.content_stream().read(LARGEST + 1)
                when = datetime.fromisoformat(record.rec_headers.get_header("WARC-Date"))
                yield Page(
                    url=record.rec_headers.get_header("WARC-Target-URI"),
                    status=200,
                    headers={name.lower(): value for name, value in record.http_headers.headers},
                    body=body,
                    fetched_at=when.astimezone(UTC),
                    via=path.name,
                )
        except ArchiveLoadFailed as error:
            raise UnusableFile(f"it is not a WARC file: {error}", path=path) from error
