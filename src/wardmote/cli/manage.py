"""`wardmote manage`: Django's own commands, for those who know them."""

import rich_click as click

from wardmote.cli import server_side


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.option("--as-owner", is_flag=True, help="Use WARDMOTE_OWNER_DATABASE_URL.")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(as_owner: bool, arguments: tuple[str, ...]) -> None:
    """Run one of Django's commands, such as `shell`."""
    server_side.load("config.running", as_owner=as_owner).manage(list(arguments))
