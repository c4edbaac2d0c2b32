"""Lays out a hub for tests: an API root, collections, and rows as if they had been sent."""

import json
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection

from tests.conftest import NOW, Cast
from tests.database import as_owner
from wardmote.server.people import actions as people
from wardmote.server.sharing import actions, models
from wardmote.server.shell import keys


def open_root(cast: Cast, slug: str = "hub") -> None:
    """Open an API root as the steward."""
    actor = cast.enter("dave")
    actions.create_root(actor=actor, slug=slug, title="The hub", is_default=slug == "hub", now=NOW)


def open_collection(cast: Cast, title: str = "Indicators", **more: Any) -> models.Collection:
    """Open a collection as the steward."""
    actor = cast.enter("dave")
    options: dict[str, Any] = {"root": "hub"} | more
    return actions.create_collection(actor=actor, title=title, now=NOW, **options)


def let(cast: Cast, collection: models.Collection, code: str, rights: str = "rw") -> None:
    """Let an organisation use a collection: r, w, and p for a partner who is no member."""
    actions.grant(
        actor=cast.enter("dave"),
        collection=collection.pk,
        organisation=getattr(cast, code).pk,
        can_read="r" in rights,
        can_write="w" in rights,
        is_member="p" not in rights,
        now=NOW,
    )


def key_of(cast: Cast, name: str, scopes: tuple[str, ...] = ("write",)) -> str:
    """Make a key for one of the cast, good for 30 days from now on."""
    actor = cast.enter(name)
    _, text = people.make_key(
        actor=actor, name="taxii", scopes=scopes, lifetime_days=30, now=datetime.now(UTC)
    )
    return text


def put(collection: models.Collection, organisation: Any, **more: Any) -> models.Object:
    """Put a row down as the owner, one tick after the last one of its collection."""
    ref = more.pop("stix_id", f"indicator--{uuid.uuid4()}")
    with as_owner():
        head = models.Head.objects.select_for_update().get(pk=collection.pk)
        head.added_at = max(head.added_at, NOW) + timedelta(microseconds=1)
        head.save()
        values: dict[str, Any] = {
            "id": keys.new(),
            "stix_id": ref,
            "type": ref.partition("--")[0],
            "spec_version": "2.1",
            "version": "2026-11-01T00:00:00.000Z",
            "version_at": datetime(2026, 11, 1, tzinfo=UTC),
            "created_by_ref": "",
            "is_revoked": False,
            "tlp": 2,
            "floor": 2,
        } | more
        values.setdefault("body", json.dumps({"id": ref, "type": values["type"]}))
        return models.Object.objects.create(
            collection=collection, organisation=organisation, date_added=head.added_at, **values
        )


def settle(rows: list[models.Object], refs: list[tuple[models.Object, str]]) -> None:
    """Let the database bring in step what depends on rows that were put down."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT wm_sharing_settle(%s, %s, %s)",
            [[row.pk for row in rows], [row.pk for row, _ in refs], [to for _, to in refs]],
        )
