"""Comparing titles: which office a label gives, and which exclude each other."""

from __future__ import annotations

from scraper.extract.labels import Label
from scraper.extract.titles import FORMS_OF_ADDRESS

_MEN, _WOMEN = frozenset({"mr", "sir"}), frozenset({"ms", "mrs", "miss", "mlle", "madam"})
#: Titles that are also printed short.
_LONG_TITLES = dict(
    pair.split("=")
    for pair in """sen=senator rep=representative gov=governor gen=general col=colonel lt=lieutenant
    sgt=sergeant capt=captain pres=president prof=professor dr=doctor rev=reverend sec=secretary
    amb=ambassador adm=admiral maj=major cmdr=commander cpl=corporal""".split()
)


def written_out(honorific: str | None) -> str:
    """A title to compare by: in small letters, written out."""
    words = (honorific or "").casefold().replace(".", "").split()
    return " ".join(_LONG_TITLES.get(word, word) for word in words)


def has_office(label: Label, told: str) -> bool:
    """True when a label has the office ``told``, before the name or behind it."""
    if written_out(label.honorific) == told:
        return True
    said = f" {written_out(label.honorific)} {written_out(label.description)} ".replace(",", "")
    return (
        bool(told) and told.rsplit(maxsplit=1)[-1] not in FORMS_OF_ADDRESS and f" {told} " in said
    )


def contradict(one: str, other: str) -> bool:
    """True when one is a man's honorific and the other a woman's."""
    return (one in _MEN and other in _WOMEN) or (one in _WOMEN and other in _MEN)
