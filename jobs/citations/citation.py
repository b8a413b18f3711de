"""The contents of a citation, whatever its format. Nothing in it is guessed: a fact that the
archive does not know for certain is None, or is marked as doubtful.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from jobs.terminal import printable
from scraper.archive.records.provenance import Provenance
from scraper.archive.records.reading import SpokenTurn
from scraper.archive.rows import TranscriptRow
from scraper.archive.store import Archive
from scraper.origins.wayback import capture_of
from scraper.sources import Source
from scraper.text_fragments import passage, text_directive, with_fragment

#: What a key may hold in BibTeX and in every reference manager; other characters are numbers.
_NO_KEY = re.compile(r"[^A-Za-z0-9.-]")


@dataclass(frozen=True, slots=True)
class Archived:
    """A copy of the page in the Wayback Machine, and the day of the capture."""

    url: str
    on: str


@dataclass(frozen=True, slots=True)
class Spoken:
    """The cited turn. ``speaker`` is the best known name; it is certain if ``doubt`` is None."""

    permanent_id: str
    position: int
    speaker: str | None
    label: str | None
    role: str | None
    doubt: str | None
    role_doubt: str | None
    is_cue: bool
    words: str

    @property
    def certain_speaker(self) -> str | None:
        """Who speaks, where nothing speaks against it."""
        return None if self.doubt or self.is_cue else self.speaker

    @property
    def one_line(self) -> str:
        """The words with their paragraphs joined by spaces."""
        return " ".join(self.words.split())


@dataclass(frozen=True, slots=True)
class Citation:
    """A story, or a turn of one.

    :ivar publisher: the publisher of the site; None for sites with many publishers.
    :ivar url: the publisher's URL. For a story, the page to cite; for a turn, the page with the
        words, with a text fragment that leads to them.
    :ivar has_fragment: False if no fragment identifies the words, and for a story.
    :ivar retrieved_on: the day on which the page with the words was fetched.
    :ivar hosts: the certain hosts, in the order in which they speak; ``guests`` likewise.
    :ivar interviewer: the only host or reporter who can have asked the cited speaker.
    """

    source: str
    story_id: str
    transcript_id: int
    title: str | None
    program: str | None
    publisher: str | None
    aired_on: str | None
    language: str | None
    url: str
    has_fragment: bool
    retrieved_on: str
    archived: Archived | None
    content_hash: str
    doubt: str | None
    hosts: tuple[str, ...]
    guests: tuple[str, ...]
    interviewer: str | None
    spoken: Spoken | None

    @property
    def id(self) -> str:
        """What ``onrecord cite --check`` finds again: the turn's permanent id, or the story's id
        and the hash of its words.
        """
        if self.spoken is not None:
            return self.spoken.permanent_id
        return f"onrecord:{self.source}/{self.story_id} hash-v1:{self.content_hash}"

    @property
    def key(self) -> str:
        """A name for it in a bibliography, which stays when words are corrected."""
        story = _NO_KEY.sub(lambda found: f"_{ord(found[0]):x}_", self.story_id)
        turn = f".turn{self.spoken.position}" if self.spoken is not None else ""
        return f"{self.source}.{story}{turn}"

    @property
    def where(self) -> str | None:
        """The program and whose it is: ``Fresh Air, NPR``."""
        known = dict.fromkeys(part for part in (self.program, self.publisher) if part)
        return ", ".join(known) or None

    @property
    def doubts(self) -> tuple[str, ...]:
        """What is not certain, a sentence for each."""
        found = []
        if self.spoken is not None and self.spoken.doubt:
            found.append(f"The speaker is uncertain: {self.spoken.doubt}.")
        if self.doubt:
            found.append(
                f"The transcript is in doubt: today's rules do not understand it: {self.doubt}."
            )
        return tuple(" ".join(one.split()) for one in found)


def cite(
    archive: Archive, row: TranscriptRow, position: int | None, sources: Sequence[Source]
) -> Citation:
    """The citation of a transcript, or of the turn at a position. A turn that somebody edited by
    hand has no permanent id: the citation is that of its story.
    """
    turns = archive.records.turns(row.id or 0)
    turn = next((turn for turn in turns if turn.position == position), None)
    spoken = _spoken(turn) if turn is not None else None
    provenance = archive.records.provenance(row)
    source = next((one for one in sources if one.name == row.source), None)
    url, directive = row.url, None
    if turn is not None and spoken is not None:
        passages = [passage(turn.label, turn.text) for turn in turns]
        above = [text for text in (row.title, row.teaser) if text]
        directive = text_directive(passages, turns.index(turn), above)
        url = _page_with_the_words(row, provenance, source)
    guests = _certain(turns, "guest")
    return Citation(
        row.source,
        row.story_id,
        row.id or 0,
        _clean(row.title),
        _clean(row.program),
        source.title if source is not None and not source.many_sites else None,
        row.aired_on,
        _clean(row.language),
        with_fragment(printable(url), directive),
        directive is not None,
        provenance.fetched_at[:10],
        _archived(provenance.via),
        row.content_hash,
        _clean(row.doubt),
        _certain(turns, "host"),
        guests,
        _interviewer(turns, spoken.certain_speaker if spoken else _only(guests)),
        spoken,
    )


def _page_with_the_words(row: TranscriptRow, provenance: Provenance, source: Source | None) -> str:
    """The publisher's URL of the page that the words are from: the one that answered, unless that
    is a mirror's or another archive's.
    """
    answered = provenance.fetched_url
    ref = source.identify(answered) if source is not None and answered is not None else None
    if answered is not None and ref is not None and ref.story_id == row.story_id:
        return answered
    return provenance.url


def _clean(text: str | None) -> str | None:
    return printable(text).strip() or None


def _spoken(turn: SpokenTurn) -> Spoken | None:
    if turn.permanent_id is None:
        return None
    return Spoken(
        turn.permanent_id,
        turn.position,
        _clean(turn.speaker),
        _clean(turn.label),
        turn.role,
        _clean(turn.doubt),
        _clean(turn.role_doubt),
        turn.kind == "cue",
        printable(turn.text),
    )


def _archived(via: str | None) -> Archived | None:
    """The capture that a page came from; a WARC file is none."""
    capture = capture_of(via)
    if capture is None:
        return None
    return Archived(printable(capture.readable_url), f"{capture.captured_at:%Y-%m-%d}")


def _certain(turns: Sequence[SpokenTurn], *roles: str) -> tuple[str, ...]:
    """Who speaks in one of some roles, where neither is in doubt."""
    found = (
        printable(turn.speaker)
        for turn in turns
        if turn.speaker and turn.role in roles and not turn.doubt and not turn.role_doubt
    )
    return tuple(dict.fromkeys(found))


def _only(names: Sequence[str]) -> str | None:
    return names[0] if len(names) == 1 else None


def _interviewer(turns: Sequence[SpokenTurn], subject: str | None) -> str | None:
    """Who asks ``subject``, if it can be nobody else: a guest, one host or reporter, and no voice
    that is not certain.
    """
    spoken = [turn for turn in turns if turn.kind == "speech"]
    if any(turn.speaker is None or turn.doubt or turn.role_doubt for turn in spoken):
        return None
    if subject is None or subject not in _certain(turns, "guest"):
        return None
    return _only(_certain(turns, "host", "reporter"))
