"""What other programs make of exported WARC and WACZ files. They need an environment of their own,
which `make test-replay` sets up; without it, these tests are skipped.
"""

from __future__ import annotations

import gzip
import json
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from scraper.archive.store import Archive
from scraper.export.folder import Folder
from scraper.export.surt import surt
from scraper.export.wacz import write_wacz
from scraper.export.warc import write_warc
from scraper.export.warc_records import published_url
from tests.conftest import FAST
from tests.export.test_warc import refetched_later

BIN = Path(__file__).parents[2] / ".venv-replay" / "bin"
URLS = Path(__file__).parent / "surt_urls.txt"
pytestmark = [
    pytest.mark.skipif(
        not (BIN / "wayback").exists(), reason="pywb and wacz are not installed: make test-replay"
    ),
    pytest.mark.filterwarnings("ignore:Unclosed file <tempfile"),  # warcio's own
]


@pytest.fixture(scope="module")
def archive(demo_archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    path = tmp_path_factory.mktemp("refetched") / "archive.db"
    with Archive.read(refetched_later(demo_archive, path)) as opened:
        yield opened


@dataclass
class Replay:
    """A collection that pywb serves."""

    base: str

    def get(self, url: str, stamp: str) -> tuple[int, bytes]:
        """A page as it was, unchanged (``id_``)."""
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(f"{self.base}/{stamp}id_/{url}", timeout=FAST.timeout_s) as answer:
            return answer.status, answer.read()


def free_port() -> int:
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def replay(archive: Archive, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replay]:
    place = tmp_path_factory.mktemp("replay")
    with Folder(place / "out") as folder:
        write_warc(archive, folder)
    for args in (["init", "onrecord"], ["add", "onrecord", *(place / "out").glob("*.warc.gz")]):
        subprocess.run([BIN / "wb-manager", *args], cwd=place, check=True, capture_output=True)
    port = free_port()
    with subprocess.Popen(
        [BIN / "wayback", "-b", "127.0.0.1", "-p", str(port)],
        cwd=place, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as served:  # fmt: skip
        try:
            _wait_for(port)
            yield Replay(f"http://127.0.0.1:{port}/onrecord")
        finally:
            served.terminate()


def _wait_for(port: int) -> None:
    for _ in range(200):
        with closing(socket.socket()) as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("pywb did not start")


def test_pywb_replays_every_snapshot_and_every_refetch(archive: Archive, replay: Replay) -> None:
    seen = refetched = 0
    for page in archive.histories.pages():
        url = published_url(page)
        bodies = {one.id: archive.histories.body(one) for one in page.snapshots}
        for one in page.snapshots:
            stamp = one.fetched_at[:19].translate(str.maketrans("", "", "-:T"))
            assert replay.get(url, stamp) == (200, bodies[one.id]), url
            seen += 1
        for again in page.refetches:
            stamp = again.fetched_at[:19].translate(str.maketrans("", "", "-:T"))
            assert replay.get(url, stamp) == (200, bodies[again.snapshot_id]), url
            refetched += 1
    assert seen > 40
    assert refetched > 40


def test_pywb_has_nothing_that_was_not_exported(replay: Replay) -> None:
    with pytest.raises(urllib.error.HTTPError) as raised:
        replay.get("https://www.npr.org/transcripts/1", "2024")
    assert raised.value.code == 404
    raised.value.close()


def test_wacz_validates_the_file(archive: Archive, tmp_path: Path) -> None:
    with Folder(tmp_path / "out") as folder:
        write_wacz(archive, folder)
    ran = subprocess.run(
        [BIN / "wacz", "validate", "-f", tmp_path / "out/onrecord.wacz"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "is valid" in ran.stdout


def test_the_index_is_what_cdxj_indexer_makes(archive: Archive, tmp_path: Path) -> None:
    with Folder(tmp_path / "out") as folder:
        write_wacz(archive, folder)
    shutil.unpack_archive(tmp_path / "out/onrecord.wacz", tmp_path / "held", "zip")
    (path,) = (tmp_path / "held/archive").iterdir()
    judged = subprocess.run(
        [BIN / "cdxj-indexer", "--sort", path], capture_output=True, check=True
    ).stdout
    ours = gzip.decompress((tmp_path / "held/indexes/index.cdx.gz").read_bytes())
    assert ours.splitlines() == judged.splitlines()


def test_keys_of_urls_are_those_of_the_library_surt() -> None:
    urls = URLS.read_text("utf-8").splitlines()
    program = (
        "import json, sys, surt; json.dump([*map(surt.surt, json.load(sys.stdin))], sys.stdout)"
    )
    ran = subprocess.run(
        [BIN / "python", "-c", program],
        input=json.dumps(urls), capture_output=True, text=True, check=True,
    )  # fmt: skip
    judged = dict(zip(urls, json.loads(ran.stdout), strict=True))
    assert {url: surt(url) for url in urls} == judged
