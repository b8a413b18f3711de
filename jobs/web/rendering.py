"""Pages as HTML: templates in which all that comes from an archive is escaped."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from jobs.terminal import plural
from jobs.web.asked import Answer, Asked
from scraper.archive.search import HIT_END, HIT_START

#: Where the style sheets are, below the reading room's root: that of its pages, and one for
#: Datasette's tables.
STYLE, TABLES_STYLE = "static/reading-room.css", "static/tables.css"
#: Scripts, frames and foreign content of any kind are refused; forms lead to this site alone.
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'"
)
#: What is longer than any word; and hyphens with the characters around them.
_LONG = re.compile(r"(\S{24,})")
_HYPHEN = re.compile(r"(\w?(?:-+\w?)+)")
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-robots-tag": "noindex, noarchive",
}


def page(asked: Asked, template: str, code: int = 200, /, **shown: Any) -> Answer:
    """A page made by a template."""
    text = (
        _environment()
        .get_template(template)
        .render(
            asked=asked,
            links=asked.links,
            style=STYLE,
            version=_version(),
            source_title=asked.source_title,
            **shown,
        )
    )
    return Answer(text, status=code, headers=HEADERS)


def marked(snippet: str) -> Markup:
    """A snippet as HTML, what was found in it marked."""
    made = Markup()
    for piece in snippet.split(HIT_START):
        hit, ended, rest = piece.partition(HIT_END)
        made += Markup("<mark>{}</mark>{}").format(hit, rest) if ended else escape(piece)
    return made


def marked_at(text: str, spans: Sequence[tuple[int, int]]) -> Markup:
    """A text as HTML, some places in it marked."""
    made, last = Markup(), 0
    for start, end in spans:
        made += escape(text[last:start]) + Markup("<mark>{}</mark>").format(text[start:end])
        last = end
    return made + escape(text[last:])


def day(text: str | None) -> str:
    """A day, month or time of the archive in words: ``March 9, 2026``."""
    if not text:
        return "no date"
    try:
        if len(text) == len("2026-03"):
            return f"{date.fromisoformat(f'{text}-01'):%B %Y}"
        found = date.fromisoformat(text[:10])
    except ValueError:
        return text
    return f"{found:%B} {found.day}, {found.year}"


def moment(text: str | None) -> str:
    """A time of the archive to the minute: ``March 9, 2026, 10:00 UTC``."""
    if not text or len(text) < len("2026-03-09T10:00"):
        return day(text)
    return f"{day(text)}, {text[11:16]} UTC"


def years(first: str, last: str | None) -> str:
    """From when to when, in years: ``2005–2026``."""
    return first[:4] if not last or first[:4] == last[:4] else f"{first[:4]}–{last[:4]}"


def days(first: str, last: str | None) -> str:
    """From which day to which: ``March 9, 2025 to May 2, 2026``; one day where it is the same."""
    return day(first) if not last or first == last else f"{day(first)} to {day(last)}"


def web_address(url: str | None) -> str:
    """The address of a web page; empty for what is none, and for what a browser would run."""
    return url if url and url.lower().startswith(("http://", "https://")) else ""


def with_code(text: str) -> Markup:
    """A sentence as HTML; commands in it, between backticks, as such."""
    made = Markup()
    for number, part in enumerate(text.split("`")):
        made += Markup("<code>{}</code>").format(part) if number % 2 else escape(part)
    return made


def unhyphenated(text: str) -> Markup:
    """A text as HTML in which addresses and hashes may break anywhere but at a hyphen, where breaks
    look like hyphenation.
    """
    made = Markup()
    for part in _LONG.split(text):
        if _LONG.fullmatch(part) is None:
            made += escape(part)
            continue
        pieces = Markup().join(
            Markup('<span class="joined">{}</span>').format(piece) if "-" in piece else piece
            for piece in _HYPHEN.split(part)
        )
        made += Markup('<span class="long">{}</span>').format(pieces)
    return made


def style_sheet(name: str = STYLE) -> bytes:
    """A style sheet."""
    return (resources.files("jobs.web") / name).read_bytes()


@cache
def _version() -> str:
    """What changes when the style sheet does."""
    return hashlib.sha256(style_sheet()).hexdigest()[:8]


@cache
def _environment() -> Environment:
    made = Environment(
        # Not "templates": Datasette would take those for its own pages, too.
        loader=PackageLoader("jobs.web", "html"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "marked": marked,
        "day": day,
        "moment": moment,
        "years": years,
        "days": days,
        "with_code": with_code,
        "web_address": web_address,
        "unhyphenated": unhyphenated,
        "number": lambda count: f"{count:,}",
    }
    made.globals["plural"] = plural
    return made
