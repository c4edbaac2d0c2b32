"""Where mail goes, read from one address such as smtp://USER:PASSWORD@HOST:587."""

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import parse_qsl, unquote, urlsplit

from wardmote.rules.refusal import Invalid

LOOPBACK = ("127.0.0.1", "::1", "localhost")


class Guard(StrEnum):
    """How the line to the mail server is guarded."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Place:
    """A mail server; `host` is empty where mail is printed."""

    host: str = ""
    port: int = 0
    user: str = ""
    password: str = ""
    guard: Guard = Guard.STARTTLS


def place(url: str) -> Place:
    """Read a mail server's address.

    Raises: Invalid, which never repeats the password.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Invalid("The mail address must look like smtp://USER:PASSWORD@HOST:587.") from None
    if parts.scheme == "console":
        return Place()
    if parts.scheme not in ("smtp", "smtps"):
        raise Invalid("The mail address must start with console://, smtp:// or smtps://.")
    if not parts.hostname or parts.path.strip("/"):
        raise Invalid(f"The mail address must be {parts.scheme}://USER:PASSWORD@HOST:PORT.")
    if bool(parts.username) != bool(parts.password):
        raise Invalid("The mail address must have both a user and a password, or neither.")
    return Place(
        host=parts.hostname,
        port=port or (465 if parts.scheme == "smtps" else 587),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        guard=_guard(parts.scheme, parts.hostname, parts.query),
    )


def _guard(scheme: str, host: str, query: str) -> Guard:
    options = dict(parse_qsl(query, keep_blank_values=True))
    if not options:
        return Guard.TLS if scheme == "smtps" else Guard.STARTTLS
    if options != {"tls": "none"} or scheme == "smtps":
        raise Invalid("The one option of a mail address is ?tls=none, with smtp://.")
    if host not in LOOPBACK:
        raise Invalid("?tls=none is for a mail server on this machine alone. Leave it out.")
    return Guard.NONE
