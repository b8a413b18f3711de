"""What is scored: OnRecord, and generic extractors given the best they could do, their text cut
into turns by a plain ``NAME:``.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import justext
import trafilatura
from lxml import html as lxml_html
from readability import Document
from resiliparse.extract.html2text import extract_plain_text

from scraper.charset import to_utf8
from scraper.extract import extract
from scraper.extract.casing import name_case
from scraper.model import Page, Transcript
from scraper.sources import Source
from tests.quality.scoring import SpokenTurn

_NAME = re.compile(
    r"^([A-Z][A-Za-z.'’\-]*(?: [A-Z][A-Za-z.'’\-]*){0,4})(?:,[^:]{1,40}| ?\([^)]*\))?:"
)


def onrecord(page: Page, source: Source) -> Transcript | None:
    """The record of a page."""
    outcome = extract(page, source)
    return outcome if isinstance(outcome, Transcript) else None


def cut(text: str) -> list[SpokenTurn]:
    """A generic extractor's text cut by ``NAME:`` at the head of a line."""
    turns: list[SpokenTurn] = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        found = _NAME.match(line)
        words = tuple((line[found.end() :] if found else line).split())
        if found:
            turns.append(SpokenTurn(name_case(found.group(1)), None, words))
        elif turns:
            last = turns.pop()
            turns.append(SpokenTurn(last.speaker, None, (*last.words, *words)))
        else:
            turns.append(SpokenTurn(None, None, words))
    return turns


def _readability(html: str) -> str:
    return str(lxml_html.fromstring(Document(html).summary()).text_content())


def _justext(html: str) -> str:
    paragraphs = justext.justext(html.encode(), justext.get_stoplist("English"), encoding="utf-8")
    return "\n".join(paragraph.text for paragraph in paragraphs if not paragraph.is_boilerplate)


PEERS: dict[str, Callable[[str], str | None]] = {
    # deduplicate stays off: it answers None from the fourth like call on.
    "trafilatura": lambda html: trafilatura.extract(html, deduplicate=False),
    "readability-lxml": _readability,
    "jusText": _justext,
    "resiliparse": lambda html: str(extract_plain_text(html, main_content=True)),
}


def peer_turns(name: str, page: Page) -> list[SpokenTurn]:
    """The turns that a generic extractor's text gives."""
    return cut(PEERS[name](to_utf8(page.body).decode()) or "")
