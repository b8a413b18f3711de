"""Every number in the rules that read labels, turns and blocks: what it still takes, and what is
one too many. The inputs are alike but for that one.
"""

from __future__ import annotations

import pytest

from scraper.extract import extract
from scraper.extract.account import Piece, PieceKind, classify
from scraper.extract.broad_reader import broad_head, known_head
from scraper.extract.cues import leading_cues
from scraper.extract.introductions import introduced
from scraper.extract.label_jobs import own_names
from scraper.extract.label_names import read_name
from scraper.extract.labels import read_label, read_marked_label, read_mixed_label
from scraper.extract.names import misspelt
from scraper.extract.notes import note_kind
from scraper.extract.piece_labels import label_alone
from scraper.extract.speakers import resolve
from scraper.extract.text_rendering import read_text
from scraper.extract.turns import draft_turns
from scraper.extract.written import reads_like_a_transcript
from scraper.model import Outcome, Quarantined, Transcript
from scraper.names import name_key
from scraper.sources.npr import Npr
from tests.conftest import a_page
from tests.test_extract import URL, a_transcript

OWN = own_names(("NPR",))


def filled(start: str, length: int, end: str = "") -> str:
    """Text of ``length`` characters: words of capitals between ``start`` and ``end``."""
    room = length - len(start) - len(end)
    words = ("GEESE " * (room // 6 + 1))[:room]
    words = f"{words[:-1]}S" if words.endswith(" ") else words
    return f"{start}{words}{end}"


def words(number: int, word: str = "pond") -> str:
    """So many words."""
    return " ".join([word] * number)


def name_in(label: str) -> str | None:
    """The name that the grammar reads in a label."""
    found = read_label(f"{label}: Yes.", OWN)
    return found[0].name if found else None


def labels_in(*paragraphs: str) -> list[str | None]:
    """The labels of the turns that paragraphs make, None for words without one."""
    pieces = (Piece(PieceKind.SPEECH, text) for text in paragraphs)
    return [turn.printed for turn in draft_turns(pieces, OWN).turns]


def read(speech: str) -> Outcome:
    """What a page with this speech is."""
    return extract(a_page(a_transcript(speech), URL), Npr())


def lands(speech: str) -> bool:
    """Whether a page with this speech is a transcript."""
    return isinstance(read(speech), Transcript)


def said(speech: str) -> str:
    """All words of speech on a page."""
    outcome = read(speech)
    assert isinstance(outcome, Transcript), outcome
    return "\n".join(turn.text for turn in outcome.turns if turn.kind == "speech")


HI = "<p>ANN LEE, HOST: Good morning.</p>"
HO = "<p>BEN ORR: Good night.</p>"


# -- labels -------------------------------------------------------------------------------------


def long_label(length: int) -> str:
    """A label of so many characters, with jobs none of which is too long."""
    return filled(f"ANN LEE, {filled('KEEPER OF ', 100)}, ", length)


def test_a_label_is_shorter_than_200_characters() -> None:
    assert [len(long_label(199)), len(long_label(200))] == [199, 200]
    assert name_in(long_label(199)) == "ANN LEE"
    assert name_in(long_label(200)) is None
    assert read_marked_label(long_label(199), OWN) is not None
    assert read_marked_label(long_label(200), OWN) is None


def test_two_words_stand_behind_a_nickname_in_brackets() -> None:
    assert name_in("WILLIAM (BILL) VAN ROE") == "WILLIAM (BILL) VAN ROE"
    assert name_in("WILLIAM (BILL) VAN DER ROE") != "WILLIAM (BILL) VAN DER ROE"


def test_a_name_has_eight_words() -> None:
    eight = "ANA BEA CAL DAN EVE FAY GUS HAL"
    assert name_in(eight) == eight
    assert name_in(f"{eight} IDA") is None


def test_a_band_has_twelve_words() -> None:
    twelve = "ANA BEA CAL DAN EVE FAY GUS HAL IDA AND THE GEESE"
    assert name_in(twelve) == twelve
    assert name_in(f"{twelve} AGAIN") is None


def test_a_voice_without_a_name_has_eight_words() -> None:
    def kind(name: str) -> str | None:
        found = read_name(name)
        return found.kind if found else None

    assert kind(f"{words(7, 'GOOSE')} PROTESTER") == "nobody"
    assert kind(f"{words(8, 'GOOSE')} PROTESTER") is None


def test_a_title_in_small_letters_has_four_words() -> None:
    assert name_in("Night Goose Pond Harbormaster JO DEE") == "JO DEE"
    assert name_in("Old Night Goose Pond Harbormaster JO DEE") is None


def test_a_job_has_160_characters() -> None:
    assert name_in(f"ANN LEE, {filled('KEEPER OF ', 160)}") == "ANN LEE"
    assert name_in(f"ANN LEE, {filled('KEEPER OF ', 161)}") is None


def test_a_job_in_small_letters_has_sixteen_words() -> None:
    assert name_in(f"ANN LEE, teacher {words(15)}") == "ANN LEE"
    assert name_in(f"ANN LEE, teacher {words(16)}") is None


def test_a_job_of_more_than_five_small_words_must_say_that_it_is_one() -> None:
    assert name_in(f"ANN LEE, {words(5)}") == "ANN LEE"
    assert name_in(f"ANN LEE, {words(6)}") is None
    assert name_in(f"ANN LEE, teacher {words(5)}") == "ANN LEE"


def test_a_name_in_small_letters_has_six_words() -> None:
    six = "Bob Cal Dan Eli Fay Roe"
    assert read_mixed_label(f"{six}: Yes.", OWN) is not None
    assert read_mixed_label(f"{six} Orr: Yes.", OWN) is None


def test_a_full_stop_behind_more_than_two_letters_is_no_part_of_a_name() -> None:
    assert name_in("ANN LE.") == "ANN LE."
    assert name_in("ANN LEE.") == "ANN LEE"


# -- the broad reader -----------------------------------------------------------------------------


def test_a_head_in_capitals_is_shorter_than_120_characters() -> None:
    assert broad_head(f"{filled('G', 119)}: Yes.") == (filled("G", 119), "Yes.")
    assert broad_head(f"{filled('G', 120)}: Yes.") is None


def test_a_head_with_an_aside_is_shorter_than_160_characters() -> None:
    for length, head in ((159, True), (160, False)):
        label = f"{filled('GEESE ', 90)} ({'p' * (length - 93)})"
        assert len(label) == length
        assert (broad_head(f"{label}: Yes.") is not None) is head


def test_the_name_of_a_known_speaker_is_shorter_than_90_characters() -> None:
    for length, head in ((89, True), (90, False)):
        name = filled("Ann ", length).title()
        assert (known_head(f"{name}: Yes.", {name_key(name)}) is not None) is head


# -- heads and turns ------------------------------------------------------------------------------


def test_two_labels_in_small_letters_show_that_a_page_has_no_capitals() -> None:
    one = ("Bob Roe: Good morning.", "Zogu Quillig: Good night.")
    assert labels_in(*one) == ["Bob Roe"]
    assert labels_in("Ann Lee: Hello.", *one) == ["Ann Lee", "Bob Roe", "Zogu Quillig"]


def test_a_name_in_small_letters_alone_is_shorter_than_60_characters() -> None:
    page = ("Ann Lee: Hello.", "Bob Roe: Good morning.")
    for length, head in ((59, True), (60, False)):
        name = f"Zogu Q{'u' * (length - 6)}"
        assert (name in labels_in(*page, f"{name}: Good night.")) is head


def test_a_label_that_stands_alone_without_a_colon_is_shorter_than_60_characters() -> None:
    for length, head in ((59, True), (60, False)):
        label = f"ANN {'Q' * (length - 10)}, HOST"
        assert len(label) == length
        assert (label in labels_in("BEN ORR: Good morning.", label, "Good night.")) is head


def test_the_first_line_of_a_label_that_is_cut_has_100_characters() -> None:
    for length, head in ((100, True), (101, False)):
        first = filled("ANN LEE (", length)
        labels = labels_in("BEN ORR: Good morning.", first, "AND PONDS): Good night.")
        assert (f"{first} AND PONDS)" in labels) is head


def test_a_name_that_is_cut_has_three_words_on_its_first_line() -> None:
    cut = labels_in("BEN ORR: Good morning.", "ANA BEA CAL", "LEE: Good night.")
    assert cut == ["BEN ORR", "ANA BEA CAL LEE"]
    assert "ANA BEA CAL DAN LEE" not in labels_in(
        "BEN ORR: Good morning.", "ANA BEA CAL DAN", "LEE: Good night."
    )


def test_more_than_four_numbered_lines_are_numbered() -> None:
    lines = ["1 ANN LEE, HOST: Hi.", "2 BEN ORR: Ho.", "3 LEE: Yes.", "4 ORR: No.", "5 LEE: So."]
    assert labels_in(*lines) == ["ANN LEE, HOST", "BEN ORR", "LEE", "ORR", "LEE"]
    texts = [turn.text for turn in draft_turns(
        (Piece(PieceKind.SPEECH, f"{n} geese.") for n in range(1, 5)), OWN).turns]  # fmt: skip
    assert texts == ["1 geese.\n2 geese.\n3 geese.\n4 geese."]


# -- cues, notes, chrome --------------------------------------------------------------------------


def test_a_cue_before_a_label_has_81_characters() -> None:
    for length, count in ((81, 1), (82, 0)):
        cue = filled("(", length, ")")
        assert len(leading_cues(f"{cue} ANN LEE: Yes.")[0]) == count


def test_a_sentence_that_only_a_page_can_say_stands_in_fewer_than_400_characters() -> None:
    assert note_kind(filled("For more, click here. ", 399)) == "note"
    assert note_kind(filled("For more, click here. ", 400)) is None


def kinds(*texts: str) -> list[str]:
    """What paragraphs are by their words."""
    pieces = classify((Piece(PieceKind.SPEECH, text) for text in texts), ("Copyright NPR",))
    return [piece.name or piece.kind.value for piece in pieces]


def test_chrome_that_its_words_give_away_is_shorter_than_220_characters() -> None:
    assert kinds(filled("SPONSOR MESSAGE: ", 219)) == ["advertisement"]
    assert kinds(filled("SPONSOR MESSAGE: ", 220)) == ["speech"]


def test_a_notice_runs_on_in_one_of_the_last_three_paragraphs() -> None:
    notice = "That is all. Copyright NPR."
    assert kinds(notice, "Yes.", "No.") == ["speech", "legal notice", "speech", "speech"]
    assert kinds(notice, "Yes.", "No.", "So.") == ["speech"] * 4


def test_three_paragraphs_twice_are_a_copy_and_two_are_said_twice() -> None:
    assert kinds(*("Hi.", "Ho.", "So.") * 2) == ["speech"] * 3 + ["copy"] * 3
    assert kinds(*("Hi.", "Ho.") * 2) == ["speech"] * 4


# -- blocks ---------------------------------------------------------------------------------------


def test_a_paragraph_that_is_a_link_of_more_than_two_words_is_no_speech() -> None:
    assert "Wild geese" in said(f'{HI}<p><a href="/x">Wild geese</a></p>{HO}')
    assert "geese" not in said(f'{HI}<p><a href="/x">Wild geese leave</a></p>{HO}')


def test_a_heading_in_bold_has_twelve_words() -> None:
    assert "pond" not in said(f"{HI}<p><b>{words(12)}</b></p>{HO}")
    assert "pond" in said(f"{HI}<p><b>{words(13)}</b></p>{HO}")


def test_a_button_has_forty_words() -> None:
    assert "pond" not in said(f"{HI}<button>{words(40)}</button>{HO}")
    assert "pond" in said(f"{HI}<button>{words(41)}</button>{HO}")


def test_a_third_of_an_item_of_a_list_of_links_is_the_link() -> None:
    def a_list(link: int) -> str:
        rest = f" {'p' * (99 - link)}"
        return f'{HI}<ul><li><a href="/x">{"g" * link}</a>{rest}</li></ul>{HO}'

    assert "ppp" not in said(a_list(35))
    assert "ppp" in said(a_list(34))


def test_chrome_in_which_speech_may_be_has_90_words_in_three_paragraphs() -> None:
    def an_aside(*counts: int) -> str:
        return f"{HI}<aside>{''.join(f'<p>{words(n)}</p>' for n in counts)}</aside>{HO}"

    assert not lands(an_aside(30, 30, 30))
    assert lands(an_aside(30, 30, 29))
    assert lands(an_aside(60, 30))


def test_chrome_in_which_speech_may_be_has_30_words_behind_two_labels() -> None:
    def an_aside(first: str, second: int) -> str:
        return f"{HI}<aside><p>{first} {words(12)}</p><p>CAL FOX: {words(second)}</p></aside>{HO}"

    assert not lands(an_aside("EVE MAY:", 14))
    assert lands(an_aside("EVE MAY:", 13))
    assert lands(an_aside("Eve may", 20))


def test_up_to_three_blocks_that_no_rule_knows_are_in_doubt() -> None:
    block = '<div class="zib">A goose.</div>'
    assert not lands(HI + block * 3 + HO)
    assert lands(HI + block * 4 + HO)


def test_a_class_that_a_quarter_of_the_paragraphs_have_is_in_doubt() -> None:
    odd = '<p class="zib">A goose.</p>'
    assert not lands(HI + HO * 11 + odd * 4)  # 4 of 16
    assert lands(HI + HO * 10 + odd * 4)  # 4 of 15


def test_one_odd_block_among_four_with_a_class_is_in_doubt() -> None:
    turn = '<div class="row">ANN LEE: Yes.</div>'
    odd = '<div class="zib">A goose.</div>'
    assert not lands(turn * 4 + odd)
    assert lands(turn * 3 + odd)


def test_three_strangers_with_labels_beside_the_block_are_in_doubt() -> None:
    strangers = [f"<p>{name}: Yes.</p>" for name in ("CAL FOX", "EVE MAY", "GUS POE")]
    for number, landed in ((2, True), (3, False)):
        page = a_transcript(HI + HO)
        beside = f"<section><div>{''.join(strangers[:number])}</div></section>"
        page = page.replace("</body>", f"{beside}</body>")
        assert isinstance(extract(a_page(page, URL), Npr()), Transcript) is landed


def test_a_page_that_is_mostly_links_is_in_doubt() -> None:
    def linked(number: int, length: int) -> str:
        link = f'<p><a href="/x">{filled("READS ", length).capitalize()}</a></p>'
        return HI + HO + link * number

    assert not lands(linked(4, 61))
    assert lands(linked(3, 61))
    assert lands(linked(4, 60))


LONG = f"ANN LEE: {'g' * 70}"


def marked(name: str, text: str = "Yes.") -> str:
    """A heading that names somebody, and what they say."""
    return f"<h4>{name}</h4><p>{text}</p>"


@pytest.mark.parametrize(
    "page",
    [
        a_transcript(f'{HI}<div class="zib">{LONG}</div>{HO}'),
        a_transcript(HI + HO).replace("</body>", f"<div><p>{LONG}</p></div></body>"),
        a_transcript(f"{HI}{HO}</div><p>{LONG}</p><div>"),
        a_transcript(HI + HO).replace(
            "</body>",
            f'<div class="transcript storytext" aria-label="Transcript"><p>{LONG}</p></div></body>',
        ),
    ],
    ids=["a block", "beside the block", "behind the block", "a second block"],
)
def test_a_reason_shows_60_characters(page: str) -> None:
    outcome = extract(a_page(page, URL), Npr())
    assert isinstance(outcome, Quarantined)
    assert f"{LONG[:60]!r}" in outcome.reason


def test_the_reason_for_a_heading_that_names_a_speaker_shows_60_characters() -> None:
    name = filled("SEN. ANN LEE, ", 65)
    outcome = read(HI + HO + marked(name))
    assert isinstance(outcome, Quarantined)
    assert f"{name[:60]!r}" in outcome.reason


def test_three_headings_that_name_speakers_are_labels() -> None:
    two = marked("Ann Lee") + marked("Ben Orr", "No.")
    for headings, labels in ((two + marked("Ann Lee", "So."), True), (two, False)):
        outcome = read(HI + HO + headings)
        assert isinstance(outcome, Transcript), outcome
        assert ("Ann Lee" in [turn.label for turn in outcome.turns]) is labels


def test_a_label_without_a_colon_has_70_characters() -> None:
    assert label_alone(f"Ann {'q' * 66}".title()) is not None
    assert label_alone(f"Ann {'q' * 67}".title()) is None


def test_three_lines_with_labels_read_like_a_transcript() -> None:
    lines = ["ANN LEE, HOST: Hi.", "BEN ORR: Ho.", "LEE: So."]
    assert reads_like_a_transcript(lines, OWN, mixed=False)
    assert not reads_like_a_transcript(lines[:2], OWN, mixed=False)


def test_a_name_that_is_all_of_a_line_is_shorter_than_60_characters() -> None:
    lines = ["Ann Lee, host:", "Ben Orr:"]
    for length, label in ((59, True), (60, False)):
        name = f"Zogu Q{'u' * (length - 7)}:"
        assert len(name) == length
        assert reads_like_a_transcript([*lines, name], OWN, mixed=True) is label


# -- texts ----------------------------------------------------------------------------------------


def test_a_label_on_a_bullet_is_shorter_than_120_characters() -> None:
    for length, marked in ((119, True), (120, False)):
        label = filled("Ann Lee, ", length).capitalize()
        rendering = read_text(f"T\nTranscript\n• {label}: Hi.\nBEN ORR: Ho.", Npr(), OWN)
        assert rendering is not None
        assert (label in [piece.marked for piece in rendering.pieces]) is marked


def test_the_reason_for_speech_below_the_end_shows_60_characters() -> None:
    text = f"T\nTranscript\nBEN ORR: Ho.\nCopyright © 2020 NPR.\nANN LEE: {'g' * 70}"
    rendering = read_text(text, Npr(), OWN)
    assert rendering is not None
    assert rendering.problem is not None
    assert f"ANN LEE: {'g' * 51}'" in rendering.problem


# -- records, roles, names ------------------------------------------------------------------------


def with_unread(unread: int, others: int) -> str:
    """A page with so many labels that can't be read, and so many others."""
    odd = "".join(f"<p>WHY {words(9, 'GEESE')}: Yes.</p>" for _ in range(unread))
    return HI + odd + HO * (others - 1)


def test_four_labels_that_can_not_be_read_and_three_in_ten_are_too_many() -> None:
    assert not lands(with_unread(4, 9))  # 4 of 13
    assert lands(with_unread(4, 10))  # 4 of 14
    assert lands(with_unread(3, 1))


def roles(*paragraphs: str) -> list[str]:
    """The roles of the speakers, where labels don't tell them."""
    turns = draft_turns((Piece(PieceKind.SPEECH, text) for text in paragraphs), OWN).turns
    return [s.role_rule for s in resolve(turns, (), OWN, labels_hosts=False)]


def test_whoever_opens_and_speaks_twice_hosts() -> None:
    assert roles("ANN LEE: It rained.", "BEN ORR: So it did.", "ANN LEE: Yes.")[0] == "opens"
    assert roles("ANN LEE: It rained.", "BEN ORR: So it did.")[0] == "default"


def test_whoever_asks_in_more_than_half_of_two_turns_hosts() -> None:
    opened = ("ANN LEE: It rained.", "BEN ORR: Did it?", "ANN LEE: Yes.")
    assert roles(*opened, "BEN ORR: Where?")[1] == "asks"
    assert roles(*opened, "BEN ORR: I see.")[1] == "default"
    assert roles(*opened)[1] == "default"


def test_the_role_of_whoever_asks_in_a_quarter_of_two_turns_is_in_doubt() -> None:
    """They may host, too."""

    def doubted(*paragraphs: str) -> bool:
        turns = draft_turns((Piece(PieceKind.SPEECH, text) for text in paragraphs), OWN).turns
        return resolve(turns, (), OWN, labels_hosts=False)[1].doubt is not None

    opened = ("ANN LEE: It rained.", "BEN ORR: Did it?", "ANN LEE: Yes.")
    assert doubted(*opened, "BEN ORR: I see.")
    assert not doubted(opened[0], "BEN ORR: It did.", opened[2], "BEN ORR: I see.")


def test_a_name_within_160_characters_of_the_end_is_of_whoever_speaks_next() -> None:
    for length, known in ((159, {"Julia Simon"}), (160, set())):
        text = f"The tale of the pond, Julia Simon{(' pond' * 32)[:length]}"
        assert introduced("Simon", [text], text, first_too=False) == known


def test_what_introduces_a_name_begins_within_60_characters_before_it() -> None:
    for length, known in ((60, {"Julia Simon"}), (61, set())):
        introduction = f"joined by {'g' * (length - 36)} {'p' * 24} "
        assert len(introduction) == length
        text = f"We are {introduction}Julia Simon of the pond."
        assert introduced("Simon", [text, "Yes."], text, first_too=False) == known


@pytest.mark.parametrize(
    ("one", "other", "near"), [("Orrin", "Orrim", True), ("Orri", "Orrm", False)]
)
def test_a_misspelt_word_has_five_letters(one: str, other: str, near: bool) -> None:
    assert misspelt(one, other) is near


def test_a_particle_and_one_word_are_a_surname() -> None:
    def last(*paragraphs: str) -> str:
        turns = draft_turns((Piece(PieceKind.SPEECH, text) for text in paragraphs), OWN).turns
        return resolve(turns, (), OWN)[-1].name

    joined = "ANN LEE, HOST: We're joined by Lewis van Dorn."
    assert last(joined, "VAN DORN: Hello.") == "Lewis van Dorn"
    assert last(joined, "LOU VAN DORN: Hello.") == "Lou van Dorn"
