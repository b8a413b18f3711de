"""Titles before a name: ranks, offices and forms of address.

A title is split off as the honorific ("SEN. ANN DOE", "FORMER NEW YORK MAYOR BILL ROE"), unless it
is part of the name, as in a regnal name (Pope Francis) or a first name that is also a title (Dean,
Major).
"""

from __future__ import annotations

import re
from functools import lru_cache

from scraper.extract.casing import PARTICLES
from scraper.given_names import GIVEN_NAMES

#: Written before a name; alone before a surname, too.
FORMS_OF_ADDRESS = frozenset(
    """mr mrs ms miss mx dr drs doctor prof professor sir dame madam madame monsieur senor senora
    messrs fr father sister brother rabbi imam rev reverend bishop archbishop cardinal pastor msgr
    monsignor deacon elder mother swami sheikh sheik shaikh ayatollah lord lady hon honorable master
    maestro
    honourable chaplain""".split()
)
RANKS = frozenset(
    """general gen colonel col lieutenant lt captain capt cpt sergeant sgt ssgt msgt major maj
    admiral
    adm commodore corporal cpl private pvt pfc commander cmdr cdr specialist spc spec chief officer
    detective det det. inspector constable sheriff deputy trooper marshal agent ensign airman seaman
    brigadier marine lcpl gunnery cwo sfc ltc ltg bg mg csm""".split()
)
OFFICES = frozenset(
    """president pres chmn spkr premier chancellor minister governor gov senator sen sens
    representative rep reps congressman congresswoman congressmember congressperson delegate
    del assemblyman assemblywoman assemblymember assemblyperson alderman alderwoman
    councilman councilwoman councilmember councilor councillor commissioner supervisor
    selectman secretary sec secy treasurer comptroller controller ambassador amb consul
    envoy mayor judge justice magistrate prosecutor solicitor attorney chairman chairwoman
    chair chairperson speaker whip leader superintendent principal dean provost warden coach
    manager director administrator spokesman spokeswoman spokesperson executive king queen
    prince princess pope emperor empress sultan emir duke duchess earl baron baroness count
    countess mp mep nominee candidate contender hopeful regent lawmaker host anchor
    correspondent reporter columnist analyst commentator contributor producer
    lieutenant-governor vice-president nurse astronaut comedian actor actress singer rapper
    musician author poet historian economist scientist activist organizer attorney-general
    chef gentleman ceo founder meteorologist photojournalist rabbi""".split()
)
#: Offices and jobs that stand before a name only in a longer title: alone they begin a name.
_ONLY_BEHIND = frozenset(
    """leader chair director manager administrator executive whip attorney agent supervisor
    treasurer controller comptroller prosecutor solicitor candidate nominee contender hopeful host
    anchor correspondent reporter columnist analyst commentator contributor producer nurse astronaut
    comedian actor actress singer rapper musician author poet historian economist scientist activist
    organizer lawmaker chef gentleman ceo founder meteorologist photojournalist
    marine spec count earl duke baron private chief consul envoy regent mp mep
    mother brother major marshal dean master""".split()
)
#: Titles that are first names, so that behind another title they begin the name: Dr. Earl Fox.
_FIRST_NAMES_TOO = frozenset("earl duke dean major baron marshal count judge prince".split())
_OR_FIRST_NAMES = _FIRST_NAMES_TOO & _ONLY_BEHIND
#: Of those, the ones that stand before a full name all the same.
_BEFORE_FULL_NAMES = frozenset(
    """chief major private director candidate marshal nurse dean brother mother master host chef
    actor actress comedian attorney anchor correspondent reporter singer rapper author
    gentleman""".split()
)
#: What a title of several words may hold besides the office.
_MODIFIERS = frozenset(
    """former fmr frm ex then late acting interim incoming outgoing retired ret the right very most
    his her hon honorable honourable rt u.s us u.n un uk eu n.y. state federal city county
    district deputy assistant asst associate assoc vice under senior sr junior first second
    third 1st 2nd 3rd chief majority minority house senate prime foreign interior finance
    defense defence health justice labor treasury energy education homeland security national
    staff lance master petty rear lieutenant major brigadier command air gunnery lady attorney
    press police fire fleet wing supreme court presidential vice-presidential senatorial
    congressional gubernatorial mayoral democratic republican independent labour conservative
    tory green british american canadian mexican french german italian spanish russian ukrainian
    israeli palestinian iraqi iranian afghan pakistani indian chinese japanese korean south
    north west east turkish greek polish australian egyptian syrian saudi venezuelan cuban
    brazilian new york los angeles san general crown grand secretary special presumptive
    sergeant then-u.s elect designate district lead co white transportation commerce agriculture
    housing interior veterans affairs intelligence surgeon technical group army navy force
    marine corps alabama alaska arizona arkansas california colorado connecticut delaware
    florida hawaii idaho illinois indiana iowa kansas kentucky louisiana maine maryland
    massachusetts michigan minnesota mississippi missouri montana nebraska nevada ohio oklahoma
    oregon pennsylvania tennessee texas utah vermont wisconsin wyoming warrant""".split()
)
#: Phrases that end a title: "SECRETARY OF STATE ANTONY BLINKEN".
_OF = re.compile(
    r"^(?:of (?:state|defense|the treasury|treasury|the interior|labor|energy|education|commerce"
    r"|agriculture|transportation|homeland security|veterans affairs|health(?: and human services)?"
    r"|housing|parliament|the house|the united states?|the united nations|staff|police"
    r"|foreign affairs|the union|justice|war))\b",
    re.IGNORECASE,
)
#: What stands before the name of a place that may be a person's: "OF VIRGINIA", "SAN ANTONIO".
_BEFORE_PLACES = frozenset("of san saint st santa los el new north south east west fort".split())
_OFFICE_TAIL = frozenset({"general", "elect", "designate", "emeritus", "select"})
#: What ends a rank: "SERGEANT FIRST CLASS", "PETTY OFFICER 2ND CLASS".
_CLASS = re.compile(r"^(?:first|second|third|fourth|1st|2nd|3rd|4th) class\b", re.IGNORECASE)
_PRO_TEM = re.compile(r"^pro tem(?:pore)?\b", re.IGNORECASE)
#: Titles that stay with a single name: "Pope Francis", "Queen Elizabeth II".
REGNAL = frozenset("pope king queen prince princess emperor empress sultan emir".split())
_NUMERAL = re.compile(r"^[IVX]+$")
_ELECT = re.compile(r"-(?:elect|designate|select)$")
_THEN = re.compile(r"^(?:then|ex|former|now|late|future)-")
_VICE = re.compile(r"^(?:vice|under|lieutenant|deputy|attorney|secretary|director|co)-")
_SUFFIXES = frozenset(
    "jr sr ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xxiii md phd".split()
)
#: Titles long enough to be known with a letter wrong or two letters swapped.
_MISPRINTED = tuple(
    """president representative congressman congresswoman secretary governor professor commissioner
    ambassador superintendent""".split()
)
#: Stage names that begin with a title.
_STAGE_NAMES = frozenset(
    """lady gaga|lady antebellum|lady a|king crimson|king sunny ade|lord huron|sister sledge|dr dre
    |dr john|dr demento|dr dog|mr t|mr fish|master p|father john misty|captain beefheart|prince paul
    |brother ali|doctor john""".replace("\n    ", "").split("|")
)


def bare(word: str) -> str:
    """A word of a title, folded and without its full stop."""
    return word.casefold().rstrip(".,")


@lru_cache(maxsize=4096)
def is_title_word(word: str) -> bool:
    """True for a word that alone is a title: "SEN.", "PRESIDENT-ELECT", "THEN-SEN."."""
    folded = _THEN.sub("", _ELECT.sub("", bare(word)).rstrip("."))
    folded = _VICE.sub("", folded)
    if folded in FORMS_OF_ADDRESS or folded in RANKS or folded in OFFICES:
        return True
    return _is_misprinted(folded)


def _is_misprinted(folded: str) -> bool:
    """True for "presdient": the letters of a long title with one missing, too many or swapped."""
    if len(folded) < len("govenor") or not folded.isalpha():
        return False
    letters = sorted(folded)
    for title in _MISPRINTED:
        if abs(len(title) - len(folded)) > 1 or title[0] != folded[0]:
            continue
        if folded == title or letters == sorted(title):
            return True
        longer, shorter = sorted((folded, title), key=len, reverse=True)
        if len(longer) > len(shorter) and any(
            sorted(longer[:i] + longer[i + 1 :]) == sorted(shorter) for i in range(len(longer))
        ):
            return True
    return False


def split_title(words: list[str]) -> tuple[list[str], list[str]]:
    """``words`` of a name as its title and the name behind it; either may be empty."""
    taken = _titles_length(words)
    title, name = words[:taken], words[taken:]
    if title and name and _keeps_its_title(title, name):
        return title[:-1], [title[-1], *name]
    return title, name


def _keeps_its_title(title: list[str], name: list[str]) -> bool:
    """True for regnal and stage names."""
    last = bare(title[-1])
    if " ".join([last, *map(bare, name)]) in _STAGE_NAMES:
        return True
    if last not in REGNAL or (len(title) > 1 and bare(title[-2]) == "crown"):
        return False
    single = [word for word in name if not _NUMERAL.match(word)]
    return len(single) == 1 or (last == "pope" and len(single) == 2)


def _titles_length(words: list[str]) -> int:
    """How many words the title at the head of a name has."""
    names_left = len([word for word in words if bare(word) not in _SUFFIXES])
    if names_left < 2:
        return 0
    best = 0
    at = 0
    while at < len(words) - 1:
        length = _office_at(words, at)
        if best and len(words) - at == 2 and bare(words[at]) in _FIRST_NAMES_TOO:
            break
        if not length:
            if bare(words[at]).rstrip(".") not in _MODIFIERS and not _THEN.match(bare(words[at])):
                break
            at += 1
            continue
        at += length
        if at < len(words) and bare(words[at]) not in _SUFFIXES:
            best = at
    if best and not _may_stand_before(words[:best], words[best:]):
        best = 0
    return best or _job_before_name(words)


def _office_at(words: list[str], at: int) -> int:
    """How many words make an office at ``at``: 2 for "ATTORNEY GENERAL", 0 for none."""
    particle = bare(words[at]) in PARTICLES and not words[at].endswith(".")
    if particle or not is_title_word(words[at]):
        return 0
    length = 1
    while at + length < len(words) - 1 and bare(words[at + length]) in _OFFICE_TAIL:
        length += 1
    behind = " ".join(words[at + length :])
    found = _OF.match(behind) or _CLASS.match(behind) or _PRO_TEM.match(behind)
    if found and at + length + len(found.group().split()) < len(words):
        return length + len(found.group().split())
    return length + _of_a_place(words[at + length :])


def _of_a_place(words: list[str]) -> int:
    """How many of ``words`` say of what an office is, before a full name with a given name that is
    known: "OF SAN ANTONIO RON DOE".
    """
    if bare(words[0]) != "of":
        return 0
    named = [bare(word).rstrip(".") in GIVEN_NAMES for word in words]
    for at in range(len(words) - 2, 1, -1):
        if named[at]:
            while at > 2 and named[at - 1] and bare(words[at - 2]) not in _BEFORE_PLACES:
                at -= 1
            return at
    return 0


def _may_stand_before(title: list[str], name: list[str]) -> bool:
    """Whether ``title`` is one before ``name``, and not the beginning of the name itself."""
    if len(title) > 1:
        return bare(title[0]) not in GIVEN_NAMES or bare(title[0]) in (
            OFFICES | RANKS | FORMS_OF_ADDRESS | _MODIFIERS
        )
    word = bare(title[0])
    if word in _OR_FIRST_NAMES and not title[0].endswith("."):
        full = [part for part in name if bare(part).rstrip(".") not in _SUFFIXES]
        return len(full) > 1 and len(bare(full[0]).rstrip(".")) > 1 and full[0][0].isalpha()
    if word not in _ONLY_BEHIND or title[0].endswith("."):
        return True
    return word in _BEFORE_FULL_NAMES and len(name) > 1


def _job_before_name(words: list[str]) -> int:
    """The length of a title that begins with words nobody can list, but ends with an office before
    a full name: "FOX NEWS SUNDAY HOST CHRIS WALLACE".
    """
    if bare(words[0]) in GIVEN_NAMES or len(words) < 4:
        return 0
    for at in range(len(words) - 3, 0, -1):
        length = _office_at(words, at)
        behind = words[at + length :]
        if length and len(behind) > 1 and bare(behind[0]).rstrip(".") in GIVEN_NAMES:
            return at + length
    return 0
