"""`wardmote people`: the first steward of a new service."""

from datetime import UTC, datetime

import rich_click as click

from wardmote.cli import printing, server_side


@click.group()
def command() -> None:
    """Invite the first steward, as the database's owner."""


@command.command(name="add-steward")
@click.argument("email")
@click.option("--name", required=True, help="The person's full name.")
@click.option("--organisation", default="", help="The steward's code. Default: the only one.")
@printing.JSON
def add_steward(email: str, name: str, organisation: str, as_json: bool) -> None:
    """Invite a steward and print the link. It works once, for 14 days; nothing is mailed."""
    service = server_side.load("people.service", as_owner=True)
    link = service.add_steward(email=email, name=name, code=organisation, now=datetime.now(UTC))
    if as_json:
        printing.as_json({"email": email, "link": link})
    else:
        click.echo(link)
