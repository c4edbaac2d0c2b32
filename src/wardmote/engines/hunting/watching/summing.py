"""Puts together what a watch has found as one hunt, to be saved and shared."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from wardmote.engines.hunting import packs
from wardmote.engines.hunting.watching.rounds import Watch
from wardmote.rules.hunting import results
from wardmote.rules.hunting.results import Hunt, Looked, Skipped, Sought
from wardmote.rules.hunting.values import SHOWN_BY, Find, Holds
from wardmote.rules.indicators.values import Kind


def result(watch: Watch, skipped: Sequence[Skipped], *, now: datetime) -> Hunt:
    """Give all that was found since the watch began as one hunt, to be saved and shared."""
    database = watch.state.database
    finds = database.execute(
        "SELECT ref, min(first_seen), max(last_seen), sum(count)::UBIGINT,"
        " any_value(kind), any_value(value), any_value(name) FROM finds GROUP BY ref"
    ).fetchall()
    looked = database.execute(
        "SELECT kind, any_value(title), max(confidence), sum(rows_read)::UBIGINT,"
        " sum(unread)::UBIGINT, min(first_at), max(last_at) FROM looked GROUP BY kind ORDER BY kind"
    ).fetchall()
    holds = {Holds(each) for (each,) in database.execute("FROM holds").fetchall()}
    ran = [ref for (ref,) in database.execute("FROM ran ORDER BY ref").fetchall()]
    typed = watch.pack.typed
    shown = [kind for kind in typed.counts if holds & set(SHOWN_BY[Kind(kind)])]
    return Hunt(
        pack=watch.pack.source,
        began_at=datetime.fromisoformat(watch.state.about("began")).astimezone(UTC),
        ended_at=now,
        is_complete=True,
        since=None,
        until=None,
        sought_counts=watch.pack.sought_counts,
        left_out_counts=watch.pack.left_out_counts,
        looked=tuple(
            Looked(", ".join(watch.logs), row[0], row[1], row[2], row[3], row[4], None, *row[5:])
            for row in looked
        ),
        skipped=tuple(skipped),
        cannot_show=(),
        finds=results.merged([[Find(*row[:4]) for row in finds]]),
        found={row[0]: Sought(row[0], *row[4:]) for row in finds},
        hunted=tuple(dict.fromkeys((*packs.shared_refs(typed, shown), *ran))),
    )


def unshared(watch: Watch, *, now: datetime) -> Hunt | None:
    """Give what a hub has not been told yet as a hunt; None where nothing of a hub was seen.

    It begins where the one before ended, so that each has an id of its own at the hub.
    """
    whole = result(watch, (), now=now)
    finds = results.merged([[each] for each in watch.state.unshared()])
    if not finds:
        return None
    return replace(
        whole,
        began_at=datetime.fromisoformat(
            watch.state.about("shared_until") or watch.state.about("began")
        ).astimezone(UTC),
        finds=finds,
        found={each.indicator: whole.found[each.indicator] for each in finds},
        hunted=tuple(each.indicator for each in finds),
    )
