"""The person named beside a quotation, and whether that can be the person who speaks."""

from __future__ import annotations

from dataclasses import dataclass

from scraper.names import name_key
from scraper.quotations.passages import PassageTurn


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody to whom a quotation is attributed.

    :ivar ids: the speakers in the archive that the name matches; empty if there are none.
    :ivar is_certain: False if it is a guess that the text names this person as the speaker, or that
        this is a person's name at all.
    """

    name: str
    ids: frozenset[int]
    is_certain: bool = True

    def is_speaker(self, turn: PassageTurn) -> bool:
        """True if the person speaks, as far as the archive knows: also where it knows the
        speaker by the surname alone.
        """
        if turn.speaker_id is not None and turn.speaker_id in self.ids:
            return not turn.doubt
        alone = turn.speaker is not None and " " not in turn.speaker.strip()
        return alone and not turn.doubt and surname(turn.speaker or "") == surname(self.name)

    def may_be(self, turn: PassageTurn) -> bool:
        """True if nothing tells the person from the one who speaks: nobody knows the speaker, a
        doubt stands, or the surname is the same and the archive knows nobody of the whole name.
        """
        if turn.doubt or turn.speaker_id is None or turn.role == "unidentified":
            return True
        if self.ids:
            return False
        names = {name for name in (turn.speaker, turn.called) if name}
        return any(surname(name) == surname(self.name) for name in names)


def surname(name: str) -> str:
    """The last word of a name, without generational suffixes."""
    words = [word.strip(".,") for word in name_key(name).split()]
    while len(words) > 1 and words[-1] in ("jr", "sr", "ii", "iii", "iv", "phd", "md"):
        words.pop()
    return words[-1] if words else ""
