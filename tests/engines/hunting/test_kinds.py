"""On a sample of every kind of log, whether DuckDB reads it or not, engine and rule agree."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from wardmote.engines.hunting import hunting, packs, reading
from wardmote.formats.logs import finding, looking
from wardmote.formats.logs import reading as logs
from wardmote.formats.logs.dialects import Look
from wardmote.formats.logs.finding import Place
from wardmote.formats.logs.texts import Unread
from wardmote.rules.hunting import cells, searching
from wardmote.rules.hunting.values import SHOWN_BY, Event, Holds
from wardmote.rules.indicators import writing
from wardmote.rules.indicators.values import Indicator, Kind
from wardmote.rules.refusal import Invalid

SAMPLES = Path(__file__).parent.parent.parent / "formats" / "logs" / "samples"
PLACES = {Path(place.name).name: place for place in finding.find([str(SAMPLES)]).places}


def values(events: Sequence[Event], look: Look) -> Iterator[Indicator]:
    """Make an indicator of every value that any cell of the log holds."""
    for event in events:
        for column in look.kind.columns:
            for cell in cells.values(column, event.cells.get(column.name, "")):
                yield from of_cell(column.holds, cell)


def of_cell(holds: Holds, cell: str) -> Iterator[Indicator]:
    for kind in Kind:
        if holds in SHOWN_BY[kind] and kind is not Kind.CIDR:
            for text in writing.hashes(cell) if kind is Kind.HASH else [cell]:
                try:
                    value = writing.written(kind, text)
                except Invalid:
                    continue
                yield Indicator(f"{kind}:{value}", kind, value)


def read(place: Place, look: Look) -> list[Event]:
    return [each for each in logs.events(place, look) if not isinstance(each, Unread)]


@pytest.mark.parametrize("name", PLACES)
def test_the_engine_finds_every_value_of_a_log_that_the_rule_finds(
    name: str, tmp_path: Path
) -> None:
    look = looking.look(PLACES[name])
    assert isinstance(look, Look)
    events = read(PLACES[name], look)
    sought = {each.ref: each for each in values(events, look)}.values()
    pack = packs.build(sought, tmp_path / "pack.duckdb")
    log = reading.log([PLACES[name]], look, lambda place, unread: None)
    taught, untaught = (hunting.hunt(log, pack, learn_from=count) for count in (1, 0))
    assert len(sought) > 0
    assert taught.finds == searching.search(events, look.kind.columns, sought)
    assert (taught.rows_read, taught.rows_unparsed) == (len(events), 0)
    assert taught == untaught


def test_duckdb_reads_all_but_these() -> None:
    looks = [(place, looking.look(place)) for place in PLACES.values()]
    others = {
        Path(place.name).name
        for place, each in looks
        if isinstance(each, Look) and not reading.is_plain(place, each)
    }
    assert others == {
        *("elastic-export.json", "entra-graph.json", "entra.json", "iis.log", "m365-audit.csv"),
        "unknown-vendor.csv",
    }
