"""What a new list of organisations would do to the register, before anything is done.

Source: decision "Bulk changes: plan, refuse if more than a set share changes, apply".
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields

from wardmote.rules.refusal import Conflict
from wardmote.rules.register.values import Organisation

LARGEST_SHARE = 0.10
"""The share of the register that may change or end at once without being told."""

FIELDS = tuple(field.name for field in fields(Organisation) if field.name != "code")


@dataclass(frozen=True, slots=True)
class FieldChange:
    """What one field says before and after."""

    field: str
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class Change:
    """One organisation that is known and would change, field by field."""

    before: Organisation
    after: Organisation
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do.

    Shape: each organisation of the register or the list is in exactly one of the five; `ended`
    are changes that give a last day to one that had none; `absent` are in the register but not
    in the list, and stay as they are.
    """

    added: tuple[Organisation, ...]
    changed: tuple[Change, ...]
    ended: tuple[Change, ...]
    unchanged: tuple[Organisation, ...]
    absent: tuple[Organisation, ...]

    @property
    def share(self) -> float:
        """Give the part of the register that would change or end, from 0 to 1."""
        touched = len(self.changed) + len(self.ended)
        known = touched + len(self.unchanged) + len(self.absent)
        return touched / known if known else 0.0

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to do."""
        return not (self.added or self.changed or self.ended)


def plan_import(current: Iterable[Organisation], incoming: Iterable[Organisation]) -> Plan:
    """Compare a list with the register; both are valid and name each code once.

    An organisation that the list leaves out is not touched: councils end by a last day, never by
    being forgotten.
    Source: decision "Bulk changes: plan, refuse if more than a set share changes, apply".
    """
    known = {organisation.code: organisation for organisation in current}
    coming = {organisation.code: organisation for organisation in incoming}
    changes = [
        Change(known[code], after, changed_fields(known[code], after))
        for code, after in coming.items()
        if code in known and known[code] != after
    ]
    return Plan(
        added=tuple(after for code, after in coming.items() if code not in known),
        changed=tuple(change for change in changes if not _ends(change)),
        ended=tuple(change for change in changes if _ends(change)),
        unchanged=tuple(after for code, after in coming.items() if known.get(code) == after),
        absent=tuple(before for code, before in known.items() if code not in coming),
    )


def changed_fields(before: Organisation, after: Organisation) -> tuple[FieldChange, ...]:
    """Give the fields in which two states of one organisation differ, in the register's order.

    Source: the fields of `Organisation`; the code never changes.
    """
    return tuple(
        FieldChange(field, getattr(before, field), getattr(after, field))
        for field in FIELDS
        if getattr(before, field) != getattr(after, field)
    )


def check_share(plan: Plan, *, largest_share: float = LARGEST_SHARE) -> None:
    """Refuse a plan that would change or end too much of the register at once.

    Raises: Conflict.
    Source: decision "Bulk changes": at most LARGEST_SHARE at once unless told.
    """
    if plan.share > largest_share:
        touched = len(plan.changed) + len(plan.ended)
        known = touched + len(plan.unchanged) + len(plan.absent)
        raise Conflict(
            f"This would change or end {touched} of {known} organisations, more than "
            f"{largest_share:.0%}. Look at the plan. If it is right, allow a large change."
        )


def applied(current: Iterable[Organisation], plan: Plan) -> tuple[Organisation, ...]:
    """Give the register as it is once a plan is carried out, in the register's order.

    Source: decision "Bulk changes": what the plan shows is what is done.
    """
    after = {change.after.code: change.after for change in (*plan.changed, *plan.ended)}
    return (*(after.get(each.code, each) for each in current), *plan.added)


def _ends(change: Change) -> bool:
    return change.before.ends_on is None and change.after.ends_on is not None
