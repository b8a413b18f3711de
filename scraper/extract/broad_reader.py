"""The broad reader of labels, which recognizes what a person would take for a label at a glance.

It does not use the grammar's lists of names, jobs and titles. Its purpose is to notice what the
grammar can't read. A short head that ends in a colon (or two, or a full-width one) is a label if it
is in capitals, if the markup sets it apart, or if it is the name of a known speaker in any case.
"""

from __future__ import annotations

import re
from collections.abc import Container

from scraper.names import name_key

#: A head in capitals is no longer than this, a marked one or a known name no longer than that.
LONGEST_CAPITALS, LONGEST_MARKED = 120, 90
_LEADS = r"^[\s>*•·▶►\-–—]*(?:[\[(]?\d{1,2}:\d\d(?::\d\d)?[\])]?\s*)?"
#: Capitals, then perhaps asides and jobs in any letters, then the colon.
_CAPITALS = re.compile(
    _LEADS + r"(?P<head>[\"“'‘#]?[A-ZÀ-ÖØ-Þ0-9][^a-zß-öø-ÿ:;()\[\]]{0,118}?"
    r"(?:\s?[(\[][^()\[\]]{0,80}[)\]]\s?[^a-zß-öø-ÿ:;]{0,40})*)\s?(?P<mark>[:：])(?!//)"
)
_SHOUTED_THEN_JOB = re.compile(
    _LEADS
    + r"(?P<head>(?:[A-ZÀ-Þ][a-z]{1,4}\. )?[A-ZÀ-Þ][A-ZÀ-Þ'’.\-]+(?: [A-ZÀ-Þ][A-ZÀ-Þ'’.\-]*){1,5}"
    r"\s?[,(][^:;?!]{1,90})(?P<mark>[:：])(?!//)"
)
_SEMICOLON = re.compile(
    _LEADS + r"(?P<head>(?:[A-Z][a-z]{1,14}\.? )?[A-ZÀ-Þ]"
    r"(?:[^a-zß-öø-ÿ:;()]|\b(?:Mc|Mac|De|La)(?=[A-Z])){2,60}"
    r"(?:\([^():;]{2,60}\))?(?:, (?:host|byline|reporting))?)\s?(?P<mark>;)"
)
_LETTERS = re.compile(r"[A-ZÀ-Þ]{2}|[A-ZÀ-Þ]\.? ?[A-ZÀ-Þ]|^[A-Z]$|^9-?1-?1$")
#: A short head in a script without capitals: Hebrew, Arabic, Thai, Chinese, Japanese, Korean.
_UNCASED = re.compile(
    r"^(?P<head>[\u0590-\u06ff\u0e00-\u0e7f\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af· ]{2,20})[:：]"
)
#: Numbers and times are capitals, too.
_TIME = re.compile(r"\d$")


def reads_as_head(text: str) -> bool:
    """True if a person would take the head of ``text`` for a label in capitals."""
    return broad_head(text) is not None


def broad_head(text: str) -> tuple[str, str] | None:
    """The head in capitals that opens ``text``, as printed, and what follows it; None for none."""
    colon = text.find(":", 0, LONGEST_CAPITALS + 40)
    if colon < 0 and "：" not in text[:LONGEST_CAPITALS]:
        return None
    if not text[:1].isascii() and (found := _UNCASED.match(text)):
        return found.group("head").strip(), text[found.end() :].lstrip(" :：")
    found = _CAPITALS.match(text) or _SHOUTED_THEN_JOB.match(text)
    if found is None or _LETTERS.search(found.group("head")) is None:
        return None
    behind = text[found.end() : found.end() + 1]
    if behind.isdigit() and _TIME.search(found.group("head")):
        return None
    return found.group("head").strip(), text[found.end() :].lstrip(" :：")


def broad_semicolon_head(text: str) -> tuple[str, str] | None:
    """The same where a semicolon stands for the colon."""
    found = _SEMICOLON.match(text)
    if found is None or _LETTERS.search(found.group("head")) is None:
        return None
    return found.group("head").strip(), text[found.end() :].strip()


def known_head(text: str, known: Container[str]) -> tuple[str, str] | None:
    """The head of ``text`` that is the name of a known speaker in any letter case.

    :param known: keys (:func:`scraper.names.name_key`) of names and surnames.
    """
    colon = min(
        (at for at in (text.find(sign, 0, LONGEST_MARKED) for sign in ":;：") if at > 0), default=-1
    )
    if colon <= 0:
        return None
    head = text[:colon].strip()
    bare = re.sub(r"\s*[(\[][^()\[\]]*[)\]]\s*$", "", head)
    if not bare or name_key(bare) not in known:
        return None
    return head, text[colon + 1 :].lstrip(" :：")
