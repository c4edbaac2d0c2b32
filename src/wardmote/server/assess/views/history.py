"""Who changed an outcome, when and how; any earlier state can be read and restored."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from wardmote.rules.assess import differences, merging
from wardmote.rules.assess.answers import Said, Unsound
from wardmote.rules.assess.differences import Save, Sitting
from wardmote.rules.frameworks.values import Framework, Outcome
from wardmote.server.assess import permissions
from wardmote.server.assess.actions import answering
from wardmote.server.assess.forms import answering as forms
from wardmote.server.assess.queries import answers, assessments
from wardmote.server.assess.views import clashes, outcome_layout, outcome_page
from wardmote.server.shell.audience import Audience, audience
from wardmote.server.shell.requests import Request

if TYPE_CHECKING:
    from wardmote.server.assess import models


@audience(Audience.MEMBER)
@require_GET
def history(request: Request, key: UUID, number: int, code: str) -> HttpResponse:
    """List who changed the outcome, newest first."""
    row = answers.answer(request.actor, key, number, code)
    versions = {each.version: each for each in answers.versions(row)}
    saves = [
        Save(each.version, each.saved_by_id, each.saved_at)
        for each in versions.values()
        if each.saved_at is not None
    ]
    outcome = answers.outcome(row)
    context = {
        "row": row,
        "assessment": row.assessment,
        "outcome": outcome,
        "entries": [_entry(each, versions) for each in differences.sittings(saves)],
    }
    return render(request, "assess/history.html", context)


def _entry(sitting: Sitting, versions: "dict[int, models.AnswerVersion]") -> dict[str, Any]:
    before = versions.get(sitting.before)
    after = versions[sitting.version]
    names = merging.changed(answers.said(before) if before else Said(), answers.said(after))
    return {
        "sitting": sitting,
        "who": after.saved_by.name if after.saved_by else "Someone",
        "changed": [outcome_layout.short_title(name) for name in names],
    }


@audience(Audience.MEMBER)
@require_GET
def version(request: Request, key: UUID, number: int, code: str, version: int) -> HttpResponse:
    """Show one earlier state, and what changed from the one before it or from `from`."""
    row = answers.answer(request.actor, key, number, code)
    framework = assessments.framework(row.assessment)
    outcome = answers.outcome(row)
    found = answers.version(row, version)
    wanted = request.GET.get("from", "")
    since = (
        int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 9 else version - 1
    )
    before = answers.said_at(row, since)
    said = answers.said(found)
    context = {
        "row": row,
        "assessment": row.assessment,
        "outcome": outcome,
        "found": found,
        "since": since,
        "said": said,
        "changes": _changes(before or Said(), said, framework, outcome),
        "columns": outcome_layout.columns(framework, outcome, said, ()),
        "levels": outcome_layout.judgeable(framework, outcome),
        "result": outcome_layout.result(framework, outcome, said),
        "may_restore": version != row.version and outcome_page.may_answer(request.actor, row),
    }
    return render(request, "assess/version.html", context)


def _changes(
    before: Said, after: Said, framework: Framework, outcome: Outcome
) -> list[dict[str, Any]]:
    old, new = merging.fields(before), merging.fields(after)
    return [
        {
            "title": outcome_layout.title(name, outcome),
            "before": outcome_layout.choice(name, was.choice, framework, outcome),
            "after": outcome_layout.choice(name, became.choice, framework, outcome),
            "passages": differences.passages(was.text, became.text),
            "has_text": was.text != became.text,
        }
        for name in merging.changed(before, after)
        for was, became in [(old.get(name, merging.Field()), new.get(name, merging.Field()))]
    ]


@audience(Audience.MEMBER)
@require_POST
def restore(request: Request, key: UUID, number: int, code: str, version: int) -> HttpResponse:
    """Save an earlier state again, as a new version."""
    row = answers.answer(request.actor, key, number, code)
    permissions.check_may_edit(request.actor, row.assessment)
    said = answers.said(answers.version(row, version))
    current = forms.version(request.POST)
    try:
        answering.answer_outcome(
            actor=request.actor,
            assessment=key,
            part=number,
            outcome=code,
            said=said,
            version=current,
            now=timezone.now(),
        )
    except Unsound as unsound:
        return outcome_page.page(request, row, said, unsound.problems, version=current)
    except answering.Clashing as clashing:
        return clashes.clash(request, row, clashing, base=current)
    messages.success(
        request, f"Version {version} is restored. Later versions are kept in the history."
    )
    return redirect("outcome", key, number, code)
