"""CNN's site, as it was built in 2000, 2001 and since 2002."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape
from urllib.parse import urlsplit

from jobs.newsroom.markup import printed
from jobs.newsroom.sheets import StorySheet
from tests.newsrooms.made_site import MadeLayout, MadeSite, speech_of


def _br_lines(story: StorySheet, gap: str) -> str:
    """The script as CNN prints it: lines parted by ``<br>``, indented and loosely spaced."""
    lines = []
    for paragraphs in printed(story):
        lines += [f"{gap}{text.replace('. ', '.  ')}" for text in paragraphs]
    return speech_of("<br> <br>".join(lines))


_RUSH = "THIS IS A RUSH TRANSCRIPT. THIS COPY MAY NOT BE IN ITS FINAL FORM AND MAY BE UPDATED."


def _air_line(story: StorySheet, clock: str) -> str:
    return f"Aired {story.aired_on:%B} {story.aired_on.day}, {story.aired_on.year} - {clock} ET"


def _cnn_2000(story: StorySheet) -> str:
    speech = "\n".join(f"<P>     {text}  </P>" for turn in printed(story) for text in turn)
    speech = speech_of(speech.replace(": ", ":  "))
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


def _listing(urls: Sequence[str]) -> str:
    links = "<br>".join(f'<a href="{urlsplit(url).path}">A segment</a>' for url in urls)
    return f'<main><div class="cnnSectBulletItems">{links}</div></main>'


SITE = MadeSite(
    layouts={
        "body-text-2002": MadeLayout(
            _cnn_2002, ('<p class="cnnBodyText">', "</p>"), marks=("cnnBodyText",)
        ),
        "table-2001": MadeLayout(
            _cnn_2001, ("<table>\n\t\t<tr><td>", "</td></tr></table>"), marks=("h4>",)
        ),
        "paragraphs-2000": MadeLayout(
            _cnn_2000,
            ("<table><tr><td>", "</td></tr></table>"),
            marks=("h3>",),
            spares={
                "paragraphs as custom elements": "nothing but its paragraphs tells it from a text",
                "the block goes on in another": "its block is the whole page",
            },
        ),
    },
    listing=_listing,
    listed_at=lambda story: f"/date/{story.aired_on}",
    charset="latin-1",
    story_urls={
        "https://transcripts.cnn.com/show/acd/date/2025-03-14/segment/01": "acd-2025-03-14-01",
        "http://transcripts.cnn.com/TRANSCRIPTS/2503/14/acd.01.html": "acd-2025-03-14-01",
        "http://www.cnn.com/TRANSCRIPTS/0001/05/lkl.00.html": "lkl-2000-01-05-00",
        "http://edition.cnn.com/TRANSCRIPTS/0507/12/LKL.01.html": "lkl-2005-07-12-01",
        "https://www.cnn.com/TRANSCRIPTS/9912/31/bn.03.html": "bn-1999-12-31-03",
    },
    not_stories=(
        "https://transcripts.cnn.com/date/2025-03-14",
        "https://transcripts.cnn.com/show/acd/date/2025-02-30/segment/01",
        "https://www.cnn.com/2025/03/14/politics/story/index.html",
    ),
    days_in_urls={"https://www.cnn.com/TRANSCRIPTS/0001/05/lkl.00.html": date(2000, 1, 5)},
)
