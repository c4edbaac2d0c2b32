"""Writes events in the form of every kind of log, as its maker would."""

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from tests.formats.logs import evtx_files
from wardmote.rules.hunting.values import Clock, LogKind, Reader

Rows = Sequence[Mapping[str, str]]

FORMS = {
    Clock.ISO: "%Y-%m-%dT%H:%M:%S.%fZ",
    Clock.APACHE: "%d/%b/%Y:%H:%M:%S +0000",
    Clock.SYSLOG: "%b %d %Y %H:%M:%S",
    Clock.BIND: "%d-%b-%Y %H:%M:%S.%f",
    Clock.WINDOWS_DNS: "%d/%m/%Y %H:%M:%S",
}

COMBINED = (
    '{server} {client} - {user} [{time}] "{method} {request} {version}" {status}'
    ' {size} "{referrer}" "{agent}"'
)
LINES: Mapping[str, str] = {
    "apache-combined": COMBINED,
    "nginx-main": COMBINED + ' "{forwarded}"',
    "nginx-error": "{time} [{level}] 12#12: {message}, client: {client}, server: {server}, "
    'request: "{method} {request} HTTP/1.1", upstream: "{upstream}", host: "{host}", '
    'referrer: "{referrer}"',
    "squid": "{time}     12 {client} {action}/{status} {size} {method} {url} {user} "
    "{hierarchy}/{server} {type}",
    "dnsmasq": "{time} dnsmasq[812]: 17 {asker}/40102 query[{type}] {query} from {client}",
    "bind-query": "{time} queries: info: client @0x7f2a3c0010b8 {client}#{port} ({query}): "
    "query: {query} {class} {type} +E(0)K ({server})",
    "windows-dns": "{time} 0B2C PACKET  000001D2A1B0C0D0 {protocol} {direction} {client}      "
    "1234 {response} Q [8081   DR  {code}] {type}      {query}",
    "pf": "{time} gw filterlog[61234]: 5,,,1000000103,{interface},match,{action},{direction},4,"
    "0x0,,245,54321,0,none,6,{protocol},40,{source},{destination},{port},{to_port},0,S,1,,1,,",
}
"""A line of each kind that a pattern takes apart."""


def time(clock: Clock, moment: datetime) -> str:
    """Write a time as a log of this clock does."""
    if clock in (Clock.EPOCH, Clock.EPOCH_MILLIS):
        millis = round(moment.timestamp() * 1000)
        return str(millis) if clock is Clock.EPOCH_MILLIS else f"{millis / 1000:.3f}"
    return moment.strftime(FORMS[clock])


def write(path: Path, kind: LogKind, rows: Rows) -> None:
    """Write rows as a log of this kind; each row has the same columns."""
    match kind.reader:
        case Reader.EVTX:
            path.write_bytes(evtx_files.written(rows))
        case Reader.PARQUET:
            _parquet(path, rows)
        case Reader.PATTERN:
            line = LINES[kind.name]
            path.write_text("".join(line.format(**row) + "\n" for row in rows), encoding="utf-8")
        case Reader.PAIRS:
            write_pairs = PAIRS[kind.name]
            path.write_text("".join(write_pairs(row) + "\n" for row in rows), encoding="utf-8")
        case Reader.JSON_LINES:
            flat = kind.name.startswith("zeek")
            several = {each.name: each.several for each in kind.columns if each.several}
            objects = [json.dumps(_nested(row, several, flat=flat)) for row in rows]
            path.write_text("\n".join(objects) + "\n", encoding="utf-8")
        case Reader.DELIMITED:
            path.write_text(_delimited(kind, rows), encoding="utf-8", newline="")


def _delimited(kind: LogKind, rows: Rows) -> str:
    names = [name for name in rows[0] if not (kind.inside and name.startswith(kind.inside))]
    if kind.comment:
        start = "#Fields: " if kind.delimiter == " " else "#fields\t"
        lines = [start + kind.delimiter.join(names)]
        lines += [kind.delimiter.join(row[name] for name in names) for row in rows]
        return "\n".join(lines) + "\n"
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([*names, *([kind.inside] if kind.inside else [])])
    for row in rows:
        cells = [row[name] for name in names]
        if kind.inside:
            start = f"{kind.inside}."
            inner = {n.removeprefix(start): c for n, c in row.items() if n.startswith(start)}
            cells.append(json.dumps(_nested(inner, {}, flat=False)))
        writer.writerow(cells)
    return text.getvalue()


def _nested(row: Mapping[str, str], several: Mapping[str, str], *, flat: bool) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, cell in row.items():
        at = made
        *above, last = [name] if flat or name.startswith("@") else name.split(".")
        for step in above:
            at = at.setdefault(step, {})
        at[last] = cell.split(several[name]) if name in several else cell
    return made


def _parquet(path: Path, rows: Rows) -> None:
    columns = ", ".join(f'"{name}" VARCHAR' for name in rows[0])
    with duckdb.connect() as database:
        database.execute(f"CREATE TABLE log ({columns})")
        marks = ", ".join("?" for _ in rows[0])
        database.executemany(f"INSERT INTO log VALUES ({marks})", [[*row.values()] for row in rows])
        database.execute(f"COPY log TO '{path}' (FORMAT parquet)")


def _cef(row: Mapping[str, str]) -> str:
    given = {name: cell.replace("\\", "\\\\").replace("=", "\\=") for name, cell in row.items()}
    return "<1>Nov 20 09:00:00 h CEF:0|A|B|1|1|n|5|" + " ".join(
        f"{k}={v}" for k, v in given.items()
    )


def _leef(row: Mapping[str, str]) -> str:
    return "<1>Nov 20 09:00:00 h LEEF:1.0|A|B|1|1|" + "\t".join(f"{k}={v}" for k, v in row.items())


def _fortinet(row: Mapping[str, str]) -> str:
    rest = "".join(f' {key}="{row[key]}"' for key in row if key not in ("date", "time"))
    return f'<1>date={row["date"]} time={row["time"]} devname="a"{rest}'


def _netfilter(row: Mapping[str, str]) -> str:
    rest = " ".join(f"{key}={cell}" for key, cell in row.items() if key != "logged")
    return f"{row['logged']} gw kernel: [1.5] DROP {rest}"


def _any_pairs(row: Mapping[str, str]) -> str:
    rest = " ".join(f'{key}="{cell}"' for key, cell in row.items() if key != "logged")
    return f"{row['logged']} gw app: {rest}"


def _asa(row: Mapping[str, str]) -> str:
    return (
        f"{row['logged']} fw01 : %ASA-6-{row['message']}: {row['said']} UDP connection 12 for "
        f"outside:{row['first']}/{row['first_port']} Accessed URL x:{row['url']} "
        f"to inside:{row['second']}/{row['second_port']} duration 0:00:01"
    )


def _postfix(row: Mapping[str, str]) -> str:
    rest = ", ".join(f"{key}={row[key]}" for key in row if key not in ("logged", "peer"))
    return f"{row['logged']} mx postfix/smtpd[1]: RCPT from a.example[{row['peer']}]: {rest}"


PAIRS: Mapping[str, Callable[[Mapping[str, str]], str]] = {
    "cef": _cef,
    "leef": _leef,
    "fortinet": _fortinet,
    "netfilter": _netfilter,
    "cisco-asa": _asa,
    "postfix": _postfix,
    "pairs": _any_pairs,
}
