"""The site of PBS News Hour, as it was built in 2013 and since 2017."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from html import escape
from urllib.parse import urlsplit

from jobs.newsroom.sheets import StorySheet
from tests.newsrooms.made_site import MadeLayout, MadeSite, speech_of


def _pbs_head(story: StorySheet) -> str:
    linked = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": story.title,
        "datePublished": f"{story.aired_on}T18:45:00-04:00",
        "description": story.teaser,
    }
    return (
        '<!DOCTYPE html><html lang="en-US"><head>'
        f'<script type="application/ld+json">{json.dumps(linked)}</script></head>'
        '<body class="single-show single"><nav><a href="/newshour/">PBS NewsHour</a></nav><main>'
        '<div class="breaking">Support Provided By: A FOUNDATION</div>'
        f'<h1 class="video-single__title">{escape(story.title)}</h1>'
        f'<div class="video-single__show">PBS News Hour</div>'
        f'<time itemprop="datePublished" content="{story.aired_on}T18:45:00-04:00">'
        f"{story.aired_on:%b} {story.aired_on.day}, {story.aired_on.year} 6:45 PM EDT</time>"
        '<div class="video-single__player"><iframe src="/viral"></iframe>Problems playing video?'
        '</div><ul class="video-single__tabs"><li>Full Transcript</li><li>Audio</li></ul>'
    )


_PBS_FOOT = (
    '<aside class="newsletter-inline">Educate your inbox: Subscribe to Here is the Deal, our'
    " politics newsletter</aside><footer>&copy; 1996 - 2024 NewsHour Productions LLC. All Rights"
    " Reserved.</footer></main></body></html>"
)


def _pbs_2017(story: StorySheet) -> str:
    items = []
    for line in story.script:
        texts = "".join(f"<p>{escape(text, quote=False)}</p>" for text in line.paragraphs)
        label = f"<p><strong>{escape(line.label)}:</strong></p>" if line.label else ""
        items.append(f'<li class="video-transcript__item"><div class="body-text">{label}{texts}')
    return (
        f'{_pbs_head(story)}<div id="transcript"><div class="vt__excerpt body-text">'
        f"<p>{escape(story.teaser)}</p></div><h3>Read the Full Transcript</h3>"
        '<aside class="newsletter-inline">Notice: Transcripts are machine and human generated and'
        " lightly edited for accuracy. They may contain errors.</aside>"
        '<ul class="video-transcript">'
        + speech_of("\n".join(f"{item}</div></li>" for item in items))
        + f"</ul></div>{_PBS_FOOT}"
    )


def _pbs_2013(story: StorySheet) -> str:
    paragraphs = []
    for line in story.script:
        first, *more = (escape(text, quote=False) for text in line.paragraphs)
        label = f"<strong>{escape(line.label)}:</strong> " if line.label else ""
        paragraphs += [f"<p>{label}{first}</p>", *(f"<p>{text}</p>" for text in more)]
    return (
        f'{_pbs_head(story)}<div id="transcript"><div class="vt__excerpt"><p>'
        f"{escape(story.teaser)}</p></div><h3>TRANSCRIPT</h3>"
        + speech_of("\n".join(paragraphs))
        + f"</div>{_PBS_FOOT}"
    )


def _listing(urls: Sequence[str]) -> str:
    items = "".join(
        f'<li><h3><a href="{urlsplit(url).path}">A segment</a></h3></li>' for url in urls
    )
    return f'<main><ul class="playlist">{items}</ul></main>'


def _listed_at(story: StorySheet) -> str:
    day = story.aired_on
    return f"/{day:%B}-{day.day}-{day.year}-pbs-newshour-full-episode".lower()


SITE = MadeSite(
    layouts={
        "video-transcript-2017": MadeLayout(
            _pbs_2017,
            ('<div id="transcript">', "</ul></div>"),
            marks=('id="transcript"', "video-transcript"),
            labels="full names",
        ),
        "transcript-block-2013": MadeLayout(
            _pbs_2013,
            ('<div id="transcript">', "</div>"),
            marks=('id="transcript"',),
            labels="full names",
        ),
    },
    listing=_listing,
    listed_at=_listed_at,
    story_urls={
        "https://www.pbs.org/newshour/show/how-a-county-kept-its-last-newspaper": (
            "how-a-county-kept-its-last-newspaper"
        ),
        "http://pbs.org/newshour/politics/how-a-county-kept-its-last-newspaper/#transcript": (
            "how-a-county-kept-its-last-newspaper"
        ),
        "http://www.pbs.org/newshour/bb/politics/july-dec11/ferris_11-22.html": (
            "july-dec11/ferris_11-22"
        ),
    },
    not_stories=(
        "https://www.pbs.org/newshour/author/judith-wren",
        "https://www.pbs.org/newshour/show/may-16-2019-pbs-newshour-full-episode",
        "https://www.pbs.org/video/some-film-abc123/",
    ),
    days_in_urls={
        "https://www.pbs.org/newshour/bb/july-dec11/ferris_11-22.html": date(2011, 11, 22),
        "https://www.pbs.org/newshour/show/how-a-county-kept": None,
    },
)
