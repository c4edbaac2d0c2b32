"""Tells an event of an assessment's history in plain words.

Source: decision "Who did what": the audit trail holds a verb and what changed; here is how it
is read out.
"""

from collections.abc import Iterator, Mapping
from typing import Any

NAMES = {
    "judged": "judgement",
    "due_on": "due date",
    "starts_on": "start date",
    "work_state": "state",
    "next_step": "next step",
    "kept_at": "where it is kept",
    "dated_on": "date",
    "review_on": "review date",
}
QUIET = frozenset({"outcome", "part", "version", "assessment", "title", "state", "reason"})
LONGEST = 200
"""The most of one value that is told. Units: characters."""


def tell(verb: str, change: Mapping[str, Any]) -> str:
    """Say what was done, to which outcome.

    Source: as the module.
    """
    about = change.get("outcome")
    return f"{verb}: {about}" if isinstance(about, str) and about else verb


def details(change: Mapping[str, Any]) -> tuple[str, ...]:
    """Say what changed, a line each; long values are cut.

    Source: as the module.
    """
    return tuple(_lines(change))


def _lines(change: Mapping[str, Any]) -> Iterator[str]:
    if isinstance(change.get("reason"), str) and change["reason"]:
        yield f"Reason: {_short(change['reason'])}"
    for name, value in change.items():
        title = NAMES.get(name, name.replace("_", " "))
        if name in QUIET or value in (None, "", [], {}):
            continue
        if name == "fields" and isinstance(value, list):
            yield "Changed: " + _short(", ".join(_field(str(one)) for one in value))
        elif _is_pair(name, value):
            before, after = (_short(_said(one)) for one in value)
            yield f"{title.capitalize()}: {before or 'nothing'} became {after or 'nothing'}"
        elif isinstance(value, list):
            yield f"{title.capitalize()}: " + _short(", ".join(_said(one) for one in value))
        else:
            yield f"{title.capitalize()}: {_short(_said(value))}"


def _is_pair(name: str, value: Any) -> bool:
    """Tell a before and after from a list that happens to hold two."""
    return (
        isinstance(value, list)
        and len(value) == 2
        and name != "evidence"
        and not any(isinstance(one, (list, dict)) for one in value)
    )


def _field(name: str) -> str:
    if name.startswith("statement:"):
        return name.removeprefix("statement:")
    return NAMES.get(name, name.replace("_", " "))


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST].rstrip() + "…"
