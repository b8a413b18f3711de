"""What an export holds, counted while it is written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from scraper.archive.corpus import CorpusStory

#: Different statements of rights of one source that are listed; a site has a few by era.
_RIGHTS = 50
#: The primary part of a language's tag (https://www.rfc-editor.org/rfc/rfc5646).
_LANGUAGE = re.compile("[a-z]{2,3}(?=-|$)", re.IGNORECASE)


@dataclass(slots=True)
class SourceTally:
    """What an export holds of one source. ``words`` are those spoken in its turns of speech.

    :ivar doubted: turns whose speaker is in doubt.
    :ivar unattributed: turns of speech that have no speaker.
    :ivar rights: what its pages say about rights, and how many say so; None where they say nothing.
    :ivar other_rights: how many say something else than the statements listed.
    """

    transcripts: int = 0
    turns: int = 0
    words: int = 0
    withheld: int = 0
    duplicates: int = 0
    doubted: int = 0
    unattributed: int = 0
    undated: int = 0
    first_day: str | None = None
    last_day: str | None = None
    programs: set[str] = field(default_factory=set)
    languages: Counter[str | None] = field(default_factory=Counter)
    rights: Counter[str | None] = field(default_factory=Counter)
    other_rights: int = 0

    def count(self, story: CorpusStory) -> None:
        """Count a transcript."""
        row = story.row
        speech = [turn for turn in story.turns if turn.kind == "speech"]
        self.transcripts += 1
        self.turns += len(speech)
        self.words += sum(turn.words for turn in speech)
        self.withheld += story.is_withheld
        self.duplicates += not row.counted
        self.doubted += sum(turn.doubt is not None for turn in speech)
        self.unattributed += sum(turn.speaker_id is None for turn in speech)
        self.undated += row.aired_on is None
        if row.aired_on is not None:
            self.first_day = min(self.first_day or row.aired_on, row.aired_on)
            self.last_day = max(self.last_day or row.aired_on, row.aired_on)
        if row.program is not None:
            self.programs.add(row.program)
        self.languages[_language(row.language)] += 1
        if row.rights in self.rights or len(self.rights) < _RIGHTS:
            self.rights[row.rights] += 1
        else:
            self.other_rights += 1


def _language(stated: str | None) -> str | None:
    found = _LANGUAGE.match(stated or "")
    return found[0].lower() if found else None


class Tally:
    """What an export holds, by source."""

    def __init__(self) -> None:
        self.sources: dict[str, SourceTally] = {}
        self.extractors: Counter[str] = Counter()
        self._speakers: set[int] = set()

    def watch(self, stories: Iterable[CorpusStory]) -> Iterator[CorpusStory]:
        """The same stories, each counted as it passes."""
        for story in stories:
            self.sources.setdefault(story.row.source, SourceTally()).count(story)
            self.extractors[story.row.extractor] += 1
            self._speakers.update(voice.speaker_id for voice in story.voices)
            yield story

    @property
    def totals(self) -> dict[str, int]:
        """Counts over all sources."""
        names = ("transcripts", "turns", "words", "withheld", "duplicates", "doubted",
                 "unattributed", "undated")  # fmt: skip
        found = {name: sum(getattr(one, name) for one in self.sources.values()) for name in names}
        return found | {"speakers": len(self._speakers)}

    @property
    def languages(self) -> list[str]:
        """The languages that pages state."""
        return sorted({name for one in self.sources.values() for name in one.languages if name})
