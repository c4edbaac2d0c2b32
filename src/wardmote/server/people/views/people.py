"""The people of an organisation: who is in, who is asked, who leaves."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from wardmote.rules.people import memberships
from wardmote.rules.people.roles import TITLES, Role
from wardmote.rules.refusal import Conflict, Forbidden, Invalid
from wardmote.server.people import actions, forms, permissions, queries
from wardmote.server.shell.audience import Audience, audience

WHAT = {
    Role.CAF_LEAD: "Runs the assessment, and invites and removes people.",
    Role.COLLABORATOR: "Answers outcomes and keeps evidence.",
    Role.APPROVER: "Signs off the scope and the finished assessment.",
    Role.QUALITY_ASSURER: "Checks answers before they are submitted.",
    Role.INDEPENDENT_ASSURER: "Reads the assessments that councils assign to them.",
    Role.STEWARD: "Runs the programme for the whole sector.",
    Role.ANALYST: "Looks at the whole sector, and changes nothing.",
}


@require_GET
@audience(Audience.MEMBER)
def people(request: HttpRequest, code: str) -> HttpResponse:
    """List an organisation's people, open invitations and what was done."""
    actor, now = _actor(request), timezone.now()
    organisation = queries.organisation(actor, code)
    found = queries.members(actor, organisation)
    has_lead = any(Role.CAF_LEAD in one.roles for one in found)
    may_manage = permissions.may_manage(actor, organisation)
    may_invite_lead = permissions.may_invite_lead(actor, organisation, has_lead=has_lead)
    known = {
        "organisation": organisation,
        "members": found,
        "invitations": queries.waiting(actor, organisation, now),
        "history": queries.history(actor, organisation),
        "may_manage": may_manage,
        "may_invite": may_manage or may_invite_lead,
        "may_leave": actor.works_at(organisation.pk),
    }
    return render(request, "people/people.html", known)


@require_http_methods(["GET", "POST"])
@audience(Audience.MEMBER)
def invite(request: HttpRequest, code: str) -> HttpResponse:
    """Invite someone."""
    actor = _actor(request)
    organisation = queries.organisation(actor, code)
    roles = _offered(actor, organisation)
    form = forms.Invite(request.POST if request.method == "POST" else None, roles=roles)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.invite(
                actor=actor,
                organisation=organisation,
                email=form.cleaned_data["email"],
                roles=form.cleaned_data["roles"],
                now=timezone.now(),
            )
            messages.success(request, f"{made.email} has been invited.")
            return redirect("people", code)
        except Invalid as refusal:
            form.add_error(refusal.field or None, refusal.message)
    known = {"form": form, "organisation": organisation, "what": WHAT, "titles": TITLES}
    known["roles"] = roles
    return render(request, "people/invite.html", known, status=422 if form.errors else 200)


def _offered(actor: Any, organisation: Any) -> tuple[Role, ...]:
    if permissions.may_manage(actor, organisation):
        return memberships.roles_at(organisation.kind)
    has_lead = queries.has_lead(organisation)
    if permissions.may_invite_lead(actor, organisation, has_lead=has_lead):
        return (Role.CAF_LEAD,)
    raise Forbidden("Only those who manage this organisation's people can do this.")


@require_POST
@audience(Audience.MEMBER)
def send_again(request: HttpRequest, code: str, key: UUID) -> HttpResponse:
    """Mail an invitation again."""
    actor = _actor(request)
    organisation = queries.organisation(actor, code)
    sent = actions.send_again(actor=actor, organisation=organisation, key=key, now=timezone.now())
    messages.success(request, f"The invitation has been sent to {sent.email} again.")
    return redirect("people", code)


@require_http_methods(["GET", "POST"])
@audience(Audience.MEMBER)
def withdraw(request: HttpRequest, code: str, key: UUID) -> HttpResponse:
    """Ask whether to withdraw an invitation, and withdraw it."""
    actor = _actor(request)
    organisation = queries.organisation(actor, code)
    if request.method == "GET":
        found = queries.invitation(actor, organisation, key)
        known = {"organisation": organisation, "invitation": found}
        return render(request, "people/withdraw.html", known)
    ended = actions.withdraw(actor=actor, organisation=organisation, key=key, now=timezone.now())
    messages.success(request, f"The invitation of {ended.email} has been withdrawn.")
    return redirect("people", code)


@require_http_methods(["GET", "POST"])
@audience(Audience.MEMBER)
def roles(request: HttpRequest, code: str, person: UUID) -> HttpResponse:
    """Change what a member is."""
    actor = _actor(request)
    organisation = queries.organisation(actor, code)
    permissions.check_may_manage(actor, organisation)
    member = queries.member(actor, organisation, person)
    offered = memberships.roles_at(organisation.kind)
    held = [role.value for role in member.roles]
    form = forms.Roles(
        request.POST if request.method == "POST" else None,
        roles=offered,
        initial={"roles": held},
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_roles(
                actor=actor,
                organisation=organisation,
                person=person,
                roles=form.cleaned_data["roles"],
                now=timezone.now(),
            )
            messages.success(request, f"The roles of {member.name} have been changed.")
            return redirect("people", code)
        except (Invalid, Conflict) as refusal:
            form.add_error("roles", refusal.message)
    known = {"form": form, "organisation": organisation, "member": member, "roles": offered}
    known |= {"what": WHAT, "titles": TITLES}
    return render(request, "people/roles.html", known, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@audience(Audience.MEMBER)
def remove(request: HttpRequest, code: str, person: UUID) -> HttpResponse:
    """Ask whether someone is to go, and end their membership."""
    actor = _actor(request)
    organisation = queries.organisation(actor, code)
    permissions.check_may_remove(actor, organisation, person)
    member = queries.member(actor, organisation, person)
    is_self = person == actor.person
    if request.method == "GET":
        known = {"organisation": organisation, "member": member, "is_self": is_self}
        return render(request, "people/remove.html", known)
    actions.remove(actor=actor, organisation=organisation, person=person, now=timezone.now())
    if is_self:
        messages.success(request, f"You have left {organisation.name}.")
        return redirect("account")
    messages.success(request, f"{member.name} has been removed.")
    return redirect("people", code)


def _actor(request: HttpRequest) -> Any:
    return request.actor  # type: ignore[attr-defined]
