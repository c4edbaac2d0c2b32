"""How commands print: tables for people, JSON for programs."""

import json

import rich_click as click
from rich.table import Table

JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
"""The option of every command that lists or shows."""


def table(*headings: str) -> Table:
    """Make a plain table; a heading that ends in `>` is of numbers, one in `!` never wraps."""
    made = Table(box=None, padding=(0, 2, 0, 0), header_style="bold", pad_edge=False)
    for heading in headings:
        made.add_column(
            heading.rstrip(">!"),
            justify="right" if heading.endswith(">") else "left",
            no_wrap=heading.endswith("!"),
            overflow="ellipsis" if heading.endswith("!") else "fold",
            vertical="top",
        )
    return made


def as_json(value: object) -> None:
    """Print a value as JSON."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))
