"""Tells Django of this room."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The room of people."""

    name = "wardmote.server.people"
    label = "people"
