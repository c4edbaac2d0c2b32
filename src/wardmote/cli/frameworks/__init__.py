"""`wardmote frameworks`: list, show, check and import frameworks."""

import os
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import rich_click as click
from rich.console import Console
from rich.text import Text

from wardmote.cli import printing, server_side
from wardmote.cli.frameworks import showing
from wardmote.formats.frameworks import checking, reading, shipped
from wardmote.formats.frameworks.profile_reading import Head
from wardmote.rules.frameworks.values import Change, Framework, Profile
from wardmote.rules.refusal import Invalid, Missing

FRAMEWORK = click.option(
    "--framework", "ref", metavar="REF", help="Compare with this framework, such as caf-4.0."
)
FILE = click.argument("file", type=click.Path(path_type=Path))


@click.group()
def command() -> None:
    """List, show, check and import assessment frameworks."""


@command.command("list")
@printing.JSON
def list_(as_json: bool) -> None:
    """List the frameworks that ship or were imported, their wordings and their profiles."""
    service = _service()
    found = [(each, _profiles(service, each.ref)) for each in _known(service)]
    imported = service.wordings() if service else {}
    if as_json:
        printing.as_json(
            [showing.summary_json(each, its, imported.get(each.ref, "")) for each, its in found]
        )
        return
    table = printing.table(
        "Framework!", "Title", "Outcomes>", "Statements>", "Published", "Profiles"
    )
    table.columns[-1].overflow = "fold"
    for each, its in found:
        profiles = [showing.profile_name(profile) for profile in its]
        table.add_row(
            each.ref,
            each.title,
            str(len(each.outcomes)),
            str(each.statement_count),
            each.published_on,
            "\n".join(profiles) or "none",
        )
    console = Console()
    console.print(table)
    for ref, wording in imported.items():
        console.print(Text(f"{ref} was imported in another wording too: {wording}."))


@command.command()
@click.argument("ref")
@click.argument("outcome", required=False)
@printing.JSON
def show(ref: str, outcome: str | None, as_json: bool) -> None:
    """Show a framework's outcomes, or one outcome's statements."""
    service = _service()
    framework = _named(_known(service), ref)
    if outcome is not None:
        found = framework.outcome(outcome)
        if as_json:
            printing.as_json(showing.outcome_json(framework, found))
        else:
            showing.outcome_table(framework, found)
    elif as_json:
        outcomes = [showing.outcome_json(framework, each) for each in framework.outcomes]
        imported = service.wordings().get(ref, "") if service else ""
        head = showing.summary_json(framework, _profiles(service, ref), imported)
        printing.as_json(head | {"outcomes": outcomes})
    else:
        showing.framework_table(framework)


@command.command()
@FILE
@FRAMEWORK
@printing.JSON
def check(file: Path, ref: str | None, as_json: bool) -> None:
    """Compare a file with the framework as it is known; exit code 2 where they differ."""
    checked = checking.check(reading.contents(file), file.name, _known(_service()), Head(ref or ""))
    if as_json:
        printing.as_json(showing.checked_json(file, checked))
    else:
        showing.checked_table(file, checked, Console())
    if not checked.may_store:
        raise SystemExit(2)


@command.command("import")
@FILE
@FRAMEWORK
@click.option("--wording", metavar="NAME", help="What to call this wording, such as 'Official'.")
@click.option("--title", metavar="NAME", help="What to call this profile, if the file does not.")
@click.option("--official", is_flag=True, help="A profile in CSV is its publisher's own.")
@click.option("--new", is_flag=True, help="Load a framework that Wardmote does not know yet.")
def import_(
    file: Path, ref: str | None, wording: str | None, title: str | None, official: bool, new: bool
) -> None:
    """Load a framework, a wording of one, or a profile, that is complete."""
    service = _service()
    head = Head(ref or "", wording or title or "", official)
    checked = checking.check(reading.contents(file), file.name, _known(service), head)
    if not checked.may_store:
        showing.checked_table(file, checked, Console(stderr=True))
        raise Invalid("Nothing was imported. Mend the file, then try again.", source=file.name)
    if checked.is_new and checked.report and not new:
        raise Invalid(
            f"Wardmote does not know {checked.report.framework}, so only its form could be "
            "checked. To load it as a new framework, add --new.",
            source=file.name,
        )
    if service is None:
        raise Invalid(
            f"The file holds all of {checked.what}, but nothing was imported: no database is "
            "configured. Set WARDMOTE_OWNER_DATABASE_URL to the database of your Wardmote "
            "service as its owner, then run this again."
        )
    service.store(checked, datetime.now(UTC))
    click.echo(f"Imported {checked.what}.")


@command.command()
@click.argument("before")
@click.argument("after")
@printing.JSON
def crosswalk(before: str, after: str, as_json: bool) -> None:
    """Show what became of each outcome from one version to the next."""
    walk = shipped.crosswalk(before, after)
    counts = Counter(crossing.change for crossing in walk.crossings)
    if as_json:
        crossings = [
            {"before": each.before, "after": each.after, "change": each.change, "note": each.note}
            for each in walk.crossings
        ]
        head = {"before": walk.before, "after": walk.after, "source": walk.source}
        lists = {"crossings": crossings, "statements": dict(walk.statements)}
        printing.as_json(head | {"counts": counts} | lists)
        return
    table = printing.table(walk.before, walk.after, "Change", "Note")
    for each in walk.crossings:
        table.add_row(each.before or "-", each.after or "-", each.change, Text(each.note))
    summary = ", ".join(f"{counts[change]} {change}" for change in Change if counts[change])
    closing = (
        f"{len(walk.crossings)} rows: {summary}. {len(walk.statements)} statements are the same "
        "in both."
    )
    Console().print(table, Text(closing))


def _service() -> Any:
    """Reach the service, which alone keeps imports; None where no database is configured."""
    if not os.environ.get("WARDMOTE_OWNER_DATABASE_URL"):
        return None
    return server_side.load("frameworks.service", as_owner=True)


def _known(service: Any) -> Sequence[Framework]:
    return service.known() if service else shipped.frameworks()


def _named(known: Sequence[Framework], ref: str) -> Framework:
    found = [each for each in known if each.ref == ref]
    if not found:
        refs = ", ".join(each.ref for each in known)
        raise Missing(f"There is no framework {ref!r}. Use one of: {refs}.")
    return found[0]


def _profiles(service: Any, ref: str) -> Sequence[Profile]:
    return service.profiles(ref) if service else shipped.profiles(ref)
