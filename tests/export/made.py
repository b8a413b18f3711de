"""A small archive for exports, all of it invented, and known to the last word."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from scraper.archive.store import Archive
from scraper.content_hash import content_hash
from scraper.model import Note, Speaker, StoryRef, Transcript, Turn
from tests.conftest import NOON, a_page

ANN, BEN = Speaker("Ann Lee", "host", "label"), Speaker("Ben Orr", "guest", "label")
LONG = "Nobody knows how deep the lake is, and nobody has asked since the old ferry sank in it."
LAKE_TURNS = (
    Turn("ANN LEE, HOST", "speech", "How deep is it?", 0),
    Turn(None, "cue", "(SOUNDBITE OF WATER)"),
    Turn("BEN ORR", "speech", "-- Ninety feet, or 1,000 “more”.\nWho, me?", 1),
    Turn("VOICE?", "speech", LONG, None, doubt="the label could not be read"),
)
FERRY = "The ferry was never found by anybody."


def made(source: str, story: str, url: str, turns: tuple[Turn, ...], **facts: Any) -> Transcript:
    """A transcript with these turns."""
    facts = {"speakers": (ANN, BEN)} | facts
    return Transcript(
        StoryRef(source, story, url), url, turns, content_hash=content_hash(turns), **facts
    )


LAKE = made(
    "npr",
    "1001",
    "https://www.npr.org/transcripts/1001",
    LAKE_TURNS,
    speakers=(ANN, BEN),
    title="=HYPERLINK(lake)",
    program="Fresh Air",
    aired_on=date(2023, 3, 4),
    teaser="A lake, and what is in it.",
    rights="Copyright 2023. All rights reserved.",
    notes=(Note(2, "correction", "It is eighty feet."),),
)
#: The same words, aired again.
AGAIN = replace(
    LAKE,
    ref=StoryRef("npr", "1002", "https://www.npr.org/transcripts/1002"),
    url="https://www.npr.org/transcripts/1002",
    title="Encore: The lake",
    aired_on=date(2024, 3, 4),
)
#: Its page asks not to be shown from an archive; nobody knows when it aired.
CLOSED = made(
    "cnn",
    "acd/2024-05-01/01",
    "https://transcripts.cnn.com/show/acd/date/2024-05-01/segment/01",
    (Turn("BEN ORR", "speech", FERRY, 0),),
    speakers=(BEN,),
    title="The ferry",
    program="Anderson Cooper 360",
    noarchive=True,
)


def land(archive: Archive, *transcripts: Transcript) -> None:
    """Land transcripts as though each page had just been fetched."""
    lander = archive.lander()
    for number, one in enumerate(transcripts):
        with archive.transaction():
            lander.land(a_page(f"<p>{number}</p>", one.url), one, one.ref, NOON)


def archive_at(path: Path) -> Path:
    """The archive of the three stories."""
    with Archive.write(path) as archive:
        land(archive, LAKE, AGAIN, CLOSED)
    return path
