"""`wardmote worker`: queued and periodic jobs."""

import rich_click as click

from wardmote.cli import server_side


@click.command()
@click.option("--tethered", is_flag=True, hidden=True)
def command(tethered: bool) -> None:
    """Send mail and do other jobs in the background. Run as many as you like."""
    server_side.load("config.running").work(tethered=tethered)
