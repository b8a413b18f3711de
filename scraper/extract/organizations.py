"""Recognizing organizations in labels: known ones, and names that only organizations have.

A name is an organization's if one of its words says what it is ("Rain Institute", "Department of
Justice"), and every other word can occur in a name. Titles of books and films look the same, so
quoted names must be known.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from scraper.extract.affiliation_words import FIELDS, JOB_NOUNS, MODIFIERS, STATUSES
from scraper.extract.casing import title_case
from scraper.extract.places import PLACES, folded

_NEWSROOMS = """ABC|ABC News|Al Jazeera|Al Jazeera English|Al-Jazeera|AOL|AP|Arizona Republic
|Associated Press|Axios|BBC|BBC News|BBC World Service|Black Enterprise|Bloomberg
|Bloomberg News|Boston Globe|BuzzFeed|BuzzFeed News|C-SPAN|CBC|CBS|CBS News|Chicago Sun-Times
|Indianapolis Star|Kansas City Star|Toronto Star|Baltimore Sun
|Chicago Tribune|Christian Science Monitor|CNBC|CNN|CNN en Espanol|CNN Headline News
|CNN International|Columbia Journalism Review|Consumer Reports
|Court TV|Daily Beast|Daily Caller|Daily Mail|Daily Telegraph|Democracy Now!
|Des Moines Register|Detroit Free Press|ESPN|Financial Times|Food Network|Forbes
|Foreign Policy Magazine|Fox|Fox Business|Fox News|Fox News Channel|Fox Sports|HBO
|Headline News|HLN|Huffington Post|ITN|L.A. Times|Los Angeles Times|McClatchy|Miami Herald
|Mother Jones|MSNBC|MTV|National Geographic|National Journal|National Public Radio
|National Review|NBC|NBC News|New Republic|New York Daily News|New York Post|New York Times
|New Yorker|Newsday|Newsweek|NPR|NPR News|PBS|PBS NewsHour|People Magazine
|Philadelphia Inquirer|Politico|ProPublica|Reuters|Roll Call|Rolling Stone
|San Francisco Chronicle|Sky News|Slate Magazine|Sports Illustrated|Telemundo|Texas Tribune
|The Atlantic|The Economist|The Guardian|The Hill|The Nation|The New Yorker|The Root
|The Weekly Standard|Time Magazine|TMZ|U.S. News & World Report|Univision|Univision News|UPI
|US Weekly|USA Today|Vanity Fair|Voice of America|Vox|Wall Street Journal|Washington Examiner
|Washington Post|Washington Times|Weather Channel|Weekly Standard|Yahoo News""".replace("\n", "")
_OTHERS = """ACLU|BYU|CUNY|LSU|SMU|SUNY|TCU|UNC|UNLV|USC
|Census Bureau|U.S. Census Bureau|AFL-CIO|AIPAC|Airbnb|American Airlines
|American Cancer Society|American Civil Liberties Union|American Enterprise Institute
|American Heart Association|American Medical Association|American Red Cross
|Amnesty International|Anti-Defamation League|AT&T|Bank of America|Bear Stearns|Boeing
|Border Patrol|Brookings|Brookings Institution|Cal Fire|Cato Institute|CDC
|Centers for Disease Control|Centers for Disease Control and Prevention|Chevron|Chrysler|CIA
|Citigroup|Coast Guard|Committee to Protect Journalists|Commonwealth Fund
|Council on Foreign Relations|Defense Department|Democratic National Committee|DHS|DNC
|Doctors Without Borders|DOJ|Dow Jones|EPA|EU|European Central Bank|European Commission
|European Parliament|European Union|ExxonMobil|FAA|Facebook|Family Research Council|FBI|FCC
|FDA|Federal Reserve|FEMA|FTC|GAO|General Electric|General Motors|GLAAD|GM|Goldman Sachs
|Google|Greenpeace|Habitat for Humanity|Halliburton|Hamas|Harvard|Heritage Foundation
|Hezbollah|Hoover Institution|House of Representatives|HSBC|Human Rights Campaign
|Human Rights Watch|IBM|ICE|IDF|IMF|International Committee of the Red Cross
|International Monetary Fund|International Red Cross|Interpol|IRS|Israel Defense Forces
|Joint Chiefs of Staff|JPMorgan Chase|Justice Department|Kremlin|Labor Department|LAPD
|Lehman Brothers|Lockheed Martin|McDonald's|Merrill Lynch|Microsoft|MIT|Morgan Stanley|NAACP
|NASA|NASCAR|National Council of La Raza|National Economic Council|National Guard
|National Hurricane Center|National Institutes of Health|National Rifle Association
|National Security Agency|National Security Council|National Urban League
|National Weather Service|NATO|NBA|Netflix|New America|NFL|NIH|NOAA|NRA|NSA|NTSB|NYPD|NYU|OPEC
|Oxfam|Peace Corps|Pentagon|PepsiCo|Pew Research Center|Pfizer|Planned Parenthood
|Rainbow/PUSH Coalition|RAND Corporation|Red Cross|Republican National Committee|RNC
|Salvation Army|Save the Children|Secret Service|Shin Bet|Sierra Club|Smithsonian
|Smithsonian Institution|Southern Baptist Convention|Southern Christian Leadership Conference
|Southern Poverty Law Center|SpaceX|Standard & Poor's|State Department|Supreme Court|Teamsters
|Toyota|Treasury Department|TSA|Twitter|U.N.|U.S. Air Force|U.S. Army|U.S. Central Command
|U.S. Chamber of Commerce|U.S. Citizenship and Immigration Services|U.S. Coast Guard
|U.S. Congress|U.S. Geological Survey|U.S. House of Representatives|U.S. Marine Corps
|U.S. Marines|U.S. Navy|U.S. Senate|U.S. Supreme Court|Uber|UCLA|UNESCO|UNHCR|UNICEF
|United Airlines|United Auto Workers|United Farm Workers|United Nations
|United States Central Command|University of California|Urban Institute|USAID|Wal-Mart|Walmart
|Walt Disney Company|Wells Fargo|White House|WHO|Wikipedia|World Bank|World Food Program
|World Food Programme|World Health Organization|World Trade Organization|World Wildlife Fund
|Yahoo|Yale|YouTube""".replace("\n", "")
#: Of those, names that are words, too, and are known by their capitals.
_WORDS_TOO = frozenset("who ice".split())
_ORGANIZATIONS = {folded(name): name for name in f"{_NEWSROOMS}|{_OTHERS}".split("|")} | {
    "united nations": "United Nations", "un": "United Nations",
    "nyt": "New York Times", "al-jazeera": "Al Jazeera", "new yorker": "The New Yorker",
    "economist": "The Economist", "weekly standard": "The Weekly Standard",
    "house of representatives": "House of Representatives", "la times": "Los Angeles Times",
    "harvard": "Harvard University", "yale": "Yale University",
    "brookings": "Brookings Institution", "pbs newshour": "PBS NewsHour",
}  # fmt: skip
#: Weeklies whose names are words: known by their quotation marks.
_QUOTED = {
    folded(name): name
    for name in "Time|People|Fortune|Variety|Slate|Salon|Wired|Essence|Ebony|Jet|Money|Billboard"
    "|Rolling Stone|Barron's|Nation|Atlantic|Guardian|Newsday|Esquire|Glamour".split("|")
}
_REPORTED_FOR = frozenset([*_NEWSROOMS.split("|"), *_QUOTED.values()])
_ACRONYMS = {
    key: name for key, name in _ORGANIZATIONS.items() if name.isupper() and " " not in name
}

#: Words that end a body's name, and say what it is.
_HEADS = frozenset(
    """university college institute institution foundation association committee subcommittee
    department ministry center centre hospital clinic church seminary academy agency
    commission council federation coalition alliance society museum corporation corp
    laboratory observatory embassy consulate school group fund bank inc llc ltd magazine
    district synagogue mosque union orchestra""".split()
)
#: Heads that are a body's behind these alone.
_BEFORE_HEADS = {
    "district": frozenset(["school"]),
    "union": frozenset(["workers", "teachers", "farmers", "credit"]),
}
#: Words behind which "of" or "for" says whose, or for what, a body is.
_HEADS_OF = frozenset(
    """university college institute department ministry center centre council bureau office
    bank museum church association society federation coalition alliance committee
    commission academy foundation embassy campaign""".split()
)
#: Words that describe a body and name none: "Local High School", "Music Group".
_GENERIC = MODIFIERS | FIELDS | frozenset(
    """the a an and of for on in local high middle elementary grade old new big small two
    three bad his her its our my their own same other another public private age focus peer
    ethnic cancer fire police shopping convention detention trauma call day care youth after
    child children's women's men's boys girls christian catholic baptist community central
    regional general student students parent parents working task black white night day
    home mega abortion drug methadone dental family planning veterinary animal field mental charter
    prep preparatory rescue crisis rehab evacuation fitness nature visitors neighborhood homeowners
    tenants""".split()
)  # fmt: skip
_BEFORE_OF = _HEADS_OF | frozenset("school gulf bay court daughters sons".split())
#: Words that no body's name has, but a sentence or a description of somebody.
_NEVER = frozenset(
    """at by from with to against during after near inside outside who was were is are has had
    not works runs owns teaches attends leads heads wants lost shot left quit sues fought
    won saw mom dad kids victims survivors witnesses parents hostage hostages shooting
    massacre attack crash former fmr ex then late my his her their i we he she they via
    behalf wins hurt sold wrote says said made once never born fled worked opposed named
    killed alleged case trial lawsuit bombing opposes
    supports chairs serves sits visits hates loves sues backs joins hit slain dead missing graduate
    grad alum alumna dropout employee employees donor opponent inmate prisoner client customer
    applicant recipient worker staffer enemy hero""".split()
)
_VERBAL = re.compile(r"^[a-z]{2,}(?:ing|ed)$")
_NOT_VERBAL = frozenset(
    """united nursing engineering banking applied advanced allied consulting marketing housing
    broadcasting planning learning trading publishing wyoming beijing redding sterling
    spring king manufacturing computing aging reed red concerned retired sustained
    associated armed reading wedding training writing farming giving living baking shipping
    boeing disabled consolidated federated combined integrated gifted unified""".split()
)
_PRESS = re.compile(
    r" (?:times|post|tribune|herald|gazette|chronicle|journal|daily news"
    r"|morning news|free press|register|magazine|dispatch)$"
)
_DOMAIN = re.compile(r"^[\w-]{3,}\.(?:com|org|net)$", re.IGNORECASE)
_DOTTED = re.compile(r"\b(?:[A-Za-z]\.){2,}")
_ADDED = re.compile(r"^(?:inc|llc|ltd|corp)\.?$", re.IGNORECASE)
_MOST_WORDS = 12
_JOIN = frozenset("of for on in and & the".split())
_LAST_WORDS = _HEADS | {"court"}
#: Of bodies behind whose names nothing says whose they are.
_ANYBODYS = frozenset("directors trustees governors supervisors elders appeals".split())


def is_newsroom(name: str) -> bool:
    """True for an organization that people report for."""
    return name in _REPORTED_FOR or _PRESS.search(folded(name)) is not None


@lru_cache(maxsize=4096)
def organization(text: str, *, quoted: bool = False) -> str | None:
    """The organization that ``text`` names and nothing else, in one spelling; None if that is
    not certain.

    :param quoted: ``text`` stood in quotation marks, as titles and newspapers do.
    """
    key = folded(text).removeprefix("the ")
    if key in _ORGANIZATIONS:
        alone = key not in _WORDS_TOO or text.isupper()
        return _ORGANIZATIONS[key] if alone else None
    if known := _ORGANIZATIONS.get(folded(text)):
        return known
    if quoted and (weekly := _QUOTED.get(key)):
        return weekly
    if " " not in key and "." not in text:
        return None
    paper = _PRESS.search(key)
    if paper and (key[: paper.start()] in PLACES or key.endswith(" magazine")):
        return _written(text) if _is_name(key.split()[:-1]) else None
    if quoted:
        return None
    if _DOMAIN.match(text):
        return text
    if key.endswith(" police") and key.removesuffix(" police") in PLACES:
        return _written(text)
    words = key.replace(",", " ").split()
    if not words or (words[-1] not in _LAST_WORDS and _JOIN.isdisjoint(words)):
        return None
    return _written(text) if _is_body(words) else None


def is_addition(text: str) -> bool:
    """True for "Inc.", which belongs to the name before it."""
    return _ADDED.match(text) is not None


def _is_body(words: list[str]) -> bool:
    if not 1 < len(words) <= _MOST_WORDS or words[0] in _JOIN or not _is_name(words):
        return False
    if words[-1] in _HEADS and _has_own_word(words):
        needs = _BEFORE_HEADS.get(words[-1])
        return needs is None or words[-2] in needs
    if words[-1] == "court":
        return words[-2] in ("supreme", "district", "circuit", "superior") and len(words) > 2
    if words[-3:] == ["court", "of", "appeals"]:
        return len(words) > 3
    for at, word in enumerate(words[1:-1], 1):
        if word in ("of", "for", "on"):
            if words[at - 1] == "school":
                return words[at + 1] in FIELDS and at > 1
            return words[at - 1] in _HEADS_OF and _ANYBODYS.isdisjoint(words[at:])
    return False


def _has_own_word(words: list[str]) -> bool:
    """True if a body has a name besides the words that say what it is."""
    needed = 2 if words[-1] in ("group", "bank", "fund") else 1
    before = [word for word in words[:-1] if word not in _GENERIC and word not in _HEADS]
    if words[-1] in ("committee", "subcommittee"):
        return len(words) > 1 and words[0] not in ("a", "the", "select", "special")
    return len(before) >= needed


def _is_name(words: list[str]) -> bool:
    """True if each word may stand in a body's name."""
    for before, word in pairwise(words):
        odd = word in ("of", "for", "on", "in") and before not in _BEFORE_OF
        if odd and (word != "in" or _HEADS_OF.isdisjoint(words)):
            return False
    return not any(
        word in _NEVER
        or word in STATUSES
        or (word in JOB_NOUNS and word not in MODIFIERS)
        or (_VERBAL.match(word) and word not in _NOT_VERBAL)
        or not (word[0].isalnum() or word == "&")
        for word in words
    )


def _written(text: str) -> str:
    """A name as the label prints it, but for its article and its acronyms."""
    text = text.strip().removeprefix("The ").removeprefix("the ")
    if text.isupper() and " " in text:
        text = title_case(text)
    text = _DOTTED.sub(lambda found: found.group().upper(), text)
    return " ".join(
        _ACRONYMS.get(folded(word), word) if word.istitle() else word for word in text.split()
    )
