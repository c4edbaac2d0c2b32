"""`wardmote testing`: what tests of conformance need, and nobody else."""

from datetime import UTC, datetime
from pathlib import Path

import rich_click as click

from wardmote.cli import printing, server_side


@click.group()
def command() -> None:
    """Lay out data for tests; refused unless WARDMOTE_TESTING is yes."""


@command.command(name="load-taxii")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@printing.JSON
def load_taxii(file: Path, as_json: bool) -> None:
    """Load API roots, collections, objects and keys from FILE, a JSON file, as the owner."""
    service = server_side.load("sharing.service", as_owner=True)
    done = service.load_taxii(text=file.read_bytes(), source=str(file), now=datetime.now(UTC))
    if as_json:
        printing.as_json(done)
    else:
        said = ", ".join(f"{count:,} {what}" for what, count in done.items())
        click.echo(f"Loaded {said}.")
