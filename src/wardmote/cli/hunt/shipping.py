"""What a watch shares: what was seen since the last time, each sighting once whatever happens.

What is to go is kept in the state in one step with what is still to be shared. So one that was
killed sends the same again, which has the same ids, and nothing is lost or told twice.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import rich_click as click

from wardmote.cli.hunt import sharing
from wardmote.engines.hunting.watching import summing
from wardmote.engines.hunting.watching.rounds import Watch
from wardmote.formats.hunts import records
from wardmote.rules.hunting.results import Hunt
from wardmote.rules.refusal import Refusal

FILE = "shared.json"
"""In the folder of the state: what was sent last, and its receipts beside it."""


def share(watch: Watch, options: sharing.Options, every: timedelta) -> None:
    """Send what was seen and not sent yet; what does not arrive is sent in a later round."""
    now = datetime.now(UTC)
    state = watch.state
    if not state.about("shipment"):
        until = state.about("shared_until")
        if until and now - datetime.fromisoformat(until) < every:
            return
        hunt = summing.unshared(watch, now=now)
        if hunt is None:
            return
        state.ship(msgspec.json.encode(hunt).decode(), now)
    try:
        _send(_shipment(watch), watch.folder / FILE, options)
    except Refusal as refusal:
        click.echo(f"Not shared yet: {refusal.message}", err=True)
    else:
        state.shipped()


def show(watch: Watch, options: sharing.Options) -> None:
    """Show what would go, if it went now."""
    waiting = watch.state.about("shipment")
    hunt = _shipment(watch) if waiting else summing.unshared(watch, now=datetime.now(UTC))
    if hunt is None:
        click.echo("Nothing to share.", err=True)
        return
    with TemporaryDirectory(prefix="hunt-") as folder:
        would = msgspec.structs.replace(options, result=Path(folder, FILE))
        records.write(would.result, hunt)
        sharing.show(would, sharing.message(would))


def _shipment(watch: Watch) -> Hunt:
    return msgspec.json.decode(watch.state.about("shipment"), type=Hunt)


def _send(hunt: Hunt, path: Path, options: sharing.Options) -> None:
    records.write(path, hunt)
    options = msgspec.structs.replace(options, result=path)
    sharing.send(options, sharing.message(options))
