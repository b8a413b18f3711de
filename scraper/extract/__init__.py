"""Bytes in, a value out: who said what on a page.

:func:`extract` is pure (it uses no clock, network, database or globals) and total (no page makes it
raise an error). If it can't read a page, it returns :class:`~scraper.model.Quarantined` with the
reason.
"""

from __future__ import annotations

from dataclasses import replace

from scraper.charset import to_utf8, unmangled
from scraper.content_hash import content_hash
from scraper.errors import HostileMarkup
from scraper.extract.account import Account
from scraper.extract.explain import AccountLine, explain
from scraper.extract.headlines import clean_title, program_named
from scraper.extract.html_page import account_of, read_html
from scraper.extract.metadata import Metadata
from scraper.extract.page_form import is_html, not_a_page
from scraper.extract.record import StoryPage, make_record, names_of
from scraper.extract.text_rendering import read_text
from scraper.extract.version import EXTRACTOR
from scraper.model import NoTranscript, Outcome, Page, Quarantined, StoryRef
from scraper.sources.base import Source

__all__ = [
    "EXTRACTOR",
    "AccountLine",
    "account",
    "content_hash",
    "extract",
    "is_html",
    "not_a_page",
]


def extract(page: Page, source: Source, ref: StoryRef | None = None) -> Outcome:
    """Read ``page``, which belongs to ``source``.

    :param ref: the story that was requested. If the page's own URL names a story, that takes
        precedence. If neither is known, the page itself has to say which story it is.
    """
    try:
        return _extract(page, source, ref)
    except HostileMarkup as error:
        return Quarantined(_asked(page, source, ref), str(error))
    except RecursionError:
        reason = "the page's elements are nested too deep to be read"
        return Quarantined(_asked(page, source, ref), reason)
    except Exception as error:  # total by contract: the page is kept and can be read again
        return Quarantined(ref, f"extractor failed: {type(error).__name__}: {error}")


def account(page: Page, source: Source) -> list[AccountLine]:
    """What each piece of text in the page's block of speech was read as; empty if no layout fits.

    :raises HostileMarkup: the page's markup is built to do harm.
    """
    body = unmangled(to_utf8(page.body, page.content_type))
    own = names_of(source, None)
    if is_html(body):
        found = account_of(body, page, source)
    else:
        rendering = read_text(body.decode("utf-8", "replace"), source, own)
        found = Account(rendering.pieces, rendering.problem) if rendering else None
    return list(explain(found, own)) if found else []


def _extract(page: Page, source: Source, ref: StoryRef | None) -> Outcome:
    if reason := not_a_page(page.body):
        return Quarantined(ref, reason)
    body = unmangled(to_utf8(page.body, page.content_type))
    ref = _asked(page, source, ref)
    if is_html(body):
        outcome = read_html(body, page, source, ref)
    else:
        outcome = _read_text(body.decode("utf-8", "replace"), page, source, ref)
    if not outcome.noarchive and "noarchive" in page.headers.get("x-robots-tag", "").casefold():
        outcome = replace(outcome, noarchive=True)
    return outcome


def _asked(page: Page, source: Source, ref: StoryRef | None) -> StoryRef | None:
    """The story that the page's own URL names, or else the one that was requested."""
    answered = source.identify(page.url) if page.url is not None else None
    return answered or ref


def _read_text(text: str, page: Page, source: Source, ref: StoryRef | None) -> Outcome:
    if ref is None:
        return Quarantined(None, "the text doesn't say which story it is; give its URL")
    rendering = read_text(text, source, names_of(source, None))
    if rendering is None:
        return NoTranscript(ref, "no label in the text, so no transcript")
    if rendering.problem is not None:
        return Quarantined(ref, rendering.problem)
    facts = Metadata(
        title=clean_title(rendering.title, source),
        teaser=rendering.teaser,
        program=program_named(rendering.program, source) or source.program_in(ref.url),
    )
    story = StoryPage(ref, source, page, "text", rendering.aired_on)
    return make_record(rendering.pieces, facts, story, rendering.rights)
