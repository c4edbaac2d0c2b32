"""`wardmote hunt`: search your own logs for what the sector has seen, on your own machine."""

import rich_click as click

from wardmote.cli import loading

PLACES = {
    "run": "running:run",
    "fetch": "getting:fetch",
    "watch": "watching:watch",
    "share": "sharing:share",
    "export": "exporting:export",
    "look": "looking:look",
    "kinds": "looking:kinds",
    "pack": "packing:pack",
}


@click.group(
    cls=loading.Group, places={name: f"{__name__}.{place}" for name, place in PLACES.items()}
)
def command() -> None:
    """Search your own logs for what the sector has seen. Logs never leave this machine."""
