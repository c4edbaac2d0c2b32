"""What a person's organisations shared, and what became of it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from wardmote.rules.refusal import Missing
from wardmote.server.register import queries as register
from wardmote.server.sharing import permissions, queries
from wardmote.server.sharing.forms import searching
from wardmote.server.sharing.queries import ours, single
from wardmote.server.sharing.views import words
from wardmote.server.shell.audience import Audience, audience
from wardmote.server.shell.requests import Request


@audience(Audience.MEMBER)
@require_GET
def shared(request: Request) -> HttpResponse:
    """List what the person's organisations sent, the latest first."""
    mine = sorted(permissions.senders(request.actor))
    if not mine:
        raise Missing(queries.ABSENT)
    after = searching.after(request.GET.get("after", ""))
    rows, following = ours.sent(mine, after)
    known = {
        "of": register.organisations(mine),
        "rows": rows,
        "abouts": single.others(row.about for row in rows if row.about),
        "receipts": ours.receipts(mine),
        "following": searching.written(following) if following else "",
        "is_later": after is not None,
        "words": words,
    }
    return render(request, "sharing/ours.html", known)
