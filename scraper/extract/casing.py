"""Writing names and jobs in capitals as people would write them."""

from __future__ import annotations

import re

#: Words inside a name that are written small.
PARTICLES = frozenset(
    "de da do dos du del della der den di la le les van von vom zu zur ter ten bin ibn bint al el "
    "y e i und and of".split()
)
#: A name whose first letters are printed small or mixed: McCAIN, DeLAY, d'AUBERT.
PREFIXED = re.compile(r"^(?:[A-Z][a-z]{1,3}|[a-z]{1,2}[’'])[A-Z]{2,}[\w’'.-]*$")
_SMALL = frozenset("of the and for at in on to a an de la".split())
_KEPT_CAPS = frozenset(
    """AI ABC AFL-CIO ACLU AMS AP BBC CBS CEO CFO CIA CNN EPA EU FBI FEMA ICE IRS LAPD NAACP NASA
    NATO NBC NPR PBS TSA TV U.K U.N U.S UCLA UK UN US USA WHO""".split()
)
#: Without a vowel, yet no acronym.
_SHORTENED = frozenset("DR FMR GRTR JR LT LTD MR MRS MS MT PVT SGT SR ST".split())
_LONGEST_ACRONYM = 5
_VOWEL = re.compile(r"[AEIOUÀ-Þ]")
_MAC = re.compile(r"^(O['’]|D['’]|L['’]|Mc)(\w)(.*)$")
_NUMERAL = re.compile(r"^[IVX]{2,6}$")
#: Initials that stand for a first name: JD, LL, AJ.
_INITIALS = re.compile(r"^(?:[B-DF-HJ-NP-TV-Z]{2,3}|[AEOU]J)$")
#: Surnames whose second capital no rule tells.
_INNER_CAPITALS = {
    name.casefold(): name
    for name in """DeSantis DeVos DeLay DeGeneres DeWine DeJoy DeLauro DeNiro DeRosa DeVito
    DeVries DePape
    LaHaye LaPierre LaBeouf LaGuardia LaRouche LaMalfa LaTourette LeBron LeBeau LeMay LeBlanc LaRue
    MacArthur MacCallum MacNeil MacFarlane MacDonald MacKenzie MacLeod MacMillan MacAskill MacGregor
    VandeHei VanDyke VanDerveer DiCaprio DiCicco DiMaggio DiFranco DiPietro FitzGerald FitzPatrick
    AbdelJaber""".split()
}


_ORDINAL = re.compile(r"^\d+(?:ST|ND|RD|TH)$", re.IGNORECASE)


def title_case(text: str) -> str:
    """A job or an office as a person writes it: "CNN ANCHOR" → "CNN Anchor"."""
    words = []
    for position, word in enumerate(text.split()):
        if _is_acronym(word.strip(".,;()\"'“”")):
            words.append(word)
        elif _ORDINAL.match(word) or (position and word.casefold() in _SMALL):
            words.append(word.casefold())
        else:
            words.append("-".join(map(_capitalized, word.split("-"))))
    return " ".join(words)


def _is_acronym(word: str) -> bool:
    if word in _KEPT_CAPS:
        return True
    shouted = word.isalpha() and word.isupper() and 1 < len(word) <= _LONGEST_ACRONYM
    return shouted and word not in _SHORTENED and _VOWEL.search(word) is None


def _capitalized(word: str) -> str:
    """``word`` with its first letter large, whatever quote or bracket stands before it."""
    first = next((i for i, char in enumerate(word) if char.isalpha()), 0)
    return word[:first] + word[first:].capitalize()


def name_case(name: str) -> str:
    """A shouted name as a person writes it: "SOLEDAD O'BRIEN" → "Soledad O'Brien".

    Spelling that capitals hide ("MACDONALD") can't be brought back; where the transcript writes
    the name out, :mod:`scraper.extract.speakers` takes it from there.
    """
    words = name.split()
    last = len(words) - 1
    return " ".join(
        _word_case(word, inner=0 < position < last, first=position == 0)
        for position, word in enumerate(words)
    )


def plain_case(name: str) -> str:
    """Nobody in particular as a person writes it: "UNIDENTIFIED MAN #2" → "Unidentified Man #2"."""
    return " ".join(
        "-".join(piece if piece in _KEPT_CAPS else piece.capitalize() for piece in word.split("-"))
        for word in name.split()
    )


def _word_case(word: str, *, inner: bool, first: bool) -> str:
    bare = word.strip(".").casefold()
    if inner and bare in PARTICLES:
        return word.casefold()
    if (not first and _NUMERAL.match(word)) or (word.count(".") > 1 and len(word) <= 6):
        return word.upper()
    if first and _INITIALS.match(word):
        return word
    pieces = word.split("-")
    if not first and len(pieces) > 1 and bare.startswith("al-"):
        return "-".join([pieces[0].casefold(), *map(_piece_case, pieces[1:])])
    if not word.isupper() and not PREFIXED.match(word):
        return word
    return "-".join(map(_piece_case, pieces))


def _piece_case(piece: str) -> str:
    if piece.startswith(('"', "“", "'", "‘", "(")):
        return piece[0] + _piece_case(piece[1:])
    if PREFIXED.match(piece):  # McCAIN, DeLAY: the small letters show where capitals belong
        cut = next(i for i in range(1, len(piece)) if piece[i].isupper())
        return piece[:cut] + piece[cut] + piece[cut + 1 :].lower()
    plain = piece.capitalize()
    if known := _INNER_CAPITALS.get(plain.casefold()):
        return known
    if found := _MAC.match(plain):
        return found.group(1) + found.group(2).upper() + found.group(3)
    return plain
