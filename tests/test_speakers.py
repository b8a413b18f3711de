"""Who a label is: each rule of resolution, and where it must not guess."""

from __future__ import annotations

import pytest

from scraper.extract.account import Piece, PieceKind
from scraper.extract.label_jobs import own_names
from scraper.extract.names import goes_by, is_short_for, misspelt
from scraper.extract.speakers import resolve
from scraper.extract.turns import draft_turns
from scraper.model import Speaker

OWN = own_names(("NPR", "NewsHour"))
OPENING = "ANN LEE, HOST: Good morning."


def read(*paragraphs: str, labels_hosts: bool = True) -> list[tuple[str | None, Speaker | None]]:
    """Each turn's label with its speaker."""
    turns = draft_turns((Piece(PieceKind.SPEECH, text) for text in paragraphs), OWN).turns
    speakers = resolve(turns, (), OWN, labels_hosts=labels_hosts)
    return [
        (turn.printed, None if turn.speaker is None else speakers[turn.speaker])
        for turn in turns
        if turn.kind == "speech"
    ]


def names(*paragraphs: str) -> list[str | None]:
    return [speaker.name if speaker else None for _, speaker in read(*paragraphs)]


@pytest.mark.parametrize(
    ("paragraphs", "people"),
    [
        # a surname, a first name, a nickname
        (["WILLIAM ROE: Hi.", "ROE: Yes."], ["William Roe"] * 2),
        (["WILLIAM ROE: Hi.", "WILLIAM: Yes."], ["William Roe"] * 2),
        (["WILLIAM ROE: Hi.", "BILL: Yes."], ["William Roe"] * 2),
        (['WILLIAM "BUDDY" ROE: Hi.', "BUDDY: Yes."], ['William "Buddy" Roe'] * 2),
        (["WILLIAM ROE: Hi.", "BOB: Yes."], ["William Roe", "Bob"]),
        (["WILLIAM ROE: Hi.", "WILLIAM DOE: Ho.", "BILL: Yes."],
         ["William Roe", "William Doe", "Bill"]),
        # a surname of several words, a suffix
        (["LEWIS VAN DORN: Hi.", "VAN DORN: Yes."], ["Lewis van Dorn"] * 2),
        (["CAL RIPKEN JR.: Hi.", "RIPKEN: Yes."], ["Cal Ripken Jr."] * 2),
        # initials choose; nothing else does
        (["SOLEDAD O'BRIEN: Hi.", "MILES O'BRIEN: Ho.", "S. O'BRIEN: Yes.", "M. O'BRIEN: No."],
         ["Soledad O'Brien", "Miles O'Brien", "Soledad O'Brien", "Miles O'Brien"]),
        (["SOLEDAD O'BRIEN: Hi.", "MILES O'BRIEN: Ho.", "O'BRIEN: Who?"],
         ["Soledad O'Brien", "Miles O'Brien", "O'Brien"]),
        # titles change, the person stays
        (["Sen. BEN OBAN: Hi.", "Senator OBAN: Yes.", "President OBAN: Now."], ["Ben Oban"] * 3),
        (["SENATOR OBAN: Hi.", "PRESIDENT OBAN: Now."], ["Oban"] * 2),
        # a gentleman is no lady
        (["Mr. KELLER: Hi.", "Ms. KELLER: Ho.", "Mr. KELLER: Yes."],
         ["Keller", "Ms. Keller", "Keller"]),
        # host and guest of one surname
        (["MARY KELLY: Here is Senator Mark Kelly of Arizona.", "Senator KELLY: Hello.",
          "KELLY: Welcome."], ["Mary Kelly", "Mark Kelly", "Kelly"]),
        (["MARY KELLY: I asked Senator Mark Kelly.", "KELLY: He said no."], ["Mary Kelly"] * 2),
        # misspelt: a letter wrong, too many, too few, swapped
        (["MICHELE KELEMEN: Hi.", "KELEMAN: Yes."], ["Michele Kelemen"] * 2),
        (["MICHELE KELEMEN: Hi.", "KELEMENN: Yes."], ["Michele Kelemen"] * 2),
        (["MICHELE KELEMEN: Hi.", "KELMEN: Yes."], ["Michele Kelemen"] * 2),
        (["MICHELE KELEMEN: Hi.", "KELEMNE: Yes."], ["Michele Kelemen"] * 2),
        (["MICHELE KELEMEN: Hi.", "MICHELE KELEMAN: Yes."], ["Michele Kelemen"] * 2),
        # not so near, too short, two that are near, or a name of its own
        (["MICHELE KELEMEN: Hi.", "KELAMAN: Yes."], ["Michele Kelemen", "Kelaman"]),
        (["ANN ROSS: Hi.", "ROSE: Yes."], ["Ann Ross", "Rose"]),
        (["JOHN SMITH: Hi.", "JOAN SMITH: Ho."], ["John Smith", "Joan Smith"]),
        (["ANN HANSEN: Hi.", "BEN HANSON: Ho.", "HANSAN: Yes."],
         ["Ann Hansen", "Ben Hanson", "Hansan"]),
        (["JOHN SMITH: I met Dan Smyth and Lou Smyth.", "SMYTH: Yes."], ["John Smith", "Smyth"]),
        # introduced before they speak
        (["ANN LEE: NPR's Julia Simon reports.", "SIMON: It rained."], ["Ann Lee", "Julia Simon"]),
        (["ANN LEE: We're joined by Professor Ada Brennan-Moy.", "Dr. BRENNAN-MOY: Hi."],
         ["Ann Lee", "Ada Brennan-Moy"]),
        (["ANN LEE: We're joined now by Julia Simon.", "JULIA: Hi."], ["Ann Lee", "Julia Simon"]),
        (["ANN LEE: Lewis van Dorn is here.", "VAN DORN: Hi."], ["Ann Lee", "Lewis van Dorn"]),
        (["ANN LEE: We read Joseph Conrad.", "JOSEPH (Caller): Hi."], ["Ann Lee", "Joseph"]),
        (["ANN LEE: Julia Simon and Rose Simon are here.", "SIMON: Hi."], ["Ann Lee", "Simon"]),
    ],
)  # fmt: skip
def test_who_a_label_is(paragraphs: list[str], people: list[str]) -> None:
    assert names(OPENING, *paragraphs)[1:] == people


def test_a_mister_and_a_miss_of_one_surname_are_two_whom_nobody_knows_elsewhere() -> None:
    turns = read(OPENING, "Mr. KELLER: Hi.", "Ms. KELLER: Ho.", "Mr. KELLER: Yes.")
    who = [speaker for _, speaker in turns[1:] if speaker]
    assert [s.honorific for s in who] == ["Mr.", "Ms.", "Mr."]
    assert not any(s.identified for s in who)


@pytest.mark.parametrize(
    ("paragraphs", "roles"),
    [
        (["Ann Lee: Good evening. I'm Ann Lee.", "Ben Orr: And I'm Ben Orr."],
         [("host", "names themself"), ("host", "names themself")]),
        (["Ann Lee: I'm Ann Lee, with Ben Orr.", "Ben Orr: Good evening."],
         [("host", "names themself"), ("host", "introduced")]),
        (["Ann Lee: Why?", "Ben Orr: So.", "Ann Lee: Thanks."],
         [("host", "opens"), ("guest", "default"), ("host", "opens")]),
        (["Ann Lee: Correspondent Ben Orr has our story.", "Ben Orr: So."],
         [("host", "opens"), ("reporter", "introduced")]),
        (["Ann Lee: Ben Orr reports.", "Ben Orr: For the PBS NewsHour, I'm Ben Orr in Troy."],
         [("guest", "default"), ("reporter", "signs off")]),
        (["(BEGIN VIDEO CLIP)", "Ann Lee: I'm Ann Lee, and I approve this message.", "Ben Orr: So.",
          "Ann Lee: Yes."], [("guest", "default"), ("guest", "default"), ("guest", "default")]),
        (["Ann Lee: Here is what a guest says.", "Ben Orr: I'm Ben Orr."],
         [("guest", "default"), ("guest", "default")]),
    ],
)  # fmt: skip
def test_roles_where_labels_do_not_tell_them(
    paragraphs: list[str], roles: list[tuple[str, str]]
) -> None:
    shouted = [
        text[: text.index(":")].upper() + text[text.index(":") :] if ": " in text[:12] else text
        for text in paragraphs
    ]
    turns = read(*shouted, labels_hosts=False)
    assert [(s.role, s.role_rule) for _, s in turns if s] == roles


def test_what_tape_says_makes_no_host() -> None:
    turns = read("BEN ORR: I'm Ben Orr. Vote for me.", "ANN LEE, HOST: That was Ben Orr.")
    assert [(s.role, s.role_rule) for _, s in turns if s] == [
        ("guest", "default"),
        ("host", "label"),
    ]


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("Kelemen", "Keleman", True),
        ("Kelemen", "Kelemen", False),
        ("Ann Kelemen", "Bea Keleman", False),
        ("Kelemen", "Helemen", False),
        ("Abcdef", "Abdcef", True),
        ("Abcdef", "Abcde", True),
        ("Abcdef", "Abcdefg", True),
        ("Abcdef", "Abcxyf", False),
        ("Ann", "Anna", False),
    ],
)
def test_a_letter_apart(one: str, other: str, near: bool) -> None:
    assert misspelt(one, other) is near
    assert misspelt(other, one) is near


def test_short_forms() -> None:
    assert is_short_for("bill", "William Roe")
    assert not is_short_for("bill", "Robert Roe")
    assert goes_by('Thomas "Tip" O\'Neill', "tip")
    assert goes_by("Tip O'Neill", "tip")
    assert not goes_by("Tip O'Neill", "o'neill")
