"""Reading on a Dask cluster on this machine: the same archive as that of one process, whoever is
killed.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from scraper.model import Quarantined
from scraper.parts.inputs import warc_units
from scraper.parts.line import PageLine, decoded
from scraper.parts.part import raw_lines
from scraper.parts.reading import UnitRead
from scraper.parts.running import HereReader, UnitNotRead, in_order
from scraper.parts.unit import Unit, WarcUnit
from scraper.sources import Source
from scraper.sources.npr import Npr
from tests.conftest import Command, rows
from tests.crashing_source import CrashingNpr
from tests.test_processes import BAD, REASONS, wait_until, with_bad_pages
from tests.torture.lost_workers import ROOT, land_directly, land_parts, rows_of, write_files

pytest.importorskip("distributed", reason="Dask (the extra cluster) is not installed")
from scraper.cluster.reading import ClusterReader, Where
from scraper.cluster.worker import HowToRead

FILES, PAGES = 6, 10
pytestmark = pytest.mark.filterwarnings("ignore:Unclosed file <tempfile")  # warcio's own


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with WARC files, and the archive that one process makes of them."""
    directory = tmp_path_factory.mktemp("files")
    write_files(directory, FILES, PAGES)
    land_directly(directory, directory / "one.db")
    return directory


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClusterReader]:
    """Two workers on this machine."""
    parts = tmp_path_factory.mktemp("parts")
    with ClusterReader(HowToRead(parts, (Npr(),)), Where(workers=2)) as opened:
        yield opened


def on(cluster: ClusterReader, parts: Path, source: Source, limit_s: float = 30) -> ClusterReader:
    """Another client of the same cluster."""
    return ClusterReader(HowToRead(parts, (source,), limit_s), Where(scheduler=cluster.address))


def test_killed_workers_change_nothing(cluster: ClusterReader, files: Path, tmp_path: Path) -> None:
    class Killing:
        """Kills one of the workers when the second unit is done."""

        def read(self, units: Iterable[Unit]) -> Iterator[tuple[int, UnitRead | UnitNotRead]]:
            for count, found in enumerate(opened.read(units), start=1):
                if count == 2:
                    os.kill(opened.worker_pids[0], signal.SIGKILL)
                yield found

    with on(cluster, tmp_path / "parts", Npr()) as opened:
        land_parts(Killing(), files, tmp_path / "parts", tmp_path / "archive.db")
    assert rows_of(tmp_path / "archive.db") == rows_of(files / "one.db")
    assert len(list((tmp_path / "parts").glob("*.receipt.json"))) == FILES


def test_a_page_that_crashes_the_parser_costs_itself_alone(
    cluster: ClusterReader, tmp_path: Path
) -> None:
    with_bad_pages(tmp_path / "a.warc", BAD[:1])  # a real SIGSEGV
    with on(cluster, tmp_path, CrashingNpr(), limit_s=2) as opened:
        ((_, unit),) = opened.read(warc_units([str(tmp_path / "a.warc")]))
    assert isinstance(unit, UnitRead), unit
    lines = [decoded(line) for line in raw_lines(tmp_path, unit.receipt)]
    outcomes = [line.outcome.record for line in lines if isinstance(line, PageLine)]
    reasons = {
        one.ref.story_id: one.reason for one in outcomes if isinstance(one, Quarantined) if one.ref
    }
    assert reasons == {BAD[0]: REASONS[BAD[0]]}
    assert len(outcomes) == 41


def test_a_unit_that_can_not_be_read_holds_up_no_other(
    cluster: ClusterReader, files: Path, tmp_path: Path
) -> None:
    units = [WarcUnit(str(tmp_path / "gone.warc")), *warc_units([str(files / "00*.warc")])]
    with on(cluster, tmp_path / "parts", Npr()) as opened:
        found = list(in_order(opened.read(units)))
    assert isinstance(found[0], UnitNotRead)
    assert found[0].reason == "there is no such file on this machine"
    assert [type(one) for one in found[1:]] == [UnitRead] * FILES


def test_the_commands_take_a_cluster(
    cluster: ClusterReader, files: Path, onrecord: Command, tmp_path: Path
) -> None:
    there = ("--scheduler", cluster.address)
    ran = onrecord("backfill", "--warc", files / "*.warc", *there)
    assert ran.code == 0, ran.err
    assert onrecord("backfill", "--warc", files / "*.warc", "--db", "b.db").out == ran.out
    for once in ("once", "again"):
        ran = onrecord("reextract", *there)
        assert (ran.code, once) == (0, once), ran.err
        assert ran.out == onrecord("reextract", "--db", "b.db").out
    assert rows(tmp_path, "SELECT count(*) FROM landed_parts") == [(FILES,)]
    assert not (tmp_path / "archive.db.parts").exists()


def test_a_cluster_reads_without_landing(
    cluster: ClusterReader, files: Path, onrecord: Command, tmp_path: Path
) -> None:
    asked = ("--warc", files / "*.warc", "--scheduler", cluster.address, "--no-land")
    refused = onrecord("backfill", *asked)
    assert refused.code == 2
    assert "error: --no-land needs --parts, the directory for what is read" in refused.err
    ran = onrecord("backfill", *asked, "--parts", "p", "--json")
    assert ran.code == 0, ran.err
    assert json.loads(ran.out)["read"] == FILES
    assert not (tmp_path / "archive.db").exists()
    assert onrecord("add", "p").code == 0
    assert rows_of(tmp_path / "archive.db")["turns"] == rows_of(files / "one.db")["turns"]


def test_a_client_that_was_killed_goes_on(files: Path, tmp_path: Path) -> None:
    """It and its cluster end; the next one reads what is left."""
    parts = tmp_path / "a.parts"
    command = [sys.executable, "-m", "tests.torture.lost_workers", "client"]
    with subprocess.Popen([*command, str(files), str(tmp_path / "a.db")], cwd=ROOT) as process:
        wait_until(lambda: len(list(parts.glob("*.receipt.json"))) >= 2, 60)
        process.kill()
    before = {path.name: path.stat().st_mtime_ns for path in parts.glob("*.receipt.json")}
    with HereReader(parts, [Npr()], 0) as here:
        land_parts(here, files, parts, tmp_path / "a.db")
    after = {path.name: path.stat().st_mtime_ns for path in parts.glob("*.receipt.json")}
    assert len(after) == FILES
    assert before.items() <= after.items()
    assert rows_of(tmp_path / "a.db") == rows_of(files / "one.db")


def test_no_scheduler_is_told_of(onrecord: Command, files: Path) -> None:
    ran = onrecord("backfill", "--warc", files / "*.warc", "--scheduler", "nonsense")
    assert ran.code == 2
    assert ran.err.splitlines()[-1].startswith("error: no scheduler answers at nonsense: ")
