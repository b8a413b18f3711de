"""A Datasette to ask in tests: in this process, or a real server on loopback."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from datasette.app import Datasette

ROOT = Path(__file__).parents[2]
#: Of a reader who is elsewhere.
ELSEWHERE = {"host": "archive.example.org"}


def ask(
    files: Path | Sequence[Path], *paths: str, headers: dict[str, str] | None = None, **how: Any
) -> list[httpx.Response]:
    """What a Datasette over these files answers."""
    given = [files] if isinstance(files, Path) else files

    async def asked() -> list[httpx.Response]:
        made = Datasette([str(file) for file in given], **how)
        try:
            await made.invoke_startup()
            return [await made.client.get(path, headers=headers) for path in paths]
        finally:
            for database in made.databases.values():
                database.close()
            if made.executor is not None:
                made.executor.shutdown()

    return asyncio.run(asked())


def get(files: Path | Sequence[Path], path: str, **how: Any) -> httpx.Response:
    """One answer."""
    return ask(files, path, **how)[0]


@contextmanager
def served(archive: Path, *options: str) -> Iterator[str]:
    """The address of a real server over an archive."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "jobs.cli", "serve", "--db", archive.name, "--port", str(port)]
    process = subprocess.Popen(
        [*command, *options], cwd=archive.parent, env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(200):
            try:
                httpx.get(address)
                break
            except httpx.TransportError:
                assert process.poll() is None, "the server ended"
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(10)
