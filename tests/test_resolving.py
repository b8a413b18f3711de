"""A permanent id still finds its words after corrections, and says what became of them."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest

from scraper.archive.records.resolving import ResolvedAs, ResolvedTurn
from scraper.archive.states import Cause
from scraper.archive.store import Archive
from scraper.archive.times import stamp
from scraper.permanent_id import PermanentId
from tests.conftest import NOON, a_page
from tests.test_near_duplicates import transcript

LATER = NOON + timedelta(days=3)

WELCOME = "Welcome to the program."
FERRY = "The ferry left at nine in the morning with forty people on board."
LATE = "The ferry left at ten in the morning with forty people on board."
SUNK = "Nobody was hurt when it ran aground."
BYE = "That was our program."


def land(archive: Archive, *texts: str, days: int = 0) -> None:
    """Land story 7 with turns of these texts, as fetched so many days after noon."""
    outcome = transcript(7, texts)
    page = a_page(" ".join(texts), outcome.ref.url)
    page = replace(page, fetched_at=NOON + timedelta(days=days))
    archive.lander().land(page, outcome, outcome.ref, page.fetched_at)


def eight(folded: str) -> str:
    """The hash of words that are folded already (docs/schema.md, "The dedup hash")."""
    return hashlib.sha256(folded.encode()).hexdigest()[:8]


def asked(position: int, text: str | None, story: str = "7") -> PermanentId:
    return PermanentId("npr", story, position, text and eight(text.lower()))


def resolved(archive: Archive, position: int, text: str | None) -> ResolvedTurn:
    return archive.records.resolve(asked(position, text))


def told(found: ResolvedTurn) -> tuple[ResolvedAs, int | None]:
    return found.outcome, found.position


def test_the_same_words_at_the_same_position(archive: Archive) -> None:
    land(archive, WELCOME, FERRY)
    found = resolved(archive, 2, FERRY)
    assert told(found) == (ResolvedAs.SAME, 2)
    assert found.holds
    assert found.permanent_id == found.asked
    assert found.cited == FERRY


def test_words_behind_a_turn_that_came(archive: Archive) -> None:
    land(archive, WELCOME, FERRY)
    land(archive, "Good morning.", WELCOME, FERRY)
    found = resolved(archive, 2, FERRY)
    assert told(found) == (ResolvedAs.MOVED, 3)
    assert found.holds
    assert found.permanent_id == asked(3, FERRY)


def test_corrected_words_with_when_why_and_how(archive: Archive) -> None:
    land(archive, WELCOME, FERRY, BYE)
    land(archive, WELCOME, LATE, BYE, days=3)
    found = resolved(archive, 2, FERRY)
    assert told(found) == (ResolvedAs.CHANGED, 2)
    assert not found.holds
    assert found.permanent_id == asked(2, LATE)
    assert found.cited == FERRY
    assert found.change is not None
    assert (found.change.revision, found.change.seen_at) == (2, stamp(LATER))
    assert found.change.cause == Cause.PUBLISHER
    assert found.difference is not None
    changed = [(one.kind, one.text) for one in found.difference.pieces if one.kind != "same"]
    assert changed == [("removed", "nine "), ("added", "ten ")]


def test_words_that_changed_and_moved(archive: Archive) -> None:
    land(archive, WELCOME, FERRY, BYE)
    land(archive, "Good morning.", WELCOME, LATE, BYE)
    found = resolved(archive, 2, FERRY)
    assert told(found) == (ResolvedAs.CHANGED, 3)
    assert found.difference is not None
    assert (found.difference.before, found.difference.after) == (2, 3)


def test_the_change_is_the_one_in_which_the_words_went(archive: Archive) -> None:
    """Revision 2 corrects another turn, 3 the cited one, 4 another again."""
    land(archive, WELCOME, FERRY)
    land(archive, "Welcome.", FERRY, days=1)
    land(archive, "Welcome.", LATE, days=2)
    land(archive, "Hello.", LATE, days=3)
    found = resolved(archive, 2, FERRY)
    assert told(found) == (ResolvedAs.CHANGED, 2)
    assert found.change is not None
    assert found.change.revision == 3
    assert found.change.seen_at == stamp(NOON + timedelta(days=2))


def test_a_turn_that_was_removed_is_no_other_turn(archive: Archive) -> None:
    """The position is that of another turn now, which the id does not mean."""
    land(archive, WELCOME, FERRY, SUNK, BYE)
    land(archive, WELCOME, SUNK, BYE, days=3)
    found = resolved(archive, 2, FERRY)
    assert told(found) == (ResolvedAs.GONE, None)
    assert found.cited == FERRY
    assert found.change is not None
    assert found.change.revision == 2
    assert found.difference is None


def test_of_two_turns_that_became_one_the_id_means_the_one_with_its_words(
    archive: Archive,
) -> None:
    land(archive, WELCOME, SUNK, FERRY)
    land(archive, WELCOME, LATE)
    assert told(resolved(archive, 3, FERRY)) == (ResolvedAs.CHANGED, 2)
    assert told(resolved(archive, 2, SUNK)) == (ResolvedAs.GONE, None)


def test_words_that_are_in_no_wording_are_told_by_their_position(archive: Archive) -> None:
    land(archive, WELCOME, FERRY)
    found = resolved(archive, 2, "never said")
    assert told(found) == (ResolvedAs.CHANGED, 2)
    assert (found.cited, found.change, found.difference) == (None, None, None)
    assert told(resolved(archive, 3, "never said")) == (ResolvedAs.GONE, None)


def test_words_that_several_turns_have(archive: Archive) -> None:
    """An earlier wording tells which of them is meant; without one, nobody can tell."""
    land(archive, FERRY, "Yes.", SUNK, "Yes.")
    assert told(resolved(archive, 4, "Yes.")) == (ResolvedAs.SAME, 4)
    assert told(resolved(archive, 3, "Yes.")) == (ResolvedAs.SEVERAL, None)
    land(archive, WELCOME, FERRY, "Yes.", SUNK, "Yes.")
    assert told(resolved(archive, 4, "Yes.")) == (ResolvedAs.MOVED, 5)
    assert told(resolved(archive, 2, "Yes.")) == (ResolvedAs.MOVED, 3)


def test_an_id_without_a_hash_can_not_be_verified(archive: Archive) -> None:
    land(archive, WELCOME, FERRY)
    found = resolved(archive, 2, None)
    assert told(found) == (ResolvedAs.UNVERIFIED, 2)
    assert found.permanent_id == asked(2, FERRY)
    assert not found.holds
    assert told(resolved(archive, 3, None)) == (ResolvedAs.GONE, None)


def test_a_turn_that_somebody_edited_has_no_id(archive: Archive) -> None:
    land(archive, WELCOME, FERRY)
    with closing(sqlite3.connect(archive.path)) as connection, connection:
        connection.execute("UPDATE turns SET text = 'The ferry sank.' WHERE position = 2")
    found = resolved(archive, 2, FERRY)
    assert told(found) == (ResolvedAs.CHANGED, 2)
    assert found.edited_at is not None
    assert (found.permanent_id, found.change) == (None, None)
    turns = archive.records.turns(1)
    assert [turn.permanent_id for turn in turns] == [str(asked(1, WELCOME)), None]


def test_an_edit_by_hand_is_no_change_of_the_publishers(archive: Archive) -> None:
    """The words are in revision 1 and were in 2 until somebody edited them."""
    land(archive, WELCOME, FERRY)
    land(archive, "Welcome.", FERRY)
    with closing(sqlite3.connect(archive.path)) as connection, connection:
        connection.execute("UPDATE turns SET text = 'The ferry sank.' WHERE position = 2")
    found = resolved(archive, 2, FERRY)
    assert told(found) == (ResolvedAs.CHANGED, 2)
    assert (found.cited, found.change) == (FERRY, None)


def test_a_story_that_was_forgotten_or_never_stored(archive: Archive) -> None:
    land(archive, WELCOME)
    ref = transcript(7, (WELCOME,)).ref
    archive.forgetting.forget(ref, "asked", LATER)
    found = resolved(archive, 1, WELCOME)
    assert told(found) == (ResolvedAs.FORGOTTEN, None)
    assert found.forgotten_at == stamp(LATER)
    unknown = archive.records.resolve(asked(1, WELCOME, "8"))
    assert told(unknown) == (ResolvedAs.UNKNOWN_STORY, None)


def test_the_page_that_the_words_are_from(archive: Archive) -> None:
    """The newest wording's own: a page that was fetched later and says the same is another."""
    outcome = transcript(7, (FERRY,))
    capture = "https://web.archive.org/web/20130913123456id_/https://www.npr.org/transcripts/7"
    page = replace(a_page("x", outcome.ref.url), via=capture)
    archive.lander().land(page, outcome, outcome.ref, LATER)
    row = archive.records.find(1)
    assert row is not None
    found = archive.records.provenance(row)
    assert (found.fetched_at, found.via) == (stamp(NOON), capture)


@pytest.mark.parametrize(
    ("text", "story"),
    [
        ("onrecord:stations/www.kut.org/npr-news/2023-06-14/bees#3~0123abcd",
         "www.kut.org/npr-news/2023-06-14/bees"),
        ("pbs/july-dec08/campaign_08-21#3", "july-dec08/campaign_08-21"),
        ("onrecord:npr/222172602#3~0123ABCD", "222172602"),
    ],
)  # fmt: skip
def test_ids_of_every_source_are_read(text: str, story: str) -> None:
    found = PermanentId.parse(text)
    assert found is not None
    assert (found.story_id, found.position) == (story, 3)


@pytest.mark.parametrize(
    "text", ["https://www.npr.org/2013/09/13/222172602/kerry#4", "222172602#4", "npr/1#0", "npr/1"]
)
def test_what_is_no_permanent_id(text: str) -> None:
    assert PermanentId.parse(text) is None
