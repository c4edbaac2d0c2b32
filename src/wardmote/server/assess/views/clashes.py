"""The page where two people's changes to the same things are put together."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from wardmote.rules.assess import differences, merging
from wardmote.rules.assess.answers import Problem, Said, Unsound
from wardmote.rules.assess.merging import Clash, Merge
from wardmote.rules.frameworks.values import Framework, Outcome
from wardmote.rules.refusal import Conflict, Invalid, Missing
from wardmote.server.assess.actions import answering
from wardmote.server.assess.forms import answering as forms
from wardmote.server.assess.forms import merging as merge_forms
from wardmote.server.assess.queries import answers, assessments
from wardmote.server.assess.views import outcome_layout, outcome_page, saving
from wardmote.server.people import keeping
from wardmote.server.shell.audience import Audience, audience
from wardmote.server.shell.requests import Request

if TYPE_CHECKING:
    from wardmote.server.assess import models


@keeping.keeps_text
@audience(Audience.MEMBER)
@require_http_methods(["GET", "POST"])
def settle(request: Request, key: UUID, number: int, code: str) -> HttpResponse:
    """Save what a person chose from both sides, or ask again where something is still open."""
    row = answers.answer(request.actor, key, number, code)
    held = keeping.held_text(request)
    sent = held.fields if held else request.POST
    if not sent:
        return redirect("outcome", key, number, code)
    form = forms.read(sent, answers.outcome(row))
    try:
        base, version = forms.version(sent, "base"), forms.version(sent)
        theirs = answers.version(row, version)
    except (Invalid, Missing) as refusal:
        return outcome_page.not_saved(request, row, form.said, refusal)
    if form.problems:
        return outcome_page.page(request, row, form.said, form.problems, version=base)
    merge = merging.merge(answers.said_at(row, base) or Said(), form.said, answers.said(theirs))
    chosen, problems = merge_forms.decided(sent, merge.clashes)
    if held or problems:
        return page(
            request,
            row,
            theirs,
            merge,
            form.said,
            base=base,
            problems=() if held else problems,
            held=held,
        )
    return _settle(request, row, merging.settle(merge, chosen), version)


def _settle(request: Request, row: "models.Answer", said: Said, version: int) -> HttpResponse:
    here = (row.assessment_id, row.part.number, row.outcome)
    try:
        saved = answering.answer_outcome(
            actor=request.actor,
            assessment=here[0],
            part=here[1],
            outcome=here[2],
            said=said,
            version=version,
            now=timezone.now(),
        )
    except Unsound as unsound:
        return outcome_page.page(request, row, said, unsound.problems, version=version)
    except answering.Clashing as again:
        return clash(request, row, again, base=version)
    except (Conflict, Invalid) as refusal:
        return outcome_page.not_saved(request, row, said, refusal)
    messages.success(request, saving.words(saved))
    return redirect("outcome", *here)


def clash(
    request: Request, row: "models.Answer", clashing: answering.Clashing, *, base: int
) -> HttpResponse:
    """Show what both sides wrote, for the person to choose; or what the merge still lacks."""
    current, merge = clashing.current, clashing.merge
    if not merge.clashes:
        problem = Problem("reason", clashing.message)
        return outcome_page.page(request, row, merge.said, [problem], version=current.version)
    return page(request, row, current, merge, clashing.said, base=base)


def page(
    request: Request,
    row: "models.Answer",
    theirs: "models.Answer | models.AnswerVersion",
    merge: Merge,
    mine: Said,
    *,
    base: int,
    problems: Sequence[Problem] = (),
    held: keeping.Held | None = None,
) -> HttpResponse:
    """Lay both sides out beside each other."""
    framework = assessments.framework(row.assessment)
    outcome = answers.outcome(row)
    is_mine = theirs.saved_by_id == request.actor.person
    who = "you, in another window" if is_mine or not theirs.saved_by else theirs.saved_by.name
    errors = {each.field: each.message for each in problems}
    context: dict[str, Any] = {
        "row": row,
        "assessment": row.assessment,
        "outcome": outcome,
        "who": who,
        "theirs": theirs,
        "base": base,
        "mine": mine,
        "problems": problems,
        "clashes": [_shown(each, framework, outcome, who, errors) for each in merge.clashes],
        "merged": [outcome_layout.title(name, outcome) for name in (*merge.mine, *merge.theirs)],
        "chosen": held.fields if held else request.POST,
        "held": held,
    }
    status = 200 if held else 422 if problems else 409
    return render(request, "assess/clash.html", context, status=status)


def _shown(
    clash: Clash, framework: Framework, outcome: Outcome, who: str, errors: dict[str, str]
) -> dict[str, Any]:
    return {
        "name": clash.name,
        "title": outcome_layout.title(clash.name, outcome),
        "theirs": _side(clash.base, clash.theirs, clash.name, framework, outcome),
        "mine": _side(clash.base, clash.mine, clash.name, framework, outcome),
        "ways": merge_forms.ways(clash, who),
        "error": errors.get(merge_forms.KEEP + clash.name, ""),
    }


def _side(
    base: merging.Field, side: merging.Field, name: str, framework: Framework, outcome: Outcome
) -> dict[str, Any]:
    return {
        "choice": outcome_layout.choice(name, side.choice, framework, outcome),
        "passages": differences.passages(base.text, side.text),
    }
