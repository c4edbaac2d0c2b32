"""The list of commands: each with its arguments and options, as its own help has them."""

from collections.abc import Iterable, Iterator

import click


def walk(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    """Name a command and all below it, in reading order, without those that are hidden."""
    yield name, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for each in command.list_commands(context):
            below = command.get_command(context, each)
            if below is not None and not below.hidden:
                yield from walk(below, f"{name} {each}")


def markdown(top: click.Command) -> Iterable[str]:
    """Write the commands as a page, in paragraphs."""
    yield "# Commands"
    yield "A command that refuses says why on standard error and ends with exit code 2."
    for name, command in walk(top, "wardmote"):
        yield f"## {name}"
        yield _help(command)
        usage = " ".join(command.collect_usage_pieces(click.Context(command)))
        yield f"    {name} {usage}".rstrip()
        options = list(_options(command))
        if options:
            yield "\n".join(options)


def _help(command: click.Command) -> str:
    return "\n\n".join(
        " ".join(paragraph.split())
        for paragraph in (command.help or "").replace("\b\n", "").split("\n\n")
        if paragraph.strip()
    )


def _options(command: click.Command) -> Iterator[str]:
    for one in command.params:
        if not isinstance(one, click.Option) or one.hidden:
            continue
        names = ", ".join([*one.opts, *one.secondary_opts])
        value = "" if one.is_flag else f" {one.make_metavar(click.Context(command))}"
        has_default = one.show_default and isinstance(one.default, str | int)
        says = [one.help or "", f"If not given: `{one.default}`." if has_default else ""]
        yield f"- `{names}{value}`: {' '.join(filter(None, says))}"
