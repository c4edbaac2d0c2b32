"""`wardmote hunt`: search your own logs for what the sector has seen, on your own machine."""

import rich_click as click

from wardmote.cli.hunt import exporting, getting, looking, packing, running, sharing, watching


@click.group()
def command() -> None:
    """Search your own logs for what the sector has seen. Logs never leave this machine."""


command.add_command(running.run)
command.add_command(getting.fetch)
command.add_command(watching.watch)
command.add_command(sharing.share)
command.add_command(exporting.export)
command.add_command(looking.look)
command.add_command(looking.kinds)
command.add_command(packing.pack)
