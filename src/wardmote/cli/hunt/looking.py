"""`wardmote hunt look` and `kinds`: what a log is taken for, before it is searched."""

from typing import Any

import rich_click as click
from rich.console import Console
from rich.text import Text

from wardmote.cli import printing
from wardmote.formats.logs import finding, looking
from wardmote.formats.logs import kinds as known
from wardmote.formats.logs.dialects import Look
from wardmote.formats.logs.finding import Place
from wardmote.rules.hunting.printing import printable
from wardmote.rules.hunting.values import Holds, LogKind
from wardmote.rules.refusal import Invalid

LOGS = click.argument("logs", nargs=-1, required=True, metavar="PATH...")


@click.command()
@LOGS
@printing.JSON
def look(logs: tuple[str, ...], as_json: bool) -> None:
    """Say what kind of log each file is, how sure that is, and what it can show."""
    found = finding.find(logs)
    looks = [(place, looking.look(place)) for place in found.places]
    unknown = [(place.name, each.reason) for place, each in looks if not isinstance(each, Look)]
    unknown += [(each.name, each.reason) for each in found.skipped]
    understood = [(place, each) for place, each in looks if isinstance(each, Look)]
    if as_json:
        printing.as_json(
            {
                "logs": [_json(place, each) for place, each in understood],
                "not_read": [{"path": name, "why": why} for name, why in unknown],
            }
        )
    else:
        _show(understood)
        for name, why in unknown:
            click.echo(f"Not read: {name}: {why}.", err=True)
    if not understood:
        raise Invalid("None of these is a log that can be read. See the reasons above.")


@click.command()
@printing.JSON
def kinds(as_json: bool) -> None:
    """List the kinds of log that are known. Tables and JSON with other columns are read too."""
    if as_json:
        printing.as_json([_kind_json(each) for each in known.kinds()])
        return
    table = printing.table("Kind!", "Title", "Shows")
    for each in known.kinds():
        table.add_row(each.name, Text(each.title), ", ".join(_shown(each)))
    Console().print(table)


def _show(understood: list[tuple[Place, Look]]) -> None:
    for place, each in understood:
        click.echo(f"{place.name}")
        sure = f"{each.confidence:.0%} sure"
        click.echo(f"  {each.kind.title} ({sure}). It can show: {', '.join(_shown(each.kind))}.")
        also = f" It could be {each.runner_up} too." if each.runner_up else ""
        click.echo(printable(f"  {each.why}{also}"))


def _shown(kind: LogKind) -> list[str]:
    """Name what the columns of a kind can show, once each."""
    return list(
        dict.fromkeys(
            str(column.holds).replace("_", " ")
            for column in kind.columns
            if column.holds not in (Holds.OTHER, Holds.TIME)
        )
    )


def _json(place: Place, each: Look) -> dict[str, Any]:
    return {
        "path": place.name,
        "kind": each.kind.name,
        "title": each.kind.title,
        "confidence": each.confidence,
        "why": each.why,
        "runner_up": each.runner_up or None,
        "compression": each.dialect.compression or None,
        "encoding": each.dialect.encoding,
        "columns": {column.name: column.holds for column in each.kind.columns},
    }


def _kind_json(kind: LogKind) -> dict[str, Any]:
    return {
        "name": kind.name,
        "title": kind.title,
        "columns": {column.name: column.holds for column in kind.columns},
        "sigma": list(kind.sigma),
    }
