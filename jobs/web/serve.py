"""``onrecord serve``: Datasette with the reading room, over one archive."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from jobs.commands.common import CONFIG_VARIABLE


def serve(archive: Path, config: Path | None, options: Sequence[str]) -> None:
    """Serve an archive until somebody stops it.

    :param config: the configuration file, if one was named.
    :param options: of ``datasette serve``.
    """
    from datasette.cli import cli

    if config is not None:
        os.environ[CONFIG_VARIABLE] = str(config)
    cli.main(["serve", str(archive), *options], "datasette", standalone_mode=False)
