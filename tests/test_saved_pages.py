"""Pages as a browser saves them: the DOM after scripts ran, half a megabyte around the words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from jobs.newsroom.markup import story_page
from jobs.newsroom.sheets import StorySheet, all_sheets
from scraper.extract import extract
from scraper.model import Transcript
from scraper.sources import Source, source_named
from scraper.sources.npr import Npr
from tests.conftest import Command, a_page
from tests.corpus import CORPUS
from tests.corpus_facts import PAGES as REAL
from tests.corpus_facts import landed
from tests.newsrooms.pages import layout_of, made_pages, made_sites
from tests.newsrooms.saved import charset_of, copied, saved
from tests.test_extract_newsroom import expected_turns, read_turns

PAGES = [
    *((story, Npr(), story_page(story)) for story in all_sheets().values() if story.script),
    *((made.story, made.source, made.body) for made in made_pages()),
]


@pytest.mark.parametrize(
    ("story", "source", "body"), PAGES, ids=[f"{s.name}-{t.story_id}" for t, s, _ in PAGES]
)
def test_the_saved_page_has_the_same_words(story: StorySheet, source: Source, body: bytes) -> None:
    url = source.canonical_url(story.story_id)
    text = saved(body, charset_of(source, story.era), url)
    assert len(text) > 500_000
    outcome = extract(a_page(text, url), source)
    assert isinstance(outcome, Transcript), outcome
    assert read_turns(outcome) == expected_turns(story)


@pytest.mark.parametrize(
    ("story", "source", "body"), PAGES, ids=[f"{s.name}-{t.story_id}" for t, s, _ in PAGES]
)
def test_the_copied_text_has_the_same_words(story: StorySheet, source: Source, body: bytes) -> None:
    if source.name in made_sites():
        spares = layout_of(source.name, story.era).spares
        if "copied text" in spares:
            pytest.skip(spares["copied text"])
    url = source.canonical_url(story.story_id)
    outcome = extract(a_page(copied(body, charset_of(source, story.era)), url), source)
    assert isinstance(outcome, Transcript), outcome
    assert read_turns(outcome) == expected_turns(story)


@pytest.mark.usefixtures("corpus")
@pytest.mark.parametrize("name", [name for name in REAL if name.endswith(".html")])
@pytest.mark.parametrize("form", ["saved", "copied"])
def test_a_real_page_in_another_form_is_the_same(name: str, form: str) -> None:
    source_name, url = REAL[name]
    body = (CORPUS / name).read_bytes()
    charset = "utf-8" if source_name == "npr" or "rebuilt" in name else "latin-1"
    text = saved(body, charset, url) if form == "saved" else copied(body, charset)
    outcome = extract(a_page(text, url), source_named(source_name)())
    assert isinstance(outcome, Transcript), outcome
    known = landed(name)
    assert (outcome.turns, outcome.speakers) == (known.turns, known.speakers)
    facts = ("title", "program", "aired_on")
    assert [getattr(outcome, f) for f in facts] == [getattr(known, f) for f in facts]


def test_a_saved_page_tells_its_url_itself(onrecord: Command, tmp_path: Path) -> None:
    cnn = next(made for made in made_pages() if made.source.name == "cnn")
    (tmp_path / "saved.html").write_text(saved(cnn.body, "latin-1", cnn.url), encoding="utf-8")
    single = f"<!--\n Page saved with SingleFile \n url: {cnn.url} \n-->".encode()
    (tmp_path / "single.html").write_bytes(single + cnn.body)
    ran = onrecord("add", "saved.html", "single.html", "--json")
    assert ran.code == 0, ran.err
    landed = json.loads(ran.out)["landed"]
    assert [(one["kind"], one["story_id"]) for one in landed] == [
        ("new", cnn.story.story_id),
        ("same", cnn.story.story_id),
    ]
