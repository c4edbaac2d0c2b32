"""The steward opens and ends API roots and collections, and lets organisations use them."""

import re
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from wardmote.rules.people.actors import OPERATOR, Actor
from wardmote.rules.refusal import Conflict, Invalid, Missing
from wardmote.rules.sharing import versions
from wardmote.rules.sharing.markings import DEFAULT, Tlp
from wardmote.server.audit import actions as audit
from wardmote.server.sharing import models, permissions

SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,49}")
LONGEST = 200
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@transaction.atomic
def create_root(
    *,
    actor: Actor,
    slug: str,
    title: str,
    description: str = "",
    is_default: bool = False,
    now: datetime,
) -> models.ApiRoot:
    """Open an API root; it becomes the one that discovery names first if it is the default.

    Raises: Missing for anyone but the steward; Invalid; Conflict where the address is taken.
    """
    permissions.check_may_steer(actor)
    _check(slug, title, field="slug")
    if models.ApiRoot.objects.filter(slug=slug).exists():
        raise Conflict("There is an API root at this address. Choose another.")
    if is_default:
        models.ApiRoot.objects.filter(is_default=True).update(is_default=False)
    made = models.ApiRoot.objects.create(
        slug=slug, title=title, description=description, is_default=is_default
    )
    _record(actor, "API root", made.pk, "opened the API root", now, slug=slug)
    return made


@transaction.atomic
def create_collection(
    *,
    actor: Actor,
    root: str,
    title: str,
    now: datetime,
    description: str = "",
    alias: str = "",
    circle: UUID | None = None,
    is_open: bool = False,
    ceiling: Tlp = Tlp.RED,
    default_marking: Tlp = DEFAULT,
    key: UUID | None = None,
) -> models.Collection:
    """Open a collection: of a circle, open to every organisation, or for those who are let in.

    Shape: `root` is the slug of its API root; `key` a UUID of version 4 that others know already.
    Raises: Missing, Invalid, Conflict where the alias is taken.
    """
    permissions.check_may_steer(actor)
    found = models.ApiRoot.objects.filter(slug=root).first()
    if found is None or (circle and not models.Circle.objects.filter(pk=circle).exists()):
        raise Missing(permissions.ABSENT)
    made = models.Collection(
        **({"pk": key} if key else {}),
        root=found,
        title=title,
        description=description,
        alias=alias,
        circle_id=circle,
        is_open=is_open,
        ceiling=int(ceiling),
        default_marking=int(default_marking),
        created_at=now,
    )
    _check_collection(made)
    made.save(force_insert=True)
    models.Head.objects.create(collection=made, added_at=EPOCH)
    _record(actor, "collection", made.pk, "opened the collection", now, title=title)
    return made


@transaction.atomic
def end_collection(*, actor: Actor, collection: UUID, now: datetime) -> None:
    """End a collection: nobody reads or sends there any more. What it holds is kept.

    Raises: Missing.
    """
    permissions.check_may_steer(actor)
    if not models.Collection.objects.filter(pk=collection, ended_at=None).update(ended_at=now):
        raise Missing(permissions.ABSENT)
    _record(actor, "collection", collection, "ended the collection", now)


@transaction.atomic
def grant(
    *,
    actor: Actor,
    collection: UUID,
    organisation: UUID,
    can_read: bool,
    can_write: bool,
    is_member: bool = True,
    now: datetime,
) -> None:
    """Let an organisation use a collection, or change what it may do there.

    A partner (`is_member` is false) does not read what is for members alone.
    Raises: Missing; Invalid where it could do nothing.
    """
    permissions.check_may_steer(actor)
    if not models.Collection.objects.filter(pk=collection, ended_at=None).exists():
        raise Missing(permissions.ABSENT)
    if not can_read and not can_write:
        raise Invalid("Choose whether it may read, write or both.", field="can_read")
    allowed = {"can_read": can_read, "can_write": can_write, "is_member": is_member}
    models.Access.objects.update_or_create(
        collection_id=collection,
        organisation_id=organisation,
        defaults=allowed,
        create_defaults={**allowed, "since": now},
    )
    said = {"organisation": str(organisation), **allowed}
    _record(actor, "collection", collection, "let use the collection", now, **said)


@transaction.atomic
def revoke(*, actor: Actor, collection: UUID, organisation: UUID, now: datetime) -> None:
    """Let an organisation use a collection no longer.

    Raises: Missing.
    """
    permissions.check_may_steer(actor)
    access = models.Access.objects.filter(collection_id=collection, organisation_id=organisation)
    if not access.delete()[0]:
        raise Missing(permissions.ABSENT)
    said = {"organisation": str(organisation)}
    _record(actor, "collection", collection, "took away the collection", now, **said)


@transaction.atomic
def speak_for(*, identity: str, organisation: UUID, now: datetime) -> UUID | None:
    """Let an organisation alone speak for a STIX identity, on the operator's word; give who did.

    The command line calls it as the database's owner. The pages of who did write in a new one.
    Raises: Invalid, Conflict where it does so already.
    """
    versions.check_id(identity, "identity")
    kept = models.Identity.objects.select_for_update().filter(stix_id=identity).first()
    before = None if kept is None else kept.organisation_id
    if before == organisation:
        raise Conflict("It speaks for this identity already. Nothing changed.")
    models.Identity.objects.update_or_create(
        stix_id=identity, defaults={"organisation_id": organisation, "since": now, "is_own": False}
    )
    told = {"let speak for an identity": organisation, "let speak for one no longer": before}
    for verb, whose in told.items():
        if whose is not None:
            audit.record(
                actor=OPERATOR,
                now=now,
                verb=verb,
                subject_kind="organisation",
                subject=whose,
                organisation=whose,
                change={"identity": identity},
            )
    return before


def _check_collection(made: models.Collection) -> None:
    _check(made.alias or "none", made.title, field="alias")
    if made.circle_id and made.is_open:
        raise Invalid("A collection is of a circle or open, not both.", field="circle")
    if made.default_marking > made.ceiling:
        raise Invalid("What is not marked would be above the ceiling.", field="default_marking")
    if made.alias and made.root.collections.filter(alias=made.alias).exists():
        raise Conflict("There is a collection of this alias. Choose another.")


def _check(slug: str, title: str, *, field: str) -> None:
    if not SLUG.fullmatch(slug):
        raise Invalid("Use small letters, digits and hyphens: 50 at most.", field=field)
    if not title.strip() or len(title) > LONGEST or not title.isprintable():
        raise Invalid(f"Enter a title of {LONGEST} characters or fewer.", field="title")


def _record(
    actor: Actor, kind: str, subject: UUID, verb: str, now: datetime, **change: Any
) -> None:
    audit.record(
        actor=actor,
        now=now,
        verb=verb,
        subject_kind=kind,
        subject=subject,
        organisation=permissions.stewardship(actor),
        change=change,
    )
