"""Story sheets as pages of CNN, PBS, Democracy Now! and NPR's member stations, in the markup of
each of their layouts: the words of the sheets with everything around them that real pages have.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path

from jobs.newsroom.markup import printed
from jobs.newsroom.sheets import StorySheet, read_sheets
from scraper.sources import Source, source_named

SHEETS = Path(__file__).parent / "sheets"


@dataclass(frozen=True, slots=True)
class MadePage:
    """A story, the newsroom whose it is, and its page: what is before its speech, the speech, and
    what is behind.
    """

    story: StorySheet
    source: Source
    url: str
    parts: tuple[str, str, str]

    @property
    def charset(self) -> str:
        """That of the page's bytes."""
        return "latin-1" if self.source.name == "cnn" else "utf-8"

    @property
    def body(self) -> bytes:
        """The page."""
        return "".join(self.parts).encode(self.charset, "xmlcharrefreplace")

    def __str__(self) -> str:
        return f"{self.source.name}-{self.story.era}-{self.story.story_id}"


@cache
def sheets_of(source: str) -> tuple[StorySheet, ...]:
    """The stories of a newsroom's sheet."""
    return tuple(read_sheets((SHEETS / f"{source}.txt").read_text("utf-8")))


def made_pages() -> Iterator[MadePage]:
    """Every story's page."""
    for name in ("cnn", "pbs", "democracynow", "stations"):
        source = source_named(name)()
        for story in sheets_of(name):
            yield made_page(story, source)


def made_page(story: StorySheet, source: Source) -> MadePage:
    """A story's page in the layout that its sheet names."""
    before, speech, behind = LAYOUTS[source.name, story.era](story).split(_BORDER)
    return MadePage(story, source, source.canonical_url(story.story_id), (before, speech, behind))


#: Stands before and behind the speech until the page is cut there.
_BORDER = "\x1e"


def _speech(markup: str) -> str:
    return f"{_BORDER}{markup}{_BORDER}"


def _br_lines(story: StorySheet, gap: str) -> str:
    """The script as CNN prints it: lines parted by ``<br>``, indented and loosely spaced."""
    lines = []
    for paragraphs in printed(story):
        lines += [f"{gap}{text.replace('. ', '.  ')}" for text in paragraphs]
    return _speech("<br> <br>".join(lines))


_RUSH = "THIS IS A RUSH TRANSCRIPT. THIS COPY MAY NOT BE IN ITS FINAL FORM AND MAY BE UPDATED."


def _air_line(story: StorySheet, clock: str) -> str:
    return f"Aired {story.aired_on:%B} {story.aired_on.day}, {story.aired_on.year} - {clock} ET"


def _cnn_2000(story: StorySheet) -> str:
    speech = "\n".join(f"<P>     {text}  </P>" for turn in printed(story) for text in turn)
    speech = _speech(speech.replace(": ", ":  "))
    return (
        "<html><head><title>CNN Transcript</title></head><body><table><tr><td>\n"
        "<!--===============Paste content between here=================-->\n"
        f"<h2>{story.program}</h2>\n<h3>{escape(story.title)}</h3>\n"
        f"{_air_line(story, '9:00 p.m.')}\n<P> {_RUSH}</P>\n{speech}\n"
        "<P>TO ORDER A VIDEO OF THIS TRANSCRIPT, PLEASE CALL 800-CNN-NEWS OR USE OUR SECURE ONLINE"
        " ORDER FORM LOCATED AT www.fdch.com</P>\n<div>SEARCH CNN.com: enter keyword(s)</div>"
        "</td></tr></table></body></html>"
    )


def _cnn_2001(story: StorySheet) -> str:
    return (
        "<html><body><TABLE WIDTH=460 BORDER=0 CELLPADDING=5>\n<TR><TD VALIGN=TOP>\n"
        f"\t<h2>{story.program.upper()}</h2>\n\t<h4>{escape(story.title)}</h4>\n"
        f"\t{_air_line(story, '10:00')}\n\t<table>\n\t\t<tr><td>\n\t\t<br><p>{_RUSH}</p><br>\n"
        f"\t\t{_RUSH}<br>{_br_lines(story, '     ')}<br> <br>TO ORDER A VIDEO OF THIS TRANSCRIPT,"
        " PLEASE CALL 800-CNN-NEWS<br>\n</td></tr></table></TD></TR></TABLE></body></html>"
    )


def _cnn_2002(story: StorySheet) -> str:
    program = story.program
    if story.aired_on.year < 2010:
        program = f"CNN {program.upper()}"
    aired = ". Aired 8-9p ET" if story.aired_on.year > 2018 else ""
    return (
        '<!DOCTYPE html><html lang="en"><head>\n'
        '<meta http-equiv="content-type" content="text/html; charset=iso-8859-1"/>\n'
        '<meta name="bingbot" content="noarchive"><title>CNN.com - Transcripts</title></head>\n'
        '<body id="contentArea"><div id="cnnContainer"><table id="cnnArticleWireFrame"><tr>'
        '<td><div style="padding-left:10px;">\n'
        '<p><a href="/" class="cnnTransProv">Return to Transcripts main page</a></p>\n'
        f'<p class="cnnTransStoryHead">{program}</p>\n'
        f'<p class="cnnTransSubHead">{escape(story.title)}{aired}</p>\n'
        f'<p class="cnnBodyText">{_air_line(story, "20:00 &nbsp;")}</p>\n'
        f'<p class="cnnBodyText">{_RUSH}</p>\n'
        f'<p class="cnnBodyText"><br/>{_br_lines(story, "")}<br/></p>\n'
        "</div></td></tr></table></div></body></html>"
    )


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
        + _speech("\n".join(f"{item}</div></li>" for item in items))
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
        + _speech("\n".join(paragraphs))
        + f"</div>{_PBS_FOOT}"
    )


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
        + _speech("\n".join(paragraphs))
        + '</div></div><div class="license"><a rel="license"'
        ' href="https://creativecommons.org/licenses/by-nc-nd/3.0/us/">Creative Commons License</a>'
        " The original content of this program is licensed under a Creative Commons"
        " Attribution-Noncommercial-No Derivative Works 3.0 United States License.</div></div>"
        '<div class="donate_banner">DONATE: Independent news needs you.</div></body></html>'
    )


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
    body = _speech("".join(f"<p>{text}</p>" for text in texts))
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
    speech = _speech("\n".join(f'<p class="npr_para">{text}</p>' for text in texts))
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


LAYOUTS: dict[tuple[str, str], Callable[[StorySheet], str]] = {
    ("cnn", "paragraphs-2000"): _cnn_2000,
    ("cnn", "table-2001"): _cnn_2001,
    ("cnn", "body-text-2002"): _cnn_2002,
    ("pbs", "transcript-block-2013"): _pbs_2013,
    ("pbs", "video-transcript-2017"): _pbs_2017,
    ("democracynow", "story-2015"): _democracynow,
    ("stations", "grove-2019"): _grove,
    ("stations", "wordpress-npr-2013"): _wordpress,
}
