"""The command ``alerts``."""

from __future__ import annotations

import click

from jobs.commands.common import Common, common


@click.command(short_help="List the alerts and what they would have sent.")
@common
@click.argument("names", nargs=-1, metavar="[NAME]...")
def alerts(common: Common, names: tuple[str, ...]) -> None:
    """List the alerts in onrecord.toml, and what each would have sent in the last 30 days.

    `onrecord run` sends each turn once, and again if its words are corrected.

    Example: onrecord alerts snow
    """
    from jobs.alerts import listed, print_listed
    from jobs.json_output import print_rows
    from jobs.terminal import tell
    from scraper.did_you_mean import did_you_mean
    from scraper.errors import UsageError

    config = common.config()
    for name in names:
        if name not in config.alerts:
            known = f"configured: {', '.join(config.alerts) or 'none'}"
            raise UsageError(
                f"there is no alert {name!r}; {did_you_mean(name, config.alerts) or known}"
            )
    with common.read() as archive:
        found = listed(archive, config, names)
    if common.json:
        print_rows(found)
    else:
        print_listed(found)
        if not found:
            tell("no alerts are configured: add [alerts.NAME] to onrecord.toml")
