"""`wardmote hunt share`: tell a hub what was seen and what was not, and nothing else."""

import hashlib
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any

import msgspec
import rich_click as click
from rich.console import Console
from rich.text import Text

from wardmote.cli import hub, printing
from wardmote.clients.taxii import pushing
from wardmote.clients.taxii.client import Collection
from wardmote.clients.taxii.line import Line
from wardmote.formats.hunts import receipts, records
from wardmote.formats.hunts.receipts import Receipt
from wardmote.formats.stix import sightings
from wardmote.rules.hunting.printing import printable
from wardmote.rules.hunting.results import Hunt
from wardmote.rules.refusal import Invalid
from wardmote.rules.sharing.markings import TLP_2, Tlp

MOST_ROWS = 20
LABELS = {tlp.label.removeprefix("TLP:").lower(): tlp for tlp in Tlp if tlp is not Tlp.RED}
"""RED names its recipients, which a collection cannot."""


class Options(msgspec.Struct):
    """What was given on the command line."""

    result: Path
    url: str
    collection: str
    user: str
    token_env: str
    identity: str
    name: str
    seen_only: bool
    named: bool
    tlp: str
    out: Path | None
    receipt: Path | None
    dry_run: bool
    yes: bool
    again: bool
    as_json: bool


@dataclass(frozen=True, slots=True)
class Message:
    """What would go; `objects` makes it anew each time, so that a million need no memory."""

    hunt: Hunt
    objects: Callable[[], Iterator[dict[str, Any]]]
    seen: int
    not_seen: int


def reporting(function: hub.Function) -> hub.Function:
    """Add the options that say who reports, and how far it may go."""
    for option in (
        click.option(
            "--tlp",
            type=click.Choice(list(LABELS)),
            default="amber",
            show_default=True,
            metavar="LABEL",
            help="How far it may go: " + ", ".join(LABELS) + ".",
        ),
        click.option(
            "--named", is_flag=True, help="Let others read who saw it. Else only the hub knows."
        ),
        click.option("--name", default="", help="Its name, where the hub has given no id."),
        click.option(
            "--identity", default="", metavar="ID", help="Your organisation's id at the hub."
        ),
    ):
        function = option(function)
    return function


@click.command()
@click.argument("result", type=click.Path(path_type=Path))
@click.option("--url", default="", help="The hub, such as https://HOST/taxii2/.")
@hub.sign_in
@reporting
@click.option("--seen-only", is_flag=True, help="Do not tell what was looked for and not seen.")
@click.option("--out", type=click.Path(path_type=Path), help="Write a STIX bundle, to carry it.")
@click.option("--receipt", type=click.Path(path_type=Path), help="Default: beside RESULT.")
@click.option("--dry-run", is_flag=True, help="Show what would go, and send nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--again", is_flag=True, help="Send it although it has been sent.")
@click.option("--json", "as_json", is_flag=True, help="Show the very bytes instead of a table.")
@click.pass_context
def share(context: click.RichContext, /, **given: object) -> None:
    """Send sightings of RESULT, the file that `wardmote hunt run --save` wrote, to a hub.

    A sighting says which indicator of the hub was looked for, from when to when, and in how many
    events it was seen. RESULT holds no line of a log, and nothing of your own lists ever goes.

    Ends with 0 where all was sent, 1 where it was not sent, or the hub did not take all, and 2
    where it cannot be done.
    """
    options = msgspec.convert(given, Options)
    if not (options.url or options.out or options.dry_run):
        raise Invalid("Say where it goes: --url for a hub, --out for a file, or --dry-run.")
    made = message(options)
    if not (made.seen or made.not_seen):
        click.echo("Nothing in this hunt came from a hub, so there is nothing to share.", err=True)
        return
    show(options, made)
    if options.dry_run:
        click.echo("Nothing was sent: this was --dry-run.", err=True)
        return
    if options.out:
        _carry(options.out, made)
    if options.url:
        context.exit(send(options, made))


def message(options: Options) -> Message:
    """Make what would go of a result.

    Raises: Invalid, where it is no result, or it is not said who reports.
    """
    hunt = records.read(options.result)
    own = reporter(options)
    markings = [TLP_2[LABELS[options.tlp]]]

    def objects() -> Iterator[dict[str, Any]]:
        who = own["id"] if isinstance(own, dict) else own
        found = sightings.sightings(hunt, who, markings=markings, not_seen=not options.seen_only)
        # An identity is an object like any other: all readers would see it appear.
        told = [own] if isinstance(own, dict) and options.named else []
        return chain(told, found)

    counted = [each["count"] > 0 for each in objects() if each["type"] == "sighting"]
    return Message(hunt, objects, sum(counted), len(counted) - sum(counted))


def reporter(options: Options) -> dict[str, Any] | str:
    """Say who reports: an identity of our own making, or the id of one.

    Raises: Invalid.
    """
    if bool(options.identity) == bool(options.name):
        raise Invalid("Say who reports: --identity ID, as the hub gave it to you, or --name NAME.")
    if options.name:
        return sightings.identity(options.name)
    hub.check_identity(options.identity)
    return options.identity


def show(options: Options, message: Message) -> None:
    """Show what would go."""
    if options.as_json:
        for piece in sightings.envelope(message.objects()):
            click.echo(piece, nl=False)
        click.echo()
        return
    console = Console()
    table = printing.table("Seen", "First seen (UTC)!", "Last seen (UTC)!", "Events>")
    finds = [each for each in message.hunt.finds if each.indicator in set(message.hunt.hunted)]
    for find in finds[:MOST_ROWS]:
        known = message.hunt.found[find.indicator]
        table.add_row(
            Text(printable(known.value)),
            records.moment(find.first_seen) or "not known",
            records.moment(find.last_seen) or "not known",
            f"{find.count:,}",
        )
    if finds:
        console.print(table)
    if len(finds) > MOST_ROWS:
        console.print(f"and {len(finds) - MOST_ROWS:,} more: see --json.")
    named = "by name" if options.named else "without your name for others"
    also = f" Readers are told the name {options.name!r}." if options.name and options.named else ""
    console.print(
        f"\n{message.seen:,} seen and {message.not_seen:,} looked for and not seen,"
        f" marked {LABELS[options.tlp].label}, {named}.{also} Nothing else goes."
    )


def _carry(path: Path, message: Message) -> None:
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as file:
            file.writelines(sightings.bundle(message.objects(), message.hunt))
        part.replace(path)
    except OSError as error:
        raise Invalid(f"The file cannot be written: {error.strerror}.", source=path.name) from None
    click.echo(f"Wrote {path}.", err=True)


def send(options: Options, message: Message) -> int:
    """Send it, unless its receipt says that it was, and write the receipt; give the exit code.

    Raises: Refusal, where nothing could be sent.
    """
    path = options.receipt or receipts.beside(options.result)
    digest = hashlib.sha256(options.result.read_bytes()).hexdigest()
    with hub.line(options.url, options.user, options.token_env, named=options.named) as line:
        to = hub.collection(line, options.collection, writing=True)
        before = [
            each
            for each in receipts.read(path)
            if (each.result, each.collection) == (digest, to.url) and not each.failures
        ]
        if before and not options.again:
            when = records.moment(before[-1].sent_at)
            click.echo(
                f"This hunt was sent to {to.title!r} on {when} UTC. Add --again to send it anew.",
                err=True,
            )
            return 0
        receipts.check_room(path)
        if not options.yes and not _confirmed(to, options.url):
            click.echo("Nothing was sent.", err=True)
            return 1
        receipt = _pushed(line, to, message, digest)
    receipts.add(path, receipt)
    return _told(receipt, path)


def _confirmed(to: Collection, url: str) -> bool:
    if not sys.stdin.isatty():
        raise Invalid("Nobody is here to be asked. Add --yes to send it, or --dry-run to see it.")
    return click.confirm(f"Send this to {to.title!r} at {url}?", err=True)


def _pushed(line: Line, to: Collection, message: Message, digest: str) -> Receipt:
    sent = hashlib.sha256()
    for piece in sightings.envelope(message.objects()):
        sent.update(piece)
    with Console(stderr=True).status("Sending") as said:
        found = pushing.push(
            line,
            to,
            message.objects(),
            progress=lambda count: said.update(f"Sent {count:,} objects"),
        )
    return Receipt(
        *(digest, line.place.url, to.url, datetime.now(UTC), message.seen, message.not_seen),
        *(sent.hexdigest(), found.taken, found.pending),
        {each.ref: each.reason for each in found.failures},
    )


def _told(receipt: Receipt, path: Path) -> int:
    click.echo(f"The hub took {receipt.taken:,} objects. Receipt: {path}", err=True)
    if receipt.pending:
        click.echo(f"It has not yet said what became of {receipt.pending:,} others.", err=True)
    for ref, reason in list(receipt.failures.items())[:MOST_ROWS]:
        click.echo(f"Not taken: {ref}: {reason}", err=True)
    return 1 if receipt.failures else 0
