"""Real pages without a gold record, and the facts that a person read off them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from html import unescape
from pathlib import Path

from scraper.extract import extract
from scraper.model import Outcome, Page, Transcript, Turn
from scraper.sources import source_named
from tests.conftest import NOON
from tests.corpus import CORPUS

_OLD_CNN = "http://transcripts.cnn.com/TRANSCRIPTS"
_NEW_CNN = "https://transcripts.cnn.com/show/acd/date"
#: Source and URL of each page; a text that doesn't say which story it is has a made URL.
PAGES = {
    "npr/transcript-2023-1206601882.html": (
        "npr",
        (
            "https://www.npr.org/2023/10/17/1206601882/plumbers-are-training-as-substitute"
            "-teachers-so-full-time-teachers-can-protest-a"
        ),
    ),
    "cnn/nday-2019-08-19-02.html": ("cnn", f"{_OLD_CNN}/1908/19/nday.02.html"),
    "cnn/cnr-2019-08-20-20.html": ("cnn", f"{_OLD_CNN}/1908/20/cnr.20.html"),
    "cnn/ampr-2019-08-14-01.html": ("cnn", f"{_OLD_CNN}/1908/14/ampr.01.html"),
    "cnn/ctw-2019-08-21-01.html": ("cnn", f"{_OLD_CNN}/1908/21/ctw.01.html"),
    "cnn/acd-2022-07-18-01-rebuilt.html": ("cnn", f"{_NEW_CNN}/2022-07-18/segment/01"),
    "cnn/acd-2022-07-22-01-rebuilt.html": ("cnn", f"{_NEW_CNN}/2022-07-22/segment/01"),
    "cnn/acd-2022-07-25-01-rebuilt.html": ("cnn", f"{_NEW_CNN}/2022-07-25/segment/01"),
    "text/npr-2010-127475998-excerpt.txt": ("npr", "https://www.npr.org/transcripts/127475998"),
    "text/npr-2017-pimentel-excerpt.txt": ("npr", "https://www.npr.org/transcripts/500000001"),
    "text/npr-2021-1005674357-excerpt.txt": ("npr", "https://www.npr.org/transcripts/1005674357"),
    "text/npr-2025-nx-s1-5526862.txt": (
        "npr",
        "https://www.npr.org/2025/09/04/nx-s1-5526862/trump-national-guard-legal",
    ),
    "text/pbs-2008-campaign-trail-excerpt.txt": (
        "pbs",
        "https://www.pbs.org/newshour/show/on-the-campaign-trail",
    ),
    "text/pbs-2020-shields-brooks-excerpt.txt": (
        "pbs",
        "https://www.pbs.org/newshour/show/a-lifetime-in-politics",
    ),
    "text/dn-2004-12-30-excerpt.txt": (
        "democracynow",
        "https://www.democracynow.org/2004/12/30/the_year",
    ),
    "text/dn-2016-02-19-excerpt.txt": (
        "democracynow",
        "https://www.democracynow.org/2016/2/19/twenty_years",
    ),
    "text/station-2023-upr-excerpt.txt": (
        "stations",
        "https://www.upr.org/2023-06-30/nprs-melissa-block-bids-farewell-after-38-years",
    ),
    "text/cnn-2001-12-31-lkl-excerpt.txt": ("cnn", f"{_OLD_CNN}/0112/31/lkl.00.html"),
}
CNN_2019 = [name for name in PAGES if name.startswith("cnn/") and "2019" in name]
CNN_2022 = [name for name in PAGES if name.startswith("cnn/acd")]


@cache
def outcome_of(name: str) -> Outcome:
    """What a page of the corpus holds."""
    source_name, url = PAGES[name]
    source = source_named(source_name)()
    page = Page(url, 200, {}, (CORPUS / name).read_bytes(), NOON)
    return extract(page, source, source.identify(url))


def landed(name: str) -> Transcript:
    """The transcript that a page of the corpus is."""
    outcome = outcome_of(name)
    assert isinstance(outcome, Transcript), outcome
    return outcome


def speech(transcript: Transcript) -> list[Turn]:
    """The turns of speech."""
    return [turn for turn in transcript.turns if turn.kind == "speech"]


def counts(transcript: Transcript) -> tuple[int, int]:
    """How many turns of speech and how many cues there are."""
    return len(speech(transcript)), len(transcript.turns) - len(speech(transcript))


def names(transcript: Transcript) -> list[str]:
    """The names of all speakers, in the order in which they first speak."""
    order = dict.fromkeys(turn.speaker for turn in speech(transcript) if turn.speaker is not None)
    return [transcript.speakers[index].name for index in order]


def surnames(transcript: Transcript) -> list[str]:
    """The last word of each of these names."""
    return [name.rsplit(" ", 1)[-1] for name in names(transcript)]


def roles(*surnames: str) -> Callable[[Transcript], dict[str, str]]:
    """The roles of the speakers whose names end so."""
    return lambda transcript: {
        surname: speaker.role
        for speaker in transcript.speakers
        for surname in surnames
        if speaker.name.endswith(surname)
    }


def of_label(label: str) -> Callable[[Transcript], set[str | None]]:
    """The names of those to whom turns with a label belong."""
    return lambda transcript: {
        None if turn.speaker is None else transcript.speakers[turn.speaker].name
        for turn in transcript.turns
        if turn.label == label
    }


def begins(words: str) -> Callable[[Transcript], bool]:
    """Whether the speech begins so."""
    return lambda transcript: speech(transcript)[0].text.startswith(words)


def speech_has(*words: str) -> Callable[[Transcript], list[str]]:
    """Which of ``words`` somebody says."""
    return lambda transcript: [
        one for one in words if any(one in turn.text for turn in speech(transcript))
    ]


@dataclass(frozen=True, slots=True)
class Fact:
    """What a person read off a page: ``of`` a transcript it is ``expected``."""

    page: str
    what: str
    expected: object
    of: Callable[[Transcript], object]

    def __str__(self) -> str:
        return f"{Path(self.page).stem}-{self.what}"


def _day(transcript: Transcript) -> str:
    return str(transcript.aired_on)


def _title(transcript: Transcript) -> str | None:
    return transcript.title


def _program(transcript: Transcript) -> str | None:
    return transcript.program


_PLUMBERS = "npr/transcript-2023-1206601882.html"
_BARBERS = "text/npr-2010-127475998-excerpt.txt"
_SISTERS = "text/npr-2017-pimentel-excerpt.txt"
_PODCAST = "text/npr-2021-1005674357-excerpt.txt"
_TROOPS = "text/npr-2025-nx-s1-5526862.txt"
_TRAIL = "text/pbs-2008-campaign-trail-excerpt.txt"
_LIFETIME = "text/pbs-2020-shields-brooks-excerpt.txt"
_YEAR = "text/dn-2004-12-30-excerpt.txt"
_TWENTY = "text/dn-2016-02-19-excerpt.txt"
_BLOCK = "text/station-2023-upr-excerpt.txt"
_KING = "text/cnn-2001-12-31-lkl-excerpt.txt"
_AMANPOUR = "cnn/ampr-2019-08-14-01.html"
_CONNECT = "cnn/ctw-2019-08-21-01.html"
_BAND = {
    "Ailsa Chang",
    "No Small Children",
    "Nicola Berlinsky",
    "Lisa Pimentel",
    "Joanie Pimentel",
}
_PEOPLE = [*(f"Person #{n}" for n in range(1, 6)), "Group #1", "Group #2"]

FACTS = [
    Fact(_PLUMBERS, "turns and cues", (22, 2), counts),
    Fact(_PLUMBERS, "host", {"Pfeiffer": "host"}, roles("Pfeiffer")),
    Fact(_PLUMBERS, "reporter", {"Martinez-Beltran": "reporter"}, roles("Martinez-Beltran")),
    Fact(
        _PLUMBERS,
        "guests",
        dict.fromkeys(["Curts", "Cantwell", "Kennedy", "Capo"], "guest"),
        roles("Curts", "Cantwell", "Kennedy", "Capo"),
    ),
    Fact(_PLUMBERS, "nobody", dict.fromkeys(_PEOPLE, "unidentified"), roles(*_PEOPLE)),
    Fact(_PLUMBERS, "first words", True, begins("The Texas Legislature is")),
    Fact(
        _PLUMBERS,
        "last words",
        True,
        lambda t: speech(t)[-1].text.rstrip(".").endswith("in Austin"),
    ),
    Fact(_PLUMBERS, "program", "All Things Considered", _program),
    Fact(_PLUMBERS, "day", "2023-10-17", _day),
    Fact(
        _CONNECT,
        "Ripley on the phone",
        {"Will Ripley"},
        of_label("WILL RIPLEY, CNN CORRESPONDENT (via telephone)"),
    ),
    Fact(_AMANPOUR, "host of her own program", {"Amanpour": "host"}, roles("Amanpour")),
    Fact(
        _AMANPOUR,
        "Isaacson interviews",
        True,
        lambda t: roles("Isaacson")(t)["Isaacson"] in ("host", "reporter"),
    ),
    Fact(_BARBERS, "speakers", ["Martin", "Izrael", "Blackistone"], surnames),
    Fact(_BARBERS, "host", {"Martin": "host"}, roles("Martin")),
    Fact(_BARBERS, "first words", True, begins("I'm Michel Martin")),
    Fact(_BARBERS, "title", "This Week In The Barbershop", _title),
    Fact(_BARBERS, "program", "Tell Me More", _program),
    Fact(_BARBERS, "teaser is no speech", [], speech_has("In this installment of our weekly")),
    Fact(_SISTERS, "turns and cues", (20, 3), counts),
    Fact(_SISTERS, "speakers", _BAND, lambda t: set(names(t))),
    Fact(_SISTERS, "J Pimentel", {"Joanie Pimentel"}, of_label("J PIMENTEL")),
    Fact(_SISTERS, "L Pimentel", {"Lisa Pimentel"}, of_label("L PIMENTEL")),
    Fact(_PODCAST, "turns and cues", (7, 0), counts),
    Fact(_PODCAST, "speakers", {"Tony", "Khalid", "Davis", "Lucas"}, lambda t: set(surnames(t))),
    Fact(_PODCAST, "first words", True, begins("Hello, NPR.")),
    Fact(_TROOPS, "turns and cues", (17, 2), counts),
    Fact(_TROOPS, "speakers", ["Martin", "Trump", "Pritzker", "Vladeck"], surnames),
    Fact(_TROOPS, "host", {"Martin": "host"}, roles("Martin")),
    Fact(
        _TROOPS,
        "title",
        "How Trump could try to deploy troops over states' objections, according to law expert",
        _title,
    ),
    Fact(_TROOPS, "day", "2025-09-04", _day),
    Fact(_TRAIL, "speakers", ["Lehrer", "Suarez", "VandeHei"], surnames),
    Fact(
        _TRAIL,
        "title",
        "On the Campaign Trail, Candidates Shape Foreign, Domestic Policies",
        _title,
    ),
    Fact(_LIFETIME, "speakers", ["Woodruff", "Shields"], surnames),
    Fact(_LIFETIME, "first words", True, begins("And with that, it's time for the final")),
    Fact(
        _LIFETIME,
        "the note is no speech",
        [],
        speech_has("Editor's Note", "longtime friend and colleague"),
    ),
    Fact(_YEAR, "first label", "SPEAKER", lambda t: speech(t)[0].label),
    Fact(_YEAR, "nobody", {"Speaker": "unidentified"}, roles("Speaker")),
    Fact(
        _YEAR,
        "what stands above is no speech",
        [],
        speech_has("donation", "The 9/11 Decade", "rush transcript", "Voices include"),
    ),
    Fact(_YEAR, "day", "2004-12-30", _day),
    Fact(_TWENTY, "first speaker", "Amy Goodman", lambda t: names(t)[0]),
    Fact(_TWENTY, "host", {"Goodman": "host"}, roles("Goodman")),
    Fact(
        _TWENTY,
        "what stands above is no speech",
        [],
        speech_has("Daily News Digest", "German MP", "rush transcript", "1,400 TV"),
    ),
    Fact(_TWENTY, "day", "2016-02-19", _day),
    Fact(_BLOCK, "title", "NPR's Melissa Block bids farewell after 38 years", _title),
    Fact(_BLOCK, "first speaker", "Mary Louise Kelly", lambda t: names(t)[0]),
    Fact(_BLOCK, "O'Nora", {"Brian O'Nora"}, of_label("O'NORA")),
    Fact(_KING, "turns and cues", (3, 0), counts),
    Fact(_KING, "speakers", ["George W. Bush", "Larry King", "Dick Cheney"], names),
    Fact(_KING, "host", {"King": "host"}, roles("King")),
    Fact(_KING, "title", "Highlights of the year before 9/11", _title),
    Fact(_KING, "program", "Larry King Live", _program),
    Fact(_KING, "day", "2001-12-31", _day),
]


# -- whole pages of CNN ---------------------------------------------------------------------------

_STAMP = r"\[\d\d:\d\d:\d\d\]"
#: A label at the head of a line or inside one: capitals, jobs and asides, a colon.
_CAPITALS = r"(?:9-1-1|[A-Z][A-Z'.-]+)(?: [A-Z][A-Z'.-]*)*"
_LABEL = re.compile(rf"\b{_CAPITALS}(?:, [^:<a-z]{{2,60}}| \([^)]*\)[A-Z ]*)*:")


def stamps_are_cues(name: str) -> Callable[[Transcript], bool]:
    """Whether every time stamp of a page is a cue, and none is in speech."""

    def check(transcript: Transcript) -> bool:
        printed = re.findall(_STAMP, (CORPUS / name).read_text("latin-1"))
        cues = [turn.text for turn in transcript.turns if turn.kind == "cue"]
        told = [cue for cue in cues if re.fullmatch(_STAMP, cue)]
        said = [turn for turn in speech(transcript) if re.search(_STAMP, turn.text)]
        return bool(printed) and told == printed and not said

    return check


def nobodys(transcript: Transcript) -> list[Turn]:
    """The turns of speech without a speaker."""
    return [turn for turn in speech(transcript) if turn.speaker is None]


def no_speech(transcript: Transcript) -> list[str]:
    """Lines of speech that are none: marks of a medium, and the end."""
    lines = [line for turn in speech(transcript) for line in turn.text.split("\n")]
    mark = re.compile(r"\((?:on camera|voice-over)\)|END$")
    return [line for line in lines if mark.match(line)]


def lines_of(name: str) -> list[str]:
    """The lines of a page's speech, as a reader sees them."""
    markup = (CORPUS / name).read_text("utf-8")
    markup = markup[markup.index("MAY BE UPDATED.") + len("MAY BE UPDATED.") :]
    texts = (unescape(re.sub(r"<[^>]+>", "", t)) for t in re.split(r"<br>|</?[pP][^>]*>", markup))
    return list(filter(None, (" ".join(text.split()) for text in texts)))


def labels_open_turns(name: str) -> Callable[[Transcript], bool]:
    """Whether every label of a page opens a turn of its own."""

    def check(transcript: Transcript) -> bool:
        lines = [re.sub(_STAMP, "", line) for line in lines_of(name)]
        printed = [found[:-1] for line in lines for found in _LABEL.findall(line)]
        labels = [turn.label for turn in speech(transcript) if turn.label is not None]
        told = [label for label in labels if not label.startswith("SGT. ")]
        other = "ERICK ESTRADA, TEXAS DEPARTMENT OF PUBLIC SAFETY"  # the "SGT." has its own line
        return len(printed) > 100 and told == [label for label in printed if label != other]

    return check


def no_word_is_lost(name: str) -> Callable[[Transcript], bool]:
    """Whether labels and turns hold every word of a page's speech, in order."""

    def check(transcript: Transcript) -> bool:
        read = (f"{t.label}: {t.text}" if t.label else t.text for t in transcript.turns)
        return " ".join(read).split() == " ".join(lines_of(name)).split()

    return check


FACTS += [
    fact
    for name in CNN_2019
    for fact in (
        Fact(name, "time stamps are cues", True, stamps_are_cues(name)),
        Fact(name, "every turn has a speaker", [], nobodys),
        Fact(name, "marks of a medium and the end are no speech", [], no_speech),
    )
]
FACTS += [
    fact
    for name in CNN_2022
    for fact in (
        Fact(name, "every label opens a turn", True, labels_open_turns(name)),
        Fact(name, "no word is lost", True, no_word_is_lost(name)),
    )
]
