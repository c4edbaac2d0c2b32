"""Pages of an organisation's evidence register."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from wardmote.formats.assessments import tables
from wardmote.formats.tables import cells
from wardmote.rules.assess import evidence as rules
from wardmote.rules.assess import texts
from wardmote.rules.refusal import Invalid, Missing
from wardmote.server.assess import permissions
from wardmote.server.assess.actions import evidence as actions
from wardmote.server.assess.forms import evidence as forms
from wardmote.server.assess.queries import evidence as queries
from wardmote.server.assess.views import editing, places
from wardmote.server.shell.audience import Audience, audience
from wardmote.server.shell.requests import Request

HEADER = (
    "Title",
    "Kind",
    "Kept at",
    "Date of the document",
    "Review date",
    "Due for review",
    "Owner",
    "What it shows",
    "Outcomes that use it",
    "Retired",
)
WIDTHS = (40, 18, 50, 14, 14, 14, 24, 60, 12, 14)


@audience(Audience.MEMBER)
@require_GET
def home(request: Request) -> HttpResponse:
    """Go to the person's register, or let them choose where they work in several places."""
    found = queries.organisations(request.actor)
    if len(found) == 1:
        return redirect("evidence", found[0].code)
    return render(request, "assess/evidence_home.html", {"organisations": found})


@audience(Audience.MEMBER)
@require_GET
def register(request: Request, code: str) -> HttpResponse:
    """List an organisation's evidence, as far as it is asked for."""
    of = queries.organisation(request.actor, code)
    wanted, today = _wanted(request), timezone.localdate()
    found = queries.register_of(request.actor, of.pk, wanted, today=today)
    asked = request.GET.copy()
    asked.pop("page", None)
    known = {
        "of": of,
        "found": found,
        "rows": [(one, queries.is_stale(one, today)) for one in found.rows],
        "wanted": wanted,
        "page": min(max(wanted.page, 1), found.pages),
        "asked": asked.urlencode(),
        "is_filtered": bool(wanted.text or wanted.kind or wanted.state),
        "kinds": rules.KIND_TITLES,
        "states": queries.STATES,
        "sorts": {name: title for name, (title, _) in queries.SORTS.items()},
        "may_keep": permissions.may_keep_evidence(request.actor, of.pk),
    }
    return render(request, "assess/evidence_register.html", known)


@audience(Audience.MEMBER)
@require_GET
def export(request: Request, code: str, form: str) -> HttpResponse:
    """Send the register, as far as it is asked for, as a file."""
    of = queries.organisation(request.actor, code)
    today = timezone.localdate()
    rows = [HEADER] + [
        _row(one, queries.is_stale(one, today))
        for one in queries.exported(request.actor, of.pk, _wanted(request), today=today)
    ]
    if form == "csv":
        sent, kind = cells.csv_bytes(rows), "text/csv; charset=utf-8"
    elif form == "xlsx":
        sent, kind = tables.xlsx_bytes({"Evidence": rows}, WIDTHS), tables.XLSX
    else:
        raise Missing("There is no such file.")
    name = f"evidence-{of.code.lower()}.{form}"
    return HttpResponse(
        sent,
        content_type=kind,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@audience(Audience.MEMBER)
@require_http_methods(["GET", "POST"])
def add(request: Request, code: str) -> HttpResponse:
    """Show an empty form, or add what was written."""
    of = queries.organisation(request.actor, code)
    permissions.check_may_keep_evidence(request.actor, of.pk)
    form = forms.ReferenceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add(
                actor=request.actor,
                organisation=of.pk,
                given=form.reference(),
                now=timezone.now(),
            )
        except Invalid as invalid:
            form.refuse(invalid.message, invalid.field)
        else:
            messages.success(request, f"{made.title} is in the register.")
            return redirect("evidence", of.code)
    known = {"of": of, "form": form, "one": None, "who": ""}
    return render(request, "assess/evidence_form.html", known, status=form.status)


@audience(Audience.MEMBER)
@require_GET
def show(request: Request, code: str, key: UUID) -> HttpResponse:
    """Show one reference and every outcome that uses it."""
    of = queries.organisation(request.actor, code)
    one = queries.reference(request.actor, of.pk, key)
    known = {
        "of": of,
        "one": one,
        "kind": rules.KIND_TITLES[rules.EvidenceKind(one.kind)],
        "is_link": rules.is_link(one.kept_at),
        "is_stale": queries.is_stale(one, timezone.localdate()),
        "uses": [
            (use, places.outcome(use.assessment_id, use.answer.part.number, use.answer.outcome))
            for use in queries.uses(request.actor, one)
        ],
        "may_keep": permissions.may_keep_evidence(request.actor, of.pk),
    }
    return render(request, "assess/evidence_one.html", known)


@audience(Audience.MEMBER)
@require_http_methods(["GET", "POST"])
def change(request: Request, code: str, key: UUID) -> HttpResponse:
    """Show a reference as a form, or save it; a second save of a stale version shows both."""
    of = queries.organisation(request.actor, code)
    one = queries.reference(request.actor, of.pk, key)
    permissions.check_may_keep_evidence(request.actor, of.pk)
    there = _fields(one)
    form = forms.ReferenceForm(request.POST or None, initial=there)
    form.opened_at = one.version
    if request.method == "POST" and form.is_valid():
        with editing.RefusedOnto(form):
            actions.change(
                actor=request.actor,
                organisation=of.pk,
                key=key,
                given=form.reference(),
                version=form.cleaned_data["version"],
                now=timezone.now(),
            )
            messages.success(request, "The evidence is saved.")
            return redirect("evidence_one", of.code, key)
        if form.is_stale:
            now_there = queries.reference(request.actor, of.pk, key)
            form.compare(_fields(now_there), now_there.version)
    who = editing.who_saved(request, form, key)
    known = {"of": of, "form": form, "one": one, "who": who}
    return render(request, "assess/evidence_form.html", known, status=form.status)


@audience(Audience.MEMBER)
@require_POST
def retire(request: Request, code: str, key: UUID) -> HttpResponse:
    """Take a reference out of use. The page that follows offers to bring it back."""
    of = queries.organisation(request.actor, code)
    held = actions.retire(actor=request.actor, organisation=of.pk, key=key, now=timezone.now())
    messages.success(request, f"{held.title} is retired. You can bring it back below.")
    return redirect("evidence_one", of.code, key)


@audience(Audience.MEMBER)
@require_POST
def bring_back(request: Request, code: str, key: UUID) -> HttpResponse:
    """Put a retired reference back into use."""
    of = queries.organisation(request.actor, code)
    held = actions.bring_back(actor=request.actor, organisation=of.pk, key=key, now=timezone.now())
    messages.success(request, f"{held.title} is back in use.")
    return redirect("evidence_one", of.code, key)


def _wanted(request: Request) -> queries.Wanted:
    """Read what is asked for; what makes no sense is left out."""
    asked = request.GET
    page = asked.get("page", "")
    kind, state, sort = (asked.get(name, "") for name in ("kind", "state", "sort"))
    return queries.Wanted(
        text=texts.line(asked.get("q", ""))[:100],
        kind=kind if kind in set(rules.EvidenceKind) else "",
        state=state if state in queries.STATES else "",
        sort=sort if sort in queries.SORTS else "",
        page=int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1,
    )


def _fields(one: Any) -> dict[str, Any]:
    names = ("title", "kind", "kept_at", "shows", "owner", "dated_on", "review_on")
    return {name: getattr(one, name) for name in names}


def _row(one: Any, is_stale: bool) -> tuple[str, ...]:
    return (
        one.title,
        rules.KIND_TITLES[rules.EvidenceKind(one.kind)],
        one.kept_at,
        one.dated_on.isoformat() if one.dated_on else "",
        one.review_on.isoformat() if one.review_on else "",
        "Yes" if is_stale else "No",
        one.owner,
        one.shows,
        str(one.used),
        timezone.localdate(one.retired_at).isoformat() if one.retired_at else "",
    )
