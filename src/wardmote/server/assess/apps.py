"""Tells Django of this room."""

from django.apps import AppConfig


class AssessConfig(AppConfig):
    """The room of assessments."""

    name = "wardmote.server.assess"
    label = "assess"
