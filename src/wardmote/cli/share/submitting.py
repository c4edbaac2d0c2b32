"""`wardmote share submit`: send what a file holds to a hub, after showing it."""

import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import rich_click as click
from rich.console import Console

from wardmote.cli import hub, printing
from wardmote.clients.taxii import pushing
from wardmote.clients.taxii.pushing import Pushed, Whole
from wardmote.formats.packs import archives, sending
from wardmote.formats.packs.sending import Offer
from wardmote.rules.hunting.printing import printable
from wardmote.rules.refusal import Forbidden, Invalid
from wardmote.rules.sharing.markings import Tlp

MOST_SHOWN = 20
LABELS = {tlp.name.lower().replace("_", "+"): tlp for tlp in Tlp}


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True))
@click.option("--url", required=True, help="The hub's address, such as https://HOST/taxii2/.")
@hub.sign_in
@click.option(
    "--tlp",
    type=click.Choice(list(LABELS), case_sensitive=False),
    default="amber",
    show_default=True,
    help="The label of what is made here. Objects of STIX keep theirs.",
)
@click.option(
    "--identity",
    default="",
    metavar="ID",
    help="Your organisation's id at the hub, in whose name things are made.",
)
@click.option("--yes", is_flag=True, help="Send without asking.")
@printing.JSON
def submit(
    file: Path,
    url: str,
    collection: str,
    user: str,
    token_env: str,
    tlp: str,
    identity: str,
    yes: bool,
    as_json: bool,
) -> None:
    """Send what FILE holds to a hub; - reads from standard input.

    Reads STIX, MISP, OpenIOC, CSV, lists, prose and emails. Shows what would go, and asks.
    """
    if identity:
        hub.check_identity(identity)
    offer = _offer(file, LABELS[tlp.lower()], identity)
    if not offer.pieces:
        raise Invalid("This file holds nothing that can be sent.", source=file.name)
    with hub.line(url, user, token_env) as line:
        there = hub.collection(line, collection, writing=True)
        if not there.may_write:
            raise Forbidden(f"This sign-in may not send to {there.title!r}.")
        _show(offer, there.title)
        if not yes:
            _ask(file)
        with Console(stderr=True).status("Sending ...") as shown:
            done = pushing.push(
                line,
                there,
                [Whole(each.ref, each.body) for each in offer.pieces],
                progress=lambda count: shown.update(f"Sent {count:,} of {len(offer.pieces):,}"),
            )
    _tell(done, as_json)


def _offer(file: Path, tlp: Tlp, identity: str) -> Offer:
    is_stdin = str(file) == "-"
    data = sys.stdin.buffer.read() if is_stdin else archives.contents(file)
    name = "standard input" if is_stdin else file.name
    return sending.offer(data, name, tlp=tlp, now=datetime.now(UTC), identity=identity)


def _show(offer: Offer, title: str) -> None:
    """Say what would go, on standard error, so that --json stays alone on standard output."""
    counts = Counter(each.type for each in offer.pieces)
    said = ", ".join(f"{count:,} {kind}" for kind, count in counts.most_common())
    click.echo(f"To {title!r}: {said}.", err=True)
    for each in offer.pieces[:MOST_SHOWN]:
        click.echo(printable(f"  {each.type}: {each.shown}"), err=True)
    if len(offer.pieces) > MOST_SHOWN:
        click.echo(f"  and {len(offer.pieces) - MOST_SHOWN:,} more", err=True)
    for reason, count in Counter(each.reason for each in offer.left_out).most_common(5):
        click.echo(printable(f"Left out, {count:,}: {reason}"), err=True)


def _ask(file: Path) -> None:
    if str(file) == "-" or not sys.stdin.isatty():
        raise Invalid("Nothing was sent. To send without being asked, add --yes.")
    click.confirm("Send this?", abort=True, err=True)


def _tell(done: Pushed, as_json: bool) -> None:
    if as_json:
        failures = [{"id": each.ref, "reason": each.reason} for each in done.failures]
        printing.as_json({"taken": done.taken, "pending": done.pending, "failures": failures})
    else:
        click.echo(f"{done.taken:,} taken, {len(done.failures):,} refused.")
        if done.pending:
            click.echo(f"{done.pending:,} are not decided yet.")
        for each in done.failures[:MOST_SHOWN]:
            click.echo(printable(f"{each.ref}: {each.reason}"), err=True)
    if done.failures:
        sys.exit(1)
