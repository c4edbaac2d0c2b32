"""Looks into the register of organisations, and checks and plans a new list of them."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import rich_click as click
from rich.console import Console
from rich.status import Status

from wardmote.cli import printing, server_side
from wardmote.formats.register import records, sheet
from wardmote.rules.refusal import Invalid, Missing
from wardmote.rules.register import plans, search, succession
from wardmote.rules.register.plans import Change, Plan
from wardmote.rules.register.values import KIND_TITLES, REGION_TITLES, TIER_TITLES, Organisation

FILE = click.Path(path_type=Path, dir_okay=False)
register_file = click.option(
    "--register",
    "register_path",
    type=FILE,
    help="A register file. Without it: the register of England that ships.",
)


@click.group()
def command() -> None:
    """Find organisations; check, plan and import a list of them."""


@command.command()
@click.argument("code")
@register_file
@printing.JSON
def show(code: str, register_path: Path | None, as_json: bool) -> None:
    """Show one organisation by its code."""
    register = _register(register_path)
    by_code = {each.code: each for each in register}
    known = by_code.get(code) or by_code.get(code.upper()) or _by_gss(register, code)
    if known is None:
        raise Missing(
            f"The register has no code {code[:64]!r}. Look for it: wardmote register search NAME."
        )
    if as_json:
        printing.as_json(
            {
                **records.organisation(known),
                "heirs": list(succession.heirs(known.code, by_code)),
                "predecessors": list(succession.predecessors(known.code, by_code)),
            }
        )
        return
    for title, value in _lines(known, by_code):
        click.echo(f"{title:<14}{value}")


@command.command(name="search")
@click.argument("query", nargs=-1, required=True)
@click.option("--limit", default=20, type=click.IntRange(1, 1000), show_default=True,
              help="How many at most.")  # fmt: skip
@register_file
@printing.JSON
def search_command(
    query: tuple[str, ...], limit: int, register_path: Path | None, as_json: bool
) -> None:
    """Find organisations by name, code or place; "51.5, -0.1" finds what is nearest."""
    entries = search.index(_register(register_path))
    matches = search.search(entries, " ".join(query), limit=limit)
    if as_json:
        printing.as_json(
            [
                {**records.organisation(match.organisation), "why": match.why.name.lower()}
                for match in matches
            ]
        )
        return
    if not matches:
        click.echo("Nothing found. Try part of the name, a code or a region.", err=True)
    width = max((len(match.organisation.code) for match in matches), default=0) + 2
    for match in matches:
        click.echo(f"{match.organisation.code:<{width}}{_title(match.organisation)}")


@command.command()
@click.argument("file", type=FILE)
@printing.JSON
@click.pass_context
def check(context: click.Context, file: Path, as_json: bool) -> None:
    """Check a register file and tell all that is wrong with it, line by line."""
    reading = sheet.read_file(file)
    if as_json:
        printing.as_json(
            {
                "organisations": len(reading.organisations),
                "problems": [records.problem(each) for each in reading.problems],
            }
        )
        context.exit(2 if reading.problems else 0)
    count = len(sheet.accepted(reading))
    click.echo(f"{file.name}: {count:,} organisations, nothing wrong.")


@command.command()
@click.argument("file", type=FILE)
@click.option(
    "--against", type=FILE, help="The register to compare with. Without it: the one that ships."
)
@printing.JSON
def plan(file: Path, against: Path | None, as_json: bool) -> None:
    """Show what importing a file would add, change and end, and do nothing."""
    current = _register(against)
    incoming = sheet.accepted(sheet.read_file(file, known=current))
    planned = plans.plan_import(current, incoming)
    if as_json:
        printing.as_json(records.plan(planned))
        return
    _print_plan(planned)


@command.command(name="import")
@click.argument("file", type=FILE, required=False)
@click.option("--england", is_flag=True, help="Import the register of England that ships.")
@click.option("--apply", is_flag=True, help="Carry the plan out. Without it: only show it.")
@click.option("--allow-large", is_flag=True, help="Allow more than 10% to change or end.")
@printing.JSON
def import_command(
    file: Path | None, england: bool, apply: bool, allow_large: bool, as_json: bool
) -> None:
    """Import a file into the service's register (a service command)."""
    if (file is None) != england:
        raise Invalid("Name one file to import, or say --england.")
    service = _service()
    with _waiting("Reading and comparing"):
        planned = service.planned(file)
    if apply:
        if not as_json:
            _print_plan(planned)
        with _waiting(f"Importing {len(planned.added) + len(planned.changed):,} organisations"):
            planned = service.import_file(file, allow_large=allow_large, now=datetime.now(UTC))
    if as_json:
        printing.as_json({**records.plan(planned), "applied": apply})
    elif apply:
        click.echo("Done." if not planned.is_empty else "Nothing to do.")
    else:
        _print_plan(planned)
        click.echo("Nothing was changed. To carry this out, add --apply.")


def _service() -> Any:
    """Reach the service, which alone keeps a register."""
    return server_side.load("register.service", as_owner=True)


def _waiting(what: str) -> Status:
    """Show on a terminal that something goes on."""
    return Console(stderr=True).status(f"{what} ...")


def _register(path: Path | None) -> tuple[Organisation, ...]:
    return sheet.england() if path is None else sheet.accepted(sheet.read_file(path))


def _by_gss(register: tuple[Organisation, ...], code: str) -> Organisation | None:
    return next((each for each in register if each.gss_code == code.upper()), None)


def _title(organisation: Organisation) -> str:
    region = f", {REGION_TITLES[organisation.region]}" if organisation.region else ""
    ended = f", ended {organisation.ends_on}" if organisation.ends_on else ""
    return f"{organisation.name} ({KIND_TITLES[organisation.kind]}{region}{ended})"


def _lines(known: Organisation, by_code: dict[str, Organisation]) -> list[tuple[str, str]]:
    def named(codes: tuple[str, ...]) -> str:
        return ", ".join(f"{by_code[code].name} ({code})" for code in codes if code in by_code)

    place = f"{known.latitude}, {known.longitude}" if known.latitude is not None else ""
    lines = [
        ("Name", known.name),
        ("Code", known.code),
        ("GSS code", known.gss_code),
        ("Kind", f"{KIND_TITLES[known.kind]} ({TIER_TITLES[known.tier].lower()})"),
        ("Region", REGION_TITLES[known.region] if known.region else ""),
        ("Part of", named(known.part_of)),
        ("Population", f"{known.population:,}" if known.population is not None else ""),
        ("Place", place),
        ("Website", known.website),
        ("Started", _day(known.starts_on)),
        ("Ended", _day(known.ends_on)),
        ("Successors", named(succession.heirs(known.code, by_code))),
        ("Predecessors", named(succession.predecessors(known.code, by_code))),
    ]
    return [(title, value) for title, value in lines if value]


def _day(day: date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else ""


def _print_plan(planned: Plan) -> None:
    for each in planned.added:
        click.echo(f"add     {each.code}  {each.name}")
    for word, changes in (("change", planned.changed), ("end", planned.ended)):
        for change in changes:
            click.echo(f"{word:<8}{change.after.code}  {change.after.name}")
            _print_fields(change)
    click.echo(
        f"{len(planned.added):,} to add, {len(planned.changed):,} to change, "
        f"{len(planned.ended):,} to end; {len(planned.unchanged):,} stay the same, "
        f"{len(planned.absent):,} are not in the file and stay."
    )
    if planned.share > plans.LARGEST_SHARE:
        click.echo(
            f"An import would refuse this: it changes {planned.share:.0%} of the register, "
            f"more than {plans.LARGEST_SHARE:.0%}. If it is right, use --allow-large.",
            err=True,
        )


def _print_fields(change: Change) -> None:
    for each in change.fields:
        click.echo(f"          {each.field}: {_shown(each.before)} -> {_shown(each.after)}")


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return " ".join(value) or "nothing"
    return "nothing" if value in (None, "") else str(value)
