"""The data card: what an export holds, who owns it, and how far it can be trusted, for people; with
the header that Hugging Face reads
(https://huggingface.co/docs/hub/datasets-cards).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import scraper
from scraper.export.columns import Table
from scraper.export.folder import Folder
from scraper.export.tally import Tally
from scraper.export.words import Words

DATA_CARD = "README.md"
#: What docs/quality.md says of real pages, for programs.
_QUALITY = "measured_quality.json"
#: Types of Hugging Face's. Days and times of text formats are text.
_DTYPES = {
    "string": "string",
    "integer": "int64",
    "boolean": "bool",
    "date": "string",
    "datetime": "string",
}
_SIZES = ((10**3, "n<1K"), (10**4, "1K<n<10K"), (10**5, "10K<n<100K"), (10**6, "100K<n<1M"),
          (10**7, "1M<n<10M"), (10**8, "10M<n<100M"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Described:
    """What a card says besides what was counted.

    :ivar is_whole: transcripts are whole; else only the turns that match are there.
    :ivar leaves_out: stories whose words are withheld are left out, because nothing else of them
        would be written.
    :ivar duplicates: whether transcripts whose speech is counted in another are in the export.
    :ivar tables: the tables that it has, each with where its rows are.
    :ivar has_types: the files state the types of their columns.
    :ivar how_to_check: how a reader compares the export with an archive, in the caller's words.
    """

    format: str
    words: Words
    asked: Mapping[str, str]
    as_of: str | None
    is_whole: bool
    leaves_out: bool
    duplicates: bool
    tables: Sequence[tuple[Table, str]]
    has_types: bool
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
        _table("Contents", _COVERAGE_HEAD, _coverage(tally)),
        "\n".join(_rights(described, tally)),
        "\n".join(_accuracy(described, tally)),
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
    if described.tables:
        yield "configs:"
        for number, (table, glob) in enumerate(described.tables):
            yield f"- config_name: {table.name}"
            yield f"  data_files: {json.dumps(glob)}"
            if number == 0:
                yield "  default: true"
    if described.tables and not described.has_types:
        yield "dataset_info:"
        for table, _ in described.tables:
            yield f"- config_name: {table.name}"
            yield "  features:"
            for column in table.columns:
                yield f"  - name: {column.name}"
                yield f"    dtype: {_DTYPES[column.kind]}"
    yield "---"


def title() -> str:
    """What an export is called."""
    return "Transcripts of what was said on air"


def summary(tally: Tally) -> str:
    """An export in a sentence."""
    totals = tally.totals
    return (
        f"{_counted(totals['transcripts'], 'transcript')} with"
        f" {_counted(totals['turns'], 'turn')} of speech and {_counted(totals['words'], 'word')} by"
        f" {_counted(totals['speakers'], 'speaker')}, from {', '.join(sorted(tally.sources))}"
    )


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _introduction(described: Described, tally: Tally) -> Iterator[str]:
    yield f"# {title()}"
    yield ""
    as_of = f" as of {described.as_of}" if described.as_of else ""
    yield f"{summary(tally)}."
    yield ""
    rules = ", ".join(sorted(tally.extractors))
    yield (
        f"Exported by OnRecord {scraper.__version__} in the format `{described.format}`, from an"
        f" archive{as_of}. Version of the rules that read the pages: {rules}."
    )
    if described.asked:
        yield ""
        what = "transcripts" if described.is_whole else "turns"
        yield f"Only {what} that match these filters are included:"
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
    if described.words == Words.NONE:
        yield (
            "This export has no words: only who spoke, when and how much, the facts about each"
            " story, and a hash of each turn's words. Anyone who has the pages can restore the"
            " words and verify them by the hashes."
        )
    else:
        yield (
            "Most transcripts are protected by copyright. Don't publish their words without the"
            " permission of their publishers."
        )
    if described.words == Words.PUBLIC:
        left = "are left out" if described.leaves_out else "are included without their words"
        yield ""
        yield f"Pages that ask not to be shown from an archive (`noarchive`) {left}."
    yield ""
    yield "What the pages say about rights, and on how many transcripts:"
    for name, one in sorted(tally.sources.items()):
        yield ""
        yield f"**{name}**"
        yield ""
        for said, count in sorted(one.rights.items(), key=lambda item: (-item[1], item[0] or "")):
            yield f"- {_stated(said)} ({count:,})"
        if one.other_rights:
            yield f"- other statements ({one.other_rights:,})"


def _stated(said: str | None) -> str:
    return f"“{' '.join(said.split())}”" if said else "nothing"


def _accuracy(described: Described, tally: Tally) -> Iterator[str]:
    measured = measured_quality()
    unseen, at_hand = measured["unseen"], measured["at_hand"]
    totals = tally.totals
    yield "## Accuracy"
    yield ""
    where = " The columns `doubt` and `role_doubt` say why." if described.tables else ""
    yield (
        "A program read these transcripts from web pages and marked what it was not certain of:"
        f" {totals['doubted']:,} of {totals['turns']:,} turns have a speaker in doubt, and"
        f" {totals['unattributed']:,} have no speaker.{where}"
    )
    yield ""
    yield (
        f"A person judged the records of {unseen['pages']} real transcripts that an early version"
        f" of the rules had never seen. {unseen['right']} were right in every column,"
        f" {unseen['facts_wrong']} had a wrong title, date, program or role,"
        f" {unseen['words_or_speaker_wrong']} had wrong words or a wrong speaker,"
        f" {unseen['false_no_transcript']} was taken for a page without a transcript, and"
        f" {unseen['refused'] + unseen['quarantined']} were refused. The rules have improved since:"
        f" of the {at_hand['pages']} real pages used in their development, {at_hand['right']} are"
        f" right, {at_hand['safe']} doubted or refused, and {at_hand['wrong']} wrong. That is no"
        " estimate for other pages."
    )


def _duplicates(described: Described, tally: Tally) -> Iterator[str]:
    yield "## Repeated speech"
    yield ""
    if described.duplicates:
        yield (
            f"Repeats are included. {tally.totals['duplicates']:,} transcripts have `counted` set"
            " to false: they are exact copies, or at least four fifths of their text is in an"
            " earlier transcript. Leave them out of counts."
        )
    else:
        yield (
            "Repeats were removed: exact copies, and transcripts with at least four fifths of their"
            " text in an earlier one."
        )


def _columns(described: Described) -> Iterator[str]:
    if not described.tables:
        return
    yield "## Columns"
    for table, _ in described.tables:
        yield ""
        yield f"**{table.name}**: {table.meaning}"
        yield ""
        for column in table.columns:
            yield f"- `{column.name}`: {column.meaning}"


def _table(heading: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [f"| {' | '.join(map(str, cells))} |" for cells in (head, ["---"] * len(head), *rows)]
    return f"## {heading}\n\n" + "\n".join(lines)
