"""People and keys for tests of conformance: never where the service is for real."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings

from wardmote.rules.people import keys as rules
from wardmote.rules.people.roles import Role
from wardmote.rules.refusal import Forbidden, Invalid
from wardmote.server.people import models

LASTS = timedelta(days=30)


def preset_person(
    *, email: str, organisation: UUID, key: str, scopes: Collection[str], now: datetime
) -> models.Person:
    """Make a person who acts for an organisation by a key that is known before.

    Raises: Forbidden, unless the service is for tests; Invalid.
    """
    if not settings.IS_TESTING:
        raise Forbidden("Set WARDMOTE_TESTING=yes first. Never do so where the data is real.")
    given = rules.presented(f"Bearer {key}")
    if given is None:
        raise Invalid("A key is wm_, 12 hexadecimal digits, _ and 43 letters, digits, - or _.")
    person, _ = models.Person.objects.get_or_create(
        email=email, defaults={"name": email.partition("@")[0]}
    )
    models.Membership.objects.get_or_create(
        person=person,
        organisation_id=organisation,
        role=Role.CAF_LEAD,
        defaults={"since": now},
    )
    models.ApiKey.objects.update_or_create(
        prefix=given.prefix,
        defaults={
            "person": person,
            "name": "preset",
            "scopes": sorted(rules.check_scopes(scopes)),
            "hash": given.hash,
            "created_at": now,
            "expires_at": now + LASTS,
        },
    )
    return person
