"""An index of WARC files: CDXJ in compressed blocks, with an index of these
(https://specs.webrecorder.net/cdxj/0.1.0/; ZipNum: https://pywb.readthedocs.io/en/latest/manual/
indexing.html#zipnum-sharded-index).
"""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from collections.abc import Iterable, Iterator
from itertools import islice

from scraper.export.surt import surt
from scraper.export.warc_files import WrittenRecord

#: Lines to a block.
_BLOCK = 1024
_NO_DIGIT = re.compile(r"\D")


def cdxj_line(record: WrittenRecord) -> bytes:
    """The line of a record: key, time, and a JSON object that says where it stands."""
    draft = record.draft
    url = draft.header("WARC-Target-URI")
    fields = {
        "url": url,
        "mime": "warc/revisit" if draft.kind == "revisit" else draft.mime,
        "status": draft.status,
        "digest": draft.header("WARC-Payload-Digest"),
        "length": str(record.length),
        "offset": str(record.offset),
        "filename": record.file,
    }
    told = {name: value for name, value in fields.items() if value is not None}
    stamp = timestamp(draft.header("WARC-Date"))
    return f"{surt(url)} {stamp} {json.dumps(told, ensure_ascii=False)}".encode()


def timestamp(date: str) -> str:
    """A WARC-Date as 14 digits."""
    return _NO_DIGIT.sub("", date)[:14]


def blocks(lines: Iterable[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Sorted lines in blocks: the first line's key and time, and the block as a gzip member."""
    left = iter(lines)
    while block := list(islice(left, _BLOCK)):
        packing = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS + 16)  # its mtime is 0
        key = b" ".join(block[0].split(b" ", 2)[:2])
        yield key, packing.compress(b"".join(block)) + packing.flush()


def block_line(key: bytes, block: bytes, offset: int, filename: str) -> bytes:
    """The line of a block in the index of blocks."""
    fields = {
        "offset": offset,
        "length": len(block),
        "digest": f"sha256:{hashlib.sha256(block).hexdigest()}",
        "filename": filename,
    }
    return key + b" " + json.dumps(fields).encode() + b"\n"


def first_line(filename: str) -> bytes:
    """The line with which the index of blocks begins."""
    meta = {"format": "cdxj-gzip-1.0", "filename": filename}
    return b"!meta 0 " + json.dumps(meta).encode() + b"\n"
