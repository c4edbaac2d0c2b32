"""`wardmote share`: feeds of the hub, and sending what a file holds."""

import rich_click as click

from wardmote.cli.share import feeds, speaking, submitting


@click.group()
def command() -> None:
    """Send indicators to a hub; fetch and send what a hub shares with others."""


command.add_command(submitting.submit)
command.add_command(feeds.pull)
command.add_command(feeds.push)
command.add_command(feeds.status)
command.add_command(speaking.speak_for)
