"""Gives what the register knows as plain values that JSON can hold.

Source: `data/register/SOURCES.md`, whose columns are the keys; `tier` and `problems` are added.
"""

from dataclasses import fields
from datetime import date

from wardmote.rules.refusal import Refusal
from wardmote.rules.register.plans import LARGEST_SHARE, Change, Plan
from wardmote.rules.register.values import Organisation

Record = dict[str, object]


def organisation(known: Organisation) -> Record:
    """Give one organisation; what is not known is null."""
    record = {field.name: _plain(getattr(known, field.name)) for field in fields(known)}
    return {**record, "tier": str(known.tier)}


def plan(planned: Plan) -> Record:
    """Give what an import would do, field by field, and whether it needs leave."""
    return {
        "added": [organisation(each) for each in planned.added],
        "changed": [change(each) for each in planned.changed],
        "ended": [change(each) for each in planned.ended],
        "unchanged_count": len(planned.unchanged),
        "absent": [each.code for each in planned.absent],
        "share": round(planned.share, 4),
        "needs_leave": planned.share > LARGEST_SHARE,
    }


def problem(refused: Refusal) -> Record:
    """Give one thing that is wrong with a file."""
    return {"line": refused.line, "field": refused.field, "message": refused.message}


def change(planned: Change) -> Record:
    """Give what would become of one organisation, field by field."""
    return {
        "code": planned.after.code,
        "name": planned.after.name,
        "fields": [
            {"field": each.field, "before": _plain(each.before), "after": _plain(each.after)}
            for each in planned.fields
        ],
    }


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    return str(value) if isinstance(value, str) else value
