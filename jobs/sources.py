"""``onrecord sources``: the newsrooms, as OnRecord knows them and the configuration has them."""

from __future__ import annotations

from typing import Any

from jobs.config import Config
from jobs.terminal import prose, stdout, table


def as_rows(config: Config) -> list[dict[str, Any]]:
    """Each newsroom with its layouts, newest first."""
    enabled = {source.name for source in config.enabled_sources()}
    return [
        {
            "name": source.name,
            "title": source.title,
            "home": source.home,
            "base_url": source.base_url,
            "enabled": source.name in enabled,
            "programs": list(source.program_pages),
            "feeds": list(source.feeds),
            "layouts": [
                {
                    "name": layout.name,
                    "from": layout.held_from.isoformat(),
                    "to": layout.held_to.isoformat() if layout.held_to else None,
                }
                for layout in source.layouts
            ],
        }
        for source in config.known_sources()
    ]


def print_sources(rows: list[dict[str, Any]]) -> None:
    """Print :func:`as_rows` for a person."""
    console = stdout()
    for row in rows:
        state = "" if row["enabled"] else " (off)"
        through = "" if row["base_url"] == row["home"] else f", through {row['base_url']}"
        console.print(f"{row['name']}: {row['title']}, {row['home']}{through}{state}")
        console.print(
            table(
                ("  layout", "from", "to"),
                [(f"  {x['name']}", x["from"], x["to"] or "today") for x in row["layouts"]],
            )
        )
        if row["programs"]:
            prose(console, f"  programs read: {', '.join(row['programs'])}")
        if row["feeds"]:
            console.print(f"  feeds read: {', '.join(row['feeds'])}", soft_wrap=True)
