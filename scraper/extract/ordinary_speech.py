"""A quick check for ordinary speech, because nearly all paragraphs are.

The rules (:func:`scraper.extract.account.classify`) check how a paragraph begins and ends, and look
for words that only occur on pages. A paragraph that passes the check here would pass all of them;
one that doesn't can be anything.
"""

from __future__ import annotations

from scraper.extract.chrome_words import OPENS_CHROME

#: The first words of notices, tape, text on the screen, notes and lists of guests.
_OPENS_OTHERS = frozenset(
    """copyright this the our rush transcript to end begin commercial text on graphic chyron super
    subtitle title screen banner post pre correction clarification editor producer web program note
    ed update guest""".split()
)
_LENGTH = 3
_OPENS_ANY = _OPENS_OTHERS | OPENS_CHROME
#: How such words begin, so that endings don't matter: "updated", "theirs".
_BEGINNINGS = frozenset(word[:_LENGTH] for word in _OPENS_ANY if len(word) >= _LENGTH)
_SHORT_WORDS = frozenset(word for word in _OPENS_ANY if len(word) < _LENGTH)
_CLOSES_CUE = ")>"


def is_ordinary(text: str) -> bool:
    """True for a paragraph whose first letters and last sign begin and end nothing but speech."""
    opens = text[:_LENGTH]
    if not opens.isascii() or not opens[:1].isalpha() or text[-1] in _CLOSES_CUE:
        return False
    folded = opens.lower()
    return folded not in _BEGINNINGS and folded[:2] not in _SHORT_WORDS
