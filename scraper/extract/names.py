"""Relations between names: surnames, short forms of first names, and spellings one edit apart."""

from __future__ import annotations

from scraper.names import name_key

SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})

#: First names with their usual short forms.
_SHORT_FORMS = """
abigail abby gail | albert al bert | alexander alex sandy | alexandra alex sandra | alfred al fred
| andrew andy drew | anthony tony | arthur art | barbara barb | benjamin ben | catherine cathy kate
| charles charlie chuck | christina chris tina | christine chris | christopher chris | cynthia cindy
| daniel dan danny | david dave | deborah deb debbie | donald don | dorothy dot dottie | edward ed
eddie ned ted | elizabeth liz beth betty betsy eliza | eugene gene | frances fran | francis frank
| frederick fred | gabriel gabe | gerald gerry jerry | gregory greg | harold hal harry | henry hank
harry | herbert herb | jacob jake | james jim jimmy | jeffrey jeff | jennifer jen jenny | jessica
jess | john jack johnny | jonathan jon | joseph joe joey | joshua josh | katherine kate kathy katie
| kathleen kathy | kenneth ken | kimberly kim | lawrence larry | leonard len | louis lou | margaret
maggie meg peggy | martin marty | matthew matt | melissa mel | michael mike mickey | nancy nan
| nathaniel nate | nicholas nick | pamela pam | patricia pat patty trish | patrick pat | peter pete
| philip phil | rachel rae | raymond ray | rebecca becky becca | richard dick rich rick | robert
bob bobby rob | ronald ron | rosemary rose | russell russ | samantha sam | samuel sam sammy
| sidney sid | stanley stan | stephen steve | steven steve | stuart stu | susan sue susie
| suzanne sue | theodore ted teddy | theresa terry | thomas tom tommy | timothy tim
| valerie val | victor vic | victoria vicky | vincent vince | virginia ginny | walter walt
| william bill billy will | zachary zach
"""
_NICKNAMES: dict[str, set[str]] = {}
for _group in _SHORT_FORMS.split("|"):
    _full, *_short = _group.split()
    _NICKNAMES.setdefault(_full, set()).update(_short)

_QUOTES = "\"“”'‘’()"
#: Shorter names differ by a letter too often.
_SHORTEST_MISSPELT = 5


def name_keys(name: str) -> tuple[str, str]:
    """The keys of a name and of its last word, by which it is known."""
    key = name_key(name)
    return key, key.rpartition(" ")[2]


def ends_with(name: str, surname: str) -> bool:
    """True if ``surname`` (folded; of several words too) is the surname of ``name``."""
    return key_ends_with(name_key(name), surname)


def key_ends_with(key: str, surname: str) -> bool:
    """The same of the key of a name."""
    if key.endswith(surname) and (key == surname or key.endswith(f" {surname}")):
        return True
    words = key.split()
    return (
        len(words) > 2
        and words[-1].strip(".") in SUFFIXES
        and " ".join(words[:-1]).rstrip(",").endswith(" " + surname)
    )


def is_joint(name: str) -> bool:
    """True for two people, or a band: "Ann Doe and Bob Roe"."""
    folded = f" {name_key(name)} "
    return " and " in folded or " & " in folded


def tells_one_person(name: str) -> bool:
    """True for the full name of one person or band, which tells them from others anywhere."""
    words = name.split()
    joint = " and " in f" {name.casefold()} " and "the" not in words
    if len(words) < 2 or "&" in words or joint:
        return False
    first = words[0]
    return not (len(words) == 2 and (len(first) == 1 or (len(first) == 2 and first.endswith("."))))


def goes_by(name: str, first: str) -> bool:
    """True if ``first`` (folded) is the first name of ``name`` or the nickname printed in it."""
    words = name_key(name).split()
    nicknames = [word.strip(_QUOTES) for word in words[1:] if word[0] in _QUOTES]
    return first in (words[0], *nicknames)


def is_short_for(first: str, name: str) -> bool:
    """True if ``first`` (folded) is a usual short form of the first name of ``name``."""
    return first in _NICKNAMES.get(name_key(name).split()[0], ())


def are_one(one: str, other: str) -> bool:
    """True if two full names are the same but for a middle name or initial that one leaves out
    ("Donald J. Roe", "Donald Roe"), or a nickname ('Robert "Bob" Roe', "Bob Roe").
    """
    ours, theirs = name_key(one).split(), name_key(other).split()
    if len(ours) < len(theirs):
        ours, theirs = theirs, ours
    if len(theirs) < 2 or len(ours) == len(theirs) or ours[-1] != theirs[-1]:
        return False
    if ours[-1].strip(".") in SUFFIXES or len(theirs) > 2:
        return False
    middle = ours[1:-1]
    if any(word[0] in _QUOTES for word in middle):
        return theirs[0] == ours[0] or theirs[0] in [word.strip(_QUOTES) for word in middle]
    return ours[0] == theirs[0] and all(len(word.strip(".")) == 1 for word in middle)


def surname_of(name: str) -> str:
    """The last word of a name, folded, suffixes aside."""
    words = [word for word in name_key(name).split() if word.strip(".,") not in SUFFIXES]
    return words[-1] if words else ""


def misspelt(one: str, other: str) -> bool:
    """True if two names are the same but for one letter put in, left out, put wrong or swapped
    with its neighbour (an optimal string alignment distance of 1) in a word that is long enough
    and begins alike.
    """
    ours, theirs = name_key(one).split(), name_key(other).split()
    if len(ours) != len(theirs):
        return False
    pairs = [pair for pair in zip(ours, theirs, strict=True) if pair[0] != pair[1]]
    if len(pairs) != 1:
        return False
    a, b = pairs[0]
    return min(len(a), len(b)) >= _SHORTEST_MISSPELT and a[0] == b[0] and _one_edit(a, b)


def _one_edit(a: str, b: str) -> bool:
    if len(a) > len(b):
        a, b = b, a
    if len(b) - len(a) > 1:
        return False
    at = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), len(a))
    if len(a) < len(b):
        return a[at:] == b[at + 1 :]
    swapped = a[at : at + 2] == b[at : at + 2][::-1] and a[at + 2 :] == b[at + 2 :]
    return swapped or a[at + 1 :] == b[at + 1 :]
