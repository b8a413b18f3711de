"""A citation as CSL-JSON, which Zotero, pandoc and citeproc read (the schema csl-data.json of CSL
1.0.2, https://github.com/citation-style-language/schema).

The type is ``broadcast``, "a recorded work broadcast over an electronic medium", within the program
that ``container-title`` names. ``interview`` would mean that somebody questioned the author, which
is not known for every turn. Names are ``literal``, because it is unknown which part is the family
name. If ``issued`` is missing, styles print their own "n.d.".
"""

from __future__ import annotations

from typing import Any

from jobs.citations.citation import Citation


def csl(citation: Citation) -> dict[str, Any]:
    """The item. ``note`` begins with the id, so that it survives programs that drop ``custom``."""
    spoken = citation.spoken
    speaker = spoken.certain_speaker if spoken is not None else None
    item: dict[str, Any] = {
        "id": citation.key,
        "type": "broadcast",
        "author": _names((speaker,) if speaker else ()),
        "title": citation.title,
        "container-title": citation.program,
        "publisher": citation.publisher,
        "host": _names(citation.hosts),
        "guest": _names(() if spoken is not None else citation.guests),
        "medium": "Transcript",
        "issued": _date(citation.aired_on),
        "accessed": _date(citation.retrieved_on),
        "URL": citation.url,
        "language": citation.language,
    }
    if citation.archived is not None:
        item["archive"] = "Wayback Machine"
        item["archive_location"] = citation.archived.url
    said = f"“{spoken.one_line}”" if spoken is not None else None
    item["note"] = "\n".join(part for part in (citation.id, *citation.doubts, said) if part)
    item["custom"] = {"content_hash": f"hash-v1:{citation.content_hash}"}
    return {name: value for name, value in item.items() if value}


def _names(names: tuple[str, ...]) -> list[dict[str, str]]:
    return [{"literal": name} for name in names]


def _date(day: str | None) -> dict[str, list[list[int]]] | None:
    return {"date-parts": [[int(part) for part in day.split("-")]]} if day else None
