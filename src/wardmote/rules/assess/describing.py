"""What a person wrote about a scope, checked and made fit to keep.

Source: CAF for local government, scoping: services with name, description and owner; systems
with name, type, supplier, the services each supports (at least one), criticality, rationale.
"""

from dataclasses import fields, replace
from datetime import date

from wardmote.rules.assess import texts
from wardmote.rules.assess.scope import Context, Criterion, Criticality, Service, System
from wardmote.rules.refusal import Conflict, Invalid

KIND_LENGTH = 100


class Stale(Conflict):
    """Someone else saved since this was read; nothing was saved, and both texts can be shown."""

    def __init__(self) -> None:
        super().__init__(
            "Someone else saved this while you were changing it. Compare both, then save again."
        )


def check_is_current(version: int, current: int) -> None:
    """Refuse to save over what the person has not seen.

    Raises: Stale.
    Source: decision "Two people lose nothing": the second save of a stale version shows both.
    """
    if version != current:
        raise Stale


def context(given: Context) -> Context:
    """Check the five texts; any may still be empty.

    Raises: Invalid.
    Source: CAF for local government, scoping: context.
    """
    return Context(
        **{each.name: long(getattr(given, each.name), each.name) for each in fields(given)}
    )


def service(given: Service) -> Service:
    """Check an essential service; only its name must be there from the start.

    Raises: Invalid.
    Source: CAF for local government, scoping: essential services.
    """
    return replace(
        given,
        name=name(given.name, "Enter the name of the service."),
        description=long(given.description, "description"),
        owner=short(given.owner, "owner"),
    )


def system(given: System) -> System:
    """Check a system: its name and at least one service that it supports must be there.

    Raises: Invalid.
    Source: CAF for local government, scoping: critical systems.
    """
    if not given.services:
        raise Invalid("Choose at least one service that the system supports.", field="services")
    if given.criticality and given.criticality not in set(Criticality):
        raise Invalid("Choose how critical the system is from the list.", field="criticality")
    if not set(given.criteria) <= set(Criterion):
        raise Invalid("Choose criteria from the list.", field="criteria")
    return replace(
        given,
        name=name(given.name, "Enter the name of the system."),
        kind=short(given.kind, "kind", KIND_LENGTH),
        supplier=short(given.supplier, "supplier"),
        description=long(given.description, "description"),
        criteria=tuple(one.value for one in Criterion if one in given.criteria),
        rationale=long(given.rationale, "rationale"),
    )


def reason(given: str) -> str:
    """Check the reason for prioritising a system: an assurer must be able to follow it.

    Raises: Invalid.
    Source: CAF for local government, scoping: prioritise with a rationale.
    """
    kept = long(given, "reason")
    if not kept:
        raise Invalid("Say why you prioritise this system.", field="reason")
    return kept


def check_dates(starts_on: date, due_on: date | None) -> None:
    """Refuse a cycle that would be due before it starts.

    Raises: Invalid.
    Source: CAF for local government, prepare: a schedule.
    """
    if due_on is not None and due_on < starts_on:
        raise Invalid("The due date must be on or after the start date.", field="due_on")


def name(given: str, when_missing: str, field: str = "name") -> str:
    """Check a name that must be there.

    Raises: Invalid.
    Source: decision "Text is text".
    """
    kept = short(given, field)
    if not kept:
        raise Invalid(when_missing, field=field)
    return kept


def short(given: str, field: str, most: int = texts.LINE_LENGTH) -> str:
    """Check a text of one line.

    Raises: Invalid.
    Source: decision "Text is text".
    """
    return _within(texts.line(given), field, most)


def long(given: str, field: str) -> str:
    """Check a text of several lines.

    Raises: Invalid.
    Source: decision "Text is text".
    """
    return _within(texts.text(given), field, texts.TEXT_LENGTH)


def _within(kept: str, field: str, most: int) -> str:
    if len(kept) > most:
        raise Invalid(
            f"Use {most:,} characters or fewer. You have used {len(kept):,}.", field=field
        )
    return kept
