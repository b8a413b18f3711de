"""How a transcript spells the names that its labels print in capitals."""

from __future__ import annotations

from collections.abc import Iterable

from scraper.extract.casing import PARTICLES, name_case


class Spelling:
    """Finds names in the speech, or else elsewhere on the page.

    :param speech: all the speech.
    :param names_on_page: names elsewhere on the page: bylines.
    """

    def __init__(self, speech: str, names_on_page: Iterable[str]) -> None:
        self._speech = speech
        self._lower = speech.lower()
        self._searchable = len(self._lower) == len(speech)
        self._on_page: dict[str, str] = {}
        for name in names_on_page:
            self._on_page.setdefault(name.casefold(), name)
        self._known: dict[str, str] = {}

    def spelled(self, shouted: str) -> str:
        """A name in capitals as the page spells it in its speech or bylines, else by rule."""
        if shouted not in self._known:
            self._known[shouted] = self._look_up(shouted)
        return self._known[shouted]

    def _look_up(self, shouted: str) -> str:
        shouted = shouted.replace("`", "'").replace("´", "'")
        if not shouted.isupper() and name_case(shouted) == shouted:
            return shouted.replace("’", "'")
        if (printed := self._on_page.get(shouted.casefold())) is not None:
            return printed
        if self._searchable:
            wanted, start = shouted.lower(), 0
            while (start := self._lower.find(wanted, start)) >= 0:
                found = self._speech[start : start + len(wanted)]
                if _is_written(found) and self._whole(start, len(wanted)):
                    return found.replace("’", "'")
                start += 1
        return name_case(shouted).replace("’", "'")

    def _whole(self, start: int, length: int) -> bool:
        text, end = self._speech, start + length
        return not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum())


def _is_written(found: str) -> bool:
    """True for a name as a person writes it: not in capitals, and each word begins with one."""
    words = found.split()
    return not found.isupper() and all(word[0].isupper() or word in PARTICLES for word in words)
