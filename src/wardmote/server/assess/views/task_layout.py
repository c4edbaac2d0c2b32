"""Lays out the task list: filters, order, groups, and progress of what counts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from wardmote.rules.assess import progress
from wardmote.rules.assess.work import TITLES, WorkState
from wardmote.rules.frameworks.values import Framework, Outcome

if TYPE_CHECKING:
    from wardmote.server.assess.models import Answer

SHOW = {
    "all": "All",
    "mine": "Mine",
    "overdue": "Overdue",
    "review": "Needs review",
}
SORTS = {"order": "Framework order", "due": "Due date", "owner": "Owner", "status": "Status"}
LAST = date.max


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the list someone asked for; what is not known counts as not asked."""

    show: str = "all"
    status: str = ""
    owner: str = ""
    part: str = ""
    sort: str = "order"

    @classmethod
    def read(cls, sent: Mapping[str, str]) -> "Asked":
        """Read the address."""
        show, sort = sent.get("show", ""), sent.get("sort", "")
        return cls(
            show=show if show in SHOW else "all",
            status=sent.get("status", ""),
            owner=sent.get("owner", ""),
            part=sent.get("part", ""),
            sort=sort if sort in SORTS else "order",
        )

    @property
    def is_filtered(self) -> bool:
        """Tell whether something is left out or moved."""
        return self != Asked()


@dataclass(frozen=True, slots=True)
class Task:
    """One row: an outcome of a part, as a list shows it."""

    row: "Answer"
    outcome: Outcome
    is_mine: bool
    is_overdue: bool
    is_judged: bool
    helpers: Sequence[str]


@dataclass(frozen=True, slots=True)
class Group:
    """The rows of one objective in one part."""

    key: str
    title: str
    progress: progress.Progress
    tasks: Sequence[Task]


@dataclass(frozen=True, slots=True)
class PartGroup:
    """The rows of one part; `progress` counts all of the part, whatever is shown."""

    number: int
    title: str
    progress: progress.Progress
    groups: Sequence[Group]


def laid_out(
    framework: Framework,
    rows: "Sequence[Answer]",
    asked: Asked,
    *,
    person: UUID | None,
    today: date,
) -> dict[str, Any]:
    """Give all that a task list shows."""
    tasks = [_task(framework, row, person, today) for row in rows]
    found = [task for task in tasks if _fits(task, asked)]
    return {
        "asked": asked,
        "progress": _progress(tasks),
        "shows": [(code, title, _count(tasks, code)) for code, title in SHOW.items()],
        "statuses": [(state.value, title) for state, title in TITLES.items()],
        "owners": _owners(rows),
        "part_names": sorted({(row.part.number, row.part.title) for row in rows}),
        "sorts": list(SORTS.items()),
        "found": sorted(found, key=ORDERS[asked.sort]),
        "parts": _parts(framework, tasks, found),
        "total": len(tasks),
    }


def _task(framework: Framework, row: "Answer", person: UUID | None, today: date) -> Task:
    helpers = [each.person for each in row.collaborator_set.all()]
    return Task(
        row=row,
        outcome=framework.outcome(row.outcome),
        is_mine=person is not None and person in {row.owner_id, *(each.pk for each in helpers)},
        is_overdue=progress.is_overdue(row.due_on, WorkState(row.work_state), today),
        is_judged=progress.is_judged(row.judged, needs_review=row.needs_review),
        helpers=[each.name for each in helpers],
    )


def _shown(task: Task, show: str) -> bool:
    kinds = {"mine": task.is_mine, "overdue": task.is_overdue, "review": task.row.needs_review}
    return kinds.get(show, True)


def _fits(task: Task, asked: Asked) -> bool:
    owner = str(task.row.owner_id or "nobody")
    return (
        _shown(task, asked.show)
        and asked.status in ("", task.row.work_state)
        and asked.owner in ("", owner)
        and asked.part in ("", str(task.row.part.number))
    )


def _count(tasks: Sequence[Task], show: str) -> int:
    return sum(_shown(task, show) for task in tasks)


def _progress(tasks: Sequence[Task]) -> progress.Progress:
    return progress.progress(task.is_judged for task in tasks)


def _place(task: Task) -> tuple[int, int]:
    return task.row.part.number, task.row.position


ORDERS: Mapping[str, Callable[[Task], Any]] = {
    "order": _place,
    "due": lambda task: (task.row.due_on or LAST, *_place(task)),
    "owner": lambda task: (
        task.row.owner.name.casefold() if task.row.owner else "\uffff",
        *_place(task),
    ),
    "status": lambda task: (list(WorkState).index(WorkState(task.row.work_state)), *_place(task)),
}


def _owners(rows: "Sequence[Answer]") -> list[tuple[str, str]]:
    found = {(str(row.owner_id), row.owner.name) for row in rows if row.owner}
    return [("nobody", "Nobody"), *sorted(found, key=lambda each: each[1].casefold())]


def _parts(framework: Framework, tasks: Sequence[Task], found: Sequence[Task]) -> list[PartGroup]:
    """Group what was found; a part or objective with nothing found is left out."""
    laid = []
    for number, title in sorted({(each.row.part.number, each.row.part.title) for each in found}):
        whole = [each for each in tasks if each.row.part.number == number]
        groups = []
        for objective in framework.objectives:
            key = f"{number}-{objective.code}"
            of = [each for each in whole if objective_key(framework, each.row) == key]
            seen = [each for each in found if objective_key(framework, each.row) == key]
            if seen:
                name = f"{objective.code} {objective.title}"
                groups.append(Group(key, name, _progress(of), seen))
        laid.append(PartGroup(number, title, _progress(whole), groups))
    return laid


def objective_key(framework: Framework, row: "Answer") -> str:
    """Name an objective of a part, such as `0-A`."""
    return f"{row.part.number}-{framework.objective_codes[row.outcome]}"


def confirmation(changed: "Sequence[Answer]", selected: int) -> str:
    """Say what a change to several outcomes did."""
    if not changed:
        return f"Nothing to change: all {selected} were like that already."
    parts: dict[str, list[str]] = {}
    for row in changed:
        parts.setdefault(row.part.title, []).append(row.outcome)
    shown = " ".join(f"{title}: {', '.join(codes)}." for title, codes in parts.items())
    noun = "outcome is" if len(changed) == 1 else "outcomes are"
    return f"{len(changed)} {noun} changed. {shown}"
