"""Which server is asked, as whom, and which of its other addresses may be followed."""

from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from wardmote.rules.refusal import Conflict, Invalid

LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, slots=True)
class Place:
    """A TAXII server and how to sign in: with user and password, with a token, or not at all."""

    url: str
    user: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)


def place(url: str, *, user: str = "", password: str = "", token: str = "") -> Place:
    """Check an address and a way to sign in; without a path, the usual /taxii2/ is meant.

    Raises: Invalid, which never repeats a password.
    """
    parts = _parts(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Invalid(
            "The server's address must start with https://, such as https://HOST/taxii2/."
        )
    if parts.username or parts.password:
        raise Invalid("Give user and password by themselves, not in the address.")
    if token and user:
        raise Invalid("Give a token, or a user and a password; not both.")
    if any(ord(mark) < 32 or ord(mark) > 255 for mark in user + password + token):
        raise Invalid("User, password and token may hold plain characters alone.")
    if (token or user) and parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise Invalid("http:// would show the password to everyone on the way. Use https://.")
    whole = url if parts.path.strip("/") else urljoin(url, "/taxii2/")
    return Place(whole if whole.endswith("/") else f"{whole}/", user, password, token)


def followed(base: str, given: str) -> str:
    """Give the address that a server names, if it is on the same server.

    Raises: Conflict, where it is on another, which must not learn how we sign in.
    """
    try:
        there = urljoin(base, given)
    except ValueError:
        raise Conflict(f"The server names an address that is none: {given[:100]!r}.") from None
    if _origin(there) != _origin(base) and not _is_upgrade(base, there):
        raise Conflict(
            f"The server sends us on to another: {there[:200]}. If that is right, give its address."
        )
    return there


def _is_upgrade(base: str, there: str) -> bool:
    old, new = _parts(base), _parts(there)
    usual = (old.port in (None, 80)) and (new.port in (None, 443))
    return (
        (old.scheme, new.scheme) == ("http", "https") and (old.hostname == new.hostname) and usual
    )


def _origin(url: str) -> tuple[str, str | None, int]:
    parts = _parts(url)
    return parts.scheme, parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)


def _parts(url: str) -> "_Parts":
    try:
        split = urlsplit(url)
        return _Parts(
            split.scheme, split.hostname, split.port, split.path, split.username, split.password
        )
    except ValueError:
        raise Invalid("The server's address must be such as https://HOST/taxii2/.") from None


@dataclass(frozen=True, slots=True)
class _Parts:
    scheme: str
    hostname: str | None
    port: int | None
    path: str
    username: str | None
    password: str | None
