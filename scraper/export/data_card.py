"""The data card: what an export holds, whose it is, and how far it can be trusted, for people, and
with the header by which Hugging Face shows its tables
(https://huggingface.co/docs/hub/datasets-cards).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import scraper
from scraper.export.columns import TABLES
from scraper.export.folder import Folder
from scraper.export.tally import Tally
from scraper.export.words import Words

DATA_CARD = "README.md"
#: What docs/quality.md says of real pages, for programs.
_QUALITY = "measured_quality.json"
_SIZES = ((10**3, "n<1K"), (10**4, "1K<n<10K"), (10**5, "10K<n<100K"), (10**6, "100K<n<1M"),
          (10**7, "1M<n<10M"), (10**8, "10M<n<100M"))  # fmt: skip

_WORDS = {
    Words.ALL: "The words of every transcript are in this export. Most of them are protected by"
    " copyright: don't publish them without the permission of their publishers.",
    Words.PUBLIC: "Pages that ask not to be shown from an archive (`noarchive`) are here without"
    " their words. Whether the other words may be published depends on what their publishers say"
    " (below) and on the law.",
    Words.NONE: "No words are in this export, only who spoke, when, and how much, with a hash of"
    " each turn's words. Whoever has the pages can make the words of it again, and prove that they"
    " are the same.",
}


@dataclass(frozen=True, slots=True)
class Described:
    """What a card says besides what was counted.

    :ivar duplicates: whether transcripts whose speech is counted in another are in the export.
    :ivar globs: where the rows of each table are, by its name; none where the format has no tables.
    :ivar how_to_check: how a reader compares the export with an archive, in the caller's words.
    """

    format: str
    words: Words
    asked: Mapping[str, str]
    as_of: str | None
    duplicates: bool
    globs: Mapping[str, str]
    how_to_check: str


def measured_quality() -> dict[str, Any]:
    """How right records were on real pages, as it was last measured."""
    text = files("scraper.export").joinpath(_QUALITY).read_text("utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def write_data_card(folder: Folder, described: Described, tally: Tally) -> None:
    """Write the card."""
    parts = [
        "\n".join(_header(described, tally)),
        "\n".join(_introduction(described, tally)),
        _table("What is in it", _COVERAGE_HEAD, _coverage(tally)),
        "\n".join(_rights(described, tally)),
        "\n".join(_trust(tally)),
        "\n".join(_duplicates(described, tally)),
        "\n".join(_columns(described)),
        f"## How to check it\n\n{described.how_to_check}",
    ]
    with folder.file(DATA_CARD) as out:
        out.write("\n\n".join(part for part in parts if part).encode() + b"\n")


def _header(described: Described, tally: Tally) -> Iterator[str]:
    """YAML in the form of JSON where a value may have any characters."""
    yield "---"
    yield f"pretty_name: {json.dumps(title())}"
    yield "license: other"
    if tally.languages:
        yield f"language: {json.dumps(tally.languages)}"
    turns = tally.totals["turns"]
    size = next((name for most, name in _SIZES if turns < most), "100M<n<1B")
    yield f"size_categories: [{json.dumps(size)}]"
    yield "tags: [transcripts, dialogue, broadcast]"
    if described.globs:
        yield "configs:"
        for number, (name, glob) in enumerate(described.globs.items()):
            yield f"- config_name: {name}"
            yield f"  data_files: {json.dumps(glob)}"
            if number == 0:
                yield "  default: true"
    yield "---"


def title() -> str:
    """What an export is called."""
    return "Transcripts of what was said on air"


def summary(tally: Tally) -> str:
    """An export in a sentence."""
    totals = tally.totals
    return (
        f"{totals['transcripts']:,} transcripts with {totals['turns']:,} turns and"
        f" {totals['words']:,} words of {totals['speakers']:,} speakers, from"
        f" {', '.join(sorted(tally.sources)) or 'no source'}"
    )


def _introduction(described: Described, tally: Tally) -> Iterator[str]:
    yield f"# {title()}"
    yield ""
    as_of = f" as it was at {described.as_of}" if described.as_of else ""
    yield f"{summary(tally)}."
    yield ""
    yield (
        f"OnRecord {scraper.__version__} wrote this export, in the format `{described.format}`, of"
        f" an archive{as_of}. The rules that read the pages have the version"
        f" {', '.join(sorted(tally.extractors)) or 'unknown'}."
    )
    if described.asked:
        yield ""
        yield "It holds what these filters left:"
        yield ""
        for name, value in described.asked.items():
            yield f"- {name}: {value}"


_COVERAGE_HEAD = (
    "source", "transcripts", "turns", "words", "from", "to", "undated", "programs", "languages",
    "words withheld",
)  # fmt: skip


def _coverage(tally: Tally) -> Iterator[Sequence[object]]:
    for name, one in sorted(tally.sources.items()):
        yield (
            name,
            f"{one.transcripts:,}",
            f"{one.turns:,}",
            f"{one.words:,}",
            one.first_day or "",
            one.last_day or "",
            f"{one.undated:,}",
            len(one.programs),
            ", ".join(sorted(language or "not stated" for language in one.languages)),
            f"{one.withheld:,}",
        )


def _rights(described: Described, tally: Tally) -> Iterator[str]:
    yield "## Rights"
    yield ""
    yield _WORDS[described.words]
    yield ""
    yield "What the pages say, and how many of them:"
    for name, one in sorted(tally.sources.items()):
        yield ""
        yield f"**{name}**"
        yield ""
        for said, count in sorted(one.rights.items(), key=lambda item: (-item[1], item[0] or "")):
            yield f"- {_stated(said)} ({count:,})"


def _stated(said: str | None) -> str:
    return f"“{' '.join(said.split())}”" if said else "nothing"


def _trust(tally: Tally) -> Iterator[str]:
    measured = measured_quality()
    unseen, at_hand = measured["unseen"], measured["at_hand"]
    totals = tally.totals
    yield "## How right it is"
    yield ""
    yield (
        "Programs read these transcripts from web pages. Where a speaker or a role is not certain,"
        " `doubt` and `role_doubt` say why."
        f" {totals['doubted']:,} of {totals['turns']:,} turns have a speaker in doubt, and"
        f" {totals['unattributed']:,} have none."
    )
    yield ""
    yield (
        f"A person judged the records of {unseen['pages']} real transcripts that an early version"
        f" of the rules had never seen: {unseen['right']} were right in every column,"
        f" {unseen['facts_wrong']} had a wrong title, date, program or role, and"
        f" {unseen['words_or_speaker_wrong']} had wrong words or a wrong speaker. The rules were"
        f" improved since. Of {at_hand['pages']} real pages with which they are developed,"
        f" {at_hand['right']} are right, {at_hand['safe']} doubted or refused, and"
        f" {at_hand['wrong']} wrong; that is no estimate for other pages."
    )


def _duplicates(described: Described, tally: Tally) -> Iterator[str]:
    yield "## Speech that aired more than once"
    yield ""
    if described.duplicates:
        yield (
            f"All transcripts are here. {tally.totals['duplicates']:,} of them have `counted`"
            " false: their words are those of another transcript, or at least four fifths of their"
            " passages are in an earlier one. Leave them out of counts."
        )
    else:
        yield (
            "Each speech is here once. Left out are transcripts whose words are those of another,"
            " and those of which at least four fifths of the passages are in an earlier one."
        )


def _columns(described: Described) -> Iterator[str]:
    if not described.globs:
        return
    yield "## Columns"
    for table in TABLES:
        yield ""
        yield f"**{table.name}**: {table.meaning}"
        yield ""
        for column in table.columns:
            yield f"- `{column.name}`: {column.meaning}"


def _table(heading: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [f"| {' | '.join(map(str, cells))} |" for cells in (head, ["---"] * len(head), *rows)]
    return f"## {heading}\n\n" + "\n".join(lines)
