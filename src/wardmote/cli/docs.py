"""`wardmote docs`: the generated half of the reference."""

from pathlib import Path

import rich_click as click

from wardmote.cli.reference import commands, formats, logs, rules, settings, taxii
from wardmote.rules.refusal import Conflict

NOTE = "<!-- Made by `wardmote docs` from the code. Change the code, not this page. -->"


def pages(top: click.Command) -> dict[str, str]:
    """Write each page of the reference, by its file name."""
    made = {
        "commands.md": commands.markdown(top),
        "formats.md": formats.markdown(),
        "logs.md": logs.markdown(),
        "rules.md": rules.markdown(),
        "settings.md": settings.markdown(),
        "taxii.md": taxii.markdown(),
    }
    return {name: "\n\n".join([NOTE, *parts]) + "\n" for name, parts in made.items()}


@click.command()
@click.option("--check", is_flag=True, help="Write nothing, and refuse if a page is out of step.")
@click.argument(
    "folder", type=click.Path(file_okay=False, path_type=Path), default="docs/reference"
)
@click.pass_context
def command(context: click.Context, check: bool, folder: Path) -> None:
    """Write the reference of commands, formats, logs, rules, settings and TAXII into FOLDER."""
    stale = [
        (path, text)
        for name, text in pages(context.find_root().command).items()
        if not (path := folder / name).is_file() or path.read_text(encoding="utf-8") != text
    ]
    if check and stale:
        names = ", ".join(path.name for path, _ in stale)
        raise Conflict(f"Out of step with the code: {names}. Renew them with: wardmote docs")
    folder.mkdir(parents=True, exist_ok=True)
    for path, text in stale:
        path.write_text(text, encoding="utf-8")
        click.echo(f"Wrote {path}")
    if not stale:
        click.echo("The reference is in step with the code.")
