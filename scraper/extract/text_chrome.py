"""Lines of a page's chrome that remain in a text rendering."""

from __future__ import annotations

import re

from scraper.extract.chrome_words import chrome_said
from scraper.sources.base import Source

_CHROME = re.compile(
    r"^(?:<\s*/?[a-z]+[^>]*>|Toggle more options|\d+:\d\d(?:-Minute Listen)?|\d+:\d\d \d+:\d\d"
    r"|\d+-Minute Listen|\d{1,2}/\d{1,2}/\d{2,4}, \d{1,2}:\d\d [AP]M.*|https?://\S+ \d+/\d+"
    r"|Related|(?:STORY|COLUMN|HEADLINE): .*|[\w.'’& -]+(?: \| [\w.'’& -]+){2,}"
    r"|NPR News|Arts (?:&|and) (?:Culture|Life)|Listen to (?:the|this) story|Listen & Follow"
    r"|Listen Now(?: \[.{3,20}\])?|CNN\.com|[KW][A-Z]{2,3}(?:[- ]F?M?)?(?: \d{2,3}\.\d)?"
    r"|Topics|LinkedIn|(?:Watch icon)?WATCH FULL SHOW|Guests?|Live TV|By|By [—–-]|From|No image"
    r"|The video for this story is not available.*"
    r"|What do you think\? Leave a respectful comment\.?"
    r"|Leave (?:a|your) (?:respectful )?(?:comment|feedback)\.?|Available On Air Stations"
    r"|All Streams|Next Up:"
    r"|Play Live Radio|Skip to main content.*|Watch (?:Full Show|Part \d)|Media Options"
    r"|Related Story|Share"
    r"|Listen (?:to this Segment|\d.*)?|Audio will be available.*|Transcript :?|Close|Menu"
    r"|Donate|Notice: .*"
    r"|Email the show at.*|Subscribe to .*|Join the .*|Listen to our .*|Find and support .*"
    r"|[-–—]\s?Amy Goodman"
    r"|(?:This episode|Our (?:ad-free|theme)|You can (?:reach|email|follow|find)|Email us"
    r"|Our intern|Our executive|It was edited|It was produced|Learn more about|See pcm|Find us)\b.*"
    r"|Accessibility links|Skip to .*|Keyboard shortcuts .*|(?:Open|Expand/collapse).*"
    r"|CNN Transcripts"
    r"|(?:Fill out this form|Sign up|Support .* journalism)\b.*|NPR|·|\||-{3,}|/ ?TRANSCRIPTS)$",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"^[A-Z]\S+(?: [A-Z]\S+){0,3}/(?:AP|NPR|Reuters|AFP|Bloomberg|Getty Images)(?: [\w ]{0,30})?$"
)


def is_text_chrome(line: str, source: Source) -> bool:
    """True for a line of a page's furniture."""
    return (
        line in source.text_chrome
        or _CHROME.match(line) is not None
        or line.startswith("<iframe")
        or chrome_said(line) is not None
    )


def is_credit(line: str) -> bool:
    """True for the credit of a picture: "Ann Doe/AP"."""
    return _CREDIT.match(line) is not None


def is_chrome_in_speech(line: str, source: Source) -> bool:
    """The same among speech, where a whole sentence is somebody's words."""
    if line.endswith((".", "?", "!")) and " " in line and line not in source.text_chrome:
        return False
    return is_text_chrome(line, source) or is_credit(line)
