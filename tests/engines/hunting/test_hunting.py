"""The engine finds what the clear slow search finds, however a log is written."""

import csv
import tempfile
from datetime import timedelta
from pathlib import Path

from hypothesis import given, settings, strategies

from tests.engines.hunting import logs
from wardmote.engines.hunting import hunting, packs, sources
from wardmote.rules.hunting import searching
from wardmote.rules.indicators.values import Indicator

FEW = settings(max_examples=15, deadline=None)


def agree(
    log: sources.Log, rows: list[dict[str, str]], sought: list[Indicator], folder: Path
) -> None:
    pack = packs.build(sought, folder / "sought.pack")
    events = logs.events(rows, log)
    since = logs.NOON - timedelta(minutes=30) if len(rows) % 3 == 1 else None
    until = logs.NOON if len(rows) % 3 == 2 else None
    expected = searching.search(events, log.kind.columns, sought, since=since, until=until)
    found = hunting.hunt(log, pack, since=since, until=until, learn_from=len(rows) // 2)
    assert found.finds == expected
    if found.columns:
        assert (found.rows_read, found.rows_unparsed) == (len(rows), 0)


@FEW
@given(
    logs.rows(),
    logs.indicators(),
    strategies.sampled_from((",", "\t", ";")),
    strategies.sampled_from((csv.QUOTE_MINIMAL, csv.QUOTE_ALL)),
)
def test_text_with_columns(
    rows: list[dict[str, str]], sought: list[Indicator], delimiter: str, quoting: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        log = logs.delimited(Path(folder), rows, delimiter, quoting)
        agree(log, rows, sought, Path(folder))


@FEW
@given(logs.rows(), logs.indicators())
def test_lines_of_json(rows: list[dict[str, str]], sought: list[Indicator]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        log = logs.json_lines(Path(folder), rows)
        agree(log, rows, sought, Path(folder))


@FEW
@given(logs.rows(), logs.indicators())
def test_lines_with_a_pattern(rows: list[dict[str, str]], sought: list[Indicator]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        log = logs.sentences(Path(folder), rows)
        agree(log, rows, sought, Path(folder))
