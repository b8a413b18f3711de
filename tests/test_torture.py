"""A small number of kills at every point; ``make torture`` does hundreds."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.torture.kills import SOME, torture
from tests.torture.victim import POINTS


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_killed_at_every_point_the_archive_is_as_if_nobody_had(tmp_path: Path) -> None:
    tally = torture(tmp_path, len(POINTS) + 1, SOME)
    assert tally.wrong == []
    assert tally.kills.total() == len(POINTS) + 1
