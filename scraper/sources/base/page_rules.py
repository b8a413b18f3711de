"""How a source's pages are built: the rules for reading them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

#: What advertisers and fund drives put anywhere, transcripts too.
ADVERTS = (
    "aside, figure, form, .ad-wrap, .bucketwrap, [class*=advert], [class*=sponsor],"
    " [class*=donate], [class*=newsletter], [id^=ad-]"
)


@dataclass(frozen=True, slots=True)
class Layout:
    """How a source built its transcript pages for some years.

    ``transcript`` selects the block of speech. ``chrome`` selects the parts of that block that are
    not speech, and ``rights`` its copyright line and disclaimers. ``labels`` selects the elements
    that contain a label, if markup rather than capitals sets labels apart from speech. ``shared``
    is True if stories without a transcript have their text in the same block, and ``in_parts`` if
    several elements with the same parent make up the block. Old stories are often served in a later
    layout, so the dates say when a layout was in use, not which stories have it.
    """

    name: str
    held_from: date
    held_to: date | None
    transcript: str
    rights: str = ""
    chrome: str = ""
    labels: str = ""
    shared: bool = False
    in_parts: bool = False


@dataclass(frozen=True, slots=True)
class EmbeddedFacts:
    """Facts stored as JSON in an attribute, of a player or a data layer.

    ``keys`` maps ``audio_url``, ``duration``, ``program`` and ``published`` to their JSON keys.
    ``story_urls`` and ``story_ids`` are the keys that name the story; ids are separated by colons.
    ``header`` selects the block that contains the story's own player.
    """

    selector: str
    attribute: str
    keys: Mapping[str, str]
    story_urls: tuple[str, ...] = ()
    story_ids: tuple[str, ...] = ()
    header: str = ""


@dataclass(frozen=True, slots=True)
class MetadataSelectors:
    """Where a source's pages show facts to readers, the most reliable first.

    A ``program`` selector counts only if it selects a known program; ``program_name`` selects the
    program whatever its name is. ``story_url`` is used if a page has neither a canonical URL nor
    ``og:url``. ``audio`` has pairs of a selector and the attribute with the audio's URL.
    ``rights`` selects a licence or copyright line outside the transcript.
    """

    title: tuple[str, ...] = ()
    program: tuple[str, ...] = ()
    program_name: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    teaser: tuple[str, ...] = ()
    story_url: tuple[str, ...] = ()
    audio: tuple[tuple[str, str], ...] = ()
    rights: str = ""
    facts: EmbeddedFacts | None = None
