"""The types that pass between the stages.

::

    discover ──StoryRef──► fetch ──Page──► extract ──Outcome──► land ──rows──► query

All of them are frozen: once a stage has passed its result on, nothing changes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, NamedTuple, get_args

Role = Literal["host", "reporter", "guest", "announcer", "unidentified"]
ROLES: tuple[Role, ...] = get_args(Role)
#: The roles of a newsroom's own people.
STAFF: tuple[Role, ...] = ("host", "reporter", "announcer")
TurnKind = Literal["speech", "cue"]


@dataclass(frozen=True, slots=True)
class StoryRef:
    """One story of one source.

    ``(source, story_id)`` identifies it. ``url`` is canonical: every form of the story's URL leads
    to the same ``url``. ``found_url`` is the form under which it was found; it may answer even if
    the canonical URL does not.
    """

    source: str
    story_id: str
    url: str
    found_url: str | None = field(default=None, compare=False)


class Covered(NamedTuple):
    """The days (``first`` to ``last``, both included) for which a listing names every story of
    ``programs``, or of all programs of its source if ``programs`` is empty.
    """

    first: date
    last: date
    programs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ListingRef:
    """A page that lists stories. If ``settled``, its stories won't change any more. ``program`` and
    ``day`` are set if all its stories are of one program or of one day. ``covers`` is what it lists
    completely, if it is read for that. It lists nothing after the day ``newest``.
    """

    source: str
    url: str
    settled: bool = False
    program: str | None = field(default=None, compare=False)
    day: date | None = field(default=None, compare=False)
    covers: Covered | None = field(default=None, compare=False)
    newest: date | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Listing:
    """What a listing page yields: the stories it is about, the stories in its other blocks, and
    more listings to read. Each story appears once, in the page's order. ``covers`` is what it lists
    completely, if only the page itself says so. ``cut`` says what could not be read and why; None
    if all of it was read. ``doubt`` says why it may not be the listing at all, although it links to
    stories; None if it has the markup of a listing.
    """

    stories: tuple[StoryRef, ...] = ()
    other_stories: tuple[StoryRef, ...] = ()
    listings: tuple[ListingRef, ...] = ()
    covers: Covered | None = None
    cut: str | None = None
    doubt: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A page as fetched.

    ``url`` is the URL that finally answered. ``body`` has the decoded bytes (without the content
    encoding, but still in the page's charset). ``headers`` have lower-case names. ``fetched_at`` is
    an aware UTC time; if another archive fetched the page, it is the time of that fetch. ``via``
    says where such a page came from: the URL of the capture, or the name of the WARC file.
    """

    url: str | None
    status: int
    headers: Mapping[str, str]
    body: bytes
    fetched_at: datetime
    via: str | None = None

    @property
    def content_type(self) -> str:
        """The ``Content-Type`` header, or an empty string."""
        return self.headers.get("content-type", "")


@dataclass(frozen=True, slots=True)
class FetchRecord:
    """One request. ``status`` is None if there was no answer."""

    url: str
    fetched_at: datetime
    status: int | None
    bytes: int | None
    milliseconds: int
    error: str | None = None


#: What decided a role, most certain first; :mod:`scraper.extract.roles` explains each.
RoleRule = Literal[
    "label",
    "program",
    "names themself",
    "signs off",
    "introduced",
    "opens",
    "asks",
    "thanks",
    "default",
]


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who speaks in one transcript. ``role`` is always set: a person about whom nothing
    else is known is a ``guest``, with the ``role_rule`` ``default``.
    """

    name: str
    role: Role
    role_rule: RoleRule = "default"
    description: str | None = None
    honorific: str | None = None
    #: False if the name does not identify one person ("Unidentified Man", "Smith").
    identified: bool = True
    #: Why the role is not certain; None if there is no reason for doubt.
    doubt: str | None = None
    #: The position or job that the label gives, written out: "Former President", "Senator".
    office: str | None = None
    #: The body that the label names, in one spelling: "USA Today", "Judiciary Committee".
    organization: str | None = None
    #: "Democrat", "Republican", "Independent", "Libertarian", or another party as printed.
    party: str | None = None
    #: The state, town or country that the label gives, written out: "Connecticut".
    place: str | None = None
    #: A book, film or song that the label names.
    work: str | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker says until another begins, or a cue. Paragraphs are joined by line breaks.
    ``speaker`` is an index into :attr:`Transcript.speakers`, or None if unknown.
    """

    label: str | None
    kind: TurnKind
    text: str
    speaker: int | None = None
    #: Why the speaker is not certain; None if there is no reason for doubt.
    doubt: str | None = None


#: ``unexplained`` is text that no rule understands: it is kept, but it is never speech.
NoteKind = Literal["note", "correction", "clarification", "unexplained"]


@dataclass(frozen=True, slots=True)
class Note:
    """Text in the transcript that nobody said on air, as printed: an editor's note, a correction, a
    clarification, or something unexplained. ``before_turn`` is the index in
    :attr:`Transcript.turns` of the turn that follows it, or None if it comes after the last turn.
    """

    before_turn: int | None
    kind: NoteKind
    text: str


@dataclass(frozen=True, slots=True)
class Transcript:
    """A whole record: everything a transcript page says, in the page's order."""

    ref: StoryRef
    url: str
    turns: tuple[Turn, ...]
    speakers: tuple[Speaker, ...]
    content_hash: str
    title: str | None = None
    program: str | None = None
    aired_on: date | None = None
    published_at: str | None = None
    modified_at: str | None = None
    teaser: str | None = None
    duration_s: int | None = None
    audio_url: str | None = None
    language: str | None = None
    rights: str | None = None
    layout: str | None = None
    noarchive: bool = False
    #: The newsroom whose people speak, if it is not the source itself: stations republish NPR.
    newsroom: str | None = None
    #: In the page's order.
    notes: tuple[Note, ...] = ()
    #: The version of the rules that read the page; empty if no extractor read it.
    extractor: str = ""

    @property
    def word_count(self) -> int:
        """Words of speech; cues don't count."""
        return sum(len(t.text.split()) for t in self.turns if t.kind == "speech")


@dataclass(frozen=True, slots=True)
class NoTranscript:
    """A story page without a transcript: a fact, not an error. If the page says that its transcript
    is published with another story, ``elsewhere`` is that story.
    """

    ref: StoryRef | None
    reason: str
    elsewhere: StoryRef | None = None
    noarchive: bool = False


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A page that no rule understands, with the reason. It is kept, but it has no record."""

    ref: StoryRef | None
    reason: str
    noarchive: bool = False


Outcome = Transcript | NoTranscript | Quarantined
