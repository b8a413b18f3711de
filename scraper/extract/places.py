"""States, countries and cities that labels name.

States are complete, with their postal codes (USPS Publication 28) and their abbreviations in the AP
Stylebook; countries and cities are those that labels name often. Keys are folded: small letters, no
full stops.
"""

from __future__ import annotations

import re
from functools import lru_cache

_STATES = """Alabama AL Ala|Alaska AK|Arizona AZ Ariz|Arkansas AR Ark|California CA Calif Cal
|Colorado CO Colo|Connecticut CT Conn|Delaware DE Del|Florida FL Fla|Georgia GA|Hawaii HI|Idaho ID
|Illinois IL Ill|Indiana IN Ind|Iowa IA|Kansas KS Kan Kans|Kentucky KY|Louisiana LA|Maine ME
|Maryland MD|Massachusetts MA Mass|Michigan MI Mich|Minnesota MN Minn|Mississippi MS Miss
|Missouri MO|Montana MT Mont|Nebraska NE Neb Nebr|Nevada NV Nev|New_Hampshire NH|New_Jersey NJ
|New_Mexico NM|New_York NY|North_Carolina NC|North_Dakota ND|Ohio OH|Oklahoma OK Okla
|Oregon OR Ore|Pennsylvania PA Penn Penna|Rhode_Island RI|South_Carolina SC|South_Dakota SD
|Tennessee TN Tenn|Texas TX Tex|Utah UT|Vermont VT|Virginia VA|Washington WA Wash
|West_Virginia WV WVa|Wisconsin WI Wis Wisc|Wyoming WY Wyo|District_of_Columbia DC
|Puerto_Rico PR|Guam GU""".replace("\n", "")
STATES: dict[str, str] = {}
#: "ca" and "calif" are California beside a party, or with a full stop.
STATE_CODES: dict[str, str] = {}
for _state in _STATES.split("|"):
    _name, *_codes = _state.split()
    STATES[_name.replace("_", " ").casefold()] = _name.replace("_", " ")
    STATE_CODES |= {_code.casefold(): _name.replace("_", " ") for _code in _codes}

#: A country and what its people are called, where a government's office may stand behind it.
_COUNTRIES = """Afghanistan:Afghan|Albania:Albanian|Algeria:Algerian|Angola|Argentina:Argentine
|Armenia:Armenian|Australia:Australian|Austria:Austrian|Azerbaijan|Bahamas|Bahrain|Bangladesh
|Belarus:Belarusian|Belgium:Belgian|Bolivia:Bolivian|Bosnia:Bosnian|Botswana|Brazil:Brazilian
|Britain|Bulgaria:Bulgarian|Burundi|Cambodia:Cambodian|Cameroon|Canada:Canadian|Chad|Chile:Chilean
|China:Chinese|Colombia:Colombian|Costa Rica|Croatia:Croatian|Cuba:Cuban|Cyprus|Czech Republic:Czech
|Denmark:Danish|Dominican Republic|Ecuador:Ecuadorian|Egypt:Egyptian|El Salvador:Salvadoran|England
|Eritrea|Estonia:Estonian|Ethiopia:Ethiopian|Finland:Finnish|France:French|Georgia:Georgian|Germany:German
|Ghana:Ghanaian|Greece:Greek|Greenland|Guatemala:Guatemalan|Guinea|Guyana|Haiti:Haitian
|Honduras:Honduran|Hong Kong|Hungary:Hungarian|Iceland:Icelandic|India:Indian|Indonesia:Indonesian
|Iran:Iranian|Iraq:Iraqi|Ireland:Irish|Israel:Israeli|Italy:Italian|Ivory Coast|Jamaica:Jamaican
|Japan:Japanese|Kazakhstan|Kenya:Kenyan|Kosovo|Kuwait:Kuwaiti|Laos|Latvia:Latvian|Lebanon:Lebanese
|Liberia:Liberian|Libya:Libyan|Lithuania:Lithuanian|Luxembourg|Malawi|Malaysia:Malaysian|Mali|Malta
|Mexico:Mexican|Moldova|Mongolia|Montenegro|Morocco:Moroccan|Mozambique|Myanmar|Namibia|Nepal
|Netherlands:Dutch|New Zealand|Nicaragua:Nicaraguan|Niger|Nigeria:Nigerian|North Korea:North Korean
|Northern Ireland|Norway:Norwegian|Oman|Pakistan:Pakistani|Panama:Panamanian|Paraguay|Peru:Peruvian
|Philippines:Philippine|Poland:Polish|Portugal:Portuguese|Qatar:Qatari|Romania:Romanian
|Russia:Russian|Rwanda:Rwandan|Saudi Arabia:Saudi|Scotland:Scottish|Senegal:Senegalese
|Serbia:Serbian|Sierra Leone|Singapore|Slovakia:Slovak|Slovenia:Slovenian|Somalia:Somali
|South Africa:South African|South Korea:South Korean|South Sudan|Spain:Spanish|Sri Lanka|Sudan
|Sweden:Swedish|Switzerland:Swiss|Syria:Syrian|Taiwan:Taiwanese|Tanzania|Thailand:Thai
|Tunisia:Tunisian|Turkey:Turkish|Uganda:Ugandan|Ukraine:Ukrainian|United Arab Emirates
|United Kingdom:British|United States:American|Uruguay|Uzbekistan|Venezuela:Venezuelan
|Vietnam:Vietnamese|Wales:Welsh|Yemen:Yemeni|Zambia|Zimbabwe""".replace("\n", "")
_NAMED = [country.partition(":") for country in _COUNTRIES.split("|")]
COUNTRIES = {name.casefold(): name for name, _, _ in _NAMED} | {
    "us": "United States", "usa": "United States", "united states of america": "United States",
    "uk": "United Kingdom", "great britain": "Great Britain",
}  # fmt: skip
DEMONYMS = {people.casefold(): name for name, _, people in _NAMED if people}
_CITIES = """Albany Albuquerque Amsterdam Anchorage Athens Atlanta Austin Baghdad Baltimore Bangkok
Baton_Rouge Beijing Beirut Berlin Birmingham Boise Boston Brooklyn Brussels Buenos_Aires Buffalo
Cairo Charleston Charlotte Chicago Cincinnati Cleveland Columbus Copenhagen Dallas Damascus
Dayton Denver Des_Moines Detroit Dublin Duluth El_Paso Ferguson Fort_Lauderdale Fort_Worth Fresno
Geneva Hartford Havana Helsinki Honolulu Houston Indianapolis Islamabad Istanbul Jacksonville
Jerusalem Johannesburg Kabul Kansas_City Kharkiv Knoxville Kyiv Las_Vegas Little_Rock London
Long_Beach Los_Angeles Louisville Madrid Manchester Manila Melbourne Memphis Mexico_City Miami
Milwaukee Minneapolis Montgomery Montreal Moscow Mumbai Nairobi Nashville New_Delhi New_Haven
New_Orleans New_York_City Newark Newtown Norfolk Oakland Oklahoma_City Omaha Orlando Oslo Ottawa
Paris Philadelphia Phoenix Pittsburgh Portland Prague Providence Raleigh Richmond Rome Sacramento
Salt_Lake_City San_Antonio San_Diego San_Francisco San_Jose San_Juan Santa_Fe Savannah Seattle Seoul
South_Bend Spokane Springfield St_Louis St_Paul Stockholm Sydney Tallahassee Tampa Tehran Tel_Aviv
Tokyo Toledo Topeka Toronto Tucson Tulsa Vancouver Vienna Warsaw Wichita Zurich""".split()
CITIES = {city.replace("_", " ").casefold(): city.replace("_", " ") for city in _CITIES}
CITIES |= {"st louis": "St. Louis", "st paul": "St. Paul"}
PLACES = COUNTRIES | CITIES | STATES | {"dc": "District of Columbia"}

_COUNTY = re.compile(
    r"^(?!(?:rural|same|this|our|local|neighboring|surrounding|nearby|every|any)\b)"
    r"[a-z'-]+(?: [a-z'-]+)? county$"
)


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """``text`` to compare by: in small letters, without full stops."""
    return " ".join(
        text.replace("’", "'").replace("`", "'").replace(".", "").casefold().strip(" ,;").split()
    )


def place(text: str) -> str | None:
    """The place that ``text`` names and nothing else, in one spelling: "Conn." is Connecticut, and
    so is "CT" in no place but a party's brackets (:func:`state`).
    """
    key = folded(text).removeprefix("the ")
    if key in PLACES:
        return PLACES[key]
    if "." in text and key in STATE_CODES:
        return STATE_CODES[key]
    return " ".join(text.split()) if _COUNTY.match(key) and text.istitle() else None


def state(text: str) -> str | None:
    """The state that ``text`` names or abbreviates."""
    key = folded(text)
    return STATES.get(key) or STATE_CODES.get(key)


def within(city: str, around: str) -> str:
    """A city and the state or country around it, as one place."""
    if (city, around) == ("Washington", "District of Columbia"):
        return "Washington, D.C."
    return f"{city}, {around}"
