"""The text above the speech in a text rendering: title, teaser, air date and chrome."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from scraper.extract.cues import is_cue
from scraper.extract.dates import find_date, first_published, is_dateline
from scraper.extract.introductions import named_by_themself
from scraper.extract.notes import note_kind
from scraper.extract.text_chrome import is_credit, is_text_chrome
from scraper.sources.base import Source

#: The sections of newsrooms' sites.
_SECTIONS = frozenset(
    """nation national world politics economy arts science health education business culture books
    music opinion sports technology tech environment race movies television law media
    investigations us u.s. entertainment style travel video climate america asia europe
    africa middle-east news programs transcripts home shows podcasts about search weather
    markets features money history food""".split()
)
_AIRED_WITH_TEASER = re.compile(
    r"^(?P<program>[A-Z][\w&'’ ]{2,40}), (?P<day>[A-Z][a-z]{2,8}\.? \d{1,2}, \d{4}) [·•] "
    r"(?P<rest>.+)$"
)
_PERSON = re.compile(r"^[A-Z][a-z]\S+(?: [A-Z]\.)?(?: [A-Z][a-z]\S+){1,2}$")
_BYLINE = re.compile(
    r"^(?:[A-Z][A-Z0-9 ]{1,11} \| )?(?:By|From|Hosted by|Reported by)\s*:? ?(?:—|–|-)? ?[A-Z]\S+"
    r"(?:,? (?:and )?[A-Z]\S+){1,8}(?: \| .{2,40})?$|^FROM [A-Z]{3,5}$"
)
_LONGEST_AUTHOR = 10
_OPENS_BYLINE = frozenset({"by", "from", "by —", "by –", "by -"})
_HEARD_ON = re.compile(r"^Heard on:?\s+(.+?)\s*$")
_ARROW = re.compile(r"^<\s*")
_KIND_OF_PAGE = re.compile(
    r"^(?:Story|Web Exclusive|Headline|Column|Special)\s?(?=[A-Z][a-z]{2,8}\.? \d)"
)
#: Which number is the month differs from country to country, so the day is not read.
_NUMERIC_DAY = re.compile(r"^\d{1,2}[/.]\d{1,2}[/.]\d{2,4}$")
#: A title is no whole sentence.
_SENTENCE = re.compile(r"^(?:\S+ ){6,}\S*[a-z]{3}\.$")
_KIND_BEHIND = re.compile(r"(?<=\d{4})(?:Audio|Video|Story|Watch|Listen)$")
_PROGRAM_BEHIND_TITLE = re.compile(
    r"^\s*:\s*(?:The )?(?:[A-Z&][\w'!.&]*\s?){1,6}?(?=\s(?:In|On|The|A|An|This|We|When|How|Why"
    r"|As|After|It|One|For|Since|With)\b)"
)
#: How an unlabelled opening sounds, which no teaser does.
_ON_AIR = re.compile(
    r"^(?:From|This is|It[’']s)\b.*\b[A-Z]{2,} [A-Z]{2,}|^Good (?:morning|evening|afternoon)\b"
    r"|^Hello\b"
    r"|\b(?:I[’']m|we[’']re) (?:joined|speaking|talking|going)\b|\bjoins (?:us|me)\b|^Welcome\b"
    r"|\bWelcome to\b"
)
_QUOTES = "\"“'‘"


def sounds_on_air(paragraph: str) -> bool:
    """True for an opening that is said and not written."""
    if is_cue(paragraph):
        return True
    if paragraph[:1] in _QUOTES:
        return False
    return bool(_ON_AIR.search(paragraph)) or bool(named_by_themself(paragraph))


@dataclass(slots=True)
class TextHead:
    """The parts of a head; ``opening`` is speech without a label, ``notes`` editors' notes, and
    ``problem`` says why the rest can't be told apart.
    """

    title: str | None = None
    teaser: str | None = None
    program: str | None = None
    aired_on: date | None = None
    opening: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    problem: str | None = None


def read_head(above: Sequence[str], below: Sequence[str] | None, source: Source) -> TextHead:
    """The head of a text rendering.

    :param above: the lines above the border of the transcript; where there is no border, all above
        the first label.
    :param below: the lines between the border and the first label, None without a border.
    """
    head = TextHead()
    lines = _without_furniture(above, source, head)
    if source.air_line is not None:
        lines = _broadcast(lines, source, head)
    else:
        _written(lines, head)
    if below is not None and source.air_line is None:
        head.opening = []  # a description in several paragraphs, above the border
    rest = _without_furniture(below or (), source, head)
    _opening([line for line in rest if line != head.title], head, border=below is not None)
    return head


def _without_furniture(lines: Sequence[str], source: Source, head: TextHead) -> list[str]:
    """The lines that may be title, teaser, program or speech; dates and notes are taken out."""
    kept: list[str] = []
    opened = ""
    for line in lines:
        author = opened.casefold() in _OPENS_BYLINE and _may_be_author(line)
        opened = line
        if (
            author
            or line in source.programs
            or _is_sign(line)
            or line.casefold().replace(" ", "-") in _SECTIONS
            or is_credit(line)
        ):
            continue
        if (aired := _AIRED_WITH_TEASER.match(line)) and aired["program"] in source.programs:
            head.program, head.aired_on = aired["program"], find_date(aired["day"])
            kept = kept[-1:]  # the title; links to the rest of the site stand above it
            line = aired["rest"]
        heard = _HEARD_ON.match(line)
        if heard and heard.group(1) in source.programs:
            head.program = heard.group(1)
            continue
        chrome = is_text_chrome(line, source) and not is_dateline(_bare_date(line))
        if chrome or line.startswith(source.disclaimers):
            continue
        if note_kind(line):
            head.notes.append(line)
            continue
        kept.append(line)
    return kept


def _is_sign(line: str) -> bool:
    """True for a line without words that is no cue and no day ("2025-01-06")."""
    return not any(map(str.isalpha, line)) and not is_cue(line) and not is_dateline(line)


def _may_be_author(line: str) -> bool:
    """True for what stands below "By": a name, with or without a newsroom."""
    return len(line.split()) <= _LONGEST_AUTHOR and line[-1] not in ".?!:"


def _broadcast(lines: list[str], source: Source, head: TextHead) -> list[str]:
    """Program, headline and when it aired, as CNN prints them."""
    at = next(
        (i for i, line in enumerate(lines) if source.air_line and source.air_line.match(line)), None
    )
    before = lines if at is None else lines[:at]
    behind = [] if at is None else lines[at + 1 :]
    if at is not None:
        head.aired_on = find_date(lines[at])
    folded = {program.casefold() for program in source.programs}
    if len(before) > 1 or (before and before[0].casefold() in folded):
        head.program, before = before[0], before[1:]
    if before:
        head.title = before[-1]
    if len(before) > 1:
        head.problem = f"text above the speech that no rule explains: {before[0][:60]!r}"
    head.opening = behind
    return []


def _written(lines: list[str], head: TextHead) -> None:
    """Title, date and teaser of a written page's text."""
    dated = next((i for i, line in enumerate(lines) if i and is_dateline(_bare_date(line))), None)
    days = [first_published(line) for line in lines if is_dateline(_bare_date(line))]
    head.aired_on = head.aired_on or (days[0] if days else None)
    if dated is not None:  # what stands above the title is an appeal
        titles = [line for line in lines[:dated] if not _BYLINE.match(line)]
        head.title = _ARROW.sub("", titles[-1]) if titles else None
        above = _split_glued(lines[0], head.title) if dated > 1 else None
        rest = lines[dated + 1 :]
        head.teaser = above
    else:
        lines = [line for line in lines if not _BYLINE.match(line) and not _is_day(line)]
        if not lines or sounds_on_air(lines[0]):
            head.opening = lines
            return
        head.title, head.teaser, rest = _titled(lines)
        if len(lines) == 1 and _SENTENCE.search(lines[0]):
            head.problem = f"text above the speech that no rule explains: {lines[0][:60]!r}"
    rest = [
        line
        for line in rest
        if line != head.title
        and not is_dateline(_bare_date(line))
        and not _BYLINE.match(line)
        and not _is_related(line)
        and not _PERSON.match(line)
    ]
    if rest and head.teaser is None and not sounds_on_air(rest[0]):
        head.teaser = rest[0]
        rest = rest[1:]
    head.opening = [line for line in rest if line != head.teaser]


def _titled(lines: list[str]) -> tuple[str, str | None, list[str]]:
    """Title, teaser and the rest, where no date parts them: the first line may hold both, and the
    title stands again below.
    """
    first = _ARROW.sub("", lines[0]) or (lines[1] if len(lines) > 1 else "")
    behind = lines[1:] if _ARROW.sub("", lines[0]) else lines[2:]
    for at, line in enumerate(behind):
        if len(line) < len(first) and first.startswith(line) and len(line.split()) > 1:
            return line, _split_glued(first, line), [one for one in behind[at + 1 :] if one != line]
    return first, None, [line for line in behind if line != first]


def _split_glued(first: str, title: str | None) -> str | None:
    """The teaser of a line that runs title and teaser together."""
    if not title or not first.startswith(title) or first == title:
        return None
    rest = first[len(title) :]
    rest = _PROGRAM_BEHIND_TITLE.sub("", rest).strip(" :")
    return rest or None


def _is_day(line: str) -> bool:
    return is_dateline(_bare_date(line)) or _NUMERIC_DAY.match(line) is not None


def _bare_date(line: str) -> str:
    return _KIND_BEHIND.sub("", _KIND_OF_PAGE.sub("", line))


def _is_related(line: str) -> bool:
    """True for another story's line: its kind and date, run together with its title."""
    return _KIND_OF_PAGE.match(line) is not None and find_date(line) is not None


def _opening(below: list[str], head: TextHead, *, border: bool) -> None:
    """What stands between the border and the first label: the teaser again, and an unlabelled
    opening.
    """
    rest = [line for line in below if line != head.teaser]
    known = len(rest) < len(below) or (border and head.teaser is not None)
    extra, head.opening = head.opening, []
    lines = [*extra, *rest]
    at = next((i for i, line in enumerate(lines) if sounds_on_air(line)), None)
    if not lines:
        return
    if known and not extra:
        head.opening = lines
    elif at is not None:
        before = lines[:at]
        if before and head.teaser is None:
            head.teaser, before = before[0], before[1:]
        head.opening = lines[at:]
        if before:
            head.problem = f"text above the speech that no rule explains: {before[0][:60]!r}"
    elif len(lines) == 1 and head.teaser is None and border:
        head.teaser = lines[0]
    else:
        head.problem = f"text above the first label that no rule explains: {lines[0][:60]!r}"
