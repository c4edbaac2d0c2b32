"""`wardmote rules`: where does it say so?"""

import dataclasses

import rich_click as click
from rich.console import Console

from wardmote.cli import printing
from wardmote.cli.reference import rules


@click.command()
@click.argument("word", required=False)
@printing.JSON
def command(word: str | None, as_json: bool) -> None:
    """Print the rules, or those that speak of WORD: meaning, source and place."""
    found = list(rules.rules()) if word is None else rules.find(word)
    if as_json:
        printing.as_json([dataclasses.asdict(one) for one in found])
        return
    console = Console(highlight=False, markup=False)
    for one in found:
        console.print(one.name, style="bold")
        for text in (one.meaning, f"Source: {one.source}", one.place):
            console.print(f"  {text}", soft_wrap=True)
        console.print()
