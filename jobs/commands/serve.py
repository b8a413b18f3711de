"""The command ``serve``."""

from __future__ import annotations

import click

from jobs.commands.common import Common, common


@click.command(
    short_help="Open the archive in a browser: the reading room.",
    context_settings={"ignore_unknown_options": True},
)
@common
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=int, default=8001, show_default=True)
@click.option("--root", is_flag=True, help="Print a link that logs you in as the owner.")
@click.option("--open", "opens", is_flag=True, help="Open it in a browser.")
@click.argument("more", nargs=-1, type=click.UNPROCESSED, metavar="[DATASETTE OPTION]...")
def serve(
    common: Common, host: str, port: int, root: bool, opens: bool, more: tuple[str, ...]
) -> None:
    """Serve the reading room: search, transcripts, people and programs in a browser.

    The reading room is Datasette with OnRecord's plugin. `datasette archive.db` serves the same
    pages, and you can add Datasette's own options.

    Visitors from other machines see only facts and short quotations of pages that ask for
    noarchive, unless they log in or you set publish = true under [serve].

    Example: onrecord serve --open
    """
    from importlib.util import find_spec

    from jobs.installing import INSTALL_EXTRA
    from scraper.errors import UsageError

    if find_spec("datasette") is None:
        remedy = INSTALL_EXTRA.format(extra="datasette")
        raise UsageError(f"serve needs Datasette; {remedy}")
    from jobs.web.serve import serve

    common.config()
    common.read().close()
    flags = [name for name, is_on in (("--root", root), ("--open", opens)) if is_on]
    serve(common.db, common.config_path, ["--host", host, "--port", str(port), *flags, *more])
