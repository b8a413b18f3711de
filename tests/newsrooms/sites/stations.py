"""Sites of NPR's member stations: on NPR's system for them (Grove), and on WordPress."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from html import escape

from jobs.newsroom.markup import printed
from jobs.newsroom.sheets import StorySheet
from tests.newsrooms.made_site import MadeLayout, MadeSite, speech_of


def _grove(story: StorySheet) -> str:
    layer = {
        "nprStoryId": "1181999999",
        "program": story.program,
        "publishedDate": f"{story.aired_on}T20:41:00Z",
        "storyTitle": story.title,
        "siteName": "KUT Radio",
    }
    texts = [text for turn in printed(story) for text in turn]
    label, _, said = texts[0].partition(": ")
    texts[0:1] = [f"{label}:", said]
    texts[-1] += " Transcript provided by NPR, Copyright NPR."
    body = speech_of("".join(f"<p>{text}</p>" for text in texts))
    return (
        '<!DOCTYPE html><html class="ArtP" lang="en"><head>'
        f'<meta name="brightspot-dataLayer" content="{escape(json.dumps(layer))}">'
        f'<meta property="og:title" content="{escape(story.title)}">'
        f'<meta name="description" content="{escape(story.teaser)}">'
        f'<link rel="canonical" href="https://{story.story_id}"></head><body>'
        '<header><a href="/donate">Donate</a></header><main class="ArtP-main">'
        f'<h1 class="ArtP-headline">{escape(story.title)}</h1>'
        '<div class="ArtP-byline">By <a href="/people/x">Somebody</a></div>'
        '<div class="ArtP-audioPlayer"><ps-stream data-stream-duration="236"></ps-stream>'
        '<ps-stream-url data-stream-url="https://ondemand.example/a.mp3">Listen 3:56'
        '</ps-stream-url></div><div class="ArtP-articleBody">'
        '<div class="Enh"><figure><figcaption>HIVE: in its seat</figcaption></figure></div>'
        f'{body}<p class="fullattribution">Copyright {story.aired_on.year} NPR. To see more, visit'
        ' https://www.npr.org.<img src="https://www.google-analytics.example/x"></p>'
        '<div class="AdModule">SUPPORT: your station</div></div>'
        '<div class="ArtP-tags"><a href="/tags/npr-news">NPR News</a></div></main>'
        '<footer><a href="/privacy">Privacy</a></footer></body></html>'
    )


def _wordpress(story: StorySheet) -> str:
    texts = [text for turn in printed(story) for text in turn]
    texts[-1] += " Transcript provided by NPR, Copyright NPR."
    speech = speech_of("\n".join(f'<p class="npr_para">{text}</p>' for text in texts))
    return (
        '<!DOCTYPE html><html lang="en"><head>'
        f'<link rel="canonical" href="https://{story.story_id}/">'
        f'<meta name="description" content="{escape(story.teaser)}">'
        f'<meta property="og:title" content="{escape(story.title)}"></head><body><article>'
        f'<h1 class="entry-title">{escape(story.title)}</h1>'
        f'<time datetime="{story.aired_on}T09:00:00+00:00">then</time>'
        f'<div class="entry-content"><p>{escape(story.teaser)}</p>'
        f'<div class="npr-transcript"><p><strong>Transcript:</strong></p>{speech}</div>'
        f'<div class="fullattribution">Copyright {story.aired_on.year} NPR.</div>'
        '</div></article><div id="comments">BOB: First!</div></body></html>'
    )


def _listing(urls: Sequence[str]) -> str:
    locations = "".join(f"<url><loc>{url}</loc></url>" for url in urls)
    return f"<?xml version='1.0'?><urlset>{locations}</urlset>"


SITE = MadeSite(
    layouts={
        "grove-2019": MadeLayout(
            _grove,
            ('<div class="ArtP-articleBody">', "</div>"),
            marks=("ArtP-articleBody",),
            spares={
                "time stamps in spans before labels": "its first label stands by itself",
                "labels parted by a semicolon": "its first label stands by itself",
                "copied text": "its picture has a caption that nothing tells from a label",
            },
        ),
        "wordpress-npr-2013": MadeLayout(
            _wordpress, ('<div class="npr-transcript">', "</div>"), marks=("npr-transcript",)
        ),
    },
    listing=_listing,
    listed_at=lambda story: f"/sitemap-{story.aired_on:%Y%m}.xml",
    story_urls={
        "https://www.kut.org/education/2026-06-01/librarians-go": (
            "www.kut.org/education/2026-06-01/librarians-go"
        ),
        "http://kut.org/2023-06-14/bees/": "www.kut.org/2023-06-14/bees",
        "https://news.stlpr.org/npr/2023-06-14/bees?utm=1": "news.stlpr.org/npr/2023-06-14/bees",
        "https://www.tpr.org/2014/07/the-last-operator/": "www.tpr.org/2014/07/the-last-operator",
    },
    not_stories=(
        "https://www.kut.org/tags/2023-06-14/bees",
        "https://www.kut.org/donate",
        "https://www.example.org/npr/2023-06-14/bees",
    ),
    days_in_urls={
        "https://www.kut.org/2023-06-14/bees": date(2023, 6, 14),
        "https://www.tpr.org/2014/07/the-last-operator": None,
    },
)
