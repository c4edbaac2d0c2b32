"""Tells Django of this room."""

from django.apps import AppConfig


class SectorConfig(AppConfig):
    """The room of the sector as a whole."""

    name = "wardmote.server.sector"
    label = "sector"
