"""The steward says which feeds there are, as whom and how often they come, and what they send."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import transaction

from wardmote.rules.people.actors import Actor
from wardmote.rules.refusal import Conflict, Invalid, Missing
from wardmote.rules.sharing import feeding
from wardmote.rules.sharing.feeding import Direction
from wardmote.rules.sharing.markings import Tlp
from wardmote.server.audit import actions as audit
from wardmote.server.sharing import models, permissions
from wardmote.server.sharing.actions import feed_lines
from wardmote.server.sharing.models.feeds import LONGEST_URL

LONGEST = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a feed should do.

    Shape: `remote` is the id or title of the other server's collection; `secret` the name of an
    environment variable. `ceiling` and what follows it matter for a feed out alone.
    Units: `minutes` between two runs.
    """

    title: str
    url: str
    remote: str
    minutes: int = 60
    user: str = ""
    secret: str = ""
    ceiling: Tlp = Tlp.GREEN
    types: Collection[str] = ()
    least_score: int = 0
    sends_unlabelled: bool = False


@transaction.atomic
def create_feed(
    *,
    actor: Actor,
    direction: Direction,
    collection: UUID,
    organisation: UUID,
    wanted: Wanted,
    now: datetime,
) -> models.Feed:
    """Make a feed between a collection here and one of another server; it runs soon.

    It acts as `organisation`, with the rights that has in the collection.
    Raises: Missing for anyone but the steward; Invalid; Conflict where there is such a feed.
    """
    permissions.check_may_steer(actor)
    if not models.Collection.objects.filter(pk=collection, ended_at=None).exists():
        raise Missing(permissions.ABSENT)
    _check_may(collection, organisation, direction)
    values = _values(wanted)

    if models.Feed.objects.filter(
        collection_id=collection, direction=direction, url=values["url"], remote=values["remote"]
    ).exists():
        raise Conflict("There is such a feed already. Change that one.")
    made = models.Feed.objects.create(
        **values,
        direction=direction,
        collection_id=collection,
        organisation_id=organisation,
        made_by=actor.known,
        made_at=now,
        next_at=now,
    )
    _record(actor, made, "made the feed", now, title=made.title, direction=str(direction))
    return made


@transaction.atomic
def change_feed(*, actor: Actor, feed: UUID, wanted: Wanted, now: datetime) -> models.Feed:
    """Change what a feed does; it begins anew, and what was taken already is not doubled.

    Raises: Missing, Invalid.
    """
    found = _feed(actor, feed)
    values = _values(wanted)
    changed = [name for name, value in values.items() if getattr(found, name) != value]
    for name, value in values.items():
        setattr(found, name, value)
    if set(changed) - {"title", "minutes", "user", "secret"}:
        found.added_after = found.next = found.last = found.address = ""
        found.is_steady, found.position, found.compared_at = False, None, None
    found.failures, found.error, found.next_at = 0, "", now
    found.save()
    _record(actor, found, "changed the feed", now, changed=changed)
    return found


@transaction.atomic
def turn(*, actor: Actor, feed: UUID, is_on: bool, now: datetime) -> None:
    """Turn a feed on or off; what it brought stays.

    Raises: Missing.
    """
    found = _feed(actor, feed)
    found.is_on, found.next_at = is_on, now
    found.save(update_fields=["is_on", "next_at"])
    _record(actor, found, "turned on the feed" if is_on else "turned off the feed", now)


@transaction.atomic
def run_soon(*, actor: Actor, feed: UUID, now: datetime) -> None:
    """Let a feed run within a minute.

    Raises: Missing, Conflict where it is off.
    """
    found = _feed(actor, feed)
    if not found.is_on:
        raise Conflict("This feed is off. Turn it on first.")
    found.next_at = now
    found.save(update_fields=["next_at"])


def _feed(actor: Actor, feed: UUID) -> models.Feed:
    permissions.check_may_steer(actor)
    found = models.Feed.objects.select_for_update().filter(pk=feed).first()
    if found is None:
        raise Missing(permissions.ABSENT)
    return found


def _check_may(collection: UUID, organisation: UUID, direction: Direction) -> None:
    """Refuse an organisation that could do nothing there, before the first run does.

    Raises: Invalid.
    """
    place = models.Collection.objects.filter(pk=collection)
    access = models.Access.objects.filter(collection_id=collection, organisation_id=organisation)
    member = models.CircleMembership.objects.filter(
        circle__in=place.values("circle"), organisation_id=organisation
    )
    if direction is Direction.IN:
        what, may = "send to", access.filter(can_write=True).exists()
    else:
        what = "read"
        may = place.filter(is_open=True).exists() or access.filter(can_read=True).exists()
    if not may and not member.exists():
        raise Invalid(
            f"This organisation may not {what} the collection. Let it in first.",
            field="organisation",
        )


def _values(wanted: Wanted) -> dict[str, object]:
    """Check what is wanted, and give it as it is kept.

    Raises: Invalid.
    """
    title, remote = " ".join(wanted.title.split()), wanted.remote.strip()
    _check(title, remote, wanted)
    place = feed_lines.place(wanted.url.strip(), wanted.user, wanted.secret)
    if len(place.url) > LONGEST_URL:
        raise Invalid("This address is too long.", field="url")
    return {
        "title": title,
        "url": place.url,
        "server": urlsplit(place.url).netloc.lower(),
        "remote": remote,
        "minutes": wanted.minutes,
        "user": wanted.user,
        "secret": wanted.secret,
        "ceiling": int(wanted.ceiling),
        "types": sorted(set(wanted.types)),
        "least_score": wanted.least_score,
        "sends_unlabelled": wanted.sends_unlabelled,
    }


def _check(title: str, remote: str, wanted: Wanted) -> None:
    """Refuse what no feed can be.

    Raises: Invalid.
    """
    if not title or len(title) > LONGEST or not title.isprintable():
        raise Invalid(f"Enter a name of {LONGEST} characters or fewer.", field="title")
    if not remote or len(remote) > LONGEST or not remote.isprintable():
        raise Invalid("Enter the id or the title of the other collection.", field="remote")
    if not feeding.LEAST_MINUTES <= wanted.minutes <= feeding.MOST_MINUTES:
        raise Invalid(
            f"Enter minutes from {feeding.LEAST_MINUTES} to {feeding.MOST_MINUTES:,}.",
            field="minutes",
        )
    if wanted.secret and wanted.secret not in settings.FEED_SECRETS:
        raise Invalid("Choose one of the secrets that the settings name.", field="secret")
    if wanted.user and not wanted.secret:
        raise Invalid("Choose the secret that holds this user's password.", field="secret")
    if wanted.ceiling not in feeding.WIDEST_SENT:
        raise Invalid(
            f"A feed sends at most {feeding.WIDEST_SENT[-1].label} to others.", field="ceiling"
        )
    if not 0 <= wanted.least_score <= 100:
        raise Invalid("Enter a score from 0 to 100.", field="least_score")


def _record(actor: Actor, feed: models.Feed, verb: str, now: datetime, **change: object) -> None:
    audit.record(
        actor=actor,
        now=now,
        verb=verb,
        subject_kind="feed",
        subject=feed.pk,
        organisation=permissions.stewardship(actor),
        change=change,
    )
