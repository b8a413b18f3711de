"""What a release says of itself is the same everywhere."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from scraper import __version__
from scraper.archive.store import Archive
from tests.conftest import raw

ROOT = Path(__file__).parents[1]


def test_the_citation_file_is_of_this_version_and_licence() -> None:
    """`cffconvert --validate` judges its form, before a release."""
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert (cited["cff-version"], cited["version"]) == ("1.2.0", __version__)
    assert cited["license"] == project["license"]
    assert cited["authors"] == project["authors"]


@pytest.mark.parametrize("listed", sorted((ROOT / "tests" / "released").glob("*.txt")))
def test_names_of_a_released_schema_stay(archive: Archive, listed: Path) -> None:
    """The files are what each release had: add one with a release, and never change one."""
    columns = raw(archive).execute(
        "SELECT objects.name || '.' || columns.name FROM sqlite_master AS objects"
        " JOIN pragma_table_xinfo(objects.name) AS columns WHERE objects.type IN ('table', 'view')"
    )
    promised = set(listed.read_text("utf-8").split())
    assert promised - {name for (name,) in columns} == set()
    assert "lines.permanent_id" in promised


def test_this_version_is_in_the_changelog() -> None:
    assert f"\n## {__version__} - " in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_the_changelog_begins_with_what_is_unreleased() -> None:
    headings = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert headings[0] == "Unreleased"
    assert all(re.fullmatch(r"\d+\.\d+\.\d+ - \d{4}-\d\d-\d\d", one) for one in headings[1:])


def test_the_workflow_runs_what_a_change_must_pass() -> None:
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text("utf-8"))
    assert workflow["permissions"] == {"contents": "read"}
    job = workflow["jobs"]["ci"]
    steps = job["steps"]
    assert [step["run"] for step in steps if "run" in step] == ["bash .ci/run"]
    assert all(re.search(r"@v\d+\.\d+\.\d+$", step["uses"]) for step in steps if "uses" in step)
    oldest = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert f">={job['strategy']['matrix']['python'][0]}" == oldest["requires-python"]


@pytest.mark.parametrize(
    ("scripts", "found"),
    [
        ({}, None),
        ({"python3.29": "exit 127"}, None),  # a shim of pyenv's for a version that is off
        ({"python3.29": "exit 0"}, "python3.29"),
        ({"python3.29": "exit 0", "python3.30": "exit 1"}, "python3.29"),
        ({"python3.29": "exit 0", "python3.30": "exit 0"}, "python3.30"),
        ({"python3.8": "exit 0"}, None),
    ],
)
def test_the_newest_python_is_one_that_runs(
    tmp_path: Path, scripts: dict[str, str], found: str | None
) -> None:
    for name, line in scripts.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{line}\n")
        (tmp_path / name).chmod(0o755)
    (tmp_path / "seq").symlink_to("/usr/bin/seq")
    ran = subprocess.run(
        ["/bin/bash", ROOT / ".ci" / "newest-python", sys.executable],
        env={**os.environ, "PATH": str(tmp_path), "PYENV_ROOT": str(tmp_path)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.stdout == ("" if found is None else f"{tmp_path / found}\n"), ran.stderr
    assert (ran.returncode == 0) == (found is not None)
