"""Keeps imports. What was checked and complete is stored whole, or nothing is."""

import hashlib
from datetime import datetime

from django.db import transaction

from wardmote.formats.frameworks import packs, shipped
from wardmote.formats.frameworks.checking import Checked
from wardmote.rules.frameworks.values import Framework, Profile
from wardmote.rules.people.actors import Actor
from wardmote.rules.refusal import Conflict, Invalid
from wardmote.server.audit import actions as audit
from wardmote.server.frameworks import models, permissions, queries


@transaction.atomic
def import_checked(*, actor: Actor, checked: Checked, now: datetime) -> None:
    """Store what a file holds that was checked and has nothing wrong.

    Raises: Missing, Invalid, Conflict where it is stored already.
    """
    permissions.check_may_import(actor)
    keep_checked(actor=actor, checked=checked, now=now)


@transaction.atomic
def keep_checked(*, actor: Actor, checked: Checked, now: datetime) -> None:
    """Store what a file holds, on the operator's word; the command line calls it as the owner.

    Raises: Invalid, Conflict where it is stored already.
    """
    if checked.profile is not None:
        _keep_profile(actor, checked.profile, now)
    elif checked.framework is not None:
        _keep_framework(actor, checked.framework, now)
    else:
        raise Invalid("Nothing was imported. Mend the file, then try again.")


def _keep_framework(actor: Actor, framework: Framework, now: datetime) -> None:
    """Store a framework, or another wording of one that ships with Wardmote.

    Raises: Conflict where it is stored already.
    """
    content = packs.dump_framework(framework)
    checksum = hashlib.sha256(content.encode()).hexdigest()
    pack, is_new = models.Pack.objects.get_or_create(
        framework=framework.ref,
        checksum=checksum,
        defaults={
            "wording": framework.wording,
            "is_wording": framework.ref in {one.ref for one in shipped.frameworks()},
            "source": framework.source,
            "imported_by_id": actor.person,
            "imported_by_name": actor.name,
            "imported_at": now,
            "content": content,
        },
    )
    if not is_new:
        raise Conflict(f"This wording of {framework.ref} was imported before. Nothing changed.")
    audit.record(
        actor=actor,
        now=now,
        verb="imported a framework",
        subject_kind="framework",
        subject=pack.pk,
        change={"framework": framework.ref, "wording": framework.wording, "sha256": checksum},
    )


def _keep_profile(actor: Actor, profile: Profile, now: datetime) -> None:
    """Store a profile that fits its framework.

    Raises: Missing, Invalid, Conflict where it is stored already.
    """
    framework = queries.framework(profile.framework)
    for code, level in profile.targets.items():
        outcome = framework.outcome(code)
        if level is not None and not outcome.column(framework.level(level).code):
            raise Invalid(f"{code} has no column {framework.level(level).title}.")
    content = packs.dump_profile(profile)
    checksum = hashlib.sha256(content.encode()).hexdigest()
    stored, is_new = models.StoredProfile.objects.get_or_create(
        ref=profile.ref,
        checksum=checksum,
        defaults={
            "framework": profile.framework,
            "source": profile.source,
            "imported_by_id": actor.person,
            "imported_by_name": actor.name,
            "imported_at": now,
            "content": content,
        },
    )
    if not is_new:
        raise Conflict(f"The profile {profile.ref} was imported before. Nothing changed.")
    audit.record(
        actor=actor,
        now=now,
        verb="imported a profile",
        subject_kind="profile",
        subject=stored.pk,
        change={"profile": profile.ref, "official": profile.official, "sha256": checksum},
    )
