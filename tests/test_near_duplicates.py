"""Near-duplicates on a built set of pairs, and what follows from them."""

from __future__ import annotations

import os
import random
from collections import Counter
from datetime import date

import pytest

from scraper.archive.store import Archive
from scraper.content_hash import content_hash
from scraper.model import Speaker, StoryRef, Transcript, Turn
from tests.conftest import NOON, a_page, raw
from tests.near_duplicates import Pair, pairs

#: Pairs of each recipe: three recipes or four for each kind, and six whose pairs are of none.
#: ONRECORD_TEST_PAIRS asks for more: with 140 there are 2,660.
_EACH = int(os.environ.get("ONRECORD_TEST_PAIRS", "40"))
_TOGETHER = 50
#: The numbers of the pairs of two near-duplicates, and the kind.
Found = tuple[int, int, str | None]
Built = tuple[list[Pair], list[Found]]
_KINDS = ("copy", "corrected", "rerun", "excerpt")


def transcript(number: int, texts: tuple[str, ...], aired_on: date | None = None) -> Transcript:
    """A transcript with turns of these texts."""
    turns = tuple(Turn("ANN LEE, HOST", "speech", text, 0) for text in texts)
    ref = StoryRef("npr", str(number), f"https://www.npr.org/transcripts/{number}")
    return Transcript(
        ref=ref,
        url=ref.url,
        turns=turns,
        speakers=(Speaker("Ann Lee", "host"),),
        content_hash=content_hash(turns),
        title=f"Story {number}",
        program="Morning Edition",
        aired_on=aired_on,
    )


@pytest.fixture(scope="module")
def built(
    tmp_path_factory: pytest.TempPathFactory,
) -> Built:
    """The pairs, and the near-duplicates that landing them all found, as numbers of pairs: those of
    the two transcripts, and the kind.
    """
    made = list(pairs(_EACH))
    landings = [
        (2 * number + which, texts)
        for number, pair in enumerate(made)
        for which, texts in enumerate((pair.first, pair.second))
    ]
    random.Random(2).shuffle(landings)
    with Archive.write(tmp_path_factory.mktemp("pairs") / "archive.db") as archive:
        lander = archive.lander()
        for start in range(0, len(landings), _TOGETHER):
            with archive.transaction():
                for number, texts in landings[start : start + _TOGETHER]:
                    outcome = transcript(number + 1_000_000, texts, date(2026, 1, 5))
                    lander.land(a_page("x", outcome.ref.url), outcome, outcome.ref, NOON)
        found = raw(archive).execute(
            "SELECT (one.story_id - 1000000) / 2, (other.story_id - 1000000) / 2, kind"
            " FROM near_duplicates JOIN transcripts AS one ON one.id = transcript_id"
            " JOIN transcripts AS other ON other.id = earlier_id"
        )
        return made, [tuple(row) for row in found]


def test_the_set_is_large_enough(
    built: Built,
) -> None:
    assert len(built[0]) == 19 * _EACH >= 760


@pytest.mark.parametrize("kind", _KINDS)
def test_each_kind_is_found_and_nothing_else(kind: str, built: Built) -> None:
    made, found = built
    expected = {number for number, pair in enumerate(made) if pair.kind == kind}
    said = [(one, other) for one, other, what in found if what == kind]
    right = {one for one, other in said if one == other and one in expected}
    missed = Counter(made[number].recipe for number in expected - right)
    wrong = Counter(
        made[one].recipe if one == other else "two pairs"
        for one, other in said
        if one != other or one not in expected
    )
    assert len(right) / len(said) >= 0.99, wrong
    assert len(right) / len(expected) >= 0.95, missed
