"""Copies of the working tree, in which modules are changed and tests run."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv*", "__pycache__", "*.egg-info", ".mypy_cache", ".pytest_cache", ".ruff_cache",
    ".hypothesis", ".coverage*", "build", "dist", "*.db*",
)  # fmt: skip
#: A second for every write, later than that of any file: Python takes a module that was compiled
#: before for current if it has the source's time (in whole seconds) and size.
_times = count(4_000_000_000)


class Tree:
    """A copy of the working tree, with the shared cases beside it where there are any."""

    def __init__(self, directory: Path, source: Path = ROOT) -> None:
        self.root = directory / source.name
        if not self.root.exists():
            shutil.copytree(source, self.root, ignore=_LEFT_OUT)
            if (shared := source.parent / "shared").exists():
                (directory / "shared").symlink_to(shared.resolve())

    @contextmanager
    def changed(self, module: str, text: str) -> Iterator[None]:
        """Give a module another text, and its own again afterwards."""
        file = self.root / module
        original = file.read_bytes()
        try:
            self._write(file, text.encode())
            yield
        finally:
            self._write(file, original)

    @staticmethod
    def _write(file: Path, content: bytes) -> None:
        file.write_bytes(content)
        second = next(_times)
        os.utime(file, (second, second))

    def run(
        self, arguments: Sequence[str], more: Mapping[str, str], seconds: float | None = None
    ) -> tuple[int | None, str]:
        """Run Python here. Returns its exit code, None if time ran out, and what it printed.

        Whatever the process started ends with it: tests start servers and schedulers.
        """
        own = {name: value for name, value in os.environ.items() if "COVERAGE" not in name}
        environment = {**own, "PYTHONPATH": str(self.root), **more}
        with tempfile.TemporaryFile() as printed:
            with subprocess.Popen(
                [sys.executable, *arguments], cwd=self.root, env=environment,
                start_new_session=True, stdin=subprocess.DEVNULL, stdout=printed,
                stderr=subprocess.STDOUT,
            ) as process:  # fmt: skip
                try:
                    code: int | None = process.wait(seconds)
                except subprocess.TimeoutExpired:
                    code = None
                finally:
                    with suppress(ProcessLookupError):
                        os.killpg(process.pid, signal.SIGKILL)
            printed.seek(0)
            return code, printed.read().decode("utf-8", "replace")
