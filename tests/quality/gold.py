"""Everything there is a gold record for: the sheets of the fake newsroom, and the corpus of real
pages where it is beside the checkout.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from jobs.newsroom.markup import story_page, text_rendering
from jobs.newsroom.sheets import StorySheet, all_sheets
from scraper.model import Page
from scraper.sources import Source
from scraper.sources.npr import Npr
from tests.conftest import NOON
from tests.corpus import GOLD, page_of
from tests.newsrooms.pages import made_pages
from tests.newsrooms.saved import charset_of, saved
from tests.quality.scoring import SpokenTurn

Form = Literal["HTML", "saved page", "text"]

_FIELDS = ("title", "program", "teaser", "published_at", "duration_s", "aired_on")


@dataclass(frozen=True, slots=True)
class GoldPage:
    """A page, whose it is, and what a person says is on it. ``era`` is when its newsroom built
    pages so, "real" for a page of the corpus; ``form`` is how the page came.
    """

    source: Source
    era: str
    form: Form
    page: Page
    turns: tuple[SpokenTurn, ...]
    fields: dict[str, Any] = field(default_factory=dict)
    #: Of a page of the corpus: its file.
    name: str = ""

    @property
    def kind(self) -> str:
        """Newsroom, era and form."""
        return f"{self.source.name} {self.era}, {self.form}"


def gold_pages() -> Iterator[GoldPage]:
    """All of them."""
    for story in all_sheets().values():
        if story.has_transcript:
            body = story_page(story)
            yield _made(story, "HTML", body)
            yield _made(story, "saved page", _saved(body, Npr(), story))
            if story.script[0].label:
                yield _made(story, "text", text_rendering(story).encode())
    for made in made_pages():
        fields: dict[str, Any] = {
            "title": made.story.title,
            "aired_on": made.story.aired_on.isoformat(),
        }
        for name in ("program", "teaser"):
            if stated := getattr(made.story, name):
                fields[name] = stated
        gold = GoldPage(
            made.source,
            made.story.era,
            "HTML",
            Page(made.url, 200, {}, made.body, NOON),
            _turns(made.story),
            fields,
        )
        yield gold
        body = _saved(made.body, made.source, made.story)
        yield replace(gold, form="saved page", page=Page(made.url, 200, {}, body, NOON))
    for file in GOLD:
        record = json.loads(file.read_text("utf-8"))
        given = page_of(file)
        url = record["url"] or f"https://www.npr.org/transcripts/{record['story_id']}"
        form: Form = "HTML" if given.suffix == ".html" else "text"
        turns = tuple(
            SpokenTurn(turn["speaker"], turn["role"], tuple(turn["text"].split()))
            for turn in record["turns"]
            if turn.get("kind", "speech") == "speech"
        )
        fields = {name: record[name] for name in _FIELDS if record.get(name) is not None}
        page = Page(url, 200, {}, given.read_bytes(), NOON)
        yield GoldPage(Npr(), "real", form, page, turns, fields, given.name)


def _turns(story: StorySheet) -> tuple[SpokenTurn, ...]:
    """The turns of speech that a sheet says there are."""
    cast = dict(story.cast)
    turns = []
    for line in story.script:
        if not line.cue:
            member = cast.get(line.label or "")
            name, role = (member.name, member.role) if member else (None, None)
            turns.append(SpokenTurn(name, role, tuple(" ".join(line.paragraphs).split())))
    return tuple(turns)


def _saved(body: bytes, source: Source, story: StorySheet) -> bytes:
    url = source.canonical_url(story.story_id)
    return saved(body, charset_of(source, story.era), url).encode()


def _made(story: StorySheet, form: Form, body: bytes) -> GoldPage:
    fields: dict[str, Any] = {"title": story.title, "teaser": story.teaser}
    if form != "text":
        fields |= {"program": story.program, "aired_on": story.aired_on.isoformat()}
    url = f"https://www.npr.org/transcripts/{story.story_id}"
    page = Page(url, 200, {}, body, NOON)
    return GoldPage(Npr(), story.era, form, page, _turns(story), fields)
