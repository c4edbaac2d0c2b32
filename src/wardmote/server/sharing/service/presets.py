"""What the command line asks of sharing, on the operator's word.

The caller has connected as the database's owner.
"""

from dataclasses import replace
from datetime import datetime

import orjson
from django.conf import settings
from django.db import transaction

from wardmote.formats.stix import envelope
from wardmote.formats.stix.envelope import Sent
from wardmote.formats.taxii import presets
from wardmote.formats.taxii.presets import Collection, Presets
from wardmote.rules.people.actors import OPERATOR, Actor
from wardmote.rules.people.roles import Role
from wardmote.rules.refusal import Forbidden, Invalid
from wardmote.rules.register.values import Kind, Organisation
from wardmote.rules.sharing.markings import DEFAULT, Standing, Tlp
from wardmote.server.people.actions import presets as people
from wardmote.server.register import actions as register
from wardmote.server.register import queries
from wardmote.server.sharing import actions
from wardmote.server.sharing.actions import adding, reading, receiving
from wardmote.server.sharing.queries import Place
from wardmote.server.shell import commands, keys


@transaction.atomic
def load_taxii(*, text: bytes, source: str, now: datetime) -> dict[str, int]:
    """Lay out presets for a test of conformance, and say how many of each there are.

    Raises: Forbidden, unless the service is for tests; Invalid.
    """
    if not settings.IS_TESTING:
        raise Forbidden("Set WARDMOTE_TESTING=yes first. Never do so where the data is real.")
    commands.check_database()
    found = presets.read(text, source)
    # no organisation of the register: the operator acts as a steward of none
    operator = replace(OPERATOR, roles={keys.new(): frozenset({Role.STEWARD})})
    register.keep_register(
        actor=operator,
        incoming=[
            Organisation(each.code, each.name, each.name, Kind(each.kind))
            for each in found.organisations
        ],
        allow_large=True,
        now=now,
    )
    _load(operator, found, now)
    return {
        "users": len(found.users),
        "collections": len(found.collections),
        "objects": sum(len(each.objects) for each in found.collections),
    }


def _load(operator: Actor, found: Presets, now: datetime) -> None:
    for user in found.users:
        people.preset_person(
            email=user.email,
            organisation=queries.organisation(user.organisation).pk,
            key=user.key,
            scopes=user.scopes,
            now=now,
        )
    for root in found.roots:
        actions.create_root(
            actor=operator,
            slug=root.slug,
            title=root.title,
            description=root.description,
            is_default=root.is_default,
            now=now,
        )
    for collection in found.collections:
        _open(operator, collection, now)


def _open(operator: Actor, collection: Collection, now: datetime) -> None:
    made = actions.create_collection(
        actor=operator,
        root=collection.root,
        title=collection.title,
        description=collection.description,
        alias=collection.alias,
        is_open=collection.is_open,
        key=collection.id,
        now=now,
    )
    for access in collection.access:
        actions.grant(
            actor=operator,
            collection=made.pk,
            organisation=queries.organisation(access.organisation).pk,
            can_read=access.can_read,
            can_write=access.can_write,
            is_member=access.is_member,
            now=now,
        )
    if not collection.objects:
        return
    if not collection.sender:
        raise Invalid(f"{collection.title}: say by `sender` whose objects these are.")
    sender = queries.organisation(collection.sender).pk
    its = frozenset({sender})
    place = Place(made.pk, made.title, "", "", Tlp.RED, DEFAULT, Standing.MEMBER, its, its)
    body = orjson.dumps({"objects": [each.object for each in collection.objects]})
    incoming, failures = reading.read(body, place, frozenset(), check=_check)
    if failures:
        raise Invalid(f"{collection.title}: {failures[0].id}: {failures[0].reason}")
    receiving.lock()
    adding.add(made.pk, sender, incoming, [each.date_added for each in collection.objects])


def _check(sent: Sent) -> None:
    """Let objects of STIX 2.0 in as they are, so that a test can ask for them; no others."""
    if sent.spec_version != envelope.OLDER:
        reading.check_stix(sent)
