"""Hands Django's mail to the mail client, and writes letters from templates."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string

from wardmote.clients.mail import clients, letters


class Backend(BaseEmailBackend):
    """Sends what Django and the sign-in library write, as plain text."""

    def send_messages(self, email_messages: Sequence[mail.EmailMessage]) -> int:
        """Send messages; each must have a plain text."""
        given = [
            letters.Letter(
                sender=one.from_email,
                to=tuple(one.recipients()),
                subject=str(one.subject),
                text=str(one.body),
                headers={name: str(value) for name, value in one.extra_headers.items()},
            )
            for one in email_messages
        ]
        clients.client(settings.MAIL_URL).send(given)
        return len(given)


def send(template: str, *, to: str, **known: Any) -> None:
    """Send one letter. The template's first line is the subject, what follows is the text.

    Raises: Invalid, Conflict where the mail server does not take it.
    """
    subject, _, text = render_to_string(template, known).strip().partition("\n")
    mail.EmailMessage(subject.strip(), text.strip() + "\n", to=[to]).send()
