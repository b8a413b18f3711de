"""The marks that writers use in quotations: for words left out ("…", "[...]"), for words put in
("[the president]", "play[ed]"), and for remarks that are not speech ("[sic]", "(laughter)").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from scraper.quotations.words import Said, Word, words

_DOTS = r"(?:\u2026(?:\s?\.)?|\.{3,}|\.(?:\s\.){2,3}|\*(?:\s?\*){2,})"
#: An omission: dots, with or without brackets, or empty brackets.
_OMISSION = re.compile(
    rf"\[\s*{_DOTS}?\s*\]|\(\s*{_DOTS}\s*\)|{_DOTS}|\[\s*(?:snip|cut)\s*\]", re.IGNORECASE
)
_BRACKETS = re.compile(r"\[([^\[\]]{1,200})\]")
_PARENTHESES = re.compile(r"\(([^()]{1,200})\)|\[([^\[\]]{1,200})\]")
#: What is in parentheses or brackets and was heard or added, not said.
_HEARD = re.compile(
    r"""\s*(?:sic|ph|recte|laugh(?:s|ter|ing)?|applause|cheer(?:s|ing)?|chuckl(?:es|ing|e)
    |sigh(?:s|ing)?|cough(?:s|ing)?|cry(?:ing)?|weeping|sob(?:s|bing)?|gasps?|pause[sd]?
    |music|sound\s?bites?
    |voice[- ]?overs?|through|via|singing|sings|speaking|speaks|spoken|reading|reads|imitating
    |imitates|shouting|whispering|off[- ]?mike|off[- ]?mic|o[nf]f?[- ]camera|commercial\sbreak
    |(?:begin|end)\s(?:video|audio|clip)|clears?\sthroat|emphasis
    |my\semphasis|italics|translated|as\s(?:read|printed)|\d\d?:\d\d(?::\d\d)?)\b""",
    re.IGNORECASE | re.VERBOSE,
)
#: What stands for words that were spoken and that nobody understood.
_LOST = re.compile(
    r"""\s*(?:inaudible|unintelligible|indiscernible|indistinct|incomprehensible|garbled
    |cross-?\s?talk|overlapping|bleep(?:ed)?|beep|expletive|redacted|foreign\slanguage|non-english
    |(?:speaking|speaks|spoken|singing|sings)(?!\s+(?:through|via)))\b""",
    re.IGNORECASE | re.VERBOSE,
)
#: Says how the words reached the listener. Nobody said it, so no quotation has it.
_THROUGH = re.compile(
    r"\s*(?:(?:speaking|spoken)\s+)?(?:through|via|as\sread\sby|voice[- ]?over)\b", re.IGNORECASE
)
_WORD_BEFORE = re.compile(r"[^\W_][\u2019']?$")
_WORD_AFTER = re.compile(r"[\u2019']?[^\W_]")


@dataclass(frozen=True, slots=True)
class Bracket:
    """Words of a quotation, from number ``first`` to before ``end``, that its writer put in.

    :ivar inside: for brackets within a word ("play[ed]"), the text before and after them.
    """

    first: int
    end: int
    inside: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation, prepared for comparison.

    :ivar omissions: the numbers of the words before which an omission is marked.
    :ivar brackets: what its writer put in, by the number of each word.
    """

    text: str
    words: tuple[Word, ...]
    omissions: frozenset[int] = frozenset()
    brackets: tuple[Bracket, ...] = ()

    def bracket_at(self, number: int) -> Bracket | None:
        """The brackets in which a word stands."""
        return next((one for one in self.brackets if one.first <= number < one.end), None)


def read_quotation(text: str) -> Quotation:
    """The words of a quotation and what is marked in it."""
    dots = [found for found in _OMISSION.finditer(text) if not _is_inside_word(text, found)]
    remarks = list(_PARENTHESES.finditer(text))
    dots += [found for found in remarks if _said(found) == Said.LOST]
    hidden = [found.span() for found in dots]
    hidden += [
        found.span()
        for found in remarks
        if _said(found) == Said.HEARD and not _THROUGH.match(found.group(1) or "")
    ]
    within = [
        found
        for found in _BRACKETS.finditer(text)
        if not any(start < found.end() and found.start() < end for start, end in hidden)
    ]
    kept = list(_merged(text, words(_blanked(text, hidden)), within))
    omissions = {sum(word.start < found.start() for word, _ in kept) for found in dots} - {
        0,
        len(kept),
    }
    brackets = _numbered([bracket for _, bracket in kept])
    return Quotation(text, tuple(word for word, _ in kept), frozenset(omissions), brackets)


def spoken_words(text: str) -> Sequence[Word]:
    """The words of a turn. Those in parentheses and brackets are marked: some were not said."""
    found = words(text)
    if "(" not in text and "[" not in text:
        return found
    spans = [(one.start(), one.end(), _said(one)) for one in _PARENTHESES.finditer(text)]
    return [
        next(
            (word._replace(said=said) for start, end, said in spans if start < word.start < end),
            word,
        )
        for word in found
    ]


def _said(found: re.Match[str]) -> Said:
    """What the words in parentheses or brackets are."""
    inside = found.group(1) or found.group(2) or ""
    if _LOST.match(inside):
        return Said.LOST
    letters = [char for char in inside if char.isalpha()]
    is_cue = len(letters) > 3 and all(map(str.isupper, letters))
    return Said.HEARD if is_cue or _HEARD.match(inside) else Said.ASIDE


def _is_inside_word(text: str, found: re.Match[str]) -> bool:
    """True of empty brackets that stand for letters: "play[]"."""
    return found.group() == "[]" and bool(_WORD_BEFORE.search(text[: found.start()]))


def _blanked(text: str, spans: list[tuple[int, int]]) -> str:
    """``text`` with spaces for what is hidden, so that every word keeps its place."""
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _merged(
    text: str, found: Sequence[Word], within: list[re.Match[str]]
) -> Iterator[tuple[Word, re.Match[str] | tuple[str, str] | None]]:
    """Each word with the brackets around it; brackets inside a word join its parts."""
    waiting = list(found)
    while waiting:
        word = waiting.pop(0)
        around = next((one for one in within if _touches(text, one, word)), None)
        if around is None:
            whole = next((one for one in within if one.start() < word.start < one.end()), None)
            yield word, whole
            continue
        start, end = word.start, max(word.end, around.end())
        while waiting and (waiting[0].start < end or waiting[0].start == around.end()):
            end = max(end, waiting.pop(0).end)
        start = min(start, around.start())
        before, behind = text[start : around.start()], text[around.end() : end]
        joined = words(before + around.group(1) + behind)
        folded = "".join(one.folded for one in joined)
        yield Word(folded, start, end), (_only(before), _only(behind))


def _touches(text: str, brackets: re.Match[str], word: Word) -> bool:
    """True if brackets around a single word's letters stand right beside other letters of it:
    "[T]he", "play[ed]".
    """
    if " " in brackets.group(1).strip() or not (
        word.start <= brackets.end() and brackets.start() <= word.end
    ):
        return False
    before = _WORD_BEFORE.search(text[: brackets.start()])
    return bool(before or _WORD_AFTER.match(text[brackets.end() :]))


def _only(text: str) -> str:
    return "".join(word.folded for word in words(text))


def _numbered(around: list[re.Match[str] | tuple[str, str] | None]) -> tuple[Bracket, ...]:
    made: list[Bracket] = []
    last: re.Match[str] | None = None
    for number, one in enumerate(around):
        if isinstance(one, tuple):
            made.append(Bracket(number, number + 1, one))
            last = None
        elif one is not None and last is not None and one.span() == last.span():
            made[-1] = replace(made[-1], end=number + 1)
        elif one is not None:
            made.append(Bracket(number, number + 1))
        if not isinstance(one, tuple):
            last = one
    return tuple(made)
