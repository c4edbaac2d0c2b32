"""Looks for indicators that are new in the values that are kept of the days before."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import duckdb

from wardmote.engines.hunting import packs
from wardmote.engines.hunting.watching.rounds import NOT_KEPT, Watch
from wardmote.rules.hunting import results, searching
from wardmote.rules.hunting.values import Column, Event, Find, Holds
from wardmote.rules.indicators.values import Indicator


def look_back(watch: Watch) -> None:
    """Look for indicators that are new in what is kept of the days before."""
    state = watch.state
    if state.about("pack") == Path(watch.pack.folder).name:
        return
    is_first = not state.about("pack")
    new = [] if is_first else list(_new(watch))
    finds = _seen_before(watch, new) if new else ()
    refs = [each.indicator for each in finds]
    told, shared = packs.sought(watch.pack.typed, refs), packs.shared(watch.pack.typed, refs)
    with state.together():
        state.keep_finds(finds, told, shared, looked_back=True)
        state.database.execute("DELETE FROM known")
        with closing(_pack(watch)) as pack:
            for kind in watch.pack.typed.counts:
                rows = pack.execute(f"SELECT DISTINCT value FROM {kind}").fetchall()
                state.database.execute(
                    f"INSERT INTO known SELECT '{kind}', unnest($1::VARCHAR[])",
                    [[value for (value,) in rows]],
                )
        state.note("pack", Path(watch.pack.folder).name)


def _pack(watch: Watch) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(watch.pack.typed.path), read_only=True, config=packs.OFFLINE)


def _new(watch: Watch) -> Iterator[Indicator]:
    with closing(_pack(watch)) as pack:
        for kind in watch.pack.typed.counts:
            known = {
                value
                for (value,) in watch.state.database.execute(
                    "SELECT value FROM known WHERE kind = $1", [str(kind)]
                ).fetchall()
            }
            rows = pack.execute(
                "SELECT refs.ref, value, valid_from, valid_until"
                f" FROM {kind} JOIN refs ON {kind}.ref = refs.id"
            ).fetchall()
            for ref, value, since, until in rows:
                if value not in known:
                    yield Indicator(ref, kind, value, "", since, until)


def _seen_before(watch: Watch, new: Sequence[Indicator]) -> tuple[Find, ...]:
    """Search the values that are kept as if each were an event, then count those that are seen."""
    columns = [Column(str(each), each) for each in Holds if each not in NOT_KEPT]

    def events() -> Iterator[Event]:
        for cell in watch.state.cells():
            for at in {cell.first_seen, cell.last_seen}:
                yield Event(at, {str(cell.holds): cell.raw})

    seen = {each.indicator for each in searching.search(events(), columns, new)}
    sought = [each for each in new if each.ref in seen]
    counted: dict[str, dict[Holds, Find]] = {}
    for cell in watch.state.cells() if sought else ():
        both = [Event(at, {str(cell.holds): cell.raw}) for at in {cell.first_seen, cell.last_seen}]
        for each in searching.search(both, columns, sought):
            by_holds = counted.setdefault(each.indicator, {})
            one = Find(each.indicator, cell.first_seen, cell.last_seen, cell.events)
            known = by_holds.get(cell.holds)
            by_holds[cell.holds] = results.merged([[known], [one]])[0] if known else one
    return tuple(_least(list(finds.values())) for finds in counted.values())


def _least(finds: Sequence[Find]) -> Find:
    """Put together what columns of several sorts show, of which one event may have many."""
    whole = results.merged([[each] for each in finds])[0]
    return replace(whole, count=max(each.count for each in finds))
