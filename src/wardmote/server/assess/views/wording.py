"""In whose words an outcome is shown: ours, or the official ones where they were imported.

What someone chose holds for their session. Nothing is judged by it: codes are the same in both.
"""

from typing import TYPE_CHECKING

from wardmote.rules.frameworks.values import Outcome
from wardmote.rules.refusal import Missing
from wardmote.server.assess.queries import answers
from wardmote.server.frameworks import queries as frameworks
from wardmote.server.shell.requests import Request

if TYPE_CHECKING:
    from wardmote.server.assess.models import Answer

KEY, OFFICIAL, PLAIN = "wording", "official", "plain"


def choose(request: Request) -> None:
    """Remember what the address asks for."""
    wanted = request.GET.get(KEY)
    if wanted in (OFFICIAL, PLAIN) and request.session.get(KEY, PLAIN) != wanted:
        request.session[KEY] = wanted


def is_official(request: Request) -> bool:
    """Tell whether the person wants the official words."""
    return bool(request.session.get(KEY) == OFFICIAL)


def outcome(request: Request, row: "Answer") -> Outcome:
    """Give the outcome in the words that the person chose, where there are such."""
    plain = answers.outcome(row)
    if not is_official(request):
        return plain
    worded = frameworks.wording(row.assessment.framework)
    try:
        return worded.outcome(row.outcome) if worded else plain
    except Missing:
        return plain


def offered(request: Request, row: "Answer") -> str:
    """Say which other wording can be had: `official`, `plain`, or none. Cost: 1 query."""
    if not frameworks.has_wording(row.assessment.framework):
        return ""
    return PLAIN if is_official(request) else OFFICIAL
