"""Notes, which editors added to a transcript. Nobody said them on air, so they are kept apart."""

from __future__ import annotations

import re

from scraper.model import NoteKind

_CORRECTION = r"corrections?(?: and clarifications?)?"
_CLARIFICATION = r"clarifications?"
_HEADS = (
    rf"(?:(?:post|pre)[- ](?:broadcast|publication)[- ])?(?:{_CORRECTION}|{_CLARIFICATION})"
    r"(?:,? (?:to|made|on|posted|appended|added|of|for)?\b[^:\]]{0,60})?"
    r"|(?:editor|editors|editor'?s|editors'?|producer'?s|transcript|transcriber'?s|web|program)"
    r" notes?(?: (?:on|of|added|to)\b[^:\]]{0,40})?"
    r"|notes?(?: to (?:our )?(?:readers|listeners|viewers))?|ed\.? note|updates?d?"
)
#: The head of a paragraph that is a note, with or without brackets and a stray sign before them.
_NOTE = re.compile(rf"^[\s:*–—-]*[\[(]?\s*\*{{0,2}}(?P<head>{_HEADS})\s*[:：]", re.IGNORECASE)
#: Only in capitals or brackets are these a note: "Update: it rained" may be said.
_SHOUTED = re.compile(r"^(?:notes?|updates?d?)$", re.IGNORECASE)
_INSIDE = re.compile(
    r"[\[(](?:(?:post|pre)[- ](?:broadcast|publication)[- ])?(?:corrections?|clarifications?"
    r"|editor'?s'? note|note)\b[^\[\]]{0,80}?[:：][^\[\]]{3,2000}?[\])]"
    r"|[\[(](?:the|an?|this)\b[^\[\]:]{0,40}\b(?:correction|clarification|version|headline)\b"
    r"[^\[\]]{3,2000}?[\])]",
    re.IGNORECASE,
)
#: The first letters of those in brackets, besides "a" and "an".
_OPENS_INSIDE = frozenset("pos pre cor cla edi not the thi".split())
_LETTERS = 3
#: Sentences that only a page can say.
_PAGE_SAYS = re.compile(
    r"\bclick here\b|\b(?:an )?(?:earlier|previous) (?:version|headline)s? (?:of"
    r"|on) this (?:story|transcript"
    r"|article|report|page|post)\b|\bthis (?:story|transcript|article|post|interview"
    r"|page) (?:was|has been)"
    r" (?:edited|updated|corrected|condensed|changed|amended|lightly edited)\b"
    r"|^(?:to )?(?:watch|see|read|hear|listen to) part \w+ of (?:our|this) (?:conversation"
    r"|interview|discussion)\b|^(?:the audio|in the audio version"
    r"|in an earlier version)\b.{0,80}\b(?:story|transcript)\b"
    r"|\baudio (?:for this story )?will be available\b|^the following (?:transcript"
    r"|interview) (?:was|has)\b|\bas submitted to NPR\b|\bas heard on air\b.{0,40}\bversion\b",
    re.IGNORECASE,
)
#: What only somebody on air says.
_SAID = re.compile(
    r"\bI'm [A-Z]|\b[Tt]hank(?:s| you) for (?:joining|listening|watching)\b"
    r"|\b(?:he|she) (?:told|said|says)\b|\byou'll (?:see|hear)\b"
)
_BRACKETED = re.compile(
    r"^[\[(][^\])]{0,40}\b(?:correction|clarification|editor'?s'? note|(?:earlier"
    r"|previous) version)\b",
    re.IGNORECASE,
)
_THIS_PAGE = re.compile(r"his (?:story|transcript|article|post|interview|page)")
#: A sentence that only a page can say is a note in a paragraph that is shorter.
LONGEST_NOTE = 400
_HEAD = 24
_OPENS_NOTE = frozenset("cCeEnNuUpPtTwW[(:*–—- ")
_GUEST_LIST = re.compile(r"^GUESTS?:\s+[A-Z][^.?!]*(?:,| and )[^.?!]*$")


def note_kind(paragraph: str) -> NoteKind | None:
    """What kind of note ``paragraph`` is, None if it is none."""
    plain = paragraph.replace("’", "'")
    if plain[:1] in _OPENS_NOTE and ":" in plain and (found := _NOTE.match(plain)):
        head = found.group("head")
        said = plain[found.end() :].lstrip()[:1].islower()
        if said and head.istitle() and " " not in head and plain[0].isalpha():
            return None  # "Correction: it's a toad."
        if not _SHOUTED.match(head) or head.isupper() or plain.lstrip(" :")[:1] in "[(*":
            return _kind_of(head)
    page_says = len(plain) < LONGEST_NOTE and (holds_page_words(plain) or is_about_a_part(plain))
    if page_says and _PAGE_SAYS.search(plain) and not _SAID.search(plain):
        return "correction" if "earlier version" in plain.casefold() else "note"
    return "note" if plain.startswith("GUEST") and _GUEST_LIST.match(plain) else None


def holds_page_words(text: str) -> bool:
    """A quick look for the words of :data:`_PAGE_SAYS`, whatever their first letter; hardly any
    paragraph has them. Text that holds none has no part that does.
    """
    return (
        ("his " in text and _THIS_PAGE.search(text) is not None)
        or "ersion" in text
        or "lick here" in text
        or "eadline" in text
        or "udio" in text
        or "ollowing " in text
        or "ubmitted to" in text
        or "eard on air" in text
    )


def is_about_a_part(text: str) -> bool:
    """The same for what leads to a part of an interview: "Watch part 2 of our conversation"."""
    return "part " in text[:_HEAD].casefold()


def may_hold_note(paragraph: str) -> bool:
    """A quick look for a bracket with the first word of a note in it."""
    for bracket in "([":
        at = paragraph.find(bracket)
        while at >= 0:
            opens = paragraph[at + 1 : at + 1 + _LETTERS].lower()
            if opens in _OPENS_INSIDE or opens[:1] == "a" or not opens.isascii():
                return True
            at = paragraph.find(bracket, at + 1)
    return False


def split_notes(paragraph: str) -> list[tuple[NoteKind | None, str]]:
    """The pieces of a paragraph with the kind of each that is a note in brackets among speech."""
    if not may_hold_note(paragraph):
        return [(None, paragraph)]
    pieces: list[tuple[NoteKind | None, str]] = []
    done = 0
    for found in _INSIDE.finditer(paragraph.replace("’", "'")):
        if before := paragraph[done : found.start()].strip():
            pieces.append((None, before))
        pieces.append((_kind_of(found.group()), paragraph[found.start() : found.end()]))
        done = found.end()
    if behind := paragraph[done:].strip():
        pieces.append((None, behind))
    return pieces


def _kind_of(head: str) -> NoteKind:
    folded = head.casefold()
    if "clarification" in folded and "correction" not in folded:
        return "clarification"
    return "correction" if "correction" in folded else "note"
