"""Tells Django of this room."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The room of the audit trail."""

    name = "wardmote.server.audit"
    label = "audit"
