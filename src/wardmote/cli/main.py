"""The door of the command line: finds a command, and turns refusals into exit 2."""

import sys
from collections.abc import Sequence

import rich_click as click

from wardmote.cli import loading
from wardmote.rules.refusal import Refusal

COMMANDS: tuple[str, ...] = (
    "demo",
    "caf",
    "hunt",
    "share",
    "frameworks",
    "register",
    "people",
    "rules",
    "serve",
    "worker",
    "migrate",
    "manage",
    "database",
    "docs",
    "testing",
)
"""Names of the commands in reading order; each is `command` in the module of its name."""


@click.group(
    cls=loading.Group,
    places={name: f"wardmote.cli.{name}:command" for name in COMMANDS},
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name="wardmote")
def cli() -> None:
    """Know where a sector stands, help each other, defend as one."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command; a refusal goes to standard error with exit code 2.

    So does what the system refuses, such as a folder of ours that cannot be made: no command can
    know of each beforehand.
    """
    try:
        cli.main(args=None if arguments is None else list(arguments), prog_name="wardmote")
    except Refusal as refusal:
        click.echo(f"wardmote: {refusal}", err=True)
        sys.exit(2)
    except OSError as error:
        if not error.filename:
            raise
        place = str(error.filename).encode("utf-8", "backslashreplace").decode()
        click.echo(f"wardmote: {place} cannot be used: {error.strerror}.", err=True)
        sys.exit(2)
