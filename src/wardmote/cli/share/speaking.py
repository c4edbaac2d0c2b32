"""`wardmote share speak-for`: which organisation speaks for a STIX identity (a service command)."""

from datetime import UTC, datetime

import rich_click as click

from wardmote.cli import printing, server_side


@click.command(name="speak-for")
@click.argument("identity")
@click.argument("organisation")
@printing.JSON
def speak_for(identity: str, organisation: str, as_json: bool) -> None:
    """Let ORGANISATION, by its code, alone send new versions in the name of IDENTITY.

    For when another sent in that name first, or took over from who did (a service command).
    """
    service = server_side.load("sharing.service.speaking", as_owner=True)
    name, before = service.speak_for(identity=identity, code=organisation, now=datetime.now(UTC))
    if as_json:
        printing.as_json({"identity": identity, "organisation": name, "before": before or None})
    else:
        click.echo(f"{name} speaks for {identity}. Before: {before or 'nobody'}.")
