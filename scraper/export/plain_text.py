"""A text file for each story, as programs that count words take them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from urllib.parse import quote

from scraper.archive.corpus import CorpusStory
from scraper.export.folder import Folder

#: File systems allow 255 bytes.
_NAME_BYTES = 200


def write_text(folder: Folder, stories: Iterable[CorpusStory]) -> None:
    """Write ``text/SOURCE/YEAR/STORY.txt``: the facts, an empty line, and a paragraph a turn.
    Stories whose words are withheld are left out.
    """
    for story in stories:
        if not story.is_withheld:
            with folder.file(_path(story)) as out:
                out.write("".join(f"{line}\n" for line in _lines(story)).encode())


def _path(story: CorpusStory) -> str:
    """Where a story goes. Ids of stations are URLs: what is not plain in them is escaped, and one
    that is too long is cut, and ends with a part of its hash.
    """
    name = quote(story.row.story_id, safe="").replace(".", "%2E")
    if len(name) > _NAME_BYTES:
        name = f"{name[:_NAME_BYTES]}~{sha256(story.key.encode()).hexdigest()[:16]}"
    source = quote(story.row.source, safe="").replace(".", "%2E")
    return f"text/{source}/{story.year or 'undated'}/{name}.txt"


def _lines(story: CorpusStory) -> Iterator[str]:
    row = story.row
    facts = {
        "title": row.title,
        "program": row.program,
        "aired on": row.aired_on,
        "url": row.url,
        "id": f"onrecord:{story.key}",
        "doubt": row.doubt,
    }
    for name, value in facts.items():
        if value is not None:
            yield f"{name}: {value}"
    for turn in story.turns:
        yield ""
        if turn.kind == "cue":
            yield turn.text or ""
            continue
        who = turn.speaker or turn.label or "unknown speaker"
        doubt = f" [in doubt: {turn.doubt}]" if turn.doubt else ""
        yield f"{who}{doubt}: {turn.text}"
