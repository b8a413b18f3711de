"""Labels put together from every part that newsrooms print, each as the second speaker of a page.

Whatever a label is made of, its words are nobody's speech: a page is read right (every word under
the right name) or safe (quarantined, or words are nobody's), and never wrong.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.extract import extract
from scraper.model import Outcome, Quarantined, Transcript
from scraper.sources import source_named
from tests.conftest import a_page

FIRST = """Ann Bruno Clara Dmitri Eloise Farouk Greta Hamish Imogen Jamal Keiko Lars Mirela Njeri
Oskar Pilar Quentin Rosalind Sanjay Tova Ursula Viktor Wanda Ximena Yusuf Zelda Jean-Luc Mary-Kate
José Chloë Zoë André Günter Søren Renée""".split()
#: First names that are words of sentences, jobs or months as well.
WORDS_TOO = "Mark Grace Hope Faith Art Bill Rob June April Rose Frank Rich Pat".split()
#: First names that open sentences: with a plain surname they are names.
OPEN_SENTENCES = ["Will", "May"]
LAST = """Abelard Brightwater Calloway Dunmore Ellery Fenwick Grundy Halloran Inglewood Jespersen
Kowalczyk Lindqvist Morningstar Nakamura Ostler Pemberton Quill Robicheaux Sutcliffe Tallchief
Underhill Vandersloot Whitlow Yardley Zielinski""".split()
ODD_LAST = [
    *"""O'Rourke D'Angelo O’Hanlon McCray MacLeish St.-Cyr Ortega-Ruiz Brennan-Moy Müller Ibáñez
    Peña Çelik Nuñez-Vega Van-Horn Fitz-Hugh""".split(),
    *"""de la Cruz|van der Berg|von Trier|del Rio|bin Yusuf|Le Goff|St. Clair|di Marco|Van Holt
    |de Souza""".replace("\n    ", "").split("|"),
]
#: As printed before the name, in a label in capitals.
TITLES = """SEN.|Sen.|SENATOR|REP.|Rep.|GOV.|MAYOR|DR.|Dr.|Mr.|Ms.|MS.|PROF.|PROFESSOR|LT. COL.|
Col.|SGT.|REV.|THE REV.|Father|JUDGE|JUSTICE|PRESIDENT|FORMER PRESIDENT|VICE PRESIDENT|
ATTORNEY GENERAL|FORMER NEW YORK MAYOR|MAJ. GEN.|ADM.|SHERIFF|AMBASSADOR|
STATE SEN.|PRIME MINISTER|CAPT.|Rabbi|SISTER""".replace("\n", "").split("|")
SMALL_TITLES = "Sen.|Rep.|Gov.|Dr.|Mayor|President|Former President|Judge|Lt. Col.|Rev.".split("|")
SHOUTED_JOBS = """HOST|BYLINE|AUTHOR|GOOSE FARMER|NORTHFIELD POLICE CHIEF|CNN CORRESPONDENT|
CNN ANCHOR|PROFESSOR OF ORNITHOLOGY, NORTHFIELD COLLEGE|U.S. FISH AND WILDLIFE SERVICE|
AUTHOR, "A YEAR OF GEESE"|EXECUTIVE DIRECTOR, GOOSE SOCIETY|RETIRED PILOT|WITNESS|
FORMER FBI AGENT|ATTORNEY FOR THE GOOSE SOCIETY""".replace("\n", "").split("|")
SMALL_JOBS = """author|goose farmer|Goose Society|Northfield College|Northfield Police Chief|
former pilot|University of Northfield|Wife of the Pilot|Author, "A Year of Geese\"""".replace(
    "\n", ""
).split("|")
PARTIES = ["(D-OH)", "(R-Texas)", "(D), OHIO", "(R) GOVERNOR CANDIDATE", "(I-VT)", "(D)",
           "(R-TX), HOUSE SPEAKER"]  # fmt: skip
SMALL_PARTIES = [", D-Ohio", ", R-Texas", " (D-Ohio)", ", (D) Ohio"]
ASIDES = ["(via telephone)", "(voice-over)", "(on camera)", "(ph)", "[ph]", "(singing)", "(sp?)",
          "(through translator)", "(Through interpreter)", "(Goose Farmer)"]  # fmt: skip
MARKS = [":", ":", ":", ":", "::", "：", " :", "\u00a0:", "\u200b:", ": :"]
BEFORE = ["", "", "", "", "", "\u200b", "\ufeff", "\u00a0", "[20:05:08] ", "00:08:15 ",
          "(20:05:08) "]  # fmt: skip
SAID = ["We counted the geese on Friday.", "Yes.", "It's 3:30, and the pond is full: of geese.",
        "Thank you for having me.", "Well - no. \"Geese,\" he said."]  # fmt: skip


@dataclass(frozen=True, slots=True)
class DrawnLabel:
    """A label as printed, with its mark, and the name of whoever it means."""

    printed: str
    mark: str
    before: str
    name: str

    @property
    def text(self) -> str:
        """All that stands before the speech."""
        return f"{self.before}{self.printed}{self.mark}"


def shouted(name: str) -> str:
    """A name in the capitals that labels have: McCRAY keeps its small letter."""
    return " ".join(
        f"Mc{word[2:].upper()}" if word.startswith("Mc") else word.upper() for word in name.split()
    )


@st.composite
def names(draw: st.DrawFn) -> str:
    """A first name and a surname, and what may stand between and behind."""
    if draw(st.integers(0, 19)) == 0:
        return f"{draw(st.sampled_from(OPEN_SENTENCES))} {draw(st.sampled_from(LAST))}"
    first = draw(st.sampled_from(FIRST) | st.sampled_from(WORDS_TOO))
    last = draw(st.sampled_from([*LAST, "al-Masri"]) | st.sampled_from(ODD_LAST))
    middle = draw(st.sampled_from(["", "", "", "T.", "J.", '"Buddy"', "“Goose”", "Lou"]))
    if draw(st.integers(0, 9)) == 0:
        first, middle = draw(st.sampled_from(["J.D.", "A. J.", "T.K.", "LL"])), ""
    suffix = draw(st.sampled_from(["", "", "", "", "", "Jr.", "III", "Sr."]))
    if last == "al-Masri":
        middle = ""
    return " ".join(filter(None, (first, middle, last, suffix)))


def _with_comma(name: str) -> str:
    """ "ROBERT LANE, JR."."""
    return re.sub(r" (JR\.|SR\.)$", r", \1", name)


@st.composite
def labels_in_capitals(draw: st.DrawFn) -> DrawnLabel:
    """What NPR, CNN and Democracy Now! print."""
    name = draw(names())
    printed = shouted(name)
    if draw(st.booleans()):
        printed = _with_comma(printed)
    kind = draw(st.integers(0, 5))
    if kind in (1, 2):
        printed = f"{draw(st.sampled_from(TITLES))} {printed}"
    if kind in (2, 3):
        printed += f" {draw(st.sampled_from(PARTIES))}"
    elif kind == 4:
        printed += f", {draw(st.sampled_from(SHOUTED_JOBS))}"
    if draw(st.integers(0, 3)) == 0:
        printed += f" {draw(st.sampled_from(ASIDES))}"
    mark = draw(st.sampled_from(MARKS))
    return DrawnLabel(printed, mark, draw(st.sampled_from(BEFORE)), name)


@st.composite
def labels_in_small_letters(draw: st.DrawFn) -> DrawnLabel:
    """What PBS prints, in bold."""
    name = draw(names())
    printed = name
    kind = draw(st.integers(0, 4))
    if kind in (1, 2):
        printed = f"{draw(st.sampled_from(SMALL_TITLES))} {printed}"
    if kind in (2, 3):
        printed += draw(st.sampled_from(SMALL_PARTIES))
    elif kind == 4:
        printed += f", {draw(st.sampled_from(SMALL_JOBS))}"
    mark = draw(st.sampled_from([":", ":", ":", "::", " :", "\u00a0:"]))
    return DrawnLabel(printed, mark, "", name)


@st.composite
def marked_labels_in_capitals(draw: st.DrawFn) -> DrawnLabel:
    """What Democracy Now! prints, in bold."""
    label = draw(labels_in_capitals())
    before = label.before if label.before in ("", "\u200b", "\ufeff") else ""
    return DrawnLabel(label.printed, label.mark, before, label.name)


@st.composite
def semicolon_labels(draw: st.DrawFn) -> DrawnLabel:
    """A semicolon for the colon, behind a name in capitals and perhaps its role."""
    name = draw(names()).replace("McCray", "MacCray")
    role = draw(st.sampled_from(["", ", HOST", ", BYLINE"]))
    return DrawnLabel(f"{shouted(name)}{role}", ";", "", name)


# -- pages --------------------------------------------------------------------------------------

OPENING = "Good evening, and here is what we know tonight."
CLOSING = "We leave it there."


def _npr_2024(label: DrawnLabel, said: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><link rel="canonical"'
        ' href="https://www.npr.org/2024/05/06/nx-s1-9000001/x"></head><body>'
        '<div class="storytitle"><h1 class="transcript">Geese</h1></div>'
        '<div class="transcript storytext" aria-label="Transcript">'
        f"<p><p>MARTA OLIN, HOST: <p><p> {OPENING}<p><p>{escape(label.text, quote=False)} {said}"
        f'<p><p>OLIN: {CLOSING}<p class="disclaimer">Copyright &copy; 2024 NPR.</p></div>'
        "</body></html>"
    )


def _npr_2013(label: DrawnLabel, said: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><link rel="canonical"'
        ' href="https://www.npr.org/2013/05/06/222900001/x"></head><body>'
        '<div class="storytitle"><h1>Geese</h1></div><div class="transcript storytext">'
        f"<p>MARTA OLIN, HOST:</p><p>{OPENING}</p><p>{escape(label.text, quote=False)} {said}</p>"
        f'<p>OLIN: {CLOSING}</p><p class="disclaimer">Copyright &copy; 2013 NPR.</p></div>'
        "</body></html>"
    )


def _cnn(label: DrawnLabel, said: str) -> str:
    return (
        '<html lang="en"><head><title>CNN.com - Transcripts</title></head><body>'
        '<p class="cnnTransStoryHead">THE SITUATION ROOM</p><p class="cnnTransSubHead">Geese</p>'
        '<p class="cnnBodyText">Aired May 6, 2019 - 20:00 ET</p>'
        '<p class="cnnBodyText">THIS IS A RUSH TRANSCRIPT.</p><p class="cnnBodyText"><br>'
        f"MARTA OLIN, CNN HOST: {OPENING}<br><br>{escape(label.text, quote=False)} {said}<br><br>"
        f"OLIN: {CLOSING}<br></p></body></html>"
    )


def _marked(label: DrawnLabel) -> str:
    return f"<strong>{escape(label.text, quote=False)}</strong>"


def _pbs(label: DrawnLabel, said: str) -> str:
    return (
        '<html lang="en"><body><h1 class="post__title">Geese</h1><div id="transcript">'
        "<h3>TRANSCRIPT</h3>"
        f"<p><strong>Marta Olin:</strong> {OPENING}</p><p>{_marked(label)} {said}</p>"
        f"<p><strong>Marta Olin:</strong> {CLOSING}</p></div></body></html>"
    )


def _democracynow(label: DrawnLabel, said: str) -> str:
    return (
        '<html lang="en"><body><div class="story_with_left_panel"><h1>Geese</h1>'
        '<div><div class="transcript">Transcript</div><div class="text">'
        '<div class="rush">This is a rush transcript. Copy may not be in its final form.</div>'
        f"<p><strong>MARTA OLIN:</strong> {OPENING}</p><p>{_marked(label)} {said}</p>"
        f"<p><strong>MARTA OLIN:</strong> {CLOSING}</p></div></div></div></body></html>"
    )


@dataclass(frozen=True, slots=True)
class MadeLayout:
    """A newsroom's page, its URL, and the labels it prints."""

    source: str
    url: str
    page: Callable[[DrawnLabel, str], str]
    labels: st.SearchStrategy[DrawnLabel]


#: Labels drawn for each layout.
EXAMPLES = 320

_NPR = "https://www.npr.org/transcripts/"
LAYOUTS = {
    "npr 2024": MadeLayout("npr", f"{_NPR}nx-s1-9000001", _npr_2024, labels_in_capitals()),
    "npr 2013": MadeLayout("npr", f"{_NPR}222900001", _npr_2013, labels_in_capitals()),
    "cnn": MadeLayout(
        "cnn",
        "https://transcripts.cnn.com/show/sitroom/date/2019-05-06/segment/01",
        _cnn,
        labels_in_capitals(),
    ),
    "pbs": MadeLayout(
        "pbs",
        "https://www.pbs.org/newshour/show/what-the-geese-knew",
        _pbs,
        labels_in_small_letters(),
    ),
    "democracynow": MadeLayout(
        "democracynow",
        "https://www.democracynow.org/2019/5/6/the_geese_of_northfield",
        _democracynow,
        marked_labels_in_capitals(),
    ),
}


# -- judging ------------------------------------------------------------------------------------

_STAMP = re.compile(r"[\[(]?\d\d:\d\d:\d\d[\])]?")


def folded(name: str | None) -> str | None:
    """A name without capitals, accents and the marks around its parts."""
    if name is None:
        return None
    text = unicodedata.normalize("NFKD", name.replace("’", "'").casefold())
    kept = "".join(char for char in text if not unicodedata.combining(char))
    return " ".join(re.sub(r"[\"“”,.]", " ", kept.replace("ø", "o")).split())


def verdict(outcome: Outcome, label: DrawnLabel, said: str) -> str:
    """``right``, ``safe``, or what is wrong."""
    if isinstance(outcome, Quarantined):
        return "safe"
    if not isinstance(outcome, Transcript):
        return f"wrong: {outcome}"
    wanted = [
        (name, word)
        for name, text in (("Marta Olin", OPENING), (label.name, said), ("Marta Olin", CLOSING))
        for word in text.split()
    ]
    found: list[tuple[str | None, str]] = []
    for turn in outcome.turns:
        if turn.kind == "cue" and _STAMP.fullmatch(turn.text):
            continue
        name = None if turn.speaker is None else outcome.speakers[turn.speaker].name
        found += [(name, word) for word in turn.text.split()]
    if [word for _, word in found] != [word for _, word in wanted]:
        return f"wrong: words {[(turn.label, turn.text) for turn in outcome.turns]}"
    pairs = {(got, want) for (got, _), (want, _) in zip(found, wanted, strict=True)}
    if any(got is not None and folded(got) != folded(want) for got, want in pairs):
        return f"wrong: names {sorted(map(str, pairs))}"
    return "right" if all(got is not None for got, _ in pairs) else "safe"


def judged(made: MadeLayout, labels: st.SearchStrategy[DrawnLabel]) -> list[tuple[str, str]]:
    """The verdicts on drawn labels, none of them wrong, with the text of each."""
    source = source_named(made.source)()
    verdicts: list[tuple[str, str]] = []

    @settings(max_examples=EXAMPLES, derandomize=True, deadline=None, database=None)
    @given(labels, st.sampled_from(SAID))
    def never_wrong(label: DrawnLabel, said: str) -> None:
        found = verdict(extract(a_page(made.page(label, said), made.url), source), label, said)
        verdicts.append((found, label.text))
        assert found in ("right", "safe"), (label.text, found)

    never_wrong()
    return verdicts


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_label_is_never_read_wrong_and_nearly_always_right(layout: str) -> None:
    made = LAYOUTS[layout]
    verdicts = judged(made, made.labels)
    others = sorted({text for found, text in verdicts if found != "right"})
    assert sum(found == "right" for found, _ in verdicts) >= 0.95 * len(verdicts), others


def test_a_label_that_a_semicolon_ends_is_never_read_wrong() -> None:
    verdicts = judged(LAYOUTS["npr 2013"], semicolon_labels())
    roles = [found for found, text in verdicts if text.endswith(("HOST;", "BYLINE;"))]
    assert roles.count("right") >= 0.95 * len(roles)
