"""The kinds of chrome, by what the markup of a page says about a block."""

from __future__ import annotations

import re
from functools import lru_cache

from selectolax.lexbor import LexborNode

from scraper.extract.selectors import select_first

#: What may stand in a class or in the name of a custom element, and what it makes of a block.
_NAMED = (
    (
        "advertisement",
        r"ads?|adsby\w*|ad-?(?:wrap|slot|unit|container)|advert\w*|sponsor\w*|promo\w*[-_]?ad|dfp|gpt|outbrain|taboola",
    ),
    (
        "appeal",
        r"donat\w*|newsletter\w*|subscri\w*|sign-?up|membership|pledge|fundrais\w*|support-us|cta",
    ),
    (
        "promo",
        r"promo\w*|teaser|callout|inset|insert|widget|banner|house-?ad|marketing|invite|inline-invite",
    ),
    (
        "related link",
        (
            r"related\w*|recommend\w*|read-?more|read-?next|more-(?:stories|transcripts|from|on"
            r"|episodes)|see-?also|up-?next|next-story|other-stories|linklist|internallink|also-in"
        ),
    ),
    ("pull quote", r"pull-?quote\w*|quote-?box|blockquote-pull"),
    (
        "caption",
        r"caption\w*|credit\w*|photo\w*|bucketwrap|image\w*|gallery|slideshow|illustration|figure|thumb\w*",
    ),
    (
        "player",
        r"player\w*|audio-?(?:module|player|tool)\w*|embed\w*|listenblock|listen|podcast-?\w*|playlist",
    ),
    ("share tools", r"share\w*|social\w*|storytools|tool-?bar|toolbox|print-?tools|actions"),
    ("social post", r"twitter-tweet|instagram-media|fb-post|tiktok-embed|bluesky-embed|tweet"),
    (
        "note",
        r"corrections?|clarifications?|editors?-?notes?|editorial-note|update-note|story-correction",
    ),
    ("footnotes", r"footnotes?|endnotes?|references"),
    ("tags", r"tags?|topics?|categories|keywords|taxonomy"),
    ("comments", r"comment\w*|disqus|respond|discussion"),
    (
        "byline",
        r"byline\w*|author\w*|bio|contributor-?\w*|posted-on|entry-meta|pub-?date|timestamp-line",
    ),
    ("map or chart", r"chart|map|infographic|data-?table|poll|survey|quiz"),
)
_PATTERNS = tuple(
    (name, re.compile(rf"(?:^|[\s_-])(?:{words})(?:$|[\s_]|-(?=\w)|__)", re.IGNORECASE))
    for name, words in _NAMED
)
_ANY = re.compile("|".join(pattern.pattern for _, pattern in _PATTERNS), re.IGNORECASE)
_TAGS = {
    "figure": "picture",
    "figcaption": "caption",
    "aside": "aside",
    "nav": "navigation",
    "footer": "footer",
    "header": "header",
    "form": "form",
    "iframe": "embed",
    "object": "embed",
    "embed": "embed",
    "video": "player",
    "audio": "player",
    "select": "form",
    "input": "form",
    "textarea": "form",
    "label": "form",
    "legend": "form",
    "h1": "heading",
    "h2": "heading",
    "h3": "heading",
    "h4": "heading",
    "h5": "heading",
    "h6": "heading",
}
_HIDDEN_CLASS = re.compile(
    r"(?:^|\s)(?:sr-only|visually-?hidden|screen-?reader(?:s|-text|-only)?|visuallyhidden|a11y-hidden"
    r"|u-visually-hidden|off-?screen|element-invisible|accessib(?:le|ility)-(?:hidden|text)|assistive-text|u-hidden|hidden"
    r"|is-hidden|d-none|hide)(?:\s|$)",
    re.IGNORECASE,
)
_NOT_SHOWN = re.compile(
    r"position\s*:\s*fixed|display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|(?:left|top|text-indent)\s*:\s*-\d{3,}"
    r"|clip\s*:\s*rect\(\s*[01]|clip-path\s*:\s*inset\(\s*(?:50|100)%|opacity\s*:\s*0(?:\.0*)?\s*(?:;|$)"
    r"|font-size\s*:\s*0(?:px|em|rem)?\s*(?:;|$)",
    re.IGNORECASE,
)
#: What is not shown whatever its attributes say.
UNSEEN_TAGS = frozenset(
    """script style noscript template head title svg canvas picture img datalist noembed
    noframes""".split()
)


#: Attributes that hold a name or an address.
_HOLDS_NO_MARKUP = ("class", "id", "href", "src", "title")
_PARAGRAPH = re.compile(r"</?p[\s>]|<br[\s/>]", re.IGNORECASE)


def is_hidden(attributes: dict[str, str | None]) -> bool:
    """True for an element that a reader can't see."""
    if not attributes:
        return False
    if "hidden" in attributes and attributes["hidden"] != "until-found":
        return True
    if (attributes.get("aria-hidden") or "").casefold() == "true":
        return True
    style = attributes.get("style")
    if style and _NOT_SHOWN.search(style):
        return True
    name = attributes.get("class")
    return bool(name) and _HIDDEN_CLASS.search(name or "") is not None


def holds_markup(attributes: dict[str, str | None]) -> bool:
    """True if an attribute that holds a name or an address holds paragraphs: its quote was never
    closed.
    """
    for name in _HOLDS_NO_MARKUP:
        value = attributes.get(name)
        if value and "<" in value and _PARAGRAPH.search(value):
            return True
    return False


def is_seen(node: LexborNode) -> bool:
    """True if neither ``node`` nor what it stands in is hidden."""
    current: LexborNode | None = node
    while current is not None and current.tag not in ("html", "-undef", "-document"):
        if current.tag in UNSEEN_TAGS:
            return False
        if current.tag != "body" and is_hidden(current.attributes):
            return False
        current = current.parent
    return True


def chrome_name(tag: str, attributes: dict[str, str | None]) -> str | None:
    """The kind of chrome that an element is by its tag, role, class or id; None for any other."""
    if (name := _TAGS.get(tag)) is not None:
        return name
    if attributes.get("role") in ("heading", "navigation", "complementary", "note", "search"):
        return "heading" if attributes["role"] == "heading" else "aside"
    called = " ".join(
        filter(None, (tag if "-" in tag else "", attributes.get("class"), attributes.get("id")))
    )
    return _chrome_called(called) if called else None


@lru_cache(maxsize=2048)
def _chrome_called(called: str) -> str | None:
    if _ANY.search(called) is None:
        return None
    return next(name for name, pattern in _PATTERNS if pattern.search(called))


def seen_text(node: LexborNode) -> str:
    """The text of an element without what is hidden in it."""
    child = node.first_child
    if child is None or (child.tag == "-text" and child.next is None):
        return node.text()
    if select_first(node, "[hidden], [aria-hidden], [class], [style]") is None:
        return node.text()
    shown: list[str] = []
    for inner in node.iter(include_text=True, skip_empty=False):
        if inner.tag == "-text":
            shown.append(inner.text_content or "")
        elif inner.tag not in UNSEEN_TAGS and not is_hidden(inner.attributes):
            shown.append(seen_text(inner))
    return "".join(shown)
