"""``onrecord quote``: print a quotation's verdict and the closest passages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from rich.console import Console
from rich.text import Text

from jobs.doubts import transcript_in_doubt, uncertain_speaker
from jobs.quote_words import shown_stretches
from jobs.terminal import clipped, plural, printable, stdout
from scraper.archive.quotations import permanent_id
from scraper.archive.store import Archive
from scraper.names import name_key
from scraper.quotations.passages import Passage, PassageTurn
from scraper.quotations.search import COUNTED_TO
from scraper.quotations.verdict import (
    ABOUT_SPEAKER,
    DIFFERENCES,
    Finding,
    Match,
    Piece,
    PieceKind,
    Verdict,
)

_INDENT = "    "
#: Words that are shown of a turn around the quotation, and at either end of a difference.
_AROUND, _SAME = 40, 12


def print_finding(archive: Archive, found: Finding, context: int) -> None:
    """The verdict, then the closest passages with their differences and the turns around them."""
    console = stdout()
    console.print(Text(verdict_line(found), style=_style(found)), soft_wrap=True)
    for line in more_lines(found):
        console.print(Text(printable(line)), soft_wrap=True)
    for match in shown(found):
        console.print()
        print_match(console, match, around(archive, match, context))


def shown(found: Finding) -> tuple[Match, ...]:
    """The passages that are printed: each part of what was joined, several where none is close."""
    if found.verdict in (Verdict.JOINED, Verdict.NOT_ON_RECORD):
        parts = [match for match in found.matches if match.verdict == found.verdict]
        return tuple(parts or found.matches[:1])
    return found.matches[:1]


def around(archive: Archive, match: Match, context: int) -> Passage:
    """The passage of a match with so many turns on either side; cues among them are not counted."""
    story = match.passage.story
    spare = 3 * context
    wide = archive.quotations.around(
        story.transcript_id, match.first - context - spare, match.last + context + spare
    )
    before = [turn for turn in wide.turns if turn.position < match.first]
    behind = [turn for turn in wide.turns if turn.position > match.last]
    first = _nth_speech(before[::-1], context, match.first)
    last = _nth_speech(behind, context, match.last)
    return Passage(story, tuple(turn for turn in wide.turns if first <= turn.position <= last))


def _nth_speech(turns: list[PassageTurn], count: int, default: int) -> int:
    spoken = [turn.position for turn in turns if turn.kind == "speech"][:count]
    return spoken[-1] if spoken else default


def iso_day(time: str) -> str:
    """The day of a time of the archive: ``2026-03-09``."""
    return time[:10]


def verdict_line(found: Finding, day: Callable[[str], str] = iso_day) -> str:
    """The verdict in a line.

    :param day: writes a day.
    """
    best = found.matches[0] if found.matches else None
    if found.is_corrected_since:
        return f"As published; {_corrected(found, day)}."
    match found.verdict:
        case Verdict.VERBATIM:
            return _verbatim(best.pieces if best is not None else ())
        case Verdict.CHANGED:
            return "Changed."
        case Verdict.SHORTENED:
            return "Shortened without a mark."
        case Verdict.JOINED:
            return "Joined without a mark."
        case Verdict.OTHER_SPEAKER:
            line = f"Said by {speaker_of(best)}, not {printable(found.named)}."
        case Verdict.UNCERTAIN:
            line = f"On record, but it is not certain that {printable(found.named)} said it."
        case Verdict.NOT_ON_RECORD:
            return "Not on record."
    if not found.words_differ:
        return line
    if found.earlier is not None:
        return f"{line} The words are as published; {_corrected(found, day)}."
    return f"{line} The words also differ."


def _corrected(found: Finding, day: Callable[[str], str]) -> str:
    return f"since corrected by the publisher (seen {day(found.corrected_at or '')})"


def _verbatim(pieces: Sequence[Piece]) -> str:
    """The verdict on words that are all the same, with what the writer marked in them."""
    omitted = any(piece.kind == PieceKind.OMISSION for piece in pieces)
    bracketed = any(piece.kind == PieceKind.INSERTION or "[" in piece.quoted for piece in pieces)
    if omitted and bracketed:
        return "Verbatim, with the omissions and brackets shown."
    if bracketed:
        return "Verbatim, with the brackets shown."
    return "Verbatim, with the omissions shown." if omitted else "Verbatim."


def more_lines(
    found: Finding, *, differences: bool = True, quoted_first: bool = False
) -> Iterator[str]:
    """What else there is to say: which words differ, why it is joined, how often it was said.

    :param differences: the words that differ, too.
    :param quoted_first: in what differs, the quotation stands before what was said.
    """
    best = found.matches[0] if found.matches else None
    if found.earlier is not None and not _is_below(found.earlier, best):
        story = found.earlier.passage.story
        yield (
            "The page had these words until the publisher corrected them:"
            f" {story.title or story.url}."
        )
    if found.verdict == Verdict.NOT_ON_RECORD:
        yield "The closest passages:" if best else "No passage comes close."
        return
    if best is None:
        return
    if found.verdict == Verdict.JOINED:
        parts = shown(found)
        yield (
            f"It joins {best.joined}."
            if len(parts) == 1
            else f"Its parts come from {len(parts)} passages."
        )
    for piece in best.differences if differences and len(shown(found)) == 1 else ():
        if differs_by_correction(found):
            yield correction(piece)
        else:
            yield difference(piece, quoted_first=quoted_first)
    accused = found.verdict in ABOUT_SPEAKER
    if found.named is not None and not accused and not _is_by(best, found.named):
        yield f"The words are {_possessive(speaker_of(best))}."
    if found.places is not None and found.places > 1:
        many = (
            f"{COUNTED_TO:,} or more turns"
            if found.places >= COUNTED_TO
            else plural(found.places, "turn")
        )
        yield f"These words occur in {many}; one of the latest is shown."


def _is_below(earlier: Match, best: Match | None) -> bool:
    """True if the transcript that had the words is shown below anyway."""
    shown_id = best.passage.story.transcript_id if best is not None else None
    return earlier.passage.story.transcript_id == shown_id


def differs_by_correction(found: Finding) -> bool:
    """True if the words differ because the publisher corrected them: they were quoted as published,
    and the closest passage is the one that was corrected.
    """
    earlier, best = found.earlier, found.matches[0] if found.matches else None
    if earlier is None or best is None or not _is_below(earlier, best):
        return False
    return earlier.first <= best.last and best.first <= earlier.last


def correction(piece: Piece) -> str:
    """A difference that is the publisher's correction, in a line."""
    if piece.kind == PieceKind.LEFT_OUT:
        return f"added since: {clipped(piece.said, 2 * _SAME)}"
    if piece.kind == PieceKind.ADDED:
        return f"removed since: {clipped(piece.quoted, 2 * _SAME)}"
    said, quoted = clipped(piece.said, 2 * _SAME), clipped(piece.quoted, 2 * _SAME)
    return f"published: {quoted} → now: {said}"


def difference(piece: Piece, *, quoted_first: bool = False) -> str:
    """A difference in a line."""
    if piece.kind == PieceKind.LEFT_OUT:
        return f"left out: {clipped(piece.said, 2 * _SAME)}"
    if piece.kind == PieceKind.ADDED:
        return f"added: {clipped(piece.quoted, 2 * _SAME)}"
    said, quoted = clipped(piece.said, 2 * _SAME), clipped(piece.quoted, 2 * _SAME)
    if quoted_first:
        return f"quoted: {quoted} → said: {said}"
    return f"said: {said} → quoted: {quoted}"


def speaker_of(match: Match | None) -> str:
    """Who says a passage, in words."""
    names = [printable(name) for name in match.speakers] if match is not None else []
    if not names and match is not None and match.turns and match.turns[0].label:
        return printable(match.turns[0].label)
    return " and ".join(names) or "an unknown speaker"


def _is_by(match: Match, named: str) -> bool:
    wanted = set(name_key(named).split())
    called = (name for turn in match.turns for name in (turn.speaker, turn.called) if name)
    return any(wanted & set(name_key(name).split()) for name in called)


def _possessive(name: str) -> str:
    return f"{name}'" if name.endswith("s") else f"{name}'s"


def print_match(console: Console, match: Match, passage: Passage) -> None:
    """A passage: who, where and when, then the words with their differences marked."""
    story = match.passage.story
    where = " · ".join(printable(part) for part in (story.program, story.date) if part)
    console.print(Text.assemble((speaker_of(match), "bold"), f" · {where}"), soft_wrap=True)
    console.print(Text(printable(story.title) or "(no title)", style="dim"), soft_wrap=True)
    console.print(Text(printable(story.url), style="dim"), soft_wrap=True)
    console.print(Text(str(permanent_id(story, match.turns[0])), style="dim"), soft_wrap=True)
    for doubt in dict.fromkeys(match.doubts):
        console.print(Text(f"! {uncertain_speaker(doubt)}", style="dim"), soft_wrap=True)
    if story.doubt:
        console.print(Text(f"! {transcript_in_doubt(story.doubt)}", style="dim"), soft_wrap=True)
    for turn in passage.turns:
        if turn.position < match.first:
            _print_around(console, turn)
    console.print(_marked(match), soft_wrap=True)
    for turn in passage.turns:
        if turn.position > match.last:
            _print_around(console, turn)


def _print_around(console: Console, turn: PassageTurn) -> None:
    if turn.kind == "cue":
        line = Text(f"{_INDENT}{printable(turn.text)}", style="italic dim")
    else:
        who = printable(turn.speaker or turn.label) or "unknown speaker"
        line = Text(f"{_INDENT}{who}: {clipped(turn.text, 2 * _AROUND)}", style="dim")
    console.print(line, soft_wrap=True)


def _marked(match: Match) -> Text:
    """The words of a passage as they stand on record: ``[-said-]`` and ``{+quoted+}`` where they
    differ.
    """
    line = Text.assemble(_INDENT, (f"{speaker_of(match)}: ", "bold"))
    for one in shown_stretches(match):
        said, quoted = printable(one.said), printable(one.quoted)
        if one.kind not in DIFFERENCES:
            line.append(said, style="bold" if one.kind == PieceKind.SAME else "dim")
            continue
        if said:
            line.append(f"[-{said}-]", style="red")
        if quoted:
            begins = line.plain.endswith(" ")
            line.append(f"{{+{quoted}+}} " if begins else f" {{+{quoted}+}}", style="green")
    return line


def _style(found: Finding) -> str:
    if found.is_corrected_since:
        return "bold yellow"
    return "bold green" if found.holds else "bold red"
