"""Comparing titles: which office a label gives, and which offices exclude each other."""

from __future__ import annotations

from scraper.extract.labels import Label
from scraper.extract.titles import FORMS_OF_ADDRESS
from scraper.names import name_key

_MEN, _WOMEN = frozenset({"mr", "sir"}), frozenset({"ms", "mrs", "miss", "mlle", "madam"})
#: First names that hardly any woman, or hardly any man, has.
_MENS_NAMES = frozenset(
    """aaron adam alan albert andrew anthony arnold arthur ben benjamin bernard bill bob brad brian
    bruce carl charles christopher craig dan daniel david dennis donald doug douglas earl ed eddie
    edward eric ernest frank fred gary george gerald greg gregory harold harry henry howard jack
    jacob james jason jeff jeffrey jim jimmy joe joel john johnny jonathan jose joseph joshua juan
    keith ken kenneth kevin larry lawrence leonard louis luis mark martin matt matthew michael mike
    nathan neil nicholas norman patrick paul peter phil philip phillip ralph raymond richard rick
    rob robert roger ronald roy russell samuel scott sean stephen steve steven stuart ted thomas tim
    timothy todd tom tony vincent walter warren wayne will william zachary""".split()
)
_WOMENS_NAMES = frozenset(
    """abigail alice alicia alison amanda amy andrea angela anita ann anna anne annie barbara beth
    betty beverly brenda carol caroline carolyn catherine cheryl christina christine claire cynthia
    deborah debra denise diana diane donna dorothy elaine eleanor elizabeth ellen emily emma erica
    evelyn frances gloria grace hannah heather heidi helen hillary irene jacqueline jane janet
    janice jean jennifer jessica joan joanne joyce judith judy julia julie karen kate katherine
    kathleen kathryn katie kimberly laura lauren linda lisa lori louise lucy margaret maria marie
    marilyn martha mary megan melissa michelle monica nancy natalie nicole nina olivia pamela
    patricia paula rachel rebecca renee rita rose ruth sandra sarah sharon shirley sophia stephanie
    susan suzanne teresa theresa tina valerie vanessa veronica victoria virginia wendy""".split()
)
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
    """True if a label has the office ``told``, before the name or behind it."""
    if written_out(label.honorific) == told:
        return True
    said = f" {written_out(label.honorific)} {written_out(label.description)} ".replace(",", "")
    return (
        bool(told) and told.rsplit(maxsplit=1)[-1] not in FORMS_OF_ADDRESS and f" {told} " in said
    )


def contradict(one: str, other: str) -> bool:
    """True if one is a man's honorific and the other a woman's."""
    return (one in _MEN and other in _WOMEN) or (one in _WOMEN and other in _MEN)


def belies(honorific: str, name: str) -> bool:
    """True if a man's honorific stands for a woman's first name, or a woman's for a man's: "Mrs.
    ROE" is not Robert Roe.
    """
    first = name_key(name).split()[0]
    return (honorific in _WOMEN and first in _MENS_NAMES) or (
        honorific in _MEN and first in _WOMENS_NAMES
    )
