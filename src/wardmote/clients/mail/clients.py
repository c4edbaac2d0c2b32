"""The clients: one sends, one prints, and one keeps what it is given."""

import smtplib
import ssl
import sys
from collections.abc import Sequence
from typing import Protocol, TextIO

from wardmote.clients.mail import letters, places
from wardmote.rules.refusal import Conflict

SECONDS = 10.0
"""How long to wait for the mail server, for each of its answers."""


class Client(Protocol):
    """What sends letters."""

    def send(self, given: Sequence[letters.Letter]) -> None:
        """Send letters, or refuse."""


class Console:
    """Prints letters instead of sending them."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self.stream = stream

    def send(self, given: Sequence[letters.Letter]) -> None:
        """Print letters."""
        stream = self.stream or sys.stdout
        for letter in given:
            made = letters.message(letter)
            lines = [f"{name}: {made[name]}" for name in ("From", "To", "Subject")]
            stream.write("\n".join(["-" * 72, *lines, "", letter.text.rstrip(), "-" * 72, ""]))
        stream.flush()


class Fake:
    """Keeps letters for a test to read."""

    def __init__(self) -> None:
        self.sent: list[letters.Letter] = []

    def send(self, given: Sequence[letters.Letter]) -> None:
        """Keep letters that could be sent."""
        for letter in given:
            letters.message(letter)
        self.sent += given


class Smtp:
    """Sends letters over a guarded line."""

    def __init__(
        self,
        place: places.Place,
        *,
        trust: ssl.SSLContext | None = None,
        seconds: float = SECONDS,
    ) -> None:
        self.place = place
        self.trust = trust or ssl.create_default_context()
        self.seconds = seconds

    def send(self, given: Sequence[letters.Letter]) -> None:
        """Send letters over one line.

        Raises: Invalid for a letter that cannot be sent; Conflict where the server takes none.
        """
        ready = [(one, letters.message(one)) for one in given]
        if not ready:
            return
        try:
            with self._line() as line:
                for letter, made in ready:
                    refused = line.send_message(
                        made,
                        letters.addresses((letter.sender,))[0],
                        letters.addresses(letter.to),
                    )
                    if refused:
                        raise Conflict("The mail server refused some of the addresses.")
        except (OSError, smtplib.SMTPException) as error:
            where = f"{self.place.host}:{self.place.port}"
            raise Conflict(f"The mail server {where} did not take the mail: {error}") from error

    def _line(self) -> smtplib.SMTP:
        host, port = self.place.host, self.place.port
        if self.place.guard is places.Guard.TLS:
            line: smtplib.SMTP = smtplib.SMTP_SSL(
                host, port, timeout=self.seconds, context=self.trust
            )
        else:
            line = smtplib.SMTP(host, port, timeout=self.seconds)
        try:
            if self.place.guard is places.Guard.STARTTLS:
                line.starttls(context=self.trust)
            if self.place.user:
                line.login(self.place.user, self.place.password)
        except BaseException:
            line.close()
            raise
        return line


def client(url: str) -> Client:
    """Give the client for an address of a mail server.

    Raises: Invalid.
    """
    place = places.place(url)
    return Smtp(place) if place.host else Console()
