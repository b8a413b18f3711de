"""``onrecord quote --file``: compare every quotation in a draft with the record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.text import Text

from jobs.named_speakers import NamedSpeakers
from jobs.quote import around, more_lines, print_match, shown, verdict_line
from jobs.quote_json import as_json
from jobs.terminal import plural, printable, stdout
from scraper.archive.store import Archive
from scraper.quotations.drafts.reading import DraftQuotation
from scraper.quotations.finding import find
from scraper.quotations.verdict import ABOUT_SPEAKER, Finding, Verdict

_SHOWN = 90
_CORRECTED = "as published, since corrected"
#: Each verdict in a few words.
VERDICT_WORDS = {
    Verdict.VERBATIM: "verbatim",
    Verdict.SHORTENED: "shortened without a mark",
    Verdict.JOINED: "joined without a mark",
    Verdict.CHANGED: "changed",
    Verdict.UNCERTAIN: "uncertain who said it",
    Verdict.OTHER_SPEAKER: "said by somebody else",
    Verdict.NOT_ON_RECORD: "not on record",
}


@dataclass(frozen=True, slots=True)
class Checked:
    """A quotation in a draft, with its verdict and passages."""

    quoted: DraftQuotation
    finding: Finding


def verdict_words(found: Finding, called: Mapping[Verdict, str] = VERDICT_WORDS) -> str:
    """The verdict in a few words, with what is wrong besides who said it."""
    if found.is_corrected_since:
        return _CORRECTED
    words = called[found.verdict]
    if not found.words_differ:
        return words
    besides = "since corrected" if found.earlier else called[found.matches[0].verdict]
    return f"{words} and {besides}"


def summed_up(
    findings: Sequence[Finding], called: Mapping[Verdict, str] = VERDICT_WORDS
) -> list[tuple[int, str]]:
    """How many quotations there are with each verdict, the best verdict first."""
    ordered = sorted(findings, key=lambda found: list(Verdict).index(found.verdict))
    counts = Counter(verdict_words(found, called) for found in ordered)
    return [(count, words) for words, count in counts.items()]


def check(archive: Archive, quotations: Sequence[DraftQuotation]) -> list[Checked]:
    """Look every quotation of a draft up."""
    people = NamedSpeakers(archive)
    checked = []
    for quoted in quotations:
        by = quoted.attribution
        named = people.named(by.name, is_certain=by.is_certain) if by is not None else None
        checked.append(Checked(quoted, find(quoted.text, archive.quotations, named)))
    return checked


def row_json(archive: Archive, checked: Checked, context: int) -> dict[str, Any]:
    """A quotation of a draft, for machines."""
    return {"line": checked.quoted.line, **as_json(archive, checked.finding, context)}


def print_report(archive: Archive, name: str, checked: Sequence[Checked], context: int) -> None:
    """Every quotation with its verdict; those that don't hold with the passage and how it differs;
    then how many there are of each.
    """
    console = stdout()
    for one in checked:
        where = (
            printable(name) if one.quoted.line is None else f"{printable(name)}:{one.quoted.line}"
        )
        style = "green" if one.finding.holds else "red"
        style = "yellow" if one.finding.is_corrected_since else style
        verdict = verdict_words(one.finding)
        console.print(
            Text.assemble(
                (where, "bold"), "  ", (verdict, style), f"  “{_short(one.quoted.text)}”"
            ),
            soft_wrap=True,
        )
        if one.finding.holds:
            for line in more_lines(one.finding):
                console.print(Text(f"  {printable(line)}", style="dim"), soft_wrap=True)
            continue
        if one.finding.verdict in ABOUT_SPEAKER or one.finding.is_corrected_since:
            console.print(Text(f"  {verdict_line(one.finding)}"), soft_wrap=True)
        for line in more_lines(one.finding):
            console.print(Text(f"  {printable(line)}"), soft_wrap=True)
        matches = shown(one.finding)
        for match in matches[:1] if one.finding.verdict == Verdict.NOT_ON_RECORD else matches:
            print_match(console, match, around(archive, match, context))
        console.print()
    console.print(Text(_summary(checked), style="bold"))


def _summary(checked: Sequence[Checked]) -> str:
    if not checked:
        return "no quotations"
    counts = summed_up([one.finding for one in checked])
    told = ", ".join(f"{count:,} {words}" for count, words in counts)
    return f"{plural(len(checked), 'quotation')}: {told}"


def _short(text: str) -> str:
    line = " ".join(printable(text).split())
    return line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1].rstrip()}…"
