"""What other machines read: parts with receipts, each landed once, and the same archive as when one
process reads and lands.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
import zstandard

from scraper.archive.records.landing import LandingPolicy
from scraper.archive.store import Archive
from scraper.crawl.land_saved import Failed, LandedPage
from scraper.extract import EXTRACTOR
from scraper.parts.inputs import warc_units
from scraper.parts.landing import PartLander, find_parts
from scraper.parts.line import PageLine, StoredPage, decoded, encoded
from scraper.parts.part import raw_lines, read_receipt
from scraper.parts.reading import ReadKind, UnitRead, read_unit
from scraper.parts.unit import KeptUnit, Unit
from scraper.reading.reader import PageReader
from scraper.sources import Source
from scraper.sources.npr import Npr
from scraper.warc import pages_in_warc
from tests.benchmarks.processes import write_warc
from tests.conftest import NOON, Command, a_page, raw
from tests.crashing_source import CrashingNpr
from tests.test_processes import (
    BAD,
    CRASHED,
    REASONS,
    land,
    no_mistake,
    read_again,
    with_bad_pages,
)
from tests.torture.lost_workers import rows_of

PAGES = 60
pytestmark = pytest.mark.filterwarnings("ignore:Unclosed file <tempfile")  # warcio's own


def read(units: Sequence[Unit], directory: Path, source: Source, jobs: int = 0) -> list[UnitRead]:
    with PageReader([source], jobs, 2.0) as reader:
        return [read_unit(unit, directory, [source], reader) for unit in units]


def land_parts(
    archive: Archive, directory: Path, source: Source, jobs: int = 0
) -> list[LandedPage | Failed]:
    told: list[LandedPage | Failed] = []
    parts, damaged = find_parts([directory])
    assert not damaged
    with PageReader([source], 1, 2.0) as reader:
        policy = LandingPolicy(reread=reader.reread, follow=False)
        with PartLander(archive, policy, told.append, no_mistake, lambda: NOON, jobs) as lander:
            for part in parts:
                lander.land(part)
    return told


@pytest.fixture(scope="module")
def warcs(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Three files; the last has pages that are in the others, a year younger."""
    directory = tmp_path_factory.mktemp("warcs")
    write_warc(directory / "a.warc.gz", PAGES, chrome=False)
    write_warc(directory / "b.warc", 7, chrome=False)
    text = (directory / "b.warc").read_bytes()
    (directory / "c.warc").write_bytes(text.replace(b"WARC-Date: 2026", b"WARC-Date: 2027"))
    return [directory / name for name in ("a.warc.gz", "b.warc", "c.warc")]


@pytest.fixture(scope="module")
def directly(warcs: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive that one process makes of them."""
    path = tmp_path_factory.mktemp("directly") / "archive.db"
    with Archive.write(path) as archive:
        land(archive, warcs, 0, Npr())
    return path


@pytest.mark.parametrize("jobs", [0, 2])
def test_landed_parts_give_the_archive_of_one_process(
    warcs: list[Path], directly: Path, tmp_path: Path, jobs: int
) -> None:
    read(warc_units([str(path) for path in reversed(warcs)]), tmp_path / "parts", Npr())
    with Archive.write(tmp_path / "archive.db") as archive:
        land_parts(archive, tmp_path / "parts", Npr(), jobs)
    found, expected = rows_of(tmp_path / "archive.db"), rows_of(directly)
    assert len(expected["transcripts"]) > PAGES * 0.9
    assert found == expected


def test_a_page_that_crashes_the_parser_costs_itself_alone(tmp_path: Path) -> None:
    with_bad_pages(tmp_path / "a.warc", BAD)
    read(warc_units([str(tmp_path / "a.warc")]), tmp_path / "parts", CrashingNpr(), jobs=1)
    with Archive.write(tmp_path / "archive.db") as archive:
        told = land_parts(archive, tmp_path / "parts", Npr())
    reasons = {
        one.landed.ref.story_id: one.landed.reason
        for one in told
        if isinstance(one, LandedPage) and one.landed.kind == "quarantined"
    }
    assert reasons == REASONS
    assert CRASHED in REASONS.values()


def test_kept_pages_that_others_read_again_give_the_archive_of_one_process(
    directly: Path, tmp_path: Path
) -> None:
    for name in ("one", "parts"):
        (tmp_path / f"{name}.db").write_bytes(directly.read_bytes())
        with Archive.write(tmp_path / f"{name}.db") as archive:
            raw(archive).execute("UPDATE own_write SET active = 1")
            raw(archive).execute("UPDATE transcripts SET extractor = '1', title = 'x' WHERE id % 2")
            raw(archive).execute("UPDATE own_write SET active = 0")
    with Archive.write(tmp_path / "one.db") as archive:
        read_again(archive, 0, Npr())
    with Archive.write(tmp_path / "parts.db") as archive:
        pages = list(archive.snapshots.newest("npr"))
        units = [
            KeptUnit(number, tuple(pages[at : at + 25]))
            for number, at in enumerate(range(0, len(pages), 25), start=1)
        ]
        read(units, tmp_path / "parts", Npr())
        assert not any(
            isinstance(one, Failed) for one in land_parts(archive, tmp_path / "parts", Npr())
        )
    assert rows_of(tmp_path / "parts.db") == rows_of(tmp_path / "one.db")


def test_a_kept_page_is_not_landed_in_another_archive(directly: Path, tmp_path: Path) -> None:
    with Archive.read(directly) as archive:
        pages = tuple(archive.snapshots.newest("npr"))[:3]
    read([KeptUnit(1, pages)], tmp_path / "parts", Npr())
    with Archive.write(tmp_path / "archive.db") as archive:
        told = land_parts(archive, tmp_path / "parts", Npr())
        assert archive.records.is_empty()
    assert [getattr(one, "reason", None) for one in told] == [
        "the archive does not keep the page that was read"
    ] * 3


# lines, parts and receipts ------------------------------------------------------------------------


def test_a_line_holds_the_page_and_where_it_is(warcs: list[Path], tmp_path: Path) -> None:
    (unit,) = read(warc_units([str(warcs[0])]), tmp_path, Npr())
    lines = [decoded(line) for line in raw_lines(tmp_path, unit.receipt)]
    assert [encoded(line) for line in lines] == list(raw_lines(tmp_path, unit.receipt))
    pages = [line for line in lines if isinstance(line, PageLine)]
    assert [line.page.page() for line in pages] == list(pages_in_warc(warcs[0]))
    for line in pages[:3]:
        assert line.origin.file == str(warcs[0])
        (tmp_path / "one.warc.gz").write_bytes(warcs[0].read_bytes()[line.origin.offset :])
        page = next(iter(pages_in_warc(tmp_path / "one.warc.gz")))
        assert isinstance(page, type(line.page.page()))
        assert page.body == line.page.page().body


def test_any_body_comes_back_as_it_was() -> None:
    for body in (bytes(range(256)), "Ça “va”\x00".encode(), b""):
        page = a_page(body)
        assert StoredPage.of(page).page() == page


def test_the_receipt_says_what_was_read(warcs: list[Path], tmp_path: Path) -> None:
    (unit,) = read(warc_units([str(warcs[1])]), tmp_path, Npr())
    (path,) = tmp_path.glob("*.receipt.json")
    told = json.loads(path.read_text())
    assert (told["rows"], told["errors"], told["extractor"]) == (7, 0, EXTRACTOR)
    assert told["input"]["name"] == str(warcs[1])
    assert told["part"].endswith(f"-{EXTRACTOR}")
    packed = (tmp_path / f"{told['part']}.jsonl.zst").read_bytes()
    text = zstandard.ZstdDecompressor().decompressobj().decompress(packed)
    assert len(text.splitlines()) == 7
    assert all(json.loads(line)["line"] == "page" for line in text.splitlines())
    assert read_receipt(path) == unit.receipt


def test_the_same_input_gives_the_same_bytes(warcs: list[Path], tmp_path: Path) -> None:
    for name in "ab":
        read(warc_units([str(warcs[0])]), tmp_path / name, Npr())
    names = sorted(path.name for path in (tmp_path / "a").iterdir())
    assert names == sorted(path.name for path in (tmp_path / "b").iterdir())
    for name in names:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_a_finished_unit_is_not_read_again_unless_its_part_is_damaged(
    warcs: list[Path], tmp_path: Path
) -> None:
    units = warc_units([str(warcs[1])])
    other = Npr(more_hosts=["radio.example"])
    assert [one.kind for one in read(units, tmp_path, Npr())] == [ReadKind.READ]
    assert [one.kind for one in read(units, tmp_path, Npr())] == [ReadKind.KNOWN]
    assert [one.kind for one in read(units, tmp_path, other)] == [ReadKind.READ]
    for part in tmp_path.glob("*.zst"):
        part.write_bytes(part.read_bytes()[:-1])
    assert [one.kind for one in read(units, tmp_path, Npr())] == [ReadKind.READ]
    for receipt in tmp_path.glob("*.receipt.json"):
        receipt.unlink()
    assert [one.kind for one in read(units, tmp_path, Npr())] == [ReadKind.READ]


# the command --------------------------------------------------------------------------------------


def test_add_lands_each_part_once(onrecord: Command, warcs: list[Path], tmp_path: Path) -> None:
    read(warc_units(list(map(str, warcs))), tmp_path / "parts", Npr())
    ran = onrecord("add", "parts")
    assert (ran.code, ran.err) == (0, "")
    first, second, third = ran.out.splitlines()
    assert first.startswith(f"{warcs[0]}: 60 pages: ")
    assert second == f"{warcs[1]}: 7 pages: 7 unchanged"
    assert third.startswith(f"{warcs[2]}: 7 pages: ")
    before = rows_of(tmp_path / "archive.db")
    ran = onrecord("add", "parts", *sorted((tmp_path / "parts").glob("*.zst")))
    assert ran.code == 0
    assert ran.out.splitlines() == [f"{path}: landed before" for path in warcs]
    after = rows_of(tmp_path / "archive.db")
    assert before.pop("runs") != after.pop("runs")
    assert before == after
    found = json.loads(onrecord("add", "parts", "--json").out)
    assert [one["known"] for one in found["parts"]] == [True] * 3


def test_a_damaged_part_is_told_of_and_the_rest_lands(
    onrecord: Command, warcs: list[Path], tmp_path: Path
) -> None:
    found = read(warc_units(list(map(str, warcs))), tmp_path / "parts", Npr())
    first, second, _ = (tmp_path / "parts" / one.receipt.part for one in found)
    part = first.with_name(f"{first.name}.jsonl.zst")
    data = bytearray(part.read_bytes())
    data[len(data) // 2] ^= 1
    part.write_bytes(data)
    receipt = second.with_name(f"{second.name}.receipt.json")
    receipt.write_text(receipt.read_text()[:-20])
    again = "remove it and read its input again"
    ran = onrecord("add", "parts")
    assert ran.code == 1
    assert ran.out.splitlines() == [f"{warcs[2]}: 7 pages: 7 new"]
    assert sorted(ran.err.splitlines()) == sorted(
        [
            f"error: parts/{receipt.name}: it is damaged, or no receipt of a part; {again}",
            f"error: parts/{part.name}: its bytes are not those that its receipt names; {again}",
        ]
    )


def test_landing_that_was_cut_off_goes_on_at_the_next_line(
    warcs: list[Path], directly: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read(warc_units(list(map(str, warcs))), tmp_path / "parts", Npr())
    real, calls = PartLander._note, 0

    def dies(self: PartLander, part: object) -> None:
        nonlocal calls
        calls += 1
        if calls in (2, 5):
            raise KeyboardInterrupt
        real(self, part)  # type: ignore[arg-type]

    monkeypatch.setattr(PartLander, "_note", dies)
    for _ in range(3):
        with Archive.write(tmp_path / "archive.db") as archive:
            try:
                land_parts(archive, tmp_path / "parts", Npr())
            except KeyboardInterrupt:
                continue
    assert calls > 5
    assert rows_of(tmp_path / "archive.db") == rows_of(directly)


def test_parts_are_exported_without_an_archive(
    onrecord: Command, warcs: list[Path], directly: Path, tmp_path: Path
) -> None:
    dataset = pytest.importorskip("pyarrow.dataset", reason="pyarrow is not installed")
    read(warc_units([str(warcs[0])]), tmp_path / "parts", Npr())
    ran = onrecord("export", "crawl", "--format", "parquet", "--from", "parts")
    assert (ran.code, ran.err) == (0, "")
    assert not (tmp_path / "archive.db").exists()
    tables = {
        name: dataset.dataset(tmp_path / "crawl" / name).to_table().to_pylist()
        for name in ("pages", "transcripts", "turns", "appearances")
    }
    with Archive.read(directly) as archive:
        words = raw(archive).execute(
            "SELECT story_id, position, kind, text, speakers.name, label FROM turns"
            " JOIN transcripts ON transcripts.id = turns.transcript_id"
            " LEFT JOIN speakers ON speakers.id = speaker_id ORDER BY 1, 2"
        )
        expected = [tuple(row) for row in words]
    found = [
        tuple(one[name] for name in ("story_id", "position", "kind", "text", "speaker", "label"))
        for one in tables["turns"]
    ]
    assert sorted(found, key=lambda row: row[:2]) == expected
    assert ran.out.startswith(f"crawl: {PAGES} pages, {len(tables['transcripts'])} transcripts")
    assert {one["outcome"] for one in tables["pages"]} == {"transcript", "no_transcript"}
    assert {one["file"] for one in tables["pages"]} == {str(warcs[0])}
    assert onrecord("export", "x", "--format", "csv", "--from", "parts").code == 2
    assert onrecord("export", "x", "pie", "--format", "parquet", "--from", "parts").code == 2


def test_shards_share_the_work(onrecord: Command, warcs: list[Path], tmp_path: Path) -> None:
    pattern = warcs[0].with_name("*.warc*")
    told = []
    for shard in ("1/2", "2/2"):
        ran = onrecord("backfill", "--warc", pattern, "--parts", "p", "--shard", shard, "--json")
        assert ran.code == 0
        told.append(json.loads(ran.out))
    assert [(one["read"], one["known"]) for one in told] == [(2, 0), (1, 0)]
    assert not (tmp_path / "archive.db").exists()
    assert onrecord("backfill", "--warc", pattern, "--parts", "p").out.startswith(
        "3 units: 0 read now, 3 before; 74 pages in p"
    )
    assert onrecord("add", "p").code == 0
    assert onrecord("backfill", "--warc", pattern, "--db", "b.db").code == 0
    one, other = (rows_of(tmp_path / name) for name in ("archive.db", "b.db"))
    assert one["turns"] == other["turns"]
    for shard in ("1/2", "2/2"):
        assert onrecord("reextract", "--db", "b.db", "--parts", "k", "--shard", shard).code == 0
    ran = onrecord("add", "k", "--db", "b.db")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("kept pages, batch 1: 60 pages: 5")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--shard", "3/2", "--parts", "p"), "'3/2' is no shard: use I/N, from 1/N to N/N"),
        (("--shard", "1/2"), "--shard needs --parts, the directory for what it reads"),
        (("--shard", "1/2", "--cluster"), "--shard is for machines that share the work"),
        (("--workers", "2"), "--workers and --dashboard are for --cluster"),
        (("--parts", "p", "--urls", "u"), "--parts lands nothing"),
    ],
)
def test_senseless_options_are_refused(
    onrecord: Command, warcs: list[Path], options: tuple[str, ...], said: str
) -> None:
    ran = onrecord("backfill", "--warc", warcs[1], *options)
    assert ran.code == 2
    assert f"error: {said}" in ran.err
