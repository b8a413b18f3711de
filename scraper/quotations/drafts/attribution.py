"""Who a text says spoke a quotation: in the sentence around it, behind a dash, or not at all.

Only what is written plainly counts: a name beside a verb of saying, "according to", a name and a
colon, a line below that begins with a dash. Whoever is named in any other way is not taken for the
speaker: a wrong accusation is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from scraper.quotations.drafts.names import Token, name_ending, name_starting, tokens_of
from scraper.quotations.drafts.quote_marks import Span

_SAYING = frozenset(
    """said says say saying told tells telling asked asks asking added adds adding explained
    explains explaining replied replies answered answers recalled recalls recalling noted notes
    noting argued
    argues insisted insists admitted admits warned warns continued continues joked jokes declared
    declares claimed claims remembered remembers concluded concludes conceded concedes quipped
    observed observes stated states wrote writes testified announced remarked remarks responded
    responds suggested suggests exclaimed confessed complained complains boasted shouted whispered
    mused predicted promised put puts called calls described describes cried urged stressed
    emphasized emphasised acknowledged countered laughed sighed began begins went""".split()
)
_PRONOUNS = frozenset("he she they it i we you who this that one".split())
_HELPERS = frozenset(
    "has had have also later then once now still just simply only often always again first finally"
    " reportedly recently famously who would will could to as".split()
)
_DENIED = frozenset(
    "never not didn't doesn't don't won't hadn't hasn't denied denies without".split()
)
_PASSIVE = frozenset("was were is are been being be got get".split())
#: Between a verb and a name behind it, these show that the name is not who speaks.
_OTHER_ROLES = frozenset(
    "to of about in on at during with from after before when while if that for by into against"
    " because as where since until and but or".split()
)
#: Words between a name and its verb, or a verb and its quotation.
_APPOSITIVE, _OBJECT = 14, 9
_DASH_LINE = re.compile(r"^\s*(?:\u2014|\u2013|--?|\u2015|~)\s*(?=[^\W\d_a-z])(.{2,160})$")
_SENTENCE = re.compile(r"(?<=[.?!])[\"'\u201d\u2019)]*\s+(?=[\"'\u201c\u2018(]?[^\W\d_a-z])")
_TITLE_DOT = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|Prof|St|Jr|Sr|Lt|Col|Sgt|Rev|Hon|[A-Z])\.$"
)


@dataclass(frozen=True, slots=True)
class Attribution:
    """Somebody named beside a quotation.

    :ivar is_certain: the text says plainly that they spoke it.
    """

    name: str
    is_certain: bool = True


@dataclass(frozen=True, slots=True)
class _Nobody:
    """The text says who spoke, and gives no name: "he said"."""


_NOBODY = _Nobody()
_Found = Attribution | _Nobody | None


def attributions(text: str, spans: Sequence[Span], tail: str) -> list[Attribution | None]:
    """Who is named beside each quotation of a paragraph.

    :param tail: the paragraph in which the last quotation ends.
    """
    named: list[_Found] = []
    ends = [0, *(span.end for span in spans)]
    for number, span in enumerate(spans):
        before = text[ends[number] : span.start]
        if span.last_paragraph != span.paragraph:
            behind = tail[span.end :]
        else:
            stop = spans[number + 1].start if number + 1 < len(spans) else len(text)
            behind = text[span.end : stop]
        found = _before(before) or _behind(behind, span.text)
        if found is None and number and _is_attribution_alone(before):
            found = named[-1]
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


def _is_attribution_alone(between: str) -> bool:
    """True where nothing but the attribution of the quotation before stands between two."""
    return len(_sentences(between.strip())) == 1 and len(between.split()) <= 2 * _OBJECT


# before a quotation ------------------------------------------------------------------------------


def _before(text: str) -> _Found:
    """Who is named before a quotation, in the sentence that leads to it."""
    if not text.strip() or re.search(r"[.?!][\"'\u201d\u2019)]*\s*$", text):
        return None
    fragment = _sentences(text)[-1]
    tokens = tokens_of(fragment)
    if not tokens:
        return None
    leads = fragment.rstrip()[-1:] in ",:"
    according = _according(tokens)
    if according is not None and leads:
        return according
    if fragment.rstrip().endswith(":") and (label := name_starting(tokens, 0)) is not None:
        inside = tokens[label.end : -1]
        if not inside or (inside[0].text == "(" and inside[-1].text == ")"):
            return Attribution(label.text)
    verbs = [n for n, token in enumerate(tokens) if token.lower in _SAYING]
    if not verbs:
        return None
    verb = verbs[-1]
    distance = len([token for token in tokens[verb + 1 :] if token.is_word])
    if distance > _OBJECT:
        return None
    if not leads and any(token.text == "," for token in tokens[verb + 1 :]):
        return None
    found = _subject(tokens, verb)
    if found is None:
        behind = _name_behind(tokens, verb)
        return behind if leads and behind is not None else None
    return found


def _subject(tokens: Sequence[Token], verb: int) -> _Found:
    """Who does what a verb of saying says: the name right before it, but for helping words and
    what stands between commas or in parentheses.
    """
    place = verb - 1
    while place >= 0 and (tokens[place].lower in _HELPERS or tokens[place].lower.endswith("ly")):
        if tokens[place].lower == "to":  # "went on to say" has its subject further left
            place -= 1
            while place >= 0 and tokens[place].lower in (
                "on",
                "went",
                "goes",
                "continued",
                "wanted",
            ):
                place -= 1
            continue
        place -= 1
    if place < 0:
        return None
    if tokens[place].lower in _DENIED | _PASSIVE:
        return _NOBODY
    if tokens[place].lower in _PRONOUNS:
        return _NOBODY
    if tokens[place].text in (",", ")"):
        place = _before_insertion(tokens, place)
        if place < 0:
            return None
    if tokens[place].lower == "and" and place:  # "Oyama laughed and said"
        joined = next(
            (n for n in range(place - 1, max(-1, place - 7), -1) if tokens[n].is_capital), None
        )
        if joined is not None and not any(t.text == "," for t in tokens[joined:place]):
            name = name_ending(tokens, joined + 1)
            return Attribution(name.text) if name is not None else _NOBODY
        return _NOBODY
    name = name_ending(tokens, place + 1)
    if name is None:
        return _NOBODY
    return Attribution(name.text)


def _before_insertion(tokens: Sequence[Token], place: int) -> int:
    """Left of what stands between commas or in parentheses and ends at ``place``."""
    opening = "(" if tokens[place].text == ")" else ","
    for start in range(place - 1, max(-1, place - _APPOSITIVE), -1):
        if tokens[start].text == opening:
            return start - 1
    return place - 1


# behind a quotation ------------------------------------------------------------------------------


def _behind(text: str, quoted: str) -> _Found:
    """Who is named behind a quotation, in the same sentence."""
    stripped = text.lstrip(" \n,")
    if not stripped or stripped[0] in ".;":
        return None
    dash = re.match(r"[\u2014\u2013-]+\s*", stripped)
    first = _sentences(stripped)[0]
    tokens = tokens_of(first)
    if dash is not None:
        name = name_starting(tokens_of(stripped[dash.end() :]), 0)
        if name is not None and _ends_clause(tokens_of(stripped[dash.end() :]), name.end):
            return Attribution(name.text)
        tokens = tokens_of(stripped[dash.end() :])
    if not tokens:
        return None
    if first.startswith("("):
        name = name_starting(tokens, 1)
        return Attribution(name.text, is_certain=False) if name is not None else None
    according = _according(tokens[:12])
    if according is not None and tokens[0].lower in ("according", "per"):
        return according
    if tokens[0].lower in _SAYING:
        return _name_behind(tokens, 0) or _NOBODY
    return _name_then_verb(tokens, ends_with_comma=_runs_on(text, quoted))


def _runs_on(text: str, quoted: str) -> bool:
    """True where a comma ties what follows to the quotation: ``"…," Kerry said``."""
    return quoted.rstrip()[-1:] in ",?!\u2014-\u2026" or text.lstrip()[:1] == ","


def _ends_clause(tokens: Sequence[Token], place: int) -> bool:
    return place >= len(tokens) or tokens[place].text in (",", "(", ".", ";", "\u2014", "-")


def _name_then_verb(tokens: Sequence[Token], *, ends_with_comma: bool) -> _Found:
    """``Kerry said``, ``the engineer Ana Ruiz, 41, told NPR``, ``he said``."""
    verb = next(
        (n for n, token in enumerate(tokens[: _APPOSITIVE + 6]) if token.lower in _SAYING), None
    )
    if verb is None or not (ends_with_comma or verb <= 6):
        return None
    if tokens[0].lower in ("and", "but", "while", "as", "when", "though"):
        return None
    return _subject(tokens, verb)


def _name_behind(tokens: Sequence[Token], verb: int) -> Attribution | None:
    """``said Kerry``, ``recalled the engineer Ana Ruiz``: the name behind a verb whose subject
    stands there.
    """
    if tokens[verb].lower in ("told", "tells", "asked", "asks", "called", "calls", "put", "went"):
        following = tokens[verb + 1 : verb + 2]
        if tokens[verb].lower not in ("asked", "asks") or not following:
            return None
    for place in range(verb + 1, min(len(tokens), verb + 10)):
        token = tokens[place]
        if token.lower in _PRONOUNS | _OTHER_ROLES and not token.is_capital:
            return None
        if token.text in (".", ";", "(", ":"):
            return None
        if token.is_capital and (name := name_starting(tokens, place)) is not None:
            return Attribution(name.text)
    return None


def _according(tokens: Sequence[Token]) -> Attribution | None:
    """``according to Kerry``, ``in the words of Kerry``."""
    lowered = [token.lower for token in tokens]
    for lead in (["according", "to"], ["in", "the", "words", "of"], ["per"]):
        for place in range(len(lowered) - len(lead) + 1):
            if lowered[place : place + len(lead)] == lead:
                for start in range(place + len(lead), min(len(tokens), place + len(lead) + 6)):
                    if tokens[start].text in (",", ".") or tokens[start].lower in _PRONOUNS:
                        break
                    if (name := name_starting(tokens, start)) is not None:
                        return Attribution(name.text)
    return None
