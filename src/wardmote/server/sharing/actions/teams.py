"""Which organisations share a security team, as the steward notes it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from wardmote.rules.people.actors import Actor
from wardmote.rules.refusal import Conflict, Invalid, Missing
from wardmote.server.audit import actions as audit
from wardmote.server.sharing import models, permissions
from wardmote.server.sharing.models.teams import LONGEST_TEAM


@transaction.atomic
def join_team(*, actor: Actor, organisation: UUID, team: str, now: datetime) -> None:
    """Note that an organisation is looked after by a security team.

    Raises: Missing, Invalid, Conflict where it is of a team.
    """
    permissions.check_may_steer(actor)
    name = " ".join(team.split())
    if not 0 < len(name) <= LONGEST_TEAM:
        raise Invalid(f"Name the team, in {LONGEST_TEAM} characters or fewer.", field="team")
    found, is_new = models.TeamMember.objects.get_or_create(
        organisation_id=organisation, defaults={"team": _known(name), "since": now}
    )
    if not is_new:
        raise Conflict(f"It is of {found.team} already. Take it out of that first.", field="code")
    _record(actor, organisation, "noted a shared security team", found.team, now)


@transaction.atomic
def leave_team(*, actor: Actor, organisation: UUID, now: datetime) -> None:
    """Note that an organisation no longer shares a security team.

    Raises: Missing.
    """
    permissions.check_may_steer(actor)
    found = models.TeamMember.objects.filter(organisation_id=organisation).first()
    if found is None:
        raise Missing(permissions.ABSENT)
    found.delete()
    _record(actor, organisation, "noted the end of a shared security team", found.team, now)


def _known(name: str) -> str:
    """Write a team's name as it was written first."""
    found = models.TeamMember.objects.filter(team__iexact=name).order_by("since").first()
    return found.team if found else name


def _record(actor: Actor, organisation: UUID, verb: str, team: str, now: datetime) -> None:
    audit.record(
        actor=actor,
        now=now,
        verb=verb,
        subject_kind="organisation",
        subject=organisation,
        organisation=permissions.stewardship(actor),
        change={"team": team},
    )
