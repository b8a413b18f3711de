"""Splitting a label: where the head of a paragraph ends, and what its parts are.

::

    head  = name { part } end           end  = ":" { ":" } | "：" | ";"
    part  = "," text | "(" aside ")" [ text ] | "[" aside "]" [ text ]
"""

from __future__ import annotations

import re
from typing import NamedTuple

from scraper.given_names import GIVEN_NAMES

#: No newsroom prints a longer label; a colon further on belongs to a sentence.
MAX_LABEL = 200
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_COLONS = (":", "：")
#: Signs inside which a colon ends no head.
_OPENS_ASIDE = re.compile(r'[(\["“]')
_NICKNAME_TAIL = 2
#: What a label may begin with that is neither letter nor digit.
_OPENS = "\"“'‘#"
#: Signs that look like a colon.
_COLON_LIKE = dict.fromkeys(map(ord, "：∶﹕ː꞉︓"), ":")
_BRACKETED = re.compile(r"^[(\[]([^()\[\]:]{2,80})[)\]]\s*[:：]+")


class Head(NamedTuple):
    """The text before the colon of a paragraph, as printed, and the text after it. ``mark`` is the
    character that ends it.
    """

    printed: str
    rest: str
    mark: str = ":"


class Part(NamedTuple):
    """A part of a label after its name: a job after a comma, or an aside in brackets."""

    text: str
    aside: bool = False


def find_head(text: str) -> Head | None:
    """The head of a paragraph that a colon ends, None if there is none near.

    A colon between digits is a time of day, one before "//" part of a URL, and one in brackets or
    in a quoted title is part of what it stands in.
    """
    if text[:1] in _CLOSING and (bracketed := _BRACKETED.match(text)):
        return Head(bracketed.group(1).strip(), text[bracketed.end() :].strip())
    if not text or not (text[0].isalnum() or text[0] in _OPENS):
        return None
    if not text.isascii():
        text = text[:MAX_LABEL].translate(_COLON_LIKE) + text[MAX_LABEL:]
    colon = text.find(":", 0, MAX_LABEL)
    if colon < 0:
        return None
    head = text[:colon]
    if _OPENS_ASIDE.search(head) or _is_no_end(text, colon):
        colon = _closing_colon(text)
    if colon <= 0:
        return None
    rest = text[colon + 1 :].strip()
    while rest[:1] in _COLONS:
        rest = rest[1:].lstrip()
    return Head(text[:colon].rstrip(), rest)


def find_semicolon_head(text: str) -> Head | None:
    """The same where a semicolon stands for the colon."""
    at = text.find(";", 0, MAX_LABEL)
    if at <= 0 or (text[0] not in _OPENS and not text[0].isalnum()):
        return None
    return Head(text[:at].rstrip(), text[at + 1 :].strip(), ";")


def _is_no_end(text: str, at: int) -> bool:
    """True for a colon of a time of day or a URL."""
    behind = text[at + 1 : at + 3]
    return behind.startswith("//") or (text[at - 1 : at].isdigit() and behind[:1].isdigit())


def _closing_colon(text: str) -> int:
    """The first colon outside brackets and quotes, else the first outside brackets, else -1."""
    depth, quoted, unquoted = 0, "", -1
    for at, char in enumerate(text[:MAX_LABEL]):
        if char in _CLOSING:
            depth += 1
        elif char in ")]}":
            depth -= 1
        elif char in '"“”' and depth <= 0:
            quoted = "" if quoted else char
        elif char == ":" and depth <= 0 and not _is_no_end(text, at):
            if not quoted:
                return at
            if unquoted < 0:
                unquoted = at
    return unquoted


def split_parts(printed: str) -> tuple[str, list[Part]] | None:
    """The name of a label and its parts; None if its brackets don't pair."""
    pieces = _pieces(printed)
    if pieces is None:
        pieces = _pieces(_with_brackets_paired(printed))
    if pieces is None:
        return None
    name, *rest = pieces or [("", "")]
    shown = name[1]
    parts: list[Part] = []
    nickname = _nickname(rest)
    if nickname:
        shown, rest = f"{shown} {nickname}", rest[2:]
    for sign, text in rest:
        if text:
            parts.append(Part(text, aside=sign in ("(", "[")))
    return shown, parts


def _with_brackets_paired(printed: str) -> str:
    """A label whose one bracket lost its partner: "REP. ANN DOE (D-OH", "ANN DOE D-OH)"."""
    opened, closed = printed.count("("), printed.count(")")
    if opened == closed + 1:
        return f"{printed})"
    if closed == opened + 1 and printed.endswith(")"):
        before, _, last = printed[:-1].rpartition(" ")
        return f"{before} ({last})"
    return printed


def _nickname(rest: list[tuple[str, str]]) -> str | None:
    """The rest of a name like "WILLIAM (BILL) ROE", whose bracket holds a first name."""
    if len(rest) < _NICKNAME_TAIL or rest[0][0] != "(" or rest[1][0] != "":
        return None
    inside, behind = rest[0][1], rest[1][1]
    nick = inside.casefold() in GIVEN_NAMES or (inside.isupper() and inside.startswith("THE "))
    if nick and len(behind.split()) <= _NICKNAME_TAIL:
        return f"({inside}) {behind}"
    return None


def _pieces(printed: str) -> list[tuple[str, str]] | None:
    """The runs of a label with the sign before each: nothing, a comma or an opening bracket. Text
    behind a closing bracket has no sign of its own.
    """
    found: list[tuple[str, str]] = []
    sign, start, depth, quoted = "", 0, 0, False
    closes = ""
    for at, char in enumerate(printed):
        if depth:
            if char == printed[start - 1]:
                depth += 1
            elif char == closes:
                depth -= 1
                if not depth:
                    found.append((sign, " ".join(printed[start:at].split())))
                    sign, start = "", at + 1
        elif char in '"“”':
            quoted = not quoted
        elif quoted and '"' in printed[at:].replace("”", '"').replace("“", '"'):
            continue
        elif char in _CLOSING:
            if at > start or not found:
                _keep(found, sign, printed[start:at])
            sign, start, depth, closes = char, at + 1, 1, _CLOSING[char]
        elif char in ")]}":
            return None
        elif char == ",":
            _keep(found, sign, printed[start:at])
            sign, start = ",", at + 1
    if depth:
        return None
    _keep(found, sign, printed[start:])
    return found


def _keep(found: list[tuple[str, str]], sign: str, text: str) -> None:
    text = " ".join(text.split())
    if text or not found:
        found.append((sign, text))
