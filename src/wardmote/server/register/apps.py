"""Tells Django of this room."""

from django.apps import AppConfig


class RegisterConfig(AppConfig):
    """The room of the register."""

    name = "wardmote.server.register"
    label = "register"
