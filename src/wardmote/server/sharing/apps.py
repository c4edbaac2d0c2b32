"""Tells Django of this room."""

from django.apps import AppConfig


class SharingConfig(AppConfig):
    """The room of sharing."""

    name = "wardmote.server.sharing"
    label = "sharing"
