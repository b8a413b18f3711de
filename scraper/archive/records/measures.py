"""The part of landing that needs only the page and the extracted record, not the archive. Processes
that read pages do it in advance, so that the writing process has less to do.
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
    """Measures of a transcript: the number of words in each turn, the hash of each turn's words,
    and its sketch, if that was wanted and it is long enough to have one.
    """

    words: tuple[int, ...]
    hashes: tuple[str, ...]
    sketch: Sketch | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """A page and its outcome, prepared for landing. If ``packed`` or ``measures`` is missing,
    landing computes it.
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
