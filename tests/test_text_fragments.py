"""Text fragments, found again by a reader written from the draft that defines them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.text_fragments import Passage, passage, text_directive, with_fragment
from tests.text_fragment_reader import Point, Reader, parse

TALK = (
    passage("SCOTT, HOST", "They wait for it to ring. Grace Oyama waited, too."),
    passage("GRACE", "Did you ever find Arturo?"),
    passage("HECTOR", "Yes."),
    passage("GRACE", "Where was he?"),
    passage("HECTOR", "Yes."),
    passage(None, "(SOUNDBITE OF PHONE)"),
    passage("GRACE", "A twenty-one-year-old wait, R&D included.\nThat is it, “señor”."),
    passage("SCOTT", "One two three four five six seven eight nine ten eleven twelve."),
)


def blocks(passages: Sequence[Passage]) -> list[str]:
    """The blocks of a page: a paragraph each, the first of a speaker behind the label."""
    made = []
    for one in passages:
        label = f"{one.label}: " if one.label else ""
        for paragraph in one.paragraphs:
            made.append(label + " ".join(paragraph.split()))
            label = ""
    return made


def place(passages: Sequence[Passage], wanted: int) -> tuple[Point, Point]:
    """Where in these blocks the words of a passage begin and end."""
    number = sum(len(one.paragraphs) for one in passages[:wanted])
    one = passages[wanted]
    texts = blocks(passages)
    start = len(f"{one.label}: ") if one.label else 0
    last = number + len(one.paragraphs) - 1
    return (number, start), (last, len(texts[last]))


@pytest.mark.parametrize(
    ("wanted", "directive"),
    [
        # Short: all of it. Commas, dashes and ampersands are percent-encoded.
        (1, "text=Did%20you%20ever%20find%20Arturo%3F"),
        # The same words twice: the label behind tells them apart, or what is behind that.
        (2, "text=Yes.,-GRACE"),
        (4, "text=Yes.,-%28SOUNDBITE%20OF%20PHONE%29"),
        (5, "text=%28SOUNDBITE%20OF%20PHONE%29"),
        # Two paragraphs are two blocks: the beginning of one, the end of the other.
        (6, ("text=A%20twenty%2Done%2Dyear%2Dold%20wait%2C%20R%26D,"
            "That%20is%20it%2C%20%E2%80%9Cse%C3%B1or%E2%80%9D.")),
        # Long: four words at each end.
        (7, "text=One%20two%20three%20four,nine%20ten%20eleven%20twelve."),
    ],
)  # fmt: skip
def test_directives(wanted: int, directive: str) -> None:
    assert text_directive(TALK, wanted) == directive


def test_each_directive_finds_its_words_alone() -> None:
    reader = Reader(blocks(TALK))
    for wanted in range(len(TALK)):
        directive = text_directive(TALK, wanted)
        assert directive is not None
        assert reader.ranges(parse(directive)) == [place(TALK, wanted)]


def test_there_is_none_where_nothing_singles_the_words_out() -> None:
    twice = [passage("ANN", "Is it?"), passage("BEN", "Yes.")] * 2
    assert text_directive(twice, 1) == "text=Yes.,-ANN"
    assert text_directive(twice, 3) is None
    assert text_directive([passage("ANN", " \n ")], 0) is None


def test_ends_grow_where_the_passage_before_begins_alike() -> None:
    """Else a browser would mark both passages, from the first beginning to the end."""
    words = "we are here now and then the bell rang once more for all of them".split()
    other = passage("BEN", " ".join([*words[:5], "nothing", "happened"]))
    own = passage("ANN", " ".join(words))
    assert text_directive([own, other], 0) == "text=we%20are%20here%20now,for%20all%20of%20them"
    grown = "text=we%20are%20here%20now%20and%20then,once%20more%20for%20all%20of%20them"
    assert text_directive([other, own], 1) == grown


def test_words_of_the_title_and_the_teaser_are_not_marked() -> None:
    """They come first on the page. What is between them and the transcript is no context."""
    said = "To protest at the Texas Capitol she is getting help from her friend the plumber."
    own = passage("ANN", said)
    title = "Teachers learn plumbing to protest at the state Capitol"
    assert text_directive([own], 0) == (
        "text=To%20protest%20at%20the,her%20friend%20the%20plumber."
    )
    assert text_directive([own], 0, [title]) == (
        "text=To%20protest%20at%20the%20Texas%20Capitol,help%20from%20her%20friend%20the%20plumber."
    )
    assert text_directive([passage(None, "Yes.")], 0, ["Yes."]) is None


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        ("https://a.example/1", "https://a.example/1#:~:text=x"),
        ("https://a.example/1?b=c", "https://a.example/1?b=c#:~:text=x"),
        ("https://a.example/1#top", "https://a.example/1#top:~:text=x"),
    ],
)
def test_a_fragment_that_a_url_has_stays(url: str, linked: str) -> None:
    assert with_fragment(url, "text=x") == linked
    assert with_fragment(url, None) == url


WORDS = st.sampled_from(["yes", "Yes.", "no,", "è", "E", "a-b", "b", "(oh)", "“b”", "I'm", "m"])
TEXTS = st.lists(st.lists(WORDS, min_size=1, max_size=14), min_size=1, max_size=3)
PASSAGES = st.lists(
    st.builds(
        lambda label, text: passage(label, "\n".join(map(" ".join, text))),
        st.sampled_from([None, "ANN", "BEN LEE, HOST"]),
        TEXTS,
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=300, deadline=None)
@given(PASSAGES, st.data())
def test_a_directive_never_finds_other_words(passages: list[Passage], data: st.DataObject) -> None:
    wanted = data.draw(st.integers(0, len(passages) - 1))
    directive = text_directive(passages, wanted)
    if directive is not None:
        found = Reader(blocks(passages)).ranges(parse(directive))
        assert found == [place(passages, wanted)]
