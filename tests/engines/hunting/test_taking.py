"""What SQL takes out of lines is what `formats.logs` takes out of them."""

import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
from hypothesis import example, given, settings, strategies

from wardmote.engines.hunting import reading, sources
from wardmote.formats.logs import kinds
from wardmote.formats.logs import reading as logs
from wardmote.formats.logs.dialects import Dialect, Look
from wardmote.formats.logs.finding import Place
from wardmote.formats.logs.texts import Unread
from wardmote.rules.hunting import cells
from wardmote.rules.hunting.values import Holds, Reader

SOME = settings(max_examples=8, deadline=None)
WORDS = strategies.sampled_from(
    ("a.example", "192.0.2.1", "2001:db8::1", 'q"r', "x,y", "", "-", "[::1]:443", "{b}", "é", "5"),
)
QUIET = (" a", '"a b"', '""', '"', "=", "a=b", r"C:\x", "<a@b.example>", "x[192.0.2.1]:25")
PLAIN = WORDS | strategies.integers() | strategies.booleans() | strategies.none()
VALUES = (
    PLAIN
    | strategies.lists(PLAIN | strategies.lists(PLAIN, max_size=2), max_size=3)
    | strategies.fixed_dictionaries({"#text": WORDS})
    | strategies.dictionaries(WORDS.filter(bool), PLAIN, max_size=2)
)


def agree(text: str, kind_name: str, dialect: Dialect) -> None:
    kind = kinds.kind(kind_name)
    look = Look(kind, 1, dialect, "")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "log")
        path.write_text(text, encoding="utf-8")
        place = Place("log", path, path.stat().st_size, datetime(2026, 1, 1, tzinfo=UTC))
        assert reading.is_plain(place, look)
        events = [each for each in logs.events(place, look) if not isinstance(each, Unread)]
        log = reading.log([place], look, lambda place, unread: None)
        there = sources.available(log)
        held = [each for each in kind.columns if each.holds is not Holds.OTHER]
        names = [each.name for each in held if each.name in there]
        with duckdb.connect(config={"threads": 1}) as database:
            read = database.execute(sources.relation(log, names)).fetchall()
    signs = sources.several(log, names)
    found: dict[int, dict[str, set[str]]] = {}
    for at, row in enumerate(each for each in read if not each[len(names)]):
        event = found.setdefault(row[-1] if signs else at, {})
        for name, cell in zip(names, row, strict=False):
            if cell.strip() and cell.strip() not in kind.empty:
                event.setdefault(name, set()).add(cell.strip())
    columns = {each.name: each for each in kind.columns}
    expected = [
        {
            name: values
            for name in names
            if name in event.cells
            and (
                values := set(cells.values(columns[name], event.cells[name]))
                if name in signs
                else {event.cells[name].strip()} - {""}
            )
        }
        for event in events
    ]
    # An object that holds none of these is counted apart: see `counting.bad`.
    assert [each for each in found.values() if each] == [each for each in expected if each]


def nested(paths: dict[str, Any]) -> dict[str, Any]:
    """Make an object of values at paths; where one is in the way of another, the first stays."""
    made: dict[str, Any] = {}
    for path, value in paths.items():
        *above, last = path.split(".")
        inner: Any = made
        for step in above:
            inner = inner.setdefault(step, {}) if isinstance(inner, dict) else inner
        if isinstance(inner, dict):
            inner.setdefault(last, value)
    return made


def objects(kind_name: str) -> strategies.SearchStrategy[list[dict[str, Any]]]:
    kind = kinds.kind(kind_name)
    names = [each.name for each in kind.columns if each.name not in kind.joined]
    paths = strategies.dictionaries(strategies.sampled_from(names), VALUES, max_size=5)
    names = [each.name for each in kind.columns if each.several]
    listed = strategies.dictionaries(
        strategies.sampled_from([each for each in names if each.count(".") == 2] or names),
        WORDS,
        max_size=2,
    ).map(lambda found: {name.rpartition(".")[0]: [{name.rpartition(".")[2]: value}]
                         for name, value in found.items()})  # fmt: skip
    one = strategies.builds(lambda some, more: nested({**some, **more}), paths, listed)
    return strategies.lists(one.filter(bool), min_size=1, max_size=4)


@SOME
@given(
    strategies.sampled_from(("suricata-eve", "windows-ecs", "zeek-x509-json")), strategies.data()
)
def test_objects_of_json(name: str, data: strategies.DataObject) -> None:
    rows = data.draw(objects(name))
    agree("".join(json.dumps(each) + "\n" for each in rows), name, Dialect())


@SOME
@given(objects("suricata-eve"))
@example([{"dns": {"rrname": [["a.example"], "192.0.2.1"]}}])
def test_objects_behind_a_header(rows: list[dict[str, Any]]) -> None:
    lines = [f"Nov 20 ids x[1]: {json.dumps(each)}\n" for each in rows]
    agree("".join(lines), "suricata-eve", Dialect(wrapped=True))


@SOME
@given(
    strategies.sampled_from([each.name for each in kinds.kinds() if each.reader is Reader.PAIRS]),
    strategies.data(),
)
def test_pairs(name: str, data: strategies.DataObject) -> None:
    kind = kinds.kind(name)
    keys = strategies.sampled_from(
        [each.name for each in kind.columns if not each.pattern] or ["a"]
    )
    word = WORDS | strategies.sampled_from(QUIET)
    pair = strategies.builds("{}={}".format, keys, word)
    head = strategies.sampled_from(("Nov 20 09:00:00 h ", "x ", "date=2026 devname=f type=t "))
    sign = strategies.sampled_from(
        (
            *("CEF:0|", "LEEF:2.0|", "%ASA-6-302013: Built to outside:192.0.2.9/443 ", ""),
            *("postfix/smtpd[1]: connect from x[192.0.2.3] ", "SRC=192.0.2.1 DST=::1 PROTO=TCP "),
        )
    )
    line = strategies.builds(
        lambda head, sign, pairs: head + sign + " ".join(pairs),
        head,
        sign,
        strategies.lists(pair, max_size=6),
    )
    lines = data.draw(strategies.lists(line, min_size=1, max_size=6))
    agree("".join(f"{each}\n" for each in lines), name, Dialect())
