"""The queries of the reading room, behind one class."""

from __future__ import annotations

from collections.abc import Collection

from scraper.archive.database.connection import Database
from scraper.archive.reading_room.corrections import Correction, corrections
from scraper.archive.reading_room.people import (
    FrequentSpeaker,
    PersonPage,
    frequent,
    person,
    speakers,
)
from scraper.archive.reading_room.programs import (
    ProgramHost,
    ProgramMonth,
    ProgramTotals,
    VoiceShare,
    hosts,
    months,
    newest_of,
    programs,
    totals,
    voice_shares,
)
from scraper.archive.reading_room.transcripts import (
    ListedStory,
    ReadTranscript,
    RoomTotals,
    asking_noarchive,
    newest,
    read,
    room_totals,
)
from scraper.archive.rows import TranscriptRow


class ReadingRoom:
    """Reads the data of the reading room's pages."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def totals(self) -> RoomTotals:
        """How much there is to read."""
        return room_totals(self._db)

    def newest(self, limit: int, offset: int = 0) -> list[ListedStory]:
        """The transcripts that aired last, by day and program, without the first ``offset``; those
        of unknown days are the last.
        """
        return newest(self._db, limit, offset)

    def read(self, row: TranscriptRow) -> ReadTranscript:
        """A transcript with all that a reader sees of it."""
        return read(self._db, row)

    def asking_noarchive(self, ids: Collection[int]) -> set[int]:
        """Those of some transcripts whose pages ask not to be shown from an archive."""
        return asking_noarchive(self._db, ids)

    def person(self, speaker_id: int) -> PersonPage | None:
        """A person; None if nobody with that number speaks."""
        return person(self._db, speaker_id)

    def frequent_speakers(self, limit: int, offset: int = 0) -> list[FrequentSpeaker]:
        """Those who speak most, by words, without the first ``offset``."""
        return frequent(self._db, limit, offset)

    def speakers(self) -> int:
        """The number of those who speak."""
        return speakers(self._db)

    def programs(self) -> list[ProgramTotals]:
        """Every program, by name."""
        return programs(self._db)

    def program(self, name: str) -> ProgramTotals | None:
        """One program; None if no transcript names it."""
        return totals(self._db, name)

    def program_months(self, name: str) -> list[ProgramMonth]:
        """The months of a program that have a transcript, oldest first."""
        return months(self._db, name)

    def program_hosts(self, name: str) -> list[ProgramHost]:
        """Who hosts a program, who does most often first."""
        return hosts(self._db, name)

    def program_newest(self, name: str) -> list[ListedStory]:
        """The transcripts of a program that aired last."""
        return newest_of(self._db, name)

    def voice_shares(self, program: str | None = None) -> list[VoiceShare]:
        """Words by year and role."""
        return voice_shares(self._db, program)

    def corrections(self, limit: int, offset: int = 0) -> tuple[int, list[Correction]]:
        """How many corrections publishers made, and some of them, the last seen first."""
        return corrections(self._db, limit, offset)
