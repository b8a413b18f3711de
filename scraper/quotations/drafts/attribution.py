"""Finding the speaker that a text names for a quotation, in the sentence around it or after a dash.

Only plain wording counts: a name beside a verb of saying, "according to", a name and a colon, or a
line below that begins with a dash. A person named in any other way is not taken as the speaker,
because a wrong accusation is worse than none. The sentence that introduces a quotation takes
precedence over anything after it, or beside the previous quotation.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from scraper.quotations.drafts.names import Token, name_starting, tokens_of
from scraper.quotations.drafts.quote_marks import Span
from scraper.quotations.drafts.subjects import (
    NOBODY,
    Attribution,
    Found,
    according,
    is_saying,
    name_behind,
    subject,
)

__all__ = ["Attribution", "attribution_line", "attributions"]

#: Words between a name and its verb, or a verb and its quotation.
_APPOSITIVE, _OBJECT = 14, 9
_DASH_LINE = re.compile(r"^\s*(?:\u2014|\u2013|--?|\u2015|~)\s*(?=[^\W\d_a-z])(.{2,160})$")
_SENTENCE = re.compile(r"(?<=[.?!])[\"'\u201d\u2019)]*\s+(?=[\"'\u201c\u2018(]?[^\W\d_a-z])")
_TITLE_DOT = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|Prof|St|Jr|Sr|Lt|Col|Sgt|Rev|Hon|[A-Z])\.$"
)
_ENDS_SENTENCE = re.compile(r"[.?!][\"'\u201d\u2019)]*\s*$")
_ENDS_STATEMENT = re.compile(r"(?<!\.)\.[\"'\u201d\u2019)]*\s*$")
#: Words between two quotations of one sentence that bring no other speaker in.
_LINKS = frozenset(
    """and or but also then later that it was is were are as well even a an the of to yet both
    neither nor in not once again merely simply rather more just""".split()
)


def attributions(text: str, spans: Sequence[Span], tail: str) -> list[Attribution | None]:
    """Who is named beside each quotation of a paragraph.

    :param tail: the paragraph in which the last quotation ends.
    """
    named: list[Found] = []
    ends = [0, *(span.end for span in spans)]
    is_behind = False
    for number, span in enumerate(spans):
        before = text[ends[number] : span.start]
        is_last = number + 1 == len(spans) or span.last_paragraph != span.paragraph
        rest = tail if span.last_paragraph != span.paragraph else text
        behind = rest[span.end :] if is_last else text[span.end : spans[number + 1].start]
        found, carried = _before(before), None
        if found is None and number and before.rstrip()[-1:] != ":":
            carried = _carried(before, spans[number - 1].text, named[-1], is_behind=is_behind)
        is_behind = False
        if found is None:
            found = _behind(behind, span.text, leads_on=not is_last)
            is_behind = found is not None
        if found is None:
            found = carried
        elif carried is not None and found != carried and not _is_own_sentence(before):
            found = NOBODY
        named.append(found)
    return [one if isinstance(one, Attribution) else None for one in named]


def attribution_line(text: str) -> tuple[str, Attribution | None]:
    """A text without its last line where that names a speaker behind a dash, and who that is."""
    rest, named = text.rstrip().split("\n"), None
    while len(rest) > 1 or named is None:
        found = _DASH_LINE.match(rest[-1]) if rest else None
        name = name_starting(tokens_of(found.group(1)), 0) if found is not None else None
        if name is None:
            break
        rest, named = rest[:-1], Attribution(name.text)
    return "\n".join(rest), named


def _sentences(text: str) -> list[str]:
    made: list[str] = []
    for piece in _SENTENCE.split(text):
        if made and _TITLE_DOT.search(made[-1]):
            made[-1] += " " + piece
        else:
            made.append(piece)
    return made


def _carried(between: str, quoted: str, named: Found, *, is_behind: bool) -> Found:
    """Who spoke the quotation before, if the same person goes on: nothing but the attribution of
    that one stands between the two, or a few words of the same sentence.

    :param quoted: the quotation before.
    :param is_behind: whoever is named is named between the two.
    """
    if not isinstance(named, Attribution):
        return named if is_behind else None
    if is_behind:
        alone = len(_sentences(between.strip())) == 1 and len(between.split()) <= 2 * _OBJECT
        return named if alone else None
    if _ENDS_SENTENCE.search(quoted) or len(_sentences(between.strip())) > 1:
        return None
    tokens = [token for token in tokens_of(between) if token.is_word]
    if any(token.is_capital for token in tokens) or _ENDS_SENTENCE.search(between):
        return None
    if len(tokens) <= _OBJECT and all(token.lower in _LINKS for token in tokens):
        return named
    return replace(named, is_certain=False) if len(tokens) <= _OBJECT else None


def _is_own_sentence(before: str) -> bool:
    """True if a quotation begins a sentence, so that what stands before it is not about it."""
    return not before.strip() or _ENDS_SENTENCE.search(before) is not None


# before a quotation ------------------------------------------------------------------------------


def _before(text: str) -> Found:
    """Who is named before a quotation, in the sentence that leads to it."""
    if not text.strip() or _ENDS_SENTENCE.search(text):
        return None
    fragment = _sentences(text)[-1]
    tokens = tokens_of(fragment)
    if not tokens:
        return None
    mark = fragment.rstrip()[-1:]
    if mark == ":" and (label := _label(tokens)) is not None:
        return label
    found = _introduced(tokens, leads=mark in ",:")
    source = according(tokens) if mark in ",:" else None
    if source is not None and isinstance(found, Attribution) and found != source:
        return NOBODY
    return source or found


def _label(tokens: Sequence[Token]) -> Attribution | None:
    """A name and a colon, perhaps with something in parentheses between; behind a verb that is not
    known as one of saying, it is a guess.
    """
    name = name_starting(tokens, 0)
    if name is None:
        return None
    inside = tokens[name.end : -1]
    if not inside or (inside[0].text == "(" and inside[-1].text == ")"):
        return Attribution(name.text)
    verb = inside[0].lower
    if (
        len(inside) == 1
        and verb.endswith(("ed", "s"))
        and not is_saying(tokens, name.end, leads=True)
    ):
        return Attribution(name.text, is_certain=False)
    return None


def _introduced(tokens: Sequence[Token], *, leads: bool) -> Found:
    """Who says what a sentence leads to, by its last verb of saying."""
    verbs = [n for n in range(len(tokens)) if is_saying(tokens, n, leads=leads)]
    if not verbs:
        return None
    verb = verbs[-1]
    behind = tokens[verb + 1 :]
    if len([token for token in behind if token.is_word]) > _OBJECT:
        return None
    if not leads and any(token.text == "," for token in behind):
        return None
    found = subject(tokens, verb)
    if found is None:
        return name_behind(tokens, verb) if leads else None
    return found


# behind a quotation ------------------------------------------------------------------------------


def _behind(text: str, quoted: str, *, leads_on: bool) -> Found:
    """Who is named behind a quotation, in the same sentence.

    :param leads_on: another quotation follows.
    """
    stripped = text.lstrip(" \n,")
    if not stripped or stripped[0] in ".;":
        return None
    dash = re.match(r"[\u2014\u2013-]+\s*", stripped)
    first = _sentences(stripped)[0]
    tokens = tokens_of(first)
    if dash is not None:
        tokens = tokens_of(stripped[dash.end() :])
        name = name_starting(tokens, 0)
        if name is not None and _ends_clause(tokens, name.end):
            return Attribution(name.text)
    if not tokens or _introduces_next(first, stripped, quoted, leads_on=leads_on):
        return None
    if first.startswith("("):
        name = name_starting(tokens, 1)
        return Attribution(name.text, is_certain=False) if name is not None else None
    if tokens[0].lower in ("according", "per"):
        source = according(tokens[:12])
        if source is not None:
            return source
    if is_saying(tokens, 0, leads=_runs_on(text, quoted)):
        return name_behind(tokens, 0) or NOBODY
    return _name_then_verb(tokens, runs_on=_runs_on(text, quoted))


def _introduces_next(first: str, text: str, quoted: str, *, leads_on: bool) -> bool:
    """True of a sentence of its own, which has nothing to do with the quotation before: that ended
    with a full stop, or a colon leads to the next.
    """
    if _ENDS_STATEMENT.search(quoted) and first[:1].isupper():
        return True
    return leads_on and first == text and first.rstrip()[-1:] == ":" and quoted.rstrip()[-1:] != ","


def _runs_on(text: str, quoted: str) -> bool:
    """True if a comma ties what follows to the quotation: ``"…," Kerry said``."""
    return quoted.rstrip()[-1:] in ",?!\u2014-\u2026" or text.lstrip()[:1] == ","


def _ends_clause(tokens: Sequence[Token], place: int) -> bool:
    return place >= len(tokens) or tokens[place].text in (",", "(", ".", ";", "\u2014", "-")


def _name_then_verb(tokens: Sequence[Token], *, runs_on: bool) -> Found:
    """``Kerry said``, ``the engineer Ana Ruiz, 41, told NPR``, ``he said``."""
    verbs = range(min(len(tokens), _APPOSITIVE + 6))
    verb = next((n for n in verbs if is_saying(tokens, n, leads=runs_on)), None)
    if verb is None or not (runs_on or verb <= 6):
        return None
    if tokens[0].lower in ("and", "but", "while", "as", "when", "though"):
        return None
    return subject(tokens, verb)
