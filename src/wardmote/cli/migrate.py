"""`wardmote migrate`: the tables, in step with the code."""

import rich_click as click

from wardmote.cli import server_side


@click.command()
def command() -> None:
    """Bring the database in step with this version, as its owner."""
    server_side.load("config.running", as_owner=True).migrate()
