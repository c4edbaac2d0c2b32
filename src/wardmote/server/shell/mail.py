"""Hands Django's mail to the mail client."""

from django.core.mail.backends.console import EmailBackend


class Backend(EmailBackend):
    """Prints mail for now."""
