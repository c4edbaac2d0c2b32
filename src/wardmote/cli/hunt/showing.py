"""How a hunt is shown in a terminal: first how far it can be trusted, then what was found."""

from collections.abc import Mapping

import rich_click as click
from rich.console import Console
from rich.text import Text

from wardmote.cli import printing
from wardmote.formats.hunts import records, tables
from wardmote.formats.hunts.report import Line
from wardmote.rules.hunting import results
from wardmote.rules.hunting.printing import printable
from wardmote.rules.hunting.results import Hunt

MOST_ROWS = 50
"""How many finds are shown; a file or --json has all."""


def show(hunt: Hunt, lines: Mapping[str, tuple[Line, ...]]) -> None:
    """Print a hunt for people; what could not be searched goes to standard error."""
    console = Console()
    console.print(Text(_heading(hunt), style="bold"))
    if hunt.finds:
        _finds(console, hunt)
        _lines(console, hunt, lines)
    first, last = results.span(hunt.looked)
    rows = sum(each.row_count for each in hunt.looked)
    when = f", {records.moment(first)} to {records.moment(last)} UTC" if first else ""
    count = sum(each.file_count for each in hunt.looked)
    files = "file" if count == 1 else "files"
    console.print(Text(f"\nSearched {rows:,} events in {count:,} {files}{when}."))
    console.print(Text(f"Looked for {records.counts(hunt.sought_counts) or 'nothing'}."))
    for reason, count in list(hunt.left_out_counts.items())[:5]:
        console.print(Text(f"  Left out {count:,}: {reason}"))
    _not_searched(hunt)


def _heading(hunt: Hunt) -> str:
    sought = sum(hunt.sought_counts.values())
    found = f"{len(hunt.finds):,} of {sought:,} found"
    if not hunt.is_complete:
        return f"Stopped before the end. Until then: {found}."
    if hunt.finds:
        return f"{found}."
    if results.outcome(hunt) is results.Outcome.NOT_ALL_READ:
        return "Nothing found in what could be read. Some could not: see below."
    return "Nothing found. All of the logs were read."


def _finds(console: Console, hunt: Hunt) -> None:
    table = printing.table("Found", "Kind!", "First seen (UTC)!", "Last seen (UTC)!", "Events>")
    for find in hunt.finds[:MOST_ROWS]:
        _, kind, value, name, first, last, _ = tables.row(find, hunt.found[find.indicator])
        what = Text(printable(value))
        if name:
            what.append(f"\n{printable(name)}", style="dim")
        table.add_row(what, kind, first or "not known", last or "not known", f"{find.count:,}")
    console.print(table)
    if len(hunt.finds) > MOST_ROWS:
        rest = len(hunt.finds) - MOST_ROWS
        console.print(f"and {rest:,} more: add --csv FILE, --html FILE or --json.")


def _lines(console: Console, hunt: Hunt, lines: Mapping[str, tuple[Line, ...]]) -> None:
    for find in hunt.finds:
        for line in lines.get(find.indicator, ()):
            value = hunt.found[find.indicator].value
            console.print(Text(f"\n{printable(value)} in {line.place}", style="dim"))
            console.print(Text(f"  {printable(line.text)}"), soft_wrap=True)


def _not_searched(hunt: Hunt) -> None:
    for looked in hunt.looked:
        for why, count in (looked.unread_why or {}).items():
            lines = "line" if count == 1 else "lines"
            click.echo(f"Not read in {looked.place}: {count:,} {lines}: {why}.", err=True)
        if (hunt.since or hunt.until) and looked.row_count and not looked.first_at:
            said = "its times cannot be read, so all of its events count"
            click.echo(f"Not by time in {looked.place}: {said}.", err=True)
    for skipped in hunt.skipped:
        click.echo(f"Not searched: {skipped.place}: {skipped.why}.", err=True)
    for each in hunt.cannot_show:
        kind = each.kind.replace("_", " ")
        more = f" and {len(each.logs) - 2:,} other kinds of log" if len(each.logs) > 2 else ""
        logs = "; ".join(each.logs[:2]) + more
        click.echo(f"Cannot be seen: {each.count:,} {kind}: {each.why} in {logs}.", err=True)
