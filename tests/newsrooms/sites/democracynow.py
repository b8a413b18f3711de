"""The site of Democracy Now!, as it is built since 2015."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape
from urllib.parse import urlsplit

from jobs.newsroom.sheets import StorySheet
from tests.newsrooms.made_site import MadeLayout, MadeSite, speech_of


def _democracynow(story: StorySheet) -> str:
    paragraphs = []
    for line in story.script:
        first, *more = (escape(text, quote=False) for text in line.paragraphs)
        first = first.replace("Democracy Now!", "<em>Democracy Now!</em>")
        label = f"<strong>{line.label}:</strong> " if line.label else ""
        paragraphs += [f"<p>{label}{first}</p>", *(f"<p>{text}</p>" for text in more)]
    return (
        '<!DOCTYPE html><html lang="en"><head>'
        f'<meta property="og:title" content="{escape(story.title)} | Democracy Now!">'
        f'<link rel="canonical" href="https://www.democracynow.org{story.path}"></head><body>'
        '<div class="daily_digest">Sign up for Democracy Now! Daily Digest</div>'
        '<div class="story_with_left_panel"><div class="left_panel"><h5>Related</h5>'
        '<a href="/2016/5/16/another_story">STORY: ANOTHER ONE</a></div>'
        f'<h1>{escape(story.title)}</h1><span class="date">{story.aired_on:%B}'
        f" {story.aired_on.day}, {story.aired_on.year}</span>"
        '<a class="download_audio" href="https://traffic.example/dn-1.mp3">Audio</a>'
        f'<div class="story_summary"><div class="text"><p>{escape(story.teaser)}</p></div></div>'
        '<div class="transcript_block"><div class="transcript">Transcript</div>'
        '<div class="text"><div class="rush">This is a rush transcript. Copy may not be in its'
        " final form.</div>"
        + speech_of("\n".join(paragraphs))
        + '</div></div><div class="license"><a rel="license"'
        ' href="https://creativecommons.org/licenses/by-nc-nd/3.0/us/">Creative Commons License</a>'
        " The original content of this program is licensed under a Creative Commons"
        " Attribution-Noncommercial-No Derivative Works 3.0 United States License.</div></div>"
        '<div class="donate_banner">DONATE: Independent news needs you.</div></body></html>'
    )


def _listing(urls: Sequence[str]) -> str:
    links = "".join(f'<h3><a href="{urlsplit(url).path}">A story</a></h3>' for url in urls)
    return f'<main><div class="content_show">{links}</div></main>'


SITE = MadeSite(
    layouts={
        "story-2015": MadeLayout(
            _democracynow,
            ('<div class="text">', "</div>"),
            marks=('class="transcript"',),
            labels="full capitals",
        )
    },
    listing=_listing,
    listed_at=lambda story: (
        f"/shows/{story.aired_on.year}/{story.aired_on.month}/{story.aired_on.day}"
    ),
    story_urls={
        "https://www.democracynow.org/2016/5/17/river_keepers": "2016-05-17-river_keepers",
        "http://www.democracynow.org/blog/2015/3/13/part_2_bruce": "2015-03-13-part_2_bruce",
        "https://www.democracynow.org/embed/story/2014/10/22/in_un_speech": (
            "2014-10-22-in_un_speech"
        ),
    },
    not_stories=(
        "https://www.democracynow.org/2016/5/17/headlines",
        "https://www.democracynow.org/shows/2016/5/17",
        "https://www.democracynow.org/2016/13/17/no_such_month",
    ),
    days_in_urls={
        "https://www.democracynow.org/2016/5/17/river_keepers": date(2016, 5, 17),
    },
)
