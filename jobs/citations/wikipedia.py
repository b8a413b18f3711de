"""A citation as a call of Wikipedia's template ``{{cite interview}}``.

Parameters are those of https://en.wikipedia.org/wiki/Template:Cite_interview, a template of
Citation Style 1: ``work`` holds the program (``program`` and ``callsign`` are of its older forms),
dates are ISO dates, and ``date=n.d.`` means that the date is unknown. ``url-status`` is left out,
because it is unknown whether the page still exists: without it, the title links to the archived
copy, from which the words were read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jobs.citations.citation import Citation
from jobs.citations.plain_text import NO_DATE

#: What has a meaning in wikitext, as character references: braces and brackets of templates and
#: links, the pipe and the sign that separate parameters, tags, entities; and, in rows, apostrophes
#: (bold), tildes (signatures), underscores (behaviour switches), and slashes (links).
_SPECIAL = re.compile(r"[\[\]{}|=<>&]|'(?=')|(?<=')'|~(?=~)|(?<=~)~|_(?=_)|(?<=_)_|/(?=/)|(?<=/)/")
#: What ends a URL or a parameter, and tildes that would sign the page.
_NO_URL = re.compile(r"[\[\]{}|<>\"'\s]|~(?=~)|(?<=~)~")


def wikipedia(citation: Citation) -> str:
    """The call of the template, a parameter on each line."""
    lines = [f" |{name}={value}" for name, value in _parameters(citation) if value]
    return "{{cite interview\n" + "\n".join(lines) + "\n}}\n"


def escaped(text: str) -> str:
    """Text on one line, with what has a meaning in wikitext as character references."""
    return _SPECIAL.sub(lambda found: f"&#{ord(found[0])};", " ".join(text.split()))


def _parameters(citation: Citation) -> Iterator[tuple[str, str]]:
    spoken, archived = citation.spoken, citation.archived
    subject = spoken.certain_speaker if spoken is not None else None
    if spoken is None and len(citation.guests) == 1:
        subject = citation.guests[0]
    yield "subject", escaped(subject or "")
    yield "interviewer", escaped(citation.interviewer or "")
    yield "title", escaped(citation.title or "[no title]")
    yield "url", _url(citation.url)
    yield "work", escaped(citation.program or "")
    yield "publisher", escaped(citation.publisher or "")
    yield "date", citation.aired_on or NO_DATE
    yield "access-date", citation.retrieved_on
    if archived is not None:
        yield "archive-url", _url(archived.url)
        yield "archive-date", archived.on
    yield "id", escaped(citation.id)
    doubts = " ".join(citation.doubts)
    said = spoken.one_line if spoken is not None else ""
    yield "quote", escaped(f"[{doubts}] {said}" if doubts else said)


def _url(url: str) -> str:
    return _NO_URL.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), url)
