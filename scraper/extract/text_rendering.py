"""Reading a text rendering of a page, for which an archive kept only the text.

A line is a paragraph. The speech begins after a bullet or heading that announces the transcript or
after the rush-transcript line, or with the first label. It ends at the copyright line, or at the
page's chrome.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from scraper.extract.account import Piece, PieceKind, classify
from scraper.extract.broad_reader import broad_head
from scraper.extract.chrome_words import chrome_said
from scraper.extract.cues import behind_cues
from scraper.extract.dates import find_date, is_dateline
from scraper.extract.label_jobs import OwnNames
from scraper.extract.label_scan import find_head
from scraper.extract.label_words import HOST_ROLES, JOB_WORDS, NO_HEAD
from scraper.extract.labels import read_label, read_marked_label
from scraper.extract.page_text import spoken
from scraper.extract.piece_labels import is_told, known_speakers, label_of
from scraper.extract.piece_repairs import DATELINE
from scraper.extract.text_chrome import is_chrome_in_speech
from scraper.extract.text_head import read_head
from scraper.names import name_key
from scraper.sources.base import Source

_BULLET = re.compile(r"^\s*(?:[•*·‣▪●◦]\s*(?=\S)|[-–—]\s+(?=[A-Z][\w.'’]+(?: [\w.'’-]+){0,4}:))")
_BORDER = re.compile(
    r"^(?:Transcript|TRANSCRIPT|Read the Full Transcript|Full Transcript|(?:Show"
    r"|Read) Transcript|Transcript ?:"
    r"|This is a rush transcript\..*|THIS IS A RUSH TRANSCRIPT\..*|Rush Transcript)$"
)
#: Where the furniture of a page begins below its speech.
_BELOW = re.compile(
    r"^(?:Please keep your community civil|Support Provided By|Additional Support Provided"
    r"|Educate your inbox|Next story from this daily show|Non-commercial news needs your support"
    r"|Copyright \d{4}|TO ORDER A VIDEO|NPR thanks our sponsors|See stories by"
    r"|We rely on contributions)\b",
    re.IGNORECASE,
)
#: The same where it is all of a line: in a sentence somebody may say it.
_BELOW_ALONE = re.compile(
    r"^(?:Listen to this Segment|Go Deeper|Related(?: (?:NPR )?(?:Stor(?:y|ies)|Content|Links"
    r"|Coverage))?|Recent News|Tags|Topics|Up First|Read More|Sign up for.*|Subscribe to.*"
    r"|Watch the Full Episode|Become an NPR sponsor|Most (?:Popular|Read)|More From\b.*"
    r"|Purchase Featured Books?|Terms of (?:Use|Service)|(?:Your )?Privacy(?: Policy| Choices)?"
    r"|Copyright(?: NPR)?(?: \d{4})?|(?:\d+ )?Comments?|Speaking Events|Get Email Updates"
    r"|Ad Choices|Weather|About NPR|Newsletters?|Top Stories|Latest Stories|Contact Us|Follow Us"
    r"|Cookie (?:Settings|Policy)|Accessibility|Careers|Corrections)$",
    re.IGNORECASE,
)
_COMMENTS = re.compile(r"^(?:\d+ )?comments?$", re.IGNORECASE)
_ON_COMMENTS = re.compile(r"\bcomments?\b", re.IGNORECASE)
_STRANGERS = 3
_LONGEST_TAIL = 10
_LONGEST_BULLET_LABEL = 120
_SHOWN = 60
#: So many labels in small letters show that a text has them, if one stands there again.
_SEVERAL_MIXED, _LONGEST_MIXED, _LONGEST_NAME = 3, 90, 4
#: Within so many lines below a headline stands when the story was published.
_NEAR_DATE = 5
_COLONS = (":", "：")
_ENDS_SENTENCE = '.?!…)]"”’-–—'


@dataclass(frozen=True, slots=True)
class TextRendering:
    """The parts of a text rendering; ``problem`` says why it can't be trusted."""

    title: str | None
    teaser: str | None
    program: str | None
    aired_on: date | None
    pieces: tuple[Piece, ...]
    rights: str | None
    problem: str | None = None


def read_text(text: str, source: Source, own: OwnNames) -> TextRendering | None:
    """The parts of ``text``; None if it holds no transcript: no label anywhere."""
    lines = [line for line in map(_line, text.splitlines()) if line.text]
    lines = _with_mixed_labels(lines, source, own)
    labelled = [_is_labelled(line, own) for line in lines]
    first = next(
        (
            i
            for i, told in enumerate(labelled)
            if told and not _is_title(i, lines, labelled, source)
        ),
        None,
    )
    if first is None:
        names = sum(line.bullet and _may_be_name(line.text) for line in lines)
        if names < _SEVERAL_MIXED:
            return None
        problem = "it has bullets with names, but no label that can be read"
        return TextRendering(None, None, None, None, (), None, problem)
    day, lines[first] = _dated_label(lines[first])
    borders = [i for i, line in enumerate(lines[:first]) if _BORDER.match(line.text)]
    start = borders[-1] + 1 if borders else first
    above = [line.text for line in lines[: start - 1 if borders else first]]
    below = [line.text for line in lines[start:first]] if borders else None
    head = read_head(above, below, source)
    end = _end(lines, labelled, first, source, own)
    pieces = [
        *(Piece(PieceKind.NOTE, note) for note in head.notes),
        *(Piece(PieceKind.SPEECH, line) for line in head.opening),
        *(
            Piece(PieceKind.SPEECH, line.text, marked=line.marked)
            for line in lines[first:end]
            if not is_chrome_in_speech(line.text, source)
        ),
    ]
    rights = next(
        (line.text for line in lines if line.text.startswith(source.disclaimers)
         and "copyright" in line.text.casefold()), None
    )  # fmt: skip
    return TextRendering(
        head.title,
        head.teaser,
        head.program,
        head.aired_on or day,
        tuple(_without_tail(classify(pieces, source.disclaimers))),
        rights,
        head.problem or _speech_below(lines[end:], own, pieces),
    )


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of text without its bullet; ``marked`` is the label that stands on the bullet."""

    text: str
    bullet: bool = False
    marked: str | None = None


def _line(raw: str) -> _Line:
    found = _BULLET.match(raw)
    if found is None:
        return _Line(spoken(raw))
    text = spoken(raw[found.end() :])
    head = find_head(text)
    marked = None
    if head is not None and len(head.printed) < _LONGEST_BULLET_LABEL:
        marked = head.printed
    return _Line(text, bullet=True, marked=marked)


def _with_mixed_labels(lines: list[_Line], source: Source, own: OwnNames) -> list[_Line]:
    """Lines with their labels marked where the newsroom sets labels apart by markup, which a text
    has lost: names in small letters that stand before a colon again and again.
    """
    if not any(layout.labels for layout in source.layouts):
        return lines
    heads = [None if line.marked else _mixed_head(line.text, own) for line in lines]
    counts = Counter(filter(None, heads))
    if counts.total() < _SEVERAL_MIXED or counts.total() == len(counts):
        return lines
    return [
        replace(line, marked=head) if head else line
        for line, head in zip(lines, heads, strict=True)
    ]


def _mixed_head(text: str, own: OwnNames) -> str | None:
    """What may be a label in small letters: a name of several words, or a voice."""
    head = find_head(text)
    if head is None or len(head.printed) > _LONGEST_MIXED or chrome_said(text):
        return None
    label = read_marked_label(head.printed, own)
    words = head.printed.partition(",")[0].split()
    if label is None or not NO_HEAD.isdisjoint(map(str.casefold, words)):
        return None
    named = label.kind == "person" and len(words) > 1
    return head.printed if named or label.kind == "nobody" else None


def _may_be_name(text: str) -> bool:
    words = text.partition(":")[0].split()
    return 0 < len(words) <= _LONGEST_NAME and all(word[:1].isupper() for word in words)


def _is_labelled(line: _Line, own: OwnNames) -> bool:
    if line.marked is not None:
        return True
    return read_label(behind_cues(_dated_label(line)[1].text), own) is not None


def _dated_label(line: _Line) -> tuple[date | None, _Line]:
    """The day that stands before a label on its line ("July 21, 2005 - ANN LEE, host:"), and the
    line without it.
    """
    found = DATELINE.match(line.text)
    if found is None or line.marked is not None:
        return None, line
    return find_date(found.group()), replace(line, text=line.text[found.end() :])


def _is_title(at: int, lines: list[_Line], labelled: list[bool], source: Source) -> bool:
    """True for a headline with a colon: a first line all in capitals, or a line above the one that
    says when the story was published or aired.
    """
    text = lines[at].text
    if text.endswith((":", "：")) or lines[at].marked is not None:
        return False
    if at == 0 and text.isupper():
        return True
    for line, told in zip(lines[at + 1 : at + _NEAR_DATE], labelled[at + 1 :], strict=False):
        if is_dateline(line.text) or (source.air_line and source.air_line.match(line.text)):
            return True
        if told:
            return False
    return False


def _end(
    lines: list[_Line], labelled: list[bool], first: int, source: Source, own: OwnNames
) -> int:
    """The first line below the speech: a notice, or furniture behind which nobody speaks on."""
    spoken_last = max(
        (i for i in range(first, len(lines)) if labelled[i] and _is_label(lines[i], own)),
        default=first,
    )
    for at in range(first + 1, len(lines)):
        text = lines[at].text
        if text.startswith(source.disclaimers) or _COMMENTS.match(text):
            return at
        furniture = _BELOW.match(text) or _BELOW_ALONE.match(text)
        if furniture and text[-1:] not in "?!" and at > spoken_last:
            return at
    return len(lines)


def _is_label(line: _Line, own: OwnNames) -> bool:
    """True for a label in capitals, or one that tells who its person is; "Mayor: Bridge Must Go"
    may be a headline.
    """
    if line.marked is not None or broad_head(behind_cues(line.text)) is not None:
        return True
    label = label_of(Piece(PieceKind.SPEECH, line.text), own)
    if label is None:
        return False
    voice = label.kind == "nobody" and label.printed.casefold().startswith("unidentified")
    return voice or label.honorific is not None or label.works_here


def _without_tail(pieces: list[Piece]) -> list[Piece]:
    """Short lines at the end that end as no sentence does are tags and links, and no speech."""
    for at in reversed(range(1, len(pieces))):
        piece = pieces[at]
        if piece.kind is not PieceKind.SPEECH:
            continue
        words = len(piece.text.split())
        ends = piece.text[-1] in _ENDS_SENTENCE or label_of(piece) is not None
        cut = label_of(pieces[at - 1]) is not None and pieces[at - 1].text.endswith(_COLONS)
        marked = piece.marked is not None or ":" in piece.text
        if ends or cut or marked or words > _LONGEST_TAIL:
            break
        pieces[at] = piece._replace(kind=PieceKind.UNEXPLAINED, name="below the speech")
    return pieces


def _speech_below(lines: list[_Line], own: OwnNames, speech: Sequence[Piece]) -> str | None:
    """Why labelled speech below the speech's end must be explained: a known speaker's, that
    of a full name, or of several people. Readers who comment have names, too.
    """
    known = known_speakers(piece for piece in speech if piece.kind is PieceKind.SPEECH)
    strangers: list[str] = []
    for line in lines:
        if _ON_COMMENTS.search(line.text):
            return None
        label = label_of(Piece(PieceKind.SPEECH, line.text), own) if broad_head(line.text) else None
        if label is None or label.kind != "person":
            continue
        strangers.append(line.text)
        first, _, more = name_key(label.name).partition(" ")
        full = bool(more) and first not in HOST_ROLES and first not in JOB_WORDS
        if full or is_told(label, known) or len(strangers) >= _STRANGERS:
            return (
                f"labelled speech stands below the end of the transcript: {strangers[0][:_SHOWN]!r}"
            )
    return None
