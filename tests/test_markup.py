"""Markup made to exhaust whoever parses it."""

from __future__ import annotations

import time
import tracemalloc

import pytest

from jobs.newsroom.markup import story_page
from jobs.newsroom.sheets import all_sheets
from scraper.errors import HostileMarkup, UnreadableListing
from scraper.extract import extract
from scraper.markup import parse_html
from scraper.model import Quarantined, Transcript
from scraper.sources.npr import Npr
from tests.conftest import a_page

MANY = range(3000)


def page(inside: bytes) -> bytes:
    return b"<!doctype html><html><body>" + inside + b"</body></html>"


@pytest.mark.parametrize(
    "inside",
    [
        b"".join(b"<p><font color=%d>x" % n for n in MANY),
        b"".join(b"<p><FONT\ncolor='%d'>x" % n for n in MANY),
        # What looks like an end tag closes nothing in a comment.
        b"".join(b"<p><b id=%d>x<!--</b>-->" % n for n in MANY),
        # The tag goes on behind a ">" in quotes, and not behind one that only seems to be.
        b"".join(b'<p><i a=">%d">x' % n for n in MANY),
        b"".join(b'<p><i a=\'"\' b=">%d">x' % n for n in MANY),
        b"".join(b'<p><i a" b=">%d">x' % n for n in MANY),
        b"".join(b'<p><i/a="><%d">x' % n for n in MANY),
        # Few kinds of formatting, and very many paragraphs that open them again.
        b"<p>" + b"".join(b"<u id=%d>" % n for n in range(60)) + b"<p>x" * 15_000,
        b"x<p>" * 9000 + b"".join(b"<u id=%d>" % n for n in range(250)) + b"<p>x" * 9000,
    ],
    ids=lambda inside: inside[:24].decode(),
)
def test_formatting_that_is_opened_again_and_again(inside: bytes) -> None:
    with pytest.raises(HostileMarkup, match="unfolds to many times its size"):
        parse_html(page(inside))


@pytest.mark.parametrize(
    "inside",
    [
        b"<p><font size=2>x" * 9000,  # three of a kind are opened again, no more
        b"<p><font size=2 face='Arial, Helvetica'>x</font></p>" * 3000,
        b"".join(b"<p><a href='/%d'><b>x</b>" % n for n in MANY),
        b"<div>" * 9000,
        b"<style>.a{}</style>" * 15_000,
        # A long page with very many kinds of formatting, all closed.
        b"".join(b"<p><font color=%d>x</font></p>" % (n % 99) for n in range(4500)),
        # Some of them not.
        b"".join(b"<i id=%d>" % n for n in range(30)) + b"<p><b>x</b></p>" * 4500,
    ],
    ids=lambda inside: inside[:24].decode(),
)
def test_old_and_sloppy_markup_is_read(inside: bytes) -> None:
    began = time.monotonic()
    assert parse_html(page(inside)).body is not None
    assert time.monotonic() - began < 10


def test_a_hundred_thousand_blocks_in_each_other(npr: Npr) -> None:
    nested = page(b"<div>" * 100_000)
    url = "https://www.npr.org/transcripts/4510231"
    outcome = extract(a_page(nested, url), npr)
    assert isinstance(outcome, Quarantined)
    assert outcome.ref is not None
    assert outcome.reason == "the page has 100,005 tags, more than any that is meant to be read"
    with pytest.raises(UnreadableListing, match="100,005 tags"):
        npr.read_listing(a_page(nested, "https://www.npr.org/transcripts?range=a...b"))


def test_speech_that_is_nested_too_deep_is_flagged(npr: Npr) -> None:
    sheet = all_sheets()["nx-s1-5340027"]
    body = story_page(sheet)
    url = "https://www.npr.org/transcripts/nx-s1-5340027"
    assert isinstance(extract(a_page(body, url), npr), Transcript)
    second = body.rindex(b"<p", 0, body.index(sheet.script[1].paragraphs[0][:30].encode()))
    deep = body[:second] + b"<div>" * 3000 + body[second:]
    outcome = extract(a_page(deep, url), npr)
    assert isinstance(outcome, Quarantined)
    assert outcome.reason == "the page's elements are nested too deep to be read"


def test_facts_in_json_that_is_too_large_are_left_out(npr: Npr) -> None:
    body = story_page(all_sheets()["nx-s1-5340027"])
    url = "https://www.npr.org/transcripts/nx-s1-5340027"
    usual = extract(a_page(body, url), npr)
    large = b'<script type="application/ld+json">[' + b"[]," * 700_000 + b"1]</script>"
    first = body.index(b"<script")
    tracemalloc.start()
    try:
        outcome = extract(a_page(body[:first] + large + body[first:], url), npr)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert outcome == usual
    assert peak < 20_000_000, "the lists would take 45 MB"
