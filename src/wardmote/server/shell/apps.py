"""Tells Django of this room."""

from django.apps import AppConfig


class ShellConfig(AppConfig):
    """The room of layout and row security."""

    name = "wardmote.server.shell"
    label = "shell"
