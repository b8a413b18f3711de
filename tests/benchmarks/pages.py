"""Pages of the fake newsroom with as much chrome around the words as real ones have.

A transcript page of January 2026 has about 70 KB, 470 elements, 15 KB of scripts and 590 spoken
words in 14 turns; so do these.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import cycle, islice

from jobs.newsroom.markup import listing_page, story_page
from jobs.newsroom.sheets import Line, StorySheet, all_sheets
from tests.near_duplicates import vocabulary

_TURNS = 14
_WORDS_A_TURN = 38
_FEW = 5
_SECTIONS = (
    "National World Politics Business Health Science Climate Race Books Movies Music".split()
)


def story_ids(count: int) -> list[str]:
    """The ids of ``count`` made stories."""
    return [f"nx-s1-{7_000_000 + number}" for number in range(count)]


def pages(count: int) -> Iterator[tuple[str, bytes]]:
    """``count`` story pages as (id, page), each with words of its own."""
    sheets = [s for s in all_sheets().values() if s.era == "2024" and len(s.script) > _FEW]
    labelled = cycle(s for s in sheets if s.script[0].label)
    for story_id in story_ids(count):
        page = story_page(_long_story(story_id, next(labelled)))
        yield story_id, with_chrome(page)


def _long_story(story_id: str, sheet: StorySheet) -> StorySheet:
    """A story's labels and cues twice over, each turn with other words in every story."""
    lines = [*sheet.script, *sheet.script][:_TURNS]
    chance = random.Random(story_id)
    script: list[Line] = [Line(sheet.script[0].label, (f"A story that we call {story_id}.",))]
    for line in lines:
        words = " ".join(chance.choices(vocabulary(), k=_WORDS_A_TURN))
        said = line.paragraphs if line.cue else (f"{words.capitalize()}.",)
        script.append(replace(line, paragraphs=said, inside=False))
    title = f"{sheet.title} ({story_id})"
    return replace(sheet, story_id=story_id, title=title, script=tuple(script))


def with_chrome(page: bytes) -> bytes:
    """The page, with navigation, scripts, pictures and links of a real one's size."""
    head, body_tag, body = page.partition(b"<body")
    within, end, rest = body.rpartition(b"</body>")
    return head + _head() + body_tag + within + _foot() + end + rest


@cache
def _head() -> bytes:
    links = "".join(
        f'<link rel="preload" href="https://static-assets.npr.org/chrome/{i}.js" as="script">'
        f'<meta name="vf:{i}" content="chrome of a page, number {i}">'
        for i in range(18)
    )
    scripts = "".join(
        f"<script>NPR.serverVars.module{i} = {{{_settings(i)}}};</script>" for i in range(20)
    )
    return (links + scripts).encode()


def _settings(module: int) -> str:
    return ",".join(f'"option{module}_{i}":"/include/javascript/{i}?v=1.{i}"' for i in range(14))


@cache
def _foot() -> bytes:
    sections = islice(cycle(_SECTIONS), 85)
    nav = "".join(
        f'<li class="submenu__item submenu__item--{i}"><a href="/sections/{name.lower()}/{i}"'
        ' data-metrics-ga4=\'{"category":"global navigation","action":"click_link",'
        f'"section":"{name}"}}\' data-metrics-hover class="submenu__link">{name}</a></li>'
        for i, name in enumerate(sections)
    )
    teasers = "".join(
        f'<article class="recommended"><a href="/2026/01/0{i % 9 + 1}/g-s1-{9000 + i}/another">'
        f'<picture><source srcset="https://npr.brightspotcdn.com/dims3/{i}/resize/400/?url=x 400w,'
        f' https://npr.brightspotcdn.com/dims3/{i}/resize/800/?url=x 800w"><img alt="A picture"'
        f' loading="lazy" src="https://npr.brightspotcdn.com/dims3/{i}/"></picture></a>'
        f"<h3>Another story that has nothing to do with this one, number {i}</h3></article>"
        for i in range(13)
    )
    blobs = "".join(
        f'<input type="hidden" class="ad-config" value="{"sponsorship " * 60}{i}">'
        for i in range(24)
    )
    return (
        f'<nav class="menu"><ul>{nav}</ul></nav>'
        f'<aside class="recommended-stories">{teasers}</aside><div class="ad-wrap">{blobs}</div>'
    ).encode()


def listing(count: int) -> bytes:
    """A listing of the made stories."""
    links = [(f"/transcripts/{story_id}", story_id) for story_id in story_ids(count)]
    return listing_page("Transcripts", "transcript-list", links, links[0][0])
