"""Says for an organisation that it saw an indicator, or looked and did not find it.

It is a sighting in the organisation's name, by the one door. An organisation has one word on an
indicator here: what it says next is a new version of that, until it takes it back.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from wardmote.formats.stix import making
from wardmote.formats.stix.making import Maker
from wardmote.rules.people.actors import Actor
from wardmote.rules.refusal import Conflict, Invalid, Missing
from wardmote.rules.sharing import saying
from wardmote.rules.sharing.markings import Tlp
from wardmote.rules.sharing.saying import Word
from wardmote.server.sharing import models, permissions, queries
from wardmote.server.sharing.actions import offering, receiving
from wardmote.server.sharing.queries import saying as said
from wardmote.server.sharing.queries import single
from wardmote.server.sharing.queries.saying import Said

OVER = "Its maker took it back, or its time has passed. There is nothing more to say of it."
LATER = timedelta(milliseconds=2)
"""How much later than the version before a version is at least: STIX writes thousandths."""


@transaction.atomic
def say(
    *,
    actor: Actor,
    ref: str,
    organisation: UUID,
    word: Word,
    after: datetime | None,
    now: datetime,
) -> Said:
    """Say something of an indicator, anew or instead of what was said, and give what now stands.

    Shape: `after` is when the word was made that the person knows of; None where they know none.
    Raises: Missing, Forbidden, Invalid; Conflict where another word stands meanwhile.
    Cost: 16 queries.
    """
    versions = _open(actor, ref, organisation, now)
    saying.check(word, now)
    word = replace(word, first_seen=_kept(word.first_seen), last_seen=_kept(word.last_seen))
    receiving.lock()
    before = said.standing(ref, organisation)
    if before and before.word == word:
        return before
    if (before.at if before else None) != after:
        if before and saying.is_alike(before.word, word):
            return before
        raise Conflict(_meanwhile(before))
    made = _anew(before, word, now) if before else _first(versions, organisation, word, now)
    return said.one(_send(actor, organisation, *made, is_named=word.is_named, now=now))


@transaction.atomic
def report(
    *, actor: Actor, refs: Sequence[str], organisation: UUID, word: Word, now: datetime
) -> list[Said]:
    """Say the same of several indicators, whatever was said before: of all of them, or of none.

    Raises: Missing, Forbidden, Invalid, Conflict.
    Cost: 17 queries for each.
    """
    receiving.lock()
    kept = []
    for ref in refs:
        before = said.standing(ref, organisation)
        after = before.at if before else None
        given: dict[str, Any] = {"organisation": organisation, "word": word, "after": after}
        kept.append(say(actor=actor, ref=ref, now=now, **given))
    return kept


@transaction.atomic
def withdraw(*, actor: Actor, refs: Sequence[str], organisation: UUID, now: datetime) -> list[Said]:
    """Take back what an organisation last said of indicators, and give what that was.

    Raises: Missing, Forbidden; Conflict where nothing stands.
    Cost: 20 queries for each.
    """
    permissions.check_may_speak(actor, organisation)
    receiving.lock()
    standing = [each for ref in refs if (each := said.standing(ref, organisation))]
    if not standing:
        raise Conflict("Nothing that your organisation said of it stands.")
    for each in standing:
        offering.take_back(actor=actor, ref=each.ref, now=max(now, each.at + LATER))
    return [said.one(each.ref) for each in standing]


def _open(actor: Actor, ref: str, organisation: UUID, now: datetime) -> list[single.Version]:
    """Find an indicator of which the organisation may say something."""
    permissions.check_may_speak(actor, organisation)
    versions = single.versions(ref)
    if organisation not in {key for key, _, _ in said.speakers(versions, [organisation])}:
        raise Missing(permissions.ABSENT)
    if not said.is_open(versions, now):
        raise Conflict(OVER)
    return versions


def _send(
    actor: Actor,
    organisation: UUID,
    place: queries.Place,
    objects: Sequence[dict[str, Any]],
    *,
    is_named: bool,
    now: datetime,
) -> str:
    """Send a sighting, the last of some objects, by the one door, and give its id."""
    body = json.dumps({"objects": objects}).encode()
    status = receiving.receive(
        actor=actor, place=place, body=body, sender=organisation, is_named=is_named, now=now
    )
    made = str(objects[-1]["id"])
    for failure in json.loads(status).get("failures", ()):
        if failure["id"] == made:
            raise Invalid(failure["message"])
    return made


def _first(
    versions: list[single.Version], organisation: UUID, word: Word, now: datetime
) -> tuple[queries.Place, list[dict[str, Any]]]:
    """Make a sighting. The identity goes with it only if the organisation is named: it is read."""
    place = said.place_for(versions, organisation)
    own = offering.identity(organisation, now=now)
    label = min(versions[0].tlp, Tlp.AMBER_STRICT, place.ceiling)
    made = making.sighting(Maker(own["id"], label, now), _ref(versions), word)
    return place, [own, made] if word.is_named else [made]


def _anew(before: Said, word: Word, now: datetime) -> tuple[queries.Place, list[dict[str, Any]]]:
    row = (
        models.Object.objects.filter(
            stix_id=before.ref, organisation_id=before.organisation, is_last=True
        )
        .select_related("collection__root")
        .first()
    )
    if row is None:
        raise Missing(permissions.ABSENT)
    place = queries.collection(row.collection.root.slug, str(row.collection_id))
    content = json.loads(row.body)
    made = making.said_anew(content, word, max(now, before.at + LATER))
    own = offering.identity(before.organisation, now=now)
    is_ours = content.get("created_by_ref") == own["id"]
    return place, [own, made] if word.is_named and is_ours else [made]


def _ref(versions: list[single.Version]) -> str:
    return str(versions[0].content["id"])


def _kept(at: datetime) -> datetime:
    """Cut a time as STIX writes it."""
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def _meanwhile(before: Said | None) -> str:
    if before is None:
        return "What your organisation said was taken back since you opened this page."
    return (
        "Your organisation said something since you opened this page. It is shown below: "
        "check it, then send yours if it is to stand instead."
    )
