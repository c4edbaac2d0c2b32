"""What all forms of assessments do alike: open, refuse, save, say so."""

from collections.abc import Callable, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from wardmote.rules.assess import life
from wardmote.rules.assess.describing import Stale
from wardmote.rules.people.actors import Actor
from wardmote.rules.refusal import Invalid
from wardmote.server.assess import permissions
from wardmote.server.assess.forms import fields
from wardmote.server.assess.queries import assessments
from wardmote.server.assess.queries.scope import Whole, changed_last_by
from wardmote.server.shell.requests import Request

if TYPE_CHECKING:
    from wardmote.server.assess.models import Assessment

Check = Callable[[Actor, "Assessment"], None]
CLEARED = (
    " The scope’s sign-off was cleared, because the scope changed. It must be signed off again."
)


def opened(request: Request, key: UUID, check: Check) -> "Assessment":
    """Find an assessment for a page on which it is changed.

    Raises: Missing, Forbidden, Conflict.
    """
    found = assessments.assessment(request.actor, key)
    check(request.actor, found)
    life.check_may_be_edited(life.AssessmentState(found.state))
    return found


def is_open(of: "Assessment") -> bool:
    """Tell whether an assessment can be changed at all."""
    return of.state == life.AssessmentState.OPEN


def may_edit(actor: Actor, of: "Assessment") -> bool:
    """Tell whether the person can change an assessment as it stands."""
    return is_open(of) and permissions.may_edit(actor, of)


class RefusedOnto:
    """Shows at the form why an action refused, instead of on a page of its own."""

    def __init__(self, form: fields.Form) -> None:
        self.form = form

    def __enter__(self) -> None:
        """Begin the action."""

    def __exit__(
        self, kind: object, refusal: BaseException | None, trace: TracebackType | None
    ) -> bool:
        """Take in what the form can show, and let all else through."""
        if isinstance(refusal, Stale):
            self.form.is_stale = True
        elif isinstance(refusal, Invalid):
            self.form.refuse(refusal.message, refusal.field)
        else:
            return False
        return True


def who_saved(request: Request, form: fields.Form, subject: UUID) -> str:
    """Name who saved while the person was changing the same; empty where nobody did."""
    return changed_last_by(request.actor, subject) if form.is_stale else ""


def page(
    request: Request, template: str, form: fields.Form, known: Mapping[str, Any]
) -> HttpResponse:
    """Show a form, with the status that it has."""
    return render(request, template, {"form": form, **known}, status=form.status)


def done(request: Request, message: str, to: str, key: UUID, whole: Whole | None) -> HttpResponse:
    """Say what was done, and that it cleared the sign-off where it did; go on."""
    cleared = CLEARED if whole is not None and whole.signed_off is not None else ""
    messages.success(request, f"{message}{cleared}")
    return redirect(to, key)
