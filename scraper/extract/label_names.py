"""The name in a label: a person or a band, a voice without a name, or no name at all.

::

    name    = [ title ] word { word } [ suffix ]        ANN DOE, Mr. BILL ROE, EMIL DE LA TORRE
            | "THE" word { word }                       THE LANTERNS
            | name "AND" name                           BOB MARLEY AND THE WAILERS
            | voice [ [ "#" ] number ]                  UNIDENTIFIED MAN #2, GERMAN PROTESTER
            | role                                      HOST
    word    = capitals | particle | prefixed | nickname | initial | digits
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from scraper.extract.casing import PARTICLES, PREFIXED
from scraper.extract.label_words import (
    ALSO_NAMES,
    ALSO_SURNAMES,
    COUNTED,
    DESCRIBES,
    HOST_ROLES,
    NAME_SUFFIXES,
    NO_HEAD,
    NOBODY,
    NOBODY_MIXED,
    NOT_A_NAME,
    PHRASES,
    SENTENCE,
    SPELLED_NUMBERS,
    UNNAMED,
)
from scraper.extract.name_letters import (
    MOST_BAND_WORDS,
    MOST_WORDS,
    NUMBER,
    QUOTED,
    is_mixed_name,
    is_shouted_name,
)
from scraper.extract.titles import FORMS_OF_ADDRESS, REGNAL, is_title_word, split_title
from scraper.given_names import GIVEN_NAMES
from scraper.names import name_key

Kind = Literal["person", "nobody", "announcer", "host"]

_ORDINAL = re.compile(r"^\d(?:st|nd|rd|th)$", re.IGNORECASE)
_PLACES = frozenset("on in at of from".split())
#: Titles and voices that name a person when they stand alone: they are surnames as well.
_ALONE = frozenset(
    """king prince princess queen dean bishop pope major duke earl baron marshal lord elder
    sultan shaikh sheikh
    cook barber carpenter foreman baker hunter turner butcher fisher parson ranger page merchant
    minor""".split()
)
_AGENCIES = frozenset(
    "fbi cia nasa fema epa irs dea atf nypd lapd dhs nsa un nato cdc fda ftc fcc pentagon".split()
)


@dataclass(frozen=True, slots=True)
class Name:
    """What the name of a label says. ``text`` is as printed; ``sure`` is False for capitals that
    are words of sentences as well ("WILL"), which need a sign that somebody is called so.
    """

    kind: Kind
    text: str
    title: str | None = None
    sure: bool = True


def name_words(text: str) -> list[str]:
    """The words of a name; a quoted or bracketed nickname is one."""
    if not any(char in text for char in "\"“(‘'"):
        return text.split()
    words: list[str] = []
    done = 0
    for found in QUOTED.finditer(text):
        before = text[done : found.start()]
        if before and not before[-1].isspace():
            continue  # O'BRIEN
        words += before.split()
        words.append(found.group())
        done = found.end()
    return words + text[done:].split()


def read_name(text: str, *, mixed: bool = False) -> Name | None:
    """What ``text`` names, None if it is no name.

    :param mixed: the page sets labels apart by other means than capitals, so names need none.
    """
    words = name_words(text)
    if not words or len(words) > MOST_BAND_WORDS or text.count('"') % 2:
        return None
    folded = [word.casefold().strip(".,") for word in words]
    shouted = text.isupper()
    if shouted or mixed or _is_mixed_voice(folded):
        voice = _voice(words, folded, mixed=mixed or not shouted)
        if voice is not None:
            return voice
    if " ".join(folded) in PHRASES or _counts(folded):
        return None
    title, rest = split_title(words)
    if not title and not shouted and not mixed and not _is_regnal(words):
        title, rest = _title_in_small_letters(words)
    if len(words) == 1 and _is_bare_title(words[0]) and folded[0] not in _ALONE:
        return Name("nobody", text)
    if not rest or (mixed and not is_mixed_name(rest)):
        return None
    capitals = rest[1:] if _is_regnal(rest) else rest
    if not mixed and not is_shouted_name(capitals, after_title=bool(title)):
        return None
    sure = _is_no_sentence(rest)
    if sure is None:
        return None
    return Name("person", " ".join(rest), " ".join(title) or None, sure)


def read_act(text: str) -> Name | None:
    """The name of a band that sings, whatever its words: "THEY MIGHT BE GIANTS"."""
    words = name_words(text)
    shouted = bool(words) and is_shouted_name(words, after_title=False)
    return Name("person", text) if shouted and len(words) > 1 else None


def _counts(folded: list[str]) -> bool:
    """True for what is counted: "PART 2", "STEP ONE", "ARTICLE II"."""
    if folded[0] in COUNTED and len(folded) < 4:
        return NUMBER.match(folded[-1]) is not None or folded[-1] in SPELLED_NUMBERS
    return NUMBER.match(folded[-1]) is not None and not COUNTED.isdisjoint(folded)


def _is_bare_title(word: str) -> bool:
    """True for "PRESIDENT" and "SEN.", which name nobody; and not for given names ("DEAN")."""
    return is_title_word(word) and name_key(word) not in GIVEN_NAMES


def _is_mixed_voice(folded: list[str]) -> bool:
    """True for a voice that older pages print in small letters: "Unidentified Man", "Group of
    People", "Crowd".
    """
    words = [word for word in folded if not NUMBER.match(word)]
    return folded[0] in UNNAMED or NOBODY_MIXED.issuperset(
        word for word in words if word not in ("of", "the", "on", "in", "at", "and")
    )


def _voice(words: list[str], folded: list[str], *, mixed: bool) -> Name | None:
    """A voice without a name, an announcer, or a role that stands alone."""
    printed = " ".join(words)
    bare = folded[1:] if folded[0] == "the" and len(folded) > 1 else folded
    numbered = len(bare) > 1 and NUMBER.match(bare[-1]) is not None
    if numbered:
        bare = bare[:-1]
    if bare in (["announcer"], ["announcers"]):
        return Name("announcer", printed)
    if " ".join(bare) in HOST_ROLES:
        return Name("host", printed)
    if bare[0] in UNNAMED:
        return Name("nobody", printed)
    if any(char in printed for char in ".?!;") and "." not in words[0]:
        return None
    last = bare[-1]
    if bare[0] in _AGENCIES and len(bare) > 1 and (is_title_word(last) or last in NOBODY):
        return Name("nobody", printed)  # "FBI DIRECTOR", whoever that was
    if bare[0] in NOBODY and bare[1:2] == ["number"] and len(bare) + numbered == 3:
        return Name("nobody", printed)  # "JUROR NUMBER FOUR", "JUROR NUMBER 4"
    if "as" in bare[1:-1] and bare[bare.index("as") - 1] in NOBODY:
        return Name("nobody", printed)  # "Actor as Lincoln"
    if bare[0] in NOBODY and not _PLACES.isdisjoint(bare[1:-1]):
        titled = is_title_word(words[0]) and split_title(words)[0]
        return None if titled else Name("nobody", printed)  # "MAN ON STREET"
    if len(bare) == 1 and last in _ALONE and not numbered:
        return None
    if last in NOBODY:
        return _voice_or_person(printed, bare, numbered=numbered)
    if numbered and len(bare) < 4 and not (COUNTED | NOT_A_NAME).intersection(bare):
        if mixed and not words[0].isupper():
            return None if len(bare) == 1 else Name("nobody", printed)
        return Name("nobody", printed)  # "BAKER 1", whoever that is
    return None


def _voice_or_person(printed: str, bare: list[str], *, numbered: bool) -> Name | None:
    """A noun for a voice: alone or described it is one, behind a first name a surname."""
    describes = bare[:-1]
    if not describes or numbered or set(describes) <= (DESCRIBES | NOBODY):
        if len(describes) == 1 and describes[0] in GIVEN_NAMES and bare[-1] in ALSO_SURNAMES:
            return None
        return Name("nobody", printed)
    first = name_key(describes[0])
    if first in GIVEN_NAMES or len(first) == 1 or bare[-1] in ALSO_SURNAMES:
        return None
    if is_title_word(describes[0]) or not SENTENCE.isdisjoint(bare) or bare[0] in ALSO_NAMES:
        return None
    return Name("nobody", printed) if len(bare) <= MOST_WORDS else None


def _is_regnal(words: list[str]) -> bool:
    """True for "Prince EDMUND", whose title is part of the name."""
    return len(words) > 1 and words[0].istitle() and words[0].casefold() in REGNAL


def _title_in_small_letters(words: list[str]) -> tuple[list[str], list[str]]:
    """A title that no list has, in small letters before a name in capitals: "Alderman-Elect JO
    DOE", "The Right Honourable DAVID HOLM". The name must be of two words or behind a form of
    address, so that a sentence that mentions NATO is none.
    """
    taken = 0
    while taken < len(words) and not words[taken].isupper() and not PREFIXED.match(words[taken]):
        word = words[taken]
        opens = word.casefold() in NO_HEAD and word not in ("The", "of")
        if opens or not (word[:1].isupper() or word == "of" or _ORDINAL.match(word)):
            return [], words
        taken += 1
    title, name = words[:taken], words[taken:]
    if not any(word.isupper() and len(word.strip(".")) > 1 for word in name):
        return [], words
    known = bool(title) and title[-1].casefold().strip(".") in FORMS_OF_ADDRESS
    if 0 < taken <= 4 and (len(name) > 1 or (known and name)):
        return title, name
    return [], words


def _is_no_sentence(name: list[str]) -> bool | None:
    """True for a name, False for one whose words are those of sentences, too, None for words that
    only sentences have.
    """
    if len(name) == 2 and name[0] in ("A", "I"):
        return False
    folded = ["" if len(word) <= 2 and word.endswith(".") else word.casefold().strip(".,'’")
              for word in name]  # fmt: skip
    if not SENTENCE.isdisjoint(folded) or folded[-1] == "the":
        return None
    if folded[0] in NOT_A_NAME and folded[0] not in ALSO_NAMES:
        return None
    soft = [word for word in folded if word in ALSO_NAMES]
    if not soft:
        return True
    if len(soft) == len(folded) or len(soft) > 1:
        return False
    if folded[0] in ("to", "in", "on", "at", "as", "a", "or", "it", "be", "my"):
        return None
    if len(folded) > 3 and folded[0] in soft:
        return any(not word or word in PARTICLES or word in NAME_SUFFIXES for word in folded[1:])
    return True
