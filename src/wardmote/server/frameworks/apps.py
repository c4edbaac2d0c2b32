"""Tells Django of this room."""

from django.apps import AppConfig


class FrameworksConfig(AppConfig):
    """The room of frameworks."""

    name = "wardmote.server.frameworks"
    label = "frameworks"
