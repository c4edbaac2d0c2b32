"""Opens the line of a feed: its secret is taken from the environment at the last moment."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID

from django.conf import settings

from wardmote.clients.taxii import client, places
from wardmote.clients.taxii.client import Collection, Root
from wardmote.clients.taxii.line import Line
from wardmote.clients.taxii.places import Place
from wardmote.rules.refusal import Conflict, Invalid
from wardmote.server.sharing import enter, models

Connect = Callable[[Place], Line]


@contextmanager
def opened(feed: models.Feed, connect: Connect = Line) -> Iterator[Line]:
    """Open a line for a feed, and close it.

    Raises: Invalid, where the environment does not hold its secret.
    """
    line = connect(place(feed.url, feed.user, feed.secret))
    try:
        yield line
    finally:
        line.close()


def place(url: str, user: str, secret: str) -> Place:
    """Give where a feed goes and how it signs in.

    Shape: `secret` is the name of a variable, or empty for no sign-in.
    Raises: Invalid, which never says what a secret holds.
    """
    if not secret:
        return places.place(url)
    held = settings.FEED_SECRETS.get(secret, "")
    if not held:
        raise Invalid(
            f"The service's environment has no {secret}, or WARDMOTE_FEED_SECRETS does not name it."
            " Ask the operator.",
            field="secret",
        )
    if user:
        return places.place(url, user=user, password=held)
    return places.place(url, token=held)


def found(feed: models.Feed, line: Line) -> Collection:
    """Give the other server's collection; it is looked for once and then known.

    Raises: Forbidden, Missing, Conflict.
    """
    if not feed.address:
        there = client.collection(line, feed.remote)
        _note(feed.pk, there.url, there.root.most_bytes)
        return there
    root = Root(feed.address.rpartition("collections/")[0], "", feed.most_bytes)
    return Collection(feed.remote, feed.remote, "", True, True, feed.address, root)


def current(feed: UUID, there: Collection) -> models.Feed:
    """Lock a feed to note how far it came, unless it was changed since the run began.

    Raises: Conflict.
    """
    known = models.Feed.objects.select_for_update().get(pk=feed)
    if known.address != there.url:
        raise Conflict("The feed was changed while it ran. Its next run begins anew.")
    return known


def forget(feed: UUID) -> None:
    """Forget where the other server's collection is, so that it is looked for anew."""
    _note(feed, "", 0)


def _note(feed: UUID, address: str, most_bytes: int) -> None:
    with enter.entered(feed):
        models.Feed.objects.filter(pk=feed).update(address=address, most_bytes=most_bytes)
