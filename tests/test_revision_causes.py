"""A revision says why: the publisher changed the page, or better rules read the same page."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from scraper.archive.records.differences import Difference, DifferencePiece, differences
from scraper.archive.records.landing import Landed, LandingPolicy
from scraper.archive.states import Cause
from scraper.archive.store import Archive
from scraper.content_hash import content_hash
from scraper.errors import UnknownStory
from scraper.model import Outcome, Quarantined, Speaker, StoryRef, Transcript, Turn
from tests.conftest import NOON, Command, a_page, raw

REF = StoryRef("npr", "1000001", "https://www.npr.org/transcripts/1000001")
UNREADABLE = Quarantined(REF, "no layout fits the page")


def read(words: str, *, rules: str = "1", title: str = "Rain") -> Transcript:
    """What the rules of a version make of a page with these words: version 2 reads "u" as "v"."""
    if rules == "2":
        words = words.replace("u", "v")
    turns = (Turn("ANN LEE, HOST", "speech", words, 0),)
    return Transcript(
        ref=REF,
        url=REF.url,
        turns=turns,
        speakers=(Speaker("Ann Lee", "host"),),
        content_hash=content_hash(turns),
        title=title,
        extractor=rules,
    )


def land(archive: Archive, words: str, rules: str, reread: Outcome | None = None) -> Landed:
    """Fetch a page with these words and read it by the rules of a version."""

    def read_before(kept: object) -> Outcome:
        return reread or read(kept.page.body.decode(), rules=rules)  # type: ignore[attr-defined]

    lander = archive.lander(LandingPolicy(reread=read_before))
    return lander.land(a_page(words, REF.url), read(words, rules=rules), REF, NOON)


def causes(archive: Archive) -> list[tuple[int, str | None]]:
    rows = raw(archive).execute("SELECT revision, cause FROM revisions ORDER BY revision")
    return [(row[0], row[1]) for row in rows]


def test_the_first_wording_has_no_cause(archive: Archive) -> None:
    land(archive, "rain", "1")
    assert causes(archive) == [(1, None)]


def test_another_page_read_by_the_same_rules_is_the_publishers(archive: Archive) -> None:
    land(archive, "rain", "1")
    landed = land(archive, "sun", "1")
    assert (landed.kind, landed.cause) == ("revision", Cause.PUBLISHER)
    assert causes(archive) == [(1, None), (2, "publisher")]


def test_the_same_page_read_by_other_rules_is_the_extractors(archive: Archive) -> None:
    land(archive, "sun", "1")
    (kept,) = archive.snapshots.newest("npr")
    landed = archive.lander().land_again(kept, read("sun", rules="2"))
    assert (landed.kind, landed.cause) == ("revision", Cause.EXTRACTOR)
    assert causes(archive) == [(1, None), (2, "extractor")]


def test_the_same_page_fetched_again_after_an_upgrade(archive: Archive) -> None:
    land(archive, "sun", "1")
    assert land(archive, "sun", "2").cause == Cause.EXTRACTOR
    assert causes(archive) == [(1, None), (2, "extractor")]


def test_where_both_changed_each_has_its_own_revision(archive: Archive) -> None:
    land(archive, "sun", "1")
    landed = land(archive, "mud", "2")
    assert (landed.kind, landed.cause) == ("revision", Cause.PUBLISHER)
    assert causes(archive) == [(1, None), (2, "extractor"), (3, "publisher")]
    found = archive.records.find(1)
    assert found is not None
    (difference,) = archive.records.differences(found, 2, 3)
    assert [piece.text for piece in difference.pieces] == ["svn", "mvd"]
    assert [one.revision for one in archive.records.open(found).corrections] == [3]


def test_where_only_the_rules_changed_the_words_it_is_no_correction(archive: Archive) -> None:
    """The page has another advert, and the words are the same."""
    land(archive, "sun", "1")
    page = a_page("sun and an advert", REF.url)
    lander = archive.lander(LandingPolicy(reread=lambda kept: read("sun", rules="2")))
    landed = lander.land(page, read("sun", rules="2"), REF, NOON)
    assert (landed.kind, landed.cause) == ("revision", Cause.EXTRACTOR)
    assert causes(archive) == [(1, None), (2, "extractor")]
    assert list(archive.integrity.check()) == []


def test_where_the_rules_changed_nothing_the_change_is_the_publishers(archive: Archive) -> None:
    land(archive, "rain", "1")
    landed = land(archive, "snow", "2")
    assert landed.cause == Cause.PUBLISHER
    assert causes(archive) == [(1, None), (2, "publisher")]


def test_a_cause_that_nobody_can_tell_is_null(archive: Archive) -> None:
    land(archive, "sun", "1")
    landed = land(archive, "mud", "2", reread=UNREADABLE)
    assert (landed.kind, landed.cause) == ("revision", None)
    assert causes(archive) == [(1, None), (2, None)]


def test_without_a_reader_a_change_of_both_has_no_cause(archive: Archive) -> None:
    land(archive, "sun", "1")
    page = a_page("mud", REF.url)
    assert archive.lander().land(page, read("mud", rules="2"), REF, NOON).cause is None


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        ("It rains.", "It rained.", [("same", "It "), ("removed", "rains."), ("added", "rained.")]),
        ("One two", "One two three", [("same", "One two "), ("added", "three")]),
        ("a b c d", "a c d", [("same", "a "), ("removed", "b "), ("same", "c d")]),
    ],
)
def test_differences_are_told_word_by_word(
    before: str, after: str, pieces: list[tuple[str, str]]
) -> None:
    (found,) = differences([("ANN", before)], [("ANN", after)])
    assert [(piece.kind, piece.text) for piece in found.pieces] == pieces


def test_a_turn_of_very_many_words_is_shown_as_a_whole() -> None:
    """Comparing it word by word takes longer than reading it."""
    before, after = "so " * 20_001, "so " * 20_001 + "end"
    assert differences([("ANN", "Hi."), ("BEN", before)], [("ANN", "Hi."), ("BEN", after)]) == [
        Difference(
            2, 2, "BEN", "BEN",
            (DifferencePiece("removed", before), DifferencePiece("added", after)),
        )
    ]  # fmt: skip


def test_turns_that_came_went_or_changed_their_label() -> None:
    before = [("ANN", "One."), ("BEN", "Two."), ("ANN", "Three.")]
    after = [("ANN", "One."), ("CAL", "Two."), ("ANN", "Three."), (None, "(MUSIC)")]
    assert differences(before, after) == [
        Difference(2, 2, "BEN", "CAL", (DifferencePiece("same", "Two."),)),
        Difference(None, 4, None, None, (DifferencePiece("added", "(MUSIC)"),)),
    ]
    assert differences(before, before) == []
    (gone,) = differences(before, before[:2])
    assert (gone.before, gone.after, gone.pieces[0].kind) == (3, None, "removed")


def test_words_that_are_not_kept_are_told(archive: Archive) -> None:
    land(archive, "rain", "1")
    found = archive.records.find(1)
    assert found is not None
    with pytest.raises(UnknownStory, match="the words of revision 7 of transcript 1"):
        archive.records.differences(found, 7, 1)


def test_show_speaks_of_the_publishers_corrections_alone(landed: Command) -> None:
    found = json.loads(landed("show", "nx-s1-5340027", "--json").out)
    assert [one["cause"] for one in found["corrections"]] == ["publisher"]
    shown = landed("show", "nx-s1-5340027").out
    assert "Corrected by the publisher" in shown
    assert "[-2011.-] {+2012.+}" in shown


def test_a_wording_is_the_same_whoever_extracted_it() -> None:
    assert read("rain").content_hash == replace(read("rain"), extractor="9").content_hash
