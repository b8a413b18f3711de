"""How the rules of a source read a page, shown outside a crawl to the authors of these rules."""

from __future__ import annotations

from scraper.archive.snapshots import KeptPage
from scraper.errors import HostileMarkup
from scraper.extract import AccountLine, account, extract
from scraper.extract.in_question import lines_in_question
from scraper.model import Outcome, Page, StoryRef
from scraper.reading.reread import as_published
from scraper.sources import Source, blamed


def read_page(page: Page, source: Source, ref: StoryRef) -> Outcome:
    """What a page yields.

    :raises BrokenSource: the rules fail.
    """
    with blamed(source.name, "reading the page"):
        return extract(page, source, ref)


def explain_page(page: Page, source: Source) -> list[AccountLine]:
    """What each piece of text of a page is taken for; nothing if it can't be parsed safely.

    :raises BrokenSource: the rules fail.
    """
    try:
        with blamed(source.name, "reading the page"):
            return account(page, source)
    except HostileMarkup:
        return []


def in_question(kept: KeptPage, source: Source, reason: str) -> list[AccountLine] | None:
    """The lines of a quarantined page that its reason is about; None if it can't be read."""
    try:
        lines = account(as_published(kept, source), source)
    except (HostileMarkup, RecursionError):
        return None
    return lines_in_question(lines, reason)
