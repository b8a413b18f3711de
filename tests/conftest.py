"""What tests share: the corpus where it is there, the newsroom, pages and archives to work on."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from jobs import cli
from jobs.newsroom.server import Newsroom
from scraper.archive.store import Archive
from scraper.fetch.settings import FetchSettings
from scraper.model import Page
from scraper.sources.npr import Npr
from tests.corpus import CORPUS

NOON = datetime(2026, 3, 20, 12, tzinfo=UTC)

#: For tests against servers of our own.
FAST = FetchSettings(rate=0, connections=4, allow_private=True, attempts=2, cool_down_s=0.05)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: some tests wait for servers and processes."""
    return (os.cpu_count() or 1) + 1


@pytest.fixture
def corpus() -> Path:
    if not CORPUS.is_dir():
        pytest.skip("the corpus of real pages is not beside this checkout")
    return CORPUS


@pytest.fixture
def npr() -> Npr:
    return Npr()


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with Newsroom() as served:
        yield served


@pytest.fixture(scope="session")
def empty_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive without rows, to copy: making one takes ten times as long."""
    made = tmp_path_factory.mktemp("empty") / "archive.db"
    Archive.write(made).close()
    return made


@pytest.fixture
def archive(tmp_path: Path, empty_archive: Path) -> Iterator[Archive]:
    shutil.copy(empty_archive, tmp_path)
    with Archive.write(tmp_path / "archive.db") as opened:
        yield opened


def raw(archive: Archive) -> sqlite3.Connection:
    """The connection of an archive, for a test that looks at its rows."""
    return archive._db.connection


def rot(connection: sqlite3.Connection, *statements: str) -> None:
    """Change rows as a failing disk does: no trigger takes it for an edit by hand."""
    connection.execute("UPDATE own_write SET active = 1")
    for statement in statements:
        connection.execute(statement)
    connection.execute("UPDATE own_write SET active = 0")


@dataclass(frozen=True)
class Ran:
    """What a command printed and its exit code."""

    code: int
    out: str
    err: str

    @property
    def header(self) -> Any:
        """The first object of JSON Lines."""
        return json.loads(self.out.splitlines()[0])

    @property
    def rows(self) -> list[Any]:
        """The objects behind it."""
        return [json.loads(line) for line in self.out.splitlines()[1:]]


Command = Callable[..., Ran]


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing that the user of this machine configured counts."""
    for name in [name for name in os.environ if name.startswith("ONRECORD_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def onrecord(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    """Runs ``onrecord ARGS…`` in an empty directory, as the installed command does."""
    monkeypatch.chdir(tmp_path)

    def run(*args: object) -> Ran:
        monkeypatch.setattr(sys, "argv", ["onrecord", *map(str, args)])
        capsys.readouterr()
        try:
            cli.main()
            code: Any = 0
        except SystemExit as ended:
            code = ended.code
        captured = capsys.readouterr()
        return Ran(int(code or 0), captured.out, captured.err)

    return run


@pytest.fixture(scope="session")
def demo_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive that the demo makes, made once."""
    directory = tmp_path_factory.mktemp("demo")
    made = subprocess.run(
        [sys.executable, "-m", "jobs.cli", "demo", "-q"],
        cwd=directory, env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}, check=False,
    )  # fmt: skip
    assert made.returncode == 0
    return directory / "archive.db"


@pytest.fixture
def landed(onrecord: Command, demo_archive: Path, tmp_path: Path) -> Command:
    """The command, with the demo's archive in its directory."""
    shutil.copy(demo_archive, tmp_path / "archive.db")
    return onrecord


def rows(directory: Path, sql: str) -> list[tuple[object, ...]]:
    """What a query gives in the archive of a directory."""
    with closing(sqlite3.connect(directory / "archive.db")) as connection:
        return connection.execute(sql).fetchall()


def stories_landed(directory: Path) -> set[object]:
    """The ids of the stories in the archive of a directory."""
    return {row[0] for row in rows(directory, "SELECT story_id FROM transcripts")}


def configured(directory: Path, url: str, **source: str) -> None:
    """Write an onrecord.toml that reads NPR from a server of ours."""
    more = "".join(f"{key} = {value}\n" for key, value in source.items())
    (directory / "onrecord.toml").write_text(
        f"[fetch]\nrate = 0\nallow_private = true\nattempts = 1\n\n"
        f'[sources.npr]\nbase_url = "{url}"\n{more}'
    )


def a_page(
    body: bytes | str, url: str | None = None, content_type: str = "text/html; charset=utf-8"
) -> Page:
    """A page as if fetched at noon."""
    raw = body.encode() if isinstance(body, str) else body
    return Page(url, 200, {"content-type": content_type}, raw, NOON)
