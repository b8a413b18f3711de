"""Reading the heads of a transcript's paragraphs with both readers: the grammar, which must
understand a label, and the broad reader, which recognizes what a person would take for one.

If they disagree, a turn without a speaker begins, with the head as printed, because a label must
never become anyone's words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from scraper.extract.account import Piece
from scraper.extract.broad_reader import broad_head, broad_semicolon_head, known_head
from scraper.extract.head_shapes import (
    ALONE,
    LONGEST_MIXED,
    NO_COLON,
    SURNAME_THEN,
    unmarked_name,
)
from scraper.extract.label_memory import SEVERAL_MIXED, LabelMemory, has_no_colon
from scraper.extract.label_scan import MAX_LABEL, find_head
from scraper.extract.labels import (
    Label,
    read_label,
    read_marked_label,
    read_mixed_label,
    read_semicolon_label,
)
from scraper.names import name_key

UNREAD = "the label could not be read"
#: Where a label may begin inside a paragraph: "… it's OK. BOND: Right."
_GAP = re.compile(r"(?: +|(?<=[a-z][.?!]))(?=[A-Z][A-Za-z'’.-]*[A-Z.][^:]{0,120}:)")
_QUOTES = frozenset('"“')
_ENDS_SENTENCE = '.?!…)]"”’-'
#: What may stand before a label: signs, a number, a letter that slipped in.
_LEAD = re.compile(r"^(?:[^\w\s\"“'‘(\[]{1,3}\s*|\d{1,3}[.)]?\s+|[a-z]\s(?=[A-Z]{2}))+")
#: The number of a turn: "3. ANN LEE: …".
_NUMBER = re.compile(r"^\d{1,3}[.)]\s+(?=[A-Z])")
#: Direction marks and other signs of no width in a label.
_UNSEEN = re.compile("[\u202a-\u202e\u2061-\u2064\u2066-\u2069\u034f\u180e\u200c\u200d]")
#: A label up to its colon, with the marks that close behind it.
_TO_COLON = re.compile(r"^[^:：∶﹕ː]{0,180}[:：∶﹕ː](?:\s*[\u202a-\u202e\u2066-\u2069]+)?")


class FoundHead(NamedTuple):
    """A head: the label that the grammar read, or None; ``printed`` and what follows it."""

    label: Label | None
    printed: str
    rest: str

    def said_once(self) -> FoundHead:
        """The head without a second print of its label."""
        if not self.rest.startswith(f"{self.printed}:"):
            return self
        return self._replace(rest=self.rest[len(self.printed) + 1 :].lstrip(" :"))


class HeadReader(LabelMemory):
    """Reads the heads of one transcript and remembers its labels, because a label can occur again
    inside a paragraph, or in other letters.
    """

    def at_head(self, piece: Piece) -> FoundHead | None:
        """The label that opens a piece, read or not; None if nobody would see one."""
        if piece.marked is not None and piece.text.startswith(piece.marked):
            return self._marked(piece.marked, piece.text[len(piece.marked) :].lstrip(" :："))
        text = piece.text
        if not text[:MAX_LABEL].isascii():
            if head := _TO_COLON.match(text):
                text = _UNSEEN.sub("", head.group()) + text[head.end() :]
        elif text[:1].isalpha() and (again := self._again(text)) is not None:
            return again.said_once()
        found = self._behind_sign(text) or self._plain(text)
        if (found is None or found.label is None) and (lead := _LEAD.match(text)):
            found = self._read_behind(text[lead.end() :], self._is_known) or found
        return None if found is None else found.said_once()

    def _again(self, text: str) -> FoundHead | None:
        """The head of a text that begins with a label printed before."""
        colon = text.find(":", 0, MAX_LABEL)
        known = self._seen.get(text[:colon]) if colon > 0 else None
        if known is None:
            return None
        return FoundHead(known, text[:colon], text[colon + 1 :].lstrip(" :"))

    def _behind_sign(self, text: str) -> FoundHead | None:
        """The label behind the number of its turn, or behind a quote that is never closed."""
        if text[:1].isdigit():
            number = _NUMBER.match(text)
            return self._read_behind(text[number.end() :], lambda _: True) if number else None
        if text[:1] in _QUOTES and not any(quote in text[1:] for quote in '"”'):
            return self._read_behind(text[1:].lstrip(), self._is_told)
        return None

    def _read_behind(self, text: str, accepts: Callable[[Label], bool]) -> FoundHead | None:
        """The head of ``text``, which stands behind a sign, where its label is read and may be."""
        found = self._plain(text)
        if found is None or found.label is None or not accepts(found.label):
            return None
        return found

    def _plain(self, text: str) -> FoundHead | None:
        """The head of a text whose markup tells nothing."""
        if has_no_colon(text) and ";" not in text:
            return self._without_colon(text)
        if (again := self._again(text)) is not None:
            return again
        found = read_label(text, self._own) or self._semicolon(text)
        if found is not None and self._may_be(*found):
            return FoundHead(self._remember(found[0]), found[0].printed, found[1])
        return self._without_colon(text) or self._other_letters(text) or self._unread(text)

    def _without_colon(self, text: str) -> FoundHead | None:
        """A label that lost its colon: it stands alone, or its role or aside ends it."""
        if ":" not in text and len(text) < LONGEST_MIXED and ALONE.match(text):
            return self._stands_alone(text)
        if (known := self._known_without_colon(text)) is not None:
            return known
        found = NO_COLON.match(text)
        label = read_marked_label(found.group("label"), self._own) if found else None
        if found is None or label is None or label.kind != "person":
            return None
        return FoundHead(self._remember(label), found.group("label"), text[found.end() :].strip())

    def _known_without_colon(self, text: str) -> FoundHead | None:
        """The surname in capitals of somebody who was labelled in full, before an aside, a full
        stop or a dash: "DOE (on camera) It rained.", "DOE -- I said no.".
        """
        found = SURNAME_THEN.match(text)
        label = self._known.get(name_key(found.group("label"))) if found else None
        if found is None or label is None:
            return None
        return FoundHead(label, found.group().rstrip(" .-–—"), text[found.end() :].strip())

    def _stands_alone(self, text: str) -> FoundHead | None:
        """A paragraph that is nothing but a label: of a known speaker, or with its role or a title.
        A name in capitals of whom nothing else is known is noticed and not read.
        """
        found = read_label(f"{text}:", self._own)
        if found is None or not found[0].name.isupper() or found[0].kind != "person":
            return None
        label = found[0]
        if self._is_told(label):
            return FoundHead(self._remember(label), text, "")
        full = " " in label.name and (label.description or label.honorific)
        return FoundHead(None, text, "") if full else None

    def _marked(self, printed: str, rest: str) -> FoundHead:
        label = read_marked_label(printed, self._own)
        if label is None:
            return FoundHead(None, printed, rest)
        return FoundHead(self._remember(label), printed, rest)

    def _semicolon(self, text: str) -> tuple[Label, str] | None:
        found = read_semicolon_label(text, self._own) if ";" in text[:MAX_LABEL] else None
        if found is None:
            return None
        label = found[0]
        full = bool(label.honorific and label.description) or label.caller
        said = full or label.works_here or label.kind != "person"
        return found if said or self._is_known(label) else None

    def _other_letters(self, text: str) -> FoundHead | None:
        """A known speaker's name, or a full name, that is not in capitals."""
        known = known_head(text, self._known)
        if known is not None:
            printed, rest = known
            bare = printed.partition("(")[0].partition("[")[0].strip()
            return FoundHead(self._known[name_key(bare)], printed, rest)
        found = read_mixed_label(text, self._own)
        if found is not None and self._is_sentence(*found):
            return None
        if found is None and self._mixed >= SEVERAL_MIXED and self._mixed > self._capitals:
            found = self._name_alone(text)
        if found is None:
            return None
        return FoundHead(self._remember(found[0]), found[0].printed, found[1])

    def _is_sentence(self, label: Label, rest: str) -> bool:
        """True for a name in small letters, on a page of labels in capitals, before what goes on in
        small letters or quotes somebody: "Ann Doe: she's in a new film.".
        """
        if self._mixed >= SEVERAL_MIXED or self._is_known(label) or label.printed[:2].isupper():
            return False
        told = label.works_here or (label.honorific and label.description)
        return not told and (rest[:1].islower() or rest[:1] in _QUOTES)

    def _name_alone(self, text: str) -> tuple[Label, str] | None:
        """A label of any name, on a page that prints none in capitals."""
        head = find_head(text)
        if head is None or len(head.printed) >= LONGEST_MIXED or not head.printed[0].isupper():
            return None
        label = read_marked_label(head.printed, self._own)
        return None if label is None else (label, head.rest)

    def _unread(self, text: str) -> FoundHead | None:
        """The head that only the broad reader sees; not "OK. BOND: …", a label inside speech."""
        inside = next(iter(self.inside(text)), None)
        begins_inside = inside is not None and inside[0] < text.find(":")
        found = (None if begins_inside else broad_head(text)) or broad_semicolon_head(text)
        if found is None and not begins_inside and self._marked_mixed >= SEVERAL_MIXED:
            found = unmarked_name(text)
        if found is None:
            return None
        self._unread_names.add(name_key(found[0].rpartition(" ")[2]))
        return FoundHead(None, *found)

    def inside(self, paragraph: str) -> Iterator[tuple[int, Label, int]]:
        """Labels inside ``paragraph`` as (start, label, start of what follows). Only of people
        labelled elsewhere, be it unreadably, or with their role printed: a sentence that shouts is
        no label. Where no sentence ends before it, a label needs its job, too ("… now, ANN LEE,
        VOTER: …").
        """
        done = 0
        for gap in _GAP.finditer(paragraph, 0, paragraph.rfind(":") + 1):
            if gap.start() < done:
                continue
            found = read_label(paragraph[gap.end() :], self._own)
            if found is None:
                continue
            label, rest = found
            full = label.description is not None and " " in label.name and label.name.isupper()
            ended = paragraph[gap.start() - 1 : gap.start()] in _ENDS_SENTENCE
            told = self._is_told(label) or name_key(label.name) in self._unread_names
            if full or (ended and told):
                done = len(paragraph) - len(rest)
                yield gap.start(), label, done
