"""What is written in the form of a kind of log is recognised as that kind and read back."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.formats.logs import places, writers
from wardmote.formats.logs import kinds
from wardmote.rules.hunting.values import Clock, Column, Holds, LogKind, Reader

Maker = Callable[[Random], str]


def _word(chance: Random) -> str:
    return "".join(chance.choices("abcdefghij", k=chance.randint(1, 8))) + str(
        chance.randint(0, 99)
    )


def _number(chance: Random) -> str:
    return str(chance.randint(1, 60_000))


def _host(chance: Random) -> str:
    return f"{_word(chance)}.{_word(chance)}.example"


def _ip(chance: Random) -> str:
    last = chance.randint(1, 254)
    return chance.choice([f"203.0.113.{last}", f"2001:db8::{last:x}"])


def _hash(chance: Random) -> str:
    return f"{chance.getrandbits(256):064x}"[: chance.choice([32, 40, 64])]


CELLS: Mapping[Holds, Maker] = {
    Holds.IP: _ip,
    Holds.HOST: _host,
    Holds.URL: lambda chance: f"https://{_host(chance)}/{_word(chance)}",
    Holds.HASH: _hash,
    Holds.EMAIL: lambda chance: f"{_word(chance)}@{_host(chance)}",
    Holds.PATH: lambda chance: f"{_word(chance)}.exe",
    Holds.USER_AGENT: lambda chance: f"Mozilla/5.0_({_word(chance)})",
    Holds.JA3: lambda chance: f"{chance.getrandbits(128):032x}",
    Holds.JA4: lambda chance: "t13d1516h2_8daaf6152771_b186095e22b6",
    Holds.OTHER: _word,
}


def _fixed(*words: str) -> Maker:
    return lambda chance: chance.choice(words)


COMBINED: Mapping[str, Maker] = {
    "server": _host, "method": _fixed("GET", "POST"), "version": _fixed("HTTP/1.1"),
    "status": _fixed("200", "404"), "size": _number,
    "request": lambda chance: f"/{_word(chance)}",
}  # fmt: skip
FIXED: Mapping[str, Mapping[str, Maker]] = {
    "apache-combined": COMBINED,
    "nginx-main": COMBINED,
    "nginx-error": {"level": _fixed("error", "warn"), "method": _fixed("GET")},
    "squid": {
        "action": _fixed("TCP_MISS"), "status": _fixed("200", "403"), "size": _number,
        "method": _fixed("GET", "CONNECT"), "hierarchy": _fixed("HIER_DIRECT"),
    },
    "dnsmasq": {"type": _fixed("A", "AAAA")},
    "bind-query": {"port": _number},
    "windows-dns": {
        "protocol": _fixed("UDP", "TCP"), "direction": _fixed("Rcv", "Snd"),
        "response": _fixed("R"), "code": _fixed("NOERROR", "NXDOMAIN"),
    },
    "pf": {"port": _number, "to_port": _number, "action": _fixed("block", "pass"),
           "direction": _fixed("in", "out")},
    "cisco-asa": {
        "message": _fixed("302015"), "said": _fixed("Built"),
        "first_port": _number, "second_port": _number,
    },
    "fortinet": {"tz": _fixed("+0000")},
}  # fmt: skip
"""What a column of a kind that a pattern takes apart may hold, where the pattern asks more."""

LEFT_OUT = {
    "squid": {"host"},
    "dnsmasq": {"answer", "upstream", "action"},
    "pf": {"protocol6"},
    "entra-table": {"TimeGenerated [UTC]"},
}
"""Columns that one line of a kind cannot have beside the others."""

TO_THE_SECOND = {"nginx-error"}
"""Kinds that write the time as ISO 8601 does but for its signs, and to the second."""

MADE = {
    "table": ("time", "src", "Destination Host", "sha256", "odd"),
    "json": ("time", "src", "Destination Host", "sha256", "odd"),
    "parquet": ("time", "src", "Destination Host", "sha256", "odd"),
}


def columns_of(kind: LogKind) -> list[Column]:
    """Give the columns that are written: all but those that are joined and further times."""
    if kind.name in MADE:
        by_name = [kinds.by_header().get(kinds.plain(name)) for name in MADE[kind.name]]
        held = [each.holds if each else Holds.OTHER for each in by_name]
        return [Column(n, h) for n, h in zip(MADE[kind.name], held, strict=True)]
    left = LEFT_OUT.get(kind.name, set()) | kind.joined.keys()
    times = [each.name for each in kind.columns if each.holds is Holds.TIME]
    written = [name for name in times if name not in kind.joined][:1]
    return [
        each
        for each in kind.columns
        if each.name not in left and (each.holds is not Holds.TIME or each.name in written)
    ]


def row(kind: LogKind, moment: datetime, chance: Random) -> dict[str, str]:
    """Make the cells of one event."""
    cells: dict[str, str] = {}
    for each in columns_of(kind):
        made = FIXED.get(kind.name, {}).get(each.name, CELLS.get(each.holds, _word))
        if each.holds is Holds.TIME:
            cells[each.name] = writers.time(each.clock or kind.clock, moment)
            if kind.name in TO_THE_SECOND:
                cells[each.name] = f"{moment:%Y/%m/%d %H:%M:%S}"
        elif each.several and kind.reader is Reader.JSON_LINES:
            cells[each.name] = each.several.join(made(chance) for _ in range(chance.randint(1, 2)))
        else:
            cells[each.name] = made(chance)
    if "{date} {time}" in kind.joined.values():
        cells["date"], cells["time"] = f"{moment:%Y-%m-%d}", f"{moment:%H:%M:%S}"
    return cells


def precise(kind: LogKind, moment: datetime) -> datetime:
    """Give a moment as exactly as a log of this kind has it."""
    clocks = {each.clock or kind.clock for each in columns_of(kind) if each.holds is Holds.TIME}
    exact = {Clock.ISO, Clock.EPOCH, Clock.EPOCH_MILLIS, Clock.BIND}
    to_the_second = kind.name in TO_THE_SECOND or not clocks <= exact or not clocks
    return moment if not to_the_second else moment.replace(microsecond=0)


@pytest.mark.parametrize("kind", kinds.kinds(), ids=lambda kind: kind.name)
@given(seed=st.integers(0, 2**32))
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    max_examples=4,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],  # a smaller seed is no simpler log
)
def test_what_is_written_is_read_back(kind: LogKind, tmp_path: Path, seed: int) -> None:
    chance = Random(seed)
    start = datetime(2026, 1, 1, tzinfo=UTC)
    after = sorted(chance.randrange(330 * 86_400_000) for _ in range(chance.randint(2, 5)))
    moments = [precise(kind, start + timedelta(milliseconds=each)) for each in after]
    rows = [row(kind, moment, chance) for moment in moments]
    path = tmp_path / "log"
    written = [
        {**each, "query": labels(each["query"])} if kind.name == "windows-dns" else each
        for each in rows
    ]
    writers.write(path, kind, written)
    place = places.placed(path)
    look = places.seen(place)
    events, unread = places.read(place)
    assert (look.kind.name, unread) == (kind.name, [])
    assert [each.time for each in events] == moments
    for event, cells in zip(events, rows, strict=True):
        expected = {**cells, **extra(kind, cells)}
        assert {name: event.cells.get(name) for name in expected} == expected


def labels(name: str) -> str:
    """Write a name as the Windows DNS server does."""
    return "".join(f"({len(part)}){part}" for part in name.split(".")) + "(0)"


def extra(kind: LogKind, cells: dict[str, str]) -> dict[str, str]:
    """Give what is joined of the cells."""
    return {
        name: template.format_map({key: cells[key] for key in cells})
        for name, template in kind.joined.items()
        if "." not in template and "-" not in template
    }
