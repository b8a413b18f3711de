"""The types that pass between the stages.

::

    discover ──StoryRef──► fetch ──Page──► extract ──Outcome──► land ──rows──► query

All are frozen: a stage hands its result on and nobody changes it afterwards.
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

    ``(source, story_id)`` is its identity. ``url`` is canonical: every URL form of the story
    gives the same one. ``found_url`` is the form it was found under, which may answer where the
    canonical one does not.
    """

    source: str
    story_id: str
    url: str
    found_url: str | None = field(default=None, compare=False)


class Covered(NamedTuple):
    """The days, both ends in it, of which a listing names every story: those of ``programs``, or
    of all programs of its source where that is empty.
    """

    first: date
    last: date
    programs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ListingRef:
    """A page that lists stories. ``settled`` says that its stories won't change any more.
    ``program`` and ``day`` are those of every story it lists, where it lists those of one program
    or of one day. ``covers`` is what it is read for, where it lists that completely; ``newest`` is
    a day after which it lists nothing.
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
    """What a listing page yields: the stories it is about, those of its other blocks, and more
    listings to read. Each story stands once, in the page's order. ``covers`` is what it lists
    completely, where only the page itself says that. ``cut`` says what of it could not be read and
    why, None when all of it was. ``doubt`` says why it may not be the listing at all, although it
    links to stories; None when it has a listing's markup.
    """

    stories: tuple[StoryRef, ...] = ()
    other_stories: tuple[StoryRef, ...] = ()
    listings: tuple[ListingRef, ...] = ()
    covers: Covered | None = None
    cut: str | None = None
    doubt: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A page as fetched: ``url`` is where it finally answered, ``body`` its decoded bytes
    (content encoding undone, charset not), ``headers`` have lower-case names, and
    ``fetched_at`` is an aware UTC time; of a page that another archive kept, when that fetched it.
    ``via`` is where such a page came from: the URL of the capture, the name of the WARC file.
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
    """One request. ``status`` is None when there was no answer."""

    url: str
    fetched_at: datetime
    status: int | None
    bytes: int | None
    milliseconds: int
    error: str | None = None


#: What decided a role, most certain first; :mod:`scraper.extract.roles` tells each.
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
    """Somebody who speaks in one transcript. ``role`` is never unknown: a person of whom nothing
    more is said is a ``guest``, which ``role_rule`` then says.
    """

    name: str
    role: Role
    role_rule: RoleRule = "default"
    description: str | None = None
    honorific: str | None = None
    #: False when the name does not tell one person from another ("Unidentified Man", "Smith").
    identified: bool = True
    #: Why the role is not certain; None when nothing speaks against it.
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
    """What one speaker says until another begins, or a cue. Paragraphs are joined by a line
    break. ``speaker`` is an index into :attr:`Transcript.speakers`, None when unknown.
    """

    label: str | None
    kind: TurnKind
    text: str
    speaker: int | None = None
    #: Why it is not certain who speaks; None when nothing speaks against the speaker.
    doubt: str | None = None


#: ``unexplained`` is text of the page that no rule understands: kept, and never speech.
NoteKind = Literal["note", "correction", "clarification", "unexplained"]


@dataclass(frozen=True, slots=True)
class Note:
    """Text in the transcript that nobody said on air: an editor's note, a correction, a
    clarification, or something unexplained; as printed. ``before_turn`` is the index in
    :attr:`Transcript.turns` of the turn it stands before, None when it stands behind the last.
    """

    before_turn: int | None
    kind: NoteKind
    text: str


@dataclass(frozen=True, slots=True)
class Transcript:
    """A whole record: what a transcript page says, in the order it was said."""

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
    #: Whose people speak, where it is not the source itself: stations republish NPR.
    newsroom: str | None = None
    #: In the page's order.
    notes: tuple[Note, ...] = ()
    #: The version of the rules that read the page; empty where no extractor did.
    extractor: str = ""

    @property
    def word_count(self) -> int:
        """Words of speech; cues don't count."""
        return sum(len(t.text.split()) for t in self.turns if t.kind == "speech")


@dataclass(frozen=True, slots=True)
class NoTranscript:
    """A story page without a transcript: a fact, not an error. ``elsewhere`` is the story under
    which the page says that its transcript is published.
    """

    ref: StoryRef | None
    reason: str
    elsewhere: StoryRef | None = None
    noarchive: bool = False


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A page that no rule understands, with the reason; it is kept, never landed as a record."""

    ref: StoryRef | None
    reason: str
    noarchive: bool = False


Outcome = Transcript | NoTranscript | Quarantined
