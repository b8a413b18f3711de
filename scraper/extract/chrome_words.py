"""Chrome and legal notices that can be recognized by their words."""

from __future__ import annotations

import re

from scraper.extract.dates import is_dateline

#: Chrome that its words alone give away.
_SAYS_CHROME = (
    (
        re.compile(
            r"^(?:RELATED|READ(?: MORE| ALSO)?|SEE (?:ALSO|MORE)|WATCH(?: MORE)?|LISTEN|MORE"
            r"|RECOMMENDED"
            r"|FURTHER READING|NOW PLAYING|MORE (?:ON|FROM) [A-Z ]{2,30}|PODCAST|READ THE STORY"
            r"|RELATED (?:STORY|STORIES|CONTENT|LINKS?|COVERAGE|VIDEO|READING|ARTICLES?))\s?:"
            r"|^(?:Related(?: stor(?:y|ies)| content)?|Read more|Read also|See also|Recommended"
            r"|Watch more"
            r"|More on this|More on this story|Now playing|Listen|Watch)\s?:(?: ?\S.{0,120})?$"
        ),
        "related link",
    ),
    (
        re.compile(
            r"^(?:advertisement|sponsor message|sponsored|sponsored by.{0,60}"
            r"|thanks to our sponsors?"
            r"|\W?(?:story|article|transcript|ad|video|content) continues (?:below|after).{0,40}"
            r"|loading\W*)$",
            re.IGNORECASE,
        ),
        "advertisement",
    ),
    (
        re.compile(r"^(?:SPONSOR(?: MESSAGE)?|BUY NOW|SHOP NOW|SUBSCRIBE|DONATE)\s?:"),
        "advertisement",
    ),
    (
        re.compile(
            r"^(?:(?:like|love|enjoy)\w* (?:this|what you)\b.{0,60}[?!] )?(?:please )?(?:sign up"
            r"|subscribe|donate|become a member|support (?:our|local|public)|get (?:our"
            r"|the) newsletter|follow us)\b.{0,160}$",
            re.IGNORECASE,
        ),
        "appeal",
    ),
    (
        re.compile(
            r"^(?:questions|comments|corrections?|tips|feedback)\b[^:?]{0,40}\?.{0,40}\b(?:write|e-?mail"
            r"|contact|send)\b.{0,100}@\S+$",
            re.IGNORECASE,
        ),
        "contact",
    ),
    (
        re.compile(
            r"^(?:toggle (?:caption|more options)|hide caption|enlarge this image|listen"
            r"|download|embed"
            r"|play|pause|copy quote|(?:show|read|load|see|view) more|continue reading|expand"
            r"|collapse|close|menu|back to top|skip to.{0,30}|transcript|playlist|share|print|email"
            r"|facebook|twitter|flipboard|copy link|audio|google\+|linkedin|pinterest|whatsapp"
            r"|reddit|tumblr|instagram|bluesky|threads"
            r"|heard on [A-Z].{0,60}|\d{1,2}[:-]\d\d(?:-minute listen)?|play live radio|listen live"
            r"|listen\s?[·•|-]\s?\d{1,2}:\d\d|(?:read|see|show|hide"
            r"|view) (?:the )?(?:full )?transcript"
            r"(?: below)?\.?|your browser does not support.{0,60}|- ?\d{1,3} ?-"
            r"|page \d{1,3}(?: of \d+)?)$",
            re.IGNORECASE,
        ),
        "player",
    ),
    (
        re.compile(r"^(?:PHOTOS?|IMAGES?|CREDITS?|Photos?|Images?|Credits?|Photo credit)\s?:"),
        "caption",
    ),
    (re.compile(r"^(?:SOURCES?|Sources?)\s?: ?\S.{0,100}$"), "source"),
    (
        re.compile(
            r"^(?:updated|published|posted|originally published)\b[^?!]{0,60}\d{4}\b[^?!]{0,40}$",
            re.IGNORECASE,
        ),
        "dateline",
    ),
)
_LEGAL = re.compile(
    r"^(?:Copyright|©|\(c\))\s?(?:©|\(c\))?\s?\d{4}\b|\ball rights reserved\.?$"
    r"|^(?:this|the|our)?\s?(?:is a rush transcript\b|rush transcript\b|transcripts? (?:was|were|is"
    r"|are|has been|have been) (?:auto|computer|machine|generated|created|produced|provided"
    r"|transcribed|lightly|edited))|^to order (?:a |video|copies|transcript|tapes)|^END TO ORDER\b",
    re.IGNORECASE,
)
_OPENS_LEGAL = frozenset("CcTtOoRr©(E")
_CONTINUES = re.compile(
    r"^\W?(?:story|article|transcript|interview) continues (?:below|after)\b", re.IGNORECASE
)
#: A line that is drawn with signs, or a colon that is left alone.
_RULE = re.compile(r"^[:*_~=#+|/•·][:*_~=#+|/•·\s]*$|^[-–—]{3,}$")
#: Kinds of chrome whose words may be said, too.
_MAY_BE_SAID = frozenset({"related link", "dateline", "caption", "source"})
_FIRST_WORD = re.compile(r"\W{0,3}(\w+)")
#: The first words of what chrome says, for a quick look.
OPENS_CHROME = frozenset(
    """related read see watch more recommended further advertisement sponsor sponsored ad article
    like love loved enjoy enjoyed enjoying liking loving please sign subscribe donate become support
    get follow toggle hide enlarge listen download embed transcript playlist share print email
    facebook twitter flipboard google linkedin pinterest whatsapp reddit tumblr instagram bluesky
    threads copy heard play now podcast thanks loading story (story content video
    audio buy shop hide show view your - page photo photos image images credit credits source
    sources updated published posted originally pause expand collapse close back skip continue load
    menu questions comments correction corrections tips feedback""".split()
)


def chrome_said(text: str) -> str | None:
    """The kind of chrome that the words of ``text`` are, None if they may be anything: somebody
    may say "Listen: I have news." or "Published in 1998, it made her famous.".
    """
    first = _FIRST_WORD.match(text)
    if first is None or not (first[1].casefold() in OPENS_CHROME or first[1][:1].isdigit()):
        return None
    name = next((name for pattern, name in _SAYS_CHROME if pattern.match(text)), None)
    return None if name in _MAY_BE_SAID and _is_said(text, name or "") else name


def is_appeal_or_said(text: str) -> bool:
    """True for what a page says as well as people on air: "Sign up for our newsletter."."""
    return text[-1:] in ".!?" and chrome_said(text) == "appeal"


def _is_said(text: str, name: str) -> bool:
    """True for what reads as a spoken sentence and not as chrome of the kind ``name``."""
    if name == "dateline":
        return not is_dateline(text)
    head, colon, rest = text.partition(":")
    if colon and rest.lstrip()[:1].islower():
        return True
    return bool(colon) and not head.isupper() and name != "caption" and text[-1:] in ".!?…"


def is_legal_notice(text: str) -> bool:
    """True for a copyright line, the notice of a rush transcript, or how to order one."""
    return text[0] in _OPENS_LEGAL and _LEGAL.match(text) is not None


def is_continuation_notice(text: str) -> bool:
    """True for "Story continues below"."""
    return _CONTINUES.match(text) is not None


def is_rule(text: str) -> bool:
    """True for a line that is drawn with signs, or a colon that is left alone."""
    return _RULE.match(text) is not None
