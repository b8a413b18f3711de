"""An archive to export."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.conftest import Command
from tests.export.made import archive_at


@pytest.fixture(scope="session")
def three_stories(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return archive_at(tmp_path_factory.mktemp("three") / "archive.db")


@pytest.fixture
def export(onrecord: Command, three_stories: Path, tmp_path: Path) -> Command:
    """The command, with the archive of three stories in its directory."""
    shutil.copy(three_stories, tmp_path / "archive.db")
    return onrecord
