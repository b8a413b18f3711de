"""The queries of the reading room: transcripts with their speakers, people, programs,
corrections.
"""

from scraper.archive.reading_room.corrections import Correction
from scraper.archive.reading_room.people import (
    Affiliation,
    CoSpeaker,
    PersonPage,
    PersonYear,
    Spoken,
)
from scraper.archive.reading_room.programs import (
    ProgramHost,
    ProgramMonth,
    ProgramTotals,
    VoiceShare,
)
from scraper.archive.reading_room.room import ReadingRoom
from scraper.archive.reading_room.transcripts import (
    ListedStory,
    ReadTranscript,
    ReadTurn,
    SameWords,
    Voice,
)

__all__ = [
    "Affiliation",
    "CoSpeaker",
    "Correction",
    "ListedStory",
    "PersonPage",
    "PersonYear",
    "ProgramHost",
    "ProgramMonth",
    "ProgramTotals",
    "ReadTranscript",
    "ReadTurn",
    "ReadingRoom",
    "SameWords",
    "Spoken",
    "Voice",
    "VoiceShare",
]
