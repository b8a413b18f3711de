"""An archive of any size, filled by plain SQL: landing a million turns would take an hour."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from scraper.archive.store import Archive
from scraper.content_hash import words_hash
from scraper.given_names import GIVEN_NAMES
from tests.conftest import raw
from tests.quotations.speech import sentences

TURNS_EACH = 20
_PEOPLE = 20_000
_SURNAMES = 4_000
_PROGRAMS = ("Morning Edition", "All Things Considered", "Fresh Air", "Here & Now")


def build(path: Path, turns: int, seed: int = 1) -> None:
    """Make an archive of so many turns at ``path``; one that is there already is kept."""
    if path.exists():
        return
    unfinished = path.with_suffix(".part")
    unfinished.unlink(missing_ok=True)
    chance = random.Random(seed)
    names = _names(chance)
    with Archive.write(unfinished) as archive:
        connection = raw(archive)
        with archive.transaction():
            connection.execute("UPDATE own_write SET active = 1")
            connection.executemany(
                "INSERT INTO speakers (id, name, spelling, key, newsroom, by_hand)"
                " VALUES (?, ?, ?, ?, 'npr', 0)",
                [(n, name, name, name.casefold()) for n, name in enumerate(names, 1)],
            )
            said = sentences(chance)
            for number in range(1, turns // TURNS_EACH + 1):
                _add(connection, number, chance, said)
            connection.execute("UPDATE own_write SET active = 0")
        archive.integrity.rebuild_indexes()
    unfinished.rename(path)


def _names(chance: random.Random) -> list[str]:
    given = sorted(name.title() for name in GIVEN_NAMES)
    words = sentences(chance)
    surnames = sorted(
        {word.title() for _ in range(_SURNAMES) for word in next(words).split() if len(word) > 6}
    )
    surnames = [name.strip(".,?'") for name in surnames if name.isalpha()]
    return sorted({f"{chance.choice(given)} {chance.choice(surnames)}" for _ in range(_PEOPLE)})


def _add(
    connection: sqlite3.Connection, number: int, chance: random.Random, said: Iterator[str]
) -> None:
    day = f"{2004 + number % 20}-{number % 12 + 1:02}-{number % 28 + 1:02}"
    cast = [chance.randrange(1, _PEOPLE // 2) for _ in range(3)]
    texts = [
        " ".join(next(said) for _ in range(chance.choice((1, 1, 2, 3, 4, 6))))
        for _ in range(TURNS_EACH)
    ]
    connection.execute(
        "INSERT INTO pages (id, url, source, story_id, kind, state, discovered_at, host)"
        " VALUES (?, ?, 'npr', ?, 'story', 'landed', ?, 'www.npr.org')",
        (number, f"https://www.npr.org/{number}", str(number), day),
    )
    connection.execute(
        "INSERT INTO transcripts (id, source, story_id, url, title, program, aired_on, word_count,"
        " turn_count, content_hash, first_seen_at, last_seen_at, page_id, extractor, counted)"
        " VALUES (?, 'npr', ?, ?, ?, ?, ?, ?, ?, ?, '2024', '2024', ?, '1', 1)",
        (number, str(number), f"https://www.npr.org/{number}", f"Story {number}",
         chance.choice(_PROGRAMS), day, sum(len(text.split()) for text in texts), TURNS_EACH,
         str(number), number),
    )  # fmt: skip
    connection.executemany(
        "INSERT INTO turns (transcript_id, position, speaker_id, label, kind, text, words_hash)"
        " VALUES (?, ?, ?, 'X', 'speech', ?, ?)",
        [
            (number, place, chance.choice(cast), text, words_hash(text))
            for place, text in enumerate(texts, 1)
        ],
    )
    connection.executemany(
        "INSERT INTO appearances (transcript_id, speaker_id, called, role, role_rule, turn_count,"
        " word_count) SELECT ?, id, name, 'guest', 'default', 1, 1 FROM speakers WHERE id = ?",
        [(number, one) for one in set(cast)],
    )
