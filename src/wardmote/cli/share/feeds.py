"""`wardmote share pull | push | status`: the feeds of this hub (service commands)."""

import dataclasses
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import rich_click as click
from rich.console import Console
from rich.status import Status
from rich.text import Text

from wardmote.cli import printing, server_side
from wardmote.rules.sharing.feeding import Direction

FEED = click.argument("feed", default="", metavar="[FEED]")


@click.command()
@FEED
@printing.JSON
@click.pass_context
def pull(context: click.Context, /, feed: str, as_json: bool) -> None:
    """Fetch now what feeds bring, or one of them by its name (a service command)."""
    _run(context, Direction.IN, feed, as_json)


@click.command()
@FEED
@printing.JSON
@click.pass_context
def push(context: click.Context, /, feed: str, as_json: bool) -> None:
    """Send now what feeds pass on, or one of them by its name (a service command)."""
    _run(context, Direction.OUT, feed, as_json)


@click.command()
@printing.JSON
def status(as_json: bool) -> None:
    """Tell how each feed stands (a service command)."""
    found = server_side.load("sharing.service.feeds", as_owner=True).status()
    if as_json:
        printing.as_json(found)
        return
    if not found:
        click.echo("There are no feeds. A steward adds them on the page of feeds.", err=True)
        return
    table = printing.table("Feed", "Way!", "Collection", "State", "Last run!", "Taken>", "Refused>")
    for each in found:
        table.add_row(
            *(Text(each["title"]), each["direction"], Text(each["collection"]), _state(each)),
            *((each["ran_at"] or "never")[:16].replace("T", " "), f"{each['taken']:,}"),
            f"{each['refused']:,}",
        )
    Console().print(table)


def _run(context: click.Context, direction: Direction, feed: str, as_json: bool) -> None:
    service = server_side.load("sharing.service.feeds")
    with Console(stderr=True).status("") as shown:
        ran = list(service.run(direction, feed, begun=_telling(shown), now=datetime.now(UTC)))
    if as_json:
        printing.as_json([{**dataclasses.asdict(each), "feed": str(each.feed)} for each in ran])
    for each in () if as_json else ran:
        click.echo(f"{each.title}: {each.taken:,} taken, {each.refused:,} refused.")
        if each.error:
            click.echo(f"{each.title}: {each.error}", err=True)
    context.exit(1 if any(each.error for each in ran) else 0)


def _telling(shown: Status) -> Callable[[str], Callable[[int], None]]:
    """Show on a terminal which feed runs, and how far it has come."""

    def begun(title: str) -> Callable[[int], None]:
        shown.update(Text(f"{title} ..."))
        return lambda count: shown.update(Text(f"{title}: {count:,} objects"))

    return begun


def _state(each: dict[str, Any]) -> Text:
    if not each["is_on"]:
        return Text("off")
    return Text(each["error"] or "well")
