"""`wardmote hunt pack`: what a pack looks for, and what of it is left out."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import rich_click as click
from rich.console import Console
from rich.text import Text

from wardmote.cli import printing
from wardmote.engines.hunting import prepared
from wardmote.formats.packs import reading
from wardmote.rules.hunting.packs import LeftOut
from wardmote.rules.hunting.printing import printable


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@printing.JSON
def pack(file: Path, as_json: bool) -> None:
    """Say what a pack looks for: STIX, MISP, OpenIOC, CSV, a list, prose, or Sigma rules."""
    found = reading.read(file, now=datetime.now(UTC))
    reasons = Counter(each.reason for each in found.left_out)
    if as_json:
        printing.as_json(
            {
                "pack": found.source,
                "made_at": found.made_at.isoformat() if found.made_at else None,
                "counts": prepared.counts(found),
                "left_out": [_left_out(each) for each in found.left_out],
            }
        )
        return
    console = Console()
    console.print(Text(found.source, style="bold"))
    table = printing.table("What is looked for!", "How many>")
    for what, count in prepared.counts(found).items():
        table.add_row(what.replace("_", " "), f"{count:,}")
    if not table.row_count:
        table.add_row("nothing", "0")
    console.print(table)
    if reasons:
        console.print(Text(f"\n{len(found.left_out):,} left out:"))
        for reason, count in reasons.most_common(20):
            console.print(Text(printable(f"  {count:,}: {reason}")))
        if len(reasons) > 20:
            console.print("  and other reasons: see --json.")


def _left_out(each: LeftOut) -> dict[str, str | int]:
    return {"reason": each.reason, "ref": each.ref, "line": each.line, "source": each.source}
