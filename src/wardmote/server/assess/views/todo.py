"""A person's to-do list, and taking a mention off it."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from wardmote.rules.assess import todo as rules
from wardmote.server.assess.actions import noticing
from wardmote.server.assess.queries import todo as queries
from wardmote.server.assess.views import places
from wardmote.server.shell.audience import Audience, audience
from wardmote.server.shell.requests import Request


def shown(request: Request) -> dict[str, object]:
    """Give what `assess/todo.html` shows, for the page that includes it. At most 6 queries."""
    return {
        "todo": queries.of(request.actor, today=timezone.localdate()),
        "todo_titles": rules.TITLES,
        "todo_place": places.outcome,
    }


@audience(Audience.MEMBER)
@require_POST
def see_mention(request: Request, key: UUID) -> HttpResponse:
    """Take a mention off the list, and go to where it was made or back to the list."""
    found = noticing.see_mention(actor=request.actor, mention=key, now=timezone.now())
    if request.POST.get("then") == "open":
        answer = found.comment.answer
        place = places.outcome(found.assessment_id, answer.part.number, answer.outcome)
        return redirect(f"{place}#comments")
    return redirect("start")
