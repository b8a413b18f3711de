"""Running a command that the user configured, with something on its stdin."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence

_TIMEOUT_S = 60.0


def run_command(command: Sequence[str], text: str, variables: Mapping[str, str] = {}) -> None:
    """Run it to its end.

    :param variables: what its environment has besides ours.
    :raises OSError: it can't be started.
    :raises subprocess.SubprocessError: it fails, or takes longer than a minute.
    """
    subprocess.run(  # noqa: S603  the user's own command
        command,
        input=text,
        encoding="utf-8",
        timeout=_TIMEOUT_S,
        check=True,
        env={**os.environ, **variables},
    )
