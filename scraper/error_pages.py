"""Recognizing pages that answer 200 but are not the requested page: errors, log-ins, consent walls
and checks for robots ("soft 404"). Only pages without a transcript or a listed story are checked.
"""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser

from scraper.invisible import visible_text

#: What such a page calls itself, in its title or first heading.
_SAYS = (
    (
        re.compile(
            r"\b(?:page|story|article|content|file)\b.{0,20}\bnot (?:be )?(?:found|available)\b"
            r"|\b(?:404|410)\b|\bno longer (?:available|exists)\b|\bdoes(?:n[’']t| not) exist\b",
            re.IGNORECASE,
        ),
        "an error page",
    ),
    (
        re.compile(
            r"\b(?:service unavailable|internal server error|bad gateway|gateway time-?out"
            r"|something went wrong|an error (?:has )?occurred|down for maintenance)\b",
            re.IGNORECASE,
        ),
        "an error page",
    ),
    (
        re.compile(
            r"^(?:please )?(?:log|sign) ?in\b|\b(?:log|sign) in to (?:continue|read|your)\b"
            r"|\bsubscribe to (?:continue|read)\b",
            re.IGNORECASE,
        ),
        "a page to log in",
    ),
    (
        re.compile(
            r"\bbefore you continue\b|\b(?:cookie|privacy) (?:consent|choices|preferences)\b"
            r"|\bwe value your privacy\b",
            re.IGNORECASE,
        ),
        "a page that asks for consent",
    ),
    (
        re.compile(
            r"\bare you (?:a robot|human)\b|\bcaptcha\b|\bjust a moment\b|\bunusual traffic\b"
            r"|\baccess (?:to this page )?(?:has been )?denied\b|\battention required\b"
            r"|\bforbidden\b|\bverify(?:ing)? (?:that )?you are (?:a )?human\b",
            re.IGNORECASE,
        ),
        "a page that keeps robots out",
    ),
)
_LONGEST = 160


def error_page(tree: LexborHTMLParser) -> str | None:
    """What a page is instead of what was asked for, None if it doesn't say."""
    for node in filter(None, map(tree.css_first, ("title", "h1", "h2"))):
        said = " ".join(visible_text(node.text()).split())[:_LONGEST]
        for pattern, what in _SAYS:
            if pattern.search(said):
                return f"the site answered with {what}: {said!r}"
    return None
