"""What a person sends in about the work on outcomes."""

from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import QueryDict

from wardmote.rules.assess import texts
from wardmote.rules.assess.answers import Problem, Unsound
from wardmote.rules.assess.work import Change, Plan, WorkState
from wardmote.rules.refusal import Invalid
from wardmote.server.shell.dates import DateField, DateParts

NOBODY = "nobody"
MOST_SELECTED = 1_000
DUE_ON = DateField("due date", required=False)


def plan(sent: QueryDict) -> Plan:
    """Read the plan of one outcome.

    Raises: Unsound.
    """
    problems: list[Problem] = []
    read = Plan(
        owner=_person(sent.get("owner", ""), "owner", problems),
        collaborators=_people(sent, problems),
        due_on=_date(sent, problems),
        state=_state(sent.get("work_state", ""), problems) or WorkState.NOT_STARTED,
        blocker=texts.text(sent.get("blocker", "")),
        next_step=texts.text(sent.get("next_step", "")),
    )
    if not sent.get("work_state"):
        problems.append(Problem("work_state", "Choose a status."))
    if problems:
        raise Unsound(problems)
    return read


def change(sent: QueryDict) -> Change:
    """Read a change to several outcomes; what is left empty stays as it is.

    Raises: Unsound.
    """
    problems: list[Problem] = []
    owner = sent.get("owner", "")
    read = Change(
        owner=None if owner == NOBODY else _person(owner, "owner", problems),
        no_owner=owner == NOBODY,
        collaborators=_people(sent, problems),
        due_on=_date(sent, problems),
        no_due_on=sent.get("no_due_on") == "yes",
        state=_state(sent.get("work_state", ""), problems),
    )
    if read.due_on and read.no_due_on:
        problems.append(Problem("due_on", "Give a due date or take it away, not both."))
    if problems:
        raise Unsound(problems)
    return read


def selected(sent: QueryDict) -> set[UUID]:
    """Read which outcomes are selected.

    Raises: Invalid.
    """
    chosen = sent.getlist("outcomes")
    if len(chosen) > MOST_SELECTED:
        raise Invalid("Too many outcomes are selected.", field="outcomes")
    found = {_key(text) for text in chosen}
    if None in found:
        raise Invalid("Select outcomes from the list.", field="outcomes")
    return {key for key in found if key is not None}


def people(sent: QueryDict, name: str) -> frozenset[UUID]:
    """Read which people are ticked.

    Raises: Invalid.
    """
    found = {_key(text) for text in sent.getlist(name)[:MOST_SELECTED]}
    if None in found:
        raise Invalid("Choose people from the list.", field=name)
    return frozenset(key for key in found if key is not None)


def _people(sent: QueryDict, problems: list[Problem]) -> frozenset[UUID]:
    named = {_person(text, "collaborators", problems) for text in sent.getlist("collaborators")}
    return frozenset(one for one in named if one is not None)


def _person(text: str, field: str, problems: list[Problem]) -> UUID | None:
    found = _key(text)
    if text and found is None:
        problems.append(Problem(field, "Choose a person from the list."))
    return found


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _state(text: str, problems: list[Problem]) -> WorkState | None:
    if text and text not in list(WorkState):
        problems.append(Problem("work_state", "Choose a status from the list."))
        return None
    return WorkState(text) if text else None


def _date(sent: QueryDict, problems: list[Problem]) -> date | None:
    try:
        return DUE_ON.clean(DateParts().value_from_datadict(sent, None, "due_on"))
    except ValidationError as error:
        problems.append(Problem("due_on", error.messages[0]))
        return None
