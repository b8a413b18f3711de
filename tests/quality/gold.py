"""Everything there is a gold record for: the sheets of the fake newsroom, and the corpus of real
pages where it is beside the checkout.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from jobs.newsroom.markup import story_page, text_rendering
from jobs.newsroom.sheets import StorySheet, all_sheets
from scraper.model import Page
from scraper.sources import Source
from scraper.sources.npr import Npr
from tests.conftest import NOON
from tests.corpus import GOLD, page_of
from tests.newsrooms.pages import made_pages
from tests.quality.scoring import SpokenTurn

_FIELDS = ("title", "program", "teaser", "published_at", "duration_s", "aired_on")


@dataclass(frozen=True, slots=True)
class GoldPage:
    """A page, whose it is, and what a person says is on it. ``kind`` is its newsroom, form and
    era.
    """

    kind: str
    page: Page
    source: Source
    turns: tuple[SpokenTurn, ...]
    fields: dict[str, Any] = field(default_factory=dict)

    @property
    def is_html(self) -> bool:
        """False for text renderings."""
        return "text" not in self.kind


def gold_pages() -> Iterator[GoldPage]:
    """All of them."""
    for story in all_sheets().values():
        if story.has_transcript:
            yield _made(story, "html", story_page(story))
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
        yield GoldPage(
            f"{made.source.name} {made.story.era}, html",
            Page(made.url, 200, {}, made.body, NOON),
            made.source,
            _turns(made.story),
            fields,
        )
    for file in GOLD:
        record = json.loads(file.read_text("utf-8"))
        given = page_of(file)
        url = record["url"] or f"https://www.npr.org/transcripts/{record['story_id']}"
        form = "html" if given.suffix == ".html" else "text"
        turns = tuple(
            SpokenTurn(turn["speaker"], turn["role"], tuple(turn["text"].split()))
            for turn in record["turns"]
            if turn.get("kind", "speech") == "speech"
        )
        fields = {name: record[name] for name in _FIELDS if record.get(name) is not None}
        yield GoldPage(
            f"npr, real {form}", Page(url, 200, {}, given.read_bytes(), NOON), Npr(), turns, fields
        )


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


def _made(story: StorySheet, form: str, body: bytes) -> GoldPage:
    fields: dict[str, Any] = {"title": story.title, "teaser": story.teaser}
    if form == "html":
        fields |= {"program": story.program, "aired_on": story.aired_on.isoformat()}
    url = f"https://www.npr.org/transcripts/{story.story_id}"
    return GoldPage(
        f"npr {story.era}, {form}", Page(url, 200, {}, body, NOON), Npr(), _turns(story), fields
    )
