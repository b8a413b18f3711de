"""Recognizing heads that lost their colon, or the markup of the page's other labels."""

from __future__ import annotations

import re

from scraper.extract.casing import PARTICLES
from scraper.extract.label_scan import find_head
from scraper.extract.label_words import NO_HEAD

#: A label in small letters is no longer.
LONGEST_MIXED = 60
_ROLES = (
    r"(?:CO-|GUEST )?HOST|host|BYLINE|byline|(?:[A-Z&.]+ ){0,6}(?:ANCHOR|HOST|CORRESPONDENT"
    r"|REPORTER|ANALYST|COMMENTATOR|CONTRIBUTOR)"
)
#: A label with its role or aside, and no colon behind it.
NO_COLON = re.compile(
    rf"^(?P<label>[A-Z][A-Z'’. -]{{3,50}}, (?:{_ROLES})(?: \([a-z -]+\))?"
    r"|(?:Mr|Ms|Mrs|Dr|Prof)\. [A-Z][A-Z'’. -]{3,40} \([^()]{3,80}\))"
    r"(?:$|[.,]?\s+(?:[-–—]+\s+)?(?=[A-Z\"“'‘]))"
)
#: A surname in capitals before an aside, a full stop or a dash.
SURNAME_THEN = re.compile(
    r"^(?P<label>[A-Z][A-Z'’-]{2,}(?: [A-Z][A-Z'’-]+)?)"
    r"(?: \((?:on[- ]camera|voice[- ]?over|via [a-z ]{3,20}|through [a-z ]{3,20})\)?:?"
    r"|\.| --?| [–—]| >>| voice-?over:|\[:|(?= [A-Z][a-z]))\s+(?=[A-Z\"“])"
)
#: A paragraph in capitals, save for its aside and a small role.
ALONE = re.compile(
    r"^[^a-z:]{2,70}?(?:,? \(?(?:host|byline|reporting|[a-z -]+)\))?(?:, (?:host|byline))?$"
)


def unmarked_name(text: str) -> tuple[str, str] | None:
    """A name in small letters that lost the mark which the page's other labels have."""
    head = find_head(text)
    if head is None or len(head.printed) > LONGEST_MIXED:
        return None
    words = head.printed.split()
    capitals = all(word[:1].isupper() for word in words if word.casefold() not in PARTICLES)
    folded = {word.strip(",.").casefold() for word in words}
    name = len(words) > 1 and capitals and words[0][:1].isalpha() and NO_HEAD.isdisjoint(folded)
    return (head.printed, head.rest) if name else None
