"""`wardmote hunt fetch`: bring what a hub has to look for, to hunt with it offline."""

from pathlib import Path

import rich_click as click
from rich.console import Console

from wardmote.cli import hub, printing
from wardmote.clients.taxii import fetching
from wardmote.clients.taxii.fetching import Fetched
from wardmote.rules.hunting import results


@click.command()
@click.argument("url")
@hub.sign_in
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    metavar="FOLDER",
    help="Where to keep it; the same folder next time brings only what is new.",
)
@printing.JSON
@click.pass_context
def fetch(
    context: click.Context,
    url: str,
    collection: str,
    user: str,
    token_env: str,
    folder: Path,
    as_json: bool,
) -> None:
    """Fetch a collection of a TAXII 2.1 server into FOLDER, which is then a pack to hunt with.

    Stopped at any moment, the same command goes on where it was.
    """
    try:
        with hub.line(url, user, token_env) as line, Console(stderr=True).status("Asking") as said:
            chosen = hub.collection(line, collection)

            def progress(pages: int, objects: int) -> None:
                said.update(f"Fetched {objects:,} objects in {pages:,} pages")

            found = fetching.fetch(line, chosen, folder, progress=progress)
    except KeyboardInterrupt:
        click.echo("Stopped. Give the same command again to go on.", err=True)
        context.exit(results.Outcome.STOPPED)
    _say(found, chosen.title, folder, as_json)


def _say(found: Fetched, title: str, folder: Path, as_json: bool) -> None:
    if as_json:
        printing.as_json(
            {
                "folder": str(folder),
                "collection": title,
                "new_pages": found.pages,
                "new_objects": found.objects,
            }
        )
    elif found.objects:
        click.echo(f"Fetched {found.objects:,} new objects of {title!r} into {folder}.")
        click.echo(f"Hunt with them: wardmote hunt run --pack {folder} --logs PATH")
    else:
        click.echo(f"Nothing new in {title!r}. {folder} is up to date.")
