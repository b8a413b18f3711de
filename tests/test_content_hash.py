"""hash-v1 is frozen: these vectors never change."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from scraper.content_hash import content_hash
from scraper.model import Turn


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize(
    ("turns", "spoken"),
    [
        ([], ""),
        ([Turn("A", "speech", "Hello."), Turn(None, "cue", "(LAUGHTER)")], "hello."),
        (
            [
                Turn("A", "speech", "It\u2019s \u201cNOON\u201d \u2014 here."),
                Turn("B", "speech", "No"),
            ],
            'it\'s "noon" - here. no',
        ),
        ([Turn(None, "speech", "two\nparagraphs,\u00a0one  turn")], "two paragraphs, one turn"),
        ([Turn(None, "speech", "\ufb01ne \u2212 STRASSE, stra\u00dfe")], "fine - strasse, strasse"),
    ],
)
def test_only_the_words_count(turns: list[Turn], spoken: str) -> None:
    assert content_hash(turns) == sha256(spoken)


def test_speakers_labels_and_paragraphs_do_not_count() -> None:
    one = [Turn("ANN, HOST", "speech", "One.\nTwo.", 0), Turn("BEN", "speech", "Three.", 1)]
    other = [Turn(None, "speech", "One. Two. Three.")]
    assert content_hash(one) == content_hash(other)


def test_the_corpus_vectors(corpus: Path) -> None:
    vectors = json.loads((corpus / "hash-v1.json").read_text("utf-8"))
    assert len(vectors) >= 3
    for vector in vectors:
        turns = [Turn(None, t.get("kind", "speech"), t["text"]) for t in vector["turns"]]
        assert content_hash(turns) == vector["content_hash"]
