"""The account of a block: what each piece of a page is."""

from __future__ import annotations

import pytest

from scraper.extract import account, extract
from scraper.extract.account import Account, Piece, PieceKind, classify
from scraper.extract.chrome_words import chrome_said
from scraper.model import Note, Quarantined, Transcript
from scraper.sources.npr import Npr
from tests.conftest import a_page
from tests.test_extract import URL, a_transcript

HI = "<p>ANN LEE, HOST: Good morning.</p>"
HO = "<p>BEN ORR: Good night.</p>"
PLAIN = ["Good morning.", "Good night."]


def kinds(speech: str) -> list[tuple[str, str]]:
    """Each piece between the two turns of a page: what it is, and its words."""
    lines = account(a_page(a_transcript(HI + speech + HO), URL), Npr())
    found = [(f"{line.kind}: {line.detail}" if line.kind == "chrome" else line.kind, line.text)
             for line in lines]  # fmt: skip
    assert found[:2] == [("label", "ANN LEE, HOST"), ("speech", "Good morning.")]
    assert found[-3:-1] == [("label", "BEN ORR"), ("speech", "Good night.")]
    assert found[-1] == ("legal notice", "Copyright © 2026 NPR.")
    return found[2:-3]


def said(speech: str) -> list[str]:
    """The speech of a page, turn by turn."""
    outcome = extract(a_page(a_transcript(HI + speech + HO), URL), Npr())
    assert isinstance(outcome, Transcript), outcome
    return [turn.text for turn in outcome.turns if turn.kind == "speech"]


@pytest.mark.parametrize(
    ("speech", "kind", "text"),
    [
        ("<p>It rained.</p>", "speech", "It rained."),
        ("<p>(LAUGHTER)</p>", "cue", "(LAUGHTER)"),
        ("<p>[20:05:08]</p>", "cue", "[20:05:08]"),
        ("<p>TEXT: Ten years later</p>", "cue", "TEXT: Ten years later"),
        ("<p>Editor's note: He died in May.</p>", "note", "Editor's note: He died in May."),
        ("<p>[CORRECTION: It was June.]</p>", "note", "[CORRECTION: It was June.]"),
        ("<p>Copyright © 2020 NPR.</p>", "legal notice", "Copyright © 2020 NPR."),
        ("<p>RELATED: Geese leave town</p>", "chrome: related link", "RELATED: Geese leave town"),
        ("<p>Advertisement</p>", "chrome: advertisement", "Advertisement"),
        ("<p>Sign up for our letter</p>", "chrome: appeal", "Sign up for our letter"),
        # pages say this as well as people on air
        ("<p>Sign up for our letter.</p>", "unexplained", "Sign up for our letter."),
        ("<p>Toggle caption</p>", "chrome: player", "Toggle caption"),
        ("<p>***</p>", "chrome: rule", "***"),
        ("<figure><figcaption>A goose.</figcaption></figure>", "chrome: picture", "A goose."),
        ('<p class="caption">A goose.</p>', "chrome: caption", "A goose."),
        ('<div class="promo">More geese.</div>', "chrome: promo", "More geese."),
        ('<div class="share-tools">Share it</div>', "chrome: share tools", "Share it"),
        ('<div class="newsletter">Our letter</div>', "chrome: appeal", "Our letter"),
        ('<div class="related-stories">Geese</div>', "chrome: related link", "Geese"),
        ("<aside>A goose.</aside>", "chrome: aside", "A goose."),
        ("<nav>Home</nav>", "chrome: navigation", "Home"),
        ("<h3>On the geese</h3>", "chrome: heading", "On the geese"),
        ('<div role="heading">On the geese</div>', "chrome: heading", "On the geese"),
        ('<div role="complementary">A goose.</div>', "chrome: aside", "A goose."),
        ('<div role="navigation">Home</div>', "chrome: aside", "Home"),
        ("<p><b>On the geese</b></p>", "chrome: heading", "On the geese"),
        ('<p><a href="/x">Geese leave town again</a></p>', "chrome: related link",
         "Geese leave town again"),
        ('<ul><li><a href="/x">Geese</a></li></ul>', "chrome: related link", "Geese"),
        ("<button>Share</button>", "chrome: button", "Share"),
        ("<button>Geese</button>", "unexplained", "Geese"),
        ("<details><summary>Geese</summary></details>", "chrome: button", "Geese"),
    ],
)  # fmt: skip
def test_each_kind_of_piece(speech: str, kind: str, text: str) -> None:
    assert kinds(speech) == [(kind, text)]


@pytest.mark.parametrize(
    "hidden",
    [
        "<p hidden>A goose.</p>",
        '<p aria-hidden="true">A goose.</p>',
        '<p style="display: none">A goose.</p>',
        '<p style="visibility:hidden">A goose.</p>',
        '<p class="sr-only">A goose.</p>',
        '<div class="visually-hidden"><p>A goose.</p></div>',
        "<noscript><p>A goose.</p></noscript>",
        "<template><p>A goose.</p></template>",
        "<script>A goose.</script>",
        "<style>A goose.</style>",
        "<!-- A goose. -->",
        "<p><del>A goose.</del></p>",
        "<p><s>A goose.</s></p>",
        "<dialog><p>A goose.</p></dialog>",
    ],
)
def test_what_a_reader_can_not_see_is_no_speech(hidden: str) -> None:
    assert kinds(hidden) == []
    assert said(hidden) == PLAIN


def test_hidden_words_inside_a_paragraph_are_no_speech() -> None:
    inside = '<p>It <span hidden>never </span>rained <i aria-hidden="true">▶</i>here.</p>'
    assert said(inside) == ["Good morning.\nIt rained here.", "Good night."]


@pytest.mark.parametrize(
    ("speech", "words"),
    [
        ("<ul><li>It rained.</li><li>It snowed.</li></ul>", "It rained.\nIt snowed."),
        ("<ol><li>It rained.</li></ol>", "It rained."),
        ("<blockquote><p>It rained.</p></blockquote>", "It rained."),
        ("<details><summary>More</summary><p>It rained.</p></details>", "It rained."),
        ("<section><div>It rained.</div></section>", "It rained."),
        ("<pre>It rained.</pre>", "It rained."),
        ("<p>It <em>rained</em>, <a href='/x'>twice</a>.</p>", "It rained, twice."),
        ("<p>It <del>snowed</del><ins>rained</ins>.</p>", "It rained."),
    ],
)
def test_blocks_that_hold_speech(speech: str, words: str) -> None:
    assert said(speech) == [f"Good morning.\n{words}", "Good night."]


@pytest.mark.parametrize(
    "speech",
    [
        "<dl><dt>CAL FOX:</dt><dd>It rained.</dd></dl>",
        "<dl><dt>CAL FOX</dt><dd><p>It rained.</p></dd></dl>",
        "<table><tr><td>CAL FOX:</td><td>It rained.</td></tr></table>",
        "<table><tr><td>CAL FOX: It rained.</td></tr></table>",
        "<ul><li>CAL FOX: It rained.</li></ul>",
        "<h4>CAL FOX:</h4><p>It rained.</p>",
        "<div><b>CAL FOX</b>: It rained.</div>",
        "<p><span>CAL FOX:</span><br>It rained.</p>",
    ],
)
def test_labels_in_lists_tables_and_headings(speech: str) -> None:
    outcome = extract(a_page(a_transcript(HI + speech + HO), URL), Npr())
    assert isinstance(outcome, Transcript), outcome
    assert [(turn.label, turn.text) for turn in outcome.turns] == [
        ("ANN LEE, HOST", "Good morning."),
        ("CAL FOX", "It rained."),
        ("BEN ORR", "Good night."),
    ]


def test_a_table_without_labels_is_explained_by_nothing() -> None:
    table = "<table><tr><td>Geese</td><td>4</td></tr></table>"
    outcome = extract(a_page(a_transcript(HI + table + HO), URL), Npr())
    assert isinstance(outcome, Quarantined)
    assert kinds(table) == [("unexplained", "Geese 4")]


def test_unexplained_text_is_a_note_and_the_turns_beside_it_are_in_doubt() -> None:
    outcome = extract(a_page(a_transcript(f"{HI}<button>Geese</button>{HO}"), URL), Npr())
    assert isinstance(outcome, Transcript)
    assert outcome.notes == (Note(1, "unexplained", "Geese"),)
    assert [turn.doubt for turn in outcome.turns] == [
        "text that no rule explains stands beside it"
    ] * 2


# -- one block ------------------------------------------------------------------------------------


def page_with(*, inside: str = HI + HO, behind: str = "") -> str:
    """A page with a block of speech, and markup behind its article."""
    return a_transcript(inside).replace("</body>", f"{behind}</body>")


def block(speech: str) -> str:
    """A block of speech by itself."""
    return f'<div class="transcript storytext" aria-label="Transcript">{speech}</div>'


def test_the_same_block_twice_counts_once() -> None:
    outcome = extract(a_page(page_with(behind=block(HI + HO)), URL), Npr())
    assert isinstance(outcome, Transcript)
    assert [turn.text for turn in outcome.turns] == PLAIN


def test_a_block_that_says_all_twice_counts_once_whatever_stands_between() -> None:
    once = f"{HI}<p>It rained.</p>{HO}"
    inside = f"{once}<aside>A goose.</aside>{once}"
    outcome = extract(a_page(page_with(inside=inside), URL), Npr())
    assert isinstance(outcome, Transcript)
    assert [turn.text for turn in outcome.turns] == ["Good morning.\nIt rained.", "Good night."]


def test_a_part_of_the_block_elsewhere_counts_once() -> None:
    outcome = extract(a_page(page_with(behind=block(HI)), URL), Npr())
    assert isinstance(outcome, Transcript)
    assert [turn.text for turn in outcome.turns] == PLAIN


@pytest.mark.parametrize(
    "behind",
    [
        block("<p>CAL FOX, HOST: Geese.</p><p>EVE MAY: Yes.</p>"),
        "<p>BEN ORR: And one more thing.</p>",
        "<div><p>BEN ORR: And one more thing.</p></div>",
        '<section class="rest"><p>LEE: Good night.</p></section>',
        "<div><p>CAL FOX, HOST: Another story.</p></div>",
    ],
)
def test_speech_outside_the_block_is_quarantined(behind: str) -> None:
    assert isinstance(extract(a_page(page_with(behind=behind), URL), Npr()), Quarantined)


@pytest.mark.parametrize(
    "behind",
    [
        "<div><p>SUPPORT: your station</p></div>",
        '<div id="comments"><p>BEN ORR: First!</p></div>',
        "<footer><p>CONTACT: Write to us.</p></footer>",
        f"<div hidden>{block('<p>CAL FOX, HOST: Geese.</p>')}</div>",
    ],
)
def test_chrome_outside_the_block_is_none_of_its_speech(behind: str) -> None:
    outcome = extract(a_page(page_with(behind=behind), URL), Npr())
    assert isinstance(outcome, Transcript), outcome
    assert [turn.text for turn in outcome.turns] == PLAIN


# -- words alone ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("READ MORE: Geese leave town", "related link"),
        ("Related: Geese leave town", "related link"),
        ("SPONSOR MESSAGE: Coffee.", "advertisement"),
        ("Story continues below", "advertisement"),
        ("Please subscribe to our letter", "appeal"),
        ("Like this? Sign up for our letter.", "appeal"),
        ("Listen", "player"),
        ("3:56-Minute Listen", "player"),
        ("Share", "player"),
        # said, or may be
        ("Listen, it rained.", None),
        ("Share it with us.", None),
        ("More geese came.", None),
        ("Support came from everywhere.", None),
        ("It rained.", None),
    ],
)
def test_chrome_that_its_words_give_away(text: str, kind: str | None) -> None:
    assert chrome_said(text) == kind


def test_a_closing_end_is_no_speech() -> None:
    pieces = classify([Piece(PieceKind.SPEECH, "Bye."), Piece(PieceKind.SPEECH, "END")], ())
    assert [(piece.kind, piece.name) for piece in pieces] == [
        (PieceKind.SPEECH, ""),
        (PieceKind.CHROME, "end mark"),
    ]


def test_pieces_of_one_kind() -> None:
    speech, cue = Piece(PieceKind.SPEECH, "Hi."), Piece(PieceKind.CUE, "(LAUGHTER)")
    assert Account((speech, cue)).of_kind(PieceKind.CUE) == (cue,)
