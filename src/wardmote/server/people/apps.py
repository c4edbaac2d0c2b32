"""Tells Django of this room."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The room of people."""

    name = "wardmote.server.people"
    label = "people"

    def ready(self) -> None:
        """Start the clocks of sessions at sign-in."""
        from wardmote.server.people import sessions  # noqa: F401 (it listens)
