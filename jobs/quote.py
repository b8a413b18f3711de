"""``onrecord quote``: what is on record of a quotation, for a person."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from jobs.doubts import transcript_in_doubt, uncertain_speaker
from jobs.terminal import clipped, plural, printable, stdout
from scraper.archive.quotations import permanent_id
from scraper.archive.store import Archive
from scraper.names import name_key
from scraper.quotations.passages import Passage, PassageTurn
from scraper.quotations.search import COUNTED_TO
from scraper.quotations.verdict import Finding, Match, Piece, PieceKind, Verdict

_INDENT = "    "
#: Words that are shown of a turn beside the quotation, and of a turn around it.
_BESIDE, _AROUND = 25, 40
#: Words of a stretch that is the same, or left out with a mark, at either end of what is shown.
_SAME = 12


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


def verdict_line(found: Finding) -> str:
    """The verdict in a line."""
    best = found.matches[0] if found.matches else None
    match found.verdict:
        case Verdict.VERBATIM:
            marked = best is not None and any(
                piece.kind in (PieceKind.OMISSION, PieceKind.INSERTION) or "[" in piece.quoted
                for piece in best.pieces
            )
            return "Verbatim, but for what is marked." if marked else "Verbatim."
        case Verdict.CHANGED:
            return "Changed."
        case Verdict.SHORTENED:
            return "Shortened without a mark."
        case Verdict.JOINED:
            return "Joined without a mark."
        case Verdict.OTHER_SPEAKER:
            return f"Said by somebody else: {speaker_of(best)}, not {printable(found.named)}."
        case Verdict.UNCERTAIN:
            return f"On record, but it is not certain that {printable(found.named)} said it."
        case Verdict.NOT_ON_RECORD:
            return "Not on record."


def more_lines(found: Finding) -> Iterator[str]:
    """What else there is to say: which words differ, why it is joined, how often it was said."""
    best = found.matches[0] if found.matches else None
    if found.earlier is not None:
        story, seen = found.earlier.passage.story, (found.earlier_seen or "")[:10]
        yield (
            "The page said it like this until its publisher corrected it:"
            f" {story.title or story.url}, seen {seen}."
        )
    if found.verdict == Verdict.NOT_ON_RECORD:
        yield "The closest passages:" if best else "No passage comes close."
        return
    if best is None:
        return
    if found.verdict == Verdict.JOINED:
        parts = shown(found)
        yield (
            f"It has {best.joined}."
            if len(parts) == 1
            else f"Its parts stand in {len(parts)} passages."
        )
    for piece in best.differences if len(shown(found)) == 1 else ():
        yield difference(piece)
    accused = found.verdict in (Verdict.OTHER_SPEAKER, Verdict.UNCERTAIN)
    if found.named is not None and not accused and not _is_by(best, found.named):
        yield f"The words are {_possessive(speaker_of(best))}."
    if found.places is not None and found.places > 1:
        many = (
            f"{COUNTED_TO:,} or more turns"
            if found.places >= COUNTED_TO
            else plural(found.places, "turn")
        )
        yield f"These words stand in {many}; one of the latest is shown."


def difference(piece: Piece) -> str:
    """A difference in a line."""
    if piece.kind == PieceKind.LEFT_OUT:
        return f"left out: {clipped(piece.said, 2 * _SAME)}"
    if piece.kind == PieceKind.ADDED:
        return f"added: {clipped(piece.quoted, 2 * _SAME)}"
    said, quoted = clipped(piece.said, 2 * _SAME), clipped(piece.quoted, 2 * _SAME)
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
    """The words of a passage: ``[-said-]`` and ``{+quoted+}`` where they differ."""
    before, behind = match.before.split(), match.behind.split()
    line = Text.assemble(_INDENT, (f"{speaker_of(match)}: ", "bold"))
    stretches = [(" ".join(before[-_BESIDE:]), "dim")]
    if len(before) > _BESIDE:
        stretches.insert(0, ("…", "dim"))
    stretches += [part for piece in match.pieces for part in _piece(piece)]
    stretches.append((" ".join(behind[:_BESIDE]), "dim"))
    if len(behind) > _BESIDE:
        stretches.append(("…", "dim"))
    first = True
    for text, style in stretches:
        text = printable(text)
        if text:
            line.append("" if first or text[0] in ".,;:?!)\u201d" else " ")
            line.append(text, style=style)
            first = False
    return line


def _piece(piece: Piece) -> Iterator[tuple[str, str]]:
    said, quoted = clipped(piece.said, 4 * _SAME), clipped(piece.quoted, 4 * _SAME)
    if piece.kind == PieceKind.SAME:
        yield said, "bold"
    elif piece.kind in (PieceKind.OMISSION, PieceKind.INSERTION):
        yield quoted, "bold"
        yield (f"({clipped(piece.said, 2 * _SAME)})" if said else ""), "dim"
    else:
        yield (f"[-{said}-]" if said else ""), "red"
        yield (f"{{+{quoted}+}}" if quoted else ""), "green"


def _style(found: Finding) -> str:
    return "bold green" if found.holds else "bold red"
