"""Another package called ``scraper`` or ``jobs`` in the place of OnRecord's own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from onrecord import PACKAGES, shadowed
from scraper import __version__

ROOT = Path(__file__).parents[1]


def run(*words: str, path: list[Path], cwd: Path) -> subprocess.CompletedProcess[str]:
    """``onrecord`` with these directories before all others on Python's path."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, path))}
    return subprocess.run(
        [sys.executable, "-P", "-m", "onrecord", *words],
        cwd=cwd, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


def foreign(folder: Path, name: str) -> Path:
    """A package of somebody else's."""
    (folder / name).mkdir(parents=True)
    (folder / name / "__init__.py").write_text("raise RuntimeError('imported')\n")
    return folder


@pytest.mark.parametrize("name", PACKAGES)
def test_a_foreign_package_ends_in_a_sentence(tmp_path: Path, name: str) -> None:
    other = foreign(tmp_path / "other", name)
    ran = run("demo", path=[other, ROOT], cwd=tmp_path)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr == (
        f"error: the package {name!r} is {other / name}, not OnRecord's own in {ROOT}; unset"
        " PYTHONPATH, or install OnRecord in an environment of its own: `pipx install .` in a clone"
        " of it\n"
    )
    assert not (tmp_path / "archive.db").exists()


@pytest.mark.parametrize("option", ["--version", "-V"])
def test_the_version_says_so_too(tmp_path: Path, option: str) -> None:
    other = foreign(foreign(tmp_path / "other", "jobs"), "scraper")
    ran = run(option, path=[other, ROOT], cwd=tmp_path)
    assert (ran.returncode, ran.stderr) == (1, "")
    lines = ran.stdout.splitlines()
    assert lines[0] == f"onrecord {__version__}"
    assert [line.partition(",")[0] for line in lines[2:]] == [
        f"warning: the package {name!r} is {other / name}" for name in PACKAGES
    ]


def test_a_module_shadows_as_well(tmp_path: Path) -> None:
    (tmp_path / "jobs.py").write_text("")
    ran = run("status", path=[tmp_path, ROOT], cwd=tmp_path)
    assert f"the package 'jobs' is {tmp_path / 'jobs.py'}, not" in ran.stderr


def test_packages_that_are_missing_beside_the_command(tmp_path: Path) -> None:
    shutil.copy(ROOT / "onrecord.py", tmp_path)
    ran = run("status", path=[tmp_path], cwd=tmp_path)
    assert ran.returncode == 2
    assert ran.stderr.count("error: the package ") == 2
    assert f"not OnRecord's own in {tmp_path}" in ran.stderr


def test_packages_that_come_later_on_the_path_are_no_matter(tmp_path: Path) -> None:
    other = foreign(tmp_path / "other", "jobs")
    ran = run("--version", path=[ROOT, other], cwd=tmp_path)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "warning" not in ran.stdout
    assert list(shadowed(ROOT)) == []


def test_a_distribution_that_installed_over_ours_is_named(tmp_path: Path) -> None:
    """Two distributions with a package of one name share its folder."""
    for name in PACKAGES:
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "onrecord.py", tmp_path)
    information = tmp_path / "cronjobs-2.0.dist-info"
    information.mkdir()
    (information / "METADATA").write_text("Metadata-Version: 2.1\nName: cronjobs\nVersion: 2.0\n")
    (information / "top_level.txt").write_text("jobs\n")
    ran = run("--version", path=[tmp_path], cwd=tmp_path)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.splitlines()[-1] == (
        "warning: cronjobs has installed a package 'jobs', too, which may have overwritten"
        " OnRecord's; install OnRecord in an environment of its own"
    )
