"""How commands reach a hub: its address, and a sign-in that never stands on the command line."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import rich_click as click

from wardmote.clients.taxii import client, places
from wardmote.clients.taxii.client import Collection
from wardmote.clients.taxii.line import Line
from wardmote.rules.refusal import Invalid, Missing
from wardmote.rules.sharing import versions

NAMED = "Wardmote-Named"
"""The header with which a council lets others see whose sightings these are."""
TOKEN = "WARDMOTE_TOKEN"  # noqa: S105 -- the name of a variable, no secret
PASSWORD = "WARDMOTE_PASSWORD"  # noqa: S105

Function = Callable[..., Any]


def sign_in(function: Function) -> Function:
    """Add the options that say which collection is meant, and as whom."""
    for option in (
        click.option(
            "--token-env",
            metavar="NAME",
            default=TOKEN,
            show_default=True,
            help="The environment variable that holds the token.",
        ),
        click.option(
            "--user",
            default="",
            help=f"Sign in with a password: from {PASSWORD}, or asked for.",
        ),
        click.option("--collection", default="", help="Its id or title; not needed for one alone."),
    ):
        function = option(function)
    return function


@contextmanager
def line(url: str, user: str, token_env: str, *, named: bool = False) -> Iterator[Line]:
    """Open a line to a hub, with the password or the token from the environment.

    Shape: `named` asks the hub to let others see who sends.
    Raises: Invalid, where the address or the sign-in cannot be right.
    """
    token = "" if user else os.environ.get(token_env, "")
    if token_env != TOKEN and not user and not token:
        raise Invalid(f"The environment variable {token_env} is not set. It must hold the token.")
    place = places.place(url, user=user, password=_password(user), token=token)
    opened = Line(place, headers={NAMED: "yes"} if named else {})
    try:
        yield opened
    finally:
        opened.close()


def check_identity(identity: str) -> None:
    """Refuse what is no id of an organisation at a hub.

    Raises: Invalid.
    """
    try:
        versions.check_id(identity, "identity")
    except Invalid:
        raise Invalid(
            "The identity must be such as identity--12345678-1234-4123-8123-123456789abc."
        ) from None


def collection(opened: Line, wanted: str, *, writing: bool = False) -> Collection:
    """Find the collection that is meant: by its id or title, or the only one there is.

    Raises: Missing or Invalid, naming those there are.
    """
    if wanted:
        return client.collection(opened, wanted)
    found = [
        each
        for root in client.roots(opened)
        for each in client.collections(opened, root)
        if (each.may_write if writing else each.may_read)
    ]
    what = "written to" if writing else "read"
    if not found:
        raise Missing(f"The hub has no collection that may be {what}. Check the sign-in.")
    if len(found) > 1:
        names = ", ".join(repr(each.title) for each in found[:20])
        raise Invalid(f"Say which collection is meant with --collection. There are: {names}.")
    return found[0]


def _password(user: str) -> str:
    if not user:
        return ""
    known = os.environ.get(PASSWORD, "")
    if known:
        return known
    if not sys.stdin.isatty():
        raise Invalid(f"Set {PASSWORD} to the password of {user}.")
    return str(click.prompt(f"Password of {user}", hide_input=True, err=True))
