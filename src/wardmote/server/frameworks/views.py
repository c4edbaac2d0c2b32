"""Pages of the frameworks."""

from collections import Counter

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from wardmote.formats.frameworks import checking
from wardmote.formats.frameworks.checking import Checked
from wardmote.rules.frameworks import finding
from wardmote.rules.frameworks.values import Change, Framework
from wardmote.rules.refusal import Refusal
from wardmote.server.frameworks import actions, forms, permissions, queries
from wardmote.server.shell.audience import Audience, audience
from wardmote.server.shell.requests import Request

CHANGES = {
    Change.SAME: "The same",
    Change.RETITLED: "New title",
    Change.CHANGED: "Changed",
    Change.NEW: "New",
    Change.GONE: "Gone",
}


@require_GET
@audience(Audience.ANYONE)
def frameworks(request: Request) -> HttpResponse:
    """List frameworks, their profiles and the crosswalks between them."""
    known = queries.frameworks()
    return render(
        request,
        "frameworks/frameworks.html",
        {
            "frameworks": known,
            "profiles": queries.profiles(*(one.ref for one in known)),
            "crosswalks": queries.crosswalks(),
            "may_import": permissions.may_import(request.actor),
        },
    )


@require_GET
@audience(Audience.ANYONE)
def framework(request: Request, ref: str) -> HttpResponse:
    """Show a framework with its outcomes, or the statements that a search finds."""
    known, wording, shown = _worded(request, ref)
    asked = request.GET.get("q", "")[: finding.LONGEST_QUERY]
    return render(
        request,
        "frameworks/framework.html",
        {
            "framework": known,
            "wording": wording,
            "shown": shown,
            "profiles": queries.profiles(ref),
            "asked": asked,
            "found": finding.find(shown, asked),
            "most": finding.MOST_FOUND,
            "crosswalks": [one for one in queries.crosswalks() if ref in (one.before, one.after)],
        },
    )


@require_GET
@audience(Audience.ANYONE)
def outcome(request: Request, ref: str, code: str) -> HttpResponse:
    """Show one outcome: its statements, what each profile asks, what became of it."""
    known, wording, shown = _worded(request, ref)
    return render(
        request,
        "frameworks/outcome.html",
        {
            "framework": known,
            "wording": wording,
            "shown": shown,
            "outcome": shown.outcome(code),
            "asks": [(one, one.targets.get(code, "")) for one in queries.profiles(ref)],
            "crossings": queries.crossings(ref, code),
            "changes": CHANGES,
        },
    )


@require_GET
@audience(Audience.ANYONE)
def crosswalk(request: Request, before: str, after: str) -> HttpResponse:
    """Show what became of each outcome from one version to the next."""
    walk = queries.crosswalk(before, after)
    chosen = request.GET.get("change", "")
    chosen = chosen if chosen in list(Change) else ""
    return render(
        request,
        "frameworks/crosswalk.html",
        {
            "walk": walk,
            "before": queries.framework(before),
            "after": queries.framework(after),
            "rows": [one for one in walk.crossings if chosen in ("", one.change)],
            "counts": Counter(str(one.change) for one in walk.crossings),
            "changes": CHANGES,
            "chosen": chosen,
        },
    )


@require_http_methods(["GET", "POST"])
@audience(Audience.STEWARD)
def check(request: Request) -> HttpResponse:
    """Ask for a file, and show what is wrong with it before anything is stored."""
    permissions.check_may_import(request.actor)
    form = forms.Importing(request.POST, request.FILES)
    if request.method == "GET":
        return _ask(request, forms.Importing())
    if not form.is_valid():
        return _ask(request, form)
    file = form.cleaned_data["file"]
    data = file.read()
    try:
        checked = checking.check(data, file.name, queries.frameworks(), form.head)
    except Refusal as refusal:
        form.add_error("file", str(refusal))
        return _ask(request, form)
    return _report(request, checked, form, forms.packed(data))


@require_POST
@audience(Audience.STEWARD)
def store(request: Request) -> HttpResponse:
    """Check once more what was shown, and store it."""
    form = forms.Storing(request.POST)
    permissions.check_may_import(request.actor)
    if not form.is_valid():
        return redirect("frameworks_import")
    given = form.cleaned_data
    checked = checking.check(given["content"], given["name"], queries.frameworks(), form.head)
    actions.import_checked(actor=request.actor, checked=checked, now=timezone.now())
    messages.success(request, f"Wardmote now has {checked.what}.")
    return redirect("frameworks")


def _worded(request: Request, ref: str) -> tuple[Framework, Framework | None, Framework]:
    """Find a framework, its imported wording if there is one, and which of them to show."""
    known = queries.framework(ref)
    wording = queries.wording(ref)
    wants = request.GET.get("wording") == "imported"
    return known, wording, wording if wording is not None and wants else known


def _ask(request: Request, form: forms.Importing) -> HttpResponse:
    return render(
        request,
        "frameworks/import.html",
        {"form": form, "frameworks": queries.frameworks()},
        status=422 if form.errors else 200,
    )


def _report(request: Request, checked: Checked, form: forms.Importing, packed: str) -> HttpResponse:
    return render(
        request,
        "frameworks/report.html",
        {"checked": checked, "head": form.head, "packed": packed},
        status=200 if checked.may_store else 422,
    )
