"""Story sheets as pages, in the markup of their era: player, embed box, share tools, sponsors and
comments around the words, as on the real ones.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime, time
from email.utils import format_datetime
from functools import cache
from html import escape, unescape
from importlib.resources import files
from string import Template

from jobs.newsroom.sheets import Line, StorySheet, all_sheets

AUDIO_CODES = {
    "All Things Considered": "atc",
    "Morning Edition": "me",
    "Fresh Air": "fa",
    "Talk of the Nation": "totn",
    "Day to Day": "day",
    "Tell Me More": "tmm",
    "News & Notes": "newsnotes",
    "Weekend Edition Saturday": "wesat",
    "Weekend Edition Sunday": "wesun",
}
_RIGHTS = (
    "Copyright &copy; {year} NPR.  All rights reserved.  Visit our website terms of use and"
    " permissions pages at www.npr.org for further information."
)
_NOTICES = {
    "2013": "NPR transcripts are created on a rush deadline by a contractor for NPR, and accuracy"
    " and availability may vary. The authoritative record of NPR&rsquo;s programming is the audio.",
    "2024": "Accuracy and availability of NPR transcripts may vary. Transcript text may be revised"
    " to correct errors or match updates to audio.",
}


@cache
def _template(name: str) -> Template:
    return Template(files(__package__).joinpath("templates", f"{name}.html").read_text("utf-8"))


def story_page(story: StorySheet, *, transcript: bool = True) -> bytes:
    """The page of a story: with its words, or as the story page that only links to them."""
    words = transcript and story.has_transcript
    body = _BODIES[story.era](story) if words else _summary(story)
    other = _neighbour(story)
    audio_day = f"{story.aired_on:%Y/%m}"
    code = AUDIO_CODES.get(story.program, "pods")
    published = datetime.combine(story.aired_on, time(16), UTC)
    html = _template(story.era).substitute(
        id=story.story_id,
        title=escape(story.title),
        teaser=escape(story.teaser),
        program=escape(story.program),
        program_slug=program_slug(story.program),
        path=story.path,
        year=story.aired_on.year,
        iso_date=story.aired_on.isoformat(),
        long_date=f"{story.aired_on:%B} {story.aired_on.day}, {story.aired_on.year}",
        rfc_date=format_datetime(published),
        published=published.isoformat(),
        clock=f"{story.audio_s // 60}:{story.audio_s % 60:02}",
        audio_code=code,
        audio_day=audio_day,
        audio_stamp=f"{story.aired_on:%Y%m%d}",
        other_id=other.story_id,
        other_title=escape(other.title),
        transcript_item=_transcript_item(story),
        json_ld=_json_ld(story, published),
        data_audio=escape(_data_audio(story, f"{code}/{audio_day}")),
        body=body,
    )
    return html.encode("cp1252" if story.era == "2005" else "utf-8")


def listing_page(title: str, block: str, links: Iterable[tuple[str, str]], promoted: str) -> bytes:
    """A page that lists stories, each with two links to it, and promotes another elsewhere."""
    items = "\n".join(
        f'<article class="story"><h2 class="slug">News</h2><h3 class="rundown-segment__title">'
        f'<a href="{escape(url)}">{escape(text)}</a></h3>'
        f'<a href="{escape(url)}">Listen</a></article>'
        for url, text in links
    )
    html = _template("listing").substitute(
        title=escape(title), block=block, items=items, promoted=escape(promoted)
    )
    return html.encode()


def program_slug(program: str) -> str:
    """A program's name in URLs."""
    return program.casefold().replace("& ", "").replace(" ", "-")


def _neighbour(story: StorySheet) -> StorySheet:
    """Another story of the era, for the page's "related" block."""
    era = [other for other in all_sheets().values() if other.era == story.era]
    ids = [other.story_id for other in era]
    return era[(ids.index(story.story_id) + 1) % len(era) if story.story_id in ids else 0]


def _summary(story: StorySheet) -> str:
    return (
        f'<div id="storytext" class="storytext storylocation"><p>{escape(story.teaser)}</p>'
        "<p>Here is what to know: the web has its own version of this story.</p></div>"
    )


def _transcript_item(story: StorySheet) -> str:
    if not story.has_transcript:
        return ""
    if story.era == "2024":
        return (
            f'<a class="audio-tool audio-tool-transcript" href="https://www.npr.org/transcripts/'
            f'{story.story_id}"><b class="audio-tool-label">Transcript</b></a>'
        )
    href = f"/templates/transcript/transcript.php?storyId={story.story_id}"
    return f'<li class="transcript"><a class="trans" href="{href}"><span>Transcript</span></a></li>'


def _json_ld(story: StorySheet, published: datetime) -> str:
    authors = [m.name for _, m in story.cast if m.role == "reporter"]
    data = {
        "@type": "NewsArticle",
        "publisher": {"@type": "Organization", "name": "NPR"},
        "headline": story.title,
        "datePublished": published.isoformat(),
        "dateModified": published.isoformat(),
        "author": {"@type": "Person", "name": sorted(set(authors))},
        "description": story.teaser,
        "@context": "http://schema.org",
    }
    return json.dumps(data).replace("/", "\\/")


def _data_audio(story: StorySheet, folder: str) -> str:
    code = AUDIO_CODES.get(story.program, "pods")
    name = f"{story.aired_on:%Y%m%d}_{code}_{story.slug.replace('-', '_')}.mp3"
    return json.dumps(
        {
            "uid": f"{story.story_id}:{story.story_id}",
            "available": True,
            "duration": story.audio_s,
            "title": story.title,
            "audioUrl": f"https://ondemand.npr.org/anon.npr-mp3/npr/{folder}/{name}?d=1",
            "program": story.program,
            "type": "segment",
        }
    )


def _paragraphs(line: Line, more: list[Line]) -> list[str]:
    """A turn's paragraphs as printed: its label first, labels of ``more`` inside the last."""
    texts = [escape(p, quote=False) for p in line.paragraphs]
    if line.label:
        texts[0] = f"{escape(line.label, quote=False)}: {texts[0]}"
    for inner in more:
        texts[-1] += f" {inner.label}: {escape(inner.paragraphs[0], quote=False)}"
    return texts


def printed(story: StorySheet) -> list[list[str]]:
    """The script as paragraphs, turn by turn."""
    turns: list[list[str]] = []
    lines = list(story.script)
    while lines:
        line = lines.pop(0)
        inside: list[Line] = []
        while lines and lines[0].inside:
            inside.append(lines.pop(0))
        turns.append(_paragraphs(line, inside))
    return turns


def _body_2005(story: StorySheet) -> str:
    speech = "\n".join(f"<p>{text}\n" for turn in printed(story) for text in turn)
    return (
        '<table class="audio"><tr><td>LISTEN: Real Media or Windows Media</td></tr></table>\n'
        f'<div id="transcriptText">\n{speech}\n'
        f'<p class="copyright">Copyright &copy;{story.aired_on.year} National Public Radio&reg;.'
        " All rights reserved. No quotes from the materials contained herein may be used in any"
        " media without attribution to National Public Radio.\n</div>"
    )


def _body_2009(story: StorySheet) -> str:
    paragraphs = [text for turn in printed(story) for text in turn]
    label, _, said = paragraphs[0].partition(": ")
    if story.dateline:
        day = f"{story.aired_on:%B} {story.aired_on.day}, {story.aired_on.year}"
        paragraphs[0] = f"{day} - {paragraphs[0]}"
    else:
        paragraphs[0:1] = [f"{label}:", said]
    speech = "\n".join(f"<p>{text}</p>" for text in paragraphs)
    return (
        '<div id="storytext" class="storylocation transcript">\n'
        f'<p class="copyright">Copyright &copy;{story.aired_on.year} NPR. For personal,'
        " noncommercial use only. See Terms of Use. For other uses, prior permission required.</p>"
        f"\n{speech}\n</div>"
    )


def _body_2013(story: StorySheet) -> str:
    paragraphs = [text for turn in printed(story) for text in turn]
    if story.label_alone:
        label, _, said = paragraphs[0].partition(": ")
        paragraphs[0:1] = [f"{label}:", said]
    advert = '<div class="ad-wrap"><p>SPONSOR MESSAGE: Coffee for people who wake up.</p></div>'
    paragraphs.insert(2, advert)
    speech = "\n".join(p if p is advert else f"<p>{p}</p>" for p in paragraphs)
    return f'<div class="transcript storytext">\n{speech}\n{_disclaimers(story)}</div>'


def _body_2024(story: StorySheet) -> str:
    first, *rest = printed(story)
    label, _, said = first[0].partition(": ")
    if story.script[0].label is None:
        opening = f"<p><p>{first[0]}"
    else:
        opening = f"<p><p>{label}: <p><p> {said}"
    texts = [*first[1:], *(text for turn in rest for text in turn)]
    speech = opening + "".join(f"<p><p>{text}" for text in texts)
    return (
        '<div class="transcript storytext" aria-label="Transcript">\n'
        '    <b class="icn-story-transcript-wrap">\n        <b class="icn-story-transcript"></b>\n'
        f"    </b>\n\n    {speech}\n\n    {_disclaimers(story)}\n</div>"
    )


def _disclaimers(story: StorySheet) -> str:
    rights = _RIGHTS.format(year=story.aired_on.year)
    return (
        f'<p class="disclaimer">{rights}</p>\n\n    <p class="disclaimer">\n        '
        f"{_NOTICES[story.era]}\n    </p>"
    )


_BODIES = {
    "2005": _body_2005,
    "2009": _body_2009,
    "2013": _body_2013,
    "2024": _body_2024,
}


def text_rendering(story: StorySheet) -> str:
    """A story as an archive of text alone keeps it: title, teaser, the opening label by itself."""
    paragraphs = [unescape(text) for turn in printed(story) for text in turn]
    label, _, said = paragraphs[0].partition(": ")
    rights = " ".join(unescape(_RIGHTS).format(year=story.aired_on.year).split())
    lines = [story.title, story.teaser, f"{label}:", said, *paragraphs[1:], rights]
    return "\n".join(lines) + "\n"
