"""A citation as an entry for BibTeX and biblatex.

``@misc`` and the fields are those of both ("BibTeXing", Oren Patashnik, 1988; the biblatex manual,
section 2). biblatex reads ``date`` and ``urldate``; BibTeX reads ``year`` and ``month``. Each
ignores the other's fields, and ``contenthash``. Names are in braces, because it is unknown which
part is the family name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jobs.citations.citation import Citation
from jobs.citations.plain_text import NO_DATE

#: The macros that every style defines; biblatex takes them, too.
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
#: Braces as commands: BibTeX counts braces, with or without a backslash before them.
_LATEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "#": r"\#",
        "$": r"\$",
        "%": r"\%",
        "&": r"\&",
        "_": r"\_",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "<": r"\textless{}",
        ">": r"\textgreater{}",
        "|": r"\textbar{}",
        '"': r"\char34{}",
        "\n": " ",
        "\t": " ",
    }
)
#: biblatex takes a URL as it is, and so does \url; braces alone would end the field.
_URL = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C", " ": "%20"})


#: Signs that LaTeX joins to another when one follows the other: two hyphens are a dash.
_JOINED = re.compile(r"([-'`])(?=\1)")


def escaped(text: str) -> str:
    """Text with what is special in LaTeX as commands that print it."""
    return _JOINED.sub(r"\1{}", text.translate(_LATEX))


def bibtex(citation: Citation) -> str:
    """The entry."""
    fields = [f"  {name} = {value}" for name, value in _fields(citation)]
    return f"@misc{{{citation.key},\n" + ",\n".join(fields) + "\n}\n"


def _fields(citation: Citation) -> Iterator[tuple[str, str]]:
    spoken = citation.spoken
    speaker = spoken.certain_speaker if spoken is not None else None
    if speaker is not None:
        yield "author", f"{{{{{escaped(speaker)}}}}}"
    else:
        yield "key", f"{{{escaped(citation.title or citation.program or citation.source)}}}"
    if citation.title:
        yield "title", f"{{{{{escaped(citation.title)}}}}}"
    if citation.where:
        yield "howpublished", f"{{{escaped(citation.where)}}}"
    if citation.aired_on:
        yield "date", f"{{{citation.aired_on}}}"
        yield "year", f"{{{citation.aired_on[:4]}}}"
        yield "month", _MONTHS[int(citation.aired_on[5:7]) - 1]
    else:
        yield "year", f"{{{NO_DATE}}}"
    yield "url", f"{{{citation.url.translate(_URL)}}}"
    yield "urldate", f"{{{citation.retrieved_on}}}"
    yield "note", f"{{{escaped(' '.join([*citation.doubts, citation.id]))}}}"
    if citation.archived is not None:
        archived = f"Archived {citation.archived.on}: {citation.archived.url}"
        yield "addendum", f"{{{escaped(archived)}}}"
    if spoken is not None:
        yield "annote", f"{{{escaped(spoken.one_line)}}}"
        yield "contenthash", f"{{hash-v1:{citation.content_hash}}}"
