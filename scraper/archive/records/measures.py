"""What landing works out of a page and what was extracted from it, without looking into the
archive: processes that read pages do it too, so that the one that writes has less to do.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from scraper.archive.same_speech.duplicates import FEWEST_WORDS
from scraper.archive.same_speech.sketches import Sketch, sketch_of
from scraper.archive.snapshots.compression import Packed, Packing
from scraper.content_hash import words_hash
from scraper.model import Outcome, Page, Transcript


@dataclass(frozen=True, slots=True)
class Measures:
    """Of a transcript: how many words each turn has, the hash of the words of each turn, and its
    sketch, where that was wanted and it is long enough to have one.
    """

    words: tuple[int, ...]
    hashes: tuple[str, ...]
    sketch: Sketch | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """Of a page and its outcome: what landing needs. Without ``packed`` or ``measures``, landing
    works them out.
    """

    body_sha256: str | None = None
    packed: Packed | None = None
    measures: Measures | None = None


def prepare(page: Page, outcome: Outcome, packing: Packing) -> Prepared:
    """What landing a new page needs.

    :param packing: how the source's pages are packed at the moment.
    """
    measures = None
    if isinstance(outcome, Transcript):
        measures = measures_of(outcome, sketched=outcome.word_count >= FEWEST_WORDS)
    return Prepared(hash_of(page.body), packing.pack(page.body), measures)


def prepare_again(outcome: Outcome) -> Prepared:
    """What landing a kept page again needs."""
    return Prepared(measures=measures_of(outcome) if isinstance(outcome, Transcript) else None)


def measures_of(transcript: Transcript, *, sketched: bool = False) -> Measures:
    """The measures of a transcript.

    :param sketched: its sketch, too.
    """
    return Measures(
        tuple(len(turn.text.split()) for turn in transcript.turns),
        tuple(words_hash(turn.text) for turn in transcript.turns),
        sketch_of(spoken(transcript)) if sketched else None,
    )


def spoken(transcript: Transcript) -> list[str]:
    """The speech of a transcript, turn by turn."""
    return [turn.text for turn in transcript.turns if turn.kind == "speech"]


def hash_of(body: bytes) -> str:
    """What ``snapshots.body_sha256`` holds."""
    return hashlib.sha256(body).hexdigest()
