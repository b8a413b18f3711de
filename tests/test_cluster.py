"""Reading on a Dask cluster on this machine: the same archive as one process makes, whatever dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from scraper.archive.records.landing import LandingPolicy
from scraper.archive.store import Archive
from scraper.crawl.land_saved import Failed, LandedPage
from scraper.parts.inputs import warc_units
from scraper.parts.landing import FoundPart, PartLander
from scraper.parts.running import UnitNotRead, in_order
from scraper.sources.npr import Npr
from tests.benchmarks.processes import write_warc
from tests.conftest import NOON, Command
from tests.test_parts import rows_of
from tests.test_processes import land, no_mistake

pytest.importorskip("distributed", reason="Dask (the extra cluster) is not installed")
from scraper.cluster.reading import ClusterReader, Where  # noqa: E402
from scraper.cluster.worker import HowToRead  # noqa: E402

FILES, PAGES = 6, 12
pytestmark = pytest.mark.filterwarnings("ignore:Unclosed file <tempfile")  # warcio's own
