"""Changes the register: as planned, all of it or nothing."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction

from wardmote.formats.register import records, sheet
from wardmote.rules.people.actors import Actor
from wardmote.rules.refusal import Conflict
from wardmote.rules.register import plans, search
from wardmote.rules.register.plans import Change, Plan
from wardmote.rules.register.values import Organisation
from wardmote.server.audit import actions as audit
from wardmote.server.register import models, permissions, queries
from wardmote.server.shell import keys

BATCH = 500
LOCK = 7_301_001
"""The number of the lock that one import at a time holds; any that nothing else uses will do."""
COLUMNS = (
    *("name", "short_name", "gss_code", "kind", "tier", "region", "latitude", "longitude"),
    *("hexagon_q", "hexagon_r", "population", "website", "starts_on", "ends_on", "part_of"),
    *("wikidata", "source"),
)


@transaction.atomic
def load_england(*, actor: Actor, now: datetime) -> Plan:
    """Load the register of England that ships, on the steward's word.

    Raises: Missing, Conflict.
    """
    permissions.check_may_import(actor)
    return keep_register(actor=actor, incoming=sheet.england(), allow_large=False, now=now)


@transaction.atomic
def keep_register(
    *, actor: Actor, incoming: Iterable[Organisation], allow_large: bool, now: datetime
) -> Plan:
    """Bring the register in step with a checked list; the command line calls it as the owner.

    Gives the plan that was carried out. One import at a time: a second one waits, and then plans
    anew, so that the same list twice adds nothing twice.
    Raises: Conflict where it would change too much at once, or stand beside what is invented.
    Cost: linear in organisations.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    if models.Organisation.objects.filter(is_invented=True).exists():
        raise Conflict(
            "This register is invented. Real organisations never stand beside invented ones: "
            "load them into a database of their own."
        )
    current = queries.register()
    plan = plans.plan_import(current, incoming)
    if not allow_large:
        plans.check_share(plan)
    if not plan.is_empty:
        _apply(current, plan, now)
        _record(actor, plan, now)
    return plan


def _apply(current: list[Organisation], plan: Plan, now: datetime) -> None:
    after = plans.applied(current, plan)
    found_by = {entry.organisation.code: search.folded(entry) for entry in search.index(after)}
    rows = {row.code: row for row in models.Organisation.objects.all()}
    fresh, stale = [], []
    changed = {change.after.code for change in (*plan.changed, *plan.ended)}
    for value in after:
        row = rows.get(value.code)
        if row is None:
            rows[value.code] = row = models.Organisation(code=value.code)
            fresh.append(row)
        elif value.code in changed or row.found_by != found_by[value.code]:
            stale.append(row)
        else:
            continue
        _fill(row, value)
        row.found_by, row.changed_at = found_by[value.code], now
    models.Organisation.objects.bulk_create(fresh, batch_size=BATCH)
    columns = (*COLUMNS, "found_by", "changed_at")
    models.Organisation.objects.bulk_update(stale, columns, batch_size=BATCH)
    _link(plan, rows)


def _fill(row: models.Organisation, value: Organisation) -> None:
    for column in COLUMNS:
        setattr(row, column, getattr(value, column))
    row.kind, row.tier, row.region = str(value.kind), str(value.tier), str(value.region or "")
    row.part_of = list(value.part_of)


def _link(plan: Plan, rows: dict[str, models.Organisation]) -> None:
    """Say who took over from whom; the keys keep the list's order."""
    relinked = [
        change.after
        for change in (*plan.changed, *plan.ended)
        if change.before.successors != change.after.successors
    ]
    models.Succession.objects.filter(predecessor__in=[rows[one.code] for one in relinked]).delete()
    models.Succession.objects.bulk_create(
        (
            models.Succession(id=keys.new(), predecessor=rows[one.code], successor=rows[heir])
            for one in (*plan.added, *relinked)
            for heir in one.successors
        ),
        batch_size=BATCH,
    )


def _record(actor: Actor, plan: Plan, now: datetime) -> None:
    """Keep what was done: each change field by field, additions by their number."""
    audit.record(
        actor=actor,
        now=now,
        verb="imported the register",
        subject_kind="register",
        subject=keys.new(),
        change={
            "added_count": len(plan.added),
            "changed": _changes(plan.changed),
            "ended": _changes(plan.ended),
        },
    )


def _changes(changes: Iterable[Change]) -> list[records.Record]:
    return [records.change(one) for one in changes]
