"""Logs and indicators that often meet, written in all the ways in which they are found."""

import csv
import gzip
import io
import json
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import zstandard
from hypothesis import strategies
from hypothesis.strategies import SearchStrategy

from wardmote.engines.hunting import sources
from wardmote.rules.hunting.values import Column, Event, Holds, LogKind, Reader
from wardmote.rules.indicators import writing
from wardmote.rules.indicators.values import Indicator, Kind
from wardmote.rules.refusal import Invalid

NOON = datetime(2026, 10, 1, 12, tzinfo=UTC)
MD5 = ("d41d8cd98f00b204e9800998ecf8427e", "0cc175b9c0f1b6a831c399e269772661")
SHA1 = "da39a3ee5e6b4b0d3255bfef95601890afd80709"
JA4 = "t13d1516h2_8daaf6152771_e5627efa2ab1"

COLUMNS = (
    Column("time", Holds.TIME),
    Column("source", Holds.IP),
    Column("target", Holds.IP),
    Column("name", Holds.HOST),
    Column("link", Holds.URL),
    Column("path", Holds.OTHER),
    Column("made", Holds.URL),
    Column("hashes", Holds.HASH),
    Column("user", Holds.EMAIL),
    Column("file", Holds.PATH),
    Column("agent", Holds.USER_AGENT),
    Column("ja3", Holds.JA3),
    Column("ja4", Holds.JA4),
)
DEEP = {"name": "dns.question.name"}
JOINED = {"made": "http://{name}{path}"}
NAMES = tuple(each.name for each in COLUMNS if each.name not in JOINED)

HOSTS = (
    *("evil.example", "EVIL.example.", "evil.example:443", "a.evil.example", "b.a.evil.example"),
    *("notevil.example", "evil.example.org", "bücher.de", "xn--bcher-kva.de", "www.BÜCHER.de:80"),
    *("192.0.2.1", "192.0.2.1:8080", "192.0.2.10", "192.0.3.1", "::ffff:192.0.2.1", "2001:db8::1"),
    *("[2001:DB8::1]:443", "2001:0db8:0:0::1", "2001:db9::1", "intranet", "evil..example", "x y"),
    *(
        "-evil.example",
        "evil.example:99999",
        "0192.0.2.1",
        "192.0.2",
        "evil。example",
        "-",
        "",
        " ",
    ),
    *(f"{'a' * 64}.evil.example", f"{'a' * 60}.evil.example", "evil.example:", "a_b.evil.example"),
    *("evil-.example", "EVIL.EXAMPLE:0443", "192.0.2.1.", "fe80::1%eth0", "evil.example\t", "1.2"),
)
PATHS = ("", "/", "/a", "/a?b=%7e", "/%61?b=~", "/A", "/a/b#c", "?q", "#c", "/a b", "/é", '/a,"b"')
SCHEMES = ("", "http://", "https://", "HTTPS://", "//", "ftp://", "http://u:p@", "http:/")
VALUES = {
    Kind.DOMAIN: ("evil.example", "a.evil.example", "bücher.de", "example.org", "evil-.example"),
    Kind.IP: ("192.0.2.1", "192.0.2.10", "2001:db8::1", "::ffff:192.0.3.1", "fe80::1"),
    Kind.CIDR: ("192.0.2.0/24", "192.0.0.0/16", "192.0.2.8/29", "2001:db8::/32", "2001:db9::/64"),
    Kind.URL: ("http://evil.example/a", "evil.example", "192.0.2.1:8080/a?b=~", "[2001:db8::1]/"),
    Kind.URL_PREFIX: ("evil.example/a", "http://bücher.de/", "192.0.2.1", "[2001:db8::1]/a"),
    Kind.HASH: (*MD5, SHA1),
    Kind.EMAIL: ("bob@evil.example", "bob@bücher.de"),
    Kind.FILE_NAME: ("evil.exe", "É.exe", "a,b.txt"),
    Kind.USER_AGENT: ("sqlmap/1.0", "Mozilla/5.0 (X, Y)", 'a"b', "a"),
    Kind.JA3: MD5,
    Kind.JA4: (JA4,),
}


def indicators() -> SearchStrategy[list[Indicator]]:
    """Draw what is looked for; some share a ref, some hold for an hour or two."""
    times = strategies.none() | strategies.integers(-3, 3).map(lambda at: NOON + at * HOUR)
    one = strategies.sampled_from(
        [(kind, writing.written(kind, value)) for kind in VALUES for value in _right(kind)]
    )
    return strategies.lists(
        strategies.builds(
            lambda ref, pair, start, end: Indicator(f"i{ref}", pair[0], pair[1], "", start, end),
            strategies.integers(0, 12),
            one,
            times,
            times,
        ),
        max_size=20,
    )


HOUR = timedelta(hours=1)


def _right(kind: Kind) -> list[str]:
    found = []
    for value in VALUES[kind]:
        try:
            found.append(writing.written(kind, value))
        except Invalid:
            continue
    return found


def _cells() -> SearchStrategy[dict[str, str]]:
    hosts = strategies.sampled_from(HOSTS)
    urls = strategies.builds(
        lambda scheme, host, path: f"{scheme}{host}{path}",
        *map(strategies.sampled_from, (SCHEMES, HOSTS, PATHS)),
    ) | strategies.sampled_from(("/evil.example", "javascript:alert(1)", "x/http://evil.example/"))
    words = ("", "-", MD5[0], MD5[1].upper(), SHA1, f"MD5={MD5[0]},SHA1={SHA1.upper()}")
    hashes = strategies.sampled_from((*words, MD5[0] + "0", "x" + MD5[0], f"MD5={MD5[0]},abc"))
    others = {
        "user": ("bob@evil.example", "BOB@EVIL.example", '"B, B" <bob@bücher.de>', "bob", "-"),
        "file": (r"C:\Temp\EVIL.exe", "/tmp/evil.exe", "é.EXE", '"a,b.txt"', "-", "", "evil.exe/"),
        "agent": ("sqlmap/1.0", " sqlmap/1.0", "Mozilla/5.0 (X, Y)", 'a"b', "-", "a\\"),
        "ja3": (MD5[0], MD5[1].upper(), SHA1, "-"),
        "ja4": (JA4, JA4.upper(), "t13", ""),
        "path": ("/a", "/", "-", "", "/a?b=~"),
    }
    return strategies.fixed_dictionaries(
        {"source": hosts, "target": hosts, "name": hosts, "link": urls, "hashes": hashes}
        | {name: strategies.sampled_from(values) for name, values in others.items()}
    )


def rows() -> SearchStrategy[list[dict[str, str]]]:
    """Draw the cells of events as they stand in a log."""
    times = strategies.sampled_from(
        (
            "-",
            "",
            "soon",
            "2026-10-01T12:00:00Z",
            "2026-10-01 11:00:00.5",
            "2026-10-01T15:00:00+01:00",
        )
    )
    return strategies.lists(
        strategies.builds(lambda time, cells: {"time": time} | cells, times, _cells()), max_size=30
    )


def events(cells: Sequence[dict[str, str]], log: sources.Log) -> list[Event]:
    """Give the events of rows as a reader would."""
    found = []
    for row in cells:
        there = {name: cell for name, cell in row.items() if cell not in ("", "-")}
        time = log.read_time(there["time"]) if "time" in there else None
        found.append(Event(time, sources.joined_cells(log, there)))
    return found


def delimited(
    folder: Path, cells: Sequence[dict[str, str]], delimiter: str, quoting: int
) -> sources.Log:
    """Write a log with a header."""
    text = io.StringIO()
    writer = csv.DictWriter(text, NAMES, delimiter=delimiter, quoting=quoting, lineterminator="\n")
    writer.writeheader()
    writer.writerows(cells)
    kind = LogKind("test", "Test", Reader.DELIMITED, COLUMNS, delimiter=delimiter, joined=JOINED)
    layout = sources.Layout(names=NAMES, delimiter=delimiter, header_lines=1)
    return sources.Log((_put(folder / "log.csv", text.getvalue()),), kind, layout)


def json_lines(folder: Path, cells: Sequence[dict[str, str]]) -> sources.Log:
    """Write a log of JSON, with the host two deep; some cells are not there at all."""
    columns = tuple(Column(DEEP.get(each.name, each.name), each.holds) for each in COLUMNS)
    joined = {"made": "http://{dns.question.name}{path}"}
    lines = []
    for row in cells:
        flat = {name: cell for name, cell in row.items() if name not in DEEP and cell != ""}
        lines.append(json.dumps(flat | {"dns": {"question": {"name": row["name"]}}}))
    kind = LogKind("test", "Test", Reader.JSON_LINES, columns, joined=joined)
    return sources.Log((_put(folder / "log.json", "\n".join(lines) + "\n"),), kind)


def sentences(folder: Path, cells: Sequence[dict[str, str]]) -> sources.Log:
    """Write a log of lines with a pattern."""
    pattern = "^" + "\\|".join(f"(?P<{name}>[^|]*)" for name in NAMES) + "(end)$"
    text = "".join("|".join(row[name] for name in NAMES) + "end\n" for row in cells)
    kind = LogKind("test", "Test", Reader.PATTERN, COLUMNS, pattern=pattern, joined=JOINED)
    return sources.Log((_put(folder / "log.txt", text),), kind)


def cut(log: sources.Log, folder: Path, pieces: int, compression: str) -> sources.Log:
    """Write a delimited log again as several files in another order, perhaps compressed."""
    head, *lines = re.findall(r"(?:[^\n\"]|\"[^\"]*\")*\n", log.paths[0].read_text("utf-8"))
    pack: dict[str, Callable[[bytes], bytes]] = {
        "": bytes,
        "gzip": gzip.compress,
        "zstd": zstandard.ZstdCompressor().compress,
    }
    paths = []
    for piece in range(pieces):
        text = "".join([head, *reversed(lines[piece::pieces])])
        path = folder / f"{piece}.cut"
        path.write_bytes(pack[compression](text.encode()))
        paths.append(path)
    layout = sources.Layout(
        names=NAMES, delimiter=log.layout.delimiter, header_lines=1, compression=compression
    )
    return sources.Log(tuple(paths), log.kind, layout)


def _put(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8", newline="")
    return path
