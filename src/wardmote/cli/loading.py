"""Groups of commands that load a command when it is asked for, so that each starts quickly."""

import importlib
from collections.abc import Mapping
from typing import Any

import rich_click as click


class Group(click.RichGroup):
    """A group that knows where its commands are.

    Shape: `places` maps the name of each, in reading order, to `module:attribute`.
    """

    def __init__(self, *arguments: Any, places: Mapping[str, str], **given: Any) -> None:
        super().__init__(*arguments, **given)
        self._places = places

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name all commands in reading order."""
        return list(self._places)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command's module and give the command."""
        if cmd_name not in self._places:
            return None
        module, _, attribute = self._places[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        command.name = cmd_name
        return command
